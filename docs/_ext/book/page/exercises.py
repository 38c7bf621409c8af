"""Exercises of a page: each solution cell with the check that judges it, what is wrong with them, and their stubs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import nbformat
from nbformat import NotebookNode

from book.page.blocks import Block, blocks
from book.page.files import PageError
from book.page.grammar import Gates
from book.page.stubs import derive_stub

Cells = list[tuple[NotebookNode, int]]  # with the line of each, as MyST-NB's ``source_map`` counts it


@dataclass(frozen=True)
class Pair:
    """A solution and its check; ``stub`` is what the reader starts from."""

    label: str
    solution: Block
    check: Block
    stub: str


def pairs(found: list[Block]) -> list[Pair]:
    """Return the pairs of a page, given its blocks as ``with_exercise_faults`` returns them; faulty ones are left out."""
    cells = _cells(found)
    return [
        Pair(cell.solution_of, cell, following, derive_stub(cell.body))
        for cell, following in pairwise(cells)
        if "solution" in cell.tags and not cell.fault
    ]


def with_exercise_faults(found: list[Block]) -> list[Block]:
    """Return the blocks; a solution without check, a check without solution and the like is a fault now."""
    faults = dict(_faults(_cells(found)))
    return [replace(block, fault=block.fault or faults.get(block.line, "")) for block in found]


def _cells(found: list[Block]) -> list[Block]:
    """Return the cells among the blocks."""
    return [block for block in found if block.directive == "code-cell"]


def _faults(cells: list[Block]) -> Iterator[tuple[int, str]]:
    """Yield the line of each cell that breaks an exercise, and how."""
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        if "solution" in cell.tags:
            yield cell.line, _solution_fault(cell, after)
        elif _is_check_of(cell, cell.solution_of) and not (before and "solution" in before.tags):
            yield (
                cell.line,
                f"this check of {cell.solution_of!r} has no cell tagged 'solution' right before it",
            )


def _is_check_of(cell: Block | None, label: str) -> bool:
    """Return whether a cell is the check of the exercise with this label."""
    return cell is not None and bool(label) and "check" in cell.tags and cell.solution_of == label


def _solution_fault(cell: Block, after: Block | None) -> str:
    """Return what is wrong with a solution, or nothing."""
    if not cell.solution_of:
        return "a cell tagged 'solution' stands between {solution-start} and {solution-end}"
    if not _is_check_of(after, cell.solution_of):
        return f"the solution of {cell.solution_of!r} needs a cell tagged 'check' right after it"
    try:
        derive_stub(cell.body)
    except ValueError as error:
        return f"the solution of {cell.solution_of!r} gives no stub: {error}"
    return ""


def derived_cells(text: str) -> dict[int, Cells]:
    """Return the stub and the check of each exercise, by the line of the ``{exercise-end}`` that they stand before."""
    gates = Gates()
    found = with_exercise_faults(list(blocks(text, gates)))
    for block in found:
        if block.directive == "code-cell" and block.fault:
            raise PageError(block.line, block.fault)
    derived = {}
    for pair in pairs(found):
        line = pair.solution.line
        if pair.label not in gates.ends:
            raise PageError(line, f"the solution of {pair.label!r} has no exercise with this label before it")
        check = pair.check.body.removesuffix("\n")
        cells = [code(pair.stub, ["stub"], line), code(check, ["raises-exception"], line)]
        derived[gates.ends[pair.label]] = [(cell, line) for cell in cells]
    return derived


def insert_stubs(cells: Cells, page_lines: list[str], derived: dict[int, Cells]) -> Cells:
    """Put derived cells into the Markdown cells, each before its line of the page (1-based)."""
    result: Cells = []
    for cell, first_line in cells:
        if cell.cell_type != "markdown":
            result.append((cell, first_line))
            continue
        lines, begin = cell.source.split("\n"), 0
        blanks = next(at for at, text in enumerate(page_lines[first_line:]) if text)  # MyST-NB drops them
        for number in range(len(lines)):
            inserted = derived.get(first_line + blanks + number + 1)
            if inserted:
                if lines[begin:number]:
                    result.append((markdown(lines[begin:number], cell), first_line + begin))
                result += inserted
                begin = number
        result.append((markdown(lines[begin:], cell), first_line + begin))
    return result


def markdown(lines: list[str], original: NotebookNode) -> NotebookNode:
    """Return a part of a Markdown cell as a cell of its own."""
    cell: NotebookNode = nbformat.v4.new_markdown_cell("\n".join(lines), metadata=original.metadata)
    return cell


def code(source: str, cell_tags: list[str], line: int) -> NotebookNode:
    """Return a code cell with these tags, which stands for the page's line ``line`` (0-based)."""
    cell: NotebookNode = nbformat.v4.new_code_cell(
        source, metadata={"tags": cell_tags, "line": line + 1, "derived": True}
    )
    return cell
