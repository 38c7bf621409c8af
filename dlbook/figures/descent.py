"""Walking downhill: lines that are fitted, and valleys seen from above with the paths of those who walk in them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, INK, line_look, new_axes

CONTOUR = "#8a949e"  # 3 to 1 from the paper, and quieter than a path
Extent = tuple[float, float, float, float]  # left, right, bottom, top
Loss = Callable[[Any, Any], Any]  # of two weights, given as arrays


def draw_fit(
    x: Sequence[float], y: Sequence[float], weights: Mapping[str, float], x_label: str, y_label: str
) -> Axes:
    """Draw points, and for each weight the line through the origin that it stands for, with its name at the end.

    Raises
    ------
    ValueError
        If there are no points, or not one `y` for each `x`.
    """
    if not x or len(x) != len(y):
        raise ValueError(f"each point needs an x and a y: {len(x)} of x, {len(y)} of y")
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


def draw_paths(
    loss_fn: Loss, paths: Mapping[str, ArrayLike], extent: Extent, x_label: str = "", y_label: str = ""
) -> list[Axes]:
    """Draw a valley from above, once for each path, and in it the path from its start (a square) to its end.

    Parameters
    ----------
    loss_fn
        The loss for two weights, given as arrays.
    paths
        Under its title, each path with one row for each step, ``[steps, 2]``.
    extent
        What is seen of the valley: left, right, bottom, top.
    x_label, y_label
        What the two weights are called.

    Raises
    ------
    ValueError
        If a path has another shape, or nothing is seen.
    """
    walks = {title: _as_path(path, title) for title, path in paths.items()}
    axes = new_axes(1, len(walks), figsize=(3.1 * len(walks), 3.0), sharey=True)
    for ax, (title, path) in zip(axes, walks.items(), strict=True):
        _draw_valley(ax, loss_fn, extent)
        ax.plot(*path.T, color=COLOURS[1], marker="o", markersize=3.5, linewidth=1.2)
        ax.plot(*path[0], marker="s", color=INK)
        ax.set(title=title, xlabel=x_label)
    axes[0].set_ylabel(y_label)
    return axes


def draw_direction(
    loss_fn: Loss,
    start: tuple[float, float],
    gradient: tuple[float, float],
    lowest: tuple[float, float],
    extent: Extent,
) -> Axes:
    """Draw a valley from above, an arrow from the start against the gradient, and a dashed line to the lowest point.

    Raises
    ------
    ValueError
        If the gradient is zero or not finite, so that it shows no direction.
    """
    ax = new_axes(figsize=(5.5, 3.4))[0]
    _draw_valley(ax, loss_fn, extent)
    length = np.hypot(*gradient)
    if not 0 < length < np.inf:
        raise ValueError(f"the gradient {gradient} shows no direction")
    reach = 0.35 * min(extent[1] - extent[0], extent[3] - extent[2]) / length
    tip = (start[0] - reach * gradient[0], start[1] - reach * gradient[1])
    arrow = {"arrowstyle": "-|>", "color": COLOURS[1], "linewidth": 2.5, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", tip, start, arrowprops=arrow)
    ax.plot(*zip(start, lowest, strict=True), color=COLOURS[0], linestyle="--")
    ax.plot(*start, marker="s", color=INK)
    ax.plot(*lowest, marker="*", markersize=12, color=COLOURS[0])
    ax.set_aspect("equal")
    return ax


def _draw_valley(ax: Axes, loss_fn: Loss, extent: Extent) -> None:
    """Lines of equal loss, as a map shows lines of equal height: the closer they lie, the steeper it is."""
    left, right, bottom, top = extent
    if not (left < right and bottom < top):
        raise ValueError(f"extent is (left, right, bottom, top), from lower to higher, not {extent}")
    u, v = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    height = loss_fn(u, v)
    levels = height.min() + (height.max() - height.min()) * np.linspace(0.04, 1, 9) ** 2
    ax.contour(u, v, height, levels=levels, colors=CONTOUR, linewidths=0.8)
    ax.set(xlim=(left, right), ylim=(bottom, top))
    ax.grid(visible=False)


def _as_path(path: ArrayLike, title: str) -> NDArray[np.float64]:
    """The path as rows of two weights."""
    rows = np.asarray(path, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != 2 or not len(rows):
        raise ValueError(f"the path {title!r} must have the shape [steps, 2], not {list(rows.shape)}")
    return rows
