from itertools import pairwise

import pytest
import torch

from dlbook.datasets.mnist import load_mnist
from dlbook.datasets.scenes import COLUMNS, _photographs, load_scenes, shift, write_on_photographs
from dlbook.device import make_generator


def test_a_dot_moves_by_up_to_the_reach_in_all_directions():
    dots = torch.zeros(500, 11, 11)
    dots[:, 5, 5] = 1
    places = shift(dots, make_generator(0), reach=2).nonzero()[:, 1:]
    assert {tuple(place) for place in places.tolist()} == {(y, x) for y in range(3, 8) for x in range(3, 8)}


def test_what_leaves_the_picture_is_gone():
    full = shift(torch.ones(50, 4, 4), make_generator(0), reach=4)
    assert full.shape == (50, 4, 4)
    assert full.sum(dim=(1, 2)).min() < 16


def test_a_reach_of_zero_changes_nothing():
    pictures = torch.rand(3, 5, 5, generator=make_generator(0))
    assert torch.equal(shift(pictures, make_generator(1), reach=0), pictures)


def test_a_negative_reach_is_refused():
    with pytest.raises(ValueError, match="reach=-1"):
        shift(torch.zeros(1, 4, 4), make_generator(0), reach=-1)


def test_where_there_is_no_ink_the_photograph_shows():
    pieces = write_on_photographs(torch.zeros(20, 28, 28), "test", make_generator(0))
    low, high = COLUMNS["test"]
    found = [any(is_in(piece, photograph[:, low:high]) for photograph in _photographs()) for piece in pieces]
    assert all(found)


def is_in(piece, photograph):
    """Whether a piece is cut out of a photograph."""
    corners = (photograph[:-27, :-27] == piece[0, 0]).nonzero().tolist()
    return any(torch.equal(photograph[y : y + 28, x : x + 28], piece) for y, x in corners)


def test_ink_is_lighter_or_darker_than_its_piece_and_values_lie_from_0_to_1():
    blank = write_on_photographs(torch.zeros(200, 28, 28), "train", make_generator(0))
    inked = write_on_photographs(torch.ones(200, 28, 28), "train", make_generator(0))
    away = inked.mean(dim=(1, 2)) - blank.mean(dim=(1, 2))
    assert 0 <= inked.min() <= inked.max() <= 1
    assert 0.299 < away.abs().min() < away.abs().max() < 0.501
    assert 40 < (away > 0).sum() < 160


def test_the_parts_of_the_data_share_no_column_of_a_photograph():
    spans = sorted(COLUMNS.values())
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert (spans[0][0], spans[-1][1]) == (0, _photographs()[0].shape[1])


def test_an_unknown_part_is_refused():
    with pytest.raises(ValueError, match="there are train, validation, test"):
        write_on_photographs(torch.zeros(1, 28, 28), "exam", make_generator(0))


def test_each_task_adds_to_the_one_before():
    digits, shifted, photographs = (
        load_scenes(task, split_seed=3, num_train=50) for task in ("digits", "shifted", "photographs")
    )
    splits = load_mnist("shipped", split_seed=3)
    train = splits.train.subset(slice(50))
    assert torch.equal(digits[0].inputs, train.inputs / 255)
    assert torch.equal(shifted[0].inputs, shift(train.inputs / 255, make_generator(3)))
    ink = shifted[2].inputs
    assert (photographs[2].inputs[ink == 0] > 0).double().mean() > 0.9
    for parts in (digits, shifted, photographs):
        assert [len(part) for part in parts] == [50, len(splits.validation), len(splits.test)]
        assert torch.equal(parts[2].targets, splits.test.targets)


def test_the_digits_of_the_parts_move_differently():
    train, validation, _ = load_scenes("shifted", num_train=50)
    neat_train, neat_validation, _ = load_scenes("digits", num_train=50)
    ways = [
        (moved.inputs - neat.inputs[:50]).abs().amax(dim=(1, 2)) > 0
        for moved, neat in ((train, neat_train), (validation.subset(slice(50)), neat_validation))
    ]
    assert all(way.double().mean() > 0.9 for way in ways)
    assert not torch.equal(train.inputs, load_scenes("shifted", split_seed=1, num_train=50)[0].inputs)


@pytest.mark.parametrize(
    ("task", "num_train", "message"),
    [
        ("photos", 10, "task='photos': there are digits, shifted, photographs"),
        ("digits", 0, "num_train=0: there are 1 to 3500 digits"),
        ("digits", 5_000, "num_train=5000: there are 1 to 3500 digits"),
    ],
)
def test_an_unknown_task_and_digits_that_are_not_there_are_refused(task, num_train, message):
    with pytest.raises(ValueError, match=message):
        load_scenes(task, num_train=num_train)
