"""Figures of start/python-you-need: where a slice cuts a list, and which names stand for which object."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlbook.figures.style import COLOURS, INK, PAPER, new_axes

CHOSEN = "#cfe4f2"


def draw_slice(items: Sequence[object], start: int, stop: int) -> Axes:
    """Draw a list as a row of boxes, the cuts between them with their numbers, and what `items[start:stop]` takes."""
    ax = new_axes(figsize=(0.8 * len(items) + 0.6, 1.7))[0]
    for place, item in enumerate(items):
        colour = CHOSEN if start <= place < stop else PAPER
        ax.add_patch(Rectangle((place, 0), 1, 1, facecolor=colour, edgecolor=INK))
        ax.text(place + 0.5, 0.5, str(item), ha="center", va="center")
    for cut in range(len(items) + 1):
        is_used = cut in {start, stop}
        colour = COLOURS[1] if is_used else INK
        ax.plot([cut, cut], [-0.15, 1.15], color=colour, linewidth=2.5 if is_used else 0.5)
        weight = "bold" if is_used else "normal"
        ax.text(cut, 1.25, str(cut), color=colour, weight=weight, ha="center", va="bottom")
    ax.set(xlim=(-0.3, len(items) + 0.3), ylim=(-0.3, 1.8))
    ax.set_axis_off()
    return ax


def draw_names(objects: Mapping[str, Sequence[str]]) -> Axes:
    """Draw the text of each object in a box, with an arrow to it from each of its names."""
    num_rows = sum(len(names) for names in objects.values())
    ax = new_axes(figsize=(5, 0.65 * num_rows + 0.2))[0]
    row = 0
    for text, names in objects.items():
        middle = row + (len(names) - 1) / 2
        box = {"boxstyle": "square,pad=0.5", "facecolor": CHOSEN, "edgecolor": INK}
        ax.text(1, middle, text, ha="left", va="center", bbox=box, family="monospace")
        for name in names:
            ax.text(0, row, name, ha="right", va="center", family="monospace")
            look = {"arrowstyle": "->", "color": COLOURS[1], "linewidth": 1.5}
            ax.annotate("", (0.93, middle), (0.06, row), arrowprops=look)
            row += 1
    ax.set(xlim=(-0.6, 2.4), ylim=(num_rows - 0.4, -0.6))
    ax.set_axis_off()
    return ax
