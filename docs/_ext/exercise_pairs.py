"""Exercises of a page: each solution cell with the check that judges it, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from blocks import Block
from stubs import derive_stub


@dataclass(frozen=True)
class Pair:
    """A solution and its check; ``stub`` is what the reader starts from."""

    label: str
    solution: Block
    check: Block
    stub: str


def pairs(blocks: list[Block]) -> list[Pair]:
    """Return the pairs of a page, given its blocks as ``with_exercise_faults`` returns them; faulty ones are left out."""
    cells = _cells(blocks)
    return [
        Pair(cell.solution_of, cell, following, derive_stub(cell.body))
        for cell, following in pairwise(cells)
        if "solution" in cell.tags and not cell.fault
    ]


def with_exercise_faults(blocks: list[Block]) -> list[Block]:
    """Return the blocks; a solution without check, a check without solution and the like is a fault now."""
    faults = dict(_faults(_cells(blocks)))
    return [replace(block, fault=block.fault or faults.get(block.line, "")) for block in blocks]


def _cells(blocks: list[Block]) -> list[Block]:
    """Return the cells among the blocks."""
    return [block for block in blocks if block.directive == "code-cell"]


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
