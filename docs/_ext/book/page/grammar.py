"""What may stand in a page: its directives, the tags of its cells, the languages of its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from myst_parser.parsers.directives import ParseWarnings

from book.page.files import PageError
from book.page.needs import NEEDS

# Which Markdown is MyST here: Sphinx, the notebooks, the tests and the lints all read it with these settings.
MYST: dict[str, Any] = {
    # Without "amsmath" (its labels differ in every build) and "substitution" (text that no test would see).
    "enable_extensions": {"attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"},
    # "It costs $5, and that $10" is no formula.
    "dmath_allow_space": False,
    "dmath_allow_digits": False,
}

CODE = {"code", "code-block", "code-cell", "sourcecode"}

# Directives whose body is Markdown.
BOXES = {
    "admonition",
    "attention",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "warning",
}
LAYOUT = {
    "card",
    "container",
    "div",
    "dropdown",
    "grid",
    "grid-item",
    "grid-item-card",
    "margin",
    "sidebar",
    "topic",
}
TABS = {"tab-item", "tab-set"}
FIGURES = {"figure", "figure-md", "list-table", "table", "glue", "glue:any", "glue:figure"}
TEXT = {"deprecated", "epigraph", "glossary", "pull-quote", "versionadded", "versionchanged"}
GATES = {"exercise-end", "exercise-start", "solution-end", "solution-start"}
EXERCISES = {"exercise", "solution"} | GATES
OURS = {"checked", "my-number", "page-head", "question", "recall", "stop-here"}
SEARCHED = BOXES | LAYOUT | TABS | FIGURES | TEXT | EXERCISES | OURS

# Directives whose body, if there is one, is not Markdown and shows no code that the book does not test elsewhere.
CLOSED = {
    "bibliography",
    "build-status",
    "contents",
    "csv-table",
    "glue:math",
    "image",
    "ledger",
    "math",
    "toctree",
}
CLOSED |= {"shown-source"}

# What is done with a language, see ``book.snippets.policy``.
RUN = {"ipython", "ipython3", "py", "python", "python3"}
DOCTESTED = {"pycon"}
PARSED = {"bash", "javascript", "js", "json", "sh", "toml", "yaml", "yml"}
NOT_PARSED = {"bat", "powershell"}
SHOWN = {"console", "markdown", "md", "text"}
LANGUAGES = RUN | DOCTESTED | PARSED | NOT_PARSED | SHOWN
CELL_LANGUAGES = {"", "ipython", "ipython3", "python", "python3"}
TAGS = {"check", "hide-input", "raises-exception", "skip-execution", "solution", "varies"} | NEEDS.keys()
TAB = re.compile(r"tab-[a-z]+")
FENCE_MARK = re.compile(r"`{3}|~{3}|:{3}")
HTML_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
HTML_WITH_CODE = re.compile(r"<(code|pre|script|textarea|xmp|listing)\b", re.IGNORECASE)
AUTODOC_LINE = re.compile(r"\s*|\.\. (auto[a-z]+|currentmodule):: *[\w.]+|\s+:[\w-]+:.*")


def front_matter(content: str) -> dict[str, Any]:
    """Return the settings between a page's first two lines of hyphens; raise PageError if there are none."""
    try:
        found = yaml.safe_load(content.rstrip())  # an error at the end is one of its last line
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or error
        raise PageError(mark.line + 2 if mark else 1, f"the front matter is no YAML: {reason}") from error
    if not isinstance(found, dict):
        raise PageError(1, f"the front matter holds {found!r}: write settings, name: value, or leave it out")
    return found


def dialect_fault(myst: object) -> str:
    """Return what is wrong with MyST's settings in a page's front matter, or nothing."""
    options = sorted(myst.keys() - {"html_meta"}) if isinstance(myst, dict) else [repr(myst)]
    return (
        f"the front matter changes how this page is read: myst.{', myst.'.join(options)}" if options else ""
    )


def cell_fault(language: str, options: dict[str, Any], *, is_cell: bool) -> str:
    """Return what is wrong with a cell's place or head, or nothing."""
    tags = options.get("tags", [])
    if not is_cell:
        return "a cell runs only in a ``` fence at the top level of a page with 'file_format: mystnb'"
    if language not in CELL_LANGUAGES:
        return f"a cell is Python, not {language!r}"
    if "load" in options:
        return ":load: shows code that no test sees: use {shown-source}"
    if not isinstance(tags, list):
        return f"tags are a list: [{tags}]"
    unknown = [tag for tag in tags if tag not in TAGS and not TAB.fullmatch(str(tag))]
    return (
        f"unknown tag {unknown[0]!r}; known are {', '.join(sorted(TAGS))}, tab-<framework>" if unknown else ""
    )


def option_fault(warnings: list[ParseWarnings]) -> str:
    """Return what is wrong with a directive's options, or nothing."""
    message = warnings[0].msg if warnings else ""
    return (
        f"{message}: put a text with a colon or a bracket into quotation marks"
        if "YAML" in message
        else message
    )


def rst_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each line of reStructuredText that MyST could say, and what is wrong: only autodoc may stay."""
    for index, text in enumerate(lines):
        if not AUTODOC_LINE.fullmatch(text):
            yield (
                index,
                f"{{eval-rst}} may hold only autodoc directives, not {text.strip()!r}: write it in MyST",
            )


def html_faults(content: str) -> Iterator[tuple[int, str]]:
    """Yield the index of each line of raw HTML that holds code, and what is wrong: HTML swallows fences, too."""
    shown = HTML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), content)
    for index, text in enumerate(shown.split("\n")):
        if FENCE_MARK.match(text.lstrip()):
            yield index, "the HTML above swallows this fence: leave a blank line between them"
        elif HTML_WITH_CODE.search(text):
            yield index, "code in raw HTML is not tested: use a fence"


def definitions(lines: list[str]) -> list[str]:
    """Return a glossary's lines with the definitions' common indentation taken off, as Sphinx parses them."""
    widths = [len(line) - len(line.lstrip()) for line in lines if line[:1].isspace() and line.strip()]
    return [line[min(widths) :] if line[:1].isspace() and line.strip() else line for line in lines]


@dataclass
class Gates:
    """Exercises and solutions between their starts and ends, as one walks down a page."""

    exercises: dict[str, str] = field(default_factory=dict)  # the directive of each label
    ends: dict[str, int] = field(default_factory=dict)  # the line of each label's {exercise-end}
    exercise: str = ""  # the label of the exercise that is open
    solution: str = ""  # the label of the solution that is open
    line: int = 0  # where it was opened

    def follow(self, line: int, name: str, argument: str, options: dict[str, Any]) -> str:
        """Take note of a directive; return what is wrong with it, or nothing."""
        if name == "exercise-end":
            self.ends[self.exercise] = line
        elif name.startswith("exercise"):
            self.exercise = str(options.get("label", ""))
            self.exercises[self.exercise] = name
        elif name == "solution-end":
            self.solution = ""
        elif name in {"solution", "solution-start"}:
            self.solution, self.line = (
                (argument, line) if name == "solution-start" else (self.solution, self.line)
            )
            wanted = name.replace("solution", "exercise")
            if self.exercises.get(argument) != wanted:
                return f"no {{{wanted}}} above has the label {argument!r}"
        return ""
