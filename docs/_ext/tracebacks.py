"""Tracebacks for readers: the reader's own lines and the message, without the insides of libraries.

A cell tagged ``raises-exception`` teaches its last line. Twenty frames of PyTorch above it frighten,
and their paths are those of the machine that built the site.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

FRAME = re.compile(r"^(?=(?:Cell|File) )", re.MULTILINE)
LIBRARY = re.compile(r"^File \S*?site-packages[/\\](\w+)|^File \S*?[/\\]python3\.\d+[/\\](\w+)")
OWN_PATH = re.compile(r"^File \S*?[/\\](dlbook[/\\][\w/\\.]+)")


def shorten(traceback: str) -> str:
    """Return a traceback with the frames of libraries replaced by one line that names them."""
    head, *frames = FRAME.split(traceback)
    shown: list[str] = []
    hidden: list[str] = []
    for frame in frames:
        body, message = split_message(frame) if frame is frames[-1] else (frame, "")
        library = LIBRARY.match(frame)
        if library:
            hidden.append(library[1] or library[2])
        else:
            shown += [*summary(hidden), OWN_PATH.sub(lambda own: f"File {own[1]}", body)]
            hidden = []
        if message:
            shown += [*summary(hidden), message]
    return head + "".join(shown)


def split_message(frame: str) -> tuple[str, str]:
    """Return the last frame and the error's message, which stands after the last blank line."""
    body, blank, message = frame.rpartition("\n\n")
    return (body + blank, message) if blank else ("", frame)


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
