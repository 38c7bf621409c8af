"""Digits made harder: moved about, or written on photographs.

Explained in the chapter "concepts/deep-learning-or-not".
"""

from functools import lru_cache

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import pad

from dlbook.dataset import Dataset
from dlbook.datasets.mnist import load_mnist
from dlbook.device import make_generator

TASKS = ("digits", "shifted", "photographs")
# Columns of the two photographs, which are 640 wide: no part sees the walls of another.
COLUMNS = {"train": (0, 380), "validation": (380, 460), "test": (460, 640)}


def load_scenes(task: str, *, split_seed: int = 0, num_train: int = 1_500) -> list[Dataset]:
    """Training, validation and test digits that ship with the package, from 0 to 1, made as hard as the task asks.

    Parameters
    ----------
    task
        "digits" leaves them as they are, "shifted" moves each one, "photographs" also writes it on a photograph.
    split_seed
        Decides which digits go where, and how each is moved and written.
    num_train
        How many of the training digits are taken.

    Raises
    ------
    ValueError
        If there is no such task, or so many training digits are not there.
    """
    if task not in TASKS:
        raise ValueError(f"task={task!r}: there are {', '.join(TASKS)}")
    splits, generator = load_mnist("shipped", split_seed=split_seed), make_generator(split_seed)
    if not 0 < num_train <= len(splits.train):
        raise ValueError(f"num_train={num_train}: there are 1 to {len(splits.train)} digits for training")
    parts = {"train": splits.train.subset(range(num_train))}
    parts |= {"validation": splits.validation, "test": splits.test}
    return [
        Dataset(_scene(task, name, part.inputs / 255, generator), part.targets)
        for name, part in parts.items()
    ]


def _scene(
    task: str, part: str, pictures: Float[Tensor, "n height width"], generator: torch.Generator
) -> Float[Tensor, "n height width"]:
    """The pictures of one part, as the task shows them."""
    moved = pictures if task == "digits" else shift(pictures, generator)
    return write_on_photographs(moved, part, generator) if task == "photographs" else moved


def shift(
    pictures: Float[Tensor, "n height width"], generator: torch.Generator, reach: int = 4
) -> Float[Tensor, "n height width"]:
    """The pictures, each moved by its own number of pixels, at most `reach` up, down, left and right.

    What leaves the picture is cut off, and what comes in is paper (zero).

    Raises
    ------
    ValueError
        If `reach` is negative.
    """
    if reach < 0:
        raise ValueError(f"reach={reach}: a picture moves by zero pixels or more")
    height, width = pictures.shape[1:]
    corners = torch.randint(0, 2 * reach + 1, (len(pictures), 2), generator=generator).tolist()
    padded = pad(pictures, (reach, reach, reach, reach))
    moved = [p[y : y + height, x : x + width] for p, (y, x) in zip(padded, corners, strict=True)]
    return torch.stack(moved) if moved else pictures


def write_on_photographs(
    pictures: Float[Tensor, "n height width"], part: str, generator: torch.Generator
) -> Float[Tensor, "n height width"]:
    """The pictures as ink on pieces of two photographs; all values lie from 0 to 1.

    The ink of each picture is lighter or darker than the average of its piece, by chance, and by 0.3 to 0.5.
    The photographs, a palace and a flower, come with scikit-learn. The idea is that of Larochelle et al., "An
    Empirical Evaluation of Deep Architectures on Problems with Many Factors of Variation", 2007.

    Parameters
    ----------
    pictures
        Amount of ink from 0 to 1.
    part
        Which part of the data they are for: each takes its pieces from its own columns of the photographs.
    generator
        Draws piece and ink.

    Raises
    ------
    ValueError
        If there is no such part.
    """
    if part not in COLUMNS:
        raise ValueError(f"part={part!r}: there are {', '.join(COLUMNS)}")
    return torch.stack([_write(picture, COLUMNS[part], generator) for picture in pictures])


def _write(
    picture: Float[Tensor, "height width"], columns: tuple[int, int], generator: torch.Generator
) -> Float[Tensor, "height width"]:
    """One picture on one piece of a photograph."""
    height, width = picture.shape
    which, up, left, contrast, sign = torch.rand(5, generator=generator).tolist()
    photograph = _photographs()[int(2 * which)]
    y = int(up * (photograph.shape[0] - height))
    x = columns[0] + int(left * (columns[1] - columns[0] - width))
    piece = photograph[y : y + height, x : x + width]
    away, mean = 0.3 + 0.2 * contrast, piece.mean().item()
    lighter, darker = mean + away, mean - away
    ink = lighter if darker < 0 or (sign < 0.5 and lighter <= 1) else darker
    written: Tensor = piece.to(picture.device) * (1 - picture) + ink * picture
    return written


@lru_cache(maxsize=1)
def _photographs() -> list[Float[Tensor, "427 640"]]:
    """The two photographs, in gray."""
    from sklearn.datasets import load_sample_image

    names = ("china.jpg", "flower.jpg")
    photographs: list[Tensor] = [torch.tensor(load_sample_image(name)) for name in names]
    return [photograph.float().mean(dim=2) / 255 for photograph in photographs]
