"""Sphinx: questions that a reader answers before the page does, in HTML alone.

    :::{question} How many numbers does the layer learn?
    :label: q-dense-count

    - [ ] 784 {weights-are-shared}:
      Each of the 128 units has 784 weights of its own.
    - [x] {by-hand}`= 784 * 128 + 128`:
      784 weights for each of 128 units, and 128 biases.
    :::

Each option is a ``<details>``: its summary is the option, its body says whether it is right, and why.
One option is the key; each other one names a misconception of ``docs/misconceptions.yml``.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from book.look.tagged import tag
from book.page.files import PageError
from book.page.options import RIGHT, WRONG, Option
from book.reader.misconceptions import Misconception, load_misconceptions
from book.reader.option_directive import OptionsDirective

logger = logging.getLogger(__name__)
FILE = "misconceptions.yml"
LABEL = re.compile(r"q-[a-z0-9]+(-[a-z0-9]+)*")


class MisconceptionsFileError(SphinxError):
    """``docs/misconceptions.yml`` cannot be used."""

    category = "Misconceptions file"


class Question(OptionsDirective):
    """A question with its options, one of which is right."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"label": directives.unchanged_required}  # noqa: RUF012 - docutils declares it so

    def run(self) -> list[nodes.Node]:
        """Return the question; what is wrong with it is reported."""
        label = self.options.get("label", "")
        if not LABEL.fullmatch(label):
            self.fault(-1, f"give it a label, q- and words in lower case with hyphens, not {label!r}")
        body = self.options_of_body()
        if body is None:
            return []
        stem, options = body
        for index, text in faults(options, self.env.dlbook_misconceptions):  # type: ignore[attr-defined]
            self.fault(index, text)
        self.env.metadata[self.env.docname].setdefault("questions", []).append((label, self.lineno))
        title = tag(
            "p",
            tag("span", nodes.Text("Guess first:")),
            nodes.Text(" "),
            *self.inline(self.arguments[0]),
            classes=["question-text"],
        )
        title["ids"] = [f"{label}-text"]
        items = [self.folded(option, *self.why(option), kind=kind_of(option)) for option in options]
        box = tag("div", title, *self.blocks(stem, 0), tag("ol", *items, type="A"), classes=["question"])
        box["attributes"] |= {"role": "group", "aria-labelledby": f"{label}-text"}
        box["names"].append(label)
        self.state.document.note_explicit_target(box, box)
        return [box]

    def why(self, option: Option) -> list[nodes.Node]:
        """Return whether an option is right, and why; for a wrong one also the misconception behind it."""
        body = self.blocks(option.why, option.why_index)
        verdict = nodes.strong(text=RIGHT if option.is_key else WRONG)
        if body and isinstance(body[0], nodes.paragraph):
            body[0][:0] = [verdict, nodes.Text(" ")]
        else:
            body.insert(0, nodes.paragraph("", "", verdict))
        found = self.env.dlbook_misconceptions.get(option.reference)  # type: ignore[attr-defined]
        return [*body, *([self.misconception(found, option.index)] if found else [])]

    def misconception(self, found: Misconception, index: int) -> nodes.Node:
        """Return what is often believed, what is so, and where it is explained."""
        self.env.note_dependency(str(Path(self.env.srcdir) / FILE))
        is_elsewhere = found.page != self.env.docname and found.page in self.env.found_docs
        more = f" See {{doc}}`/{found.page}`." if is_elsewhere else ""
        text = self.inline(f"Often believed: “{found.name}”. {found.correction}{more}", index)
        return nodes.paragraph("", "", *text, classes=["question-misconception"])


def kind_of(option: Option) -> str:
    """Return the class of an option's fold."""
    return "option-right" if option.is_key else "option-wrong"


def faults(options: list[Option], known: dict[str, Misconception]) -> list[tuple[int, str]]:
    """Return what is wrong with the options of a question, with the body's line (-1: the question as a whole)."""
    found = []
    keys = [option for option in options if option.is_key]
    if len(options) < 2:
        found.append(
            (
                -1,
                f"{len(options)} options; a question needs two or more, written '- [ ] option {{misconception}}:'",
            )
        )
    elif len(keys) != 1:
        which = " and ".join(repr(option.text) for option in keys) or "no option"
        found.append((-1, f"{which} marked [x]; exactly one option is right"))
    for option in options:
        if option.is_key is None:
            found.append((option.index, f"the option {option.text!r} has no box: write '- [ ]' or '- [x]'"))
        elif option.is_key and option.reference:
            found.append((option.index, f"the right option names the misconception {option.reference!r}"))
        elif not option.is_key and not option.reference:
            found.append(
                (option.index, f"the wrong option {option.text!r} names no misconception of docs/{FILE}")
            )
        elif not option.is_key and option.reference not in known:
            found.append(
                (option.index, f"unknown misconception {option.reference!r}; the ids are in docs/{FILE}")
            )
    return found


def load(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Read the misconceptions before any page."""
    try:
        env.dlbook_misconceptions = load_misconceptions(Path(app.srcdir) / FILE)  # type: ignore[attr-defined]
    except PageError as error:
        raise MisconceptionsFileError(f"{FILE}:{error.line}: {error}") from error


def check(_app: Sphinx, env: BuildEnvironment) -> None:
    """Report labels that are used twice."""
    seen: dict[str, str] = {}
    for page in sorted(env.found_docs):
        for label, line in env.metadata[page].get("questions", []):
            if label in seen:
                text = f"the label {label!r} is used twice, the other time in {seen[label]}"
                logger.warning("question: %s", text, location=(page, line), type="dlbook")
            seen[label] = f"{page}:{line}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.setup_extension("book.look.tagged")
    app.add_directive("question", Question)
    app.add_css_file("questions.css")
    app.connect("env-before-read-docs", load)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
