"""Make a chapter from the template: ``python docs/_ext new techniques/my-topic``.

The page gets its own labels and stands in the table of contents of its part: in the part's own index page where there
is one, on the landing page otherwise. Either both files are written or none.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from book.page.files import NAME, PageError, pages_with_label, plain_name, read_text

DOCS = Path(__file__).parents[2]
TEMPLATE = DOCS / "_templates_pages" / "chapter.md"
# In the order of reading, with their captions in the table of contents.
PARTS = {
    "start": "Start",
    "concepts": "Concepts",
    "training": "Training",
    "math": "Mathematics",
    "techniques": "Techniques",
    "frameworks": "Frameworks",
    "applications": "Applications",
    "pros-cons": "Pros and cons",
    "future": "Future",
    "projects": "Projects",
    "beyond": "Beyond",
    "reference": "Reference",
}
OPEN = re.compile(r"(?P<fence>`{3,}|~{3,}|:{3,})\{toctree\}\s*")
NEXT = """\
{path} is there, and in the table of contents of {index}.
Next:
  1. write it: notes to you begin with a percent sign
  2. nox -s page -- {name}    tests and builds this page
  3. nox -s lint              style, typed numbers, words before their definition
  4. nox -s claims -- {name}  thirty seeds, once its experiment stands
"""


class NewPageError(ValueError):
    """Why no page was made, and what to do."""


@dataclass(frozen=True)
class Block:
    """A table of contents: its first and its closing line, counted from 0, and the line of each entry."""

    start: int
    end: int
    entries: dict[str, int]


def make_page(name: str, docs: Path = DOCS, template: Path = TEMPLATE) -> tuple[Path, Path]:
    """Write the page ``part/topic``, however it is spelled, and put it into its table of contents; return both files.

    Raises
    ------
    NewPageError
        If the name is not such a name, the part is unknown, or the page or one of its labels is there already.
    """
    name = plain_name(name, docs)
    part, topic = checked_name(name)
    page = docs / f"{name}.md"
    if page.exists():
        raise NewPageError(f"{page.name} is there already, in docs/{part}; choose another name, or edit it")
    text = filled(read_text(template), topic)
    for label in re.findall(r"^\((sec-[\w-]+)\)=$", text, re.MULTILINE)[:1]:
        refuse_label(label, docs)
    own_index = docs / part / "index.md"
    index = own_index if own_index.is_file() else docs / "index.md"
    entry = topic if index == own_index else name
    listed = with_entry(read_text(index), entry, "" if index == own_index else part)
    write_both(page, text, index, listed)
    return page, index


def checked_name(name: str) -> tuple[str, str]:
    """Return part and topic of a name."""
    part, _, topic = name.partition("/")
    if part not in PARTS or part == "reference":
        known = ", ".join(known for known in PARTS if known != "reference")
        raise NewPageError(
            f"{name!r}: unknown part {part!r}; a page is part/topic, and the parts are {known}"
        )
    if not NAME.fullmatch(topic):
        raise NewPageError(
            f"{name!r}: {topic!r} is no name; write nouns in lower case with hyphens between, as in {part}/my-topic"
        )
    return part, topic


def filled(template: str, topic: str) -> str:
    """Return the template's text for a topic."""
    return template.replace("my-topic", topic).replace("my topic", topic.replace("-", " "))


def refuse_label(label: str, docs: Path) -> None:
    """Raise NewPageError if a page has this label already."""
    for page in pages_with_label(label, docs):
        raise NewPageError(f"{page}.md has the label {label!r} already; choose another name")


def with_entry(text: str, entry: str, part: str) -> str:
    """Return an index page with one more entry: after the last of its part, or of its only table of contents.

    ``part`` is empty for a part's own index page. A part without a table gets one, in the order of reading.
    """
    lines = text.rstrip("\n").split("\n")
    blocks = list(tables(lines))
    own = [block for block in blocks if not part or any(e.startswith(f"{part}/") for e in block.entries)]
    if own:
        at = [line for e, line in own[-1].entries.items() if not part or e.startswith(f"{part}/")]
        lines.insert(max(at) + 1 if at else own[-1].end, entry)
    elif part:
        later = list(PARTS)[list(PARTS).index(part) + 1 :]
        following = [b for b in blocks if any(e.partition("/")[0] in later for e in b.entries)]
        at_line = following[0].start if following else len(lines)
        lines[at_line:at_line] = [
            "```{toctree}",
            ":hidden:",
            f":caption: {PARTS[part]}",
            "",
            entry,
            "```",
            "",
        ]
    else:
        raise NewPageError("the part's index.md has no {toctree}; give it one")
    return "\n".join(lines).rstrip() + "\n"


def tables(lines: Sequence[str]) -> list[Block]:
    """Return the tables of contents of a page."""
    found, start, fence = [], -1, ""
    for number, line in enumerate(lines):
        opening = OPEN.fullmatch(line)
        if start < 0 and opening:
            start, fence = number, opening["fence"]
        elif start >= 0 and line.strip() == fence:
            inside = range(start + 1, number)
            entries = {
                lines[at].strip(): at for at in inside if lines[at].strip() and not lines[at].startswith(":")
            }
            found.append(Block(start, number, entries))
            start = -1
    return found


def write_both(page: Path, text: str, index: Path, listed: str) -> None:
    """Write both files whole, or leave both as they were."""
    is_new_folder = not page.parent.is_dir()
    page.parent.mkdir(exist_ok=True)
    parts = {page.with_suffix(".part"): (page, text), index.with_suffix(".part"): (index, listed)}
    try:
        for part, (_, content) in parts.items():
            part.write_text(content, "utf-8")
        for part, (path, _) in parts.items():
            part.replace(path)
    except BaseException:
        for path in [*parts, page]:
            path.unlink(missing_ok=True)
        if is_new_folder:
            page.parent.rmdir()
        raise


def main(arguments: Sequence[str]) -> int:
    """Make the page named; return 2 if it was not made."""
    if len(arguments) != 1:
        sys.stderr.write("name one page, as in: nox -s new -- techniques/my-topic\n")
        return 2
    try:
        page, index = make_page(arguments[0])
    except (NewPageError, PageError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    root = DOCS.parent
    sys.stdout.write(
        NEXT.format(
            path=page.relative_to(root), index=index.relative_to(root), name=plain_name(arguments[0], DOCS)
        )
    )
    return 0
