"""Check that model, data and loss fit together, before anything runs.

Each refusal says what was found, with its shape or value, and what to do.
"""

import math
from numbers import Integral, Real
from typing import Any

import torch
from jaxtyping import Shaped
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.functional import cross_entropy

from dlbook.dataset import Dataset
from dlbook.device import device_of
from dlbook.losses import (
    FAULTS,
    IGNORED,
    LossFn,
    Outputs,
    check_classes,
    check_gradient,
    check_loss,
    describe,
)

Inputs = Shaped[Tensor, "batch *input_shape"]
TOKENS = (torch.int32, torch.int64)  # what an embedding reads
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)


def check_whole(minimum: int, **numbers: Any) -> None:
    """Refuse a setting that is not a whole number of at least `minimum`; None passes.

    Raises
    ------
    ValueError
        If one of them is not.
    """
    for name, value in numbers.items():
        is_whole = isinstance(value, Integral) and not isinstance(value, bool)
        if value is not None and not (is_whole and value >= minimum):
            raise ValueError(f"{name} must be a whole number of at least {minimum}, not {value!r}")


def check_positive(**numbers: Any) -> None:
    """Refuse a setting that is not a number above zero; None passes.

    Raises
    ------
    ValueError
        If one of them is not.
    """
    for name, value in numbers.items():
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if value is not None and not (is_number and 0 < value < math.inf):
            raise ValueError(f"{name} must be a number above 0, not {value!r}")


@torch.no_grad()
def check_fits(model: nn.Module, dataset: Dataset, loss_fn: LossFn, batch_size: int | None = None) -> None:
    """Refuse data that the model cannot read or the loss cannot compare, by trying two examples.

    With a `batch_size`, refuse too what can be measured but not learned from. Afterwards the model
    is in use (`model.eval()`), and nothing else has changed: no statistics, no generator.

    Raises
    ------
    ValueError
        If there are no examples, or inputs, model, targets, loss and batch size do not fit together.
    """
    if len(dataset) == 0:
        raise ValueError("the data set is empty: give at least one example")
    device = device_of(model)
    examples = _two_examples(dataset).to(device)
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        outputs = _read(model.eval(), examples.inputs)
        if loss_fn is cross_entropy or isinstance(loss_fn, nn.CrossEntropyLoss):
            check_classes(outputs, dataset.targets, getattr(loss_fn, "ignore_index", IGNORED))
        check_loss(loss_fn, outputs, examples.targets)
        if batch_size is not None:
            check_gradient(loss_fn, outputs, examples.targets)
            _check_last_batch(model, examples.inputs[:1], len(dataset), int(batch_size))


def _two_examples(dataset: Dataset) -> Dataset:
    """Return the first two; of whole numbers, such as tokens, those with the smallest and with the largest."""
    if dataset.inputs.dtype not in TOKENS or not dataset.inputs.numel():
        return dataset.subset(slice(2))
    rows = dataset.inputs.reshape(len(dataset), -1)
    return dataset.subset(torch.stack([rows.amin(dim=1).argmin(), rows.amax(dim=1).argmax()]))


def _read(model: nn.Module, inputs: Inputs) -> Outputs:
    """Return what the model makes of the inputs, once it is known to be one tensor with a row for each example."""
    try:
        outputs = model(inputs)
    except FAULTS as error:
        raise ValueError(
            f"the model cannot read inputs {describe(inputs)}: {_input_advice(model, inputs)}. PyTorch says: {error}"
        ) from error
    if not isinstance(outputs, Tensor):
        raise ValueError(  # noqa: TRY004 - all that does not fit is one kind of error
            f"the model returns a {type(outputs).__name__}, and the loss needs one tensor: let its forward return the "
            "outputs alone; of a layer that returns a pair, take the first, as in `outputs, _ = self.lstm(x)`"
        )
    if outputs.shape[:1] != inputs.shape[:1]:
        raise ValueError(
            f"the model makes outputs {describe(outputs)} of {len(inputs)} examples, and axis 0 needs a row for each: "
            "let its forward use flatten(1) or squeeze(1), which leave that axis alone"
        )
    return outputs


def _input_advice(model: nn.Module, inputs: Inputs) -> str:
    """Say what to do about inputs, judged by their dtype and the model's layers."""
    embedding = next((layer for layer in model.modules() if isinstance(layer, nn.Embedding)), None)
    weights = next((weight.dtype for weight in model.parameters()), inputs.dtype)
    if embedding is not None:
        if inputs.dtype not in TOKENS:
            return "tokens are int64, so use `dataset.map_inputs(lambda x: x.to(torch.int64))`"
        if inputs.min() < 0 or inputs.max() >= embedding.num_embeddings:
            known = f"its embedding knows the tokens 0 to {embedding.num_embeddings - 1}"
            return f"{known}, and these are {inputs.min()} to {inputs.max()}"
    elif inputs.dtype == torch.uint8:
        return "scale them first, as in `dataset.map_inputs(lambda x: x / 255)`"
    elif inputs.dtype != weights:
        return f"its weights are {weights}, so use `dataset.map_inputs(lambda x: x.to({weights}))`"
    return "compare this with what its first layer takes"


def _check_last_batch(model: nn.Module, example: Inputs, num_examples: int, batch_size: int) -> None:
    """Refuse a last batch of one where batch normalization would have a mean of one number."""
    has_batch_norm = any(isinstance(layer, BATCH_NORMS) for layer in model.modules())
    if not has_batch_norm or (num_examples % batch_size or batch_size) > 1:
        return
    # With copies of its buffers, the model keeps the statistics that it has.
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    try:
        functional_call(model.train(), buffers, (example,))
    except FAULTS as error:
        # The next larger size that leaves no single example, as one batch of all does.
        sizes = (size for size in range(batch_size + 1, num_examples + 1) if num_examples % size != 1)
        size = next(sizes, None)
        todo = f"use another batch_size, such as {size}" if size else "give at least two examples"
        raise ValueError(
            f"{num_examples} examples with batch_size={batch_size} leave a last batch of one, and the model cannot "
            f"learn from one alone: {todo}. PyTorch says: {error}"
        ) from error
    finally:
        model.eval()
