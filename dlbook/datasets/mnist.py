"""Handwritten digits: MNIST, split for training, validation and test (explained in `start/first-network`)."""

import io
import struct
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from numpy import ndarray

from dlbook.batches import split_indices
from dlbook.dataset import Dataset, Splits
from dlbook.datasets.edition import mnist_edition
from dlbook.datasets.files import read_checked
from dlbook.datasets.registry import MNIST_COMPLETE, MNIST_SHIPPED
from dlbook.device import make_generator


def load_mnist(edition: str = "auto", *, split_seed: int = 0, data_home: str | Path | None = None) -> Splits:
    """Handwritten digits: inputs are uint8 ``[n, 28, 28]`` from 0 (paper) to 255 (ink), targets int64 ``[n]``.

    The files are checked by sha256 at every load.

    ==========  =======  ============  =======
    edition       train    validation     test
    ==========  =======  ============  =======
    shipped       3,500           500    1,000
    complete     55,000         5,000   10,000
    ==========  =======  ============  =======

    Choose (a learning rate, an epoch, a model) by the validation split only; look at the test split once, at the end.

    Parameters
    ----------
    edition
        "shipped" (5,000 digits, in the package), "complete" (70,000, in the data home) or "auto", see `mnist_edition`.
    split_seed
        0 is the fixed split, which draws nothing: the files in their own order, cut after the sizes in the table.
        Any other seed draws a new, stratified one.
        It redraws all three parts of the shipped edition.
        Of the complete edition it redraws train and validation, and leaves MNIST's own test set alone.
    data_home
        Folder with ``mnist/*-ubyte`` or ``mnist/*-ubyte.gz``; by default the one that `find_home` gives.

    Raises
    ------
    DataError
        When a file is missing or damaged, or no edition has this name.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998.
    """
    if mnist_edition(edition, data_home) == "shipped":
        train, validation, test = _split(_shipped(), [3_500, 500, 1_000], split_seed)
        return Splits(train, validation, test, edition="shipped", name="mnist")
    train, validation = _split(_complete("train", data_home), [55_000, 5_000], split_seed)
    return Splits(train, validation, _complete("t10k", data_home), edition="complete", name="mnist")


def _shipped() -> Dataset:
    """All 5,000 digits that ship with the package; every ten in a row hold each class once."""
    content = read_checked(MNIST_SHIPPED, MNIST_SHIPPED.files[0])
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return Dataset(torch.tensor(arrays["images"]), torch.tensor(arrays["labels"]).long())


def _complete(part: str, data_home: str | Path | None) -> Dataset:
    """Digits of the training set ("train") or the test set ("t10k") of the complete MNIST."""
    files = [file for file in MNIST_COMPLETE.files if file.name.startswith(part)]
    images, labels = (
        torch.tensor(_parse_idx(read_checked(MNIST_COMPLETE, file, data_home))) for file in files
    )
    return Dataset(images, labels.long())


def _parse_idx(content: bytes) -> UInt8[ndarray, "..."]:
    """Array that an IDX file of bytes holds, the format of MNIST.

    Its fourth byte is the number of axes. Four bytes for the size of each follow, the most significant first, and
    then the values.
    """
    num_axes = content[3]
    shape = struct.unpack_from(f">{num_axes}I", content, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * num_axes).reshape(shape)


def _split(pool: Dataset, sizes: list[int], split_seed: int) -> list[Dataset]:
    """Parts of ``pool``: in its own order for seed 0, drawn and stratified for any other."""
    if split_seed == 0:
        parts = zip(torch.split(pool.inputs, sizes), torch.split(pool.targets, sizes), strict=True)
        return [Dataset(inputs, targets) for inputs, targets in parts]
    return [pool.subset(part) for part in split_indices(pool.targets, sizes, make_generator(split_seed))]
