"""Build a few pages with some of the site's extensions, inside this process; no cell runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.testing.util import SphinxTestApp

from book.page.grammar import MYST


@dataclass(frozen=True)
class Site:
    """What a build made and said."""

    source: Path
    out: Path
    warnings: str

    def html(self, page: str) -> str:
        """Return a page of the site."""
        return (self.out / f"{page}.html").read_text("utf-8")


def write_pages(source: Path, pages: dict[str, str]) -> None:
    """Write pages by name (a name with an ending is another file); the index lists them all, unless it is given."""
    for name, text in pages.items():
        path = source / (name if "." in name else f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if "index" not in pages:
        entries = "\n".join(name for name in pages if "." not in name)
        (source / "index.md").write_text(f"# Index\n\n```{{toctree}}\n{entries}\n```\n", "utf-8")


def build(
    folder: Path,
    pages: dict[str, str],
    *extensions: str,
    builder: str = "html",
    parallel: int = 1,
    **settings: Any,
) -> Site:
    """Write the pages into a folder and build them; what is there from an earlier call stays."""
    source = folder / "src"
    source.mkdir(parents=True, exist_ok=True)
    write_pages(source, pages)
    values = {
        "extensions": ["myst_nb", *extensions],
        "myst_enable_extensions": sorted(MYST["enable_extensions"]),
        "nb_execution_mode": "off",
        "exclude_patterns": ["_*"],
        "html_theme": "basic",
        "nitpicky": True,
        **settings,
    }
    (source / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in values.items()), "utf-8")
    app = SphinxTestApp(builder, source, builddir=folder / "out", parallel=parallel)
    try:
        app.build()
        return Site(source, Path(app.outdir), app.warning.getvalue())
    finally:
        app.cleanup()
