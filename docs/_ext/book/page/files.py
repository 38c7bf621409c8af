"""Which files are pages, how their text is read, and which page a name means: one rule for build, tests and lints.

This module imports nothing that is not in the standard library: ``noxfile.py`` reads it in a bare environment.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# Python ends a line at these, Markdown does not: two readers of one page would count its lines differently.
LINE_ENDS = re.compile("[\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# What stands before a page's name: the folders of the built site or of the sources, or the site's address.
PREFIX = re.compile(r"^(.*/)?_build/html[^/]*/|^(.*/)?docs/|^https?://[^/]*/")


class PageError(ValueError):
    """A page, or another file of the book, that cannot be read; ``line`` is its own line (1-based), ``name`` its file's."""

    name = ""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def pages(root: Path) -> list[Path]:
    """Return the Markdown files that are held to the rules: those of the top level, and all below ``docs``."""
    return [path for path in sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")]) if is_page(path, root)]


def is_page(path: Path, root: Path) -> bool:
    """Return whether a file is a page: Markdown, no editor's lock file or backup, in no private folder (``_x``, ``.x``) or npm's."""
    folders = path.relative_to(root).parts[:-1] if path.is_relative_to(root) else ()
    is_private = any(name[0] in "._" or name == "node_modules" for name in folders)
    return path.suffix == ".md" and path.name[0] not in ".#~" and not is_private and path.is_file()


def docnames(docs: Path) -> list[str]:
    """Return the names of all pages of a book as Sphinx calls them, such as ``start/tensors``."""
    found = [path for path in sorted(docs.rglob("*.md")) if is_page(path, docs)]
    return [path.relative_to(docs).with_suffix("").as_posix() for path in found]


def check_name(name: str) -> None:
    """Raise PageError unless a page's name holds words in lower case, with hyphens between."""
    for part in name.split("/"):
        if not NAME.fullmatch(part):
            rule = "name files and folders with the letters a to z, digits and hyphens, as in my-topic.md"
            raise PageError(1, f"the page's name {name!r} is no address that works everywhere: {rule}")


def read_text(path: Path) -> str:
    """Return a page's text, as Sphinx reads it: UTF-8, with or without a byte-order mark, any line ends.

    Raises
    ------
    PageError
        If the file cannot be read, is no UTF-8, or holds a character that ends a line for Python only.
    """
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise PageError(1, f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PageError(
            line, f"the byte {content[error.start]:#04x} is no UTF-8: save the file as UTF-8"
        ) from error
    if found := LINE_ENDS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise PageError(
            line, f"the character U+{ord(found[0]):04X} ends a line in some programs only: delete it"
        )
    if "\0" in text:
        raise PageError(text.count("\n", 0, text.index("\0")) + 1, "a zero byte: this is no text")
    return text


def is_utf8(path: Path) -> bool:
    """Return whether a file can be read and decoded at all."""
    try:
        path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return True


def read_texts(paths: Iterable[Path]) -> tuple[dict[Path, str], dict[Path, PageError]]:
    """Return the texts of pages, and what is wrong with those that cannot be read."""
    texts, faults = {}, {}
    for path in paths:
        try:
            texts[path] = read_text(path)
        except PageError as error:
            faults[path] = error
    return texts, faults


def named_pages(names: Iterable[str], root: Path) -> list[Path]:
    """Return the files of the pages named, or of all; end the program if one is unknown."""
    return [file_named(name, root / "docs").resolve() for name in names] or pages(root)


def file_named(name: str, docs: Path) -> Path:
    """Return an existing Markdown file itself, or the file of the page that is meant."""
    path = Path(name)
    return path if path.suffix == ".md" and path.is_file() else docs / f"{find_pages([name], docs)[0]}.md"


def find_pages(names: Iterable[str], docs: Path) -> list[str]:
    """Return the names of pages from any spelling of them; end the program if one is unknown."""
    try:
        return [find_page(name, docs) for name in names]
    except LookupError as error:
        sys.exit(str(error))


def find_page(spelled: str, docs: Path) -> str:
    """Return the page's name, ``start/tensors``, from any spelling of it.

    A file, an address in the built site, a label (``sec-tensors``), or the last part of the name if only one page has it.

    Raises
    ------
    LookupError
        If no page is meant, or more than one; the message names the nearest.
    """
    known, name = docnames(docs), plain_name(spelled, docs)
    exact = [page for page in known if page in {name, f"{name}/index"}]
    endings = [page for page in known if f"/{page}".endswith(f"/{name}")]
    found = exact or endings or (pages_with_label(name, docs) if name else [])
    if len(found) == 1 or exact:
        return found[0]
    if found:
        raise LookupError(f"{spelled!r} may be any of these pages: {', '.join(found)}")
    stems = {page.rpartition("/")[2]: page for page in known} | {page: page for page in known}
    near = {stems[match]: None for match in difflib.get_close_matches(name.lower(), stems, n=5, cutoff=0.5)}
    raise LookupError(f"there is no page {spelled!r}; the nearest: {', '.join(near) or 'none, see docs/'}")


def plain_name(spelled: str, docs: Path) -> str:
    """Return the name that a page with this spelling would have: no folder, no ending, no anchor."""
    path = spelled.strip().replace("\\", "/").partition("#")[0].removeprefix(docs.resolve().as_posix())
    parts: list[str] = []
    for part in PurePosixPath(PREFIX.sub("", path)).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return re.sub(r"\.(md|html|ipynb)$", "", "/".join(part for part in parts if part != "/"))


def pages_with_label(label: str, docs: Path) -> list[str]:
    """Return the pages on which a label such as ``(sec-tensors)=`` stands."""
    texts, _ = read_texts(docs / f"{page}.md" for page in docnames(docs))
    target = re.compile(rf"^\({re.escape(label)}\)=\s*$", re.MULTILINE)
    marked = [path for path, text in texts.items() if target.search(text)]
    return [path.relative_to(docs).with_suffix("").as_posix() for path in marked]
