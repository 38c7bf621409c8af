"""Figures of training/overfitting: points, and where the curves go that were fitted to them."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import INK, line_look, new_axes


def draw_fitted_curves(
    points: ArrayLike,
    curves: Mapping[str, Callable[[NDArray[np.float64]], ArrayLike]],
    new_points: ArrayLike,
    x_label: str,
    y_label: str,
) -> Axes:
    """Draw the points, ``[points, 2]``, that curves were fitted to, new points, and the curves over the whole range."""
    old, new = np.asarray(points, dtype=float), np.asarray(new_points, dtype=float)
    ax = new_axes()[0]
    everywhere = np.concatenate([old[:, 0], new[:, 0]])
    places = np.linspace(everywhere.min(), everywhere.max(), 400)
    for number, (name, curve) in enumerate(curves.items()):
        ax.plot(places, np.asarray(curve(places)), label=name, **line_look(number) | {"marker": ""})
    ax.plot(*old.T, "o", color=INK, label="fitted to")
    ax.plot(*new.T, "x", color=INK, markersize=7, label="new")
    ax.set(xlabel=x_label, ylabel=y_label)
    # Beside the axes, where no curve can run through it.
    ax.legend(frameon=False, fontsize=11, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax
