import hashlib
import struct
from dataclasses import replace

import numpy as np
import pytest
import torch

from dlbook.datasets import edition, mnist, registry
from dlbook.datasets.errors import DataError
from dlbook.datasets.mnist import load_mnist
from dlbook.datasets.registry import MNIST_COMPLETE

SHIPPED_SIZES = {"train": 3_500, "validation": 500, "test": 1_000}
COMPLETE_SIZES = {"train": 55_000, "validation": 5_000, "test": 10_000}


def parts(splits):
    return {name: getattr(splits, name) for name in SHIPPED_SIZES}


def pictures(dataset):
    return {image.numpy().tobytes() for image in dataset.inputs}


@pytest.mark.parametrize("split_seed", [0, 1, 2])
def test_the_shipped_splits_share_no_picture_and_hold_every_class_alike(split_seed):
    splits = load_mnist("shipped", split_seed=split_seed)
    assert (splits.name, splits.edition) == ("mnist", "shipped")
    assert {name: len(part) for name, part in parts(splits).items()} == SHIPPED_SIZES
    for part in parts(splits).values():
        assert torch.bincount(part.targets).tolist() == [len(part) // 10] * 10
    assert len(set.union(*map(pictures, parts(splits).values()))) == 5_000


def test_inputs_are_bytes_from_paper_to_ink_and_targets_are_class_indices():
    train = load_mnist("shipped").train
    assert (train.inputs.dtype, tuple(train.inputs.shape)) == (torch.uint8, (3_500, 28, 28))
    assert (int(train.inputs.min()), int(train.inputs.max())) == (0, 255)
    assert (train.targets.dtype, tuple(train.targets.shape)) == (torch.int64, (3_500,))
    assert train.inputs[:, :2].float().mean() < 1, "the border is paper, which is 0"


def test_every_ten_shipped_digits_in_a_row_hold_each_class_once():
    for part in parts(load_mnist("shipped")).values():
        assert (part.targets.view(-1, 10).sort(dim=1).values == torch.arange(10)).all()


def test_the_fixed_split_is_the_file_in_its_own_order():
    with np.load(registry.SHIPPED_DATA / "mnist5k" / "mnist5k.npz") as arrays:
        images, labels = torch.tensor(arrays["images"]), torch.tensor(arrays["labels"])
    loaded = parts(load_mnist("shipped")).values()
    assert torch.equal(torch.cat([part.inputs for part in loaded]), images)
    assert torch.equal(torch.cat([part.targets for part in loaded]), labels.long())


def test_a_seed_means_the_same_split_each_time_and_another_seed_another():
    first, again, other = (load_mnist("shipped", split_seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.test.inputs, again.test.inputs)
    assert pictures(first.test) != pictures(other.test)
    assert pictures(first.test) != pictures(load_mnist("shipped").test)


def test_the_shipped_digits_load_whatever_the_data_home_is(monkeypatch):
    monkeypatch.setenv("DLBOOK_DATA_HOME", "relative")
    assert len(load_mnist("shipped").train) == 3_500


def other_arrays(path):
    np.savez(path, images=np.zeros((10, 28, 28), np.uint8), labels=np.zeros(10, np.uint8))


def one_bit_flipped(path):
    content = bytearray((registry.SHIPPED_DATA / "mnist5k" / "mnist5k.npz").read_bytes())
    content[2_000_000] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda path: path.unlink(missing_ok=True), "mnist5k.npz is missing"),
        (lambda path: path.write_bytes(b""), "it holds 0 bytes, expected 3,925,470"),
        (other_arrays, r"it holds 8,\d\d\d bytes, expected 3,925,470"),
        (one_bit_flipped, "expected 3,925,470 with the sha256 dd8be8ba"),
    ],
    ids=["missing", "empty", "wrong shape", "wrong sum"],
)
def test_a_wrong_shipped_file_is_never_used(tmp_path, monkeypatch, spoil, complaint):
    (tmp_path / "mnist5k").mkdir()
    spoil(tmp_path / "mnist5k" / "mnist5k.npz")
    monkeypatch.setattr(registry, "SHIPPED_DATA", tmp_path)
    with pytest.raises(
        DataError, match=rf"{complaint}.*\. Install dlbook again, or in a clone run: git checkout"
    ):
        load_mnist("shipped")


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    """A data home with files of MNIST's shapes whose images are numbered in their first pixels, and their sums."""
    home = tmp_path_factory.mktemp("home")
    (home / "mnist").mkdir()
    files = []
    for (images, labels), count in ((MNIST_COMPLETE.files[:2], 60_000), (MNIST_COMPLETE.files[2:], 10_000)):
        pixels = np.zeros((count, 28 * 28), np.uint8)
        pixels[:, :4] = np.arange(count, dtype=">u4").view(np.uint8).reshape(-1, 4)
        headers = struct.pack(">4I", 0x803, count, 28, 28), struct.pack(">2I", 0x801, count)
        values = pixels, np.arange(count) % 10
        for file, header, value in zip((images, labels), headers, values, strict=True):
            content = header + value.astype(np.uint8).tobytes()
            (home / "mnist" / file.name).write_bytes(content)
            files.append(replace(file, sha256=hashlib.sha256(content).hexdigest()))
    return home, replace(MNIST_COMPLETE, files=tuple(files))


