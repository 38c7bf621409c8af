"""How a page's text becomes a notebook: MyST-NB's own reader, then three things that the book adds.

A pure function of the text, used by the execution, by Sphinx (as MyST-NB's reader) and by the notebook downloads:
the stub and the check of each exercise are derived from its solution, a cell that needs what this machine lacks
is marked to be shown unrun, and a page of prose stays a page of prose.
"""

from __future__ import annotations

import re
from typing import Any

from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode

from book.page.blocks import Block, blocks, fault
from book.page.exercises import derived_cells, insert_stubs, with_exercise_faults
from book.page.files import PageError
from book.page.grammar import MYST, front_matter
from book.page.needs import unmet_need
from book.page.stubs import strip_markers
from book.page.values import in_order, note_readings, with_values

FRONT_MATTER = re.compile(r"---+[ \t]*\n(?P<settings>.*?)^---+[ \t]*$", re.DOTALL | re.MULTILINE)
UNREAD = re.compile(r"at line (?P<line>\d+) could not be read: (?P<reason>.*)", re.DOTALL)  # MyST-NB's words


def is_chapter(text: str) -> bool:
    """Return whether the page has cells to run (its front matter says ``file_format: mystnb``)."""
    try:
        return settings(text).get("file_format") == "mystnb"
    except PageError:
        return False


def settings(text: str) -> dict[str, Any]:
    """Return the front matter of a page, nothing if it has none; raise PageError if it is broken."""
    found = FRONT_MATTER.match(text)
    return front_matter(found["settings"]) if found else {}


def read_page(text: str) -> NotebookNode:
    """Return the page as a notebook without outputs; ``metadata.source_map`` holds each cell's line (0-based).

    Raises
    ------
    PageError
        For whatever a reader (MyST-NB's, YAML's, our own) does not understand.
    """
    try:
        return notebook_of(text)
    except PageError:
        raise
    except Exception as error:
        raise page_error(text, error) from error


def page_error(text: str, error: Exception) -> PageError:
    """Return what MyST-NB's reader raised as a fault of the page, in the words of our own rules where they know it."""
    found = UNREAD.search(str(error))
    line = int(found["line"]) if found else 0
    known = [block for block in blocks(text) if block.fault and line in {0, block.line}]
    if known:
        return PageError(known[0].line, known[0].fault)
    return PageError(line or 1, found["reason"] if found else f"{type(error).__name__}: {error}")


def page_blocks(text: str) -> list[Block]:
    """Return the blocks of a page with their faults, its expressions, and a fault for what the build could not read."""
    found = with_values(with_exercise_faults(list(blocks(text))), text)
    if not any(block.fault for block in found):
        try:
            read_page(text)
        except PageError as error:
            around = [block for block in found if block.line <= error.line <= block.end_line]
            return in_order([*found, fault(around[0].line if around else error.line, str(error))])
    return found


def notebook_of(text: str) -> NotebookNode:
    """Return the page as a notebook, and let its readers raise what they like."""
    has_cells, lines = settings(text).get("file_format") == "mystnb", text.split("\n")
    if not FRONT_MATTER.sub("", text, count=1).strip():
        raise PageError(len(lines), "the page is empty: give it a title")
    notebook: NotebookNode = read_myst_markdown_notebook(
        text, config=MdParserConfig(**MYST), add_source_map=True
    )
    if not has_cells:
        note_readings([], text)
        return notebook
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    cells = list(zip(notebook.cells, notebook.metadata.source_map, strict=True))
    for cell, line in cells:
        place(cell, line, lines)
    code_cells = [(cell, line) for cell, line in cells if cell.cell_type == "code"]
    fold_claims([cell for cell, _ in code_cells])
    note_readings(code_cells, text)
    if any("solution" in tags(cell) for cell, _ in cells):
        cells = insert_stubs(cells, lines, derived_cells(text))
    for cell, _ in cells:
        prepare(cell)
    notebook.cells = [cell for cell, _ in cells]
    notebook.metadata.source_map = [line for _, line in cells]
    return notebook


def place(cell: NotebookNode, line: int, lines: list[str]) -> None:
    """Note the page's line (1-based) where a cell's text begins; refuse a cell without code."""
    if cell.cell_type == "code" and not cell.source.strip():
        raise PageError(line, "this cell holds no code")
    cell.metadata["line"] = line + 1 + (option_lines(lines[line:]) if cell.cell_type == "code" else 0)


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
    try:
        reason = unmet_need(cell.metadata["tags"])
    except ValueError as error:
        raise PageError(cell.metadata.line, str(error)) from error
    if reason:
        cell.metadata["tags"] += ["skip-execution"]
        cell.metadata["unmet"] = reason


def show_unmet_need(cell: NotebookNode) -> None:
    """Say below a cell that was not run why it was not."""
    if "unmet" in cell.metadata:
        html = f'<p class="unmet-need">Not run when this page was built: {cell.metadata.unmet}.</p>'
        cell.outputs = [NotebookNode(output_type="display_data", data={"text/html": html}, metadata={})]
