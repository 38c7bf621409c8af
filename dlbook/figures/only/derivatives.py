"""Figures of math/derivatives: a curve from closer and closer, and a growing rectangle."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, new_axes


def draw_zoom(
    fn: Callable[[float], float], at: float, slope: float, half_widths: Sequence[float]
) -> list[Axes]:
    """Draw a curve and the line with this slope through one of its points; each panel marks what the next one shows."""
    axes = new_axes(1, len(half_widths), figsize=(2.3 * len(half_widths), 2.5))
    for ax, half_width, inside in zip(axes, half_widths, [*half_widths[1:], 0], strict=True):
        x = np.linspace(at - half_width, at + half_width, 101)
        ax.plot(x, [fn(place) for place in x], color=COLOURS[0], linewidth=2)
        ax.plot(x, fn(at) + slope * (x - at), color=COLOURS[1], linestyle="--")
        ax.plot(at, fn(at), marker="o", color=INK)
        ax.set(title=f"{half_width:g} to each side", xticks=[at - half_width, at, at + half_width])
        ax.locator_params(axis="y", nbins=5)
        if inside:
            height = abs(slope) * inside
            box = Rectangle((at - inside, fn(at) - height), 2 * inside, 2 * height, fill=False, edgecolor=INK)
            ax.add_patch(box)
    return axes


def draw_product(a: float, b: float, growth: float) -> Axes:
    """Draw a rectangle of `a` by `b`, and what its area gains when both sides grow."""
    ax = new_axes(figsize=(5, 3.4))[0]
    for corner, width, height, colour in [
        ((0, 0), b, a, PAPER),
        ((0, a), b, growth, "#cfe4f2"),
        ((b, 0), growth, a, "#f7dcc4"),
        ((b, a), growth, growth, GRID),
    ]:
        ax.add_patch(Rectangle(corner, width, height, facecolor=colour, edgecolor=INK))
    far = growth / 2  # from a side to the middle of its strip
    for x, y, text in [
        *[(b / 2, a / 2, "a · b"), (b / 2, a + far, "step · b"), (b + far, a / 2, "a · step")],
        *[(b / 2, -0.1 * a, "b"), (-0.1 * a, a / 2, "a")],
    ]:
        ax.text(x, y, text, ha="center", va="center", rotation=90 if x > b else 0)
    ax.text(b + 1.2 * growth, a + far, "step · step", va="center")
    ax.set(xlim=(-0.2 * a, b + 5 * growth), ylim=(-0.2 * a, a + 1.5 * growth), aspect="equal")
    ax.set_axis_off()
    return ax
