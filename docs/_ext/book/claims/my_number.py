"""Sphinx: "Is my number normal?", the number that a reader got among those of many seeds.

    :::{my-number} test_accuracy
    :label: test accuracy

    Did you divide the pixels by 255?
    :::

The distribution comes from ``docs/_data/seeds/<page>.json``; ``:page:`` names another page than this one.
Without a script it is a table; ``my-number.js`` adds a field for the reader's own number.
The body, if there is one, says what to look at when a number falls outside.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from book.claims.seed_file import Distribution, SeedFile, SeedFileError, read_seed_file
from book.look.tagged import tag

logger = logging.getLogger(__name__)
FOLDER = "_data/seeds"
WIDTH, HEIGHT, MARGIN = 300, 24, 10  # of the strip, in its own units


class MyNumber(SphinxDirective):
    """The directive."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - docutils declares it so
        "label": directives.unchanged_required,
        "page": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the table and what the script needs; what was not measured yet is said on the page."""
        page = self.options.get("page", self.env.docname)
        path = Path(self.env.srcdir) / FOLDER / f"{page}.json"
        found = self.read(path)
        if found is None or self.arguments[0] not in found.numbers:
            return [self.missing(page)]
        label = self.options.get("label", self.arguments[0].replace("_", " "))
        numbers = found.numbers[self.arguments[0]]
        is_stale = current_digest(self.env, page) not in {None, found.digest}
        html = box_html(f"my-number-{self.env.new_serialno('my-number')}", label, numbers)
        dated = nodes.paragraph(
            text=provenance(found, len(numbers.values), is_stale=is_stale), classes=["my-number-date"]
        )
        parts: list[nodes.Node] = [nodes.raw("", html, format="html"), dated]
        if self.content:
            title = tag("summary", nodes.Text("My number lies outside: what to look at"))
            parts.append(tag("details", title, *self.parse_content_to_nodes()))
        return [tag("div", *parts, classes=["my-number"])]

    def read(self, path: Path) -> SeedFile | None:
        """Return the page's file, or None; one that cannot be used is a fault."""
        if not path.is_file():
            self.env.metadata[self.env.docname]["unmeasured"] = str(path)
            return None
        self.env.note_dependency(str(path))
        try:
            return read_seed_file(path)
        except SeedFileError as error:
            self.report(f"{path.relative_to(self.env.srcdir)}: {error}")
            return None

    def missing(self, page: str) -> nodes.Node:
        """Return the note that nothing is known yet; it must not be published."""
        if os.environ.get("DLBOOK_PUBLISH") == "1":
            self.report(f"{self.arguments[0]!r} was not measured; run: nox -s claims -- {page}")
        text = "How much this number varies from seed to seed has not been measured yet."
        return nodes.paragraph(text=text, classes=["my-number-missing"])

    def report(self, text: str) -> None:
        """Report a fault at the directive's line."""
        logger.warning("my-number: %s", text, location=(self.env.docname, self.lineno), type="dlbook")


def current_digest(env: BuildEnvironment, page: str) -> str | None:
    """Return the key of the page's cells in this build (see ``book.run.key``), if it has any."""
    keys: dict[str, str] = getattr(env, "dlbook_execution", {}).get("cells_keys", {})
    return keys.get(page)


def provenance(found: SeedFile, runs: int, *, is_stale: bool) -> str:
    """Return the sentence that says when the numbers were measured, and whether that still is what the page does."""
    measured = f"Measured in {runs} runs with different seeds, on {found.date}"
    if not is_stale:
        return f"{measured}."
    return f"{measured}, with an earlier version of this page or its tools (edition of the digits: {found.edition})."


def box_html(name: str, label: str, numbers: Distribution) -> str:
    """Return the strip, the field (which the script shows) and the table."""
    values = " ".join(f"{value:.12g}" for value in numbers.typed())
    rows = "".join(
        f'<tr><th scope="row">{head}</th><td>{escape(text)}</td></tr>'
        for head, text in numbers.five_numbers().items()
    )
    data = f'data-values="{values}" data-decimals="{numbers.decimals}" data-unit="{numbers.unit}"'
    return (
        f'<form class="my-number-form" {data} hidden>'
        f'<label for="{name}">Is my number normal? My {escape(label)}:</label> '
        f'<input id="{name}" type="text" inputmode="decimal" autocomplete="off" size="8"> '
        f'<button type="submit">Compare</button>'
        f'<output for="{name}" aria-live="polite"></output></form>\n'
        f"{strip_svg(numbers.typed(), label)}\n"
        f'<table class="table"><caption>The {escape(label)} over {len(numbers.values)} seeds</caption>'
        f"<tbody>{rows}</tbody></table>\n"
    )


def strip_svg(values: Sequence[float], label: str) -> str:
    """Return a strip with a dot for each run; the script puts the reader's mark on it."""
    low, high = min(values), max(values)
    scale = (WIDTH - 2 * MARGIN) / ((high - low) or 1)
    dots = "".join(
        f'<circle cx="{MARGIN + (v - low) * scale:.1f}" cy="{HEIGHT / 2:g}" r="4"/>' for v in values
    )
    text = f"Each dot is the {label} of one run, from {low:.12g} on the left to {high:.12g} on the right."
    box = (
        f'viewBox="0 0 {WIDTH} {HEIGHT}" data-low="{low:.12g}" data-high="{high:.12g}" data-margin="{MARGIN}"'
    )
    return f'<svg class="my-number-strip" role="img" aria-label="{escape(text)}" {box}>{dots}</svg>'


def measured_since(_app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages whose numbers have been measured since they were read."""
    waiting = {
        page: str(env.metadata[page]["unmeasured"])
        for page in env.found_docs
        if "unmeasured" in env.metadata[page]
    }
    return [page for page, path in waiting.items() if Path(path).is_file()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.setup_extension("book.look.tagged")
    app.add_directive("my-number", MyNumber)
    app.add_css_file("my-number.css")
    app.add_js_file("my-number.js", loading_method="defer")
    app.connect("env-get-outdated", measured_since)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
