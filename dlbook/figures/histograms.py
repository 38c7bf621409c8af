"""How often each outcome came up."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, new_axes


def draw_histogram(
    values: ArrayLike,
    mark: float | None = None,
    x_label: str = "",
    y_label: str = "how often",
    *,
    num_bins: int = 25,
    ax: Axes | None = None,
) -> Axes:
    """Draw one bar for each stretch of values, as high as the number of values in it.

    Parameters
    ----------
    values
        The outcomes, ``[outcomes]``; when all lie between 0 and 1, the axis is in percent.
    mark
        A value to point at, such as the one that was expected.
    num_bins
        Number of equal stretches from the lowest value to the highest.

    Raises
    ------
    ValueError
        If there are no values, or some are nan or infinite.
    """
    outcomes = np.asarray(values, dtype=float)
    if outcomes.ndim != 1 or outcomes.size == 0 or not np.isfinite(outcomes).all():
        raise ValueError(f"values must be a list of finite numbers, at least one, not {values!r:.80}")
    ax = ax or new_axes()[0]
    counts, _, _ = ax.hist(outcomes, bins=num_bins, color=COLOURS[0])
    if mark is not None:
        ax.axvline(mark, color=COLOURS[1], linestyle="--")
        ax.annotate(
            f"{mark:.1%}" if 0 <= mark <= 1 else f"{mark:.4g}",
            (mark, 1.02 * np.max(counts)),
            (5, 0),
            textcoords="offset points",
            color=INK,
        )
    ax.set(xlabel=x_label, ylabel=y_label, ylim=(0, 1.12 * np.max(counts)))
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(visible=False, axis="x")
    if outcomes.min() >= 0 and outcomes.max() <= 1:
        ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    return ax
