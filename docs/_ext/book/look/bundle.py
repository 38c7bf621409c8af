"""One stylesheet and one script for all pages, out of the twenty files that the theme and the extensions bring.

A page then loads ``_static/site.css`` and ``_static/site.js`` and whatever is its own.
The template ``static/webpack-macros.html`` links the two; the parts are removed from the site.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from book.look.icons import subset_icons

FIRST_CSS = ["styles/theme.css", "styles/pydata-sphinx-theme.css"]
LAST_JS = ["scripts/bootstrap.js", "scripts/pydata-sphinx-theme.js"]
ONLY_SEARCH = {"searchtools.js", "language_data.js"}  # loaded by search.html alone

URL = re.compile(r"""(?<!@import )url\(\s*(["']?)(?!["']|[a-z]+:|#|/)(.+?)\1\s*\)""")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
SOURCE_MAP = re.compile(r"(?:/\*|//)[#@]\s*sourceMappingURL=\S+(?:\s*\*/)?")


def global_assets(app: Sphinx) -> tuple[list[str], list[str]]:
    """Return the stylesheets and the scripts of every page, below ``_static``, in the order in which they load."""
    css, js = (
        [str(asset.filename) for asset in sorted(assets, key=lambda asset: asset.priority)]
        for assets in every_page_assets(app.builder)
    )
    css = FIRST_CSS + [below_static(name) for name in css if name]
    js = [below_static(name) for name in js if name] + LAST_JS
    return list(dict.fromkeys(css)), [name for name in dict.fromkeys(js) if name not in ONLY_SEARCH]


def every_page_assets(builder: Any) -> tuple[list[Any], list[Any]]:
    """Return the builder's assets without those that the page being written has added for itself."""
    css = getattr(builder, "_orig_css_files", builder._css_files)
    return css, getattr(builder, "_orig_js_files", builder._js_files)


def below_static(name: str) -> str:
    """Return an asset's name relative to ``_static``."""
    return name.removeprefix("_static/").partition("?")[0]


def leave_own_assets(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Leave to a page only the assets that the bundle does not hold."""
    css, js = (set(names) for names in global_assets(app))
    context["css_files"] = [a for a in context["css_files"] if below_static(str(a.filename)) not in css]
    context["script_files"] = [a for a in context["script_files"] if is_own_script(a, js)]


def is_own_script(asset: Any, bundled: set[str]) -> bool:
    """Return whether a page needs this script itself (the theme's own settings are all at their default)."""
    if asset.filename:
        return below_static(str(asset.filename)) not in bundled | ONLY_SEARCH
    return not str(asset.attributes.get("body", "")).lstrip().startswith("DOCUMENTATION_OPTIONS.")


def read_css(static: Path, name: str) -> str:
    """Return a stylesheet with its imports put in and its addresses made relative to ``_static``."""
    text = SOURCE_MAP.sub("", (static / name).read_text("utf-8"))
    folder = posixpath.dirname(name)
    text = URL.sub(lambda match: f"url({rebase(folder, match[2])})", text) if folder else text
    return IMPORT.sub(lambda match: read_css(static, rebase(folder, match[1])), text)


def rebase(folder: str, address: str) -> str:
    """Return an address that was relative to a folder of ``_static``, relative to ``_static`` itself."""
    return posixpath.normpath(posixpath.join(folder, address))


def read_js(static: Path, name: str) -> str:
    """Return a script, closed so that another can follow it, and silent: the theme tells the console what it does."""
    text = SOURCE_MAP.sub("", (static / name).read_text("utf-8"))
    return text.replace("console.log(", "void (").rstrip() + "\n;\n"


def write_bundle(app: Sphinx, exception: Exception | None) -> None:
    """Write ``site.css`` and ``site.js``, the icon font with the icons in use, and remove the parts."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    css, js = global_assets(app)
    absent = [name for name in css + js if not (static / name).is_file()]
    if absent:
        raise ExtensionError(f"assets that pages need are not in _static: {', '.join(absent)}")
    style = "\n".join(read_css(static, name) for name in css)
    (static / "site.css").write_text(subset_icons(style, site), "utf-8")
    (static / "site.js").write_text("".join(read_js(static, name) for name in js), "utf-8")
    for name in {*css, *js, "basic.css"}:
        (static / name).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension: after everything that adds assets or writes them."""
    app.connect("html-page-context", leave_own_assets, priority=900)
    app.connect("build-finished", write_bundle, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
