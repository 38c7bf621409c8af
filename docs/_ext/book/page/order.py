"""The order in which the book is read: that of the tables of contents, from the landing page down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from book.page.files import docnames, read_texts

ROOT_PAGE = "index"
OPEN = re.compile(r"\s*(?P<fence>`{3,}|~{3,}|:{3,})\{toctree\}\s*$")
TITLED = re.compile(r".*<(?P<target>[^<>]+)>$")


def reading_order(docs: Path) -> list[str]:
    """Return the names of all pages that a table of contents lists, in the order of reading."""
    files = {docs / f"{name}.md": name for name in docnames(docs)}
    texts, _ = read_texts(files)  # what cannot be read lists nothing; the lints say so
    names = set(files.values())
    return flatten({files[path]: entries(text, files[path], names) for path, text in texts.items()})


def flatten(includes: Mapping[str, Sequence[str]], root: str = ROOT_PAGE) -> list[str]:
    """Return the pages below a root, each once, parents before their children."""
    order: dict[str, None] = {}
    waiting = [root]
    while waiting:
        page = waiting.pop()
        if page not in order:
            order[page] = None
            waiting += reversed(list(includes.get(page, ())))
    return list(order)


def entries(text: str, page: str, names: set[str]) -> list[str]:
    """Return the pages that a page's tables of contents list; an entry that is no page is Sphinx's to report."""
    found = []
    for _, line, is_glob in toctree_lines(text):
        titled = TITLED.match(line)
        target = resolved(titled["target"] if titled else line, page)
        found += sorted(name for name in names if fnmatchcase(name, target)) if is_glob else [target]
    return [name for name in found if name in names]


def toctree_lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield each entry of the tables of contents: its line's index, the entry, and whether it may be a pattern."""
    fence, is_glob = "", False
    for index, line in enumerate(text.split("\n")):
        opening = OPEN.match(line)
        if opening and not fence:
            fence, is_glob = opening["fence"], False
        elif fence and re.fullmatch(rf"\s*{fence[0]}{{{len(fence)},}}\s*", line):
            fence = ""
        elif fence and line.strip() == ":glob:":
            is_glob = True
        elif fence and line.strip() and not line.lstrip().startswith(":"):
            yield index, line.strip(), is_glob


def resolved(target: str, page: str) -> str:
    """Return a page's name from how another page writes it."""
    path = PurePosixPath("/", PurePosixPath(page).parent, target.removesuffix(".md"))
    parts: list[str] = []
    for part in path.parts[1:]:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)
