"""Outputs of pages on disk, one file per key: what was run once need not run again.

A dictionary of files is all that is needed once the key says everything (see ``key``):
no database, so pages, and whole builds, can run side by side without a race. What cannot be read is not there.

``nox -s clean`` drops what no build has used for 30 days; ``-- --days 7`` and ``-- --all`` drop more.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

FOLDER = Path(__file__).parents[3] / "_build" / "cells"
KEEP = 400  # outputs of old versions of pages; about 100 kB each


@dataclass(frozen=True)
class PageRun:
    """What one run of a page gave: for each code cell its outputs and what the prose below it reads; time and memory.

    ``cells_key`` is the digest of the cells alone, which a seed file knows.
    """

    outputs: list[list[dict[str, Any]]]
    seconds: float
    cell_seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0
    values: list[dict[str, Any]] = field(default_factory=list)
    cells_key: str = ""

    def fill(self, notebook: NotebookNode) -> None:
        """Put outputs and values into a notebook with the same code cells."""
        code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        values = self.values or [{} for _ in code_cells]
        for cell, outputs, read in zip(code_cells, self.outputs, values, strict=True):
            cell.outputs = [from_dict(output) for output in outputs]
            cell.metadata["values"] = read

    def status(self, notebook: NotebookNode, *, cached: bool) -> dict[str, Any]:
        """Return a page's row of ``status.json``, and why cells of it could not run here."""
        return {
            "seconds": round(self.seconds, 1),
            "cells": len(self.outputs),
            "cached": cached,
            "peak_mb": round(self.peak_mb),
            "unmet": [cell.metadata["unmet"] for cell in notebook.cells if "unmet" in cell.metadata],
        }


class StoreFullError(OSError):
    """A run that cannot be stored; the message names the folder and what to do."""


class PageStore:
    """A folder of page runs by key, and the last known seconds of each page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: str) -> PageRun | None:
        """Return the run stored under a key, or None if there is none that can be read."""
        path = self.folder / f"{key}.json"
        content = read_json(path)
        try:
            run = PageRun(**content)
            is_whole = all(isinstance(output, dict) for outputs in run.outputs for output in outputs)
        except TypeError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # so that pruning drops what no page has used for longest
        return run if is_whole else None

    def of_cells(self, cells_key: str) -> PageRun | None:
        """Return the newest run of cells with this digest, whatever the prose reads, or None."""
        newest_first = reversed(self.runs())
        keys = (path.stem for path in newest_first if (read_json(path) or {}).get("cells_key") == cells_key)
        return next((run for key in keys if (run := self.load(key))), None)

    def save(self, key: str, page: str, run: PageRun) -> None:
        """Store a run, whole or not at all, and remember how long the page took.

        Raises
        ------
        StoreFullError
            If the folder cannot be written.
        """
        try:
            write_json(self.folder / f"{key}.json", asdict(run))
            write_json(self.folder / "seconds" / f"{page}.json", run.seconds)
        except OSError as error:
            remedy = "free some space (nox -s clean) or let yourself write there, and build again"
            raise StoreFullError(
                f"cannot write outputs to {self.folder}: {error.strerror}; {remedy}"
            ) from error
        delete(self.runs()[:-KEEP])

    def runs(self) -> list[Path]:
        """Return the files of all runs, the one that was used last at the end."""
        return sorted(self.folder.glob("?" * 64 + ".json"), key=last_used)

    def seconds(self) -> dict[str, float]:
        """Return the last known seconds of each page; each has a file, so that two builds do not meet."""
        folder = self.folder / "seconds"
        found = {
            path.relative_to(folder).with_suffix("").as_posix(): read_json(path)
            for path in folder.rglob("*.json")
        }
        return {page: seconds for page, seconds in found.items() if isinstance(seconds, float | int)}

    def longest_first(self, pages: Iterable[str]) -> list[str]:
        """Return pages in the order that ends soonest; a page never run counts as long."""
        seconds = self.seconds()
        return sorted(pages, key=lambda page: (-seconds.get(page, float("inf")), page))


def read_json(path: Path) -> Any:
    """Return a file's content, or None if it is missing, locked or broken."""
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path: Path, content: object) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.part")
    try:
        temporary.write_text(json.dumps(content), "utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def last_used(path: Path) -> float:
    """Return when a file was last used, 0 if another build has deleted it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def delete(files: Iterable[Path]) -> int:
    """Delete files and return their bytes; one that is gone already counts nothing."""
    freed = 0
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    return freed


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Drop what no build has used lately, and say what was freed."""
    parser = argparse.ArgumentParser(prog="nox -s clean --", description="Drop stored outputs of pages.")
    parser.add_argument(
        "--days", type=float, default=30, help="keep what was used in these days (default: 30)"
    )
    parser.add_argument("--all", action="store_true", help="keep nothing; the next build runs every page")
    options = parser.parse_args(arguments)
    if not options.days >= 0:
        parser.error(f"--days {options.days}: a number of days from zero up")
    store, limit = PageStore(folder), time.time() - options.days * 86_400
    old = [path for path in store.runs() if options.all or last_used(path) < limit]
    left_over = [path for path in folder.rglob("*.part") if last_used(path) < time.time() - 86_400]
    freed = delete([*old, *left_over])
    kept = store.runs()
    size = sum(path.stat().st_size for path in kept)
    print(f"freed {freed / 1e6:.1f} MB: {len(old)} stored runs of pages, {len(left_over)} unfinished files")
    print(f"kept {size / 1e6:.1f} MB: {len(kept)} runs, in {folder}")
    return 0
