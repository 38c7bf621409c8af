"""Which class is taken for which, and which method is better."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, PAPER, new_axes


def draw_confusion(matrix: ArrayLike, names: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw how often each class (row) was taken for each class (column); a darker cell is a larger share of its row.

    Raises
    ------
    ValueError
        If the matrix is not square, or the names are not as many as its rows.
    """
    counts = np.asarray(matrix)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(f"a confusion matrix is square, and this one has the shape {list(counts.shape)}")
    names = names or [str(label) for label in range(len(counts))]
    if len(names) != len(counts):
        raise ValueError(f"{len(counts)} classes need as many names, not {len(names)}")
    ax = ax or new_axes(figsize=(5, 4.6))[0]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    # The square root makes rare confusions visible beside the diagonal.
    ax.imshow(np.sqrt(shares), cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts):
        ink = PAPER if shares[row, column] > 0.4 else INK
        ax.text(column, row, f"{counts[row, column]:,}", ha="center", va="center", color=ink, fontsize=9.5)
    ax.set(xlabel="predicted", ylabel="true")
    ax.set_xticks(range(len(names)), names)
    ax.set_yticks(range(len(names)), names)
    ax.grid(visible=False)
    return ax


def draw_bars(values: Mapping[str, float | Sequence[float]], label: str = "", ax: Axes | None = None) -> Axes:
    """Draw one horizontal bar per name: it ends at the mean, and a whisker runs from the lowest seed to the highest.

    Parameters
    ----------
    values
        A number for each name, or one number per seed; fractions from 0 to 1 are written in percent.
    label
        What is measured, with its unit.

    Raises
    ------
    ValueError
        If there is no bar, or one has no values.
    """
    seeds = {name: np.atleast_1d(np.asarray(numbers)) for name, numbers in values.items()}
    if not seeds or not all(numbers.size for numbers in seeds.values()):
        raise ValueError(f"each bar needs at least one value, and these are {dict(values)}")
    is_fraction = all(0 <= numbers.min() <= numbers.max() <= 1 for numbers in seeds.values())
    ax = ax or new_axes(figsize=(6, 0.7 + 0.45 * len(seeds)))[0]
    for place, numbers in enumerate(seeds.values()):
        mean, lowest, highest = numbers.mean(), numbers.min(), numbers.max()
        ax.barh(place, mean, height=0.6, color=COLOURS[0])
        if numbers.size > 1:
            ax.errorbar(mean, place, xerr=[[mean - lowest], [highest - mean]], color=INK, capsize=4)
        text = f"{mean:.1%}" if is_fraction else f"{mean:.4g}"
        ax.annotate(text, (max(highest, 0), place), (6, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(seeds)), list(seeds))
    ax.set_xlabel(label)
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    if is_fraction:
        ax.xaxis.set_major_formatter(PercentFormatter(xmax=1))
    return ax
