"""Sphinx: write the models that pages export, as scripts for the labs, and their test vectors for the browser tests.

A classic script, not JSON: a page opened from ``file://`` may not fetch.
"""

from __future__ import annotations

import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from book.run.records import Record, records

logger = logging.getLogger(__name__)


def models(env: BuildEnvironment) -> dict[str, tuple[str, Record]]:
    """Return the exported models by name, each as ``(page, record)``; the first page that uses a name has it."""
    found: dict[str, tuple[str, Record]] = {}
    for page, record in records(env, "model"):
        found.setdefault(record["data"]["name"], (page, record))
    return found


def check_names(app: Sphinx, env: BuildEnvironment) -> None:
    """Report a name that two pages use: one of the models would be lost."""
    own = models(env)
    for page, record in records(env, "model"):
        name = record["data"]["name"]
        if own[name][0] != page:
            text = f"the model {name!r} is exported by {own[name][0]} too; give this one another name"
            logger.warning(text, location=(page, record["line"]), type="dlbook")


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write ``_static/models/<name>.js`` and the vectors of each model."""
    if exception is not None or app.builder.format != "html":
        return
    scripts, vectors = Path(app.outdir) / "_static" / "models", Path(app.confdir) / app.config.dlbook_vectors
    for name, (_, record) in models(app.env).items():
        data = record["data"]
        put(scripts / f"{name}.js", script(name, data["tensors"]))
        put(vectors / f"{name}.json", json.dumps(data["vectors"]) + "\n")


def script(name: str, tensors: dict[str, object]) -> str:
    """Return the script that makes a model known as ``window.dlbookModels[name]``."""
    start = "window.dlbookModels = window.dlbookModels || {};"
    return f"{start}\nwindow.dlbookModels[{json.dumps(name)}] = {json.dumps(tensors)};\n"


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_config_value("dlbook_vectors", "../tests/browser/vectors", "")
    app.connect("env-check-consistency", check_names)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
