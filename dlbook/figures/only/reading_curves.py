"""Figures of training/reading-curves: many runs side by side, to one scale."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from dlbook.figures.style import line_look, new_axes
from dlbook.history import History

COLUMNS = 2  # panels side by side


def draw_cases(histories: Mapping[str, History], highest: float) -> list[Axes]:
    """Draw a panel for each run, an even number of them: its training loss and its validation loss."""
    rows = len(histories) // COLUMNS
    axes = new_axes(rows, COLUMNS, figsize=(3.3 * COLUMNS, 2.1 * rows + 0.4), sharey=True)
    for ax, (name, history) in zip(axes, histories.items(), strict=True):
        for number, (part, label) in enumerate({"train": "training", "val": "validation"}.items()):
            values = history[f"{part}_loss"]
            ax.plot(range(1, len(values) + 1), values, label=label, **line_look(number) | {"markersize": 3})
        ax.set_title(name)
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    for ax in axes[::COLUMNS]:
        ax.set_ylabel("loss")
    for ax in axes[-COLUMNS:]:
        ax.set_xlabel("epoch")
    axes[0].set_ylim(0, highest)
    lines_and_names = axes[0].get_legend_handles_labels()
    axes[0].figure.legend(*lines_and_names, frameon=False, loc="outside upper right", ncols=2)
    return axes
