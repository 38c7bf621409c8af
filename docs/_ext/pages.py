"""How a page's text becomes a notebook: MyST-NB's own reader, then three things that the book adds.

A pure function of the text, used by the execution, by Sphinx (as MyST-NB's reader) and by the notebook downloads:
the stub and the check of each exercise are derived from its solution, a cell that needs what this machine lacks
is marked to be shown unrun, and a page of prose stays a page of prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nbformat
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_options import MYST_EXTENSIONS
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode
from needs import unmet_need
from stubs import derive_stub, strip_markers

FENCE = r"^\s*(?:`{3,}|:{3,})"
EXERCISE_START = re.compile(FENCE + r"\{exercise-start\}")
EXERCISE_END = re.compile(FENCE + r"\{exercise-end\}")
SOLUTION_START = re.compile(FENCE + r"\{solution-start\}\s+(\S+)")
LABEL = re.compile(r"^\s*:label:\s*(\S+)")


class PageError(ValueError):
    """A page that cannot be read; ``line`` is the page's own line (1-based)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Exercise:
    """The derived cells of one exercise: what the reader starts from, and the check that judges it."""

    stub: str
    check: str
    line: int

    def cells(self) -> list[NotebookNode]:
        """Return the two cells; the stub has to fail its check."""
        return [code(self.stub, ["stub"], self.line), code(self.check, ["raises-exception"], self.line)]


def is_chapter(text: str) -> bool:
    """Return whether the page has cells to run (its front matter says ``file_format: mystnb``)."""
    return bool(is_myst_markdown_notebook(text))


def read_page(text: str) -> NotebookNode:
    """Return the page as a notebook without outputs; ``metadata.source_map`` holds each cell's line (0-based)."""
    config = MdParserConfig(enable_extensions=set(MYST_EXTENSIONS))
    notebook: NotebookNode = read_myst_markdown_notebook(text, config=config, add_source_map=True)
    if not is_chapter(text):
        return notebook
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    cells = list(zip(notebook.cells, notebook.metadata.source_map, strict=True))
    lines = text.splitlines()
    for cell, line in cells:
        cell.metadata["line"] = line + 1 + (option_lines(lines[line:]) if cell.cell_type == "code" else 0)
    fold_claims([cell for cell, _ in cells if cell.cell_type == "code"])
    cells = insert_stubs(cells, exercises(cells))
    for cell, _ in cells:
        prepare(cell)
    notebook.cells = [cell for cell, _ in cells]
    notebook.metadata.source_map = [line for _, line in cells]
    return notebook


def tags(cell: NotebookNode) -> list[str]:
    """Return the cell's tags, however they were written."""
    found = cell.metadata.get("tags", [])
    return [tag.strip() for tag in found.strip("[]").split(",")] if isinstance(found, str) else list(found)


def option_lines(lines: list[str]) -> int:
    """Return how many lines of options and blanks stand between a cell's fence and its code."""
    count = 0
    if lines[0].startswith("---"):
        count = 1 + next(i for i, text in enumerate(lines[1:], 1) if text.startswith("---"))
    while lines[count].startswith(":") or not lines[count].strip():
        count += 1
    return count


def fold_claims(code_cells: list[NotebookNode]) -> None:
    """Fold the cells that only decide claims; the check of an exercise, right after its solution, stays open."""
    follows_solution = False
    for cell in code_cells:
        if "check" in tags(cell) and not follows_solution:
            cell.metadata["tags"] = [*tags(cell), "hide-cell"]
        follows_solution = "solution" in tags(cell)


def prepare(cell: NotebookNode) -> None:
    """Mark a cell that cannot run here, and drop the solution's markers from what the reader sees."""
    if cell.cell_type != "code":
        return
    cell.metadata["tags"] = tags(cell)
    cell.source = strip_markers(cell.source)
    reason = unmet_need(cell.metadata["tags"])
    if reason:
        cell.metadata["tags"] += ["skip-execution"]
        cell.metadata["unmet"] = reason


def exercises(cells: list[tuple[NotebookNode, int]]) -> dict[str, Exercise]:
    """Return the derived cells by label; every solution needs a check right after it."""
    found: dict[str, Exercise] = {}
    label = ""
    for (cell, line), following in zip(cells, [*cells[1:], None], strict=True):
        for text in cell.source.splitlines() if cell.cell_type == "markdown" else []:
            start = SOLUTION_START.match(text)
            label = start.group(1) if start else label
        if cell.cell_type != "code" or "solution" not in tags(cell):
            continue
        if not label:
            raise PageError(line + 1, "a solution cell outside {solution-start} … {solution-end}")
        if following is None or "check" not in tags(following[0]):
            raise PageError(line + 1, f"the solution of {label!r} needs a cell tagged 'check' right after it")
        try:
            stub = derive_stub(cell.source)
        except ValueError as error:
            raise PageError(line + 1, f"the solution of {label!r}: {error}") from error
        found[label] = Exercise(stub, following[0].source, line)
    return found


def insert_stubs(
    cells: list[tuple[NotebookNode, int]], found: dict[str, Exercise]
) -> list[tuple[NotebookNode, int]]:
    """Put each exercise's stub and check right before its ``{exercise-end}``."""
    result: list[tuple[NotebookNode, int]] = []
    waiting, label = dict(found), ""
    for cell, first_line in cells:
        if cell.cell_type != "markdown":
            result.append((cell, first_line))
            continue
        lines, begin = cell.source.splitlines(), 0
        for number, text in enumerate(lines):
            label = "" if EXERCISE_START.match(text) else label
            named = LABEL.match(text)
            label = named.group(1) if named else label
            if EXERCISE_END.match(text) and label in waiting:
                exercise = waiting.pop(label)
                if lines[begin:number]:
                    result.append((markdown(lines[begin:number], cell), first_line + begin))
                result += [(derived, exercise.line) for derived in exercise.cells()]
                begin = number
        result.append((markdown(lines[begin:], cell), first_line + begin))
    for label, exercise in waiting.items():
        raise PageError(
            exercise.line + 1, f"the solution of {label!r} has no exercise with this label before it"
        )
    return result


def markdown(lines: list[str], original: NotebookNode) -> NotebookNode:
    """Return a part of a Markdown cell as a cell of its own."""
    cell: NotebookNode = nbformat.v4.new_markdown_cell("\n".join(lines), metadata=original.metadata)
    return cell


def code(source: str, cell_tags: list[str], line: int) -> NotebookNode:
    """Return a code cell with these tags, which stands for the page's line ``line`` (0-based)."""
    cell: NotebookNode = nbformat.v4.new_code_cell(source, metadata={"tags": cell_tags, "line": line + 1})
    return cell
