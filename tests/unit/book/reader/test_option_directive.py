"""A list of options knows its lines, wherever it stands on a page."""

import pytest
from small_site import build

from book.reader.option_directive import OptionsDirective
from book.reader.recall import Recall

LIST = """\
:::{recall}
Look.

- Fine {index}:
  Yes.
- Not fine:
  {by-hand}`1 = 2`
:::
"""
HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
NESTED = f":::::{{note}}\n:class: wide\n\n::::{{admonition}} Title\nWords.\n\n{LIST}::::\n:::::\n"
YAML = LIST.replace(":::{recall}\n", ":::{recall}\n---\n---\n")


@pytest.mark.parametrize(
    "text",
    [
        f"# Title\n\n{LIST}",
        f"# Title\n\n{LIST.replace(':::', '~~~')}",
        f"# Title\n\n{NESTED}",
        f"# Title\n\n{YAML}",
        f"{HEAD}# Title\n\nWords.\n\n```{{code-cell}}\n1\n```\n\n{NESTED}",
    ],
)
def test_a_fault_has_its_own_line(tmp_path, text):
    site = build(tmp_path, {"page": text}, "book.reader.recall", "book.reader.by_hand")
    lines = text.splitlines()
    option = lines.index("- Not fine:") + 1
    assert f"page.md:{option}: WARNING: recall: 'Not fine' needs no box" in site.warnings


def test_markdown_in_an_answer_has_its_own_line(tmp_path):
    text = f"# Title\n\n{NESTED}".replace("Not fine:", "Fine too {index}:")
    site = build(tmp_path, {"page": text}, "book.reader.recall", "book.reader.by_hand")
    line = text.splitlines().index("  {by-hand}`1 = 2`") + 1
    assert f"page.md:{line}: WARNING: by-hand" in site.warnings


def test_both_kinds_of_question_are_lists_of_options():
    assert issubclass(Recall, OptionsDirective)
