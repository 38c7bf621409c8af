"""Figures of start/first-network-examined: what a band over seeds is made of."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dlbook.figures.curves import draw_bands
from dlbook.figures.style import line_look, new_axes


def explain_band(curves: Sequence[Sequence[float]], label: str) -> list[Axes]:
    """Draw the curve of each seed on the left, and the same curves, ``[seeds, epochs]``, as one band on the right."""
    values = np.asarray(curves)
    places = range(1, values.shape[1] + 1)
    left, right = new_axes(1, 2, figsize=(8, 3.2), sharey=True)
    for number, curve in enumerate(values):
        left.plot(places, curve, **line_look(number))
    left.set(xlabel="epoch", ylabel=label, title="one line per seed")
    draw_bands(places, {f"mean of {len(values)} seeds": values}, "epoch", ax=right)
    right.set_title("the same as a band")
    right.legend(frameon=False, loc="lower right")
    for ax in (left, right):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return [left, right]
