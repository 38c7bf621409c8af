import pytest
import torch

from dlbook.device import make_generator
from dlbook.metrics import count_parameters
from dlbook.models.deep_cnn import deep_cnn


def test_ten_scores_come_out_of_each_picture():
    assert deep_cnn(generator=make_generator(0))(torch.zeros(2, 28, 28)).shape == (2, 10)


def test_its_parameters_are_those_counted_by_hand():
    convolutions = (9 * 1 + 1) * 16 + (9 * 16 + 1) * 32 + (9 * 32 + 1) * 64
    assert count_parameters(deep_cnn()) == convolutions + (64 * 3 * 3 + 1) * 10 == 29_066


def test_the_same_seed_gives_the_same_weights():
    first, second, other = (deep_cnn(generator=make_generator(seed)).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not any(torch.equal(first[name], other[name]) for name in first)


def test_no_class_is_refused():
    with pytest.raises(ValueError, match="num_classes must be 1 or more; not 0"):
        deep_cnn(0)
