"""Figures of training/choosing-settings: where a search for settings has looked, and what it found there."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, INK, new_axes


def draw_search(
    searches: Mapping[str, tuple[ArrayLike, ArrayLike]], x_label: str, y_label: str
) -> list[Axes]:
    """Draw each search's places, ``[trials, 2]``, with their scores, ``[trials]``, and strokes below for each x."""
    axes = new_axes(len(searches), 1, figsize=(6, 3.4 * len(searches)), sharex=True, sharey=True)
    for ax, (name, (places, scores)) in zip(axes, searches.items(), strict=True):
        _draw_trials(ax, np.asarray(places, dtype=float), np.asarray(scores, dtype=float))
        ax.set(xscale="log", yscale="log", ylabel=y_label, title=name)
        ax.margins(x=0.12, y=0.2)  # room for the scores above and the strokes below
    axes[-1].set_xlabel(x_label)
    return axes


def _draw_trials(ax: Axes, points: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    """A mark and a score for each trial, the best one marked, and a stroke for each value of x."""
    best = int(np.argmax(values))
    others = np.delete(points, best, axis=0)
    ax.plot(others[:, 0], others[:, 1], "o", color=COLOURS[0], markersize=5)
    ax.plot([points[best, 0]], [points[best, 1]], "D", color=COLOURS[1], markersize=8)
    for point, value in zip(points, values, strict=True):
        up, va = (-6, "top") if _has_mark_above(point, points) else (6, "bottom")
        ax.annotate(
            f"{value:.0%}", point, (0, up), textcoords="offset points", ha="center", va=va, fontsize=9
        )
    distinct = np.unique(points[:, 0])
    transform = ax.get_xaxis_transform()  # x in its own units, y as a share of the panel's height
    ax.plot(distinct, [0.03] * len(distinct), "|", color=INK, markersize=12, transform=transform)


def _has_mark_above(point: NDArray[np.float64], points: NDArray[np.float64]) -> bool:
    """Whether another mark lies where this one's score would stand."""
    right, up = np.log10(points / point).T
    return bool(((np.abs(right) < 0.1) & (up > 0) & (up < 0.25)).any())
