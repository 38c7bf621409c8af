"""Figures of math/probability: what a model believes, and whether it is right as often as it says."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, GRID, INK, line_look, new_axes


def draw_bells(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weight: float,
    surprise: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    labels: tuple[str, str],
) -> Axes:
    """Draw the line with this weight, the points, and at each a density, lying on its side, of where one is expected."""
    ax = new_axes()[0]
    ends = np.array([0, max(x) * 1.35])
    ax.plot(ends, weight * ends, color=COLOURS[0])
    errors = np.linspace(-2.6, 2.6, 201)
    density = np.exp(-surprise(errors))
    for place in np.unique(x):
        across = place + 0.18 * max(x) * density / density.max()
        ax.fill_betweenx(weight * place + errors, place, across, color=GRID)
        ax.plot(across, weight * place + errors, color=COLOURS[1])
    ax.plot(x, y, linestyle="", marker="o", color=INK)
    ax.set(xlabel=labels[0], ylabel=labels[1])
    return ax


def draw_reliability(curves: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]]) -> Axes:
    """Draw how often models were right over what they said; the third of each curve counts the examples of a dot."""
    ax = new_axes(figsize=(5, 4.6))[0]
    ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle=(0, (2, 2)), label="as often as it says")
    for number, (name, curve) in enumerate(curves.items()):
        said, right, counts = (np.asarray(values, float) for values in curve)  # [bins] each
        look = line_look(number) | {"marker": ""}
        ax.plot(said, right, label=name, **look)
        shares = counts / counts.sum()
        ax.scatter(said, right, s=15 + 250 * shares, color=look["color"], zorder=3)
    ax.set(xlabel="what it says", ylabel="how often it is right", xlim=(0, 1.03), ylim=(0, 1.03))
    ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    ax.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    ax.legend(frameon=False, loc="upper left")
    return ax
