"""No word of the glossary is used before a page introduces it: a lint, ``python docs/_ext terms``.

A page introduces a word where it stands in bold with a link to the glossary, ``**{term}`batch`**``, and only once.
Pages that come earlier in the reading order do without it, or link it plainly, ``{term}`batch```:
the reader is then one click from the definition.
Tables of contents, and the parts that stand aside, are left alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from book.page.files import docnames, read_texts
from book.page.order import reading_order, toctree_lines
from book.page.prose import HOLE, Paragraph, Piece, paragraphs

DOCS = Path(__file__).parents[3]
GLOSSARY = "reference/glossary"
ASIDE = ("beyond/", "reference/")
# Words of the glossary that everybody uses in their everyday sense, too; each with that sense.
EVERYDAY = {
    "class": "a group at school, a kind of object, Python's word",
    "device": "any machine",
    "edition": "of a book",
    "evaluation": "of anything",
    "example": "for example",
    "feature": "of a program",
    "generator": "of Python, of electricity",
    "label": "on a bottle",
    "layer": "of paint: the pictures explain it before the word does",
    "machine learning": "the subject of the book",
    "deep learning": "the subject of the book",
    "model": "of a car; what it is here, the first chapter says",
    "probability": "of rain",
    "shape": "of a digit",
    "step": "on the stairs",
    "target": "to aim at",
    "training": "of people",
    "unit": "of measurement",
    "weight": "in kilograms",
}
OPEN = re.compile(r"\s*(`{3,}|~{3,}|:{3,})\{glossary\}\s*$")
EXPLICIT = re.compile(r".*<(?P<target>[^<>]+)>$", re.DOTALL)


@dataclass
class Page:
    """What the lint knows of a page: the words that it introduces, and the first use of each other one, with lines."""

    introduced: dict[str, int] = field(default_factory=dict)
    again: list[tuple[str, int]] = field(default_factory=list)  # introduced once more on the same page
    used: dict[str, int] = field(default_factory=dict)


def glossary_words(text: str) -> list[str]:
    """Return the words that a glossary explains."""
    words, fence = [], ""
    for line in text.split("\n"):
        opening = OPEN.match(line)
        if opening:
            fence = opening[1]
        elif fence and line.strip() == fence:
            fence = ""
        elif fence and line.strip() and not line[0].isspace() and line[0] != ":":
            words.append(line.partition(" : ")[0].strip())
    return words


def finder(words: list[str]) -> re.Pattern[str]:
    """Return the pattern that finds words and their plurals, the longest first; group n is the n-th word."""
    ordered = sorted(range(len(words)), key=lambda at: -len(words[at]))
    parts = [f"(?P<w{at}>{forms(words[at])})" for at in ordered]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])" if parts else r"(?!)")


def forms(word: str) -> str:
    """Return the pattern of one word: spaces may be hyphens, capitals matter only where the glossary writes them."""
    head, last = re.split(r"[\s-]+", word)[:-1], re.split(r"[\s-]+", word)[-1]
    plural = rf"{re.escape(last)}(?:e?s)?"
    if re.search(r"[^aeiou]y$", last):
        plural = rf"{re.escape(last[:-1])}(?:y|ies)"
    pattern = r"[\s-]+".join([*map(re.escape, head), plural])
    return pattern if re.search(r"[A-Z]", word) else f"(?i:{pattern})"


def read_page(text: str, words: list[str]) -> Page:
    """Return what a page introduces and uses."""
    page, found = Page(), finder([word for word in words if word not in EVERYDAY])
    plain = [word for word in words if word not in EVERYDAY]
    for paragraph in paragraphs(text):
        for word, line in introductions(paragraph, words):
            if word in page.introduced:
                page.again.append((word, line))
            page.introduced.setdefault(word, line)
        joined = paragraph.joined()
        for match in found.finditer(joined):
            word = plain[int((match.lastgroup or "w0")[1:])]
            page.used.setdefault(word, paragraph.line_at(joined, match.start()))
    return page


def introductions(paragraph: Paragraph, words: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the words that a paragraph introduces, with their lines."""
    known = {word.lower(): word for word in words}
    marked = paragraph.joined(lambda piece: "\0" if is_introduction(piece) else HOLE)
    offsets = [match.start() for match in re.finditer("\0", marked)]
    for offset, piece in zip(offsets, filter(is_introduction, paragraph.pieces), strict=True):
        explicit = EXPLICIT.match(piece.text)
        target = " ".join((explicit["target"] if explicit else piece.text).split()).lower()
        if target in known:  # Sphinx reports any other
            yield known[target], paragraph.line_at(marked, offset)


def is_introduction(piece: Piece) -> bool:
    """Return whether a piece is a bold link to the glossary."""
    return piece.role == "term" and piece.is_bold


def faults(texts: Mapping[str, str], words: list[str]) -> list[tuple[str, int, str]]:
    """Return page, line and complaint for pages given in the order of reading."""
    pages = {name: read_page(text, words) for name, text in texts.items() if is_checked(name, text)}
    first: dict[str, tuple[str, int]] = {}
    found = []
    for name, page in pages.items():
        for word, line in [*page.introduced.items(), *page.again]:
            if word in first:
                text = f"{word!r} was introduced before, on {first[word][0]}:{first[word][1]}: link it without bold"
                found.append((name, line, text))
            first.setdefault(word, (name, line))
    order = list(pages)
    for name, page in pages.items():
        for word, line in page.used.items():
            where = first.get(word)
            if where is None or order.index(where[0]) > order.index(name):
                found.append((name, line, complaint(word, where)))
    return sorted(found, key=lambda fault: (order.index(fault[0]), fault[1]))


def is_checked(name: str, text: str) -> bool:
    """Return whether a page is read in order: no table of contents, and not aside."""
    return not name.startswith(ASIDE) and not any(toctree_lines(text))


def complaint(word: str, where: tuple[str, int] | None) -> str:
    """Return what is wrong with an early use of a word, and what to do."""
    reason = (
        "no page introduces" if where is None else f"it is introduced only later, on {where[0]}:{where[1]}"
    )
    said = f"{reason} {word!r}" if where is None else f"{word!r}: {reason}"
    return f"{said}; introduce it here (**{{term}}`{word}`**), link it ({{term}}`{word}`), or say it in other words"


def main(_: Sequence[str] = (), docs: Path = DOCS) -> int:
    """Lint all pages; return 1 if a word comes too early, or a page cannot be read."""
    files = {docs / f"{name}.md": name for name in [GLOSSARY, *docnames(docs)]}
    read, unreadable = read_texts(files)
    texts = {files[path]: text for path, text in read.items()}
    found = [(files[path], error.line, str(error)) for path, error in unreadable.items()]
    order = [name for name in reading_order(docs) if name in texts]
    found += faults({name: texts[name] for name in order}, glossary_words(texts.get(GLOSSARY, "")))
    sys.stdout.writelines(f"docs/{page}.md:{line}: {text}\n" for page, line, text in found)
    sys.stdout.write(f"terms: {len(found)} to correct\n")
    return int(bool(found))
