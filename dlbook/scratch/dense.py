"""A network of dense layers in NumPy, with the backward pass written by hand (explained in `math/back-propagation`).

Each piece comes with its partner: `relu` computes, `relu_backward` sends the gradient of the loss back through it.
Everything is float64, so that a gradient can be checked to many digits.

Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating errors", 1986.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float64, Int

Floats = Float64[np.ndarray, "..."]


def init_parameters(sizes: Sequence[int], generator: np.random.Generator) -> list[Floats]:
    """Return a weight and a bias for each layer in turn, drawn between -1/√in_features and 1/√in_features.

    `sizes` are the numbers of inputs, of units in each hidden layer, and of outputs; a ValueError refuses fewer than
    two, and any below 1. PyTorch draws its linear layers from the same range.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"sizes must be two or more numbers, none below 1, as in (784, 32, 10); not {tuple(sizes)}"
        )
    parameters = []
    for in_features, out_features in pairwise(sizes):
        bound = 1 / np.sqrt(in_features)
        parameters.append(generator.uniform(-bound, bound, (out_features, in_features)))
        parameters.append(generator.uniform(-bound, bound, out_features))
    return parameters


def dense(
    x: Float64[np.ndarray, "batch in_features"],
    weight: Float64[np.ndarray, "out_features in_features"],
    bias: Float64[np.ndarray, " out_features"],
) -> Float64[np.ndarray, "batch out_features"]:
    """Return x times the transposed weight, plus the bias.

    A ValueError names the axes that do not fit.
    """
    check_dense(x, weight, bias)
    z: Floats = x @ weight.T + bias
    return z


def dense_backward(
    grad: Float64[np.ndarray, "batch out_features"],
    x: Float64[np.ndarray, "batch in_features"],
    weight: Float64[np.ndarray, "out_features in_features"],
) -> tuple[
    Float64[np.ndarray, "batch in_features"],
    Float64[np.ndarray, "out_features in_features"],
    Float64[np.ndarray, " out_features"],
]:
    """Return the gradients for x, weight and bias, given the one for the output.

    A ValueError says which shape the given gradient should have.
    """
    if grad.shape != (len(x), len(weight)):
        raise ValueError(
            f"the gradient has shape {grad.shape}, and the output had {(len(x), len(weight))}: "
            "the batch of x and the out_features of weight"
        )
    return grad @ weight, grad.T @ x, grad.sum(axis=0)


def relu(z: Float64[np.ndarray, "*shape"]) -> Float64[np.ndarray, "*shape"]:
    """Return z with every negative number replaced by zero."""
    kept: Floats = np.maximum(z, 0)
    return kept


def relu_backward(
    grad: Float64[np.ndarray, "*shape"], z: Float64[np.ndarray, "*shape"]
) -> Float64[np.ndarray, "*shape"]:
    """Return the gradient for z: what arrives passes where z was above zero, and stops elsewhere."""
    passed: Floats = grad * (z > 0)
    return passed


