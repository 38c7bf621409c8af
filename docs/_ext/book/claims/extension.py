"""Sphinx: claims in chapters, the ledger of all claims, and ``claims.json``.

``{checked} id`` is a directive around the sentence a reader sees; ``{claim}`id``` links to it from anywhere;
``{ledger}`` lists every statement by part.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from book.claims.ledger import details_html, ledger_html
from book.claims.statements import load_claims
from book.claims.verdicts import Fault, Found, decide
from book.page.files import PageError
from book.run.extension import state
from book.run.records import Quote, changed_quotes, filled_html, quotes_others, records
from dlbook.datasets.edition import mnist_edition

logger = logging.getLogger(__name__)


class ClaimsError(SphinxError):
    """``docs/claims/`` cannot be used."""

    category = "Claims file"


class claim_place(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes in lower case)
    """Where the details of a claim, or the whole ledger, are filled in when the page is written."""


class claim_link(nodes.Inline, nodes.Element):  # noqa: N801
    """A link to where a claim is decided."""


class Checked(SphinxDirective):
    """One sentence about a claim, and below it, folded, how it was checked."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the sentence with the claim's anchor."""
        box = nodes.container(classes=["checked"], ids=[f"claim-{self.arguments[0]}"])
        box += self.parse_content_to_nodes()
        box += claim_place(claim=self.arguments[0])
        self.set_source_info(box[-1])
        return [box]


class Ledger(SphinxDirective):
    """Every statement of the guide, with its verdict."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the ledger."""
        return [claim_place(claim="")]


def claim_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Return a link to the page that decides a claim."""
    node = claim_link(rawtext, claim=text)
    node.source, node.line = inliner.document.current_source, lineno
    return [node], []


class FillClaims(SphinxPostTransform):
    """Put in what was found."""

    default_priority = 6

    def run(self, **_: object) -> None:
        """Replace the places and links of claims."""
        found = findings(self.env)
        for node in claim_nodes(self.document):
            if node["claim"] and node["claim"] not in found:
                text = f"unknown claim {node['claim']!r}; the ids are in docs/claims"
                logger.warning(text, location=(self.env.docname, node.line), type="dlbook")
            elif isinstance(node, claim_link):
                node.replace_self(self.linked(found[node["claim"]]))
            else:
                html = details_html(found[node["claim"]]) if node["claim"] else ledger_html(found, self.link)
                node.replace_self(filled_html(html=html))

    def linked(self, item: Found) -> nodes.Element:
        """Return a statement that leads to where it is decided, once that is written."""
        s = item.statement
        if item.status == "not-written":
            return nodes.inline("", s.statement)
        return nodes.reference("", s.statement, internal=True, refuri=self.link(s.page, f"claim-{s.id}"))

    def link(self, page: str, anchor: str) -> str:
        """Return the relative address of an anchor on another page."""
        return f"{self.env._app.builder.get_relative_uri(self.env.docname, page)}#{anchor}"


def claim_nodes(document: nodes.document) -> list[nodes.Element]:
    """Return the nodes that are filled in with what was found for a claim, or for all."""
    return [node for node in document.findall(nodes.Element) if isinstance(node, claim_place | claim_link)]


def note_claims(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the claims that a page shows or links to ("" for the ledger)."""
    claims = [("claim", node["claim"]) for node in claim_nodes(doctree)]
    quotes_others(app.env, app.env.docname, *claims)


def pages_with_claims(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again, once everything is read: a claim on them came out otherwise."""
    found = findings(env)

    def text_of(quote: Quote) -> object:
        if not quote[1]:
            return ledger_html(found, "{}#{}".format)
        return (item := found.get(quote[1])) and (item.statement.page, item.status, details_html(item))

    return changed_quotes(env, "claim", text_of)


def findings(env: BuildEnvironment) -> dict[str, Found]:
    """Return what was found for each statement."""
    return judged(env)[0]


def judged(env: BuildEnvironment) -> tuple[dict[str, Found], list[Fault]]:
    """Return what was found and all faults, decided once a build, from what all pages handed on."""
    if "dlbook_judged" not in vars(env):
        found = [(page, {"line": r["line"], "data": r["data"]}) for page, r in records(env, "claim")]
        unmet = {page: row["unmet"] for page, row in state(env)["status"].items() if row["unmet"]}
        written = set(env.found_docs) - set(state(env)["failed"])
        statements = vars(env)["dlbook_statements"]
        vars(env)["dlbook_judged"] = decide(statements, found, written, unmet, mnist_edition())
    result: tuple[dict[str, Found], list[Fault]] = vars(env)["dlbook_judged"]
    return result


def load(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Read the statements before any page."""
    vars(env).pop("dlbook_judged", None)
    folder = Path(app.confdir) / "claims"
    try:
        vars(env)["dlbook_statements"] = load_claims(folder, folder.with_name("claims.schema.json"))
    except PageError as error:
        raise ClaimsError(f"docs/claims/{error.name}:{error.line}: {error}") from error


def judge(app: Sphinx, env: BuildEnvironment) -> None:
    """Report every contradiction at its page and line, when all pages were read."""
    for page, line, text in judged(env)[1]:
        logger.warning(text, location=(page, line), type="dlbook", subtype="claim")
    report(env)


def report(env: BuildEnvironment) -> None:
    """Say how many statements are decided; a missing measurement must not be published."""
    found = findings(env)
    counts = Counter(item.status for item in found.values())
    logger.info("claims: %s", ", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
    missing = [item.statement for item in found.values() if item.status == "not-measured-here"]
    for s in missing if os.environ.get("DLBOOK_PUBLISH") == "1" else []:
        logger.warning("claim %r was not measured here", s.id, location=(s.page, 1), type="dlbook")


def write_json(app: Sphinx, exception: Exception | None) -> None:
    """Write ``claims.json`` at the root of the site."""
    if exception is None and app.builder.format == "html":
        claims = [item.as_json() for item in findings(app.env).values()]
        content = {"schema": 1, "edition": mnist_edition(), "claims": claims}
        text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
        (Path(app.outdir) / "claims.json").write_text(text + "\n", "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_node(claim_place, html=(lambda *_: None, lambda *_: None))
    app.add_node(claim_link, html=(lambda *_: None, lambda *_: None))
    app.add_directive("checked", Checked)
    app.add_directive("ledger", Ledger)
    app.add_role("claim", claim_role)
    app.add_post_transform(FillClaims)
    app.add_css_file("claims.css")
    app.add_js_file("ledger.js", loading_method="defer")
    app.connect("env-before-read-docs", load)
    app.connect("doctree-read", note_claims)
    app.connect("env-updated", pages_with_claims)
    app.connect("env-check-consistency", judge)
    app.connect("build-finished", write_json)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
