"""The prose of a page: paragraphs with their lines, roles, formulas and code told apart from the words.

For lints. Read from the token stream of the parser that Sphinx itself uses; code, options and comments are left out,
captions and alt texts of cells are prose.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

from book.page import grammar

HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a role, a formula or code
NO_WORDS = {
    "bibliography",
    "contents",
    "eval-rst",
    "glue:math",
    "image",
    "ledger",
    "math",
    "shown-source",
    "toctree",
}
# Directives whose argument is a name or a label.
NAMED = {"checked", "container", "div", "figure", "figure-md", "my-number", "solution", "solution-start"}
WORDY = {"alt", "build", "caption", "needs", "stop"}
OPTION = re.compile(r":(?P<name>[\w-]+):\s*(?P<text>.*)")
KINDS = {"text": "text", "image": "text", "myst_role": "role", "math_inline": "math", "code_inline": "code"}
END_OF_SENTENCE = re.compile(rf"(?<=[.!?])[)”\"]*\s+(?=[(“\"{HOLE}]*[A-Z{HOLE}])")
ABBREVIATION = re.compile(r"\b(e\.g|i\.e|vs|cf|al|Fig|No|ca|approx|Eq)\.\s*$")


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph: "text", or what stands in it as "role", "math" or "code"."""

    kind: str
    text: str
    role: str = ""
    is_bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, heading or cell of a table, with the page's line of it, and of the table (or 0).

    ``directive`` is the innermost one around it; ``is_argument`` says that it stands on that directive's first line.
    """

    line: int
    pieces: tuple[Piece, ...]
    table_line: int = 0
    directive: str = ""
    is_argument: bool = False

    def joined(self, show: Callable[[Piece], str] = lambda _: HOLE) -> str:
        """Return the words; ``show`` says what stands for anything else, and line breaks are kept."""
        return "".join(
            p.text if p.kind == "text" else show(p) + "\n" * p.text.count("\n") for p in self.pieces
        )

    def line_at(self, text: str, offset: int) -> int:
        """Return the page's line of an offset in the joined text."""
        return self.line + (0 if self.table_line else text.count("\n", 0, offset))


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence of a paragraph's text with its offset."""
    start = 0
    for end in END_OF_SENTENCE.finditer(text):
        if not ABBREVIATION.search(text[start : end.start()]):
            yield start, text[start : end.end()]
            start = end.end()
    yield start, text[start:]


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page in the order of their lines."""
    yield from _Reader().walk(text)


class _Reader:
    """The walk over one page."""

    def __init__(self) -> None:
        self.parser = create_md_parser(MdParserConfig(**grammar.MYST), RendererHTML)

    def walk(self, text: str, base: int = 0, directive: str = "", **about: Any) -> Iterator[Paragraph]:
        """Yield the paragraphs of a text whose first line is line ``base + 1`` of the page."""
        table_line = 0
        for token in self.parser.parse(text + "\n"):
            line = base + token.map[0] + 1 if token.map else 0
            if token.type == "table_open":
                table_line = line
            elif token.type == "table_close":
                table_line = 0
            elif token.type in {"fence", "colon_fence"}:
                yield from self.fence(token, line)
            elif token.type == "inline":
                yield Paragraph(line, tuple(pieces(token.children or [])), table_line, directive, **about)

    def fence(self, token: Token, line: int) -> Iterator[Paragraph]:
        """Yield the prose inside a fence."""
        name, _, argument = token.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            yield from self.directive(name[1:-1], argument.strip(), token.content, line)
        elif token.type == "colon_fence":
            yield from self.walk(token.content, line)

    def directive(self, name: str, argument: str, content: str, line: int) -> Iterator[Paragraph]:
        """Yield the prose of a directive: its argument, its captions, its body."""
        has_words = name not in grammar.CODE | NO_WORDS
        if has_words and name not in NAMED:
            yield from self.walk(argument, line - 1, name, is_argument=True)
        yield from self.wordy_options(content, line)
        if has_words:
            parsed = parse_directive_text(TestDirective, argument, content)
            body = grammar.definitions(parsed.body) if name == "glossary" else parsed.body
            yield from self.walk("\n".join(body), line + parsed.body_offset, name)

    def wordy_options(self, content: str, line: int) -> Iterator[Paragraph]:
        """Yield the options that a reader sees: captions, alt texts, the rows of a page's head."""
        for index, text in wordy_values(content):
            yield from self.walk(text, line + index)


def wordy_values(content: str) -> Iterator[tuple[int, str]]:
    """Yield the values of a directive's options that are prose, with their lines, counted from 0."""
    lines = content.splitlines()
    if lines[:1] == ["---"]:
        end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 1)
        try:
            root = yaml.compose("\n".join(lines[1:end]), Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            return  # Sphinx reports it
        yield from (
            (node.start_mark.line + 1 + (node.style in {"|", ">"}), node.value) for node in wordy_nodes(root)
        )
    for index, line in enumerate(itertools.takewhile(lambda line: line.startswith(":"), lines)):
        option = OPTION.fullmatch(line)
        if option and option["name"] in WORDY:
            yield index, option["text"]


def wordy_nodes(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield the values of wordy keys, at any depth."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(value, yaml.ScalarNode) and key.value in WORDY:
            yield value
        yield from wordy_nodes(value)


def pieces(tokens: list[Token]) -> Iterator[Piece]:
    """Yield the pieces of a line of tokens; the alt text of a picture is text."""
    depth = 0  # of bold
    for token in tokens:
        depth += token.nesting if token.type.startswith("strong") else 0
        if token.type in {"softbreak", "hardbreak"}:
            yield Piece("text", "\n")
        elif token.type in KINDS:
            yield Piece(KINDS[token.type], token.content, token.meta.get("name", ""), depth > 0)
