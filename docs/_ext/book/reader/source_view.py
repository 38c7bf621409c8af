"""The directive ``{shown-source} dlbook.training.train_epoch``: the package's own code, as a reader sees it.

The page shows the reader's view (see ``reader_view``), a fold holds the source as it stands in the file,
and a link leads to the API page. The module is read, never imported.
"""

from __future__ import annotations

import ast
import importlib.util
import textwrap
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def find_source(name: str) -> tuple[Path, str]:
    """Return the file that defines a dotted name and the source of that function or class, with its comments.

    Raises
    ------
    LookupError
        If there is no such module, or no such function or class in it.
    """
    module, _, rest = name.rpartition(".")
    path = module_path(module)
    outer = None
    if path is None:  # a method: package.module.Class.method
        module, _, outer = module.rpartition(".")
        path = module_path(module)
    if path is None:
        raise LookupError(f"no module {module!r} for {name!r}")
    code = path.read_text("utf-8")
    wanted = [part for part in (outer, rest) if part]
    node: ast.stmt | ast.Module = ast.parse(code)
    for part in wanted:
        node = definition(node, part, name)
    assert isinstance(node, DEFINITIONS)
    first = min(line.lineno for line in (node, *node.decorator_list))
    lines = code.splitlines()[first - 1 : node.end_lineno]
    return path, textwrap.dedent("\n".join(lines)).rstrip() + "\n"


def definition(node: ast.stmt | ast.Module, part: str, name: str) -> ast.stmt:
    """Return the function or class called ``part`` in a module or class."""
    for statement in node.body if isinstance(node, ast.Module | ast.ClassDef) else ():
        if isinstance(statement, DEFINITIONS) and statement.name == part:
            return statement
    raise LookupError(f"no function or class {part!r} for {name!r}")


def module_path(module: str) -> Path | None:
    """Return the file of a module, or None where there is none; imports at most its packages."""
    try:
        spec = importlib.util.find_spec(module) if module else None
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


class ShownSource(SphinxDirective):
    """The directive."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the reader's view, the full source in a fold, and the link to the API page."""
        name = self.arguments[0]
        try:
            path, source = find_source(name)
        except LookupError as error:
            raise self.error(f"shown-source: {error}") from error
        from book.reader.reader_view import reader_view  # not at the top: its libcst takes half a second

        self.env.note_dependency(str(path))
        view = self.block(reader_view(source), "reader-view")
        fold = source_fold("", self.block(source, "full-source"), self.link(name), name=name)
        return [nodes.container("", view, fold, classes=["shown-source"])]

    def block(self, code: str, kind: str) -> nodes.literal_block:
        """Return highlighted code."""
        node = nodes.literal_block(code, code, language="python", classes=[kind])
        self.set_source_info(node)
        return node

    def link(self, name: str) -> nodes.paragraph:
        """Return the sentence that leads to the API page; a special method stands there with its class."""
        target = name.rpartition(".")[0] if name.endswith("__") else name
        reference = addnodes.pending_xref(
            "",
            nodes.literal(text=target),
            refdomain="py",
            reftype="obj",
            reftarget=target,
            refexplicit=True,
            refdoc=self.env.docname,
            refwarn=True,
        )
        return nodes.paragraph("", "", nodes.Text("In the reference: "), reference)


class source_fold(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """The fold around the full source."""


def visit_fold(translator: Any, node: source_fold) -> None:
    """Open the fold, closed at first."""
    summary = f"<summary>The full source of <code>{node['name']}</code></summary>"
    translator.body.append(f'<details class="source-fold">{summary}\n')


def leave_fold(translator: Any, _: source_fold) -> None:
    """Close the fold."""
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_node(source_fold, html=(visit_fold, leave_fold))
    app.add_directive("shown-source", ShownSource)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
