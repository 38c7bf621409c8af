"""Chromium, driven through Node by playwright-core: where it is, and what pages did in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from book.look.node import DOCS, ensure_packages, node_command

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SETTLE = 1_200  # ms; the theme adds its last tab stops a moment after loading


def find_chromium() -> str | None:
    """The browser that ``CHROMIUM`` names, one on the path, or one that Playwright has installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    installed = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    return next(
        (path for name in NAMES if (path := shutil.which(name))), str(installed[-1]) if installed else None
    )


@dataclass(frozen=True)
class Job:
    """A page to open, in a theme and a width."""

    id: str
    url: str
    theme: str
    width: int
    settle: int = SETTLE


def jobs_for(pages: list[str], base: str, themes: tuple[str, ...], widths: tuple[int, ...]) -> list[Job]:
    """A job for each page in each theme and width; ``base`` is the site's address without a closing slash."""
    return [
        Job(f"{page}-{theme}-{width}", f"{base}/{page}.html", theme, width)
        for page in pages
        for theme in themes
        for width in widths
    ]


def run_script(script: str, content: object, chromium: str, *, timeout: float = 1_200) -> list[dict]:
    """Run one of the scripts beside this file with ``content`` as its input; one result for each line it writes."""
    ensure_packages(dev=True)
    command = [str(node_command()), str(HERE / script), str(DOCS / "package.json"), chromium]
    done = subprocess.run(
        command,
        input=json.dumps(content),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{script} ended with exit code {done.returncode}:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def probe(jobs: list[Job], chromium: str) -> dict[str, dict]:
    """What each job's page did, by the job's id."""
    results = run_script("probe.mjs", [asdict(job) for job in jobs], chromium)
    return {result["id"]: result for result in results}
