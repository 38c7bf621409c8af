"""Figures of math/vectors-and-matrices: the shapes in a product, and what matrices do to the plane."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from numpy.typing import ArrayLike

from dlbook.figures.style import COLOURS, INK, new_axes

REACH = 3.2  # of each outline's panel, from the origin


def draw_product_shapes(left: Sequence[str], right: Sequence[str], names: Sequence[str]) -> Axes:
    """Draw a matrix product as three blocks; `left` and `right` say what their rows and columns count."""
    ax = new_axes(figsize=(7, 2.8))[0]
    sides = [(left[0], left[1], 0, (2.4, 1.6)), (right[0], right[1], 4.6, (1.4, 2.4))]
    sides.append((left[0], right[1], 8.2, (1.4, 1.6)))
    for (rows, columns, x, (width, height)), name in zip(sides, names, strict=True):
        ax.add_patch(Rectangle((x, -height / 2), width, height, facecolor="#f3f4f6", edgecolor=INK))
        ax.text(x + width / 2, 0, name, ha="center", va="center", weight="bold")
        ax.text(x + width / 2, height / 2 + 0.15, columns, ha="center", va="bottom")
        ax.text(x - 0.25, 0, rows, ha="right", va="center", rotation=90)
    ax.plot([0, 2.4], [0.8, 0.8], color=COLOURS[1], linewidth=4)
    ax.plot([4.6, 4.6], [-1.2, 1.2], color=COLOURS[1], linewidth=4)
    for x, sign in ((3.3, "@"), (6.95, "=")):
        ax.text(x, 0, sign, ha="center", va="center", fontsize=17)
    ax.set(xlim=(-0.8, 9.9), ylim=(-1.4, 1.8), aspect="equal")
    ax.set_axis_off()
    return ax


def draw_outlines(outlines: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw a closed outline, ``[corners, 2]``, in each panel, around a marked origin."""
    axes = new_axes(1, len(outlines), figsize=(1.9 * len(outlines), 2.2))
    for ax, (title, outline) in zip(axes, outlines.items(), strict=True):
        ax.add_patch(Polygon(np.asarray(outline), facecolor="#cfe4f2", edgecolor=COLOURS[0], linewidth=1.5))
        ax.plot(0, 0, marker="+", color=INK, markersize=9)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=[], yticks=[])
        ax.set_title(title, fontsize=11)
        ax.spines[:].set_visible(True)
    return axes
