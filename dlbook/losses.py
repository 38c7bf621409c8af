"""Check that a loss compares what it should: each output with its own target, along the right axis, as a mean."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import torch
from jaxtyping import Shaped
from torch import Tensor

LossFn = Callable[[Tensor, Tensor], Tensor]
Outputs = Shaped[Tensor, "batch *output_shape"]
Targets = Shaped[Tensor, "batch *target_shape"]
IGNORED = -100  # as a label: cross_entropy leaves this one out, unless it is told to leave out another
# What PyTorch raises where shapes or dtypes do not fit; the warning is made an error in `_compare`.
FAULTS = (RuntimeError, TypeError, ValueError, IndexError, UserWarning)


def check_classes(outputs: Outputs, targets: Shaped[Tensor, "examples *target_shape"], ignored: int) -> None:
    """Refuse what cross_entropy would take for something else, and labels that are no class, of any example.

    Raises
    ------
    ValueError
        If the outputs have no classes on axis 1, or the targets are neither classes nor probabilities.
    """
    shape, labeled = outputs.shape[1:], targets.shape[1:]
    if len(shape) > 1 and shape[:-1] == labeled != shape[1:]:
        raise ValueError(
            f"outputs {describe(outputs)} have the classes on their last axis, and cross_entropy looks for them on "
            "axis 1: let the model's forward return `outputs.movedim(-1, 1)`"
        )
    if shape[:1].numel() == 1:  # no axis of classes, or one class
        raise ValueError(
            f"cross_entropy needs one output for each class, and there are outputs {describe(outputs)}: give the last "
            "layer as many as there are classes; or to tell yes from no use loss_fn=binary_cross_entropy_with_logits, "
            "to predict a number loss_fn=mse_loss, both with float targets of the outputs' shape"
        )
    if not targets.is_floating_point():
        _check_labels(targets.long(), shape[0], ignored)
    elif shape == labeled and not ((targets >= 0).all() and (targets.sum(dim=1) - 1).abs().max() < 0.01):
        raise ValueError(
            "cross_entropy takes these targets for probabilities, which are 0 or more and sum to 1 over the classes: "
            "for several labels at once use loss_fn=binary_cross_entropy_with_logits, for numbers loss_fn=mse_loss"
        )


def _check_labels(labels: Shaped[Tensor, "examples *axes"], num_classes: int, ignored: int) -> None:
    """Refuse a label that is no class, with the example that has it."""
    places = (((labels < 0) | (labels >= num_classes)) & (labels != ignored)).nonzero()
    if len(places):
        place = tuple(places[0].tolist())
        raise ValueError(
            f"label {labels[place].item()} of example {place[0]} is outside the model's {num_classes} classes, "
            f"0 to {num_classes - 1}: change the label, or the size of the last layer"
        )
    if (labels == ignored).all():
        raise ValueError(
            f"all targets are {ignored}, which the loss ignores: give at least one label that counts"
        )


def check_loss(loss_fn: LossFn, outputs: Outputs, targets: Targets) -> None:
    """Refuse a loss that is not a mean over the examples, each with its own target.

    Raises
    ------
    ValueError
        If it cannot compare the two, or every output meets every target, or it is not one number, or a sum.
    """
    try:
        loss = _compare(loss_fn, outputs, targets)
    except FAULTS as error:
        raise ValueError(
            f"the loss cannot compare outputs {describe(outputs)} with targets {describe(targets)}: "
            f"{_target_advice(outputs, targets)}. PyTorch says: {error}"
        ) from error
    if not isinstance(loss, Tensor) or loss.ndim:
        found = f"a tensor {describe(loss)}" if isinstance(loss, Tensor) else f"a {type(loss).__name__}"
        raise ValueError(
            f"the loss is {found}, and must be one number in a tensor: use .mean() and no .item()"
        )
    if _is_spread(loss_fn, outputs, targets):
        raise ValueError(
            f"the loss compares every output with every target, since outputs {describe(outputs)} and targets "
            f"{describe(targets)} broadcast: {_target_advice(outputs, targets)}"
        )
    once, twice = float(loss), float(loss_fn(torch.cat([outputs] * 2), torch.cat([targets] * 2)))
    if once and math.isfinite(once) and math.isclose(twice, 2 * once, rel_tol=1e-4):
        raise ValueError(
            "the same examples given twice have twice the loss, so it depends on the size of a batch: "
            "use their mean, such as reduction='mean' or .mean()"
        )


def _compare(loss_fn: LossFn, outputs: Outputs, targets: Targets) -> Any:
    """Return the loss, with an error where PyTorch would only warn of shapes that broadcast."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Using a target size")
        return loss_fn(outputs, targets)


def _is_spread(loss_fn: LossFn, outputs: Outputs, targets: Targets) -> bool:
    """Return whether [n, 1] and [n] meet as [n, n]: the loss is that of the spread shapes, and not that of equal ones."""
    if outputs.shape == targets.shape or outputs.numel() != targets.numel():
        return False
    # Not the values of the examples, which may all be equal: the first half of the targets is 0, the second 1.
    outputs = torch.linspace(0.1, 0.8, outputs.numel()).to(outputs).reshape(outputs.shape)
    targets = (torch.arange(targets.numel()) * 2 >= targets.numel()).to(targets).reshape(targets.shape)
    try:
        loss, spread, equal = (
            _compare(loss_fn, *pair)
            for pair in (
                (outputs, targets),
                torch.broadcast_tensors(outputs, targets),
                (outputs.reshape(targets.shape), targets),
            )
        )
    except FAULTS:
        return False
    return bool(torch.isclose(loss, spread) and not torch.isclose(loss, equal))


def _target_advice(outputs: Outputs, targets: Targets) -> str:
    """Say what to do about targets, judged by both shapes."""
    if outputs.shape == targets.shape:
        return "give fractions, as in `targets.float()`"
    for axis in range(1, max(outputs.ndim, targets.ndim)):
        if outputs.shape == _without(axis, targets):
            return f"take an axis from the targets, as in `targets.squeeze({axis})`"
        if targets.shape == _without(axis, outputs):
            return f"give the targets that axis too, as in `targets.unsqueeze({axis})`"
    if not targets.is_floating_point() and targets.shape == (len(outputs), 1):
        return "take an axis from the class labels, as in `targets.squeeze(1)`"
    if targets.shape == outputs.shape[:1] + outputs.shape[2:]:
        return "class labels are int64, as in `targets.long()`"
    return "both need one shape, or [batch, classes] and [batch] where targets are class labels"


def _without(axis: int, tensor: Tensor) -> tuple[int, ...] | None:
    """Return the shape without an axis of length 1, if that axis is one."""
    return tensor.shape[:axis] + tensor.shape[axis + 1 :] if tensor.shape[axis : axis + 1] == (1,) else None


def check_gradient(loss_fn: LossFn, outputs: Outputs, targets: Targets) -> None:
    """Refuse a loss that says nothing about how to change the outputs.

    Raises
    ------
    ValueError
        If autograd finds no way back.
    """
    try:
        with torch.enable_grad():
            leaf = outputs.clone().requires_grad_()
            torch.autograd.grad(loss_fn(leaf, targets), leaf)
    except FAULTS as error:
        raise ValueError(
            f"no gradient leads from the loss to outputs {describe(outputs)}: use no .detach(), .item(), argmax or == "
            f"on the way, and float targets of the outputs' dtype. PyTorch says: {error}"
        ) from error


def describe(tensor: Tensor) -> str:
    """Say the shape and the dtype of a tensor."""
    return f"of shape {list(tensor.shape)} and dtype {str(tensor.dtype).removeprefix('torch.')}"
