"""Sphinx: collect what the cells of each page hand on: claims, distributions over seeds, models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)
Record = dict[str, Any]
Quote = tuple[str, ...]  # its kind, and what names it: ("value", "start/first-network", "accuracy")


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
        """Store the page's records; one that is handed on twice is a fault."""
        found = list(handed_on(self.document))
        page = self.env.docname
        stored(self.env)[page] = found
        seen: set[tuple[str, str]] = set()
        for record in found:
            key = (record["kind"], str(record["data"].get("name", "")))
            if key in seen and record["kind"] != "claim":
                text = f"{key[1]!r} is shown twice on this page; give the second another name"
                logger.warning(text, location=(page, record["line"]), type="dlbook")
            seen.add(key)


def handed_on(document: nodes.document) -> Iterator[Record]:
    """Yield what cells hand on: claims, distributions over seeds, models."""
    for node in document.findall(nodes.comment):
        if "dlbook_kind" in node:
            data = json.loads(node["dlbook_data"])
            yield {"kind": node["dlbook_kind"], "line": node.line or 1, "data": data}


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
    app.add_node(filled_html, html=(write_html, skip), latex=(skip, skip), text=(skip, skip))
    app.add_transform(CollectRecords)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
