"""What a network looks for: the pictures that its units answer to, and what can be read from them."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import INK, PAPER, new_axes


def draw_favorites(networks: Mapping[str, ArrayLike], units: Sequence[object] = ()) -> list[Axes]:
    """Draw for each network a panel of pictures, one row for each of its units; one Axes for each panel comes back.

    Parameters
    ----------
    networks
        For each name the pictures that a unit answers to, ``[units, pictures, height, width]``, as amounts of ink.
    units
        Their numbers, or names; without them they are counted from 1.

    Raises
    ------
    ValueError
        If there is no network, its pictures have another shape, or the units are not as many as its rows.
    """
    panels = {name: _as_rows(name, pictures) for name, pictures in networks.items()}
    if not panels:
        raise ValueError("there is no network to draw; give at least one name with its pictures")
    num_units, num_pictures = (max(rows.shape[axis] for rows in panels.values()) for axis in (0, 1))
    size = (0.5 * num_pictures + 0.6, (0.5 * num_units + 0.4) * len(panels))
    axes = new_axes(len(panels), figsize=size)
    for ax, (name, rows) in zip(axes, panels.items(), strict=True):
        names = units or range(1, len(rows) + 1)
        if len(names) != len(rows):
            raise ValueError(f"{len(rows)} rows of pictures need as many units, not {len(names)}")
        ax.imshow(_mosaic(rows), cmap="gray_r", interpolation="nearest")
        middles = rows.shape[2] * (np.arange(len(rows)) + 0.5)
        ax.set_yticks(middles, [str(name) for name in names])
        ax.set(title=name, xticks=[], ylabel="unit")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        ax.grid(visible=False)
    return axes


def draw_score_table(
    scores: ArrayLike, rows: Sequence[str], columns: Sequence[str], labels: tuple[str, str] = ("", "")
) -> Axes:
    """Draw a table of shares; a darker cell is a better one of its column.

    Columns are not compared with each other: to guess one answer of two is easier than one of ten.

    Parameters
    ----------
    scores
        Shares from 0 to 1, ``[rows, columns]``.
    rows, columns
        Their names.
    labels
        What the rows and what the columns are.

    Raises
    ------
    ValueError
        If the scores have another shape than the names, or lie outside 0 to 1.
    """
    shares = np.asarray(scores, dtype=float)
    if shares.shape != (len(rows), len(columns)):
        raise ValueError(
            f"{len(rows)} rows and {len(columns)} columns have names, but the scores have the shape {list(shares.shape)}"
        )
    if not ((shares >= 0) & (shares <= 1)).all():
        raise ValueError(f"scores must lie between 0 and 1, not {shares.min():g} and {shares.max():g}")
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


def _as_rows(name: str, pictures: ArrayLike) -> NDArray[np.float64]:
    """The pictures of a network as an array, if they are that."""
    rows = np.asarray(pictures, dtype=float)
    if rows.ndim != 4 or not rows.size:
        raise ValueError(
            f"pictures of {name!r} must have the shape [units, pictures, height, width], not {list(rows.shape)}"
        )
    return rows


def _mosaic(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pictures side by side in one large picture, [units * height, pictures * width]."""
    units, pictures, height, width = rows.shape
    return rows.transpose(0, 2, 1, 3).reshape(units * height, pictures * width)
