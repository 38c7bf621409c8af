"""Figures of training/cures: how far training lies from test."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from dlbook.figures.style import COLOURS, INK, MARKERS, legend_above, name_rows, new_axes


def draw_gaps(rows: Mapping[str, tuple[float, float]], label: str) -> Axes:
    """Draw one row per name: a mark for training, one for test, and the gap between them as a line."""
    ax = new_axes(figsize=(6, 1.3 + 0.4 * len(rows)))[0]
    pairs = np.array(list(rows.values()))  # [rows, 2]
    places = range(len(rows))
    ax.hlines(places, pairs.min(axis=1), pairs.max(axis=1), color=INK, linewidth=2, zorder=1)
    for column, name in enumerate(("training", "test")):
        mark, color = MARKERS[column], COLOURS[column]
        ax.plot(pairs[:, column], places, mark, color=color, markersize=9, label=name)
    legend_above(ax)
    return name_rows(ax, list(rows), label)
