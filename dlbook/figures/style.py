"""Paper, ink and colours of every figure.

A figure brings its own white paper, so that it reads the same on a light page and on a dark one.
Ink stands out from it by at least 4.5 to 1 and lines by 3 to 1, as WCAG 2.2 asks,
and no two lines differ by colour alone.
"""

from collections.abc import Sequence
from typing import Any

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

PAPER, INK, GRID = "#ffffff", "#26292d", "#d5d9dd"
# After Okabe and Ito (2008), who chose them for every kind of colour vision; darkened for white paper.
COLOURS = ("#0072b2", "#c94f00", "#007a58", "#9b4f96", "#6b6100")
STROKES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
MARKERS = ("o", "s", "D", "^", "v")

STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.facecolor": PAPER,
    "figure.figsize": (6, 3.5),
    "font.size": 12,  # as large as the text around it, and half of that on a telephone
    "grid.color": GRID,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def new_axes(rows: int = 1, columns: int = 1, **options: Any) -> list[Axes]:
    """Empty Axes in the style of the book, row by row; `options` are those of `pyplot.subplots`."""
    # The first figure loads the backend, and a notebook's brings settings of its own (interactive mode, the salt
    # of SVG names). Loaded inside the context they would be lost with it.
    plt.draw_if_interactive()
    with plt.rc_context(STYLE):
        return list(plt.subplots(rows, columns, squeeze=False, **options)[1].flat)


def line_look(number: int) -> dict[str, Any]:
    """Colour, stroke and marker of a figure's line with this number."""
    place = number % len(COLOURS)
    return {"color": COLOURS[place], "linestyle": STROKES[place], "marker": MARKERS[place], "markersize": 4}


def name_rows(ax: Axes, names: Sequence[str], label: str = "") -> Axes:
    """Put names at the left, the first row on top, and say below what is measured."""
    ax.set_yticks(range(len(names)), names)
    ax.set(ylim=(len(names) - 0.5, -0.5), xlabel=label)
    return ax


def legend_above(ax: Axes) -> None:
    """Put the legend above the axes, where no line runs through it, in as few rows as fit."""
    width = ax.get_window_extent().width / ax.figure.dpi  # inches
    labels = ax.get_legend_handles_labels()[1]
    columns = max(1, int(width / (0.6 + 0.08 * max(map(len, labels)))))
    ax.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, columnspacing=1.2)


def in_words(column: str) -> str:
    """A column of the history as a reader says it: `val_loss` is the validation loss."""
    words = {"train": "training", "val": "validation", "lr": "learning rate"}
    return " ".join(words.get(part, part) for part in column.split("_"))
