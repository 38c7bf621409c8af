"""Sphinx: run what is stale before anything is read, then let MyST-NB read pages with their outputs.

A failing page is an error with the page's name and line; it is read without outputs, and one that cannot be read at
all as an empty page, so that every fault of the book is reported at once. Nothing of it is stored, so the same build,
simply repeated, fails in the same way.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from book.page.files import PageError, check_name, is_utf8, read_text
from book.page.needs import NEEDS
from book.page.notebook import is_chapter, read_page, show_unmet_need
from book.run.kernels import PageFaultError, Settings, run_pages
from book.run.key import outputs_key, page_key
from book.run.store import PageRun, PageStore, StoreFullError
from dlbook.datasets.edition import mnist_edition

logger = logging.getLogger(__name__)
ROOT = Path(__file__).parents[4]
KEY_FILES = (ROOT / "docs/_ipython/profile_default/ipython_kernel_config.py",)
UNREADABLE = "# This page cannot be read\n"


@dataclass(frozen=True)
class Chapter:
    """A page that has cells to run, as it was when this build began."""

    text: str
    notebook: NotebookNode
    cells_key: str  # claims and seeds depend on it
    key: str  # of its outputs in the store


@dataclass
class Build:
    """What this build knows of its pages; MyST-NB hands its reader nothing but a text."""

    # By text, so that a module saved while pages run does not confuse this build.
    keys: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)  # pages that were run and are read without outputs
    unreadable: set[str] = field(default_factory=set)
    page: str = ""  # that is being read


_store = PageStore(ROOT / "docs/_build/cells")
_build = Build()


def read_with_outputs(text: str) -> NotebookNode:
    """Return a page with the outputs of its last run; MyST-NB calls this for every page."""
    try:
        notebook = read_page(text)
    except PageError as error:  # a fault that was not there when this build began
        say(error.line, str(error))
        return read_page(UNREADABLE)
    if not is_chapter(text):
        return notebook
    run = _store.load(_build.keys.get(text) or chapter(text, notebook).key)
    if run is not None:
        run.fill(notebook)
        for cell in notebook.cells:
            show_unmet_need(cell)
    elif _build.page not in _build.failed:
        say(1, "the page was saved while the build ran; build again")
    return notebook


def say(line: int, reason: str) -> None:
    """Log a fault of the page that is being read."""
    logger.error(reason, location=(_build.page, line), type="dlbook", subtype="page")


def hide_unreadable(app: Sphinx, page: str, source: list[str]) -> None:
    """Give Sphinx something to read in place of a page whose fault is reported; note which page is being read."""
    _build.page = page
    if page in _build.unreadable:
        source[0] = UNREADABLE


def read_chapters(
    env: BuildEnvironment, names: Iterable[str]
) -> tuple[dict[str, Chapter], list[PageFaultError]]:
    """Return the pages that have cells to run, and a fault for each page of any kind that cannot be read."""
    found: dict[str, Chapter] = {}
    faults = []
    for page in sorted(names):
        try:
            check_name(page)
            text = read_text(Path(env.doc2path(page)))
            notebook = remembered(env, page, text)
        except PageError as error:
            faults.append(PageFaultError(page, error.line, str(error)))
            continue
        if is_chapter(text):
            found[page] = chapter(text, notebook)
    return found, faults


def chapter(text: str, notebook: NotebookNode) -> Chapter:
    """Return a page that has cells with its keys of now."""
    key = page_key(notebook, KEY_FILES, mnist_edition())
    return Chapter(text, notebook, key, outputs_key(notebook, key))


def remembered(env: BuildEnvironment, page: str, text: str) -> NotebookNode:
    """Return a page as a notebook, from an earlier build unless its text has changed since, or what the machine lacks."""
    known: dict[str, tuple[Any, NotebookNode]] = state(env).setdefault("notebooks", {})
    now = text, [lack() for lack in NEEDS.values()]
    if known.get(page, (None,))[0] != now:
        known[page] = now, read_page(text)
    return known[page][1]


def outdated(app: Sphinx, env: BuildEnvironment, *_: object) -> list[str]:
    """Return the pages whose outputs depend on something that changed since they were last read."""
    old = state(env)["keys"]
    found, faults = read_chapters(env, env.found_docs)
    keys = {page: chapter.key for page, chapter in found.items()} | {f.page: "unreadable" for f in faults}
    state(env)["keys"] = keys
    state(env)["cells_keys"] = {page: chapter.cells_key for page, chapter in found.items()}
    for status in state(env)["status"].values():
        status["cached"] = True
    return [page for page, key in keys.items() if old.get(page) != key]


def state(env: BuildEnvironment) -> dict[str, dict[str, Any]]:
    """Return what this extension remembers between builds."""
    empty: dict[str, dict[str, Any]] = {"keys": {}, "cells_keys": {}, "status": {}, "failed": {}}
    found: dict[str, dict[str, Any]] = vars(env).setdefault("dlbook_execution", empty)
    return found


def run_stale(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Run the pages that are about to be read and have no stored outputs, the longest first."""
    found, faults = read_chapters(env, docnames)
    _build.keys = {chapter.text: chapter.key for chapter in found.values()}
    _build.unreadable, _build.failed = {fault.page for fault in faults}, set()
    stored = {page: run for page, chapter in found.items() if (run := _store.load(chapter.key)) is not None}
    state(env)["status"] |= {p: run.status(found[p].notebook, cached=True) for p, run in stored.items()}
    stale = {
        page: deepcopy(found[page].notebook) for page in _store.longest_first(found.keys() - stored.keys())
    }

    settings = Settings(app.config.dlbook_cell_timeout, Path(app.confdir) / "_ipython")

    def done(page: str, run: PageRun) -> None:
        _store.save(found[page].key, page, replace(run, cells_key=found[page].cells_key))
        state(env)["status"][page] = run.status(stale[page], cached=False)
        logger.info("ran %s in %.1f s", page, run.seconds)

    try:
        faults += run_pages(stale, settings, app.config.dlbook_pages_at_once, done) if stale else []
    except StoreFullError as error:
        logger.error(str(error), type="dlbook", subtype="store")  # noqa: TRY400 - the message says all
        _build.failed = set(stale)
    logger.info("pages executed: %d, taken from the store: %d", len(stale), len(stored))
    leave_out(env, docnames, faults)
    report(env, faults)


