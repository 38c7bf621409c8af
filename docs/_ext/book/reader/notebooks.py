"""Each executed chapter as a notebook to download: no outputs, plain Markdown, and ids that never change.

The file of ``start/first-network`` is ``_downloads/notebooks/start/first-network.ipynb``.
The link to it is put below the page's title.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from book.page.files import PageError, read_texts
from book.page.notebook import is_chapter, read_page, tags
from book.reader.plain_markdown import plain_markdown
from book.reader.source_view import find_source
from book.run.value_role import ROLE, value_text, varying

FOLDER = "_downloads/notebooks"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def plain_notebook(page: str, text: str, env: BuildEnvironment) -> dict[str, Any]:
    """Return a page as a notebook for readers (format 4.5)."""
    cells: list[dict[str, Any]] = []
    above = None
    for index, cell in enumerate(read_page(text).cells):
        is_code = cell.cell_type == "code"
        above = index if is_code and "derived" not in cell.metadata else above
        source = cell.source if is_code else plain_text(cell.source, page, above, env)
        if source.strip():
            name = cell_id(page.replace("/", "-"), len(cells) + 1)
            cells.append(code_cell(name, source, tags(cell)) if is_code else text_cell(name, source))
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def plain_text(source: str, page: str, above: int | None, env: BuildEnvironment) -> str:
    """Return the Markdown of a cell that follows the code cell ``above``; its numbers stand as text."""

    def number(found: re.Match[str]) -> str:
        with contextlib.suppress(LookupError):  # reported where the page is written
            text = value_text(env, page, above, found["text"])
            return varying(text) if found["role"] == "varies" else text
        return "?"

    return plain_markdown(ROLE.sub(number, source), resolver(env), shown_source)


def code_cell(name: str, source: str, cell_tags: list[str]) -> dict[str, Any]:
    """Return a code cell that has not run; a solution is folded until the reader wants to see it."""
    metadata: dict[str, Any] = {"tags": cell_tags} if cell_tags else {}
    if "solution" in cell_tags:
        metadata |= {"jupyter": {"source_hidden": True}, "cellView": "form"}  # Jupyter's way and Colab's
        source = f"# @title A solution\n{source}"  # what Colab shows in place of the code
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": lines(source)}
    return {**cell, "execution_count": None, "outputs": []}


def text_cell(name: str, source: str) -> dict[str, Any]:
    """Return a cell of Markdown."""
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": lines(source)}


def lines(source: str) -> list[str]:
    """Return a text as notebooks store it: a list of lines that keep their ends."""
    return source.splitlines(keepends=True)


def cell_id(slug: str, number: int) -> str:
    """Return a cell's id; nbformat allows 64 characters."""
    ending = f"-{number}"
    return f"dlbook-{slug}"[: 64 - len(ending)] + ending


def shown_source(name: str) -> str:
    """Return the reader's view of a function of the package."""
    from book.reader.reader_view import reader_view  # not at the top: its libcst takes half a second

    return reader_view(find_source(name)[1])


def resolver(env: BuildEnvironment) -> Callable[[str, str, str | None], str]:
    """Return the function that turns a role into Markdown: titles in place of targets."""
    labels = {name: label[2] for name, label in env.domains.standard_domain.labels.items()}
    titles = {f"/{page}": title.astext() for page, title in env.titles.items()}
    plain = {"term", "abbr", "kbd", "by-hand"}

    def resolve(role: str, target: str, title: str | None) -> str:
        if title or role in plain:
            return title or target
        if role in ("eq", "math:numref"):
            return "the formula above"
        if role.startswith("cite"):
            return f"({target})"
        found = titles if role == "doc" else labels if role in ("ref", "numref") else {}
        return found.get(target) or (f"`{target}`" if role.startswith("py") else f"*{target}*")

    return resolve


def chapters(env: BuildEnvironment) -> dict[str, str]:
    """Return the text of every page that has cells to run; what cannot be read is reported elsewhere."""
    texts, _ = read_texts(Path(env.doc2path(page)) for page in sorted(env.found_docs))
    return {str(env.path2doc(path)): text for path, text in texts.items() if is_chapter(text)}


def write_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Write the notebooks of the chapters that this build has read, and those that are missing."""
    if exception is not None or app.builder.format != "html":
        return
    for page, text in chapters(app.env).items():
        path = Path(app.outdir, FOLDER, f"{page}.ipynb")
        if path.is_file() and page not in vars(app.env)["dlbook_read"]:
            continue
        with contextlib.suppress(PageError):  # reported before anything was read
            notebook = plain_notebook(page, text, app.env)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def remove_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Remove the HTML of pages that are gone: Sphinx leaves it, and who copies the site would publish it."""
    if app.builder.format == "html":
        for page in removed:
            Path(app.outdir, f"{page}.html").unlink(missing_ok=True)
    return []


def remove_leftovers(app: Sphinx, exception: Exception | None) -> None:
    """Remove notebooks and pictures that no page has any more."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    wanted = {site / FOLDER / f"{page}.ipynb" for page in chapters(app.env)}
    wanted |= {site / "_images" / name for _, name in app.env.images.values()}
    for path in {*site.glob(f"{FOLDER}/**/*.ipynb"), *site.glob("_images/*")} - wanted:
        path.unlink()


def before_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remember which pages this build reads."""
    vars(env)["dlbook_read"] = set(docnames)


def mark_chapter(app: Sphinx, page: str, source: list[str]) -> None:
    """Remember that a page is a chapter, before MyST-NB takes its front matter away."""
    app.env.metadata[page]["is_chapter"] = is_chapter(source[0])


def add_link(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the download link into the head of a chapter, or below its title where it has no head."""
    title = next(iter(doctree.findall(nodes.title)), None)
    if app.builder.format != "html" or title is None or not app.env.metadata[page].get("is_chapter"):
        return
    address = relative_uri(app.builder.get_target_uri(page), f"{FOLDER}/{page}.ipynb")
    text = f'<a class="notebook-link" href="{address}" download>Download this chapter as a notebook</a>'
    link = nodes.raw("", text, format="html")
    rows = next((rows for rows in doctree.findall(nodes.definition_list) if is_head(rows)), None)
    if rows is None:
        title.parent.insert(title.parent.index(title) + 1, nodes.paragraph("", "", link))
    else:
        rows += nodes.definition_list_item("", nodes.term(text="To run it"), nodes.definition("", link))


def is_head(rows: nodes.definition_list) -> bool:
    """Return whether these are the rows of a page's head (see ``page_head``)."""
    return "page-head-rows" in rows["classes"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("env-get-outdated", remove_pages)
    app.connect("env-before-read-docs", before_reading)
    app.connect("source-read", mark_chapter)
    app.connect("doctree-resolved", add_link)
    app.connect("build-finished", write_notebooks)
    app.connect("build-finished", remove_leftovers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
