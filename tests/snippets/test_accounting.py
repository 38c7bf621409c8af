"""Every block is accounted for: counted twice on the book's pages, and in the session's last line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_sessions import run_pages

from book.page import grammar
from book.page.files import is_page, pages
from book.page.notebook import page_blocks
from book.snippets.plugin import SYBIL
from book.snippets.policy import decide

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample.md")
OPENING = re.compile(r"[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(?P<mark>`{3,}|~{3,}|:{3,})\s*(?P<info>[^\s`:]\S*)")
KNOWN = {f"{{{name}}}" for name in grammar.SEARCHED | grammar.CLOSED | {"eval-rst"}}
SUMMARY = re.compile(
    r"^blocks (\d+): executed (\d+), doctested (\d+), read (\d+), parsed (\d+), skipped (\d+)", re.MULTILINE
)


def opening_fences(text: str) -> list[int]:
    """Return the lines that look like the start of code to a reader who knows nothing of Markdown's nesting."""
    found = [(number, OPENING.match(line)) for number, line in enumerate(text.split("\n"), 1)]
    return [number for number, match in found if match and match["info"] not in KNOWN]


@pytest.mark.parametrize("path", [*pages(ROOT), SAMPLE], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_has_as_many_examples_as_blocks_and_no_fence_outside_of_them(path: Path) -> None:
    text = path.read_text("utf-8")
    found = page_blocks(text)
    assert len(list(SYBIL.parse(path))) == len(found)
    inside = {number for block in found for number in range(block.line, block.end_line + 1)}
    assert set(opening_fences(text)) <= inside


def test_the_naive_count_would_notice_a_block_that_the_walker_overlooks() -> None:
    assert opening_fences("a\n> - ```python\n1\n```\n:::{code-cell}\n:::\n```{note}\n```") == [2, 5]


def test_pages_are_those_of_the_top_level_and_of_the_book(tmp_path: Path) -> None:
    for name in [
        "README.md",
        "docs/a/b.md",
        "docs/_build/c.md",
        "docs/node_modules/d.md",
        "docs/.x/e.md",
        "src/f.md",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert pages(tmp_path) == [tmp_path / "README.md", tmp_path / "docs/a/b.md"]
    assert not is_page(tmp_path / "README.rst", tmp_path)


def test_the_sample_shows_every_language_and_tag_and_ends_with_the_count(tmp_path: Path) -> None:
    found = page_blocks(SAMPLE.read_text("utf-8"))
    shown = {block.language for block in found}
    aliases = {"ipython", "ipython3", "python3", "javascript", "sh", "yml", "bat", "md"}
    assert grammar.LANGUAGES - shown == aliases
    assert {tag for block in found for tag in block.tags} >= grammar.TAGS
    (tmp_path / "sample.md").write_text(SAMPLE.read_text("utf-8"), "utf-8")
    session = run_pages(tmp_path)
    assert session.returncode == pytest.ExitCode.OK, session.output
    total, *parts = map(int, SUMMARY.search(session.output).groups())  # type: ignore[union-attr]
    assert total == sum(parts) == len(found)
    kinds = [decide(block).kind for block in found]
    assert parts == [kinds.count(kind) for kind in ("executed", "doctested", "read", "parsed", "skipped")]
    assert "output of a program: 1" in session.output
    line = next(block.line for block in found if block.skip_reason == "output of a program")
    assert re.search(rf"SKIPPED .*sample\.md:{line}: output of a program", session.output)
