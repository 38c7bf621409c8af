"""The convolutional network: small filters that look at every place of a picture in the same way."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from dlbook.models.mlp import linear

SMALLEST_SIDE = 4  # two rounds of pooling halve each side twice, and one pixel must be left


def conv(
    in_channels: int, out_channels: int, kernel_size: int, generator: torch.Generator | None = None
) -> nn.Conv2d:
    """A convolution that keeps height and width, weights and bias drawn from U(-1/√n, 1/√n).

    n is the number of inputs that one output looks at: `in_channels * kernel_size²`.
    That is what `nn.Conv2d` draws for itself, but from a generator with a name.
    Source: LeCun, Bottou, Orr and Müller, "Efficient BackProp", 1998.

    Raises
    ------
    ValueError
        If `kernel_size` is even: then no padding keeps the size on all sides alike.
    """
    if kernel_size % 2 == 0:
        raise ValueError(f"kernel_size must be odd, as 3 or 5 are; not {kernel_size}")
    # Built on "meta", the layer draws no weights of its own from PyTorch's global generator.
    layer = nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, device="meta")
    layer = layer.to_empty(device="cpu")
    bound = 1 / math.sqrt(in_channels * kernel_size**2)
    nn.init.uniform_(layer.weight, -bound, bound, generator=generator)
    if layer.bias is not None:
        nn.init.uniform_(layer.bias, -bound, bound, generator=generator)
    return layer


def check_num_classes(num_classes: int) -> None:
    """Refuse a network without classes.

    Raises
    ------
    ValueError
        If there is no class.
    """
    if num_classes < 1:
        raise ValueError(f"num_classes must be 1 or more; not {num_classes}")


class AsChannel(nn.Module):
    """Gray pictures, each as one channel: `[batch, height, width]` becomes `[batch, 1, height, width]`."""

    def forward(self, x: Float[Tensor, "batch *picture"]) -> Float[Tensor, "batch 1 height width"]:
        """Pictures of one channel, which is added where it is missing.

        Raises
        ------
        ValueError
            If the pictures have more than one channel, or a side of less than four pixels.
        """
        pictures = x.unsqueeze(1) if x.ndim == 3 else x
        if pictures.ndim != 4 or pictures.shape[1] != 1 or min(pictures.shape[2:]) < SMALLEST_SIDE:
            raise ValueError(
                "the network reads gray pictures, [batch, height, width] or [batch, 1, height, width], "
                f"with sides of {SMALLEST_SIDE} pixels or more; these have shape {list(x.shape)}"
            )
        return pictures


def cnn(num_classes: int = 10, *, generator: torch.Generator | None = None) -> nn.Sequential:
    """Two convolutions, each with ReLU and pooling, then one linear layer; what comes out are logits.

    It reads gray pictures of any small size, `[batch, height, width]` or `[batch, 1, height, width]`.
    Source: Fukushima's neocognitron, 1980, and LeCun et al., "Backpropagation Applied to Handwritten
    Zip Code Recognition", 1989, who first trained such filters by gradient descent. ReLU and max pooling
    are later habits. Explained in the chapter "techniques/cnn".

    Parameters
    ----------
    num_classes
        Number of classes; ten classes make 18,106 parameters.
    generator
        Draws the weights, on the CPU; without one, PyTorch's global generator does.

    Raises
    ------
    ValueError
        If there is no class.
    """
    check_num_classes(num_classes)
    return nn.Sequential(
        AsChannel(),
        conv(1, 8, 3, generator),
        nn.ReLU(),
        nn.MaxPool2d(2),  # from 28 × 28 to 14 × 14
        conv(8, 32, 3, generator),
        nn.ReLU(),
        nn.MaxPool2d(2),  # to 7 × 7
        nn.AdaptiveAvgPool2d(7),  # leaves 7 × 7 as it is, and brings other sizes to it
        nn.Flatten(),
        linear(32 * 7 * 7, num_classes, generator),
    )
