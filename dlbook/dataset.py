"""Inputs and targets that belong together, and the three parts they are split into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import torch
from jaxtyping import Bool, Int, Shaped
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

    def subset(
        self, indices: Int[Tensor, " chosen"] | Bool[Tensor, " examples"] | Sequence[int] | slice
    ) -> "Dataset":
        """The chosen examples, in the order given.

        `indices` are positions (a tensor, a list or a slice), or one truth value for each example.
        """
        chosen = (
            indices if isinstance(indices, Tensor | slice) else torch.as_tensor(indices, dtype=torch.long)
        )
        return replace(self, inputs=self.inputs[chosen], targets=self.targets[chosen])

    def map_inputs(self, fn: Callable[[Tensor], Tensor]) -> "Dataset":
        """The same examples with `fn` applied to all inputs at once, as in `map_inputs(lambda x: x / 255)`."""
        return replace(self, inputs=fn(self.inputs))


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
