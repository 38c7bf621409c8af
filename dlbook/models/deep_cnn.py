"""A deeper convolutional network: three rounds of convolution, ReLU and pooling, then one linear layer."""

from itertools import pairwise

import torch
from torch import nn

from dlbook.models.cnn import AsChannel, check_num_classes, conv
from dlbook.models.mlp import linear

CHANNELS = (1, 16, 32, 64)  # gray pictures go in; each round doubles what it looks for


def deep_cnn(num_classes: int = 10, *, generator: torch.Generator | None = None) -> nn.Sequential:
    """Three rounds of windows, then one linear layer; what comes out are logits.

    It reads gray pictures of 28 × 28 pixels. Each round halves the sides, to 14, 7 and 3 pixels,
    and so sees larger pieces than the one before. Source: Simonyan and Zisserman, "Very Deep Convolutional
    Networks for Large-Scale Image Recognition", 2015, who stack many convolutions of 3 × 3.

    Parameters
    ----------
    num_classes
        Number of classes; ten classes make 29,066 parameters.
    generator
        Draws the weights, on the CPU; without one, PyTorch's global generator does.

    Raises
    ------
    ValueError
        If there is no class.
    """
    check_num_classes(num_classes)
    layers: list[nn.Module] = [AsChannel()]
    for in_channels, out_channels in pairwise(CHANNELS):
        layers += [conv(in_channels, out_channels, 3, generator), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), linear(CHANNELS[-1] * 3 * 3, num_classes, generator))