def leave_out(env: BuildEnvironment, docnames: list[str], faults: list[PageFaultError]) -> None:
    """Keep from Sphinx what it would stop at: a page that cannot be decoded, or that is gone by now."""
    for page in [page for page in docnames if not is_utf8(Path(env.doc2path(page)))]:
        if page not in {fault.page for fault in faults}:
            faults.append(PageFaultError(page, 1, "the page was deleted while the build ran; build again"))
        docnames.remove(page)
        env.found_docs.discard(page)
        env.clear_doc(page)


def report(env: BuildEnvironment, faults: list[PageFaultError]) -> None:
    """Log every fault with its page and line, and have these pages run again in the next build."""
    state(env)["failed"] = {fault.page: fault.line for fault in faults}
    _build.failed |= {fault.page for fault in faults}
    for fault in faults:
        logger.error(fault.reason, location=(fault.page, fault.line), type="dlbook", subtype="page")
        state(env)["keys"][fault.page] = "failed"


def set_store(app: Sphinx, *_: object) -> None:
    """Use the store that the configuration names."""
    global _store
    _store = PageStore(Path(app.confdir) / app.config.dlbook_store)


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Drop the status of a page that no longer exists."""
    if page not in env.found_docs:
        state(env)["status"].pop(page, None)
        state(env)["notebooks"].pop(page, None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_config_value("dlbook_store", "_build/cells", "env")
    app.add_config_value("dlbook_pages_at_once", min(4, os.cpu_count() or 1), "")
    app.add_config_value("dlbook_cell_timeout", 300, "")
    app.connect("builder-inited", set_store)
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-before-read-docs", run_stale)
    app.connect("source-read", hide_unreadable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
