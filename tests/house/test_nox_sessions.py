"""`nox -l` says in one line what each session does."""

import ast
from collections.abc import Iterator
from pathlib import Path

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
