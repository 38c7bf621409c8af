"""Mathematics as finished HTML: KaTeX renders each formula while the site is built, so a page needs no script for it.

The page's side is done by ``sphinxcontrib.katex``. Added here: Node from the environment, KaTeX from npm
(style and renderer of the same version), and a warning with page and line for a formula that KaTeX cannot read.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib import katex

from book.look.katex_pipe import KATEX, FormulaError, KatexPipe
from book.look.node import NodeError, ensure_packages

logger = logging.getLogger(__name__)
Visit = Callable[[Any, nodes.Element], None]
pipe = KatexPipe()


def visit_formula(visit: Visit, translator: Any, node: nodes.Element) -> None:
    """Write a formula with the visitor of ``sphinxcontrib.katex``, rendered by us."""

    def render(latex: str, options: dict[str, Any] | None = None) -> str:
        try:
            return pipe.render(latex, display=bool(options and options.get("displayMode")))
        except FormulaError as error:
            logger.warning("KaTeX cannot read this formula: %s", error, location=node, type="maths")
            return f"<code>{escape(latex)}</code>"

    katex.render_latex = render
    visit(translator, node)


def configure(_: Sphinx, config: Config) -> None:
    """Have formulas rendered while the site is built, with the style of the KaTeX that renders them."""
    config.katex_prerender = True
    config.katex_js_path = str(KATEX / "katex.min.js")
    config.katex_css_path = "katex/katex.min.css"
    config.html_math_renderer = "katex-by-pipe"


def copy_style(app: Sphinx) -> None:
    """Put KaTeX's style and its woff2 fonts into the site's static folder."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir, "_static/katex")
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(KATEX / "katex.min.css", target / "katex.min.css")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copyfile(font, target / "fonts" / font.name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    try:
        ensure_packages()
    except NodeError as error:
        raise ExtensionError(str(error)) from error
    app.setup_extension("sphinxcontrib.katex")
    app.add_html_math_renderer(
        "katex-by-pipe",
        inline_renderers=(partial(visit_formula, katex.html_visit_math), None),
        block_renderers=(partial(visit_formula, katex.html_visit_displaymath), None),
    )
    app.connect("config-inited", configure)
    app.connect("builder-inited", copy_style)
    app.connect("build-finished", lambda *_: pipe.close())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
