"""What a slope is, and how slopes multiply: curves, a growing rectangle, and graphs with their numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, new_axes


class Node(NamedTuple):
    """A box of a graph: its place, counted in columns and rows, the number in it, and the slope written below it."""

    column: float
    row: float
    value: float
    slope: float


def draw_zoom(
    fn: Callable[[float], float], at: float, slope: float, half_widths: Sequence[float] = (3, 0.3, 0.03)
) -> list[Axes]:
    """Draw a curve and the straight line with the given slope through one of its points, from closer and closer.

    Each panel reaches `half_widths` to both sides of the point, and marks what the next panel shows.

    Raises
    ------
    ValueError
        If the half widths do not get smaller and smaller, or one is not above 0.
    """
    if (
        not half_widths
        or min(half_widths) <= 0
        or sorted(set(half_widths), reverse=True) != list(half_widths)
    ):
        raise ValueError(
            f"half_widths must get smaller from panel to panel and stay above 0, not {tuple(half_widths)}"
        )
    axes = new_axes(1, len(half_widths), figsize=(2.3 * len(half_widths), 2.5))
    for ax, half_width, inside in zip(axes, half_widths, [*half_widths[1:], 0], strict=True):
        x = np.linspace(at - half_width, at + half_width, 101)
        ax.plot(x, [fn(place) for place in x], color=COLOURS[0], linewidth=2)
        ax.plot(x, fn(at) + slope * (x - at), color=COLOURS[1], linestyle="--")
        ax.plot(at, fn(at), marker="o", color=INK)
        ax.set(title=f"{half_width:g} to each side", xticks=[at - half_width, at, at + half_width])
        ax.locator_params(axis="y", nbins=5)
        if inside:
            height = abs(slope) * inside
            box = Rectangle((at - inside, fn(at) - height), 2 * inside, 2 * height, fill=False, edgecolor=INK)
            ax.add_patch(box)
    return axes


def draw_tangents(
    fn: Callable[[float], float],
    positions: Sequence[float],
    slopes: Sequence[float],
    x_label: str,
    y_label: str,
) -> Axes:
    """Draw a curve, the points on it where somebody stood in turn, and a short line with the slope of each.

    Raises
    ------
    ValueError
        If there is no position, or not one slope for each.
    """
    if not positions or len(positions) != len(slopes):
        raise ValueError(f"each position needs a slope: {len(positions)} positions, {len(slopes)} slopes")
    ax = new_axes()[0]
    width = max(max(positions) - min(positions), 1)
    x = np.linspace(min(positions) - 0.2 * width, max(positions) + 0.5 * width, 101)
    ax.plot(x, [fn(place) for place in x], color=COLOURS[0])
    for number, (place, slope) in enumerate(zip(positions, slopes, strict=True)):
        near = np.array([-0.1, 0.1]) * width
        ax.plot(place + near, fn(place) + slope * near, color=COLOURS[1], linewidth=2)
        ax.plot(place, fn(place), marker="o", color=INK)
        ax.annotate(str(number), (place, fn(place)), (7, 5), textcoords="offset points")
    ax.set(xlabel=x_label, ylabel=y_label)
    return ax


def draw_product(a: float, b: float, growth: float) -> Axes:
    """Draw a rectangle of `a` by `b`, and what its area gains when both sides grow.

    Raises
    ------
    ValueError
        If a length is not above 0.
    """
    if min(a, b, growth) <= 0:
        raise ValueError(f"lengths must be above 0, not {a}, {b} and {growth}")
    ax = new_axes(figsize=(5, 3.4))[0]
    for corner, width, height, colour in [
        ((0, 0), b, a, PAPER),
        ((0, a), b, growth, "#cfe4f2"),
        ((b, 0), growth, a, "#f7dcc4"),
        ((b, a), growth, growth, GRID),
    ]:
        ax.add_patch(Rectangle(corner, width, height, facecolor=colour, edgecolor=INK))
    far = growth / 2  # from a side to the middle of its strip
    for x, y, text in [
        *[(b / 2, a / 2, "a · b"), (b / 2, a + far, "step · b"), (b + far, a / 2, "a · step")],
        *[(b / 2, -0.1 * a, "b"), (-0.1 * a, a / 2, "a")],
    ]:
        ax.text(x, y, text, ha="center", va="center", rotation=90 if x > b else 0)
    ax.text(b + 1.2 * growth, a + far, "step · step", va="center")
    ax.set(xlim=(-0.2 * a, b + 5 * growth), ylim=(-0.2 * a, a + 1.5 * growth), aspect="equal")
    ax.set_axis_off()
    return ax


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

    Raises
    ------
    ValueError
        If an arrow begins or ends at a box that is not there.
    """
    boxes = {name: Node(*node) for name, node in nodes.items()}
    unknown = {name for start, end, _ in edges for name in (start, end)} - set(boxes)
    if unknown:
        raise ValueError(
            f"an arrow needs a box at both ends; there is none called {', '.join(sorted(unknown))}"
        )
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
