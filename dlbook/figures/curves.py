"""Lines over epochs, steps or settings, with a band over seeds.

A band reaches from the lowest seed to the highest; the line in it is their mean.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, in_words, legend_above, line_look, new_axes
from dlbook.history import History

Values = ArrayLike | Sequence[object]  # a tuple or a range too


def draw_line(x: Values, y: Values, x_label: str = "", y_label: str = "", ax: Axes | None = None) -> Axes:
    """Draw one line through the points (x, y)."""
    ax = ax or new_axes()[0]
    ax.plot(np.asarray(x), np.asarray(y), color=COLOURS[0])
    ax.set(xlabel=x_label, ylabel=y_label)
    return ax


def draw_bands(
    x: Values,
    bands: Mapping[str, Values],
    x_label: str = "",
    y_label: str = "",
    *,
    log_x: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw one band for each name.

    Parameters
    ----------
    x
        Where the values stand, ``[points]``.
    bands
        The values of each seed, ``[seeds, points]``; of a single seed there is a line and no band.
    x_label, y_label
        What the axes show, with its unit.
    log_x
        Whether equal distances along x are equal factors.

    Raises
    ------
    ValueError
        If a band does not have this shape.
    """
    ax = ax or new_axes()[0]
    places = np.asarray(x)
    for number, (label, seeds) in enumerate(bands.items(), start=len(ax.get_lines())):
        values = np.asarray(seeds)
        if values.ndim != 2 or values.shape[1] != len(places):
            raise ValueError(
                f"{label!r} must have the shape [seeds, {len(places)}], not {list(values.shape)}"
            )
        look = line_look(number)
        ax.plot(places, values.mean(axis=0), label=label, **look)
        if len(values) > 1:
            ax.fill_between(
                places, values.min(axis=0), values.max(axis=0), color=look["color"], alpha=0.2, linewidth=0
            )
    ax.set(xlabel=x_label, ylabel=y_label, xscale="log" if log_x else "linear")
    if (
        log_x and len(places) <= 8 and places.max() < 100 * places.min()
    ):  # too few powers of ten to read it by
        ax.set_xticks(places, [f"{place:,g}" for place in places])
        ax.xaxis.set_minor_locator(NullLocator())
    legend_above(ax)
    return ax


def draw_learning_curves(
    runs: Mapping[str, History | Sequence[History]], column: str = "val_loss", ax: Axes | None = None
) -> Axes:
    """Draw a column of the history over the epochs, one line or band for each name, to compare runs.

    Raises
    ------
    KeyError
        If a history lacks the column.
    ValueError
        If there is nothing to draw, or the histories differ in their number of epochs.
    """
    bands = {name: _stack(histories, column) for name, histories in runs.items()}
    if len({values.shape[1] for values in bands.values()}) != 1:
        raise ValueError(
            f"curves of one length are needed, not {[values.shape[1] for values in bands.values()]} epochs"
        )
    num_epochs = next(iter(bands.values())).shape[1]
    ax = draw_bands(range(1, num_epochs + 1), bands, "epoch", in_words(column), ax=ax)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    return ax


def _stack(histories: History | Sequence[History], column: str) -> NDArray[np.float64]:
    """One row per run, one column per epoch."""
    runs = [histories] if isinstance(histories, History) else list(histories)
    if len({len(run) for run in runs}) != 1:
        raise ValueError(f"a band needs runs of the same length, not {[len(run) for run in runs]} epochs")
    return np.array([run[column] for run in runs])
