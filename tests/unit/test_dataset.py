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


@pytest.mark.parametrize(
    "indices",
    [[3, 1], torch.tensor([3, 1]), slice(3, None, None), torch.tensor([False, True, False, True]), range(2)],
    ids=["list", "tensor", "slice", "mask", "range"],
)
def test_a_subset_keeps_inputs_and_targets_together(dataset, indices):
    chosen = dataset.subset(indices)
    assert len(chosen) in {1, 2}
    assert torch.equal(chosen.inputs[:, 0], chosen.targets * 3.0)


def test_a_subset_has_the_order_asked_for(dataset):
    assert dataset.subset([3, 1]).targets.tolist() == [3, 1]


def test_a_subset_of_nothing_is_an_empty_data_set(dataset):
    assert len(dataset.subset([])) == 0


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
