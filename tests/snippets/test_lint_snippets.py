"""Ruff sees the Python of every page, speaks in the page's lines, and can write its formatting into the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from planted_forms import HEAD, cell

from book.lint.snippets import fix, lint, main

UGLY = "x = {  'a':1 }"
NEAT = 'x = {"a": 1}'
PLACES = {
    "a cell": "```{code-cell}\n:tags: [check]\n%s\n```\n",
    "a fence": "```python\n%s\n```\n",
    "a list": "- a\n\n  ```py\n  %s\n  ```\n",
    "a quotation": "> ~~~python\n> %s\n> ~~~\n",
    "a directive": "::::{note}\n:::{code-block} python\n%s\n:::\n::::\n",
    "a cell that has to raise": "```{code-cell}\n:tags: [raises-exception]\n%s\n```\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_formatting_is_reported_with_its_line_and_can_be_written(place: str) -> None:
    page = HEAD + PLACES[place] % UGLY
    ((line, message),) = lint(page, "page.md")
    assert UGLY in page.split("\n")[line - 1]
    assert message.endswith(f"+{NEAT}")
    assert fix(page, "page.md") == HEAD + PLACES[place] % NEAT
    assert lint(fix(page, "page.md"), "page.md") == []


def test_a_block_that_grows_pushes_the_rest_down() -> None:
    page = HEAD + "> ```python\n> a = 1\n> def f(): return a\n> ```\n\n" + cell(UGLY)
    fixed = fix(page, "page.md")
    assert "> a = 1\n>\n>\n> def f():\n>     return a\n> ```\n" in fixed
    assert fixed.endswith(cell(NEAT))


def test_a_doctest_is_formatted_by_its_author() -> None:
    page = f"{HEAD}```pycon\n>>> y = 1\n>>> {UGLY}\n```\n"
    ((line, _),) = lint(page, "page.md")
    assert page.split("\n")[line - 1] == f">>> {UGLY}"
    assert fix(page, "page.md") == page


def test_checks_know_the_whole_page() -> None:
    assert lint(HEAD + cell("import math") + cell("math.pi"), "page.md") == []
    ((line, message),) = lint(HEAD + cell("import math") + cell("1 + 1"), "page.md")
    assert (line, message.split()[0]) == (11, "F401")


def test_a_lesson_on_errors_is_not_checked() -> None:
    page = (
        HEAD
        + cell("import os\n\nx = = 1", "raises-exception")
        + cell("import os\n\n1 / 0", "raises-exception")
    )
    assert lint(page, "page.md") == []


def test_what_no_test_allows_is_reported_without_running_it() -> None:
    assert [message for _, message in lint(f"{HEAD}text\n\n    code\n", "page.md")] == [
        "indented code has no language: use a fence"
    ]


def test_the_command_counts_fixes_and_returns_what_a_shell_expects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(HEAD + cell(UGLY), "utf-8")
    assert main([str(page)]) == 1
    assert f"{page}:11: ruff format would write" in capsys.readouterr().out
    assert main(["--fix", str(page)]) == 0
    assert page.read_text("utf-8") == HEAD + cell(NEAT)
    assert capsys.readouterr().out == "snippets: 0 to correct\n"


def test_the_sample_is_clean() -> None:
    sample = Path(__file__).with_name("sample.md")
    assert lint(sample.read_text("utf-8"), "tests/snippets/sample.md") == []


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_linted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.md").write_bytes(b"# T\n\n\xff\n")
    (tmp_path / "cut.md").write_text(HEAD + "```{code-cell} python\n:tags: [check]\n", "utf-8")
    (tmp_path / "ugly.md").write_text(HEAD + cell(UGLY), "utf-8")
    assert main([str(path) for path in sorted(tmp_path.iterdir())]) == 1
    said = capsys.readouterr().out
    assert "bad.md:3: the byte 0xff" in said
    assert "cut.md:" in said
    assert "ugly.md:11: ruff format would write" in said


def test_a_page_may_be_spelled_in_any_way() -> None:
    assert main(["reference/notation.html"]) == 0
    with pytest.raises(SystemExit, match="reference/notation"):
        main(["reference/notations"])
