"""Gates on the files of the site: nothing superfluous, nothing of the building machine, and few bytes to load first."""

from __future__ import annotations

import ast
import getpass
import json
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from built_site import BuiltSite
from gates import gate

BUDGET = 400_000  # bytes that a first visit may load, compressed, without pictures
UNWANTED = re.compile(r"fontawesome\.js|\.map$|^reports/|\.doctree$|(^|/)\.doctrees/|\.err\.log$")
FONT = re.compile(r"url\(([^)]+\.woff2)\)")


def machine_paths() -> list[str]:
    """Folders of this machine that no page may name; the root and names shorter than four letters say nothing."""
    folders = {Path(__file__).parents[2], Path.home(), Path(sys.prefix), Path(sysconfig.get_path("purelib"))}
    names = {str(folder) for folder in folders} | {f"{tempfile.gettempdir()}/", f"/home/{getpass.getuser()}/"}
    return sorted(name for name in names if len(name) >= 4)


@gate
def holds_nothing_superfluous(site: BuiltSite) -> Iterator[str]:
    yield from (f"{name} does not belong into a site" for name in site.files if UNWANTED.search(name))


@gate
def names_no_path_of_the_building_machine(site: BuiltSite) -> Iterator[str]:
    for name in site.files:
        text = site.text_of(name) or ""
        for path in machine_paths():
            at = text.find(path)
            if at >= 0:
                yield f"{name} names {path}: {text[max(0, at - 40) : at + 60]!r}"


def first_load(site: BuiltSite, page: str) -> dict[str, int]:
    """Bytes of each file that a first visit of a page loads, without its pictures; maths brings its usual fonts."""
    soup = site.pages[page].soup
    tags = soup.select("link[rel=stylesheet][href], script[src], link[rel=icon][href]")
    found = [site.target(page, str(tag.get("href") or tag.get("src"))) for tag in tags]
    names = [f"{page}.html", *[target[0] for target in found if target]]
    style = site.text_of("_static/site.css") or ""
    fonts = [match.strip("\"'") for match in FONT.findall(style)]
    usual = ("Main-Regular", "Math-Italic", "Size1", "Size2") if soup.select_one(".katex") else ()
    names += [f"_static/{font}" for font in fonts if "icons-" in font or any(part in font for part in usual)]
    return {name: site.compressed(name) for name in dict.fromkeys(names) if name in site.files}


@gate
def a_first_visit_is_light(site: BuiltSite) -> Iterator[str]:
    for page in site.pages:
        sizes = first_load(site, page)
        if sum(sizes.values()) > BUDGET:
            largest = sorted(sizes.items(), key=lambda item: -item[1])[:3]
            yield f"{page}: loads {sum(sizes.values()):,} bytes, more than {BUDGET:,}; largest: {largest}"


@gate
def every_chapter_was_executed(site: BuiltSite) -> Iterator[str]:
    if "status.json" not in site.files:
        return
    for page, row in json.loads(site.text_of("status.json") or "{}")["pages"].items():
        if row["cells"] and not row["seconds"] > 0:
            yield f"{page}: its {row['cells']} cells ran in {row['seconds']} seconds"


@gate
def every_chapter_can_be_downloaded(site: BuiltSite) -> Iterator[str]:
    notebooks = {name for name in site.files if name.endswith(".ipynb")}
    for name, page in site.pages.items():
        if page.soup.select_one("div.cell") and f"_downloads/notebooks/{name}.ipynb" not in notebooks:
            yield f"{name}: has no notebook to download"


@gate
def what_a_chapter_defines_it_uses(site: BuiltSite) -> Iterator[str]:
    """A function or class that a page defines and never uses was never run by anybody."""
    for name in site.files:
        if name.endswith(".ipynb"):
            yield from (
                f"{name}: defines {unused!r} and never uses it" for unused in unused_definitions(site, name)
            )


def unused_definitions(site: BuiltSite, notebook: str) -> Iterator[str]:
    """Names of functions and classes that the cells of a notebook define and never mention again."""
    cells = json.loads(site.text_of(notebook) or "{}")["cells"]
    trees = [
        tree for cell in cells if cell["cell_type"] == "code" and (tree := parsed("".join(cell["source"])))
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    mentioned = {node.id for node in nodes if isinstance(node, ast.Name)}
    mentioned |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    defined = [
        node.name
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    return (name for name in dict.fromkeys(defined) if name not in mentioned)


def parsed(source: str) -> ast.Module | None:
    """The cell's syntax tree; None for a cell that shows a syntax error."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return None
