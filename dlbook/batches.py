"""Splits of the examples, and batches of tensors that stay in memory."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Int, Shaped
from torch import Tensor

from dlbook.dataset import Dataset
from dlbook.sanity import check_whole


def batches(
    dataset: Dataset, batch_size: int, generator: torch.Generator | None = None
) -> Iterator[tuple[Shaped[Tensor, "batch *input_shape"], Shaped[Tensor, "batch *target_shape"]]]:
    """Every example once, `batch_size` at a time; the last batch holds what is left.

    The examples come shuffled when a `generator` is given, and in their own order when not.
    The order is drawn where the generator lives (on the CPU) and then moved to the data.

    Raises
    ------
    ValueError
        If `batch_size` is below 1, or the data set is empty.
    """
    check_whole(1, batch_size=batch_size)
    batch_size = int(batch_size)  # torch.split takes no number of NumPy
    if len(dataset) == 0:
        raise ValueError("the data set is empty: there is nothing to make batches of")
    inputs, targets = dataset.inputs, dataset.targets
    if generator is None:
        return zip(torch.split(inputs, batch_size), torch.split(targets, batch_size), strict=True)
    order = torch.randperm(len(dataset), generator=generator, device=generator.device).to(inputs.device)
    # For so few rows, index_select costs much less than inputs[indices].
    return (
        (inputs.index_select(0, indices), targets.index_select(0, indices))
        for indices in torch.split(order, batch_size)
    )


def split_indices(
    labels: Int[Tensor, " examples"], sizes: Sequence[int], generator: torch.Generator
) -> tuple[Int[Tensor, " chosen"], ...]:
    """Positions of the examples in each part, every class spread evenly over the parts; the same on every device.

    Parameters
    ----------
    labels
        The class of each example.
    sizes
        How many examples each part gets, as in ``(3_500, 500, 1_000)``; their sum is the number of examples.
    generator
        Decides which examples go where, and their order within a part.

    Raises
    ------
    ValueError
        If a size is negative, the sizes do not add up, or the labels have more than one axis.

    Notes
    -----
    Each class is laid out evenly along a line from 0 to 1, and the line is cut.
    So a part holds the same share of every class as the whole, but for rounding to whole examples,
    and so does any stretch of examples within a part.
    """
    if labels.ndim != 1:
        raise ValueError(f"labels of shape {list(labels.shape)} need one axis, as labels.squeeze(1) has")
    if min(sizes, default=0) < 0 or sum(sizes) != len(labels):
        raise ValueError(f"sizes {tuple(sizes)} must add up to the {len(labels)} examples, none negative")
    # On the CPU: not every device has float64, and so few numbers are not worth one.
    order = torch.randperm(len(labels), generator=generator, device=generator.device).cpu()
    shuffled, position = labels.cpu()[order], torch.empty(len(labels), dtype=torch.float64)
    for label in torch.unique(shuffled):
        members = (shuffled == label).nonzero().flatten()
        position[members] = (torch.arange(len(members), dtype=torch.float64) + 0.5) / len(members)
    return torch.split(order[position.argsort(stable=True)].to(labels.device), list(sizes))
