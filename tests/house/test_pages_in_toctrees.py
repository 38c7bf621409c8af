"""Every page of the book can be reached from the landing page, by tables of contents alone."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from markdown_it import MarkdownIt
from page_files import is_page

ROOT = Path(__file__).parents[2]


def entries(docs: Path, page: str) -> Iterator[str]:
    """Yield the pages that the tables of contents of a page list."""
    folder = PurePosixPath(page).parent
    for token in MarkdownIt().parse((docs / f"{page}.md").read_text("utf-8")):
        if token.type == "fence" and token.info.strip() == "{toctree}":
            lines = [line.strip() for line in token.content.splitlines()]
            targets = [
                line.rpartition("<")[2].rstrip(">") for line in lines if line and not line.startswith(":")
            ]
            yield from (
                target.lstrip("/") if target.startswith("/") else str(folder / target) for target in targets
            )


def reachable(docs: Path) -> set[str]:
    """Return the pages that tables of contents lead to from the landing page."""
    waiting, found = ["index"], set[str]()
    while waiting:
        page = waiting.pop()
        if page not in found and (docs / f"{page}.md").is_file():
            found.add(page)
            waiting += entries(docs, page)
    return found


def pages(docs: Path) -> set[str]:
    """Return the names of all pages."""
    found = [path for path in docs.rglob("*.md") if is_page(path, docs)]
    return {path.relative_to(docs).with_suffix("").as_posix() for path in found}


def test_every_page_is_in_a_table_of_contents():
    assert len(pages(ROOT / "docs")) > 5
    assert sorted(pages(ROOT / "docs") - reachable(ROOT / "docs")) == []


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
    assert pages(tmp_path) - reachable(tmp_path) == lost
