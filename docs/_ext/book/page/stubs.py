"""The reader's starting point of an exercise, derived from its solution, so that the solution lives once.

Marked lines are taken out (the markers are nbgrader's);
without markers every function and method loses its body and keeps its signature and docstring.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
BLANK = "...  # your code here"
FOR_RUFF = re.compile(r"[ \t]+# noqa\b.*$", re.MULTILINE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def derive_stub(source: str) -> str:
    """Return the solution without its answer.

    Parameters
    ----------
    source
        A cell's Python source.

    Raises
    ------
    ValueError
        If the markers do not pair up, or if the stub would be the solution itself; lines count from the cell's first.
    """
    lines = source.splitlines()
    stub = _without_marked(lines) if _has_markers(lines) else _without_bodies(source)
    if stub == lines:
        raise ValueError(f"nothing to leave out: the solution needs a function or {BEGIN} … {END}")
    return "\n".join(stub)


def strip_markers(source: str) -> str:
    """Return code as the reader sees it: without the lines that hold a marker, and without words to ruff."""
    source = FOR_RUFF.sub("", source)
    lines = source.splitlines()
    if not _has_markers(lines):
        return source
    return "\n".join(line for line in lines if line.strip() not in {BEGIN, END})


def _has_markers(lines: list[str]) -> bool:
    """Return whether a line is a marker."""
    return any(line.strip() in {BEGIN, END} for line in lines)


def _without_marked(lines: list[str]) -> list[str]:
    """Return the lines with one blank to fill in for each marked region."""
    kept: list[str] = []
    begin = 0  # line of the marker that is open
    for number, line in enumerate(lines, 1):
        marker = line.strip()
        if marker == (BEGIN if begin else END):
            raise ValueError(f"line {number}: {marker} without its partner")
        if marker == BEGIN:
            begin = number
            kept.append(line[: line.index(BEGIN)] + BLANK)
        elif marker == END:
            begin = 0
        elif not begin:
            kept.append(line)
    if begin:
        raise ValueError(f"line {begin}: {BEGIN} without its partner")
    return kept


def _without_bodies(source: str) -> list[str]:
    """Return the lines with each outermost function's body replaced, from the last one up."""
    lines = source.splitlines()
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno}: {error.msg}") from error
    for function in reversed(_outermost_functions(tree)):
        number, column = _end_of_head(source, function)
        if not _is_blank(function.body):
            head = lines[number - 1].encode()[:column].decode().rstrip()
            indent = " " * (function.col_offset + 4)
            lines[number - 1 : _last_line(lines, function, indent)] = [head, indent + BLANK]
    return lines


def _outermost_functions(tree: ast.AST) -> list[Function]:
    """Return functions and methods in the order of their lines, those inside other functions left out."""
    found: list[Function] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            found.append(node)
        else:
            found += _outermost_functions(node)
    return found


def _is_blank(body: list[ast.stmt]) -> bool:
    """Return whether a body does nothing: a docstring, ``pass`` or ``...``."""
    return all(isinstance(node, ast.Pass) or _is_constant(node) for node in body)


def _is_constant(node: ast.stmt) -> bool:
    """Return whether a statement is a bare constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _end_of_head(source: str, function: Function) -> tuple[int, int]:
    """Return the line, and the column in bytes, where the signature ends, or the docstring below it."""
    number, column = _end_of_signature(source, function)
    first = function.body[0]
    if ast.get_docstring(function) is None or first.lineno == number:
        return number, column
    assert first.end_lineno is not None
    assert first.end_col_offset is not None
    return first.end_lineno, first.end_col_offset


def _end_of_signature(source: str, function: Function) -> tuple[int, int]:
    """Return the line, and the column in bytes, behind the colon that ends the signature."""
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.start < (function.lineno, function.col_offset) or token.type != tokenize.OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if token.string == ":" and depth == 0:
            return token.end[0], len(token.line[: token.end[1]].encode())
    raise AssertionError("a function without a colon does not parse")


def _last_line(lines: list[str], function: Function, indent: str) -> int:
    """Return the last line of a body, comments below its last statement included."""
    last = function.end_lineno
    assert last is not None
    while last < len(lines) and lines[last].startswith(f"{indent}#"):
        last += 1
    return last
