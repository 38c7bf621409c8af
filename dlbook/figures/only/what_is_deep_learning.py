"""Figures of concepts/what-is-deep-learning: rings, dates, switches, and a plane that a network divides."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, STROKES, new_axes

TINTS = ("#eef3f7", "#d6e6f2", "#b9d8ec")  # of the first colour, light enough for ink
KINDS = (("o", COLOURS[0]), ("^", COLOURS[1]))
Line = tuple[float, float, float]  # (a, b, c), where a·x + b·y = c
Limits = tuple[tuple[float, float], tuple[float, float]]  # of x and of y


def draw_rings(rings: Mapping[str, str]) -> Axes:
    """Draw circles one inside the other, the first name outermost; below each name stand a few words about it."""
    ax = new_axes(figsize=(4.8, 4.8))[0]
    radii = 1 - 0.3 * np.arange(len(rings))
    for (name, words), radius, tint in zip(rings.items(), radii, TINTS, strict=True):
        ax.add_patch(Circle((0, radius), radius, facecolor=tint, edgecolor=COLOURS[0], linewidth=1.2))
        # All circles touch the ground, so above each smaller one there is room for the larger one's name.
        is_innermost = radius == radii[-1]
        top = radius * 1.25 if is_innermost else 2 * radius - 0.16
        ax.text(0, top, name, ha="center", va="center", weight="bold", fontsize=12)
        ax.text(0, top - 0.1, words, ha="center", va="top", fontsize=10.5, linespacing=1.35)
    ax.set(xlim=(-1.02, 1.02), ylim=(-0.02, 2.02), aspect="equal")
    ax.set_axis_off()
    return ax


def draw_timeline(events: Sequence[tuple[int, str]]) -> Axes:
    """Draw years down a line, true to scale, each with what happened; words that would collide move apart."""
    years = np.array([year for year, _ in events], float)
    ax = new_axes(figsize=(6, 0.9 + 0.42 * len(years)))[0]
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


def draw_gates(gates: Mapping[str, Sequence[int]], lines: Mapping[str, Line]) -> list[Axes]:
    """Draw each gate's answers to (0, 0), (1, 0), (0, 1), (1, 1) as lamps, and the line that divides them, if any."""
    corners = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
    axes = new_axes(1, len(gates), figsize=(2.1 * len(gates), 2.4), sharey=True)
    limits = (-0.4, 1.4), (-0.4, 1.4)
    for ax, (name, answers) in zip(axes, gates.items(), strict=True):
        for corner, is_on in zip(corners, answers, strict=True):
            fill = COLOURS[1] if is_on else PAPER
            ax.plot(*corner, "o", markersize=16, markerfacecolor=fill, markeredgecolor=INK)
        if name in lines:
            _draw_straight(ax, lines[name], limits, color=COLOURS[0], linestyle="--")
        ax.set(title=name, xlim=limits[0], ylim=limits[1], xlabel="first switch", aspect="equal")
        ax.set_xticks((0, 1), ("down", "up"))
        ax.set_yticks((0, 1), ("down", "up"))
        ax.grid(visible=False)
    axes[0].set_ylabel("second switch")
    return axes


def draw_two_classes(
    points: ArrayLike, labels: ArrayLike, names: Sequence[str], lines: Mapping[str, Line]
) -> Axes:
    """Draw points, ``[points, 2]``, of two classes, 0 and 1, and straight lines between them."""
    ax = new_axes(figsize=(5, 4))[0]
    _draw_points(ax, points, labels, names)
    limits = ax.get_xlim(), ax.get_ylim()
    for number, (name, line) in enumerate(lines.items()):
        _draw_straight(ax, line, limits, color=INK, linestyle=STROKES[number], label=name)
    ax.set(xlim=limits[0], ylim=limits[1])
    ax.legend(fontsize=11, loc="upper right")
    return ax


def draw_bend(
    x: ArrayLike,
    y: ArrayLike,
    scores: ArrayLike,
    points: ArrayLike,
    labels: ArrayLike,
    *,
    point_scores: ArrayLike,
    axes: Sequence[Axes],
) -> None:
    """Draw above where scores, ``[y, x]``, divide a plane, and below each place lifted to its own score."""
    upper, lower = axes
    columns, rows, heights = (np.asarray(numbers, float) for numbers in (x, y, scores))
    _draw_points(upper, points, labels)
    _draw_boundary(upper, columns, rows, heights)
    _draw_grid(lower, np.stack(np.broadcast_arrays(columns, heights), axis=-1))
    lifted = np.column_stack([np.asarray(points)[:, 0], np.asarray(point_scores)])
    _draw_points(lower, lifted, labels)
    for ax in axes:  # what stands below a place is what became of it
        ax.set_xlim(columns.min(), columns.max())
    upper.set_ylim(rows.min(), rows.max())


def _apart(places: NDArray[np.float64], gap: float) -> list[float]:
    """The same places, moved as little as a simple rule can so that neighbors keep this distance."""
    moved: list[float] = places.tolist()
    for _ in range(100):  # each pass pushes every close pair apart by half of what it lacks
        for at in range(1, len(moved)):
            lack = gap - (moved[at] - moved[at - 1])
            if lack > 0:
                moved[at - 1] -= lack / 2
                moved[at] += lack / 2
    return moved


def _draw_straight(ax: Axes, line: Line, limits: Limits, **look: object) -> None:
    """The line, across the limits."""
    (left, right), (low, high) = limits
    a, b, c = line
    if abs(b) > abs(a) * 1e-6:
        ends = np.array([(x, (c - a * x) / b) for x in (left, right)])
    else:
        ends = np.array([(c / a, y) for y in (low, high)])
    ax.plot(*ends.T, **look)  # type: ignore[arg-type]


def _draw_points(
    ax: Axes, points: ArrayLike, labels: ArrayLike, names: Sequence[str | None] = (None, None)
) -> None:
    """The points of each class with its mark."""
    where, classes = np.asarray(points, float), np.asarray(labels)
    for label, (marker, colour) in enumerate(KINDS):
        chosen = where[classes == label]
        ax.plot(*chosen.T, marker, color=colour, markersize=3.5, alpha=0.75, label=names[label])


def _draw_boundary(
    ax: Axes, x: NDArray[np.float64], y: NDArray[np.float64], scores: NDArray[np.float64]
) -> None:
    """Where scores change their sign; above zero the plane has the tint of the class 0."""
    levels = [scores.min() - 1, 0, scores.max() + 1]
    ax.contourf(x, y, scores, levels, colors=["#fbe6d8", "#dcebf5"], zorder=0)
    ax.contour(x, y, scores, [0], colors=[INK], linewidths=1.5)


def _draw_grid(ax: Axes, crossings: NDArray[np.float64]) -> None:
    """The lines of a grid, ``[rows, columns, 2]``, and the straight cut at height 0."""
    for line in [*crossings, *crossings.swapaxes(0, 1)]:
        ax.plot(*line.T, color=GRID, linewidth=0.8, zorder=0)
    ax.axhline(0, color=INK, linewidth=1.5)
    ax.grid(visible=False)
