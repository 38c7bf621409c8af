"""Paper, ink and colours of every figure.

A figure brings its own white paper, so that it reads the same on a light page and on a dark one.
Ink stands out from it by at least 4.5 to 1 and lines by 3 to 1, as WCAG 2.2 asks,
and no two lines differ by colour alone.
"""

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


def in_words(column: str) -> str:
    """A column of the history as a reader says it: `val_loss` is the validation loss."""
    words = {"train": "training", "val": "validation", "lr": "learning rate"}
    return " ".join(words.get(part, part) for part in column.split("_"))
