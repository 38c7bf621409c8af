"""Boxes and what runs between them: the steps of a computation, and the units of a network."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, PAPER, new_axes

TINT = "#d6e6f2"  # of the first colour, light enough for ink


class Node(NamedTuple):
    """A box of a graph: its place, counted in columns and rows, the number in it, and the slope written below it."""

    column: float
    row: float
    value: float
    slope: float


def draw_graph(
    nodes: Mapping[str, tuple[float, float, float, float]], edges: Sequence[tuple[str, str, str]]
) -> Axes:
    """Draw the steps of a computation: numbers in boxes, slopes on the arrows, and below each box the result's slope by it.

    Parameters
    ----------
    nodes
        For each name the column and the row of its box, its number, and the slope of the result by it.
    edges
        The arrows: from which box, to which box, and what is written on it.
    """
    boxes = {name: Node(*node) for name, node in nodes.items()}
    columns, rows = ([box[axis] for box in boxes.values()] for axis in (0, 1))
    size = (1.2 * (max(columns) - min(columns) + 1), 1.25 * (max(rows) - min(rows) + 1))
    ax = new_axes(figsize=size)[0]
    for start, end, text in edges:
        _draw_arrow(ax, boxes[start], boxes[end], text)
    for name, box in boxes.items():
        text = f"{name} = {box.value:.4g}".replace("-", "−")
        look = {"boxstyle": "round,pad=0.4", "facecolor": PAPER, "edgecolor": INK}
        ax.text(box.column, box.row, text, ha="center", va="center", bbox=look)
        slope = f"{box.slope:.4g}".replace("-", "−")
        ax.text(box.column, box.row - 0.3, slope, ha="center", va="center", color=COLOURS[1], weight="bold")
    ax.set(xlim=(min(columns) - 0.5, max(columns) + 0.5), ylim=(min(rows) - 0.5, max(rows) + 0.4))
    ax.set_axis_off()
    return ax


def draw_units(
    columns: Sequence[Sequence[str]],
    weights: Sequence[ArrayLike],
    notes: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the units of a small network, column by column, with a wire and its weight between each two.

    Parameters
    ----------
    columns
        The name of each unit, from the inputs to the outputs.
    weights
        For each two neighboring columns a table ``[units of the later, units of the earlier]``;
        a weight of zero is no wire.
    notes
        Words below the units with these names, such as what each asks for.

    Raises
    ------
    ValueError
        If a table does not have as many rows and columns as there are units.
    """
    tables = [np.asarray(table, float) for table in weights]
    shapes = [(len(after), len(before)) for before, after in pairwise(columns)]
    if [table.shape for table in tables] != shapes:
        raise ValueError(f"weights must have the shapes {shapes}, not {[table.shape for table in tables]}")
    ax = new_axes(figsize=(0.7 + 1.7 * len(columns), 0.3 + 0.75 * max(map(len, columns))))[0]
    places = [_spread(column, x) for x, column in enumerate(columns)]
    for table, before, after in zip(tables, places, places[1:], strict=False):
        for to, source in np.argwhere(table):
            _draw_wire(ax, before[source], after[to], table[to, source])
    for column, spots in zip(columns, places, strict=True):
        for name, (x, y) in zip(column, spots, strict=True):
            box = {"boxstyle": "round,pad=0.5", "facecolor": TINT, "edgecolor": COLOURS[0]}
            ax.text(x, y, name, ha="center", va="center", bbox=box, zorder=3)
            ax.text(x, y - 0.3, (notes or {}).get(name, ""), ha="center", va="top", fontsize=10.5, zorder=3)
    height = (max(map(len, columns)) - 1) / 2
    ax.set(xlim=(-0.4, len(columns) - 0.6), ylim=(-height - 0.6, height + 0.3))
    ax.set_axis_off()
    return ax


def _draw_arrow(ax: Axes, start: Node, end: Node, text: str) -> None:
    """An arrow between two boxes, with its slope on it."""
    look = {"arrowstyle": "->", "color": INK, "shrinkA": 25, "shrinkB": 25}
    ax.annotate("", (end.column, end.row), (start.column, start.row), arrowprops=look)
    share = 0.5 if start.row == end.row else 0.35  # so that crossing arrows do not write on each other
    middle = (
        start.column + share * (end.column - start.column),
        start.row + share * (end.row - start.row),
    )
    paper = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
    ax.text(*middle, text, ha="center", va="bottom", color=COLOURS[0], bbox=paper)


def _spread(column: Sequence[str], x: float) -> list[tuple[float, float]]:
    """Places of a column's units, evenly around the middle, the first on top."""
    middle = (len(column) - 1) / 2
    return [(x, middle - at) for at in range(len(column))]


def _draw_wire(ax: Axes, start: tuple[float, float], end: tuple[float, float], weight: float) -> None:
    (x0, y0), (x1, y1) = start, end
    ax.plot([x0, x1], [y0, y1], color=INK, linewidth=1, zorder=1)
    share = 0.6  # nearer to the end, since wires that cross do so in the middle
    box = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
    text = f"× {weight:g}".replace("-", "\N{MINUS SIGN}")
    at = (x0 + share * (x1 - x0), y0 + share * (y1 - y0))
    ax.text(*at, text, ha="center", va="center", fontsize=10.5, bbox=box, zorder=2)
