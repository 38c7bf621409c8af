import numpy as np
import pandas as pd
import pytest
import torch

from dlbook.dataset import Dataset, Splits


@pytest.fixture
def dataset() -> Dataset:
    return Dataset(torch.arange(12.0).reshape(4, 3), torch.tensor([0, 1, 2, 3]))


@pytest.mark.usefixtures("as_a_reader")
def test_a_target_without_an_input_is_refused_with_both_numbers():
    with pytest.raises(ValueError, match="4 inputs and 3 targets do not fit together"):
        Dataset(torch.zeros(4, 2), torch.zeros(3))


def test_the_length_is_the_number_of_examples(dataset):
    assert len(dataset) == 4


def test_it_shows_what_one_example_looks_like(dataset):
    assert repr(dataset) == "Dataset(4 examples; each input float32 [3], each target int64 [])"


def rows(dataset: Dataset, indices: object) -> list[int]:
    """Which examples come back, once it is known that their inputs came along."""
    chosen = dataset.subset(indices)
    assert torch.equal(chosen.inputs[:, 0], chosen.targets * 3.0)
    return chosen.targets.tolist()


MASK = [False, True, False, True]
MASKS = {
    "list": MASK,
    "tuple": tuple(MASK),
    "NumPy": np.array(MASK),
    "NumPy's own truth values": list(np.array(MASK)),
    "tensor": torch.tensor(MASK),
    "pandas with another index": pd.Series(MASK, index=[3, 2, 1, 0]),
    "pandas that knows missing values": pd.Series(MASK, dtype="boolean"),
}


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_truth_values_of_any_kind_choose_where_they_are_true(dataset, mask):
    assert rows(dataset, mask) == [1, 3]


POSITIONS = {
    "list": [3, 1],
    "tuple": (3, 1),
    "range": range(3, 0, -2),
    "map over": [np.int64(3), np.int64(1)],
    "tensors in a list": [torch.tensor(3), torch.tensor(1)],
    "pandas with another index": pd.Series([3, 1], index=[1, 0]),
    "NumPy backwards": np.array([1, 3])[::-1],
    "NumPy of the other byte order": np.array([3, 1], dtype=">i4"),
    "negative": [-1, -3],
}
POSITIONS |= {
    f"NumPy {name}": np.array([3, 1], dtype=name)
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
}
POSITIONS |= {
    str(dtype): torch.tensor([3, 1], dtype=dtype)
    for dtype in (torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.uint16, torch.uint32)
}


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("positions", POSITIONS.values(), ids=POSITIONS)
def test_positions_of_any_kind_choose_in_the_order_asked_for(dataset, positions):
    assert rows(dataset, positions) == [3, 1]


def test_zeros_and_ones_of_bytes_are_positions_and_no_mask(dataset):
    assert rows(dataset, torch.tensor([0, 1, 1, 0], dtype=torch.uint8)) == [0, 1, 1, 0]


def test_a_slice_chooses_a_stretch(dataset):
    assert rows(dataset, slice(2, None)) == [2, 3]


@pytest.mark.parametrize("nothing", [[], (), range(0), np.array([]), torch.tensor([]), slice(0)], ids=repr)
@pytest.mark.usefixtures("as_a_reader")
def test_a_subset_of_nothing_is_an_empty_data_set(dataset, nothing):
    assert rows(dataset, nothing) == []


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("mask", [[True], np.ones(5, dtype=bool), torch.ones(3, dtype=torch.bool)], ids=len)
def test_truth_values_for_more_or_fewer_examples_are_refused_with_both_numbers(dataset, mask):
    with pytest.raises(ValueError, match=f"{len(mask)} truth values .* 4 examples"):
        dataset.subset(mask)


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize(
    ("indices", "found"),
    [
        ([0.0, 1.0], "float64"),
        (torch.tensor([1.5]), "float32"),
        (["1"], "<U1"),
        (pd.Series([True, None]), "object"),
        (3, r"shape \[\]"),
        (torch.tensor([[0], [2]]), r"shape \[2, 1\]"),
    ],
    ids=["fractions", "a tensor of fractions", "strings", "missing values", "one number", "a column"],
)
def test_what_are_neither_positions_nor_truth_values_is_refused_with_its_kind(dataset, indices, found):
    with pytest.raises(TypeError, match=f"{found}.*positions"):
        dataset.subset(indices)


def test_a_position_beyond_the_end_is_refused_with_its_value(dataset):
    with pytest.raises(IndexError, match=r"index 4 is out of bounds .* size 4"):
        dataset.subset([0, 4])


def test_mapping_the_inputs_changes_neither_targets_nor_the_original(dataset):
    halved = dataset.map_inputs(lambda x: x / 2)
    assert torch.equal(halved.inputs * 2, dataset.inputs)
    assert torch.equal(halved.targets, dataset.targets)


@pytest.mark.usefixtures("as_a_reader")
def test_mapping_the_inputs_to_fewer_examples_is_refused(dataset):
    with pytest.raises(ValueError, match="3 inputs and 4 targets"):
        dataset.map_inputs(lambda x: x[1:])


def test_moving_takes_inputs_and_targets_along(dataset):
    moved = dataset.to("meta")
    assert moved.inputs.is_meta
    assert moved.targets.is_meta


def test_a_data_set_cannot_be_changed_by_accident(dataset):
    with pytest.raises(AttributeError):
        dataset.inputs = torch.zeros(4, 3)


def test_splits_say_which_edition_they_are(dataset):
    splits = Splits(dataset, dataset, dataset, edition="shipped", name="MNIST")
    assert (splits.edition, splits.name) == ("shipped", "MNIST")
