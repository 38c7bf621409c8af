"""Figures of concepts/features: the pictures that units answer to, and what can be read from them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import INK, PAPER, new_axes


def draw_favorites(networks: Mapping[str, ArrayLike], units: Sequence[object]) -> list[Axes]:
    """Draw a panel for each network's pictures, ``[units, pictures, height, width]``, one row for each of its units."""
    panels = {name: np.asarray(pictures) for name, pictures in networks.items()}
    num_units, num_pictures = (max(rows.shape[axis] for rows in panels.values()) for axis in (0, 1))
    size = (0.5 * num_pictures + 0.6, (0.5 * num_units + 0.4) * len(panels))
    axes = new_axes(len(panels), figsize=size)
    for ax, (name, rows) in zip(axes, panels.items(), strict=True):
        ax.imshow(_mosaic(rows), cmap="gray_r", interpolation="nearest")
        middles = rows.shape[2] * (np.arange(len(rows)) + 0.5)
        ax.set_yticks(middles, [str(unit) for unit in units])
        ax.set(title=name, xticks=[], ylabel="unit")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.grid(visible=False)
    return axes


def draw_score_table(
    scores: ArrayLike, rows: Sequence[str], columns: Sequence[str], labels: tuple[str, str]
) -> Axes:
    """Draw a table of shares, ``[rows, columns]``; a darker cell is a better one of its column."""
    shares = np.asarray(scores, dtype=float)
    lowest, span = shares.min(axis=0), np.ptp(shares, axis=0)
    depth = (shares - lowest) / np.where(span > 0, span, 1)
    ax = new_axes(figsize=(1.6 * len(columns) + 1.6, 0.55 * len(rows) + 0.9))[0]
    ax.imshow(0.85 * depth, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        ink = PAPER if depth[row, column] > 0.6 else INK
        ax.text(column, row, f"{share:.0%}", ha="center", va="center", color=ink)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylabel(labels[0], labelpad=8)
    ax.set_xlabel(labels[1], labelpad=8)
    ax.tick_params(length=0, labeltop=True, labelbottom=False)
    ax.xaxis.set_label_position("top")
    ax.grid(visible=False)
    return ax


def _mosaic(rows: NDArray[np.generic]) -> NDArray[np.generic]:
    """Pictures side by side in one large picture, [units * height, pictures * width]."""
    units, pictures, height, width = rows.shape
    return rows.transpose(0, 2, 1, 3).reshape(units * height, pictures * width)
