"""Each extension of the site has its test, and all of them read the same Markdown as Sphinx does."""

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path

import blocks
import pytest
from myst_parser.config.main import MdParserConfig
from page_grammar import MYST, Gates

ROOT = Path(__file__).parents[2]


def untested(root: Path) -> Iterator[str]:
    """Yield the extensions that no test imports and none is named after."""
    tests = sorted((root / "tests").rglob("*.py"))
    known = {path.stem.removeprefix("test_") for path in tests}
    known |= {name for path in tests for name in imports(path.read_text("utf-8"))}
    yield from (path.stem for path in sorted((root / "docs" / "_ext").glob("*.py")) if path.stem not in known)


def imports(source: str) -> set[str]:
    """Return the modules that a source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


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
    ("test", "is_untested"),
    [
        ("test_other.py", True),
        ("test_fresh.py", False),
        ("import fresh", False),
        ("from fresh import f", False),
        ("'fresh'", True),
    ],
)
def test_an_extension_without_a_test_is_found(tmp_path, test, is_untested):
    (tmp_path / "docs" / "_ext").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs" / "_ext" / "fresh.py").touch()
    name, text = (test, "") if test.endswith(".py") else ("test_a.py", test)
    (tmp_path / "tests" / name).write_text(text)
    assert list(untested(tmp_path)) == ["fresh"] * is_untested


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
