"""Build a few pages with the theme, the templates and the static files of the real site, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from small_site import Site, write_pages

from book.page.grammar import MYST

DOCS = Path(__file__).parents[3] / "docs"
SETTINGS: dict[str, Any] = {
    "myst_enable_extensions": sorted(MYST["enable_extensions"]),
    "nb_execution_mode": "off",
    "exclude_patterns": ["_*"],
    "html_theme": "sphinx_book_theme",
    "html_theme_options": {
        "navbar_persistent": [],
        "use_download_button": False,
        "use_fullscreen_button": False,
    },
    "html_context": {"default_mode": "light"},
    "templates_path": [str(DOCS / "_templates")],
    "html_static_path": [str(DOCS / "_static")],
    "html_css_files": ["book.css"],
    "html_js_files": [("book.js", {"defer": "defer"})],
    "html_copy_source": False,
}


def build_themed(folder: Path, pages: dict[str, str], *extensions: str, **settings: Any) -> Site:
    """Build pages as they look on the site; what the build reports is in ``warnings``."""
    source, out = folder / "src", folder / "out/html"
    source.mkdir(parents=True, exist_ok=True)
    write_pages(source, pages)
    values = {
        **SETTINGS,
        **settings,
        "extensions": ["myst_nb", *extensions, "book.look.bundle", "book.look.offline"],
    }
    lines = [f"import sys; sys.path[:0] = [{str(DOCS / '_ext')!r}, {str(source)!r}]"]
    lines += [f"{key} = {value!r}" for key, value in values.items()]
    (source / "conf.py").write_text("\n".join(lines) + "\n", "utf-8")
    command = [sys.executable, "-m", "sphinx", "-n", "-q", "-b", "html", "-d", str(folder / "out/doctrees")]
    done = subprocess.run(
        [*command, str(source), str(out)],
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return Site(source, out, done.stderr)
