"""`nox -l` says in one line what each session does."""

import ast
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]


def sessions(source: str) -> dict[str, str | None]:
    """Return the docstring of each session, by the name of its function."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {f.name: ast.get_docstring(f) for f in functions if any(map(is_session, f.decorator_list))}


def is_session(decorator: ast.expr) -> bool:
    """Return whether a decorator is nox's, with arguments or without."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator) in {
        "nox.session",
        "session",
    }


def faults(source: str) -> Iterator[str]:
    """Yield the sessions whose docstring is missing or longer than a line."""
    for name, docstring in sessions(source).items():
        if not docstring or "\n" in docstring or not docstring.endswith("."):
            yield name


def test_every_session_says_in_one_line_what_it_does():
    source = (ROOT / "noxfile.py").read_text("utf-8")
    assert {"lint", "tests", "docs", "site", "docs_live", "linkcheck", "env"} <= sessions(source).keys()
    assert list(faults(source)) == []


@pytest.mark.parametrize("decorator", ["@nox.session", "@nox.session(default=False)"])
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("pass", ["s"]),
        ('"""Do it."""', []),
        ('"""Do it.\n\n    Then more.\n    """', ["s"]),
        ('"""Do it"""', ["s"]),
    ],
)
def test_a_session_without_its_line_is_found(decorator, body, found):
    assert list(faults(f"import nox\n\n{decorator}\ndef s(session):\n    {body}\n")) == found


@pytest.fixture(scope="module")
def noxfile():
    return runpy.run_path(str(ROOT / "noxfile.py"))


@pytest.mark.parametrize(
    ("before", "argument", "becomes"),
    [
        ("", "start/tensors", "docs/start/tensors.md"),
        ("-x", "docs/_build/html/start/tensors.html", "docs/start/tensors.md"),
        ("", "sec-tensors", "docs/start/tensors.md"),
        ("", "docs/start/tensors.md", "docs/start/tensors.md"),
        ("", "tests/unit", "tests/unit"),
        ("", "README.md", "README.md"),
        ("", "tests/unit/test_batches.py::test_x", "tests/unit/test_batches.py::test_x"),
        ("-k", "tensors", "tensors"),
        ("--maxfail", "tensors", "tensors"),
        ("", "-q", "-q"),
    ],
)
def test_a_page_may_be_spelled_in_any_way_for_the_tests(noxfile, monkeypatch, before, argument, becomes):
    monkeypatch.chdir(ROOT)
    assert noxfile["as_test"](SimpleNamespace(), before, argument) == becomes


def test_an_unknown_page_ends_a_session_with_the_nearest(noxfile):
    class EndedError(Exception):
        """Stands for nox's own."""

    def error(message):
        raise EndedError(message)

    with pytest.raises(EndedError, match="start/tensors"):
        noxfile["page_name"](SimpleNamespace(error=error), "start/tensor")
