"""What does not fit is said before anything runs, with the value and what to do."""

import math
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Shaped
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from dlbook.dataset import Dataset
from dlbook.device import device_of

LossFn = Callable[[Tensor, Tensor], Tensor]


def check_whole(minimum: int, **numbers: float | None) -> None:
    """Refuse a setting that is not a whole number of at least `minimum`; None passes.

    Raises
    ------
    ValueError
        If one of them is not.
    """
    for name, value in numbers.items():
        if value is not None and not (isinstance(value, int) and value >= minimum):
            raise ValueError(f"{name} must be a whole number of at least {minimum}, not {value!r}")


def check_positive(**numbers: float | None) -> None:
    """Refuse a setting that is not a number above zero; None passes.

    Raises
    ------
    ValueError
        If one of them is not.
    """
    for name, value in numbers.items():
        if value is not None and not 0 < value < math.inf:
            raise ValueError(f"{name} must be a number above 0, not {value!r}")


@torch.no_grad()
def check_fits(model: nn.Module, dataset: Dataset, loss_fn: LossFn) -> None:
    """Refuse data that the model cannot read or the loss cannot compare, by trying the first example.

    Raises
    ------
    ValueError
        If there are no examples, if the inputs have the wrong shape or dtype,
        if a class label is outside the model's classes, or if targets and outputs do not fit.
    """
    if len(dataset) == 0:
        raise ValueError("the data set is empty: give at least one example")
    example = dataset.subset(slice(0, 1)).to(device_of(model))
    outputs = _read(model.eval(), example.inputs)
    if loss_fn is cross_entropy and not dataset.targets.is_floating_point():
        _check_labels(dataset.targets, num_classes=outputs.shape[1])
    try:
        loss_fn(outputs, example.targets)
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        raise ValueError(
            f"the loss cannot compare outputs {_describe(outputs)} with targets {_describe(example.targets)}; "
            f"class labels are int64, as {_describe(outputs.argmax(1))}. PyTorch says: {error}"
        ) from error


def _read(model: nn.Module, inputs: Shaped[Tensor, "batch *input_shape"]) -> Any:
    try:
        return model(inputs)
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        todo = (
            "scale them first, as in `dataset.map_inputs(lambda x: x / 255)`"
            if inputs.dtype == torch.uint8
            else "compare this with what its first layer takes"
        )
        raise ValueError(
            f"the model cannot read inputs {_describe(inputs)}: {todo}. PyTorch says: {error}"
        ) from error


def _check_labels(labels: Shaped[Tensor, "examples *axes"], num_classes: int) -> None:
    places = ((labels < 0) | (labels >= num_classes)).nonzero()
    if len(places):
        place = tuple(places[0].tolist())
        raise ValueError(
            f"label {labels[place].item()} of example {place[0]} is outside the model's {num_classes} classes, "
            f"0 to {num_classes - 1}: change the label, or the size of the last layer"
        )


def _describe(tensor: Tensor) -> str:
    return f"of shape {list(tensor.shape)} and dtype {str(tensor.dtype).removeprefix('torch.')}"
