"""Run a page's Python as a reader would: cell after cell, in one namespace, in an empty folder, without a network."""

from __future__ import annotations

import contextlib
import doctest
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest
from sybil import Document
from sybil.evaluators.doctest import NUMBER, DocTest, OutputChecker
from sybil.typing import Parser

from book.page.blocks import Block, fault
from book.page.exercises import Pair, pairs
from book.page.files import PageError, read_text
from book.page.needs import unmet_need
from book.page.notebook import page_blocks
from book.snippets.policy import decide
from book.snippets.rules import no_exit, no_network
from dlbook.site.records import read_value

Outcome = BaseException | None


def display(*_: object, **__: object) -> None:
    """Stand in for IPython's ``display``; what a page shows is the site build's business."""


class Page(Document):
    """A page whose blocks run in order, each once, however the tests are selected, sorted or spread.

    The namespace is that of a module ``__main__``, as in a kernel, so that classes defined on the page are found.
    """

    def __init__(self, text: str, path: str) -> None:
        super().__init__(text, path)
        here = Path.cwd()
        self.name = str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
        self.blocks = page_blocks(text)
        self.module = ModuleType("__main__")
        self.namespace = vars(self.module)
        self.namespace["display"] = display
        self.outcomes: list[Outcome] = []
        self.checks = {pair.check.line: pair for pair in pairs(self.blocks)}
        self.before: dict[int, dict[str, Any]] = {}  # the namespace before each solution, by its line
        self.folder: Path | None = None

    @classmethod
    def parse(cls, path: str, *parsers: Parser, encoding: str = "utf-8") -> Page:  # noqa: ARG003 - Sybil gives it
        """Read a page; one that cannot be read has its fault as its only block, and the other pages are tested."""
        try:
            page = cls(read_text(Path(path)), path)
        except PageError as error:
            page = cls("\n" * error.line, path)
            page.blocks = [fault(error.line, str(error))]
        for region in (region for parser in parsers for region in parser(page)):
            page.add(region)
        return page

    def run(self, block: Block) -> None:
        """Run a block, after all that stand above it; raise what it raised."""
        __tracebackhide__ = True
        index = self.blocks.index(block)
        while len(self.outcomes) <= index:
            self.outcomes.append(self._outcome(self.blocks[len(self.outcomes)]))
        if (outcome := self.outcomes[index]) is not None:
            raise outcome

    def fail(self, line: int, message: str) -> NoReturn:
        """Fail a test with the page's name and line."""
        pytest.fail(f"{self.name}:{line}: {message}", pytrace=False)

    def close(self) -> None:
        """Forget what the page drew and wrote."""
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.outcomes.clear()
        self.namespace.clear()

    def _outcome(self, block: Block) -> Outcome:
        """Run one block if it is to be run; return what it raised."""
        __tracebackhide__ = True
        action = {"executed": self._execute, "doctested": self._doctest, "read": self._read}.get(
            decide(block).kind
        )
        if action is None:
            return None
        self.folder = self.folder or Path(tempfile.mkdtemp(prefix="page-"))
        try:
            with contextlib.chdir(self.folder), as_main(self.module), no_network(), no_exit():
                action(block)
        except (Exception, SystemExit, pytest.fail.Exception, pytest.skip.Exception) as error:  # noqa: BLE001 - reported by its own test
            return error
        return None

    def _execute(self, block: Block) -> None:
        """Execute a cell; one tagged ``raises-exception`` has to raise."""
        __tracebackhide__ = True
        if "solution" in block.tags:
            self.before[block.line] = dict(self.namespace)
        if pair := self.checks.get(block.line):
            self._stub_has_to_fail(pair)
        if "raises-exception" not in block.tags:
            self._exec(block, self.namespace)
        elif self._error(block, self.namespace) is None:
            self.fail(block.line, "this cell is tagged 'raises-exception' and raised nothing")

    def _read(self, block: Block) -> None:
        """Read an expression of the prose; one that only cells which cannot run here would bind is skipped."""
        __tracebackhide__ = True
        unmet = [
            reason for cell in self.blocks if cell.line < block.line and (reason := unmet_need(cell.tags))
        ]
        try:
            read_value(eval(f"lambda: ({block.body})", self.namespace))  # noqa: S307
        except Exception as error:  # noqa: BLE001
            if isinstance(error, NameError) and unmet:
                pytest.skip(f"not measured here: {unmet[-1]}")
            self.fail(block.body_line, f"{block.body!r}: {type(error).__name__}: {error}")

    def _stub_has_to_fail(self, pair: Pair) -> None:
        """Fail if the check of an exercise is content with the stub."""
        __tracebackhide__ = True
        namespace = self.before.get(pair.solution.line)
        if namespace is None:
            self.fail(
                pair.check.line,
                f"the solution of {pair.label!r} was not run, so its check has nothing to judge",
            )
        if error := self._error(replace(pair.solution, body=pair.stub), namespace):
            self.fail(pair.solution.line, f"the stub of {pair.label!r} does not run: {error!r}")
        error = self._error(pair.check, namespace)
        if error is None:
            self.fail(pair.check.line, f"this check of {pair.label!r} passes on the stub: it tells nothing")
        if not isinstance(error, AssertionError):  # which `expect` raises, and shows in one line
            self.fail(
                pair.check.line,
                f"this check of {pair.label!r} meets the stub with {error!r}: "
                "let it begin with an `expect` that says what is missing",
            )

    def _error(self, block: Block, namespace: dict[str, Any]) -> Exception | None:
        """Return what executing a block raises, or None."""
        try:
            self._exec(block, namespace)
        except Exception as error:  # noqa: BLE001
            return error
        return None

    def _exec(self, block: Block, namespace: dict[str, Any]) -> None:
        """Execute a block under the page's name and line numbers."""
        __tracebackhide__ = True
        source = "\n" * (block.body_line - 1) + block.body
        exec(compile(source, self.path, "exec", dont_inherit=True), namespace)  # noqa: S102

    def _doctest(self, block: Block) -> None:
        """Compare each answer with what its prompt gives; numbers as exactly as they are written."""
        __tracebackhide__ = True
        examples = doctest.DocTestParser().get_examples(block.body)
        test = DocTest(examples, self.namespace, self.path, self.path, block.body_line - 1, None)
        runner = doctest.DebugRunner(checker=OutputChecker(), optionflags=doctest.ELLIPSIS | NUMBER)
        try:
            runner.run(test, clear_globs=False)
        except doctest.DocTestFailure as failure:
            difference = OutputChecker().output_difference(failure.example, failure.got, runner.optionflags)
            self.fail(block.body_line + failure.example.lineno, f"{failure.example.source}{difference}")
        except doctest.UnexpectedException as error:
            message = f"{error.example.source}raised {error.exc_info[1]!r}"
            self.fail(block.body_line + error.example.lineno, message)


@contextlib.contextmanager
def as_main(module: ModuleType) -> Iterator[None]:
    """Let a module be ``__main__``."""
    before, sys.modules["__main__"] = sys.modules["__main__"], module
    try:
        yield
    finally:
        sys.modules["__main__"] = before
