"""A word of the glossary is introduced before it is used, in the order of reading."""

import subprocess
import sys
from pathlib import Path

import pytest

from book.lint.terms import DOCS, EVERYDAY, GLOSSARY, faults, finder, glossary_words, main

WORDS = ["batch", "gradient", "gradient descent", "ReLU", "entropy", "loss", "class"]


def complaints(**pages):
    """Return page, line and the first word of what is said, for pages in the order given."""
    return [(page, line, text.partition(";")[0]) for page, line, text in faults(pages, WORDS)]


def test_a_word_used_before_the_page_that_introduces_it():
    early = "# One\n\nFirst.\nThen two batches\nand a batch.\n"
    late = "# Two\n\nA **{term}`batch`** is a few examples.\nBatches help.\n"
    assert complaints(one=early, two=late) == [("one", 4, "'batch': it is introduced only later, on two:3")]
    assert complaints(two=late, one=early) == []


def test_a_word_that_no_page_introduces():
    assert complaints(one="The gradient.\n") == [("one", 1, "no page introduces 'gradient'")]


def test_a_plain_link_is_enough_for_an_early_page_and_introduces_nothing():
    assert complaints(one="The {term}`batch` and {term}`batches <batch>`.\n") == []
    assert complaints(one="A {term}`batch`.\n", two="The batch.\n") == [
        ("two", 1, "no page introduces 'batch'")
    ]


def test_a_word_introduced_twice():
    page = "# Page\n\n**{term}`batch`**\n"
    assert complaints(one=page, two=page) == [
        ("two", 3, "'batch' was introduced before, on one:3: link it without bold")
    ]
    assert complaints(one=f"{page}\nAgain **{{term}}`Batches <batch>`**.\n") == [
        ("one", 5, "'batch' was introduced before, on one:3: link it without bold")
    ]


def test_an_introduction_among_other_bold_words_and_on_a_later_line():
    text = "Many words,\n**the {term}`gradient` of\nthe {term}`losses <loss>`**, say.\n"
    assert complaints(one=text, two="Gradient and loss.\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "`batch` and $batch$ and {doc}`batch`.",
        "```python\nbatch = 1\n```",
        "The batch-norm and prebatch and batching.",
        "In class, a class of things.",
        "The relu of a lower case.",
        "% a comment about a batch",
    ],
)
def test_what_is_no_use_of_the_word(text):
    assert complaints(one=text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Batch by batch.", "batch"),
        ("Two losses.", "loss"),
        ("Entropies differ.", "entropy"),
        ("A ReLU, two ReLUs.", "ReLU"),
        ("By gradient-descent.", "gradient descent"),
        ("By gradient\ndescent.", "gradient descent"),
        ("## A batch", "batch"),
        ("| a | batch |\n|---|---|\n", "batch"),
        ("```{note}\nThe batch.\n```", "batch"),
    ],
)
def test_forms_of_a_word_and_places_where_it_may_stand(text, word):
    assert [text for _, _, text in complaints(one=text)] == [f"no page introduces {word!r}"]


def test_the_longer_word_wins():
    assert finder(WORDS).search("the gradient descent").group() == "gradient descent"


def test_tables_of_contents_and_pages_that_stand_aside_are_left_alone():
    intro = "**{term}`batch`**\n"
    index = "The gradient, **{term}`batch`**.\n\n```{toctree}\none\n```\n"
    aside = {"reference/x": "The gradient, **{term}`batch`**.", "beyond/y": "The gradient."}
    assert complaints(index=index, **aside, one=intro) == []


def test_the_words_of_a_glossary():
    text = """# Glossary
batch
```{glossary}
:sorted:

batch
  A few.

  Another paragraph.

gradient descent : g
  Steps.
```
loss
"""
    assert glossary_words(text) == ["batch", "gradient descent"]


def test_every_everyday_word_is_in_the_glossary_and_has_a_reason():
    words = glossary_words((DOCS / f"{GLOSSARY}.md").read_text("utf-8"))
    assert set(EVERYDAY) <= set(words)
    assert all(EVERYDAY.values())


def test_it_runs_as_a_script_over_the_book():
    done = subprocess.run(
        [sys.executable, DOCS / "_ext", "terms"], capture_output=True, text=True, check=False
    )
    assert done.returncode == (0 if "terms: 0 to correct" in done.stdout else 1)
    assert done.stderr == ""
    for line in done.stdout.splitlines()[:-1]:
        path, number, _ = line.split(":", 2)
        assert Path(DOCS.parent, path).is_file()
        assert number.isdigit()


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_linted(tmp_path, capsys):
    pages = {
        "index": "# B\n\n```{toctree}\nbad\ngood\n```\n",
        "reference/glossary": "# G\n\n```{glossary}\nepoch\n  A round.\n```\n",
        "good": "# Good\n\nOne epoch.\n",
    }
    (tmp_path / "reference").mkdir()
    for name, text in pages.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    (tmp_path / "bad.md").write_bytes(b"# T\n\n\xff\n")
    assert main([], tmp_path) == 1
    said = capsys.readouterr().out
    assert "docs/bad.md:3: the byte 0xff" in said
    assert "docs/good.md:3: no page introduces 'epoch'" in said
