"""Figures of training/one-weight: lines that are fitted to points, and steps down a valley."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dlbook.figures.style import COLOURS, INK, line_look, new_axes


def draw_fit(
    x: Sequence[float], y: Sequence[float], weights: Mapping[str, float], x_label: str, y_label: str
) -> Axes:
    """Draw points, and for each weight the line through the origin that it stands for, with its name at the end."""
    ax = new_axes()[0]
    end = 1.15 * max(x)
    for number, (name, weight) in enumerate(weights.items()):
        look = line_look(number) | {"marker": ""}
        ax.plot([0, end], [0, weight * end], **look)
        ax.annotate(
            name, (end, weight * end), (4, 0), textcoords="offset points", va="center", color=look["color"]
        )
    ax.plot(x, y, linestyle="", marker="o", markersize=8, color=INK)
    ax.set(xlabel=x_label, ylabel=y_label, xlim=(0, 1.25 * end))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return ax


def draw_tangents(
    fn: Callable[[float], float],
    positions: Sequence[float],
    slopes: Sequence[float],
    x_label: str,
    y_label: str,
) -> Axes:
    """Draw a curve, the points on it where somebody stood in turn, and a short line with the slope of each."""
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
