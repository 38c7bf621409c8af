"""Run pytest on pages as a contributor would: another process, the real ``docs/conftest.py``, results read from JUnit."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from book.run.kernel_env import KERNEL_ENV

DOCS = Path(__file__).parents[2] / "docs"


@dataclass
class Session:
    """What a session of pytest said, and per page: the tests that passed, and the words of those that did not."""

    output: str
    returncode: int
    passed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def run_pages(folder: Path, *arguments: str) -> Session:
    """Run the pages of a folder, and nothing else."""
    paths = os.pathsep.join([str(DOCS), str(DOCS / "_ext")])
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")
    options = ["-p", "conftest", "-p", "no:cacheprovider", "-rs", "--junitxml", "out.xml"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=folder,
        env={**os.environ, **KERNEL_ENV, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    session = Session(done.stdout + done.stderr, done.returncode)
    for case in ET.parse(folder / "out.xml").iter("testcase"):
        page = str(case.get("classname")).removesuffix(".md")
        problems = [str(problem.text) for problem in case if problem.tag in {"failure", "error"}]
        session.failed[page].extend(problems)
        session.passed[page].extend([] if problems else [str(case.get("name"))])
    return session
