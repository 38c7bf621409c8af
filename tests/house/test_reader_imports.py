"""`pip install .` brings whatever the chapters and the package import, so that a reader needs no second list."""

import ast
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from book.page.files import is_page
from book.page.notebook import read_page, tags

ROOT = Path(__file__).parents[2]
DOCS, PACKAGE = ROOT / "docs", ROOT / "dlbook"
SAID = {"needs-tensorflow": {"keras", "tensorflow"}}  # what a cell may import that says so
# What these modules import where it is there: Jupyter brings IPython, and only the site's build calls docutils.
GUESTS = {"records.py": {"IPython", "docutils"}}


def imports(source: str) -> Iterator[str]:
    """Yield the top-level package of each import, also in functions and in programs that are written as a text."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # a lesson in syntax, or a text that is no program
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "import " in node.value:
            yield from imports(node.value)


def used_by_pages(docs: Path) -> Iterator[tuple[str, str]]:
    """Yield what each cell of each page imports, and the page's name."""
    for path in sorted(path for path in docs.rglob("*.md") if is_page(path, docs)):
        for cell in read_page(path.read_text("utf-8")).cells:
            if cell.cell_type == "code":
                said = {name for tag in tags(cell) for name in SAID.get(tag, ())}
                yield from ((name, path.name) for name in set(imports(cell.source)) - said)


def used_by_package(package: Path) -> Iterator[tuple[str, str]]:
    """Yield what each module of the package imports, and the module's name."""
    for path in sorted(package.rglob("*.py")):
        found = set(imports(path.read_text("utf-8"))) - GUESTS.get(path.name, set())
        yield from ((name, path.name) for name in found)


def undeclared(used: Iterable[tuple[str, str]], dependencies: list[str]) -> set[tuple[str, str]]:
    """Return the imports that neither Python itself nor one of the dependencies provides."""
    declared = {canonicalize_name(Requirement(line).name) for line in dependencies}
    providers = packages_distributions()
    own = sys.stdlib_module_names | {PACKAGE.name}

    def is_provided(name: str) -> bool:
        return name in own or bool(declared & set(map(canonicalize_name, providers.get(name, ()))))

    return {(name, place) for name, place in used if not is_provided(name)}


@pytest.fixture(scope="module")
def used() -> list[tuple[str, str]]:
    """What the pages of the book import."""
    return list(used_by_pages(DOCS))


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return project["project"]["dependencies"]


def test_all_that_chapters_import_is_a_dependency(used):
    assert undeclared(used, dependencies()) == set()


def test_all_that_the_package_imports_is_a_dependency():
    assert undeclared(used_by_package(PACKAGE), dependencies()) == set()


@pytest.mark.parametrize(
    ("name", "module", "where"),
    [
        ("scikit-image", "skimage", {"deep-learning-or-not.md"}),
        ("statsmodels", "statsmodels", {"deep-learning-or-not.md"}),
        ("pillow", "PIL", {"use-your-model.md"}),
    ],
)
def test_a_dependency_that_chapters_need_cannot_be_left_out(used, name, module, where):
    fewer = [line for line in dependencies() if Requirement(line).name != name]
    assert undeclared(used, fewer) == {(module, page) for page in where}


def test_a_lazy_import_of_the_package_needs_its_dependency_too():
    fewer = [line for line in dependencies() if Requirement(line).name != "scikit-image"]
    assert undeclared(used_by_package(PACKAGE), fewer) == {("skimage", "features.py")}


CELL = "---\nfile_format: mystnb\n---\n\n# Planted\n\n```{{code-cell}} python\n{}\n```\n"


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("import numpy, json, dlbook.loop", set()),
        ("import sphinx.util", {"sphinx"}),
        ("from pandas import DataFrame", {"pandas"}),
        ("def later():\n    import seaborn", {"seaborn"}),
        ("program = '''\nimport seaborn\n'''", {"seaborn"}),
        ("print('you may import what you like')", set()),
        ("import tensorflow", {"tensorflow"}),
        (":tags: [needs-tensorflow]\nimport tensorflow", set()),
        (":tags: [needs-tensorflow]\nimport seaborn", {"seaborn"}),
        (":tags: [raises-exception]\nimport =", set()),
    ],
)
def test_an_import_on_a_page_that_the_package_does_not_bring_is_found(tmp_path, cell, found):
    (tmp_path / "planted.md").write_text(CELL.format(cell))
    assert {name for name, _ in undeclared(used_by_pages(tmp_path), dependencies())} == found
