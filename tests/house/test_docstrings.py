"""Whoever calls a function of the package can read what it gives and what it refuses."""

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What lies beside data is a script that made them, and nobody calls its functions.
MODULES = sorted(path for path in (ROOT / "dlbook").rglob("*.py") if "_data" not in path.parts)
RAISES = re.compile(r"^Raises\n-{6}\n(?P<body>.*?)(?=\n\n\w[^\n]*\n-+\n|\Z)", re.MULTILINE | re.DOTALL)
NAMES = re.compile(r"^\w[\w., ]*$", re.MULTILINE)
FIRST = {"__init__", "__post_init__"}  # what they refuse is said by their class
Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults(source: str, name: str) -> Iterator[str]:
    """Yield each public function of a module without a docstring, or with an error that it does not mention."""
    for node, label in public(ast.parse(source)):
        docstring = ast.get_docstring(node)
        if docstring is None:
            yield f"{name}:{node.lineno}: {label} has no docstring"
            continue
        section = RAISES.search(docstring)
        said = set(re.findall(r"\w+", " ".join(NAMES.findall(section["body"])))) if section else set()
        for error in sorted(raised(node) - said):
            yield f"{name}:{node.lineno}: {label} raises {error}, and its section Raises does not say so"


def public(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield the public functions and classes of a module, and the public methods of these."""
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node, node.name
            if isinstance(node, ast.ClassDef):
                methods = [method for method in node.body if isinstance(method, Function)]
                yield from ((m, f"{node.name}.{m.name}") for m in methods if not m.name.startswith("_"))


def raised(node: ast.AST) -> set[str]:
    """Return the names of the errors that a function raises itself; those of a class are its constructor's."""
    bodies = [node]
    if isinstance(node, ast.ClassDef):
        bodies = [method for method in node.body if isinstance(method, Function) and method.name in FIRST]
    raises = [inner.exc for body in bodies for inner in ast.walk(body) if isinstance(inner, ast.Raise)]
    errors = [exc.func if isinstance(exc, ast.Call) else exc for exc in raises if exc is not None]
    return {name for error in errors if (name := ast.unparse(error).rpartition(".")[2])[0].isupper()}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_public_function_says_what_it_gives_and_what_it_raises(path):
    assert list(faults(path.read_text("utf-8"), path.name)) == []


RAISING = """
    def half(x):
        '''Return half of it.{section}'''
        if x < 0:
            raise ValueError("no")
        raise errors.DataError("no")
"""
SECTION = "\n\n        Raises\n        ------\n        {}\n            If not.\n\n        Notes\n        -----\n        None.\n        "


@pytest.mark.parametrize(
    ("section", "errors"),
    [
        ("", ["DataError", "ValueError"]),
        (SECTION.format("ValueError"), ["DataError"]),
        (SECTION.format("ValueError, DataError"), []),
        (SECTION.format("ValueError\n            If so.\n        DataError"), []),
        ("\n\n        Raises ValueError and DataError.\n        ", ["DataError", "ValueError"]),
    ],
)
def test_an_error_that_the_docstring_does_not_mention_is_found(section, errors):
    source = textwrap.dedent(RAISING.replace("{section}", section))
    assert [fault.split()[3].strip(",") for fault in faults(source, "a.py")] == errors


@pytest.mark.parametrize(
    ("source", "num_faults"),
    [
        ("def f(): pass", 1),
        ("class A:\n  'A.'\n  def f(self): pass", 1),
        ("class A:\n  'A.'\n  def __post_init__(self): raise ValueError", 1),
        ("class A:\n  'A.'\n  def __getitem__(self, i): raise KeyError(i)", 0),
        ("def _f(): raise ValueError", 0),
        ("def f():\n  'F.'\n  try: pass\n  except ValueError: raise", 0),
    ],
)
def test_only_what_is_public_needs_a_docstring(source, num_faults):
    assert len(list(faults(source, "a.py"))) == num_faults
