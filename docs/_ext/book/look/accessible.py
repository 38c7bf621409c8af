"""HTML that keyboard and screen reader understand, where Sphinx's extensions write other.

MyST-NB gives each fold a label that differs from its text (WCAG 2.5.3); sphinx-exercise needs a script for
its folds, and gives the contents of all solutions of a page the same id; docutils gives the entries of
a bibliography a role that ARIA 1.2 has withdrawn.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx_exercise.nodes import depart_solution_node, solution_node, visit_solution_node

UNNAMED_FOLD = re.compile(r"(<a [^>]*>)([^<]*)(</a>\s*<details[^>]*>\s*)<summary>")
SHARED_IDS = (["exercise-content"], ["solution-content"])


def visit_folded_cell(translator: Any, node: HideCodeCellNode) -> None:
    """Open a folded cell, named by the text that people see."""
    classes = escape(" ".join(node["classes"]))
    show, hide = (escape(node[prompt]) for prompt in ("prompt_show", "prompt_hide"))
    translator.body.append(
        f'<details class="admonition hide {classes}">\n<summary>'
        f'<span class="collapsed admonition-title">{show}</span>'
        f'<span class="expanded admonition-title">{hide}</span></summary>\n'
    )


def visit_solution(translator: Any, node: solution_node) -> None:
    """Open a solution; one of the class ``dropdown`` is a fold."""
    if "fold" not in node:
        visit_solution_node(translator, node)
        return
    translator.body.append(translator.starttag(node, "details"))
    translator.body.append(f"<summary>{escape(node['fold'])}</summary>\n")


def leave_solution(translator: Any, node: solution_node) -> None:
    """Close a solution."""
    if "fold" in node:
        translator.body.append("</details>\n")
    else:
        depart_solution_node(translator, node)


def leave_fold(translator: Any, _: nodes.Element) -> None:
    """Close a folded cell."""
    translator.body.append("</details>\n")


def visit_citation(translator: Any, node: nodes.citation) -> None:
    """Open an entry of the bibliography; docutils gives it a role that is no longer allowed."""
    if not isinstance(node.previous_sibling(), nodes.citation):
        translator.body.append('<div class="citation-list">\n')
    translator.body.append(translator.starttag(node, "div", classes=["citation"]))


def leave_citation(translator: Any, node: nodes.citation) -> None:
    """Close an entry, and the bibliography after the last."""
    is_last = not isinstance(node.next_node(descend=False, siblings=True), nodes.citation)
    translator.body.append("</div>\n" + ("</div>\n" if is_last else ""))


def mend(_: Sphinx, doctree: nodes.document, *_page: str) -> None:
    """Give solutions their fold, and take away ids that a page would hold more than once."""
    for solution in list(doctree.findall(solution_node)):
        title = solution[0]
        if "dropdown" in solution["classes"] and isinstance(title, nodes.title):
            solution["fold"] = title.astext()
            solution["classes"].remove("dropdown")
            solution.remove(title)
    for section in list(doctree.findall(nodes.section)):
        if section["ids"] in SHARED_IDS:
            section["ids"] = []
            section.replace_self(section.children)


def name_folds(_: Sphinx, _page: str, _template: str, context: dict[str, Any], *__: object) -> None:
    """Name the folds of the table of contents by the page whose sub-pages they show; the theme names them not at all."""
    generate = context.get("generate_toctree_html")
    if generate is None:
        return

    def named(*arguments: Any, **options: Any) -> str:
        html = str(generate(*arguments, **options))
        return UNNAMED_FOLD.sub(r'\1\2\3<summary aria-label="Pages of: \2">', html)

    context["generate_toctree_html"] = named


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension; it has to stand after ``myst_nb`` and ``sphinx_exercise``."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded_cell, leave_fold))
    app.add_node(solution_node, override=True, html=(visit_solution, leave_solution))
    app.add_node(nodes.citation, override=True, html=(visit_citation, leave_citation))
    app.connect("doctree-resolved", mend)
    app.connect("html-page-context", name_folds, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
