"""How good is it: numbers that people read, where the loss is the number that training follows."""

import math

from jaxtyping import Bool, Float, Int, Integer, Shaped
from torch import Tensor, nn

from dlbook.losses import IGNORED


def correct(
    logits: Float[Tensor, "batch classes *axes"], labels: Integer[Tensor, "batch *axes"]
) -> Bool[Tensor, "batch *axes"]:
    """Whether the class with the highest logit is the label, for each example.

    Raises
    ------
    ValueError
        If logits and labels do not have matching shapes, or the labels are no whole numbers.
    """
    predictions = logits.argmax(dim=1)
    if predictions.shape != labels.shape:
        # Without this, [batch] and [batch, 1] would broadcast to a square of nonsense.
        raise ValueError(
            f"predictions of shape {list(predictions.shape)} and labels of shape {list(labels.shape)} must match"
        )
    return predictions == _as_int64("label", labels)


def accuracy(logits: Float[Tensor, "batch classes *axes"], labels: Integer[Tensor, "batch *axes"]) -> float:
    """The fraction of examples whose highest logit is the label's, from 0 to 1; labels of −100 do not count.

    Raises
    ------
    ValueError
        If logits and labels do not have matching shapes.
    """
    return fraction(correct(logits, labels), is_counted(labels))


def is_counted(labels: Integer[Tensor, "batch *axes"]) -> Bool[Tensor, "batch *axes"]:
    """Whether a label is one to be predicted; −100 marks those that `cross_entropy` ignores, such as padding."""
    return labels.long() != IGNORED


def fraction(hits: Bool[Tensor, "*axes"], counted: Bool[Tensor, "*axes"] | None = None) -> float:
    """How many of the hits are True, from 0 to 1, of those that are counted; nan if there are none."""
    total = hits.numel() if counted is None else int(counted.sum())
    return hits.sum().item() / total if total else math.nan


def confusion_matrix(
    labels: Integer[Tensor, " examples"], predictions: Integer[Tensor, " examples"], num_classes: int
) -> Int[Tensor, "classes classes"]:
    """How many examples of each class (row) were taken for each class (column).

    Raises
    ------
    ValueError
        If a label or a prediction is not one of the classes 0 to ``num_classes - 1``,
        or labels and predictions do not have the same shape, with one axis.
    """
    if labels.shape != predictions.shape or labels.ndim != 1:
        raise ValueError(
            f"labels of shape {list(labels.shape)} and predictions of shape {list(predictions.shape)} "
            "must match, each with one axis"
        )
    rows, columns = _as_int64("label", labels), _as_int64("prediction", predictions)
    for name, classes in (("label", rows), ("prediction", columns)):
        outside = classes[(classes < 0) | (classes >= num_classes)]
        if len(outside):
            raise ValueError(f"{name} {outside[0].item()} is not one of the classes 0 to {num_classes - 1}")
    cells = rows * num_classes + columns  # one number for each cell, row by row
    return cells.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


def _as_int64(name: str, classes: Tensor) -> Int[Tensor, "*axes"]:
    """The classes in the type that counts far enough, and that PyTorch can compare with any other."""
    if classes.is_floating_point() or classes.is_complex():
        found = str(classes.dtype).removeprefix("torch.")
        raise ValueError(f"{name}s of dtype {found} are no classes; give whole numbers")
    return classes.long()


def count_parameters(model: nn.Module) -> int:
    """The number of weights and biases that training can change."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def has_classes(
    outputs: Shaped[Tensor, "batch *output_axes"], targets: Shaped[Tensor, "batch *target_axes"]
) -> bool:
    """Whether targets are class labels and outputs their logits, so that there is such a thing as accuracy.

    A single output has no classes to choose from.
    """
    is_labels = not targets.is_floating_point() and not targets.is_complex()
    is_choice = outputs.ndim > 1 and outputs.shape[1] > 1
    return is_labels and is_choice and outputs.shape[:1] + outputs.shape[2:] == targets.shape
