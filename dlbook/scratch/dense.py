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

    `sizes` are the numbers of inputs, of units in each hidden layer, and of outputs.
    PyTorch draws its linear layers from the same range.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is below 1.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must be two or more numbers, none below 1, not {tuple(sizes)}")
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
    _check_dense(x, weight, bias)
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
    """Return the gradients for x, weight and bias from the output's.

    A ValueError says which shape the output's gradient should have.
    """
    _check_grad(grad, (len(x), len(weight)))
    return grad @ weight, grad.T @ x, grad.sum(axis=0)


def relu(z: Float64[np.ndarray, "*shape"]) -> Float64[np.ndarray, "*shape"]:
    """Return z with every negative number replaced by zero."""
    kept: Floats = np.maximum(z, 0)
    return kept


def relu_backward(
    grad: Float64[np.ndarray, "*shape"], z: Float64[np.ndarray, "*shape"]
) -> Float64[np.ndarray, "*shape"]:
    """Return the gradient for z: what arrives, where z was above zero."""
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
    _check_labels(logits, labels)
    return float(-log_softmax(logits)[np.arange(len(labels)), labels].mean())


def cross_entropy_backward(
    logits: Float64[np.ndarray, "batch classes"], labels: Int[np.ndarray, " batch"]
) -> Float64[np.ndarray, "batch classes"]:
    """Return the gradient for the logits: what the model says minus what is so."""
    _check_labels(logits, labels)
    difference: Floats = np.exp(log_softmax(logits))  # the probabilities
    difference[np.arange(len(labels)), labels] -= 1  # right class: minus 1
    return difference / len(labels)


def forward(
    parameters: Sequence[Floats], x: Float64[np.ndarray, "batch in_features"]
) -> tuple[Float64[np.ndarray, "batch out_features"], list[tuple[Floats, Floats]]]:
    """Return the output, and what each layer's way back will need.

    That is the layer's input and its weighted sums.
    `parameters` are weight and bias of each layer in turn; a ReLU stands between two layers, none after the last.
    A ValueError names the axes that do not fit, or says that the parameters do not pair up.
    """
    saved = []
    for weight, bias in _in_pairs(parameters):
        z = dense(x, weight, bias)  # batch out_features
        saved.append((x, z))
        x = relu(z)
    return z, saved


def backward(
    parameters: Sequence[Floats],
    saved: Sequence[tuple[Floats, Floats]],
    grad: Float64[np.ndarray, "batch out_features"],
) -> list[Floats]:
    """Return a gradient for each of the parameters, from the output's.

    `saved` is what `forward` saved; a ValueError says which shape the output's gradient should have.
    """
    gradients: list[Floats] = []
    layers = list(zip(_in_pairs(parameters), saved, strict=True))
    for (weight, _), (x, z) in reversed(layers):
        if gradients:  # not the last layer, so a ReLU came after it
            grad = relu_backward(grad, z)
        grad, weight_grad, bias_grad = dense_backward(grad, x, weight)
        gradients = [weight_grad, bias_grad, *gradients]
    return gradients


def loss_and_gradients(
    parameters: Sequence[Floats],
    x: Float64[np.ndarray, "batch in_features"],
    labels: Int[np.ndarray, " batch"],
) -> tuple[float, list[Floats]]:
    """Return the cross-entropy of a batch, and its gradient for each of the parameters."""
    logits, saved = forward(parameters, x)
    gradients = backward(parameters, saved, cross_entropy_backward(logits, labels))
    return cross_entropy(logits, labels), gradients


def _in_pairs(parameters: Sequence[Floats]) -> list[tuple[Floats, Floats]]:
    """Return weight and bias of each layer together."""
    if not parameters or len(parameters) % 2:
        raise ValueError(
            f"parameters are a weight and a bias for each layer in turn; {len(parameters)} do not pair up"
        )
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def _check_dense(x: Floats, weight: Floats, bias: Floats) -> None:
    """Raise ValueError with the axes that do not fit."""
    problem = ""
    if (x.ndim, weight.ndim, bias.ndim) != (2, 2, 1):
        problem = "the numbers of axes must be 2, 2 and 1"
    elif x.shape[1] != weight.shape[1]:
        problem = f"axis 1 of x is {x.shape[1]}, of weight {weight.shape[1]}: both are in_features"
    elif len(bias) != len(weight):
        problem = f"axis 0 of bias is {len(bias)}, of weight {len(weight)}: both are out_features"
    if problem:
        raise ValueError(
            f"x {x.shape}, weight {weight.shape} and bias {bias.shape} do not fit: {problem}; "
            "dense takes [batch, in_features], [out_features, in_features] and [out_features]"
        )


def _check_grad(grad: Floats, shape: tuple[int, int]) -> None:
    """Raise ValueError unless a gradient has the shape of what it belongs to."""
    if grad.shape != shape:
        raise ValueError(
            f"the gradient has shape {grad.shape}, and the output had {shape}; they must be equal"
        )


def _check_labels(logits: Floats, labels: Int[np.ndarray, "..."]) -> None:
    """Raise ValueError unless there is one label for each row of logits, and each is one of the classes."""
    if logits.ndim != 2 or labels.shape != logits.shape[:1]:
        raise ValueError(
            f"logits [batch, classes] need labels [batch], and their shapes are {logits.shape} and {labels.shape}"
        )
    classes = logits.shape[1]
    wrong = labels[(labels < 0) | (labels >= classes)] if labels.dtype.kind in "iu" else [labels.dtype]
    if len(wrong):
        raise ValueError(f"labels are whole numbers from 0 to {classes - 1}, not {wrong[0]}")
