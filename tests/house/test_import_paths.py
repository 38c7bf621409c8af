"""Each name of the package has one import path: that of the module that defines it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.page.files import pages
from book.page.notebook import read_page

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("dlbook", "docs/_ext", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]


def borrowed(source: str, root: Path = ROOT) -> Iterator[str]:
    """Yield each name that is imported from a module of the package which only imports it itself."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a lesson in syntax
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "dlbook":
            there = provided(root, str(node.module))
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name not in there)


def provided(root: Path, module: str) -> set[str]:
    """Return what a module defines, and the modules that lie in it."""
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    names = {inner.stem for inner in path.glob("*")} if path.is_dir() else set()
    for node in ast.parse(file.read_text("utf-8")).body if file.is_file() else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        else:
            stored = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
            names |= {name.id for name in stored if isinstance(name.ctx, ast.Store)}
    return names


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_imports_each_name_from_the_module_that_defines_it(path):
    assert list(borrowed(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", pages(ROOT), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_imports_each_name_from_the_module_that_defines_it(path):
    cells = read_page(path.read_text("utf-8")).cells
    assert [name for cell in cells if cell.cell_type == "code" for name in borrowed(cell.source)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from dlbook.loop import evaluate", []),
        ("def later():\n    from dlbook.training import evaluate, fit", ["dlbook.training.evaluate"]),
        ("from dlbook.nowhere import fit", ["dlbook.nowhere.fit"]),
        ("from dlbook.models import mlp, build_model", []),
        ("from numpy import evaluate", []),
        ("from dlbook.training import =", []),
    ],
)
def test_a_name_that_is_imported_from_elsewhere_is_found(source, found):
    assert list(borrowed(source)) == found
