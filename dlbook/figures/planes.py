"""A plane with two kinds of points in it: where a line divides them, and how a network moves the plane."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, GRID, INK, STROKES, new_axes

KINDS = (("o", COLOURS[0]), ("^", COLOURS[1]))
Line = tuple[float, float, float]


def draw_two_classes(
    points: ArrayLike,
    labels: ArrayLike,
    names: Sequence[str] = (),
    lines: Mapping[str, Line] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw points of two classes, and straight lines between them.

    Parameters
    ----------
    points
        Where they lie, ``[points, 2]``.
    labels
        The class of each, 0 or 1.
    names
        What the two classes are called.
    lines
        By name, ``(a, b, c)`` for the line where a·x + b·y = c.
    ax
        Where to draw.

    Raises
    ------
    ValueError
        If the shapes do not fit together, or there are other classes.
    """
    where, classes = np.asarray(points, float), np.asarray(labels)
    if where.ndim != 2 or where.shape[1] != 2 or classes.shape != where.shape[:1]:
        raise ValueError(
            f"points must be [points, 2] with as many labels, not {list(where.shape)} and {list(classes.shape)}"
        )
    if not np.isin(classes, (0, 1)).all():
        raise ValueError(f"labels are 0 or 1, and these are {np.unique(classes).tolist()}")
    ax = ax or new_axes(figsize=(5, 4))[0]
    for label, (marker, colour) in enumerate(KINDS):
        chosen = where[classes == label]
        name = names[label] if names else None
        ax.plot(*chosen.T, marker, color=colour, markersize=3.5, alpha=0.75, label=name)
    limits = ax.get_xlim(), ax.get_ylim()
    for number, (name, line) in enumerate((lines or {}).items()):
        draw_straight(ax, line, limits, color=INK, linestyle=STROKES[number % len(STROKES)], label=name)
    ax.set(xlim=limits[0], ylim=limits[1])
    if names or lines:
        ax.legend(fontsize=11, loc="upper right")
    return ax


def draw_straight(
    ax: Axes, line: Line, limits: tuple[tuple[float, float], tuple[float, float]], **look: object
) -> Axes:
    """Draw the line ``(a, b, c)``, where a·x + b·y = c, across the limits of x and of y.

    Raises
    ------
    ValueError
        If a and b are both 0.
    """
    (left, right), (low, high) = limits
    a, b, c = line
    if a == b == 0:
        raise ValueError(f"(a, b, c) = {line} is no line: a or b must differ from 0")
    ends: NDArray[np.float64]
    if abs(b) > abs(a) * 1e-6:
        ends = np.array([(x, (c - a * x) / b) for x in (left, right)])
    else:
        ends = np.array([(c / a, y) for y in (low, high)])
    ax.plot(*ends.T, **look)  # type: ignore[arg-type]
    return ax


def draw_boundary(ax: Axes, x: ArrayLike, y: ArrayLike, scores: ArrayLike) -> Axes:
    """Draw where scores, ``[y, x]``, change their sign; above zero the plane has the tint of the class 0.

    Raises
    ------
    ValueError
        If there are not as many scores as places.
    """
    columns, rows, heights = np.asarray(x), np.asarray(y), np.asarray(scores)
    if heights.shape != (len(rows), len(columns)):
        raise ValueError(f"scores must be [{len(rows)}, {len(columns)}], not {list(heights.shape)}")
    levels = [min(heights.min(), -1e-9) - 1, 0, max(heights.max(), 1e-9) + 1]
    ax.contourf(columns, rows, heights, levels, colors=["#fbe6d8", "#dcebf5"], zorder=0)
    if heights.min() < 0 < heights.max():  # otherwise there is no boundary, and Matplotlib warns
        ax.contour(columns, rows, heights, [0], colors=[INK], linewidths=1.5)
    return ax


def draw_moved_grid(
    grid: ArrayLike, points: ArrayLike, labels: ArrayLike, names: Sequence[str] = (), ax: Axes | None = None
) -> Axes:
    """Draw where the lines of a grid and the points of two classes have moved, and the straight cut at height 0.

    Parameters
    ----------
    grid
        New place of each crossing, ``[rows, columns, 2]``.
    points, labels, names
        As in `draw_two_classes`, at their new places.
    ax
        Where to draw.

    Raises
    ------
    ValueError
        If the grid does not have this shape.
    """
    crossings = np.asarray(grid, float)
    if crossings.ndim != 3 or crossings.shape[2] != 2:
        raise ValueError(f"grid must be [rows, columns, 2], not {list(crossings.shape)}")
    ax = ax or new_axes(figsize=(5, 4))[0]
    for line in [*crossings, *crossings.swapaxes(0, 1)]:
        ax.plot(*line.T, color=GRID, linewidth=0.8, zorder=0)
    ax.axhline(0, color=INK, linewidth=1.5)
    ax.grid(visible=False)
    return draw_two_classes(points, labels, names, ax=ax)


def draw_bend(
    x: ArrayLike,
    y: ArrayLike,
    scores: ArrayLike,
    points: ArrayLike,
    labels: ArrayLike,
    *,
    point_scores: ArrayLike,
    axes: Sequence[Axes],
) -> list[Axes]:
    """Draw what scores do to a plane: above, where they divide it; below, each place lifted to its own score.

    Parameters
    ----------
    x, y
        Places of the grid's columns and rows.
    scores
        The score of each crossing, ``[rows, columns]``.
    points, labels
        As in `draw_two_classes`.
    point_scores
        The score of each point, ``[points]``.
    axes
        The upper and the lower Axes.

    Raises
    ------
    ValueError
        If there are not two Axes, or the shapes do not fit together.
    """
    if len(axes) != 2:
        raise ValueError(f"two Axes are needed, one above the other, not {len(axes)}")
    draw_two_classes(points, labels, ax=axes[0])
    draw_boundary(axes[0], x, y, scores)
    rows = np.asarray(y, float)
    columns, heights = np.broadcast_arrays(np.asarray(x, float), np.asarray(scores, float))
    lifted = np.column_stack([np.asarray(points, float)[:, 0], np.asarray(point_scores, float)])
    draw_moved_grid(np.stack([columns, heights], axis=-1), lifted, labels, ax=axes[1])
    for ax in axes:  # what stands below a place is what became of it
        ax.set_xlim(columns.min(), columns.max())
    axes[0].set_ylim(rows.min(), rows.max())
    axes[1].autoscale(axis="y")
    return list(axes)
