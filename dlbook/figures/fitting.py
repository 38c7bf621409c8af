"""Points, and the curves that were fitted to them: how well they pass, and where they go in between."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, INK, STROKES, new_axes

Curve = Callable[[NDArray[np.float64]], ArrayLike]


def draw_fitted_curves(
    points: ArrayLike,
    curves: Mapping[str, Curve],
    new_points: ArrayLike | None = None,
    x_label: str = "",
    y_label: str = "",
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw points that curves were fitted to, new points, and the curves through the whole range.

    Parameters
    ----------
    points
        What the curves were fitted to, ``[points, 2]``: x and y.
    curves
        By name, a function that gives the heights at an array of places.
    new_points
        Points that no curve was fitted to, ``[points, 2]``; they are drawn as crosses.
    x_label, y_label
        What the axes show, with its unit.

    Raises
    ------
    ValueError
        If the points have another shape, or there are no curves.
    """
    old, new = _as_points(points), _as_points(np.empty((0, 2)) if new_points is None else new_points)
    if not curves:
        raise ValueError("there is no curve to draw; give at least one by name")
    ax = ax or new_axes()[0]
    everywhere = np.concatenate([old[:, 0], new[:, 0]])
    places = np.linspace(everywhere.min(), everywhere.max(), 400)
    for number, (name, curve) in enumerate(curves.items()):
        colour, stroke = COLOURS[number % len(COLOURS)], STROKES[number % len(STROKES)]
        ax.plot(places, np.asarray(curve(places)), color=colour, linestyle=stroke, label=name)
    ax.plot(*old.T, "o", color=INK, label="fitted to")
    if len(new):
        ax.plot(*new.T, "x", color=INK, markersize=7, label="new")
    ax.set(xlabel=x_label, ylabel=y_label)
    # Beside the axes, where no curve can run through it.
    ax.legend(frameon=False, fontsize=11, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def _as_points(points: ArrayLike) -> NDArray[np.float64]:
    where = np.asarray(points, dtype=float)
    if where.ndim != 2 or where.shape[1] != 2:
        raise ValueError(f"points must have the shape [points, 2], not {list(where.shape)}")
    return where
