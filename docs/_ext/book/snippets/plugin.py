"""Pytest: every block of every Markdown file is one test, and the session says what became of them.

A page's cells run in order even if a test is picked alone, sorted otherwise, or sent to another process
(with pytest-xdist, ``--dist loadfile`` saves the work of running a page in several processes).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.integration.pytest import SybilFile, SybilItem

from book.page.blocks import Block
from book.page.files import is_page
from book.snippets.parsers import BlockSyntaxError, ToolMissingError, parse
from book.snippets.policy import decide
from book.snippets.runner import Page

COUNTED = ("executed", "doctested", "read", "parsed", "skipped", "failed")


def every_block(document: Document) -> Iterator[Region]:
    """Yield one region for each block of a page, the last one first: Sybil puts an equal start before the earlier one."""
    assert isinstance(document, Page)
    starts = [0]
    for line in document.text.split("\n"):
        starts.append(min(starts[-1] + len(line) + 1, len(document.text)))
    for block in reversed(document.blocks):
        yield Region(starts[block.line - 1], starts[block.end_line], block, evaluate)


def evaluate(example: Example) -> None:
    """Do with a block what the policy says; every failure names the page and its line."""
    __tracebackhide__ = True
    page, block = example.document, example.parsed
    assert isinstance(page, Page)
    decision = decide(block)
    if decision.kind == "fault":
        page.fail(decision.line, decision.reason)
    if decision.kind == "skipped":
        pytest.skip(decision.reason)
    if decision.kind == "parsed":
        parse_on(page, block)
    else:
        page.run(block)


def parse_on(page: Page, block: Block) -> None:
    """Parse a block; skip it where the program is missing."""
    __tracebackhide__ = True
    try:
        parse(block)
    except BlockSyntaxError as error:
        page.fail(error.line, str(error))
    except ToolMissingError as error:
        pytest.skip(str(error))


SYBIL = Sybil(parsers=[every_block], patterns=["*.md"], document_types={".md": Page})


class PageItem(SybilItem):
    """A block as pytest reports it."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show where on the page it happened; ``--showlocals`` would print the page's whole namespace."""
        is_said = isinstance(excinfo.value, pytest.fail.Exception) and not excinfo.value.pytrace
        return excinfo.getrepr(
            style="value" if is_said else style or "short", tbfilter=self._traceback_filter
        )

    def _traceback_filter(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        """Return the part of a traceback that begins on the page; that of Sybil fails where there is none."""
        return excinfo.traceback.cut(path=self.path).filter(excinfo)


class PageFile(SybilFile):
    """A page as pytest collects it."""

    def collect(self) -> Iterator[PageItem]:
        """Yield one item for each block."""
        document = SYBIL.parse(self.path)
        self.documents.append(document)
        for example in document.examples():
            yield PageItem.from_parent(self, sybil=SYBIL, example=example)

    def teardown(self) -> None:
        """Forget what the page drew and wrote."""
        for document in self.documents:
            if isinstance(document, Page):
                document.close()


class PagePlugin:
    """The hooks; registered for the whole session, so that the top level's files are covered, too."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> PageFile | None:
        """Collect a page."""
        if not is_page(file_path, parent.config.rootpath):
            return None
        return PageFile.from_parent(parent, path=file_path, sybils=[SYBIL])

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Note what will be done with a block; the note travels with the report."""
        if isinstance(item, PageItem):
            item.user_properties.append(("block", decide(item.example.parsed).kind))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Let a skip name the page and its line, not the file that raised it."""
        report = yield
        if isinstance(item, PageItem) and report.skipped and isinstance(report.longrepr, tuple):
            report.longrepr = (str(item.path), item.example.line, report.longrepr[2])
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a block once it is done with."""
        kind = dict(report.user_properties).get("block")
        if kind is None or (report.when != "call" and report.passed):
            return
        outcome = {"passed": str(kind), "skipped": "skipped"}.get(report.outcome, "failed")
        self.counts[outcome] += 1
        if outcome == "skipped" and isinstance(report.longrepr, tuple):
            self.reasons[report.longrepr[2].removeprefix("Skipped: ")] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the line that accounts for every block."""
        if self.counts:
            terminalreporter.write_line(self.summary())

    def summary(self) -> str:
        """Return how many blocks there were and what became of them."""
        shown = [f"{kind} {self.counts[kind]}" for kind in COUNTED if kind != "failed" or self.counts[kind]]
        if self.reasons:
            reasons = "; ".join(f"{reason}: {count}" for reason, count in sorted(self.reasons.items()))
            shown[COUNTED.index("skipped")] += f" ({reasons})"
        return f"blocks {self.counts.total()}: {', '.join(shown)}"

    def pytest_report_header(self) -> str | None:
        """Say when the numbers on the pages may differ in the last digits."""
        if sys.flags.hash_randomization:
            return "PYTHONHASHSEED was set too late for this process; nox sets it in time"
        return None
