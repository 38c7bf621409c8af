"""The list that questions are written in: an option, what it refers to, and its explanation.

    - [ ] 784 {weights-are-shared}:
      Each unit has weights of its own.
    - [x] 100,480: so many weights have 128 units, and a bias each.

The option ends with the colon that ends its line, or, where the explanation begins on the same line,
with the first colon that a blank follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ITEM = re.compile(r"[-*+]\s+(?:\[(?P<mark>[ xX])\]\s+)?(?P<text>\S.*)")
REFERRING = re.compile(r"(?P<option>.*?)\s*\{(?P<reference>[\w/.-]+)\}:(?:\s+(?P<rest>.*))?")
OPEN_END = re.compile(r"(?P<option>.+):(?P<rest>)")
RIGHT, WRONG = "Right.", "Not so."
PLAIN = re.compile(r"(?P<option>.+?):\s+(?P<rest>.+)")


class OptionFaultError(ValueError):
    """A list that cannot be read; ``index`` is the line, counted from the first of the text, from 0."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


@dataclass
class Option:
    """One item; ``is_key`` is None where it has no box, and ``index`` is its line."""

    index: int
    text: str
    reference: str
    is_key: bool | None
    why: list[str]
    why_index: int


def read_options(lines: Sequence[str]) -> tuple[list[str], list[Option]]:
    """Return the lines before the list, and its options; raise OptionFaultError where the list cannot be read."""
    first = next((index for index, line in enumerate(lines) if ITEM.match(line)), len(lines))
    options: list[Option] = []
    for index, line in enumerate(lines[first:], first):
        item = ITEM.match(line)
        if item:
            options.append(head(index, item))
        elif line.strip() and not line.startswith("  "):
            raise OptionFaultError(index, "indent the explanation by two blanks, below its option")
        else:
            options[-1].why.append(line[2:])
    for option in options:
        if not "".join(option.why).strip():
            text = f"the option {option.text!r} has no explanation; end it with a colon and explain it below"
            raise OptionFaultError(option.index, text)
    return list(lines[:first]), options


def head(index: int, item: re.Match[str]) -> Option:
    """Return an option as its first line says it."""
    text = item["text"].rstrip()
    match = REFERRING.fullmatch(text) or OPEN_END.fullmatch(text) or PLAIN.fullmatch(text)
    is_key = None if item["mark"] is None else item["mark"] != " "
    if match is None:
        return Option(index, text, "", is_key, [], index)
    groups = match.groupdict()
    why = [groups["rest"]] if groups["rest"] else []
    return Option(index, groups["option"], groups.get("reference") or "", is_key, why, index + (not why))


def as_markdown(lines: Sequence[str]) -> str:
    """Return a list of options as Markdown with folds in HTML, which notebooks show; a list with a fault as it is."""
    try:
        stem, options = read_options(lines)
    except OptionFaultError:
        return "\n".join(lines)
    folds = [
        f"<details><summary>{o.text}</summary>\n\n{verdict(o)}{chr(10).join(o.why).strip()}\n\n</details>"
        for o in options
    ]
    return "\n\n".join(part for part in ["\n".join(stem).strip(), *folds] if part)


def verdict(option: Option) -> str:
    """Return whether an option is right, in bold; nothing where it has no box."""
    if option.is_key is None:
        return ""
    return f"**{RIGHT if option.is_key else WRONG}** "
