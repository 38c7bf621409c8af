"""Numbers in prose: what ``{value}`accuracy:.1%``` may hold, and after which cell it is read.

Expression and format are split as an f-string splits them. The expression is a *reading*: it names what cells computed,
and changes none of it. ``{varies}`seconds:.1f``` is the same for what differs from build to build, and
``{value}`start/first-network::accuracy``` quotes an expression that another page itself prints.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from book.page.blocks import Block
from book.page.files import PageError
from book.page.prose import paragraphs

ROLES = ("value", "varies")
FUNCTIONS = {"len", "min", "max", "sum", "abs", "round", "float", "int"}
LONGEST = 60
READING = (
    *(ast.Expression, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.Constant),
    *(ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Call),
)
QUOTE = re.compile(r"(?P<page>[\w./-]+)::(?P<rest>.*)")
REMEDY = "give it a name in a cell, and write the name here"


@dataclass(frozen=True)
class Value:
    """A number in a sentence: the page's line, its role, the page that it quotes (or ""), expression and format."""

    line: int
    role: str
    page: str
    expression: str
    spec: str


def split(text: str) -> tuple[str, str, str]:
    """Return the page that a role's text quotes, or "", its expression and its format."""
    text = text.replace("\n", " ")  # where the line of the page was wrapped
    quote = QUOTE.fullmatch(text)
    page, rest = (quote["page"], quote["rest"]) if quote else ("", text)
    colons = [match.start() for match in re.finditer(":", rest)]
    end = next((at for at in colons if parsed(rest[:at])), len(rest))
    return page, rest[:end].strip(), rest[end + 1 :]


def parsed(expression: str) -> ast.Expression | None:
    """Return the syntax tree of an expression, or None if it is none."""
    try:
        return ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError):  # ValueError: a null character
        return None


def reading_fault(expression: str) -> str:
    """Return why an expression may not stand in prose, or nothing."""
    tree = parsed(expression)
    if tree is None:
        return f"{expression!r} is no Python expression"
    if len(expression) > LONGEST:
        return f"{expression!r} has {len(expression)} characters, and {LONGEST} is the most: {REMEDY}"
    for node in ast.walk(tree):
        if not isinstance(node, READING) or (isinstance(node, ast.Call) and not is_known_call(node)):
            allowed = f"names, attributes, subscripts, arithmetic and {', '.join(sorted(FUNCTIONS))}"
            return f"{expression!r} does more than read ({allowed}): {REMEDY}"
    return "" if names(expression) else f"{expression!r} names nothing that a cell computed"


def is_known_call(call: ast.Call) -> bool:
    """Return whether a call is of a function that changes nothing; a keyword may hand it one that does."""
    return isinstance(call.func, ast.Name) and call.func.id in FUNCTIONS and not call.keywords


def names(expression: str) -> set[str]:
    """Return the names that an expression reads, the functions left out."""
    tree = parsed(expression)
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree else set()
    return found - FUNCTIONS


def values(text: str) -> Iterator[Value]:
    """Yield the numbers in the prose of a page, captions and alt texts included."""
    if not any(f"{{{role}}}`" in text for role in ROLES):
        return  # most pages need no second look
    for paragraph in paragraphs(text):
        line = paragraph.line
        for piece in paragraph.pieces:
            if piece.role in ROLES:
                yield Value(line, piece.role, *split(piece.text))
            line += 0 if paragraph.table_line else piece.text.count("\n")


def note_readings(code_cells: Sequence[tuple[NotebookNode, int]], text: str) -> None:
    """Note in each cell's metadata the expressions to read after it, and their lines.

    ``code_cells`` come with the lines of their fences (0-based), in the order of the page.

    Raises
    ------
    PageError
        For an expression that is no reading, or that no cell stands above.
    """
    for value in (value for value in values(text) if not value.page):
        if fault := reading_fault(value.expression):
            raise PageError(value.line, fault)
        above = [cell for cell, line in code_cells if line < value.line]
        if not above:
            raise PageError(value.line, f"no cell stands above {value.expression!r} to compute it")
        above[-1].metadata.setdefault("readings", {}).setdefault(value.expression, value.line)


def with_values(found: list[Block], text: str) -> list[Block]:
    """Return the blocks of a page and, as further ones, its expressions, each once below the cell that it reads.

    Their ``body_line`` is the line of the expression: one in a cell's caption is read below the cell.
    """
    cells = [block for block in found if block.directive == "code-cell"]
    new: dict[tuple[int, str], Block] = {}
    for value in (value for value in values(text) if not value.page):
        above = [cell for cell in cells if cell.line <= value.line]
        around = [block.end_line + 1 for block in found if block.line <= value.line <= block.end_line]
        place = max([value.line, *around])
        fault = reading_fault(value.expression) or binding_fault(value, cells)
        block = Block(place, place - 1, value.line, value.expression, directive="value", fault=fault)
        new.setdefault((len(above), value.expression), block)
    return in_order([*found, *new.values()])


def in_order(found: list[Block]) -> list[Block]:
    """Return blocks by their lines; one without lines, such as a fault, before the code at its line."""
    return sorted(found, key=lambda block: (block.line, block.end_line >= block.line))


def binding_fault(value: Value, cells: list[Block]) -> str:
    """Return which name of an expression is not bound by exactly one cell above it, or nothing."""
    for name in sorted(names(value.expression)):
        lines = [cell.line for cell in cells if name in bound_names(cell.body)]
        if not lines:
            return f"no cell of this page gives {name!r} a value"
        if len(lines) > 1:
            where = ", ".join(map(str, lines))
            return f"{name!r} gets a value in {len(lines)} cells (lines {where}): quote a name that only one binds"
        if lines[0] > value.line:
            return f"{name!r} gets its value below (line {lines[0]}): quote it there"
    return ""


def bound_names(source: str) -> set[str]:
    """Return the names that the top level of a cell gives a value: assignments, loops, imports, functions."""
    try:
        table = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError:
        return set()
    return {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()
    }
