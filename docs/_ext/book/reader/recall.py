"""Sphinx: questions about earlier pages, at the start of a chapter.

    :::{recall}
    - What does softmax make of the logits? {sec-softmax}:
      Positive numbers that sum to one.
    :::

The answer is folded, and below it stands a link to the page or section in braces.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from book.look.tagged import tag
from book.page.options import Option
from book.page.order import flatten
from book.reader.option_directive import OptionsDirective

logger = logging.getLogger(__name__)


class Recall(OptionsDirective):
    """Questions, each with its answer folded and a link to where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return the questions; what is wrong with them is reported."""
        body = self.options_of_body()
        if body is None:
            return []
        stem, options = body
        if not options:
            self.fault(
                -1, "write each question as '- question {page or label}:', with the answer indented below it"
            )
        for option in options:
            if option.is_key is not None or not option.reference:
                text = f"{option.text!r} needs no box, but where its answer stands: '{{page or label}}:' at its end"
                self.fault(option.index, text)
        items = [self.question(option) for option in options if option.reference]
        return [tag("div", *self.blocks(stem, 0), tag("ul", *items), classes=["recall"])]

    def question(self, option: Option) -> nodes.Element:
        """Return one question."""
        is_page = option.reference in self.env.found_docs
        role = f"{{doc}}`/{option.reference}`" if is_page else f"{{ref}}`{option.reference}`"
        where = nodes.paragraph("", "", *self.inline(f"Look again: {role}.", option.index))
        recalls = self.env.metadata[self.env.docname].setdefault("recalls", [])
        recalls.append((option.reference, self.line_of(option.index)))
        return self.folded(option, *self.blocks(option.why, option.why_index), where, kind="recalled")


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Report a recalled page that a reader has not met yet."""
    order = flatten(env.toctree_includes, app.config.root_doc)
    labels = env.domains.standard_domain.labels
    for page in sorted(env.found_docs):
        for reference, line in env.metadata[page].get("recalls", []):
            target = reference if reference in env.found_docs else labels.get(reference, ("",))[0]
            if target in order and page in order and order.index(target) >= order.index(page):
                text = f"{target!r} does not come before this page; recall what a reader has met"
                logger.warning("recall: %s", text, location=(page, line), type="dlbook")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.setup_extension("book.look.tagged")
    app.add_directive("recall", Recall)
    app.add_css_file("questions.css")
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
