"""Outputs of pages on disk, one file per key: what was run once need not run again.

A dictionary of files is all that is needed once the key says everything (see ``page_key``):
no database, so pages can run side by side without a race.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

KEEP = 400  # outputs of old versions of pages; about 100 kB each


@dataclass(frozen=True)
class PageRun:
    """What one run of a page gave: the outputs of each code cell, its seconds, and the kernel's peak memory."""

    outputs: list[list[dict[str, Any]]]
    seconds: float
    cell_seconds: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def fill(self, notebook: NotebookNode) -> None:
        """Put the outputs into a notebook with the same code cells."""
        code_cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for cell, outputs in zip(code_cells, self.outputs, strict=True):
            cell.outputs = [from_dict(output) for output in outputs]


class PageStore:
    """A folder of page runs by key, and the last known seconds of each page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: str) -> PageRun | None:
        """Return the run stored under a key, or None."""
        path = self.folder / f"{key}.json"
        if not path.is_file():
            return None
        os.utime(path)  # so that pruning drops what no page has used for longest
        return PageRun(**json.loads(path.read_text("utf-8")))

    def save(self, key: str, page: str, run: PageRun) -> None:
        """Store a run, whole or not at all, and remember how long the page took."""
        self._write(f"{key}.json", asdict(run))
        self._write("seconds.json", {**self.seconds(), page: run.seconds})
        stored = sorted(self.folder.glob("?" * 64 + ".json"), key=lambda path: path.stat().st_mtime)
        for path in stored[:-KEEP]:
            path.unlink()

    def seconds(self) -> dict[str, float]:
        """Return the last known seconds of each page."""
        path = self.folder / "seconds.json"
        return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}

    def _write(self, name: str, content: object) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f"{name}.part"
        temporary.write_text(json.dumps(content), "utf-8")
        temporary.replace(self.folder / name)
