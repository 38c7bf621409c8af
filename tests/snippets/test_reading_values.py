"""An expression in the prose is an example: it is read in the page's namespace, below the cell that it follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_sessions import Session, run_pages
from planted_forms import HEAD, cell

CAPTION = '```{code-cell}\n---\nmystnb:\n  figure: {caption: "Up to {value}`top:d`."}\n---\ntop = 9\n```\n'
PAGES = {
    "good": HEAD
    + cell("x = [1, 2]")
    + "{value}`x[0]:d` and {value}`x[0]:.2f` and {varies}`len(x)`.\n\n"
    + CAPTION,
    "raised_above": HEAD + cell("x = 1") + cell("1 / 0", "raises-exception") + "{value}`x`\n",
    "changed_between": HEAD + cell("x = [1]") + "{value}`x[0]`\n\n" + cell("x[0] = 'a'") + "{value}`x[0]`\n",
    "quotes": HEAD + cell("x = 1") + "{value}`elsewhere::y`\n",
    "raises": HEAD + cell("x = [1, 2]") + "Some words,\nthen {value}`x[2]`.\n",
    "is_nan": HEAD + cell("x = float('nan')") + "{value}`x`\n",
    "in_a_caption": HEAD + CAPTION.replace("top:d", "top[0]"),
    "calls": HEAD + cell("x = [1, 2]") + "{value}`x.pop()`\n",
    "is_bound_twice": HEAD + cell("x = 1") + cell("x = 2") + "{value}`x`\n",
}
FAULTS = {
    "raises": (15, "'x[2]': IndexError: list index out of range"),
    "is_nan": (14, "it is nan"),
    "in_a_caption": (12, "'top[0]': TypeError"),
    "calls": (14, "does more than read"),
    "is_bound_twice": (19, "gets a value in 2 cells (lines 9, 14)"),
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """All these pages, run at once."""
    folder = tmp_path_factory.mktemp("values")
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return run_pages(folder)


def test_each_expression_is_one_example_for_each_cell_that_it_follows(session: Session) -> None:
    passed = {page: len(session.passed[page]) for page in PAGES}
    expected = {"good": 5, "raised_above": 3, "changed_between": 4, "quotes": 1, "is_bound_twice": 2}
    assert passed == {page: expected.get(page, 1) for page in PAGES}
    assert "read 6," in session.output


@pytest.mark.parametrize("page", PAGES)
def test_a_fault_names_the_page_and_the_line_of_the_sentence(page: str, session: Session) -> None:
    if page not in FAULTS:
        assert session.failed[page] == []
        return
    line, message = FAULTS[page]
    (said,) = session.failed[page]
    assert f"{page}.md:{line}: " in said
    assert message in said


def test_what_a_skipped_cell_would_have_bound_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(HEAD + cell("x = 1", "needs-nothing") + "{value}`x`\n", "utf-8")
    plugin = 'from book.page import grammar, needs\nneeds.NEEDS["needs-nothing"] = lambda: "there is nothing here"\n'
    plugin += 'grammar.TAGS.add("needs-nothing")\n'
    (tmp_path / "nothing.py").write_text(plugin, "utf-8")
    session = run_pages(tmp_path, "-p", "nothing")
    assert session.returncode == pytest.ExitCode.OK, session.output
    assert "page.md:14: not measured here: there is nothing here" in session.output
