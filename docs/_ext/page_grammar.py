"""What may stand in a page: its directives, the tags of its cells, the languages of its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from needs import NEEDS

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
EXERCISES = {"exercise", "exercise-end", "exercise-start", "solution", "solution-end", "solution-start"}
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

# What is done with a language, see ``snippet_policy``.
RUN = {"ipython", "ipython3", "py", "python", "python3"}
DOCTESTED = {"pycon"}
PARSED = {"bash", "javascript", "js", "json", "sh", "toml", "yaml", "yml"}
NOT_PARSED = {"bat", "powershell"}
SHOWN = {"console", "markdown", "md", "text"}
LANGUAGES = RUN | DOCTESTED | PARSED | NOT_PARSED | SHOWN
CELL_LANGUAGES = {"", "ipython", "ipython3", "python", "python3"}
TAGS = {"check", "hide-input", "raises-exception", "skip-execution", "solution", "varies"} | NEEDS.keys()
TAB = re.compile(r"tab-[a-z]+")
AUTODOC_LINE = re.compile(r"\s*|\.\. (auto[a-z]+|currentmodule):: *[\w.]+|\s+:[\w-]+:.*")


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


def rst_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the index of each line of reStructuredText that MyST could say, and what is wrong: only autodoc may stay."""
    for index, text in enumerate(lines):
        if not AUTODOC_LINE.fullmatch(text):
            yield (
                index,
                f"{{eval-rst}} may hold only autodoc directives, not {text.strip()!r}: write it in MyST",
            )


def definitions(lines: list[str]) -> list[str]:
    """Return a glossary's lines with the definitions' common indentation taken off, as Sphinx parses them."""
    widths = [len(line) - len(line.lstrip()) for line in lines if line[:1].isspace() and line.strip()]
    return [line[min(widths) :] if line[:1].isspace() and line.strip() else line for line in lines]


@dataclass
class Gates:
    """Exercises and solutions between their starts and ends, as one walks down a page."""

    exercises: dict[str, str] = field(default_factory=dict)  # the directive of each label
    solution: str = ""  # the label of the solution that is open
    line: int = 0  # where it was opened

    def follow(self, line: int, name: str, argument: str, options: dict[str, Any]) -> str:
        """Take note of a directive; return what is wrong with it, or nothing."""
        if name.startswith("exercise") and "label" in options:
            self.exercises[options["label"]] = name
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
