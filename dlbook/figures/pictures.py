"""Digits as small pictures, with what the network says to them."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, new_axes


def draw_digits(images: ArrayLike, titles: Sequence[object] = (), columns: int = 10) -> list[Axes]:
    """Draw a grid of small pictures, dark ink on light paper; one Axes comes back for each.

    Parameters
    ----------
    images
        Amount of ink, ``[images, height, width]``; each picture spans its own range.
    titles
        What stands above each picture, such as its label.
    columns
        Number of pictures side by side.

    Raises
    ------
    ValueError
        If the images have another shape, or the titles another number.
    """
    pictures = _as_pictures(images)
    if len(titles) not in {0, len(pictures)}:
        raise ValueError(f"{len(pictures)} images need as many titles, not {len(titles)}")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    width = max([0.75, *(0.09 * len(str(title)) for title in titles)])
    axes = new_axes(rows, columns, figsize=(width * columns, (1.0 if titles else 0.75) * rows))
    for ax in axes:
        ax.set_axis_off()
    for ax, picture in zip(axes, pictures, strict=False):
        _draw_ink(ax, picture)
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(str(title), fontsize=11)
    return axes[: len(pictures)]


def draw_probabilities(images: ArrayLike, probs: ArrayLike) -> list[Axes]:
    """Draw each picture beside bars for the probabilities of its classes; picture and bars come back in turn.

    Parameters
    ----------
    images
        Amount of ink, ``[images, height, width]``.
    probs
        Probability of each class, from 0 to 1, ``[images, classes]``.

    Raises
    ------
    ValueError
        If the shapes do not fit together.
    """
    pictures, rows = _as_pictures(images), np.asarray(probs)
    if rows.ndim != 2 or len(rows) != len(pictures):
        raise ValueError(
            f"{len(pictures)} images need probs of shape [{len(pictures)}, classes], not {list(rows.shape)}"
        )
    axes = new_axes(len(pictures), 2, figsize=(6, 1.8 * len(pictures)), width_ratios=(1, 3))
    for picture_ax, bar_ax, picture, row in zip(axes[::2], axes[1::2], pictures, rows, strict=True):
        _draw_ink(picture_ax, picture)
        picture_ax.set_axis_off()
        bar_ax.bar(range(len(row)), row, color=COLOURS[0])
        bar_ax.set(ylim=(0, 1), ylabel="probability", xticks=range(len(row)))
        bar_ax.grid(visible=False, axis="x")
    axes[-1].set_xlabel("class")
    return axes


def _as_pictures(images: ArrayLike) -> NDArray[np.number]:
    pictures = np.asarray(images)
    if pictures.ndim != 3 or len(pictures) == 0:
        raise ValueError(f"images must have the shape [images, height, width], not {list(pictures.shape)}")
    return pictures


def _draw_ink(ax: Axes, picture: NDArray[np.number]) -> None:
    ax.imshow(picture, cmap="gray_r", interpolation="nearest")