def log_softmax(logits: Float64[np.ndarray, "batch classes"]) -> Float64[np.ndarray, "batch classes"]:
    """Return the logarithms of the probabilities that softmax makes of the logits."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # so that exp cannot overflow
    log_probs: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return log_probs


def cross_entropy(logits: Float64[np.ndarray, "batch classes"], labels: Int[np.ndarray, " batch"]) -> float:
    """Return the mean of minus the logarithm of the right class's probability.

    A ValueError refuses labels that are not one class for each row.
    """
    check_labels(logits, labels)
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def cross_entropy_backward(
    logits: Float64[np.ndarray, "batch classes"], labels: Int[np.ndarray, " batch"]
) -> Float64[np.ndarray, "batch classes"]:
    """Return the gradient for the logits: what the model says minus what is so, shared among the batch.

    It refuses what `cross_entropy` refuses.
    """
    check_labels(logits, labels)
    difference: Floats = np.exp(log_softmax(logits))  # the probabilities
    difference[np.arange(len(labels)), labels] -= 1  # minus 1 for the right class
    return difference / len(labels)


def forward(
    parameters: Sequence[Floats], x: Float64[np.ndarray, "batch in_features"]
) -> tuple[Float64[np.ndarray, "batch out_features"], list[tuple[Floats, Floats]]]:
    """Return the output, and for each layer what its backward pass will need: its input and its weighted sums.

    `parameters` are weight and bias of each layer in turn; a ReLU stands between two layers, none after the last.
    A ValueError names the axes that do not fit, or says that the parameters do not pair up.
    """
    saved = []
    for weight, bias in in_pairs(parameters):
        z = dense(x, weight, bias)  # batch out_features
        saved.append((x, z))
        x = relu(z)
    return z, saved


def backward(
    parameters: Sequence[Floats],
    saved: Sequence[tuple[Floats, Floats]],
    grad: Float64[np.ndarray, "batch out_features"],
) -> list[Floats]:
    """Return the gradient for each of the parameters, given the one for the output and what `forward` saved.

    A ValueError says which shape the given gradient should have.
    """
    gradients: list[Floats] = []
    for (weight, _), (x, z) in zip(in_pairs(parameters)[::-1], saved[::-1], strict=True):
        if gradients:  # so this is not the last layer, and a ReLU came after it
            grad = relu_backward(grad, z)
        grad, weight_grad, bias_grad = dense_backward(grad, x, weight)
        gradients = [weight_grad, bias_grad, *gradients]
    return gradients


def loss_and_gradients(
    parameters: Sequence[Floats],
    x: Float64[np.ndarray, "batch in_features"],
    labels: Int[np.ndarray, " batch"],
) -> tuple[float, list[Floats]]:
    """Return the cross-entropy of a batch, and its gradient for each of the parameters.

    It refuses what `forward` and `cross_entropy` refuse.
    """
    logits, saved = forward(parameters, x)
    gradients = backward(parameters, saved, cross_entropy_backward(logits, labels))
    return cross_entropy(logits, labels), gradients


def in_pairs(parameters: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
    """Return weight and bias of each layer together; a ValueError refuses a weight without a bias, and no layer."""
    if not parameters or len(parameters) % 2:
        raise ValueError(
            f"parameters are a weight and a bias for each layer in turn; {len(parameters)} do not pair up"
        )
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def check_dense(x: Floats, weight: Floats, bias: Floats) -> None:
    """Raise ValueError with the axes that do not fit."""
    if (x.ndim, weight.ndim, bias.ndim) != (2, 2, 1):
        raise ValueError(
            "dense takes x [batch, in_features], weight [out_features, in_features] and bias [out_features]; "
            f"the shapes are {x.shape}, {weight.shape} and {bias.shape}"
        )
    if x.shape[1] != weight.shape[1]:
        raise ValueError(
            f"axis 1 of x has {x.shape[1]} features and axis 1 of weight has {weight.shape[1]}: they must be equal "
            f"(x {x.shape}, weight {weight.shape})"
        )
    if len(bias) != len(weight):
        raise ValueError(
            f"axis 0 of bias has {len(bias)} entries and axis 0 of weight has {len(weight)}: one bias for each output"
        )


def check_labels(logits: Floats, labels: Int[np.ndarray, "..."]) -> None:
    """Raise ValueError unless there is one label for each row of logits, and each is one of the classes."""
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError(
            f"logits [batch, classes] need labels [batch], one whole number for each row; "
            f"the shapes are {logits.shape} and {labels.shape}"
        )
    classes = logits.shape[1]
    if labels.dtype.kind not in "iu" or (outside := labels[(labels < 0) | (labels >= classes)]).size:
        wrong = labels.dtype if labels.dtype.kind not in "iu" else outside[0]
        raise ValueError(f"labels are whole numbers from 0 to {classes - 1}, not {wrong}")
