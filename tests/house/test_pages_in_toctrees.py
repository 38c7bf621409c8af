"""Every page of the book can be reached from the landing page, by tables of contents alone."""

from pathlib import Path

import pytest

from book.page.files import is_page
from book.page.order import reading_order

DOCS = Path(__file__).parents[2] / "docs"


def unlisted(docs: Path) -> set[str]:
    """Return the pages that no table of contents leads to."""
    found = [path for path in docs.rglob("*.md") if is_page(path, docs)]
    return {path.relative_to(docs).with_suffix("").as_posix() for path in found} - set(reading_order(docs))


def test_every_page_is_in_a_table_of_contents():
    assert len(reading_order(DOCS)) > 5
    assert sorted(unlisted(DOCS)) == []


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("part/index", set()),
        ("The part <part/index>", set()),
        ("/part/index", set()),
        ("part/other", {"part/index", "part/one"}),
        (":glob:", {"part/index", "part/one"}),
    ],
)
def test_a_page_that_no_table_of_contents_leads_to_is_found(tmp_path, line, lost):
    (tmp_path / "part").mkdir()
    (tmp_path / "index.md").write_text(f"# Book\n\n```{{toctree}}\n:hidden:\n\n{line}\n```\n")
    (tmp_path / "part" / "index.md").write_text("# Part\n\n```{toctree}\none\n```\n")
    (tmp_path / "part" / "one.md").write_text("# One\n\nSee part/index.\n")
    assert unlisted(tmp_path) == lost
