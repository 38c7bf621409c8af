"""Tracebacks for readers, the same on every machine: their own lines and the message, no insides of libraries.

A cell tagged ``raises-exception`` teaches its last line. Twenty frames of PyTorch above it frighten,
and their paths are those of the machine that built the site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from sphinx.application import Sphinx

from book.run.kernel_env import ROOT

FRAME = re.compile(r"^(?=Cell In\[|File [^\n]+:\d+)", re.MULTILINE)
PATH = re.compile(r"^File (.+?)(?=:\d+)")  # with spaces, if a folder has one
PACKAGES = re.compile(r"[/\\](?:site|dist)-packages[/\\](\w+)")
STANDARD = re.compile(r"[/\\](?:(?:python|pypy)3\.\d+t?|Lib)[/\\](\w+)|^<frozen (\w+)")
OWN = re.compile(r".*[/\\](dlbook[/\\].+)")  # the last one: the folder of a clone may be called so, too

ANSI = re.compile(r"\x1b\[[0-9;]*m")

READER = "/home/you"  # in place of folders of the machine that builds the site


def shorten(traceback: str) -> str:
    """Return a traceback with the frames of libraries replaced by one line that names them."""
    head, *frames = FRAME.split(traceback)
    shown: list[str] = []
    hidden: list[str] = []
    for frame in frames:
        body, blank, message = frame.partition(
            "\n\n"
        )  # the lines of code in between have numbers, none is empty
        path = PATH.match(body)
        name = library(path[1]) if path else None
        if name:
            hidden.append(name)
        else:
            shown += [*summary(hidden), PATH.sub(lambda found: f"File {own_path(found[1])}", body), blank]
            hidden = []
        if message:
            shown += [*summary(hidden), message]
            hidden = []
    return head + "".join(shown)


def library(path: str) -> str | None:
    """Return the package that a file belongs to, unless it is the book's own or the reader's."""
    found = PACKAGES.search(path) or STANDARD.search(path)
    name = (found[1] or found[2]) if found else None
    return None if name == "dlbook" else name


def own_path(path: str) -> str:
    """Return the path of one of the book's files inside the book, the same on every system."""
    found = OWN.match(path)
    return found[1].replace("\\", "/") if found else path


def without_places(value: Any, folder: Path) -> Any:
    """Return outputs in which this machine's folders have the names that a reader's might have."""
    if isinstance(value, dict):
        return {name: without_places(part, folder) for name, part in value.items()}
    if isinstance(value, list):
        return [without_places(part, folder) for part in value]
    return renamed(value, folder) if isinstance(value, str) else value


def renamed(text: str, folder: Path) -> str:
    """Return a text with the folders of the kernel, of the checkout and of the user renamed, a page's own first."""
    places = {folder.resolve(): READER, folder: READER, ROOT: f"{READER}/dlbook", Path.home(): READER}
    for place, name in places.items():
        for written in (str(place), repr(str(place))[1:-1]):  # in a message a backslash is doubled
            if len(place.parts) > 1 and written in text:
                text = re.sub(re.escape(written) + r"(?![\w.-])", name, text)
    return text


def raised_text(error: CellExecutionError) -> str:
    """Return the error's name, its message and the last lines of the traceback, without colours."""
    trace = ANSI.sub("", str(error.traceback)).strip().splitlines()
    return f"{error.ename}: {error.evalue}\n" + "\n".join(trace[-12:])


def raised_line(cell: NotebookNode) -> int:
    """Return the page's line of the statement that raised, read from the traceback's last frame in the cell."""
    traces = [ANSI.sub("", "\n".join(o.traceback)) for o in cell.outputs if o.output_type == "error"]
    frames = re.findall(r"Cell In\[\d+\], line (\d+)", traces[-1]) if traces else []
    return int(cell.metadata.line) + (int(frames[-1]) - 1 if frames else 0)


def unrepeatable(output: NotebookNode) -> str | None:
    """Return what in an output's text is another one in every build, or None."""
    data = output.get("data", {})
    plain = data.get("text/plain", "") if len(data) == 1 else data.get("text/html", "")
    text = "".join([output.get("text", ""), plain, output.get("evalue", "")])
    if address := re.search(r"\bat 0x[0-9a-fA-F]{6,}", text):
        return f"the output shows an address in memory ({address[0]!r}); print something that stays, such as a name"
    if "\r" in text:
        return "the output holds a progress bar (a carriage return); switch it off in this cell"
    return None


def summary(libraries: list[str]) -> list[str]:
    """Return the line that stands for hidden frames; none for none."""
    if not libraries:
        return []
    names = ", ".join(dict.fromkeys(libraries))
    count = f"{len(libraries)} step{'s' if len(libraries) > 1 else ''}"
    return [f"    … {count} inside {names} …\n\n"]


def shorten_all(_: Sphinx, doctree: nodes.document) -> None:
    """Shorten every traceback of a page."""
    for block in doctree.findall(nodes.literal_block):
        if "traceback" in block["classes"]:
            text = shorten(block.astext())
            block.rawsource = text
            block.children = [nodes.Text(text)]
            block["language"] = "text"  # no lexer knows the line that stands for what is left out


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-read", shorten_all)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
