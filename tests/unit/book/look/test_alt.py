"""Each figure has a name, a caption and a text that says something; anything less names page and line."""

import json

import pytest
from small_site import build

from book.look.alt import alt_problem

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1h7"/></svg>'
GOOD_ALT = "One line that falls from left to right."
LEXER = {"language_info": {"name": "python", "pygments_lexer": "ipython3"}}
FIGURE = {"name": "fig-line", "caption": "The loss over ten epochs."}


def chapter(figure=None, alt=None):
    """Return a page with one computed picture, as a notebook with its output."""
    mystnb = {
        **({"figure": figure} if figure else {}),
        **({"image": {"alt": alt}} if alt is not None else {}),
    }
    output = {
        "output_type": "display_data",
        "data": {"image/svg+xml": SVG, "text/plain": "<Figure>"},
        "metadata": {},
    }
    cell = {"cell_type": "code", "id": "a", "execution_count": 1, "source": "draw()", "outputs": [output]}
    text = {"cell_type": "markdown", "id": "t", "source": "# Page\n", "metadata": {}}
    notebook = {"cells": [text, {**cell, "metadata": {"mystnb": mystnb}}], "metadata": LEXER}
    return json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5})


def warnings(tmp_path, page, name="page.ipynb"):
    index = "# Index\n\n```{toctree}\npage\n```\n"
    return build(
        tmp_path, {"index": index, name: page, "picture.svg": SVG}, "book.look.alt", numfig=True
    ).warnings


def test_a_whole_figure_is_accepted(tmp_path):
    assert warnings(tmp_path, chapter(FIGURE, GOOD_ALT)) == ""


@pytest.mark.parametrize(
    ("figure", "alt", "message"),
    [
        (FIGURE, None, "has no alt text"),
        (None, GOOD_ALT, "is not a figure"),
        ({"caption": "The loss."}, GOOD_ALT, "has no name"),
        ({"name": "fig-line"}, GOOD_ALT, "has no caption"),
        (FIGURE, FIGURE["caption"], "only repeats its caption"),
        (FIGURE, "Figure of the loss over ten epochs", "begins with what every picture is"),
        (FIGURE, "The loss", "fewer than 5 words"),
    ],
)
def test_a_computed_picture_without_a_part_is_reported(tmp_path, figure, alt, message):
    found = warnings(tmp_path, chapter(figure, alt))
    assert message in found
    assert "page.ipynb:" in found


def test_a_picture_written_in_markdown_needs_its_text_and_names_its_line(tmp_path):
    found = warnings(tmp_path, "# Page\n\nText.\n\n![](picture.svg)\n", "page.md")
    assert "page.md:5: WARNING: a picture has no alt text" in found


def test_a_picture_with_a_text_in_markdown_is_accepted(tmp_path):
    assert warnings(tmp_path, f"# Page\n\n![{GOOD_ALT}](picture.svg)\n", "page.md") == ""


def test_a_figure_directive_needs_name_and_caption_too(tmp_path):
    page = f"# Page\n\n```{{figure}} picture.svg\n:alt: {GOOD_ALT}\n```\n"
    found = warnings(tmp_path, page, "page.md")
    assert "has no name" in found


@pytest.mark.parametrize("text", ["_images/ab12.svg", "loss.png", "see plot.SVG"])
def test_a_file_name_is_no_text(text):
    assert "file name" in alt_problem(text)


@pytest.mark.parametrize(
    "text", ["Plotted on log axes the error falls.", "Imagery of a digit in five sizes."]
)
def test_words_that_only_begin_like_picture_words_are_accepted(text):
    assert alt_problem(text) is None
