"""Hand-crafted features: recentering and histograms of oriented gradients (HOG).

Explained in the chapter "concepts/deep-learning-or-not".
"""

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor


def recenter(pictures: Float[Tensor, "n height width"]) -> Float[Tensor, "n height width"]:
    """Return the pictures, each rolled by whole pixels until its ink is balanced around the middle.

    What leaves at one side comes in at the other. A picture without ink stays as it is.
    """
    moves = off_center(pictures)
    moved = [picture.roll((-y, -x), (0, 1)) for picture, (y, x) in zip(pictures, moves.tolist(), strict=True)]
    return torch.stack(moved) if moved else pictures


def off_center(pictures: Float[Tensor, "n height width"]) -> Int[Tensor, "n 2"]:
    """Measure by how many whole pixels the ink's center lies below and to the right of the middle, for each picture."""
    ink = pictures.sum(dim=(1, 2)).clamp(min=1e-12)
    distances = []
    for rows in (pictures.sum(dim=2), pictures.sum(dim=1)):  # ink in each row, then in each column
        places = torch.arange(rows.shape[1], dtype=rows.dtype, device=rows.device) - (rows.shape[1] - 1) / 2
        distances.append(rows @ places / ink)
    return torch.stack(distances, dim=1).round().long()


def oriented_edges(
    pictures: Float[Tensor, "n height width"], cell: int = 7, orientations: int = 8
) -> Float[Tensor, "n features"]:
    """Compute histograms of oriented gradients (HOG): how much the ink changes in each direction, in each cell.

    Computed by scikit-image on the CPU, in blocks of 2 × 2 cells that are each scaled to one length.
    Source: Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection", 2005.

    Parameters
    ----------
    pictures
        Gray pictures.
    cell
        Side of a cell in pixels.
    orientations
        Number of directions that are told apart, over half a turn.

    Raises
    ------
    ValueError
        If a side of the pictures holds less than two cells.
    """
    if min(pictures.shape[1:]) < 2 * cell:
        raise ValueError(
            f"cell={cell}: pictures of {list(pictures.shape[1:])} pixels need two cells on each side"
        )
    from skimage.feature import hog

    settings = {"orientations": orientations, "pixels_per_cell": (cell, cell), "cells_per_block": (2, 2)}
    features = np.stack([hog(picture, **settings) for picture in pictures.cpu().numpy()])
    return torch.from_numpy(features).float().to(pictures.device)
