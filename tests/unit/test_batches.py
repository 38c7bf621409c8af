import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dlbook.batches import batches, split_indices
from dlbook.dataset import Dataset
from dlbook.device import make_generator


def numbered(num_examples: int) -> Dataset:
    """Examples whose input, twice the target, tells which one it is."""
    return Dataset(torch.arange(num_examples) * 2.0, torch.arange(num_examples))


@given(st.integers(1, 50), st.integers(1, 60), st.none() | st.integers(0, 5))
def test_every_example_comes_once_with_its_own_target(num_examples, batch_size, seed):
    generator = None if seed is None else make_generator(seed)
    inputs, targets = (
        torch.cat(parts)
        for parts in zip(*batches(numbered(num_examples), batch_size, generator), strict=True)
    )
    assert sorted(targets.tolist()) == list(range(num_examples))
    assert torch.equal(inputs, targets * 2.0)


@given(st.integers(1, 50), st.integers(1, 60))
def test_all_batches_but_the_last_are_full(num_examples, batch_size):
    *full, last = [len(targets) for _, targets in batches(numbered(num_examples), batch_size)]
    assert set(full) <= {batch_size}
    assert 1 <= last <= batch_size


def test_without_a_generator_the_order_stays():
    assert torch.cat([targets for _, targets in batches(numbered(9), 4)]).tolist() == list(range(9))


def test_a_generator_shuffles_and_its_seed_decides_how():
    first, again, other = (
        torch.cat([targets for _, targets in batches(numbered(50), 8, make_generator(seed))]).tolist()
        for seed in (0, 0, 1)
    )
    assert first == again != other
    assert first != list(range(50))


def test_the_next_epoch_has_another_order():
    generator = make_generator(0)
    first, second = (
        [targets.tolist() for _, targets in batches(numbered(50), 8, generator)] for _ in range(2)
    )
    assert first != second


@pytest.mark.parametrize("batch_size", [0, -1])
def test_an_impossible_batch_size_is_refused_before_the_first_batch(batch_size):
    with pytest.raises(
        ValueError, match=f"batch_size must be a whole number of at least 1, not {batch_size}"
    ):
        batches(numbered(3), batch_size)


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("seed", [None, 0])
def test_a_batch_size_of_numpy_is_a_number_too(seed):
    generator = None if seed is None else make_generator(seed)
    assert [len(targets) for _, targets in batches(numbered(9), np.int64(4), generator)] == [4, 4, 1]


def test_an_empty_data_set_is_refused():
    with pytest.raises(ValueError, match="the data set is empty"):
        batches(numbered(0), 1)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=80), st.integers(0, 5), st.data())
def test_parts_share_no_example_and_miss_none(labels, seed, data):
    cut = data.draw(st.integers(0, len(labels)))
    parts = split_indices(torch.tensor(labels), (cut, len(labels) - cut), make_generator(seed))
    assert [len(part) for part in parts] == [cut, len(labels) - cut]
    assert sorted(torch.cat(parts).tolist()) == list(range(len(labels)))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=80), st.data())
def test_each_part_holds_its_share_of_every_class(labels, data):
    labels, num_classes = torch.tensor(labels), 5
    cut = data.draw(st.integers(0, len(labels)))
    part, _ = split_indices(labels, (cut, len(labels) - cut), make_generator(0))
    share = labels.bincount(minlength=num_classes) * cut / len(labels)
    # Each class is rounded to whole examples, and the cut itself may lie within a tie of all classes.
    assert (labels[part].bincount(minlength=num_classes) - share).abs().max() <= 1.5


def test_ten_equal_classes_split_exactly():
    labels = torch.arange(5_000) % 10
    parts = split_indices(labels, (3_500, 500, 1_000), make_generator(0))
    assert [labels[part].bincount().unique().tolist() for part in parts] == [[350], [50], [100]]


def test_another_seed_splits_otherwise():
    labels = torch.arange(100) % 10
    first, again, other = (split_indices(labels, (50, 50), make_generator(seed))[0] for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert set(first.tolist()) != set(other.tolist())


@pytest.mark.parametrize("sizes", [(5, 4), (11,), (-1, 11), ()])
def test_sizes_that_do_not_add_up_are_refused(sizes):
    with pytest.raises(ValueError, match="must add up to the 10 examples"):
        split_indices(torch.arange(10), sizes, make_generator(0))


@pytest.mark.usefixtures("as_a_reader")
def test_sizes_of_numpy_split_as_plain_ones_do():
    labels, sizes = torch.arange(10) % 2, np.array([6, 4])
    parts = split_indices(labels, sizes, make_generator(0))
    plain = split_indices(labels, (6, 4), make_generator(0))
    assert [part.tolist() for part in parts] == [part.tolist() for part in plain]


@pytest.mark.usefixtures("as_a_reader")
def test_labels_in_a_column_are_not_split_at_random_but_refused():
    with pytest.raises(ValueError, match=r"labels of shape \[10, 1\].*squeeze\(1\)"):
        split_indices(torch.zeros(10, 1, dtype=torch.long), (5, 5), make_generator(0))
