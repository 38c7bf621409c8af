"""The multilayer perceptron: every unit of a layer looks at every unit of the layer before."""

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn


def linear(in_features: int, out_features: int, generator: torch.Generator | None = None) -> nn.Linear:
    """A linear layer, with weights and bias drawn from U(-1/√in_features, 1/√in_features).

    That is what `nn.Linear` draws for itself, bit for bit, but from a generator with a name.
    Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.
    """
    # Built on "meta", the layer draws no weights of its own from PyTorch's global generator.
    layer = nn.Linear(in_features, out_features, device="meta").to_empty(device="cpu")
    bound = 1 / math.sqrt(in_features)
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer


def mlp(sizes: Sequence[int] = (784, 128, 10), *, generator: torch.Generator | None = None) -> nn.Sequential:
    """Flatten, then linear layers with a ReLU between each two; what comes out are logits.

    Parameters
    ----------
    sizes
        Number of inputs, units of each hidden layer, number of classes.
    generator
        Draws the weights, on the CPU; without one, PyTorch's global generator does.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is below 1.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"sizes must be two or more numbers, none below 1, as in (784, 128, 10); not {tuple(sizes)}"
        )
    layers: list[nn.Module] = [nn.Flatten()]
    for in_features, out_features in pairwise(sizes):
        layers += [linear(in_features, out_features, generator), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
