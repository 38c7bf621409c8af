"""Rings inside rings, units with their wires, and dates along a line: figures of words."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, PAPER, new_axes

TINTS = ("#eef3f7", "#d6e6f2", "#b9d8ec", "#9ccbe6")  # of the first colour, light enough for ink


def draw_rings(rings: Mapping[str, str], ax: Axes | None = None) -> Axes:
    """Draw circles one inside the other, the first name outermost; below each name stand a few words about it.

    Raises
    ------
    ValueError
        If there is no ring, or more than the four whose names can be read.
    """
    if not 1 <= len(rings) <= len(TINTS):
        raise ValueError(f"draw 1 to {len(TINTS)} rings, not {len(rings)}")
    ax = ax or new_axes(figsize=(4.8, 4.8))[0]
    radii = 1 - 0.3 * np.arange(len(rings))
    for (name, words), radius, tint in zip(rings.items(), radii, TINTS, strict=False):
        ax.add_patch(Circle((0, radius), radius, facecolor=tint, edgecolor=COLOURS[0], linewidth=1.2))
        # All circles touch the ground, so above each smaller one there is room for the larger one's name.
        is_innermost = radius == radii[-1]
        top = radius * 1.25 if is_innermost else 2 * radius - 0.16
        ax.text(0, top, name, ha="center", va="center", weight="bold", fontsize=12)
        ax.text(0, top - 0.1, words, ha="center", va="top", fontsize=10.5, linespacing=1.35)
    ax.set(xlim=(-1.02, 1.02), ylim=(-0.02, 2.02), aspect="equal")
    ax.set_axis_off()
    return ax


def draw_units(
    columns: Sequence[Sequence[str]],
    weights: Sequence[ArrayLike],
    notes: Mapping[str, str] | None = None,
    ax: Axes | None = None,
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
    ax
        Where to draw.

    Raises
    ------
    ValueError
        If a table does not have as many rows and columns as there are units.
    """
    tables = [np.asarray(table, float) for table in weights]
    shapes = [(len(after), len(before)) for before, after in pairwise(columns)]
    if [table.shape for table in tables] != shapes:
        raise ValueError(f"weights must have the shapes {shapes}, not {[table.shape for table in tables]}")
    ax = ax or new_axes(figsize=(0.7 + 1.7 * len(columns), 0.3 + 0.75 * max(map(len, columns))))[0]
    places = [_spread(column, x) for x, column in enumerate(columns)]
    for table, before, after in zip(tables, places, places[1:], strict=False):
        for to, source in np.argwhere(table):
            _draw_wire(ax, before[source], after[to], table[to, source])
    for column, spots in zip(columns, places, strict=True):
        for name, (x, y) in zip(column, spots, strict=True):
            box = {"boxstyle": "round,pad=0.5", "facecolor": TINTS[1], "edgecolor": COLOURS[0]}
            ax.text(x, y, name, ha="center", va="center", bbox=box, zorder=3)
            ax.text(x, y - 0.3, (notes or {}).get(name, ""), ha="center", va="top", fontsize=10.5, zorder=3)
    height = (max(map(len, columns)) - 1) / 2
    ax.set(xlim=(-0.4, len(columns) - 0.6), ylim=(-height - 0.6, height + 0.3))
    ax.set_axis_off()
    return ax


def draw_timeline(events: Sequence[tuple[int, str]], ax: Axes | None = None) -> Axes:
    """Draw years down a line, true to scale, each with what happened; words that would collide move apart.

    Raises
    ------
    ValueError
        If there are fewer than two events, or the years do not ascend.
    """
    years = np.array([year for year, _ in events], float)
    if len(years) < 2 or np.any(np.diff(years) < 0):
        raise ValueError(
            f"a timeline needs two or more years in ascending order, not {[y for y, _ in events]}"
        )
    ax = ax or new_axes(figsize=(6, 0.9 + 0.42 * len(years)))[0]
    gap = (years[-1] - years[0]) / (1.35 * len(years))
    heights = _apart(years, gap)
    ax.plot([0, 0], years[[0, -1]], color=COLOURS[0], linewidth=2)
    ax.plot(np.zeros_like(years), years, "o", color=COLOURS[0])
    for (year, words), height in zip(events, heights, strict=True):
        ax.plot([0.03, 0.1, 0.13], [year, height, height], color=COLOURS[0], linewidth=0.8)
        ax.text(0.15, height, f"{year}", va="center", weight="bold")
        ax.text(0.27, height, words, va="center")
    ax.set(
        xlim=(-0.03, 1.5), ylim=(max(years[-1], heights[-1]) + gap / 2, min(years[0], heights[0]) - gap / 2)
    )
    ax.set_axis_off()
    return ax


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


def _apart(places: ArrayLike, gap: float) -> list[float]:
    """The same places, moved as little as a simple rule can so that neighbors keep this distance."""
    moved = list(map(float, np.asarray(places)))
    for _ in range(100):  # each pass pushes every close pair apart by half of what it lacks
        for at in range(1, len(moved)):
            lack = gap - (moved[at] - moved[at - 1])
            if lack > 0:
                moved[at - 1] -= lack / 2
                moved[at] += lack / 2
    return moved
