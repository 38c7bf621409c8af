"""The prose of a page, with its lines: what lints look at, and nothing else."""

import pytest

from book.page.prose import HOLE, paragraphs, sentences

PAGE = r"""---
file_format: mystnb
title: no prose
---
# Title of {doc}`x`

One **{term}`batch`** of $x$ and
`code` ![an alt](x.png).
% a comment
Next.

```{page-head}
:build: A net that reads.
:read: 20

In the head.
```

```{code-cell} python
---
mystnb:
  figure:
    name: fig-x
    caption: |
      A caption.
      More of it.
  image: {alt: "flow style"}
  image:
    alt: "An alt text"
---
x = "code"
```

::::{note} Title of note
:::{question} How many?
:label: q-a

- [ ] one {x}:
  Explain.
:::
::::

| a | b |
|---|---|
| 1 | 2 |

```{glossary}
unit
  A part.
```

```{figure} x.png
:alt: What it shows

The legend.
```

:::{solution-start} exr-name
:::

```python
no prose
```

:::box
In a div.
:::

$$
no prose
$$
"""


WORDS = [
    (f"Title of {HOLE}", "# Title of"),
    (f"One {HOLE} of {HOLE} and\n{HOLE} an alt.", "One **"),
    ("Next.", "Next."),
    ("A net that reads.", ":build: A net"),
    ("In the head.", "In the head."),
    ("A caption.\nMore of it.", "A caption."),
    ("flow style", "flow style"),
    ("An alt text", "An alt text"),
    ("Title of note", "Title of note"),
    ("How many?", "How many?"),
    ("[ ] one {x}:\nExplain.", "- [ ] one"),
    ("a", "| a | b |"),
    ("b", "| a | b |"),
    ("1", "| 1 | 2 |"),
    ("2", "| 1 | 2 |"),
    ("unit\nA part.", "unit"),
    ("What it shows", "What it shows"),
    ("The legend.", "The legend."),
    ("In a div.", "In a div."),
]


@pytest.fixture(scope="module")
def found():
    return {p.joined(): p for p in paragraphs(PAGE)}


def test_everything_a_reader_sees_is_found_and_nothing_else(found):
    assert list(found) == [words for words, _ in WORDS]


@pytest.mark.parametrize(("words", "source"), WORDS)
def test_each_paragraph_has_its_line(found, words, source):
    assert source in PAGE.splitlines()[found[words].line - 1]


def test_what_is_no_text_keeps_its_kind(found):
    bold, formula, code = [p for p in found[WORDS[1][0]].pieces if p.kind != "text"]
    assert (bold.kind, bold.role, bold.text, bold.is_bold) == ("role", "term", "batch", True)
    assert (formula.kind, formula.text, formula.is_bold) == ("math", "x", False)
    assert (code.kind, code.text) == ("code", "code")


def test_where_a_paragraph_stands(found):
    assert found["How many?"].directive == "question"
    assert found["How many?"].is_argument
    assert not found["[ ] one {x}:\nExplain."].is_argument
    assert found["2"].table_line == found["a"].line
    assert found["Next."].table_line == 0


def test_lines_inside_a_paragraph():
    (paragraph,) = paragraphs("One\n$a\nb$ two\nthree")
    text = paragraph.joined()
    assert paragraph.line_at(text, text.index("two")) == 3
    assert paragraph.line_at(text, text.index("three")) == 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("See e.g. Smith et al. It ends.", ["See e.g. Smith et al. It ends."]),
        ("It is 0.5 today. Then\n1.5.", ["It is 0.5 today. ", "Then\n1.5."]),
        (f"Said so (it did). {HOLE} too.", ["Said so (it did). ", f"{HOLE} too."]),
        ("", [""]),
    ],
)
def test_sentences(text, parts):
    assert [part for _, part in sentences(text)] == parts
    assert "".join(part for _, part in sentences(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "If Alice gives Bob $10, and Bob gives Eve $10, how much money does Bob have?",
        "It costs $2 and that $16.",
        "A price of 5$ or $ 6.",
    ],
)
def test_two_dollar_amounts_are_no_formula(text):
    (paragraph,) = paragraphs(text)
    assert {piece.kind for piece in paragraph.pieces} == {"text"}


def test_a_formula_is_still_one():
    (paragraph,) = paragraphs("With $x$ and $a + b$, and $\\pi$-shaped.")
    assert [piece.text for piece in paragraph.pieces if piece.kind == "math"] == ["x", "a + b", "\\pi"]
