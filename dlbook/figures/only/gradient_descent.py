"""Figures of math/gradient-descent: valleys seen from above, and the paths of those who walk in them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, new_axes

CONTOUR = "#8a949e"  # 3 to 1 from the paper, and quieter than a path
Extent = tuple[float, float, float, float]  # left, right, bottom, top
Loss = Callable[[Any, Any], Any]  # of two weights, given as arrays


def draw_direction(
    loss_fn: Loss,
    start: tuple[float, float],
    gradient: tuple[float, float],
    lowest: tuple[float, float],
    extent: Extent,
) -> Axes:
    """Draw a valley from above, an arrow from the start against the gradient, and a dashed line to the lowest point."""
    ax = new_axes(figsize=(5.5, 3.4))[0]
    _draw_valley(ax, loss_fn, extent)
    reach = 0.35 * min(extent[1] - extent[0], extent[3] - extent[2]) / np.hypot(*gradient)
    tip = (start[0] - reach * gradient[0], start[1] - reach * gradient[1])
    arrow = {"arrowstyle": "-|>", "color": COLOURS[1], "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, start, arrowprops=arrow)
    ax.plot(*zip(start, lowest, strict=True), color=COLOURS[0], linestyle="--")
    ax.plot(*start, marker="s", color=INK)
    ax.plot(*lowest, marker="*", markersize=12, color=COLOURS[0])
    ax.set_aspect("equal")
    return ax


def draw_paths(
    loss_fn: Loss, paths: Mapping[str, ArrayLike], extent: Extent, x_label: str, y_label: str
) -> list[Axes]:
    """Draw a valley from above, once for each path, ``[steps, 2]``, and in it the path from its start (a square)."""
    axes = new_axes(1, len(paths), figsize=(3.1 * len(paths), 3.0), sharey=True)
    for ax, (title, steps) in zip(axes, paths.items(), strict=True):
        path = np.asarray(steps, dtype=float)
        _draw_valley(ax, loss_fn, extent)
        ax.plot(*path.T, color=COLOURS[1], marker="o", markersize=3.5, linewidth=1.2)
        ax.plot(*path[0], marker="s", color=INK)
        ax.set(title=title, xlabel=x_label)
    axes[0].set_ylabel(y_label)
    return axes


def _draw_valley(ax: Axes, loss_fn: Loss, extent: Extent) -> None:
    """Lines of equal loss, as a map shows lines of equal height: the closer they lie, the steeper it is."""
    left, right, bottom, top = extent
    u, v = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    height = loss_fn(u, v)
    levels = height.min() + (height.max() - height.min()) * np.linspace(0.04, 1, 9) ** 2
    ax.contour(u, v, height, levels=levels, colors=CONTOUR, linewidths=0.8)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.grid(visible=False)
