"""What a training program says of itself, beside what is true of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, line_look, name_rows, new_axes
from dlbook.history import History


def draw_reports(
    reports: Mapping[str, ArrayLike],
    worths: Mapping[str, ArrayLike],
    names: Sequence[str] = ("what it reports", "what it is worth"),
    ax: Axes | None = None,
) -> Axes:
    """Draw a row for each program, with a ring at its report and a square at its worth, joined by a line.

    Parameters
    ----------
    reports, worths
        Under the same names, fractions from 0 to 1; of several seeds the mean is drawn.
    names
        What the ring and the square stand for.

    Raises
    ------
    ValueError
        If there is no program, or the two differ in their names.
    """
    if not reports or list(reports) != list(worths):
        raise ValueError(
            f"reports and worths must name the same programs, not {list(reports)} and {list(worths)}"
        )
    ax = ax or new_axes(figsize=(6.4, 0.9 + 0.32 * len(reports)))[0]
    places = np.arange(len(reports))
    said = np.array([np.asarray(values, dtype=float).mean() for values in reports.values()])
    true = np.array([np.asarray(values, dtype=float).mean() for values in worths.values()])
    ax.hlines(places, np.minimum(said, true), np.maximum(said, true), color=INK, linewidth=1)
    ring: dict[str, Any] = {"marker": "o", "markerfacecolor": PAPER, "markersize": 9, "markeredgewidth": 1.8}
    ax.plot(said, places, linestyle="none", color=COLOURS[1], label=names[0], **ring)
    ax.plot(true, places, linestyle="none", color=COLOURS[0], label=names[1], marker="s", markersize=5)
    ax.set_xlim(-0.02, 1.02)
    ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    ax.figure.legend(*ax.get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=2)
    return name_rows(ax, list(reports), "accuracy")


def draw_alarms(alarms: ArrayLike, rows: Sequence[str], columns: Sequence[str], label: str = "") -> Axes:
    """Draw a table with a filled cell for each alarm, and a small dot where all is quiet.

    Parameters
    ----------
    alarms
        Truth values, ``[rows, columns]``.
    rows, columns
        The detectors, and what they were pointed at.
    label
        What the columns are.

    Raises
    ------
    ValueError
        If the alarms have another shape.
    """
    table = np.asarray(alarms, dtype=bool)
    if table.shape != (len(rows), len(columns)):
        raise ValueError(f"alarms must have the shape [{len(rows)}, {len(columns)}], not {list(table.shape)}")
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


def draw_cases(
    histories: Mapping[str, History], kind: str = "loss", highest: float | None = None, columns: int = 2
) -> list[Axes]:
    """Draw a panel for each run: the training curve and the validation curve, all panels to one scale.

    Parameters
    ----------
    histories
        The runs; their names stand above the panels.
    kind
        "loss" or "accuracy".
    highest
        Where the axis ends; without it, all values are shown.
    columns
        Number of panels side by side.

    Raises
    ------
    KeyError
        If a history lacks a curve.
    ValueError
        If there is no run.
    """
    if not histories:
        raise ValueError("histories is empty; give at least one run")
    rows = -(-len(histories) // columns)
    axes = new_axes(rows, columns, figsize=(3.3 * columns, 2.1 * rows + 0.4), sharey=True)
    for ax, (name, history) in zip(axes, histories.items(), strict=False):
        for number, (part, label) in enumerate({"train": "training", "val": "validation"}.items()):
            values = history[f"{part}_{kind}"]
            ax.plot(range(1, len(values) + 1), values, label=label, **line_look(number) | {"markersize": 3})
        ax.set_title(name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    shown, spare = axes[: len(histories)], axes[len(histories) :]
    for ax in spare:
        ax.set_axis_off()
    for ax in shown[::columns]:
        ax.set_ylabel(kind)
    for ax in shown[-columns:]:
        ax.set_xlabel("epoch")
    if highest is not None:
        shown[0].set_ylim(0, highest)
    shown[0].figure.legend(
        *shown[0].get_legend_handles_labels(), frameon=False, loc="outside upper right", ncols=2
    )
    return shown
