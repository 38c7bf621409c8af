"""Sphinx: collect what the cells of a page hand on, and put numbers into the prose.

``{value}`test_accuracy``` is a number of this page, ``{value}`start/first-network::test_accuracy``` of another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from book.run.extension import state

logger = logging.getLogger(__name__)
Record = dict[str, Any]
Quote = tuple[str, ...]  # its kind, and what names it: ("number", "start/first-network", "accuracy")


class value_reference(nodes.Inline, nodes.Element):  # noqa: N801  (docutils names nodes in lower case)
    """A number that is filled in when the page is written."""


class filled_html(nodes.General, nodes.Element):  # noqa: N801
    """HTML of our own, filled in when the page is written; the search index does not read it, as it does raw HTML."""


def write_html(translator: Any, node: filled_html) -> None:
    """Write the HTML as it is."""
    translator.body.append(node["html"])


def records(env: BuildEnvironment, kind: str, page: str | None = None) -> list[tuple[str, Record]]:
    """Return the records of a kind as ``(page, record)``, of one page or of all; each knows its ``line``."""
    pages = stored(env) if page is None else [page]
    return [(name, r) for name in sorted(pages) for r in stored(env).get(name, []) if r["kind"] == kind]


def stored(env: BuildEnvironment) -> dict[str, list[Record]]:
    """Return the records by page."""
    found: dict[str, list[Record]] = vars(env).setdefault("dlbook_records", {})
    return found


class CollectRecords(SphinxTransform):
    """Read the records out of a page's doctree."""

    default_priority = 450

    def apply(self, **_: object) -> None:
        """Store the page's records; a number that is shown twice is a fault."""
        found = []
        for node in self.document.findall(nodes.comment):
            if "dlbook_kind" in node:
                data = json.loads(node["dlbook_data"])
                found.append({"kind": node["dlbook_kind"], "line": node.line or 1, "data": data})
        page = self.env.docname
        stored(self.env)[page] = found
        seen: set[tuple[str, str]] = set()
        for record in found:
            key = (record["kind"], str(record["data"].get("name", "")))
            if key in seen and record["kind"] != "claim":
                text = f"{key[1]!r} is shown twice on this page; give the second another name"
                logger.warning(text, location=(page, record["line"]), type="dlbook")
            seen.add(key)


def value_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return the place where a number will stand."""
    page, _separator, number = text.rpartition("::")
    node = value_reference(rawtext, page=page, number=number)
    node.source, node.line = inliner.document.current_source, lineno
    return [node], []


class FillValues(SphinxPostTransform):
    """Put the numbers where the prose names them."""

    default_priority = 5

    def run(self, **_: object) -> None:
        """Replace each reference by its text; one that nothing computed is a fault."""
        for node in list(self.document.findall(value_reference)):
            page = node["page"] or self.env.docname
            found = [
                r["data"] for _, r in records(self.env, "number", page) if r["data"]["name"] == node["number"]
            ]
            if not found and page in state(self.env)["failed"]:
                node.replace_self(nodes.inline("", "?"))
            elif not found:
                text = f"no cell of {page!r} shows a number {node['number']!r}"
                logger.warning(text, location=(self.env.docname, node.line), type="dlbook")
                node.replace_self(nodes.inline("", "?"))
            elif found[0]["varies"]:
                node.replace_self(filled_html(html=f"<span data-varies>{escape(found[0]['text'])}</span>"))
            else:
                node.replace_self(nodes.inline("", found[0]["text"], classes=["value"]))


def quoting(env: BuildEnvironment) -> dict[str, set[Quote]]:
    """Return what each page shows of what others handed on."""
    found: dict[str, set[Quote]] = vars(env).setdefault("dlbook_quoting", {})
    return found


def quotes_others(env: BuildEnvironment, page: str, *quotes: Quote) -> None:
    """Remember that a page shows what others handed on."""
    quoting(env).setdefault(page, set()).update(quotes)


def changed_quotes(env: BuildEnvironment, kind: str, text_of: Callable[[Quote], object]) -> list[str]:
    """Return the pages with quotes of a kind that read otherwise than when these pages were last written."""
    before: dict[str, Any] = vars(env).setdefault("dlbook_quoted", {})
    now = {
        page: {quote: text_of(quote) for quote in quotes if quote[0] == kind}
        for page, quotes in quoting(env).items()
    }
    changed = [page for page in now if now[page] != before.get(kind, {}).get(page, {})]
    before[kind] = now
    return changed


def note_quotes(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the numbers of other pages that a page quotes."""
    quotes = {
        ("number", node["page"], node["number"]) for node in doctree.findall(value_reference) if node["page"]
    }
    quotes_others(app.env, app.env.docname, *quotes)


def pages_that_quote(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return the pages to write again, once everything is read: a number that they quote is another one now."""

    def text_of(quote: Quote) -> object:
        _, page, name = quote
        texts = [r["data"]["text"] for _, r in records(env, "number", page) if r["data"]["name"] == name]
        return texts, page in state(env)["failed"]

    return changed_quotes(env, "number", text_of)


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Drop a page's records before it is read again."""
    stored(env).pop(page, None)
    quoting(env).pop(page, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over what a reader process collected."""
    stored(env).update({page: stored(other).get(page, []) for page in docnames})
    quoting(env).update({page: quoting(other).get(page, set()) for page in docnames})


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    skip: Callable[..., None] = lambda *_: None
    app.add_node(value_reference, html=(skip, skip), latex=(skip, skip), text=(skip, skip))
    app.add_node(filled_html, html=(write_html, skip), latex=(skip, skip), text=(skip, skip))
    app.add_role("value", value_role)
    app.add_transform(CollectRecords)
    app.add_post_transform(FillValues)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-read", note_quotes)
    app.connect("env-updated", pages_that_quote)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
