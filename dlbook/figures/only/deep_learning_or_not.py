"""Figures of concepts/deep-learning-or-not: who won, many methods on a few tasks."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from dlbook.figures.style import COLOURS, GRID, INK, MARKERS, name_rows, new_axes


def draw_contest(tasks: Mapping[str, Mapping[str, Sequence[float]]]) -> list[Axes]:
    """Draw a panel for each task, and a mark at the mean of each contestant, called "method, what it sees"."""
    names = [name for contestants in tasks.values() for name in contestants]
    methods = list(dict.fromkeys(name.partition(", ")[0] for name in names))
    seen = list(dict.fromkeys(name.partition(", ")[2] for name in names))
    height = (0.6 + 0.34 * len(methods)) * len(tasks)
    axes = new_axes(len(tasks), 1, figsize=(6.4, height + 0.8), sharex=True)
    for ax, (task, contestants) in zip(axes, tasks.items(), strict=True):
        for name, values in contestants.items():
            method, _, sees = name.partition(", ")
            _draw_mark(ax, methods.index(method), values, seen.index(sees), sees)
        name_rows(ax, methods)
        ax.set(title=task, xlim=(0, 1))
        ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes[-1].set_xlabel("new pictures read correctly")
    _add_legend(axes, seen)
    return axes


def draw_differences(differences: Mapping[str, Sequence[float]], margin: float, label: str) -> Axes:
    """Draw the difference of two methods for each seed, as dots, around zero; the margin is a band."""
    ax = new_axes(figsize=(6.4, 0.9 + 0.55 * len(differences)))[0]
    ax.axvspan(-margin, margin, color=GRID, alpha=0.6, linewidth=0)
    ax.axvline(0, color=INK, linewidth=1)
    for row, (look, values) in enumerate(zip(COLOURS, differences.values(), strict=False)):
        ax.plot(values, np.full(len(values), row), "o", color=look, markersize=6, alpha=0.6)
        ax.plot(np.mean(values), row, "|", color=INK, markersize=18, markeredgewidth=2)
    ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    return name_rows(ax, list(differences), label)


def _draw_mark(ax: Axes, row: int, values: Sequence[float], kind: int, label: str) -> None:
    """One contestant: its mean as a mark, its seeds as a line."""
    colour = COLOURS[kind % len(COLOURS)]
    ax.plot([min(values), max(values)], [row, row], color=colour, linewidth=2)
    marker = MARKERS[kind % len(MARKERS)]
    ax.plot(np.mean(values), row, marker, color=colour, markersize=7, label=label)


def _add_legend(axes: list[Axes], seen: list[str]) -> None:
    """What the marks mean, once for all panels, below them."""
    handles: dict[str, Artist] = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    figure = axes[0].figure
    figure.legend([handles[s] for s in seen], seen, loc="outside lower center", frameon=False, ncols=2)
