"""The walker sees every block of a page, with the page's lines."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.page.blocks import Block, blocks

PAGE = "---\nfile_format: mystnb\n---\n\n# A page\n\n"
INFOS = [
    "```python",
    "~~~py",
    '```python title="x"',
    "```{code-block} python",
    ":::{code-block} python",
    "````json",
]


@dataclass(frozen=True)
class Code:
    """A block of code: how it opens, and how many lines of options it has."""

    opening: str
    options: int


@dataclass(frozen=True)
class Room:
    """Something that holds blocks: a directive, a list or a quotation."""

    kind: str
    inside: tuple[Code | Room, ...]

    def height(self) -> int:
        """Return how deep the room is."""
        return 1 + max((part.height() for part in self.inside if isinstance(part, Room)), default=0)


def lines_of(part: Code | Room, counter: list[int]) -> list[str]:
    """Return a part of a page as lines; each block of code says its number in a line of its own."""
    if isinstance(part, Code):
        counter[0] += 1
        mark = part.opening[0] * (len(part.opening) - len(part.opening.lstrip(part.opening[0])))
        options = [f":name: n{i}" for i in range(part.options)] if "{" in part.opening else []
        return [part.opening, *options, f"marker = {counter[0]}", "# more", mark]
    inside = [line for child in part.inside for line in [*lines_of(child, counter), ""]]
    if part.kind == "list":
        return ["- item", "", *(f"  {line}".rstrip() for line in inside)]
    if part.kind == "quotation":
        return ["> quoted", ">", *(f"> {line}".rstrip() for line in inside)]
    mark = part.kind[0] * (4 + part.height())
    return [mark + part.kind.lstrip("`:"), "", "text", "", *inside, mark]


codes = st.builds(Code, st.sampled_from(INFOS), st.integers(0, 2))
kinds = st.sampled_from(["list", "quotation", "`{note}", ":{tip} title", ":box", "`{exercise}"])
parts = st.recursive(
    codes,
    lambda inner: st.builds(Room, kinds, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=8,
)


@given(st.lists(parts, min_size=1, max_size=3))
def test_every_block_is_found_once_in_order_and_with_its_lines(page: list[Code | Room]) -> None:
    counter = [0]
    lines = (PAGE + "\n".join(line for part in page for line in [*lines_of(part, counter), ""])).split("\n")
    found = list(blocks("\n".join(lines)))
    assert [block.fault for block in found] == [""] * counter[0]
    for number, block in enumerate(found, 1):
        assert block.body == f"marker = {number}\n# more\n"
        assert lines[block.body_line - 1].endswith(f"marker = {number}")
        assert block.line < block.body_line < block.end_line
        assert lines[block.line - 1].lstrip(" >").startswith(("```", "~~~", ":::"))
        assert lines[block.end_line - 1].lstrip(" >") in {"```", "~~~", ":::", "````"}


def only(text: str) -> Block:
    """Return the only block of a page."""
    (block,) = blocks(PAGE + text)
    return block


def test_a_cell_has_the_tags_and_the_place_that_mystnb_sees() -> None:
    text = "```{code-cell} ipython3\n---\ntags: [check, tab-torch]\nmystnb:\n  image: {alt: x}\n---\n\n1\n\n2\n```\n"
    block = only(text)
    assert (block.directive, block.language, block.tags) == ("code-cell", "python", ("check", "tab-torch"))
    assert (block.line, block.body_line, block.end_line) == (7, 14, 17)
    assert block.body == "1\n\n2\n"


@pytest.mark.parametrize("comment", ['% skip: next "for a reason"', '<!-- skip: next "for a reason" -->'])
def test_a_skip_belongs_to_the_next_block_only(comment: str) -> None:
    first, second = blocks(f"{PAGE}{comment}\n\n```text\na\n```\n\n```text\nb\n```\n")
    assert (first.skip_reason, second.skip_reason) == ("for a reason", "")


def test_a_skip_reaches_into_the_directive_below() -> None:
    assert (
        only('% skip: next "for a reason"\n\n````{note}\n```text\na\n```\n````\n').skip_reason
        == "for a reason"
    )


def test_code_inside_code_is_text() -> None:
    block = only("````markdown\n```python\n1\n```\n````\n")
    assert (block.language, block.body) == ("markdown", "```python\n1\n```\n")


def test_a_solution_knows_its_exercise() -> None:
    start = "```{exercise-start}\n:label: e\n```\n```{exercise-end}\n```\n```{solution-start} e\n```\n"
    inside, outside = blocks(PAGE + start + "```python\n1\n```\n```{solution-end}\n```\n```python\n2\n```\n")
    assert (inside.solution_of, outside.solution_of) == ("e", "")


def test_prose_maths_tables_and_autodoc_hold_no_blocks() -> None:
    text = "$$\nx\n$$\n\n```{math}\nx\n```\n\n| a |\n|---|\n| `b` |\n\n```{eval-rst}\n.. automodule:: dlbook\n   :members:\n```\n"
    assert list(blocks(PAGE + text)) == []


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<details>\n<summary>More</summary>\n```python\n1 / 0\n```\n</details>\n", 9),
        ("<div>\n~~~python\n1 / 0\n~~~\n</div>\n", 8),
        ("<div>\n  :::{note}\n  text\n  :::\n</div>\n", 8),
        ("<details>\n<code>1 / 0</code>\n</details>\n", 8),
    ],
)
def test_code_that_html_swallows_is_a_fault(html, line):
    faults = [block for block in blocks(PAGE + html) if block.fault]
    assert faults[0].line == line
    assert not [block for block in blocks(PAGE + html) if block.body]


@pytest.mark.parametrize(
    "html",
    [
        "<details>\n\n```python\nx = 1\n```\n\n</details>\n",
        "<!-- not shown\n```python\n1 / 0\n```\n-->\n",
        "<div>words</div>\n",
    ],
)
def test_html_that_swallows_no_code_is_no_fault(html):
    assert not [block for block in blocks(PAGE + html) if block.fault]


@pytest.mark.parametrize("gate", ["exercise-start", "exercise-end", "solution-start", "solution-end"])
def test_a_gate_inside_a_box_is_a_fault(gate):
    page = f"{PAGE}````{{note}}\n```{{{gate}}}\n```\n````\n"
    assert [(block.line, "top level" in block.fault) for block in blocks(page)] == [(8, True)]
