"""Sphinx: run what is stale before anything is read, then let MyST-NB read pages with their outputs.

A failing page is an error with the page's name and line; it is read without outputs, so that every fault of
the book is reported at once. Nothing of it is stored, so the same build, simply repeated, fails in the same way.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from page_key import page_key
from page_store import PageRun, PageStore
from pages import PageError, is_chapter, read_page
from run_pages import PageFaultError, Settings, run_pages
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from dlbook.datasets.edition import mnist_edition

logger = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
KEY_FILES = (ROOT / "constraints.txt", ROOT / "docs/_ipython/profile_default/ipython_kernel_config.py")
_store = PageStore(ROOT / "docs/_build/cells")
_keys: dict[str, str] = {}  # by text, so that a module saved while pages run does not confuse this build
_failed_keys: set[str] = set()


def read_with_outputs(text: str) -> NotebookNode:
    """Return a page with the outputs of its last run; MyST-NB calls this for every page."""
    try:
        notebook = read_page(text)
    except PageError:  # reported with its line before anything was read
        unreadable: NotebookNode = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_markdown_cell("# Unreadable")]
        )
        return unreadable
    if not is_chapter(text):
        return notebook
    key = _keys.get(text) or page_key(notebook, KEY_FILES, mnist_edition())
    run = _store.load(key)
    if run is not None:
        run.fill(notebook)
        for cell in notebook.cells:
            show_unmet_need(cell)
    elif key not in _failed_keys:
        title = text.partition("\n# ")[2].partition("\n")[0]
        logger.error("the page %r was saved while the build ran; build again", title, type="dlbook")
    return notebook


def show_unmet_need(cell: NotebookNode) -> None:
    """Say below a cell that was not run why it was not."""
    if "unmet" in cell.metadata:
        html = f'<p class="unmet-need">Not run when this page was built: {cell.metadata.unmet}.</p>'
        cell.outputs = [NotebookNode(output_type="display_data", data={"text/html": html}, metadata={})]


def chapters(env: BuildEnvironment) -> dict[str, str]:
    """Return the text of every page that has cells to run."""
    texts = {page: Path(env.doc2path(page)).read_text("utf-8") for page in sorted(env.found_docs)}
    return {page: text for page, text in texts.items() if is_chapter(text)}


def outdated(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages whose outputs depend on something that changed since they were last read."""
    old = state(env)["keys"]
    keys = {}
    for page, text in chapters(env).items():
        try:
            keys[page] = page_key(read_page(text), KEY_FILES, mnist_edition())
        except PageError:
            keys[page] = "unreadable"
    state(env)["keys"] = keys
    for status in state(env)["status"].values():
        status["cached"] = True
    return [page for page, key in keys.items() if old.get(page) != key]


def state(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return what this extension remembers between builds."""
    empty: dict[str, dict[str, Any]] = {"keys": {}, "status": {}, "failed": {}}
    found: dict[str, dict[str, Any]] = vars(env).setdefault("dlbook_execution", empty)
    return found


def run_stale(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the pages that are about to be read and have no stored outputs, the longest first."""
    texts, faults, waiting = chapters(env), [], {}
    for page in [page for page in docnames if page in texts]:
        try:
            waiting[page] = read_page(texts[page])
        except PageError as error:
            faults.append(PageFaultError(page, error.line, str(error)))
    keys = {page: page_key(notebook, KEY_FILES, mnist_edition()) for page, notebook in waiting.items()}
    _keys.update({texts[page]: key for page, key in keys.items()})
    stored = {page: run for page in waiting if (run := _store.load(keys[page])) is not None}
    for page, run in stored.items():
        state(env)["status"][page] = status(run, waiting[page], cached=True)
    stale = longest_first({page: nb for page, nb in waiting.items() if page not in stored})

    def done(page: str, run: PageRun) -> None:
        _store.save(keys[page], page, run)
        state(env)["status"][page] = status(run, stale[page], cached=False)
        logger.info("ran %s in %.1f s", page, run.seconds)

    if stale:
        faults += run_pages(stale, settings(app), app.config.dlbook_pages_at_once, done)
    logger.info("pages executed: %d, taken from the store: %d", len(stale), len(stored))
    report(env, keys, faults)


def longest_first(notebooks: dict[str, NotebookNode]) -> dict[str, NotebookNode]:
    """Return the pages in the order that ends soonest; a page never run counts as long."""
    seconds = _store.seconds()
    return dict(sorted(notebooks.items(), key=lambda item: -seconds.get(item[0], float("inf"))))


def settings(app: Sphinx) -> Settings:
    """Return how this build runs its pages."""
    return Settings(app.config.dlbook_cell_timeout, Path(app.confdir) / "_ipython")


def status(run: PageRun, notebook: NotebookNode, *, cached: bool) -> dict[str, Any]:
    """Return a page's row of ``status.json``, and why cells of it could not run here."""
    unmet = [cell.metadata["unmet"] for cell in notebook.cells if "unmet" in cell.metadata]
    return {
        "seconds": round(run.seconds, 1),
        "cells": len(run.outputs),
        "cached": cached,
        "peak_mb": round(run.peak_mb),
        "unmet": unmet,
    }


def report(env: BuildEnvironment, keys: dict[str, str], faults: list[PageFaultError]) -> None:
    """Log every fault with its page and line, and have these pages run again in the next build."""
    state(env)["failed"] = {fault.page: fault.line for fault in faults}
    for fault in faults:
        logger.error(fault.reason, location=(fault.page, fault.line), type="dlbook", subtype="page")
        _failed_keys.add(keys.get(fault.page, ""))
        state(env)["keys"][fault.page] = "failed"


def forget_faulty_build(app: Sphinx, exception: Exception | None) -> None:
    """Have everything read again after a build with warnings: Sphinx alone would pass when it is repeated."""
    if exception is not None or app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def set_store(app: Sphinx, *_: object) -> None:
    """Use the store that the configuration names."""
    global _store
    _store = PageStore(Path(app.confdir) / app.config.dlbook_store)


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Drop the status of a page that no longer exists."""
    if page not in env.found_docs:
        state(env)["status"].pop(page, None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_config_value("dlbook_store", "_build/cells", "env")
    app.add_config_value("dlbook_pages_at_once", min(4, os.cpu_count() or 1), "")
    app.add_config_value("dlbook_cell_timeout", 300, "")
    app.connect("builder-inited", set_store)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-before-read-docs", run_stale)
    app.connect("build-finished", forget_faulty_build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
