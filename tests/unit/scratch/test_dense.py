"""The network in NumPy: judged by PyTorch, and its gradients by finite differences."""

import subprocess
import sys

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given
from torch import nn
from torch.nn import functional

from dlbook.models.mlp import mlp
from dlbook.scratch.dense import (
    backward,
    cross_entropy,
    cross_entropy_backward,
    dense,
    dense_backward,
    forward,
    init_parameters,
    log_softmax,
    loss_and_gradients,
    relu,
    relu_backward,
)
from dlbook.scratch.gradient_check import WrongGradient, check_gradient

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=4)
SEEDS = st.integers(0, 10_000)


def example(sizes, seed, batch=4):
    """Parameters, inputs and labels of a small network."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, sizes[-1], batch)
    return init_parameters(sizes, generator), generator.normal(size=(batch, sizes[0])), labels


def as_torch(arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


def loss_in_torch(parameters, x, labels):
    for number in range(0, len(parameters), 2):
        x = functional.linear(x.relu() if number else x, parameters[number], parameters[number + 1])
    return functional.cross_entropy(x, labels)


@given(SIZES, SEEDS)
def test_loss_and_gradients_equal_torchs(sizes, seed):
    parameters, x, labels = example(sizes, seed)
    theirs = as_torch(parameters)
    judge = loss_in_torch(theirs, torch.from_numpy(x), torch.from_numpy(labels))
    judge.backward()
    loss, gradients = loss_and_gradients(parameters, x, labels)
    torch.testing.assert_close(loss, judge.item())
    for ours, tensor in zip(gradients, theirs, strict=True):
        torch.testing.assert_close(torch.from_numpy(ours), tensor.grad)


def test_the_gradients_are_the_slopes_that_finite_differences_measure():
    parameters, x, labels = example((5, 4, 3, 3), seed=1, batch=6)
    result = check_gradient(
        lambda *p: loss_and_gradients(p, x, labels)[0],
        lambda *p: tuple(loss_and_gradients(p, x, labels)[1]),
        *parameters,
        torch_fn=lambda *p: loss_in_torch(p, torch.from_numpy(x), torch.from_numpy(labels)),
    )
    assert result.finite_differences < 1e-8
    assert result.autograd < 1e-13
    assert result.entries == 5 * 4 + 4 + 4 * 3 + 3 + 3 * 3 + 3


def test_the_gradient_for_the_inputs_is_right_too():
    parameters, x, labels = example((5, 3), seed=2)
    weight, bias = parameters

    def gradient(x):
        return dense_backward(cross_entropy_backward(dense(x, weight, bias), labels), x, weight)[0]

    assert check_gradient(lambda x: cross_entropy(dense(x, weight, bias), labels), gradient, x)


def test_the_check_catches_a_relu_judged_by_its_output():
    z = np.array([[-1.5, 0.5]])
    wrong = lambda z: 1.0 * (relu(z) >= 0)  # true everywhere
    with pytest.raises(WrongGradient):
        check_gradient(lambda z: relu(z).sum(), wrong, z)
    check_gradient(lambda z: relu(z).sum(), lambda z: relu_backward(np.ones_like(z), z), z)


def test_relu_stops_the_gradient_at_zero_as_torch_does():
    z = torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64, requires_grad=True)
    z.relu().sum().backward()
    ours = relu_backward(np.ones(3), z.detach().numpy())
    np.testing.assert_array_equal(ours, z.grad.numpy())


def test_the_numbers_worked_out_by_hand_in_the_chapter():
    x, target = np.array([[1.0, 2.0]]), 4.0
    parameters = [
        np.array([[1.0, 1.0], [1.0, -1.0]]),
        np.array([-1.0, 0.0]),
        np.array([[2.0, 5.0]]),
        np.array([1.0]),
    ]
    output, saved = forward(parameters, x)
    gradients = backward(parameters, saved, 2 * (output - target))
    assert output.item() == 5
    expected = [[[4, 8], [0, 0]], [4, 0], [[4, 0]], [2]]
    for gradient, by_hand in zip(gradients, expected, strict=True):
        np.testing.assert_array_equal(gradient, by_hand)


@given(SEEDS)
def test_the_logits_of_the_same_weights_equal_those_of_the_books_mlp(seed):
    parameters, x, _ = example((6, 5, 3), seed)
    model = mlp((6, 5, 3)).double()
    with torch.no_grad():
        for theirs, ours in zip(model.parameters(), parameters, strict=True):
            theirs.copy_(torch.from_numpy(ours))
    logits, _ = forward(parameters, x)
    np.testing.assert_allclose(logits, model(torch.from_numpy(x)).detach().numpy(), rtol=1e-12, atol=1e-12)


def test_huge_logits_do_not_overflow():
    logits, labels = np.array([[1000.0, -1000.0]]), np.array([1])
    assert cross_entropy(logits, labels) == 2000
    np.testing.assert_array_equal(cross_entropy_backward(logits, labels), [[1, -1]])


@given(SEEDS)
def test_the_gradient_for_each_row_of_logits_sums_to_zero(seed):
    _, logits, labels = example((5, 5), seed)
    np.testing.assert_allclose(cross_entropy_backward(logits, labels).sum(axis=1), 0, atol=1e-15)
    np.testing.assert_allclose(np.exp(log_softmax(logits)).sum(axis=1), 1)


class TestInitialParameters:
    def test_shapes_follow_the_sizes(self):
        shapes = [p.shape for p in init_parameters((784, 32, 10), np.random.default_rng(0))]
        assert shapes == [(32, 784), (32,), (10, 32), (10,)]

    def test_numbers_fill_the_range_that_torch_draws_from(self):
        ours = init_parameters((100, 500), np.random.default_rng(0))[0]
        theirs = nn.Linear(100, 500).weight.detach().numpy()
        assert np.abs(ours).max() <= 0.1
        assert ours.std() == pytest.approx(theirs.std(), rel=0.02)

    def test_the_seed_decides(self):
        first, again, other = (init_parameters((3, 2), np.random.default_rng(seed))[0] for seed in (0, 0, 1))
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)

    @pytest.mark.parametrize("sizes", [(), (784,), (784, 0, 10), (784, -1)])
    def test_sizes_that_make_no_network_are_refused(self, sizes):
        with pytest.raises(ValueError, match=r"sizes must be two or more numbers, none below 1"):
            init_parameters(sizes, np.random.default_rng(0))


@pytest.mark.usefixtures("as_a_reader")
class TestSaysWhichAxesDoNotFit:
    @pytest.mark.parametrize(
        ("shapes", "message"),
        [
            (
                ((2, 3), (5, 4), (5,)),
                r"x \(2, 3\), weight \(5, 4\).*axis 1 of x is 3, of weight 4: both are in_features",
            ),
            (((2, 4), (5, 4), (4,)), r"axis 0 of bias is 4, of weight 5: both are out_features"),
            (
                ((4,), (5, 4), (5,)),
                r"x \(4,\).*the numbers of axes must be 2, 2 and 1; dense takes \[batch, in_features\]",
            ),
            (((2, 4), (5, 4), (1, 5)), r"bias \(1, 5\) do not fit: the numbers of axes"),
        ],
    )
    def test_in_a_forward_pass(self, shapes, message):
        with pytest.raises(ValueError, match=message):
            dense(*map(np.zeros, shapes))

    def test_in_a_backward_pass(self):
        with pytest.raises(ValueError, match=r"the gradient has shape \(5, 2\), and the output had \(2, 5\)"):
            dense_backward(np.zeros((5, 2)), np.zeros((2, 4)), np.zeros((5, 4)))

    def test_of_labels(self):
        with pytest.raises(ValueError, match=r"their shapes are \(2, 3\) and \(2, 3\)"):
            cross_entropy(np.zeros((2, 3)), np.zeros((2, 3), dtype=int))
        with pytest.raises(ValueError, match=r"their shapes are \(2, 3\) and \(4,\)"):
            cross_entropy_backward(np.zeros((2, 3)), np.zeros(4, dtype=int))

    @pytest.mark.parametrize(
        ("labels", "wrong"),
        [([0, 3], "3"), ([-1, 0], "-1"), ([0.0, 1.0], "float64"), ([True, False], "bool")],
    )
    def test_labels_that_are_no_classes(self, labels, wrong):
        with pytest.raises(ValueError, match=rf"labels are whole numbers from 0 to 2, not {wrong}"):
            cross_entropy(np.zeros((2, 3)), np.array(labels))

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_parameters_that_do_not_pair_up(self, count):
        with pytest.raises(ValueError, match=f"{count} do not pair up"):
            forward([np.zeros((2, 2))] * count, np.zeros((1, 2)))


def test_the_module_needs_no_pytorch():
    code = "import sys, dlbook.scratch.dense; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
