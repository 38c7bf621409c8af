"""The optimizers by hand: judged by `torch.optim`, in float64, on gradients that nobody chose."""

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given

from dlbook.scratch.optimizers import SGD, Adam, Momentum

pytestmark = pytest.mark.usefixtures("as_a_reader")

PAIRS = {
    "sgd": (lambda p: SGD(p, lr=0.05), lambda p: torch.optim.SGD(p, lr=0.05)),
    "momentum": (
        lambda p: Momentum(p, lr=0.02, momentum=0.8),
        lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.8),
    ),
    "no momentum": (
        lambda p: Momentum(p, lr=0.02, momentum=0),
        lambda p: torch.optim.SGD(p, lr=0.02),
    ),
    "adam": (Adam, torch.optim.Adam),
    "another adam": (
        lambda p: Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=1e-3),
    ),
}
OPTIMIZERS = [SGD, Momentum, Adam]


def parameters():
    return [np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]]), np.array(4.0)]


@pytest.mark.parametrize("name", PAIRS)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.floats(-6, 6))
def test_every_step_lands_where_torchs_does(name, seed, num_steps, exponent):
    chance = np.random.default_rng(seed)
    ours = parameters()
    theirs = [torch.tensor(parameter, requires_grad=True) for parameter in parameters()]
    make_ours, make_theirs = PAIRS[name]
    optimizer, judge = make_ours(ours), make_theirs(theirs)
    for _ in range(num_steps):
        gradients = [np.array(10**exponent * chance.normal(size=parameter.shape)) for parameter in ours]
        for tensor, gradient in zip(theirs, gradients, strict=True):
            tensor.grad = torch.tensor(gradient)
        optimizer.step(gradients)
        judge.step()
        for array, tensor in zip(ours, theirs, strict=True):
            torch.testing.assert_close(torch.tensor(array), tensor.detach(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_a_step_against_the_gradient_lowers_the_parameter_whose_gradient_is_positive(make):
    weight = np.array([1.0, 1.0, 1.0])
    make([weight], lr=0.1).step([np.array([2.0, -2.0, 0.0])])
    assert weight[0] < 1 < weight[1]
    assert weight[2] == 1


def test_momentum_goes_on_when_the_gradient_is_gone():
    weight = np.array([0.0])
    optimizer = Momentum([weight], lr=1, momentum=0.5)
    places = []
    for gradient in (-4.0, 0.0, 0.0):
        optimizer.step([np.array([gradient])])
        places.append(weight[0])
    assert places == [4, 6, 7]


@given(st.floats(1e-3, 1e3), st.sampled_from([-1.0, 1.0]))
def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient(size, sign):
    weight = np.array([0.0])
    Adam([weight], lr=0.01).step([np.array([sign * size])])
    assert weight[0] == pytest.approx(-sign * 0.01, rel=1e-4)


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("lr", [0, -0.1, float("nan"), float("inf")])
def test_a_learning_rate_that_is_not_above_zero_is_refused(make, lr):
    with pytest.raises(ValueError, match=f"the learning rate is {lr}; it must be above 0"):
        make(parameters(), lr=lr)


@pytest.mark.parametrize("share", [1, -0.1, float("nan")])
def test_a_share_of_the_past_outside_zero_to_one_is_refused(share):
    with pytest.raises(ValueError, match=f"momentum is {share}; it must be at least 0 and below 1"):
        Momentum(parameters(), lr=0.1, momentum=share)
    with pytest.raises(ValueError, match=rf"betas\[0\] is {share}"):
        Adam(parameters(), betas=(share, 0.9))
    with pytest.raises(ValueError, match=rf"betas\[1\] is {share}"):
        Adam(parameters(), betas=(0.9, share))


@pytest.mark.parametrize("eps", [0, -1e-8, float("nan")])
def test_a_divisor_that_can_be_zero_is_refused(eps):
    with pytest.raises(ValueError, match=f"eps is {eps}; it must be a small number above 0"):
        Adam(parameters(), eps=eps)


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("nothing", [[], np.array([1.0, 2.0])])
def test_a_list_of_arrays_is_asked_for(make, nothing):
    with pytest.raises(ValueError, match="a list with at least one array"):
        make(nothing, lr=0.1)


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize(
    ("wrong", "name"), [(0.5, "float"), (np.array([1, 2]), "int64"), (np.float32([1]), "float32")]
)
def test_a_parameter_that_a_small_step_cannot_change_is_refused(make, wrong, name):
    with pytest.raises(TypeError, match=f"a parameter is {name}; give arrays of float64"):
        make([np.array([1.0]), wrong], lr=0.1)


@pytest.mark.parametrize("make", OPTIMIZERS)
@pytest.mark.parametrize("gradients", [[], [np.zeros((2, 3))], [np.zeros((3, 2)), np.zeros(())]])
def test_gradients_that_do_not_fit_are_refused_and_nothing_moves(make, gradients):
    ours = parameters()
    optimizer = make(ours, lr=0.1)
    with pytest.raises(ValueError, match=r"the parameters have the shapes \[\(2, 3\), \(\)\]"):
        optimizer.step(gradients)
    for array, before in zip(ours, parameters(), strict=True):
        np.testing.assert_array_equal(array, before)
