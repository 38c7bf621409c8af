"""A book of a few pages in a temporary folder, with a package of its own to import."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

EXT = Path(__file__).parents[3] / "docs" / "_ext"
HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
CONF = f"""
import sys
sys.path[:0] = [{str(EXT)!r}, {str(EXT.parents[1])!r}]
from book.page.grammar import MYST
project = "tiny"
extensions = ["myst_nb", "sphinx_exercise", "book.run.faults", "book.run.extension", "book.run.value_role"]
nb_custom_formats = {{".md": ["book.run.extension.read_with_outputs", {{}}, False]}}
nb_execution_mode = "off"
nb_output_stderr = "warn"
myst_enable_extensions = MYST["enable_extensions"]
html_theme = "basic"
exclude_patterns = ["_*"]
"""


@dataclass(frozen=True)
class Result:
    """What a build said: its exit code, all it printed, and how many pages it ran."""

    code: int
    text: str

    @property
    def executed(self) -> int:
        found = re.search(r"pages executed: (\d+)", self.text)
        return int(found.group(1)) if found else -1


class TinyBook:
    """Pages by name; each is written with the head of a chapter."""

    def __init__(self, folder: Path, conf: str = "") -> None:
        self.source = folder / "src"
        self.out = folder / "out"
        self.source.mkdir(parents=True)
        (self.source / "conf.py").write_text(CONF + conf, "utf-8")

    def page(self, name: str, text: str) -> None:
        (self.source / f"{name}.md").write_text(HEAD + text, "utf-8")
        names = sorted(path.stem for path in self.source.glob("*.md") if path.stem != "index")
        toc = "\n".join(names)
        (self.source / "index.md").write_text(f"# Tiny\n\n```{{toctree}}\n{toc}\n```\n", "utf-8")

    def build(self, *options: str, **environment: str) -> Result:
        command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-b", "html", *options]
        command += ["-d", str(self.out / "doctrees"), str(self.source), str(self.out / "html")]
        variables = {**os.environ, "NO_COLOR": "1", **environment}
        done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False)
        return Result(done.returncode, done.stdout + done.stderr)

    def html(self, name: str) -> str:
        return (self.out / "html" / f"{name}.html").read_text("utf-8")
