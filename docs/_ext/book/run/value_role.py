"""Sphinx: numbers in prose, filled in when the page is written (see ``book.page.values`` for what may stand there)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from book.page.values import ROLES, split
from book.run.extension import state
from book.run.records import (
    CollectRecords,
    Quote,
    Record,
    changed_quotes,
    filled_html,
    quotes_others,
    records,
    stored,
)
from dlbook.site.records import format_value

logger = logging.getLogger(__name__)
# In an alt text, which is no Markdown, and in a notebook's.
ROLE = re.compile(rf"\{{(?P<role>{'|'.join(ROLES)})\}}`(?P<text>[^`]+)`")


class value_reference(nodes.Inline, nodes.Element):  # noqa: N801  (docutils names nodes in lower case)
    """A number that is filled in when the page is written."""


def value_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the place where a number will stand."""
    node = value_reference(rawtext, role=name, text=text, page=split(text)[0])
    node.source, node.line = inliner.document.current_source, lineno
    return [node], []


class CollectValues(SphinxTransform):
    """Store what the cells of a page give its prose, and with each number in it which cell it follows."""

    default_priority = CollectRecords.default_priority + 1

    def apply(self, **_: object) -> None:
        """Add to the page's records; a page that quotes another is written again when what it quotes changes."""
        stored(self.env)[self.env.docname] += values_read(self.document)
        references = self.document.findall(value_reference)
        quotes = {("value", node["page"], split(node["text"])[1]) for node in references if node["page"]}
        quotes_others(self.env, self.env.docname, *quotes)


def values_read(document: nodes.document) -> Iterator[Record]:
    """Yield what the prose reads after each cell, and note with each number in it which cell it follows."""
    cell = None
    for node in document.findall(nodes.Element):
        if node.get("nb_element") == "cell_code" and "derived" not in node["cell_metadata"]:
            cell = node["cell_index"]
            for expression, value in node["cell_metadata"].get("values", {}).items():
                data = {"cell": cell, "expression": expression, "value": value}
                yield {"kind": "value", "line": node.line or 1, "data": data}
        elif isinstance(node, value_reference | nodes.image):
            node["cell"] = cell


class FillValues(SphinxPostTransform):
    """Put the numbers where the prose, or the alt text of a picture, reads them."""

    default_priority = 5

    def run(self, **_: object) -> None:
        """Replace each reference by its text; one that cannot be shown is a fault."""
        for node in list(self.document.findall(value_reference)):
            text = self.text(node, node["text"])
            if node["role"] == "varies":
                node.replace_self(filled_html(html=varying(text)))
            else:
                node.replace_self(nodes.inline("", text, classes=["value"]))
        for image in self.document.findall(nodes.image):
            if "alt" in image:
                image["alt"] = self.alt(image)

    def alt(self, image: nodes.image) -> str:
        """Return the alt text of a picture with its numbers."""
        return ROLE.sub(lambda found: self.text(image, found["text"]), image["alt"])

    def text(self, node: nodes.Element, text: str) -> str:
        """Return what stands for the text of a role."""
        try:
            return value_text(self.env, self.env.docname, node.get("cell"), text)
        except LookupError as error:
            logger.warning(error.args[0], location=(self.env.docname, node.line), type="dlbook")
            return "?"


def varying(text: str) -> str:
    """Return the HTML of a text that is another one in the next build."""
    return f"<span data-varies>{escape(text)}</span>"


def value_text(env: BuildEnvironment, here: str, cell: int | None, text: str) -> str:
    """Return what a page shows for the text of a role that follows a cell (its index in the notebook).

    Raises
    ------
    LookupError
        If there is no such value, or none that can be shown; the message says why.
    """
    page, expression, spec = split(text)
    if (page or here) in state(env)["failed"]:
        return "?"  # the fault is reported where it is
    value = quoted_value(env, here, page, expression) if page else own_value(env, here, cell, expression)
    if isinstance(value, dict):
        if os.environ.get("DLBOOK_PUBLISH") == "1":
            raise LookupError(f"{text!r} was not measured: {value['unmet']}")
        return f"not measured here ({value['unmet']})"
    try:
        return format_value(value, spec)
    except ValueError as error:
        raise LookupError(f"{text!r}: {value!r} cannot be written so: {error}") from error


def own_value(env: BuildEnvironment, page: str, cell: int | None, expression: str) -> Any:
    """Return what a page's own prose reads after a cell."""
    found = [r["data"] for _, r in records(env, "value", page)]
    values = [data["value"] for data in found if (data["cell"], data["expression"]) == (cell, expression)]
    if not values:
        raise LookupError(
            f"{expression!r} was not read after the cell above it: write it into a plain paragraph"
        )
    return values[0]


def quoted_value(env: BuildEnvironment, here: str, page: str, expression: str) -> Any:
    """Return what another page itself prints for an expression; a quote there is no print."""
    if page == here:
        raise LookupError(f"{page!r} is this page: write {expression!r} alone")
    if page not in env.found_docs:
        raise LookupError(f"there is no page {page!r} to quote {expression!r} from")
    found = [
        r["data"]["value"] for _, r in records(env, "value", page) if r["data"]["expression"] == expression
    ]
    if not found:
        raise LookupError(
            f"{page!r} does not itself print {expression!r}: quote what stands there, as it stands"
        )
    if any(value != found[0] for value in found):
        raise LookupError(
            f"{page!r} prints {expression!r} with different values: give one a name of its own there"
        )
    return found[0]


def pages_that_quote(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again, once everything is read: a number that they quote is another one now."""

    def value_of(quote: Quote) -> object:
        _, page, expression = quote
        found = [r["data"] for _, r in records(env, "value", page)]
        values = [data["value"] for data in found if data["expression"] == expression]
        return values, page in state(env)["failed"]

    return changed_quotes(env, "value", value_of)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    skip: Callable[..., None] = lambda *_: None
    app.setup_extension("book.run.records")
    app.add_node(value_reference, html=(skip, skip), latex=(skip, skip), text=(skip, skip))
    for name in ROLES:
        app.add_role(name, value_role)
    app.add_transform(CollectValues)
    app.add_post_transform(FillValues)
    app.connect("env-updated", pages_that_quote)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
