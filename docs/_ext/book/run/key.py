"""The key of a page: everything that its cells' results depend on, and nothing else.

Prose, captions and alt texts are not in it, so that editing them runs nothing; a new expression in them is in the key
of the page's outputs only, so that it makes no measured seeds stale.
The ``dlbook`` modules are those that the cells import, directly or through others.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import json
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode
from packaging.requirements import Requirement

from book.page.notebook import tags
from book.run.kernel_env import KERNEL_ENV, KERNEL_ONLY, ROOT
from dlbook.site.records import read_value

PACKAGE = "dlbook"
EDITIONS = {"'shipped'", "'complete'"}  # as Python writes them
IMPORTERS = {"import_module", "__import__", "run_module"}
RUN_TAGS = {"raises-exception", "skip-execution"}
# What cells can import, or what renders their outputs, beside the dependencies of the package itself.
RUNTIME = ("ipykernel", "ipython", "keras", "matplotlib-inline", "tensorflow", "tensorflow-cpu")


def page_key(notebook: NotebookNode, extra_files: tuple[Path, ...] = (), edition: str = "shipped") -> str:
    """Return the hexadecimal key of a notebook as ``book.page.notebook.read_page`` returns it.

    ``extra_files`` count by content (the kernel's profile);
    ``edition`` counts only for a page that loads whichever edition of MNIST is there.
    """
    cells = [(c.source, sorted(RUN_TAGS & set(tags(c)))) for c in notebook.cells if c.cell_type == "code"]
    sources = [source for source, _ in cells]
    parts = {
        "cells": cells,
        "modules": [(path.name, content_digest(path)) for path in imported_files(sources)],
        "files": [content_digest(path) for path in extra_files if path.is_file()],
        "python": list(sys.version_info[:2]),
        "versions": installed_versions(),
        "environment": sorted((KERNEL_ENV | KERNEL_ONLY).items()),
        "edition": edition if depends_on_edition(sources) else None,
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@functools.cache
def installed_versions() -> dict[str, str]:
    """Return the installed versions of what cells can import: no tool of the site is among them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {Requirement(line).name for line in project["dependencies"]}
    return {name: installed_version(name) for name in sorted(names | set(RUNTIME))}


def installed_version(name: str) -> str:
    """Return a version without its local label: torch's ``+cpu`` names a build of the same version."""
    try:
        return version(name).partition("+")[0]
    except PackageNotFoundError:
        return "absent"


def outputs_key(notebook: NotebookNode, cells_key: str) -> str:
    """Return the key of all that a page's run hands on: its cells' ``page_key``, and what is read after which cell."""
    readings = [sorted(c.metadata.get("readings", {})) for c in notebook.cells if c.cell_type == "code"]
    parts = [
        cells_key,
        readings,
        content_digest(Path(inspect.getfile(read_value))) if any(readings) else None,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def content_digest(path: Path) -> str:
    """Return the sha256 of a file's bytes."""
    return digest_at(path, path.stat().st_mtime_ns)


@functools.cache
def digest_at(path: Path, _changed: int) -> str:
    """Return the sha256 of a file as it was when last changed; every page asks for the same few files."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@functools.cache
def imports_at(path: Path, name: str, _changed: int) -> list[str]:
    """Return the package's modules that a module's file imports, as it was when last changed."""
    return imported_names(parse(path.read_text("utf-8")), name, is_package=path.name == "__init__.py")


def imported_files(sources: list[str]) -> list[Path]:
    """Return the files of the package that these sources import, directly or through others, sorted."""
    waiting = [name for source in sources if PACKAGE in source for name in imported_names(parse(source))]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = module_file(name)
        if path is not None:
            waiting += imports_at(path, name, path.stat().st_mtime_ns)
    files = {path for path in map(module_file, seen) if path is not None}
    return sorted(files | data_files(files))


def parse(source: str) -> ast.AST:
    """Return the syntax tree, or an empty one for a cell that is a lesson in syntax errors."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def imported_names(tree: ast.AST, importer: str = "", *, is_package: bool = False) -> list[str]:
    """Return the package's modules that a tree imports, parents included; relative imports are resolved."""
    names = [name for node in ast.walk(tree) for name in names_of(node, importer, is_package)]
    inside = [name.split(".") for name in names if name.split(".")[0] == PACKAGE]
    return [".".join(parts[:length]) for parts in inside for length in range(1, len(parts) + 1)]


def names_of(node: ast.AST, importer: str, is_package: bool) -> Iterator[str]:
    """Yield what an import or a call may refer to: ``from a import b`` can mean the module ``a.b``."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parents = importer.split(".")[: len(importer.split(".")) - node.level + is_package]
            base = ".".join([*parents, *([base] if base else [])])
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in IMPORTERS:
        yield from texts(node.args[:1])
    if isinstance(node, ast.Call | ast.List | ast.Tuple):
        words = texts(node.args if isinstance(node, ast.Call) else node.elts)
        started = [name for option, name in pairwise(words) if option == "-m"]
        yield from (f"{name}{ending}" for name in started for ending in ("", ".__main__"))


def texts(nodes: list[ast.expr]) -> list[str]:
    """Return the literal texts among expressions; what is computed counts as an empty one."""
    values = [node.value if isinstance(node, ast.Constant) else "" for node in nodes]
    return [value if isinstance(value, str) else "" for value in values]


def module_file(name: str) -> Path | None:
    """Return the file of a module of the package, or None where the name is no module."""
    root = package_root()
    path = root.parent.joinpath(*name.split("."))
    candidates = [path / "__init__.py", path.with_suffix(".py")]
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def package_root() -> Path:
    """Return the folder of this checkout's package; ``kernel_env.prepare`` proves that kernels import it from there."""
    return ROOT / PACKAGE


def data_files(modules: set[Path]) -> set[Path]:
    """Return the files of data that the package ships and these modules read: those in a folder that one names."""
    readers = [path for path in modules if path.parent.name == "datasets"]
    texts = [path.read_text("utf-8") for path in readers]
    folders = [path for path in (package_root() / "datasets" / "_data").glob("*") if path.is_dir()]
    read = [folder for folder in folders if any(folder.name in text for text in texts)]
    return {path for folder in read for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}


def depends_on_edition(sources: list[str]) -> bool:
    """Return whether a cell calls ``load_mnist`` and does not name one of its editions."""
    trees = [parse(source) for source in sources if "load_mnist" in source]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    loads = [call for call in calls if ast.unparse(call.func).split(".")[-1] == "load_mnist"]
    named = [[*call.args, *(k.value for k in call.keywords if k.arg == "edition")] for call in loads]
    return any(not any(ast.unparse(value) in EDITIONS for value in values) for values in named)
