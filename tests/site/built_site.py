"""A built site as its readers get it: pages of HTML, and the files around them."""

from __future__ import annotations

import gzip
import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

from bs4 import BeautifulSoup, Tag

USUAL = str(Path(__file__).parents[2] / "docs/_build/html")
TEXT_FILES = {".html", ".css", ".js", ".json", ".svg", ".txt", ".ipynb"}


def find_site(folder: str) -> Path | None:
    """The folder of a built site, or None where there is none."""
    path = Path(folder).resolve()
    return path if (path / "index.html").is_file() else None


@dataclass(frozen=True)
class Page:
    """One page: its name below the site's root, without the ending, and its HTML."""

    name: str
    html: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @property
    def article(self) -> Tag:
        """What the page itself says; search and index have no article of their own."""
        return self.soup.select_one("article.bd-article") or self.soup.select_one("main") or self.soup

    def outputs(self, *, raising: bool) -> list[Tag]:
        """Outputs of cells; with ``raising`` those of cells tagged ``raises-exception``, otherwise all others."""
        cells = [
            cell
            for cell in self.soup.select("div.cell")
            if ("tag_raises-exception" in cell["class"]) is raising
        ]
        return [output for cell in cells for output in cell.select(".cell_output .output")]


@dataclass(frozen=True)
class BuiltSite:
    """A folder with a built site."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Page]:
        paths = sorted(self.folder.rglob("*.html"))
        names = [path.relative_to(self.folder).with_suffix("").as_posix() for path in paths]
        return {name: Page(name, path.read_text("utf-8")) for name, path in zip(names, paths, strict=True)}

    @cached_property
    def files(self) -> list[str]:
        return sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )

    def text_of(self, name: str) -> str | None:
        """Content of a text file, or None for any other."""
        path = self.folder / name
        return path.read_text("utf-8") if path.suffix in TEXT_FILES else None

    def target(self, page: str, address: str) -> tuple[str, str] | None:
        """File and fragment that a link of a page leads to inside the site; None where it leads out."""
        if urlsplit(address).scheme or address.startswith("//"):
            return None
        path, fragment = urldefrag(address)
        if not path:
            return f"{page}.html", unquote(fragment)
        whole = (self.folder / page).parent / unquote(path.partition("?")[0])
        return posixpath.normpath(whole.relative_to(self.folder).as_posix()), unquote(fragment)

    def compressed(self, name: str) -> int:
        """Bytes of a file as a server that compresses sends it; fonts and pictures are compressed already."""
        content = (self.folder / name).read_bytes()
        return len(gzip.compress(content)) if Path(name).suffix in TEXT_FILES else len(content)
