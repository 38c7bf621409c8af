"""MyST becomes Markdown that every notebook viewer understands, and no word of the text is lost on the way."""

import pytest

from book.reader.plain_markdown import plain_markdown


def plain(text):
    return plain_markdown(
        text, lambda role, target, title: title or f"<{role}:{target}>", lambda name: f"# {name}\n"
    )


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("Plain *text*.", "Plain *text*."),
        ("(sec-a)=\n# Title", "# Title"),
        ("% a comment\nText.", "Text."),
        ("See {ref}`sec-a`.", "See <ref:sec-a>."),
        ("See {ref}`that page <sec-a>`.", "See that page."),
        ("{term}`loss` and {math}`x^2`", "<term:loss> and $x^2$"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
        ("```{code-block} json\n:caption: c\n\n{}\n```", "```json\n{}\n```"),
        ("```{math}\n:label: eq\nx = 1\n```", "$$\nx = 1\n$$"),
        ("```{note}\nMind.\n```", "> **Note**\n>\n> Mind."),
        (":::{note}\nMind.\n:::", "> **Note**\n>\n> Mind."),
        ("```{admonition} Take care\n:class: tip\nMind.\n```", "> **Take care**\n>\n> Mind."),
        ("````{tip}\nA\n```python\nx\n```\n````", "> **Tip**\n>\n> A\n> ```python\n> x\n> ```"),
        ("```{checked} mnist\nWe {ref}`a`.\n```", "We <ref:a>."),
        (
            "```{exercise-start} Count\n:label: exr-a\n```\nHow many?\n```{exercise-end}\n```",
            "**Exercise: Count**\n\nHow many?",
        ),
        ("```{solution-start} exr-a\n:class: dropdown\n```", "**Solution**"),
        ("```{page-head}\n:build: x\n```\nText.", "Text."),
        ("```{figure} a.svg\n---\nalt: x\n---\nCaption.\n```", ""),
        ("```{shown-source} dlbook.metrics.accuracy\n```", "```python\n# dlbook.metrics.accuracy\n```"),
        ("- item\n  ```python\n  x\n  ```", "- item\n  ```python\n  x\n  ```"),
        ("A\n\n\n\n\nB", "A\n\nB"),
    ],
)
def test_what_becomes_of(myst, markdown):
    assert plain(myst) == markdown


def test_a_fence_that_is_never_closed_takes_the_rest():
    assert plain("```{note}\nMind.\n\nMore.") == "> **Note**\n>\n> Mind.\n>\n> More."


def test_a_shorter_fence_inside_does_not_close_a_longer_one():
    assert plain("````{note}\n```\ncode\n```\nafter\n````\nout").splitlines()[-2:] == ["> after", "out"]


def test_roles_inside_code_stay():
    assert plain("```python\n'{ref}`a`'\n```") == "```python\n'{ref}`a`'\n```"
