"""Lamps with two switches: which of the four positions are on, and the line that divides them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlbook.figures.planes import Line, draw_straight
from dlbook.figures.style import COLOURS, INK, PAPER, new_axes


def draw_gates(gates: Mapping[str, Sequence[int]], lines: Mapping[str, Line]) -> list[Axes]:
    """Draw for each gate its four cases as lamps, on or off, and the line that divides them, if there is one.

    Parameters
    ----------
    gates
        For each name the answers, 0 or 1, to (0, 0), (1, 0), (0, 1) and (1, 1), as (first switch, second switch).
    lines
        For some of the names ``(a, b, c)``, for the line where a·x + b·y = c.

    Raises
    ------
    ValueError
        If a gate does not have four answers.
    """
    corners = np.array([(0, 0), (1, 0), (0, 1), (1, 1)])
    wrong = {name: len(answers) for name, answers in gates.items() if len(answers) != len(corners)}
    if wrong:
        raise ValueError(f"a gate of two switches has four answers; these have another number: {wrong}")
    axes = new_axes(1, len(gates), figsize=(2.1 * len(gates), 2.4), sharey=True)
    limits = (-0.4, 1.4), (-0.4, 1.4)
    for ax, (name, answers) in zip(axes, gates.items(), strict=True):
        for corner, is_on in zip(corners, answers, strict=True):
            fill = COLOURS[1] if is_on else PAPER
            ax.plot(*corner, "o", markersize=16, markerfacecolor=fill, markeredgecolor=INK)
        if name in lines:
            draw_straight(ax, lines[name], limits, color=COLOURS[0], linestyle="--")
        ax.set(title=name, xlim=limits[0], ylim=limits[1], xlabel="first switch", aspect="equal")
        ax.set_xticks((0, 1), ("down", "up"))
        ax.set_yticks((0, 1), ("down", "up"))
        ax.grid(visible=False)
    axes[0].set_ylabel("second switch")
    return axes
