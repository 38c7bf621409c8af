"""Every figure has a name, a caption and a text that says what it shows; anything less is an error of the page.

MyST-NB and docutils fall back to the file's name as the text of a picture, and no checker finds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)
FEWEST_WORDS = 5
FILE_NAME = re.compile(r"\S+\.(png|svg|jpe?g|gif|webp)$|^_images/", re.IGNORECASE)
EMPTY_WORDS = re.compile(r"(an? |the )?(image|picture|figure|plot|graph|chart|screenshot)\b", re.IGNORECASE)


def alt_problem(alt: str) -> str | None:
    """Return what is wrong with a picture's text, or None."""
    text = " ".join(alt.split())
    if not text:
        return "has no alt text"
    if FILE_NAME.search(text):
        return f"has a file name as alt text ({text!r})"
    if EMPTY_WORDS.match(text):
        return f"has an alt text that begins with what every picture is ({text!r}): begin with what it shows"
    if len(text.split()) < FEWEST_WORDS:
        return f"has an alt text of fewer than {FEWEST_WORDS} words ({text!r}): say what it shows"
    return None


def figure_problem(image: nodes.image) -> str | None:
    """Return what the figure around a computed picture lacks, or None."""
    figure = enclosing(image, nodes.figure)
    if figure is None:
        return "is not a figure: give the cell 'mystnb: figure: {name, caption}'"
    if not figure["names"]:
        return "has no name (mystnb: figure: name)"
    captions = [child for child in figure.findall(nodes.caption) if child.astext().strip()]
    if not captions:
        return "has no caption (mystnb: figure: caption)"
    if captions[0].astext().strip() == str(image.get("alt", "")).strip():
        return "has an alt text that only repeats its caption: say what is to be seen"
    return None


def enclosing(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    """Return the nearest element of a kind around a node, or None."""
    parent = node.parent
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parent
    return parent


def is_computed(image: nodes.image) -> bool:
    """Return whether a picture is the output of a cell."""
    bundle = image.parent
    while bundle is not None and bundle.get("nb_element") != "mime_bundle":
        bundle = bundle.parent
    return bundle is not None


def problems(image: nodes.image) -> Iterator[str]:
    """Yield everything that is wrong with a picture."""
    found = [alt_problem(str(image.get("alt", "")))]
    if is_computed(image) or enclosing(image, nodes.figure) is not None:
        found.append(figure_problem(image))
    yield from (problem for problem in found if problem)


def check(_: Sphinx, doctree: nodes.document) -> None:
    """Report each fault with page and line."""
    for image in doctree.findall(nodes.image):
        for problem in problems(image):
            logger.warning("a picture %s", problem, location=located(image), type="alt")


def located(node: nodes.Node) -> nodes.Node:
    """Return the nearest node around that knows its line."""
    while not node.line and node.parent is not None:
        node = node.parent
    return node


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-read", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
