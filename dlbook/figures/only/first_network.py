"""Figures of start/first-network: how training went, and what the network says to single digits."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from dlbook.figures.curves import draw_learning_curves
from dlbook.figures.style import COLOURS, in_words, new_axes
from dlbook.history import History


def draw_history(history: History) -> list[Axes]:
    """Draw loss, and beside it accuracy: training and validation in each."""
    axes = new_axes(1, 2, figsize=(8, 3.2))
    for ax, kind in zip(axes, ("loss", "accuracy"), strict=True):
        for part in ("train", "val"):
            draw_learning_curves({in_words(part): history}, f"{part}_{kind}", ax=ax)
        ax.set_ylabel(kind)
    return axes


def draw_probabilities(images: ArrayLike, probs: ArrayLike) -> list[Axes]:
    """Draw each picture, ``[images, height, width]``, beside bars for its probabilities, ``[images, classes]``."""
    pictures, rows = np.asarray(images), np.asarray(probs)
    axes = new_axes(len(pictures), 2, figsize=(6, 1.8 * len(pictures)), width_ratios=(1, 3))
    for picture_ax, bar_ax, picture, row in zip(axes[::2], axes[1::2], pictures, rows, strict=True):
        picture_ax.imshow(picture, cmap="gray_r", interpolation="nearest")
        picture_ax.set_axis_off()
        bar_ax.bar(range(len(row)), row, color=COLOURS[0])
        bar_ax.set(ylim=(0, 1), ylabel="probability", xticks=range(len(row)))
        bar_ax.grid(visible=False, axis="x")
    axes[-1].set_xlabel("class")
    return axes
