"""What directives share whose body is a list of options (see ``book.page.options``)."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from book.look.tagged import tag
from book.page.options import Option, OptionFaultError, read_options

logger = logging.getLogger(__name__)


class OptionsDirective(SphinxDirective):
    """What both directives share: a list of options in the body, with faults at the page's lines."""

    has_content = True

    def fault(self, index: int, text: str) -> None:
        """Report a fault; ``index`` is a line of the body, -1 the directive's own."""
        logger.warning(
            "%s: %s", self.name, text, location=(self.env.docname, self.line_of(index)), type="dlbook"
        )

    def line_of(self, index: int) -> int:
        """Return the page's line of a line of the body; -1 stands for the directive's own."""
        return self.lineno if index < 0 else self.lineno + self.content_offset + index + 1

    def options_of_body(self) -> tuple[list[str], list[Option]] | None:
        """Return the lines before the list, and its options; None where the list cannot be read, which is reported."""
        try:
            return read_options(list(self.content))
        except OptionFaultError as error:
            self.fault(error.index, str(error))
            return None

    def blocks(self, lines: list[str], index: int) -> list[nodes.Node]:
        """Return lines of Markdown as nodes; ``index`` is the body's line where they begin."""
        container = nodes.Element()
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset + index, container)
        return container.children

    def inline(self, text: str, index: int = -1) -> list[nodes.Node]:
        """Return a line of Markdown as nodes; ``index`` is its line of the body."""
        found, messages = self.parse_inline(text, lineno=self.line_of(index) - 1)
        return [*found, *messages]

    def folded(self, option: Option, *body: nodes.Node, kind: str) -> nodes.Element:
        """Return an option with its body folded."""
        summary = tag("summary", *self.inline(option.text, option.index))
        return tag("li", tag("details", summary, *body, classes=[kind]))
