"""Matrices to look at: their rows as pictures, their shapes in a product, and what they do to the plane."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, PAPER, new_axes

# Blue for weights below 0, white for 0, orange above: the pair that is told apart with every kind of colour vision.
SIGNED = LinearSegmentedColormap.from_list("signed", [COLOURS[0], PAPER, COLOURS[1]])


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
    pictures = np.asarray(rows)
    if pictures.ndim != 3 or not len(pictures):
        raise ValueError(f"rows must have the shape [pictures, height, width], not {list(pictures.shape)}")
    if len(titles) not in {0, len(pictures)}:
        raise ValueError(f"{len(pictures)} pictures need as many titles, not {len(titles)}")
    columns, largest = min(columns, len(pictures)), np.abs(pictures).max()
    height = -(-len(pictures) // columns)
    axes = new_axes(height, columns, figsize=(1.2 * columns, 1.4 * height))
    for ax in axes:
        ax.set_axis_off()
    for ax, picture in zip(axes, pictures, strict=False):
        ax.imshow(picture, cmap=SIGNED, vmin=-largest, vmax=largest)
    for ax, title in zip(axes, titles, strict=False):
        ax.set_title(str(title), fontsize=11)
    return axes[: len(pictures)]


def draw_product_shapes(left: Sequence[object], right: Sequence[object], names: Sequence[str]) -> Axes:
    """Draw a matrix product as three blocks: the inner sides, which must be equal and vanish, are drawn thick.

    Parameters
    ----------
    left, right
        What the rows and the columns of either factor count, such as ``("32 pictures", "784 pixels")``.
    names
        Of the two factors and of the product.

    Raises
    ------
    ValueError
        If the inner sides differ.
    """
    if left[1] != right[0]:
        raise ValueError(f"the inner sides are {left[1]!r} and {right[0]!r}; they must be equal")
    ax = new_axes(figsize=(7, 2.8))[0]
    sides = [(left[0], left[1], 0, (2.4, 1.6)), (right[0], right[1], 4.6, (1.4, 2.4))]
    sides.append((left[0], right[1], 8.2, (1.4, 1.6)))
    for (rows, columns, x, (width, height)), name in zip(sides, names, strict=True):
        ax.add_patch(Rectangle((x, -height / 2), width, height, facecolor="#f3f4f6", edgecolor=INK))
        ax.text(x + width / 2, 0, name, ha="center", va="center", weight="bold")
        ax.text(x + width / 2, height / 2 + 0.15, str(columns), ha="center", va="bottom")
        ax.text(x - 0.25, 0, str(rows), ha="right", va="center", rotation=90)
    ax.plot([0, 2.4], [0.8, 0.8], color=COLOURS[1], linewidth=4)
    ax.plot([4.6, 4.6], [-1.2, 1.2], color=COLOURS[1], linewidth=4)
    for x, sign in ((3.3, "@"), (6.95, "=")):
        ax.text(x, 0, sign, ha="center", va="center", fontsize=17)
    ax.set(xlim=(-0.8, 9.9), ylim=(-1.4, 1.8), aspect="equal")
    ax.set_axis_off()
    return ax


def draw_outlines(outlines: Mapping[str, ArrayLike], reach: float = 3.2) -> list[Axes]:
    """Draw a closed outline in each panel, its corners joined in turn, around a marked origin.

    Parameters
    ----------
    outlines
        For each title the corners, ``[corners, 2]``.
    reach
        How far each panel reaches from the origin.

    Raises
    ------
    ValueError
        If an outline has another shape.
    """
    axes = new_axes(1, len(outlines), figsize=(1.9 * len(outlines), 2.2))
    for ax, (title, outline) in zip(axes, outlines.items(), strict=True):
        corners = np.asarray(outline)
        if corners.ndim != 2 or corners.shape[1] != 2:
            raise ValueError(f"{title!r} must have the shape [corners, 2], not {list(corners.shape)}")
        ax.add_patch(Polygon(corners, facecolor="#cfe4f2", edgecolor=COLOURS[0], linewidth=1.5))
        ax.plot(0, 0, marker="+", color=INK, markersize=9)
        ax.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=[], yticks=[])
        ax.set_title(title, fontsize=11)
        ax.spines[:].set_visible(True)
    return axes
