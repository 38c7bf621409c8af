"""What a page hands to its build stands in folded cells: a beginner meets no machinery of the site."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import dlbook.site.claims
import dlbook.site.records
from book.page.blocks import Block, blocks
from book.page.files import pages

DOCS = Path(__file__).parents[2] / "docs"
MODULES = (dlbook.site.claims, dlbook.site.records)
FOLDED = {"check", "hide-input", "solution"}
ALLOWED = {"seeds", "interval"}  # they belong to the experiment, and hand nothing on


def handing_on(text: str) -> Iterator[int]:
    """Yield the lines of the imports in visible cells of what hands something to the build."""
    for block in blocks(text):
        if block.directive == "code-cell" and not FOLDED & set(block.tags):
            yield from (block.body_line + line - 1 for line in imports(block))


def imports(block: Block) -> list[int]:
    """Return the lines of a cell that import from the modules that serve the build."""
    try:
        nodes = [node for node in ast.walk(ast.parse(block.body)) if isinstance(node, ast.ImportFrom)]
    except SyntaxError:
        return []
    names = {module.__name__ for module in MODULES}
    return [n.lineno for n in nodes if n.module in names and {alias.name for alias in n.names} - ALLOWED]


@pytest.mark.parametrize(
    "path",
    [*(p for p in pages(DOCS.parent) if p.is_relative_to(DOCS)), DOCS / "_templates_pages/chapter.md"],
    ids=lambda p: p.stem,
)
def test_no_visible_cell_hands_anything_to_the_build(path: Path) -> None:
    assert list(handing_on(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(("tags", "found"), [("", [8]), (":tags: [check]\n", []), (":tags: [varies]\n", [9])])
def test_a_cell_that_does_is_found(tags: str, found: list[int]) -> None:
    text = f"---\nfile_format: mystnb\n---\n\n# A\n\n```{{code-cell}} python\n{tags}from dlbook.site.claims import claim\n```\n"
    assert list(handing_on(text)) == found
