"""What makes the built site safe to open anywhere: a strict content security policy, and nothing superfluous.

After the build each page gets a policy that allows its own origin and its own inline scripts (by hash) only,
so a page that asks for anything from elsewhere does not get it. Source maps, the theme's 1.5 MB icon script
and MyST-NB's reports are removed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
ONCLICK = re.compile(r'(<[a-z]+\b[^<>]*?)\s+onclick="[^"]*"')
POLICY_MARK = '<meta http-equiv="Content-Security-Policy"'
CHARSET = re.compile(r'<meta charset="[^"]*"\s*/?>')
SUPERFLUOUS = ("*.map", "fontawesome.js*", "*.LICENSE.txt", "webpack-macros.html", "*webpack-macros.html")


def policy(html: str) -> str:
    """Return the content security policy of a page."""
    bodies = INLINE_SCRIPT.findall(html)
    hashes = {base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies}
    scripts = " ".join(["'self'", *sorted(f"'sha256-{value}'" for value in hashes)])
    rules = {
        "default-src": "'none'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",  # KaTeX and docutils write style attributes
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def harden(html: str) -> str:
    """Return the page with its policy and without click handlers in its HTML; a page already done stays as it is."""
    if POLICY_MARK in html:
        return html
    html = ONCLICK.sub(r"\1", html)
    meta = f'{POLICY_MARK} content="{policy(html)}">'
    return CHARSET.sub(lambda charset: f"{charset[0]}\n    {meta}", html, count=1)


def clean(site: Path) -> None:
    """Remove what no page uses."""
    for pattern in SUPERFLUOUS:
        for path in (site / "_static").rglob(pattern):
            path.unlink()
    shutil.rmtree(site / "_static/vendor", ignore_errors=True)
    shutil.rmtree(site / "reports", ignore_errors=True)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Harden every page of the finished site."""
    if exception is not None or app.builder.format != "html":
        return
    clean(Path(app.outdir))
    for path in sorted(Path(app.outdir).rglob("*.html")):
        html = path.read_text("utf-8")
        hardened = harden(html)
        if hardened != html:
            path.write_text(hardened, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension: last of all, when every page is written."""
    app.connect("build-finished", finish, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
