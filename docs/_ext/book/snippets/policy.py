"""What is done with each block of a page: executed, doctested, read, parsed, or skipped for a written reason.

Anything else is a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from book.page import grammar
from book.page.blocks import Block
from book.page.needs import unmet_need
from book.snippets.rules import is_doctest, python_faults, python_sources


@dataclass(frozen=True)
class Decision:
    """What is done with a block, why it is skipped or at fault, and the page's line of a fault."""

    kind: str  # "executed", "doctested", "read", "parsed", "skipped" or "fault"
    reason: str = ""
    line: int = 0


def decide(block: Block) -> Decision:
    """Return what is done with a block."""
    if block.directive == "value":
        return Decision("fault" if block.fault else "read", block.fault, block.body_line)
    problem = block.fault or language_fault(block) or skip_fault(block)
    if problem:
        return Decision("fault", problem, block.line)
    reason = block.skip_reason or unmet_need(block.tags)
    if not reason and block.language in grammar.NOT_PARSED:
        reason = "syntax of Windows is not parsed"
    if reason:
        return Decision("skipped", reason)
    if block.language in grammar.PARSED:
        return Decision("parsed")
    return python_fault(block) or Decision("doctested" if is_doctest(block) else "executed")


def language_fault(block: Block) -> str:
    """Return what is wrong with a block's language, or nothing."""
    if not block.language:
        return "this block names no language"
    if block.language not in grammar.LANGUAGES:
        return f"unknown language {block.language!r}; known are {', '.join(sorted(grammar.LANGUAGES))}"
    if block.language in grammar.SHOWN and not block.skip_reason:
        return f"no test can read {block.language!r}: write '% skip: next \"why, in words\"' above it"
    return ""


def skip_fault(block: Block) -> str:
    """Return what is wrong with a block's skip, or nothing: for a cell, the site has to skip it too."""
    if "skip-execution" in block.tags and not block.skip_reason:
        return "a cell tagged skip-execution needs its reason: '% skip: next \"why, in words\"' above it"
    if block.directive == "code-cell" and block.skip_reason and "skip-execution" not in block.tags:
        return "the site would run this cell: tag it skip-execution, too"
    return ""


def python_fault(block: Block) -> Decision | None:
    """Return the first fault of the Python in a block, or None."""
    try:
        sources = python_sources(block)
    except ValueError as error:  # doctest's, which counts lines from the body's first
        found = re.match(r"line (\d+)", str(error))
        return Decision("fault", f"doctest: {error}", block.body_line + (int(found[1]) - 1 if found else 0))
    if not sources:
        return Decision("fault", "no '>>>' in this block", block.line)
    for line, source in sources:
        for number, message in python_faults(source, may_not_parse="raises-exception" in block.tags):
            return Decision("fault", message, line + number - 1)
    return None
