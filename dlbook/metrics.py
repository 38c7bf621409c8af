"""How good is it: numbers that people read, where the loss is the number that training follows."""

from jaxtyping import Bool, Float, Int, Shaped
from torch import Tensor, nn


def correct(
    logits: Float[Tensor, "batch classes *axes"], labels: Int[Tensor, "batch *axes"]
) -> Bool[Tensor, "batch *axes"]:
    """Whether the class with the highest logit is the label, for each example.

    Raises
    ------
    ValueError
        If logits and labels do not have matching shapes.
    """
    predictions = logits.argmax(dim=1)
    if predictions.shape != labels.shape:
        # Without this, [batch] and [batch, 1] would broadcast to a square of nonsense.
        raise ValueError(
            f"predictions of shape {list(predictions.shape)} and labels of shape {list(labels.shape)} must match"
        )
    return predictions == labels


def accuracy(logits: Float[Tensor, "batch classes *axes"], labels: Int[Tensor, "batch *axes"]) -> float:
    """The fraction of examples whose highest logit is the label's, from 0 to 1.

    Raises
    ------
    ValueError
        If logits and labels do not have matching shapes.
    """
    return fraction(correct(logits, labels))


def fraction(hits: Bool[Tensor, "*axes"]) -> float:
    """How many of the hits are True, from 0 to 1."""
    return hits.sum().item() / hits.numel()


def confusion_matrix(
    labels: Int[Tensor, " examples"], predictions: Int[Tensor, " examples"], num_classes: int
) -> Int[Tensor, "classes classes"]:
    """How many examples of each class (row) were taken for each class (column).

    Raises
    ------
    ValueError
        If a label or a prediction is not one of the classes 0 to ``num_classes - 1``.
    """
    for name, classes in (("label", labels), ("prediction", predictions)):
        outside = classes[(classes < 0) | (classes >= num_classes)]
        if len(outside):
            raise ValueError(f"{name} {outside[0].item()} is not one of the classes 0 to {num_classes - 1}")
    cells = labels * num_classes + predictions  # one number for each cell, row by row
    return cells.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


def count_parameters(model: nn.Module) -> int:
    """The number of weights and biases that training can change."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def has_classes(
    outputs: Shaped[Tensor, "batch *output_axes"], targets: Shaped[Tensor, "batch *target_axes"]
) -> bool:
    """Whether targets are class labels and outputs their logits, so that there is such a thing as accuracy."""
    is_labels = not targets.is_floating_point() and not targets.is_complex()
    return is_labels and outputs.ndim > 1 and outputs.shape[:1] + outputs.shape[2:] == targets.shape
