"""What a change brought, seed by seed."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from dlbook.figures.style import COLOURS, INK, name_rows, new_axes


def draw_gains(
    gains: Mapping[str, Sequence[float]], label: str = "", *, with_mean: bool = True, ax: Axes | None = None
) -> Axes:
    """Draw one row per name: a small dot for each gain, a diamond for their mean, and a line at zero.

    Parameters
    ----------
    gains
        For each name, its value minus that of the rival, one number per seed.
    label
        What was gained, with its unit.
    with_mean
        Whether the dots are of one kind, such as seeds, so that their mean says something.

    Raises
    ------
    ValueError
        If there is no row, or one has no values.
    """
    if not gains or not all(len(values) for values in gains.values()):
        raise ValueError(f"each row needs at least one gain, and these are {dict(gains)}")
    ax = ax or new_axes(figsize=(6, 0.9 + 0.4 * len(gains)))[0]
    ax.axvline(0, color=INK, linewidth=1)
    for place, values in enumerate(gains.values()):
        ax.plot(values, [place] * len(values), "o", color=COLOURS[0], markersize=4, alpha=0.5)
        if with_mean:
            ax.plot([np.mean(values)], [place], "D", color=COLOURS[1], markersize=8)
    return name_rows(ax, list(gains), label)
