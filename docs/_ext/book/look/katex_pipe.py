"""KaTeX in a Node process at the other end of a pipe; it starts with the first formula and ends with its builder.

``sphinxcontrib.katex`` has a renderer of its own, which talks through a socket. On a busy machine the socket
was there before anybody listened, and the build failed; workers of a parallel build would also have shared it.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from book.look.node import DOCS, node_command

KATEX = DOCS / "node_modules/katex/dist"


class FormulaError(ValueError):
    """KaTeX cannot read a formula; the message is its own."""


class KatexPipe:
    """One Node process for each process that renders formulas."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.owner = 0

    def render(self, latex: str, *, display: bool) -> str:
        """Return a formula as HTML with MathML inside; raise FormulaError if KaTeX cannot read it."""
        process = self.running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"latex": latex, "displayMode": display}) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"Node ended (exit code {process.wait()}) while KaTeX rendered: {latex}")
        answer: dict[str, str] = json.loads(line)
        if "error" in answer:
            raise FormulaError(answer["error"])
        return answer["html"]

    def close(self) -> None:
        """End this process's Node, if it has started one."""
        if self.process is not None and self.owner == os.getpid():
            self.process.communicate()  # closes its input, which ends it
        self.process = None

    def running(self) -> subprocess.Popen[str]:
        """Return this process's Node; a forked worker starts its own."""
        if self.process is None or self.owner != os.getpid():
            script = Path(__file__).with_name("katex_lines.js")
            command = [str(node_command()), str(script), str(KATEX / "katex.js")]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            self.owner = os.getpid()
        return self.process
