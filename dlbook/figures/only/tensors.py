"""Figures of start/tensors: tensors as blocks of cells, their axes, and what broadcasting does to them."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from dlbook.figures.style import COLOURS, GRID, INK, PAPER, new_axes

SHEET = 0.7  # how far each sheet of a block with three axes lies behind the one before
FILL, PALE = "#cfe4f2", "#f3f4f6"


def draw_blocks(blocks: Mapping[str, ArrayLike]) -> list[Axes]:
    """Draw each tensor as a block of cells with its numbers, its axes as arrows and its shape below."""
    arrays = {title: np.asarray(block) for title, block in blocks.items()}
    sheets = [_as_sheets(array) for array in arrays.values()]
    widths = [sheet.shape[2] + SHEET * len(sheet) + 1.5 for sheet in sheets]
    axes = new_axes(1, len(arrays), figsize=(0.55 * sum(widths), 3.4), width_ratios=widths)
    for ax, (title, array), stack in zip(axes, arrays.items(), sheets, strict=True):
        _draw_stack(ax, stack)
        _draw_arrows(ax, array.ndim, stack)
        ax.set(title=title, aspect="equal")
        ax.text(stack.shape[2] / 2, stack.shape[1] + 0.5, f"shape {list(array.shape)}", ha="center", va="top")
        depth = SHEET * (len(stack) - 1)
        ax.set(xlim=(-1.1, stack.shape[2] + depth + 0.7), ylim=(stack.shape[1] + 1.4, -depth - 1.1))
        ax.set_axis_off()
    return axes


def draw_broadcast(left: ArrayLike, right: ArrayLike) -> list[Axes]:
    """Draw the sum of two tensors: copies that broadcasting makes are pale; left, right and sum come back."""
    one, two = np.asarray(left), np.asarray(right)
    total = one + two  # [height, width]
    height, width = total.shape
    axes = new_axes(1, 3, figsize=(0.6 * 3 * (width + 1.2), 0.6 * (height + 1.6)))
    for ax, array, sign in zip(axes, (one, two, total), ("", "+", "="), strict=True):
        real = np.atleast_2d(array)
        cells = np.broadcast_to(real, total.shape)
        for row, column in np.ndindex(height, width):
            is_copy = row >= real.shape[0] or column >= real.shape[1]
            _draw_cell(ax, column, row, cells[row, column], is_copy=is_copy)
        ax.text(-0.7, height / 2, sign, ha="center", va="center", fontsize=16)
        title = f"{list(array.shape)}"
        ax.set(title=title, aspect="equal", xlim=(-1.1, width + 0.1), ylim=(height + 0.1, -0.1))
        ax.set_axis_off()
    return axes


def _as_sheets(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """The numbers as [sheets, rows, columns]."""
    return array.reshape((1,) * (3 - array.ndim) + array.shape)


def _draw_stack(ax: Axes, sheets: NDArray[np.generic]) -> None:
    """The sheets one before the other, the first in front."""
    for depth in range(len(sheets) - 1, -1, -1):
        for row, column in np.ndindex(*sheets.shape[1:]):
            place = (column + SHEET * depth, row - SHEET * depth)
            _draw_cell(ax, *place, sheets[depth, row, column], layer=2 * (len(sheets) - depth))


def _draw_cell(
    ax: Axes, x: float, y: float, value: object, *, is_copy: bool = False, layer: float = 1
) -> None:
    """A cell with its number."""
    fill, edge = (PALE, GRID) if is_copy else (FILL, INK)
    ax.add_patch(Rectangle((x, y), 1, 1, linewidth=1, facecolor=fill, edgecolor=edge, zorder=layer))
    text = f"{value:g}".replace("-", "−") if isinstance(value, int | float | np.number) else str(value)
    ax.text(x + 0.5, y + 0.5, text, ha="center", va="center", alpha=0.6 if is_copy else 1, zorder=layer + 1)


def _draw_arrows(ax: Axes, num_axes: int, sheets: NDArray[np.generic]) -> None:
    """An arrow along each axis, with its number."""
    _, height, width = sheets.shape
    ways = {"column": ((0, -0.35), (width, -0.35)), "row": ((-0.35, 0), (-0.35, height))}
    depth = SHEET * max(len(sheets) - 1, 1) + 0.4
    ways["sheet"] = ((width + 0.2, height + 0.1), (width + 0.2 + depth, height + 0.1 - depth))
    if num_axes == 3:  # the upper edge is hidden behind the other sheets
        ways["column"] = ((0, height + 0.25), (width, height + 0.25))
    named = {0: [], 1: ["column"], 2: ["row", "column"], 3: ["sheet", "row", "column"]}[num_axes]
    for number, name in enumerate(named):
        start, end = ways[name]
        look = {"arrowstyle": "->", "color": COLOURS[1], "linewidth": 1.5}
        ax.annotate("", end, start, arrowprops=look)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        paper = {"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"}
        ax.text(*middle, str(number), color=COLOURS[1], ha="center", va="center", bbox=paper, weight="bold")
