"""Figures of training/silent-bugs: what a program says of itself beside what is true of it, and who notices."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, name_rows, new_axes


def draw_reports(reports: Mapping[str, ArrayLike], worths: Mapping[str, ArrayLike]) -> Axes:
    """Draw a row for each program, with a ring at the mean of its reports and a square at the mean of its worths."""
    ax = new_axes(figsize=(6.4, 0.9 + 0.32 * len(reports)))[0]
    places = np.arange(len(reports))
    said = np.array([np.asarray(values, dtype=float).mean() for values in reports.values()])
    true = np.array([np.asarray(worths[name], dtype=float).mean() for name in reports])
    ax.hlines(places, np.minimum(said, true), np.maximum(said, true), color=INK, linewidth=1)
    ring: dict[str, Any] = {"marker": "o", "markerfacecolor": PAPER, "markersize": 9, "markeredgewidth": 1.8}
    ax.plot(said, places, linestyle="none", color=COLOURS[1], label="what it reports", **ring)
    square: dict[str, Any] = {"marker": "s", "markersize": 5}
    ax.plot(true, places, linestyle="none", color=COLOURS[0], label="what it is worth", **square)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    ax.figure.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=2)
    return name_rows(ax, list(reports), "accuracy")


def draw_alarms(alarms: ArrayLike, rows: Sequence[str], columns: Sequence[str], label: str) -> Axes:
    """Draw a table, ``[rows, columns]``, with a filled cell for each alarm, and a small dot where all is quiet."""
    table = np.asarray(alarms, dtype=bool)
    ax = new_axes(figsize=(2.9 + 0.32 * len(columns), 0.8 + 0.3 * len(rows)))[0]
    looks: dict[bool, dict[str, Any]] = {
        True: {"marker": "s", "color": COLOURS[1], "markersize": 11},
        False: {"marker": ".", "color": GRID, "markersize": 5},
    }
    for is_alarm, look in looks.items():
        y, x = np.nonzero(table == is_alarm)
        ax.plot(x, y, linestyle="none", **look)
    ax.set_xticks(range(len(columns)), list(columns))
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(xlabel=label, xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.xaxis.set_ticks_position("top")
    ax.xaxis.set_label_position("top")
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax
