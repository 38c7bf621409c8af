"""Inputs and targets that belong together, and the three parts they are split into."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Int, Shaped
from numpy.typing import ArrayLike
from torch import Tensor


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Examples: `inputs[i]` belongs to `targets[i]`.

    Both are whole tensors in memory, so that a batch is a slice and costs next to nothing.

    Raises
    ------
    ValueError
        If there are not as many targets as inputs.
    """

    inputs: Shaped[Tensor, "examples *input_shape"]
    targets: Shaped[Tensor, "examples *target_shape"]

    def __post_init__(self) -> None:
        if len(self.inputs) != len(self.targets):
            raise ValueError(
                f"{len(self.inputs)} inputs and {len(self.targets)} targets do not fit together; "
                "each example needs one of both"
            )

    def __len__(self) -> int:
        return len(self.inputs)

    def __repr__(self) -> str:
        inputs, targets = (
            f"{str(tensor.dtype).removeprefix('torch.')} {list(tensor.shape[1:])}"
            for tensor in (self.inputs, self.targets)
        )
        return f"Dataset({len(self):,} examples; each input {inputs}, each target {targets})"

    def to(self, device: torch.device | str) -> "Dataset":
        """The same examples on another device."""
        return replace(self, inputs=self.inputs.to(device), targets=self.targets.to(device))

    def subset(self, indices: Tensor | ArrayLike | slice) -> "Dataset":
        """The chosen examples, in the order given.

        `indices` are positions, or one truth value for each example: as a list, a range, a tensor,
        an array or a column of pandas; or they are a slice. Bytes (uint8) are positions.

        Raises
        ------
        ValueError
            If there is not one truth value for each example.
        TypeError
            If they are neither positions nor truth values.
        IndexError
            If there is no example at a position.
        """
        chosen = indices if isinstance(indices, slice) else _positions(indices, len(self))
        return replace(self, inputs=self.inputs[chosen], targets=self.targets[chosen])

    def map_inputs(self, fn: Callable[[Tensor], Tensor]) -> "Dataset":
        """The same examples with `fn` applied to all inputs at once, as in `map_inputs(lambda x: x / 255)`."""
        return replace(self, inputs=fn(self.inputs))


def _positions(indices: Any, num_examples: int) -> Int[Tensor, " chosen"]:
    """Where the chosen examples stand, whether they were given by position or by truth values."""
    array = np.asarray(indices.cpu() if isinstance(indices, Tensor) else indices)
    is_mask, is_nothing = array.dtype.kind == "b", array.shape == (0,)
    if array.ndim != 1 or not (is_mask or is_nothing or array.dtype.kind in "iu"):
        raise TypeError(
            f"indices of shape {list(array.shape)} and dtype {array.dtype} cannot choose examples; "
            "give whole numbers, the positions, or True or False for each example, on one axis"
        )
    if is_mask and len(array) != num_examples:
        raise ValueError(
            f"{len(array)} truth values cannot choose among {num_examples} examples; give one for each"
        )
    return torch.from_numpy(array.nonzero()[0] if is_mask else array.astype(np.int64))


@dataclass(frozen=True)
class Splits:
    """The parts of one data set, which share no example.

    Train on `train`, choose by `validation`, and look at `test` once, at the end.
    `edition` says whether this is the small set that ships with the package or the complete one.
    """

    train: Dataset
    validation: Dataset
    test: Dataset
    edition: Literal["shipped", "complete"]
    name: str
