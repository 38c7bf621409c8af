"""Sphinx: a node for an HTML element that docutils has no node for, such as ``<details>`` and its ``<summary>``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


class tagged(nodes.General, nodes.Element):  # noqa: N801 - docutils names its nodes so
    """An element with children; other formats than HTML show the children alone."""


def tag(name: str, *children: nodes.Node, classes: Sequence[str] = (), **attributes: str) -> tagged:
    """Return an element; an attribute's underscores stand for hyphens."""
    pairs = {key.replace("_", "-"): value for key, value in attributes.items()}
    return tagged("", *children, tag=name, attributes=pairs, classes=list(classes))


def visit(translator: Any, node: tagged) -> None:
    """Open the element."""
    translator.body.append(translator.starttag(node, node["tag"], "", **node["attributes"]))


def leave(translator: Any, node: tagged) -> None:
    """Close the element."""
    translator.body.append(f"</{node['tag']}>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""

    def nothing(translator: object, node: tagged) -> None:
        """Show the children only."""

    app.add_node(tagged, html=(visit, leave), latex=(nothing, nothing), text=(nothing, nothing))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
