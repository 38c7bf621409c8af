"""Sphinx: what this build was made with: ``status.json``, ``status.js`` for the page heads, and ``{build-status}``."""

from __future__ import annotations

import json
import platform
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from book.run.extension import state
from book.run.records import changed_quotes, filled_html, quotes_others
from dlbook.datasets.edition import mnist_edition

PACKAGES = (
    "dlbook",
    "torch",
    "numpy",
    "scikit-learn",
    "matplotlib",
    "tensorflow-cpu",
    "keras",
    "sphinx",
    "myst-nb",
    "sybil",
)
PAGE_KEYS = ("seconds", "cells", "cached", "peak_mb")
EDITIONS = {
    "shipped": "the 5,000 digits that the package ships",
    "complete": "the complete MNIST, 70,000 digits",
}


class status_place(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes in lower case)
    """Where the tables of the build are filled in when the page is written."""


class BuildStatus(SphinxDirective):
    """The tables of versions and pages."""

    def run(self) -> list[nodes.Node]:
        """Return the place of the tables."""
        quotes_others(self.env, self.env.docname, ("status",))
        return [status_place()]


class FillStatus(SphinxPostTransform):
    """Put in the tables."""

    default_priority = 6

    def run(self, **_: object) -> None:
        """Replace the places."""
        for node in list(self.document.findall(status_place)):
            node.replace_self(filled_html(html=status_html(status(self.env))))


def pages_with_status(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again: the tables on them are others now."""
    return changed_quotes(env, "status", lambda _: status_html(status(env)))


def status(env: BuildEnvironment) -> dict[str, Any]:
    """Return the content of ``status.json``."""
    pages = {page: {key: row[key] for key in PAGE_KEYS} for page, row in sorted(state(env)["status"].items())}
    return {
        "schema": 1,
        "versions": versions(),
        "device": device(),
        "edition": mnist_edition(),
        "pages": pages,
    }


def versions() -> dict[str, str]:
    """Return the versions that the pages ran with; what is not installed is left out."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def device() -> str:
    """Return the kind of processor; the book's pages run on it alone."""
    return f"cpu ({platform.machine()}, {platform.system()})"


def status_html(found: dict[str, Any]) -> str:
    """Return the tables; what differs from build to build is marked."""
    rows = "".join(
        f"<tr><td>{escape(k)}</td><td>{varying(v)}</td></tr>" for k, v in found["versions"].items()
    )
    pages = "".join(page_row(page, row) for page, row in found["pages"].items())
    return (
        f"<p>Digits: {EDITIONS[found['edition']]}. Device: {varying(found['device'])}.</p>"
        f'<table class="table"><caption>Versions</caption><thead><tr><th scope=col>Package</th><th scope=col>Version</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>"
        f'<table class="table"><caption>Pages</caption><thead><tr><th scope=col>Page</th><th scope=col>Seconds</th>'
        f"<th scope=col>Cells</th><th scope=col>Peak memory (MB)</th></tr></thead><tbody>{pages}</tbody></table>"
    )


def page_row(page: str, row: dict[str, Any]) -> str:
    """Return the row of one page."""
    cells = [escape(page), varying(row["seconds"]), str(row["cells"]), varying(row["peak_mb"])]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def varying(value: object) -> str:
    """Return a text marked as differing from build to build."""
    return f"<span data-varies>{escape(str(value))}</span>"


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write ``status.json`` and ``status.js`` beside the pages."""
    if exception is None and app.builder.format == "html":
        text = json.dumps(status(app.env), indent=1)
        (Path(app.outdir) / "status.json").write_text(text + "\n", "utf-8")
        (Path(app.outdir) / "_static" / "status.js").write_text(f"window.dlbookStatus = {text};\n", "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_node(status_place, html=(lambda *_: None, lambda *_: None))
    app.add_directive("build-status", BuildStatus)
    app.add_post_transform(FillStatus)
    app.connect("env-updated", pages_with_status)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
