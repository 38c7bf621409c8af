"""MyST to plain Markdown, for notebooks: a reader's Jupyter knows no directives and no roles.

Boxes become quotations, formulas stay formulas, links point to the site's pages where the caller can resolve them,
and what only makes sense on the site (the page's head, tables of contents, figures without a cell) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import dedent, indent

from book.page.options import as_markdown
from book.reader.by_hand import by_hand

OPEN = re.compile(
    r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,}|:{3,})\s*(\{(?P<name>[\w:.-]+)\})?\s*(?P<argument>.*)$"
)
LABEL = re.compile(r"^\([\w.-]+\)=\s*$")
OPTION = re.compile(r"^:[\w-]+:")
ROLE = re.compile(r"\{(?P<role>[\w:.-]+)\}`(?P<text>[^`]+)`")
EXPLICIT = re.compile(r"^(?P<title>.*?)\s*<(?P<target>[^<>]+)>$", re.DOTALL)

BOXES = {"admonition", "attention", "caution", "danger", "dropdown", "hint", "important"}
BOXES |= {"note", "seealso", "sidebar", "tip", "topic", "warning"}
LEFT_OUT = {"page-head", "toctree", "contents", "bibliography", "figure", "image", "raw"}
LEFT_OUT |= {"exercise-end", "solution-end"}
TITLES = {"exercise": "Exercise", "exercise-start": "Exercise"}
TITLES |= {"solution": "Solution", "solution-start": "Solution"}
CODE = {"code-block", "code", "sourcecode", "literalinclude"}

Resolve = Callable[[str, str, str | None], str]
"""Called with a role, its target and its title (if the text gives one); returns Markdown."""

Show = Callable[[str], str]
"""Called with a dotted name; returns the code that ``{shown-source}`` shows."""


def plain_markdown(text: str, resolve: Resolve, show: Show) -> str:
    """Return MyST text as Markdown that every notebook viewer understands."""
    lines, result = text.splitlines(), []
    at = 0
    while at < len(lines):
        opening = OPEN.match(lines[at])
        if opening is None:
            if not LABEL.match(lines[at]) and not lines[at].startswith("% "):
                result.append(ROLE.sub(lambda role: plain_role(role, resolve), lines[at]))
            at += 1
            continue
        end = closing(lines, at, opening["fence"])
        body = dedent("\n".join(lines[at + 1 : end])).splitlines()
        block = directive(opening["name"], opening["argument"].strip(), body, resolve, show)
        result += indent(block, opening["indent"]).splitlines()
        at = end + 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(result)).strip()


def closing(lines: list[str], start: int, fence: str) -> int:
    """Return the line that closes a fence, or the end of the text."""
    end = re.compile(rf"^\s*{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((at for at in range(start + 1, len(lines)) if end.match(lines[at])), len(lines))


def directive(name: str | None, argument: str, lines: list[str], resolve: Resolve, show: Show) -> str:
    """Return what a directive becomes; a fence without a name is code and stays."""
    body = lines if name is None else without_options(lines)
    if name is None or name in CODE:
        return "\n".join([f"```{argument}", *body, "```"])
    if name in LEFT_OUT:
        return ""
    if name == "math":
        return "\n".join(["$$", *body, "$$"])
    if name == "shown-source":
        return f"```python\n{show(argument)}```"
    if name in {"question", "recall"}:
        title = argument or "Do you remember?"
        body = as_markdown(body).splitlines()
        return f"**{title}**\n\n" + plain_markdown("\n".join(body), resolve, show)
    return box(name, argument, plain_markdown("\n".join(body), resolve, show))


def box(name: str, argument: str, inner: str) -> str:
    """Return a box as a quotation, and what a directive only marks as it is."""
    heading = box_heading(name, argument)
    if name.endswith("-start"):  # what it opens follows as text and cells of its own
        return f"{heading}\n\n"
    return quoted(f"{heading}\n\n{inner}".strip()) if heading else inner


def box_heading(name: str, argument: str) -> str:
    """Return the bold first line of a box; nothing for a directive that only marks its body."""
    if name in TITLES:
        title = argument if name.startswith("exercise") else ""  # a solution's argument is a label
        return f"**{TITLES[name]}{': ' if title else ''}{title}**"
    return f"**{argument or name.capitalize()}**" if name in BOXES else ""


def without_options(lines: list[str]) -> list[str]:
    """Return a directive's body without its options."""
    if lines and lines[0].strip() == "---":
        end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
        return lines[end + 1 :]
    at = 0
    while at < len(lines) and (OPTION.match(lines[at]) or not lines[at].strip()):
        at += 1
    return lines[at:]


def quoted(text: str) -> str:
    """Return text as a Markdown quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def plain_role(match: re.Match[str], resolve: Resolve) -> str:
    """Return what a role becomes."""
    role, text = match["role"], match["text"]
    if role == "math":
        return f"${text}$"
    if role == "by-hand":
        return by_hand(text)
    explicit = EXPLICIT.match(text)
    if explicit:
        return resolve(role, explicit["target"], explicit["title"])
    return resolve(role, text, None)
