"""Ruff, over the Python of every page: ``python docs/_ext snippets [--fix] [PAGE …]``.

Ruff formats ``python`` fences in Markdown by itself, but it sees no ``{code-cell}`` and nothing inside a directive,
and it checks no Markdown at all. It does know notebooks. So each page is handed to it as one,
a cell for each block, and what it says is translated back to lines of the page.
``--fix`` writes the formatting into the page.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from book.page.blocks import Block
from book.page.files import PageError, check_name, named_pages, read_text
from book.page.grammar import RUN
from book.page.notebook import page_blocks
from book.snippets.policy import decide
from book.snippets.rules import is_doctest, python_sources

ROOT = Path(__file__).parents[4]
# A page explains in prose what a docstring would, and it prints.
NOT_ON_PAGES = "D,T20"
# What fits into the column of the text; a longer line would have to be scrolled.
LINE_LENGTH = "80"


@dataclass(frozen=True)
class Piece:
    """A piece of Python on a page: the page's line where it begins, and whether ruff's checks hold for it."""

    line: int
    source: str
    is_checked: bool
    is_fixable: bool

    def is_python(self) -> bool:
        """Return whether the piece parses; a lesson on syntax errors does not."""
        try:
            ast.parse(self.source)
        except SyntaxError:
            return False
        return True


def pieces(block: Block) -> list[Piece]:
    """Return the Python of a block; what is skipped, or has to raise, is formatted only."""
    kind, shows_answers = decide(block).kind, is_doctest(block)
    if kind not in {"executed", "doctested"} and (
        kind != "skipped" or block.language not in RUN or shows_answers
    ):
        return []
    is_checked = kind != "skipped" and "raises-exception" not in block.tags
    sources = python_sources(block)
    found = [Piece(line, source.rstrip("\n"), is_checked, not shows_answers) for line, source in sources]
    return [piece for piece in found if piece.is_python()]


def ruff(command: list[str], parts: list[Piece], name: str) -> str:
    """Return what a command of ruff answers for a notebook with these cells; raise ValueError where it cannot."""
    width = ["--config", f"line-length={LINE_LENGTH}"]
    arguments = [*command, *width, "--stdin-filename", str(Path(name).with_suffix(".ipynb")), "-"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments],
        input=json.dumps(notebook(parts)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise ValueError(f"{name}: ruff stopped: {done.stderr.strip()}")
    return done.stdout


def notebook(parts: list[Piece]) -> dict[str, object]:
    """Return the least notebook that holds these cells."""
    empty: dict[str, object] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    cells = [{**empty, "id": str(index), "source": piece.source} for index, piece in enumerate(parts)]
    return {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def checked(parts: list[Piece], name: str) -> Iterator[tuple[int, str]]:
    """Yield the page's line and the words of everything that ``ruff check`` finds."""
    command = ["check", "--output-format", "json", "--extend-ignore", NOT_ON_PAGES]
    for found in json.loads(ruff(command, parts, name)):
        piece = parts[found["cell"] - 1]
        if piece.is_checked:
            yield piece.line + found["location"]["row"] - 1, f"{found['code']} {found['message']}"


def reformatted(parts: list[Piece], name: str) -> list[tuple[Piece, str]]:
    """Return the pieces that ``ruff format`` would change, each with its new source."""
    cells = json.loads(ruff(["format"], parts, name))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    return [(piece, new) for piece, new in zip(parts, sources, strict=True) if new != piece.source]


def difference(piece: Piece, new: str) -> tuple[int, str]:
    """Return the page's line where the formatting differs first, and the difference."""
    lines = list(difflib.unified_diff(piece.source.split("\n"), new.split("\n"), lineterm="", n=0))
    first = int(lines[2].split()[1].lstrip("-").split(",")[0])
    return piece.line + max(first, 1) - 1, "ruff format would write\n" + "\n".join(lines[3:])


def lint(text: str, name: str) -> list[tuple[int, str]]:
    """Return what is wrong with the blocks of a page, with its lines: what no test allows, then what ruff says."""
    found = page_blocks(text)
    faults = [(d.line, d.reason) for d in map(decide, found) if d.kind == "fault"]
    parts = [piece for block in found for piece in pieces(block)]
    if parts:
        faults += checked(parts, name)
        faults += [difference(*change) for change in reformatted(parts, name)]
    return sorted(faults)


def fix(text: str, name: str) -> str:
    """Return a page with its Python formatted, in lists and quotations, too; doctests are left to their author."""
    lines = text.split("\n")
    parts = [piece for block in page_blocks(text) for piece in pieces(block)]
    for piece, new in reversed(reformatted(parts, name) if parts else []):
        old = piece.source.split("\n")
        here = slice(piece.line - 1, piece.line - 1 + len(old))
        prefixes = {line.removesuffix(part) for line, part in zip(lines[here], old, strict=True) if part}
        if piece.is_fixable and len(prefixes) == 1:
            prefix = prefixes.pop()
            lines[here] = [(prefix + line).rstrip() for line in new.split("\n")]
    return "\n".join(lines)


def lint_file(path: Path, *, is_fixed: bool) -> Iterator[str]:
    """Yield what is wrong with a page, each with its name and line; format it first if that is wished."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    try:
        if path.is_relative_to(ROOT / "docs"):
            check_name(path.relative_to(ROOT / "docs").with_suffix("").as_posix())
        text = read_text(path)
        if is_fixed and (fixed := fix(text, name)) != text:
            path.write_text(fixed, "utf-8")
            text = fixed
    except PageError as error:
        yield f"{name}:{error.line}: {error}\n"
    else:
        yield from (f"{name}:{line}: {message}\n" for line, message in lint(text, name))


def main(arguments: list[str]) -> int:
    """Lint the pages named, or all; return 1 if something is to be corrected."""
    parser = argparse.ArgumentParser(description="ruff, over the Python of every page")
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="such as start/tensors (all, if none is named)"
    )
    parser.add_argument("--fix", action="store_true", help="write the formatting into the pages")
    options = parser.parse_args(arguments)
    count = 0
    for path in named_pages(options.pages, ROOT):
        for complaint in lint_file(path, is_fixed=options.fix):
            sys.stdout.write(complaint)
            count += 1
    sys.stdout.write(f"snippets: {count} to correct\n")
    return int(count > 0)
