"""Each extension of the site has its test, uses only what lies below it, and reads the same Markdown as Sphinx does."""

import ast
import re
import runpy
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from myst_parser.config.main import MdParserConfig

import book
from book.page import blocks
from book.page.grammar import MYST, Gates

ROOT = Path(__file__).parents[2]
# What each folder may use. Between any two that are not named here there is no arrow.
BELOW: dict[str, set[str]] = {
    "page": set(),
    "look": set(),
    "run": {"page"},
    "snippets": {"page", "look"},
    "lint": {"page", "snippets"},
    "reader": {"page", "look", "run"},
    "claims": {"page", "look", "run"},
    "new_page": {"page"},
}


def module_files(root: Path) -> dict[str, Path]:
    """Return the file of each module of the site's extensions by its dotted name, such as ``book.page.files``."""
    ext = root / "docs" / "_ext"
    files = [path for path in sorted((ext / "book").rglob("*.py")) if path.stem != "__init__"]
    return {".".join(path.relative_to(ext).with_suffix("").parts): path for path in files}


def untested(root: Path) -> Iterator[str]:
    """Yield the extensions that no test imports and none is named after, in its own folder."""
    tests = sorted((root / "tests").rglob("*.py"))
    known = {mirrored(path, root) for path in tests if path.is_relative_to(root / "tests/unit")}
    known |= {name for path in tests for name in imports(path.read_text("utf-8"))}
    yield from (name for name in module_files(root) if name not in known)


def mirrored(test: Path, root: Path) -> str:
    """Return the dotted name of the module that a test is named after."""
    parts = test.relative_to(root / "tests/unit").parts
    name = test.stem.removeprefix("test_")
    # Two tests of one name cannot be collected together: one of them has its folder's name before its own.
    return ".".join([*parts[:-1], name.removeprefix(f"{test.parent.name}_")])


def imports(source: str) -> set[str]:
    """Return what a source imports, dotted, inside functions too."""
    nodes = list(ast.walk(ast.parse(source)))
    found = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in found}
    return names | {f"{node.module}.{alias.name}" for node in found for alias in node.names}


def texts(source: str) -> set[str]:
    """Return the modules that a source names in a text, as ``setup_extension`` takes them."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if re.fullmatch(r"book(\.\w+)+", str(node.value))}


def folder_of(name: str) -> str:
    """Return the folder in a dotted name, or the module that lies in none."""
    return name.split(".")[1]


def arrows(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each module, the folder that it lies in, and another folder that it uses."""
    for module, path in module_files(root).items():
        source = path.read_text("utf-8")
        used = {folder_of(name) for name in imports(source) | texts(source) if name.startswith("book.")}
        yield from ((module, folder_of(module), folder) for folder in sorted(used - {folder_of(module)}))


def upstream(root: Path) -> Iterator[str]:
    """Yield where a module uses a folder that its own may not use."""
    for module, folder, used in arrows(root):
        if used not in BELOW.get(folder, set()):
            yield f"{module} uses {used}"


def settings_of_blocks() -> dict[str, object]:
    """Return how the parser of the snippet tests reads Markdown."""
    return vars(blocks._Walker(Gates()).parser.options["myst_config"])


def settings_of_conf(conf: Path) -> dict[str, object]:
    """Return how a site's configuration reads Markdown."""
    found = runpy.run_path(str(conf))
    default = vars(MdParserConfig())
    wanted = {name: found.get(f"myst_{name}", default[name]) for name in MYST}
    return {**wanted, "enable_extensions": set(wanted["enable_extensions"])}


def test_every_extension_has_a_test():
    assert list(untested(ROOT)) == []


@pytest.mark.parametrize(
    ("name", "text", "is_untested"),
    [
        ("unit/book/look/test_other.py", "", True),
        ("unit/book/look/test_fresh.py", "", False),
        ("unit/book/look/test_look_fresh.py", "", False),
        ("unit/book/page/test_fresh.py", "", True),
        ("a.py", "import book.look.fresh", False),
        ("a.py", "from book.look.fresh import f", False),
        ("a.py", "from book.look import fresh", False),
        ("a.py", "from book.page import fresh", True),
        ("a.py", "'book.look.fresh'", True),
    ],
)
def test_an_extension_without_a_test_is_found(tmp_path, name, text, is_untested):
    write(tmp_path / "docs/_ext/book/look/fresh.py")
    write(tmp_path / "tests" / name, text)
    assert list(untested(tmp_path)) == ["book.look.fresh"] * is_untested


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_folders_use_only_those_below_them():
    assert {folder_of(name) for name in module_files(ROOT)} == BELOW.keys()
    assert list(upstream(ROOT)) == []


def test_the_arrows_allowed_are_those_that_there_are_and_make_no_circle():
    assert {(folder, used) for _, folder, used in arrows(ROOT)} == {
        (folder, used) for folder, below in BELOW.items() for used in below
    }
    TopologicalSorter(BELOW).prepare()


def test_the_map_of_the_extensions_shows_every_folder_below_those_that_it_uses():
    shown = re.findall(r"^`(\w+)`", book.__doc__ or "", flags=re.MULTILINE)
    assert sorted(shown) == sorted(BELOW)
    assert all(shown.index(used) < shown.index(folder) for folder in BELOW for used in BELOW[folder])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("page/fresh.py", "from book.run.store import f", ["run"]),
        ("page/fresh.py", "from book import run", ["run"]),
        ("look/fresh.py", "import book.page.files as f", ["page"]),
        ("run/fresh.py", "def later():\n    from book.reader.recall import f", ["reader"]),
        ("reader/fresh.py", "app.setup_extension('book.claims.ledger')", ["claims"]),
        ("lint/fresh.py", "import book.run.key, book.claims.ledger", ["claims", "run"]),
        ("fresh.py", "import book.page.files", ["page"]),
        ("run/fresh.py", "from book.run.store import f\nfrom book.page import files", []),
        ("reader/fresh.py", "'see book.claims.ledger'", []),
    ],
)
def test_a_planted_arrow_upstream_is_found(tmp_path, name, text, found):
    write(tmp_path / "docs/_ext/book" / name, text)
    module = "book." + name.removesuffix(".py").replace("/", ".")
    assert list(upstream(tmp_path)) == [f"{module} uses {folder}" for folder in found]


def test_the_snippet_tests_read_the_same_markdown_as_the_site():
    of_blocks, of_conf = settings_of_blocks(), settings_of_conf(ROOT / "docs" / "conf.py")
    assert of_conf == {name: of_blocks[name] for name in MYST}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('myst_enable_extensions = [*MYST["enable_extensions"], "amsmath"]', "enable_extensions"),
        ("myst_dmath_allow_digits = True", "dmath_allow_digits"),
    ],
)
def test_markdown_that_only_the_site_reads_so_is_found(tmp_path, line, name):
    conf = (ROOT / "docs" / "conf.py").read_text("utf-8")
    (tmp_path / "conf.py").write_text(f"{conf}\n{line}\n", "utf-8")
    assert settings_of_conf(tmp_path / "conf.py")[name] != settings_of_blocks()[name]
