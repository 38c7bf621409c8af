import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from dlbook.device import make_generator
from dlbook.metrics import count_parameters
from dlbook.models.mlp import linear, mlp


def test_the_first_network_has_the_parameters_counted_by_hand():
    assert count_parameters(mlp()) == (784 * 128 + 128) + (128 * 10 + 10) == 101_770


def test_layers_come_in_the_order_of_the_guide():
    assert [type(layer) for layer in mlp()] == [nn.Flatten, nn.Linear, nn.ReLU, nn.Linear]


def test_pictures_go_in_and_ten_logits_come_out():
    assert mlp()(torch.zeros(5, 28, 28)).shape == (5, 10)


@given(st.lists(st.integers(1, 20), min_size=2, max_size=5))
def test_each_linear_layer_but_the_last_is_followed_by_a_relu(sizes):
    layers = list(mlp(sizes))[1:]
    assert [layer.in_features for layer in layers[::2]] == sizes[:-1]
    assert [layer.out_features for layer in layers[::2]] == sizes[1:]
    assert all(isinstance(layer, nn.ReLU) for layer in layers[1::2])
    assert len(layers) == 2 * len(sizes) - 3


@given(st.integers(1, 300), st.integers(1, 50), st.integers(0, 1_000))
def test_weights_are_those_that_torch_draws_from_the_same_seed(in_features, out_features, seed):
    ours = linear(in_features, out_features, make_generator(seed))
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        theirs = nn.Linear(in_features, out_features)
    torch.testing.assert_close(ours.weight, theirs.weight)
    torch.testing.assert_close(ours.bias, theirs.bias)


def test_the_seed_decides_the_weights():
    first, again, other = (mlp(generator=make_generator(seed))[1].weight for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_with_a_generator_the_global_one_is_not_touched():
    before = torch.get_rng_state()
    mlp(generator=make_generator(0))
    assert torch.equal(torch.get_rng_state(), before)


def test_without_a_generator_two_networks_differ():
    assert not torch.equal(mlp()[1].weight, mlp()[1].weight)


@pytest.mark.parametrize("sizes", [(), (784,), (784, 0, 10), (784, -1, 10)])
def test_sizes_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match="sizes must be two or more numbers"):
        mlp(sizes)