@pytest.fixture
def complete_home(numbered, monkeypatch):
    """The numbered data home, in the place of the real one."""
    home, description = numbered
    monkeypatch.setattr(mnist, "MNIST_COMPLETE", description)
    monkeypatch.setenv("DLBOOK_DATA_HOME", str(home))
    monkeypatch.delenv("DLBOOK_EDITION", raising=False)
    return home


def numbers(dataset):
    digits = dataset.inputs.flatten(1)[:, :4].long()
    return digits @ torch.tensor([256**3, 256**2, 256, 1])


@pytest.mark.usefixtures("complete_home")
def test_the_complete_edition_has_mnists_own_test_set_and_a_fixed_validation_set():
    splits = load_mnist()
    assert (splits.name, splits.edition) == ("mnist", "complete")
    assert {name: len(part) for name, part in parts(splits).items()} == COMPLETE_SIZES
    assert torch.equal(numbers(splits.train), torch.arange(55_000))
    assert torch.equal(numbers(splits.validation), torch.arange(55_000, 60_000))
    assert torch.equal(numbers(splits.test), torch.arange(10_000))
    assert torch.equal(splits.validation.targets, torch.arange(55_000, 60_000) % 10)


@pytest.mark.usefixtures("complete_home")
def test_another_seed_redraws_validation_and_leaves_the_test_set_alone():
    splits = load_mnist("complete", split_seed=1)
    train, validation = numbers(splits.train), numbers(splits.validation)
    assert torch.equal(torch.cat([train, validation]).sort().values, torch.arange(60_000))
    assert torch.bincount(splits.validation.targets).tolist() == [500] * 10
    assert torch.equal(splits.validation.targets, validation % 10), "images and labels stay together"
    assert not torch.equal(validation.sort().values, torch.arange(55_000, 60_000))
    assert torch.equal(numbers(splits.test), torch.arange(10_000))


@pytest.mark.usefixtures("complete_home")
def test_the_files_that_are_not_mnist_are_never_used(monkeypatch):
    monkeypatch.setattr(mnist, "MNIST_COMPLETE", MNIST_COMPLETE)
    with pytest.raises(
        DataError, match=r"train-images-idx3-ubyte cannot be used: .* with the sha256 ba891046"
    ):
        load_mnist()


@pytest.mark.skipif(
    edition.mnist_edition() != "complete",
    reason="needs the complete MNIST: python -m dlbook data fetch mnist",
)
def test_the_shipped_digits_all_lie_in_the_first_55_000_of_mnists_training_set():
    complete = load_mnist("complete")
    shipped = parts(load_mnist("shipped")).values()
    label_of = {
        image.numpy().tobytes(): int(label)
        for image, label in zip(complete.train.inputs, complete.train.targets, strict=True)
    }
    held_out = pictures(complete.validation) | pictures(complete.test)
    for part in shipped:
        assert [label_of.get(image.numpy().tobytes()) for image in part.inputs] == part.targets.tolist()
        assert not pictures(part) & held_out
