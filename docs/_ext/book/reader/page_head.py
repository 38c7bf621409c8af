"""The second room of each chapter: what you will build, what you need, how long it takes, for whom.

    ```{page-head}
    :build: A network that reads handwritten digits.
    :needs: {doc}`/start/setup`
    :read: 20
    :practise: 10
    :paths: curious maker student teacher
    :stop: after {ref}`sec-train`
    ```

The body, if any, holds the three questions that recall earlier pages. ``{stop-here}`` marks a place
inside the page where a reader may stop. How long the page's own cells ran is filled in from ``status.js``.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PATHS = {"curious": "Curious", "maker": "Maker", "student": "Student", "teacher": "Teacher"}


class page_head(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """The section of a page's head."""


class stop_here(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """The place where a reader may stop."""


def minutes(argument: str) -> int:
    """Return a whole number of minutes, at least one and at most two hours."""
    value = int(argument)
    if not 1 <= value <= 120:
        raise ValueError(f"{value} minutes; a page takes 1 to 120")
    return value


def paths(argument: str) -> list[str]:
    """Return the named paths in the book's own order; an unknown or repeated one is refused."""
    names = argument.split()
    unknown = [name for name in names if name not in PATHS]
    if unknown or not names or len(set(names)) < len(names):
        raise ValueError(f"{argument!r}; give each of {', '.join(PATHS)} at most once, separated by spaces")
    return [name for name in PATHS if name in names]


class PageHead(SphinxDirective):
    """The directive ``{page-head}``."""

    has_content = True
    option_spec = {  # noqa: RUF012 - docutils declares it so
        "build": directives.unchanged_required,
        "needs": directives.unchanged_required,
        "read": minutes,
        "practise": minutes,
        "paths": paths,
        "stop": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the head; a missing option is an error of the page."""
        missing = [name for name in ("build", "needs", "read", "paths") if name not in self.options]
        if missing:
            raise self.error(f"page-head needs the option(s) {', '.join(missing)}")
        rows = nodes.definition_list(classes=["page-head-rows"])
        rows += self.row("You will build", self.inline(self.options["build"]))
        rows += self.row("You need", self.inline(self.options["needs"]))
        rows += self.row("Time", self.time())
        rows += self.row("Written for", self.path_links())
        if "stop" in self.options:
            rows += self.row("You may stop", self.inline(self.options["stop"]))
        head = page_head("", rows, *self.parse_content_to_nodes())
        self.set_source_info(head)
        self.env.metadata[self.env.docname]["page_head"] = True
        return [head]

    def inline(self, text: str) -> list[nodes.Node]:
        """Return a line of Markdown as nodes."""
        found, messages = self.parse_inline(text)
        return [*found, *messages]

    def row(self, term: str, content: list[nodes.Node]) -> nodes.definition_list_item:
        """Return one row of the head."""
        definition = nodes.definition("", nodes.paragraph("", "", *content))
        return nodes.definition_list_item("", nodes.term(text=term), definition)

    def time(self) -> list[nodes.Node]:
        """Return the minutes, and the seconds that this page's cells took when the site was built."""
        text = f"{self.options['read']} minutes to read"
        if "practise" in self.options:
            text += f", {self.options['practise']} to practice"
        seconds = (
            f'<span class="page-seconds" data-varies data-page="{self.env.docname}" hidden>'
            " Its cells ran for <span data-seconds></span> seconds when this site was built.</span>"
        )
        return [nodes.Text(f"{text}."), nodes.raw("", seconds, format="html")]

    def path_links(self) -> list[nodes.Node]:
        """Return the paths that this page is on, each linked to its description."""
        links: list[nodes.Node] = []
        for name in self.options["paths"]:
            role = f"{{ref}}`{PATHS[name]} <path-{name}>`"
            links += [*([nodes.Text(" · ")] if links else []), *self.inline(role)]
        return links


class StopHere(SphinxDirective):
    """The directive ``{stop-here}``; its body says what the reader can do by now."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the marker."""
        lead = nodes.paragraph("", "", nodes.strong(text="You may stop here."))
        marker = stop_here("", lead, *self.parse_content_to_nodes())
        self.set_source_info(marker)
        return [marker]


def visit_head(translator: Any, _: page_head) -> None:
    """Open the head."""
    translator.body.append('<section class="page-head" aria-label="About this page">\n')


def visit_stop(translator: Any, _: stop_here) -> None:
    """Open the marker."""
    translator.body.append('<div class="stop-here" role="note">\n')


def add_status(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Load ``status.js`` where a page shows its own seconds, if the build writes that file.

    Not through ``add_js_file``: that adds a checksum, of a file that differs from build to build.
    """
    if "book.run.status" in app.extensions and app.env.metadata.get(page, {}).get("page_head"):
        address = context["pathto"]("_static/status.js", 1)
        context["metatags"] += f'\n    <script defer src="{address}"></script>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_node(page_head, html=(visit_head, lambda self, _: self.body.append("</section>\n")))
    app.add_node(stop_here, html=(visit_stop, lambda self, _: self.body.append("</div>\n")))
    app.add_directive("page-head", PageHead)
    app.add_directive("stop-here", StopHere)
    app.connect("html-page-context", add_status)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
