"""Every code block of a page, found in the token stream of the parser that Sphinx itself uses.

The rule that makes it complete: a directive is either searched, known to show no code, one of the code directives,
or a fault (see ``grammar``). So a new directive cannot hide code from the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docutils.parsers.rst.directives.misc import TestDirective
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.directives import DirectiveParsingResult, parse_directive_text
from myst_parser.parsers.mdit import create_md_parser

from book.page import grammar
from book.page.files import PageError

SKIP = re.compile(r'skip:\s*next\s+"(?P<reason>\S+(\s+\S+)+)"')
COMMENT_MARKS = re.compile(r"^\s*(<!-+)?\s*|\s*(-+>)?\s*$")


@dataclass(frozen=True)
class Block:
    """One block of a page; lines are the page's, counted from 1.

    Where ``fault`` says something, no test may pass. A fault that belongs to no code is a block without lines.
    """

    line: int
    end_line: int
    body_line: int = 0
    body: str = ""
    directive: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    skip_reason: str = ""
    solution_of: str = ""
    fault: str = ""


def blocks(text: str, gates: grammar.Gates | None = None) -> Iterator[Block]:
    """Yield every block of a page in the order of its lines, nested ones included; ``gates`` notes the exercises."""
    walker = _Walker(gates or grammar.Gates())
    yield from walker.walk(text, is_top=True)
    yield from walker.finish()


def fault(line: int, message: str) -> Block:
    """Return a fault of the page that belongs to no block of code."""
    return Block(line, line - 1, fault=message)


class _Fence:
    """A fence of the token stream, with its place on the page."""

    def __init__(self, line: int, token: Token, *, is_top: bool, has_cells: bool) -> None:
        assert token.map is not None
        self.line, self.end_line = line, line + token.map[1] - token.map[0] - 1
        self.info, self.body = token.info, token.content
        self.is_colon = token.type == "colon_fence"
        self.is_top = is_top
        # MyST-NB's own test: a colon fence or a leading blank makes no cell.
        self.is_cell = is_top and has_cells and not self.is_colon and token.info.startswith("{code-cell}")


class _Walker:
    """The walk over one page, and what it has to remember on the way."""

    def __init__(self, gates: grammar.Gates) -> None:
        self.parser = create_md_parser(MdParserConfig(**grammar.MYST), RendererHTML)
        self.skip: tuple[int, str] | None = None  # the line and reason of a skip that waits for its block
        self.gates = gates
        self.has_cells = False

    def walk(self, text: str, base: int = 0, *, is_top: bool = False) -> Iterator[Block]:
        """Yield the blocks of a text whose first line is line ``base + 1`` of the page."""
        depth = 0
        for token in self.parser.parse(text + "\n"):
            depth += token.nesting
            line = base + token.map[0] + 1 if token.map else 0
            if token.type in {"fence", "colon_fence"}:
                is_outer = is_top and depth == 0
                yield from self.fence(_Fence(line, token, is_top=is_outer, has_cells=self.has_cells))
            elif token.type == "code_block":
                yield fault(line, "indented code has no language: use a fence")
            elif token.type == "front_matter" and is_top:
                yield from self.front_matter(token)
            elif token.type in {"myst_line_comment", "html_block"}:
                yield from self.comment(token, line)
            elif any(child.meta.get("name") == "eval" for child in token.children or []):
                yield fault(line, "{eval} works in no cached build: use {value}")

    def finish(self) -> Iterator[Block]:
        """Yield a fault for whatever waits in vain at the end of the page."""
        if self.skip:
            yield fault(self.skip[0], "no block follows this skip")
        if self.gates.solution:
            yield fault(self.gates.line, f"the solution of {self.gates.solution!r} has no {{solution-end}}")

    def front_matter(self, token: Token) -> Iterator[Block]:
        """Note whether the page has cells; refuse options that make this page another dialect."""
        try:
            found = grammar.front_matter(token.content)
        except PageError as error:
            yield fault(error.line, str(error))
            return
        self.has_cells = found.get("file_format") == "mystnb"
        if problem := grammar.dialect_fault(found.get("myst", {})):
            yield fault(1, problem)

    def comment(self, token: Token, line: int) -> Iterator[Block]:
        """Read ``% skip: next "reason"``, or the same in an HTML comment."""
        if token.type == "html_block":
            found = grammar.html_faults(token.content)
            yield from (fault(line + index, message) for index, message in found)
        for number, text in enumerate(token.content.split("\n"), line):
            wish = COMMENT_MARKS.sub("", text)
            match = SKIP.fullmatch(wish)
            if match and not self.skip:
                self.skip = number, match["reason"]
            elif re.match(r"skip\s*:", wish):
                yield fault(number, "write 'skip: next \"why, in words\"', once for each block")

    def fence(self, fence: _Fence) -> Iterator[Block]:
        """Yield the block of a fence, or those inside it."""
        name, _, argument = fence.info.strip().partition(" ")
        if name.startswith("{") and name.endswith("}"):
            yield from self.directive(fence, name[1:-1], argument.strip())
        elif fence.is_colon:  # MyST's <div>: its body is prose
            if name in grammar.LANGUAGES:
                yield fault(
                    fence.line, f":::{name} is a <div>, and its body prose: write :::{{code-block}} {name}"
                )
            yield from self.walk(fence.body, fence.line)
        else:
            yield self.code(fence, language=name.lower(), body_line=fence.line + 1, body=fence.body)

    def directive(self, fence: _Fence, name: str, argument: str) -> Iterator[Block]:
        """Yield the block that a directive is, or those inside it."""
        is_yaml = name == "code-cell"  # MyST-NB reads a cell's options so
        parsed = parse_directive_text(TestDirective, argument, fence.body, validate_options=not is_yaml)
        if name in grammar.CODE:
            yield self.code_directive(fence, name, parsed)
            return
        if name == "eval-rst":
            found = grammar.rst_faults(fence.body.split("\n"))
            yield from (fault(fence.line + 1 + index, message) for index, message in found)
        elif name in grammar.GATES and not fence.is_top:
            yield fault(fence.line, f"{{{name}}} stands at the top level of a page, in no other box")
        elif name in grammar.SEARCHED:
            yield from self.searched(fence.line, name, argument, parsed)
        elif name not in grammar.CLOSED:
            rule = "put it into SEARCHED or CLOSED of docs/_ext/book/page/grammar.py"
            yield fault(fence.line, f"unknown directive {{{name}}}: {rule}")
        if parsed.warnings:
            yield fault(fence.line, f"{{{name}}}: {grammar.option_fault(parsed.warnings)}")

    def searched(
        self, line: int, name: str, argument: str, parsed: DirectiveParsingResult
    ) -> Iterator[Block]:
        """Yield the blocks inside a directive whose body, and perhaps its first line, is Markdown."""
        if grammar.FENCE_MARK.match(argument):
            yield fault(line, f"{{{name}}}: start the fence on a line of its own")
            return
        if problem := self.gates.follow(line, name, argument, parsed.options):
            yield fault(line, problem)
        yield from self.walk(argument, line - 1)
        body = grammar.definitions(parsed.body) if name == "glossary" else parsed.body
        yield from self.walk("\n".join(body), line + parsed.body_offset)

    def code_directive(self, fence: _Fence, name: str, parsed: DirectiveParsingResult) -> Block:
        """Return the block of a code directive."""
        language = " ".join(parsed.arguments).partition(" ")[0].lower()
        problem = grammar.option_fault(parsed.warnings)
        tags: list[str] = []
        if name == "code-cell":
            problem = problem or grammar.cell_fault(language, parsed.options, is_cell=fence.is_cell)
            tags = [] if problem else parsed.options.get("tags", [])
            language = "python"
        return self.code(
            fence,
            directive=name,
            language=language,
            body_line=fence.line + 1 + parsed.body_offset,
            body="\n".join(parsed.body) + "\n",
            tags=tuple(tags),
            fault=problem,
        )

    def code(self, fence: _Fence, **about: Any) -> Block:
        """Return a block of code, with the skip and the solution that it belongs to."""
        reason = self.skip[1] if self.skip else ""
        self.skip = None
        about |= {"skip_reason": reason, "solution_of": self.gates.solution}
        return Block(fence.line, fence.end_line, **about)
