"""Numbers in prose: what may stand there, how it is split, and which cell it reads."""

import pytest

from book.page.files import PageError
from book.page.notebook import page_blocks, read_page
from book.page.values import bound_names, reading_fault, split, values

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"


def cell(source):
    return f"```{{code-cell}} python\n{source}\n```\n\n"


X = cell("x = [1, 2, 3]")


@pytest.mark.parametrize(
    ("text", "page", "expression", "spec"),
    [
        ("accuracy", "", "accuracy", ""),
        ("accuracy:.1%", "", "accuracy", ".1%"),
        ("x[:, 0]:.2f", "", "x[:, 0]", ".2f"),
        ("x[::2][0]", "", "x[::2][0]", ""),
        ("d['a:b']:,d", "", "d['a:b']", ",d"),
        ('d["a"]', "", 'd["a"]', ""),
        ("x::>5", "x", ">5", ""),
        ("x: >5", "", "x", " >5"),
        ("start/first-network::accuracy:.1%", "start/first-network", "accuracy", ".1%"),
        ("lambda: 3", "", "lambda: 3", ""),
        ("x[0] +\nx[1]:d", "", "x[0] + x[1]", "d"),
    ],
)
def test_an_expression_and_its_format_are_split_as_an_f_string_splits_them(text, page, expression, spec):
    assert split(text) == (page, expression, spec)


@pytest.mark.parametrize(
    "expression",
    [
        "x",
        "x.mean",
        "x[:, 0]",
        "d['a']",
        'd["a"]',
        "100 * (a - b) / len(c)",
        "-min(gains['lr'])",
        "round(x, 2)",
        "x" * 60,
    ],
)
def test_a_reading_may_stand_in_prose(expression):
    assert reading_fault(expression) == ""


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("x" * 61, "61 characters"),
        ("", "no Python expression"),
        ("x y", "no Python expression"),
        ("`x`", "no Python expression"),
        ("x\0", "no Python expression"),
        ("(x := 3)", "does more than read"),
        ("x.pop()", "does more than read"),
        ("lambda: 3", "does more than read"),
        ("[y for y in x]", "does more than read"),
        ("open('file')", "does more than read"),
        ("max(x, key=f)", "does more than read"),
        ("(await x)", "does more than read"),
        ("f'{x.pop()}'", "does more than read"),
        ("a if b else c", "does more than read"),
        ("0.981", "names nothing"),
        ("len('abc')", "names nothing"),
    ],
)
def test_what_does_more_than_read_is_refused(expression, message):
    assert message in reading_fault(expression)


def test_values_are_found_with_their_lines_in_tables_boxes_captions_and_alt_texts():
    text = (
        HEAD
        + """
First line,
then {value}`a:.1%` and {varies}`b:.1f`.

| head |
|---|
| {value}`c` |

:::{note}
In a box: {value}`other/page::d`.
:::

```{code-cell} python
---
mystnb:
  image: {alt: "A line that ends at {value}`e`"}
  figure: {name: fig-e, caption: "Up to {value}`f`."}
---
e = f = 1
```
"""
    )
    base = HEAD.count("\n")
    found = [(v.line - base, v.role, v.page, v.expression, v.spec) for v in values(text)]
    assert found == [
        (3, "value", "", "a", ".1%"),
        (3, "varies", "", "b", ".1f"),
        (7, "value", "", "c", ""),
        (10, "value", "other/page", "d", ""),
        (16, "value", "", "e", ""),
        (17, "value", "", "f", ""),
    ]


def test_a_value_is_read_after_the_last_cell_above_and_in_a_caption_after_its_own():
    figure = '```{code-cell} python\n---\nmystnb:\n  figure: {caption: "{value}`y`"}\n---\ny = 1\n```\n\n'
    notebook = read_page(HEAD + X + "{value}`x[0]:d` {value}`x[0]:.1f`\n\n" + figure + "{value}`x[1]`\n")
    readings = [list(c.metadata.get("readings", {})) for c in notebook.cells if c.cell_type == "code"]
    assert readings == [["x[0]"], ["y", "x[1]"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{value}`x`\n\n" + X, "no cell stands above 'x'"),
        (X + "{value}`x.pop()`\n", "does more than read"),
        (X + "{value}``x`y``\n", "no Python expression"),
    ],
)
def test_the_build_refuses_a_page_before_its_kernel_sees_what_it_must_not(text, message):
    with pytest.raises(PageError, match=message):
        read_page(HEAD + "# Title\n\n" + text)


def test_a_page_without_cells_reads_nothing_of_its_own():
    with pytest.raises(PageError, match="no cell stands above"):
        read_page("# Title\n\n{value}`x`\n")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (X + cell("x = 2") + "{value}`x`\n", 14, "gets a value in 2 cells"),
        (X + cell("for x in [1]:\n    pass") + "{value}`x`\n", 15, "gets a value in 2 cells"),
        (X + "{value}`y`\n\n" + cell("y = 1"), 10, "gets its value below"),
        (X + "{value}`y`\n", 10, "no cell of this page gives 'y' a value"),
        (X + "{value}`x[0] + x[1] + x[2] + x[0] + x[1] + x[2] + x[0] + x[1] + x[12]`\n", 10, "characters"),
    ],
)  # fmt: skip
def test_the_lint_names_the_line_of_an_expression_that_no_single_cell_above_decides(text, line, message):
    faults = [(block.body_line, block.fault) for block in page_blocks(HEAD + text) if block.fault]
    assert [at for at, _ in faults] == [line]
    assert message in faults[0][1]


def test_a_quote_of_another_page_is_no_reading_of_this_one():
    assert [block.directive for block in page_blocks(HEAD + "{value}`other::x`\n\n" + X)] == ["code-cell"]


def test_a_binding_is_any_way_to_give_a_name_a_value_at_the_top_level():
    source = "import a.b\nfrom c import d as e\nf, (g, *h) = 1, (2, 3)\nfor i in []:\n    j = 1\ndef k(local): inner = 1\n"
    source += (
        "class l: field = 1\nwith m as n: o += 1\np: int = 1\n[q for q in x]\nr.s = 1\nt[0] = 1\n(u := 1)\n"
    )
    assert bound_names(source) == set("aefghijklnopu")
    assert bound_names("a lesson in syntax") == set()


EXERCISE = """```{exercise-start}
:label: exr-a
```
Write `one`.
```{exercise-end}
```

Until then {value}`x[0]`.

```{solution-start} exr-a
:class: dropdown
```
```{code-cell} python
:tags: [solution]
def one():
    return 1
```
```{code-cell} python
:tags: [check]
assert one() == 1, "not yet"
```
It is called {value}`one.__name__`.
```{solution-end}
```
"""


def test_the_stub_of_an_exercise_is_no_cell_to_read_after():
    code = [c for c in read_page(HEAD + X + EXERCISE).cells if c.cell_type == "code"]
    assert [list(c.metadata.get("readings", {})) for c in code] == [["x[0]"], [], [], [], ["one.__name__"]]
    assert ["derived" in c.metadata for c in code] == [False, True, True, False, False]
