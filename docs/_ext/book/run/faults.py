"""Sphinx: every fault of the book once more when the build ends, in one list, and on top of its own page.

Sphinx would not read a faulty page again, and the next build would pass: pages with faults are noted beside the
environment (which is stored before pages are written) and are read again until they have none.
"""

from __future__ import annotations

import json
import logging as python_logging
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import shorten

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.console import strip_colors

logger = logging.getLogger(__name__)
PLACE = re.compile(r"(?P<path>.+?\.md)(?::(?P<line>\d+))?")


@dataclass(frozen=True, order=True)
class Fault:
    """A warning or an error of the build; what belongs to no page has an empty name and no line."""

    page: str
    line: int
    reason: str


def collect(app: Sphinx) -> set[Fault]:
    """Return a set that every warning and error of this build goes into."""
    found: set[Fault] = set()

    def note(record: python_logging.LogRecord) -> bool:
        place = PLACE.fullmatch(str(getattr(record, "location", None) or ""))
        page = (app.env.path2doc(place["path"]) if place else None) or ""
        line = int(place["line"] or 1) if page and place else 0
        kind = ".".join(filter(None, [getattr(record, "type", ""), getattr(record, "subtype", "")]))
        message = strip_colors(python_logging.LogRecord.getMessage(record))
        found.add(Fault(page, line, message.removesuffix(f" [{kind}]")))
        return True

    # Behind Sphinx's own filters, which drop what is suppressed and turn each place into a path with a line.
    for handler in python_logging.getLogger(logging.NAMESPACE).handlers:
        if isinstance(handler, logging.WarningStreamHandler):
            handler.addFilter(note)
    return found


def list_faults(app: Sphinx, faults: set[Fault]) -> None:
    """Print the faults, sorted by page and line."""
    folder = Path(app.srcdir).name
    if faults:
        logger.info("\nto correct, on %d pages:", len({fault.page for fault in faults if fault.page}))
    for fault in sorted(faults):
        place = f"{folder}/{fault.page}.md:{fault.line}: " if fault.page else ""
        logger.info("%s%s", place, shorten(fault.reason, 250))


def show_faults(app: Sphinx, faults: set[Fault]) -> None:
    """Put each page's faults on top of it, for its author; a site with one is never published."""
    for page in sorted({fault.page for fault in faults}):
        path = Path(app.outdir, f"{page}.html")
        if page and path.is_file():
            before, heading, after = path.read_text("utf-8").partition("<h1")
            own = box([fault for fault in sorted(faults) if fault.page == page])
            path.write_text(before + own + heading + after, "utf-8")


def box(faults: list[Fault]) -> str:
    """Return the box of a page's faults."""
    items = "".join(f"<li>Line {fault.line}: {escape(fault.reason)}</li>" for fault in faults)
    return (
        '<div class="admonition error page-faults" style="white-space: pre-wrap">'
        f'<p class="admonition-title">To correct on this page</p><ul>{items}</ul></div>'
    )


def note_faulty(app: Sphinx, faults: set[Fault], exception: Exception | None) -> None:
    """Note the pages to read again in the next build; after a fault without a page, that is the whole book."""
    if exception is not None or any(not fault.page for fault in faults):
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)
    paths = {page: str(app.env.doc2path(page)) for page in app.env.found_docs}
    # Such as the page that has the same label: read without it, the other one would have no fault any more.
    named = {page for page, path in paths.items() for fault in faults if path in fault.reason}
    pages = sorted(named | {fault.page for fault in faults})
    notes(app).write_text(json.dumps(pages), "utf-8")


def faulty(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages that had a fault in the build before this one, or that such a fault named."""
    return json.loads(notes(app).read_text("utf-8")) if notes(app).is_file() else []


def notes(app: Sphinx) -> Path:
    """Return the file that names the pages with faults."""
    return Path(app.doctreedir) / "faulty.json"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    faults = collect(app)

    def finish(app: Sphinx, exception: Exception | None) -> None:
        list_faults(app, faults)
        if exception is None and app.builder.format == "html":
            show_faults(app, faults)
        note_faulty(app, faults, exception)

    app.connect("env-get-outdated", faulty)
    app.connect("build-finished", finish, priority=900)  # after those that still find faults then
    return {"parallel_read_safe": True, "parallel_write_safe": True}
