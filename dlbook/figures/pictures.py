"""Small pictures in a grid: digits as ink on paper, and weights of both signs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, PAPER, new_axes

# Blue for weights below 0, white for 0, orange above: the pair that is told apart with every kind of colour vision.
SIGNED = LinearSegmentedColormap.from_list("signed", [COLOURS[0], PAPER, COLOURS[1]])


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
    pictures = _as_pictures(images, titles)
    width = max([0.75, *(0.09 * len(str(title)) for title in titles)])
    size = width, 1.0 if titles else 0.75
    return _draw_grid(pictures, titles, columns, size, cmap="gray_r", interpolation="nearest")


def draw_weights(rows: ArrayLike, titles: Sequence[object] = (), columns: int = 5) -> list[Axes]:
    """Draw weights as pictures, orange above zero and blue below; one Axes for each picture comes back.

    All pictures share one range, so that a pale one has small weights.

    Parameters
    ----------
    rows
        The weights, ``[pictures, height, width]``.
    titles
        What stands above each picture.
    columns
        Number of pictures side by side.

    Raises
    ------
    ValueError
        If the weights have another shape, or the titles another number.
    """
    pictures = _as_pictures(rows, titles)
    largest = np.abs(pictures).max()
    return _draw_grid(pictures, titles, columns, (1.2, 1.4), cmap=SIGNED, vmin=-largest, vmax=largest)


def _as_pictures(images: ArrayLike, titles: Sequence[object]) -> NDArray[np.number]:
    """The pictures, if they have the shape and the number that a grid needs."""
    pictures = np.asarray(images)
    if pictures.ndim != 3 or not len(pictures):
        raise ValueError(
            f"pictures must have the shape [pictures, height, width], not {list(pictures.shape)}"
        )
    if len(titles) not in {0, len(pictures)}:
        raise ValueError(f"{len(pictures)} pictures need as many titles, not {len(titles)}")
    return pictures


def _draw_grid(
    pictures: NDArray[np.number],
    titles: Sequence[object],
    columns: int,
    size: tuple[float, float],
    **look: Any,
) -> list[Axes]:
    """Pictures in rows, each with this width and height in inches; places without a picture stay empty."""
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    axes = new_axes(rows, columns, figsize=(size[0] * columns, size[1] * rows))
    for ax in axes:
        ax.set_axis_off()
    for ax, picture in zip(axes, pictures, strict=False):
        ax.imshow(picture, **look)
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(str(title), fontsize=11)
    return axes[: len(pictures)]
