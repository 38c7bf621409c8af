"""The judge of gradients written by hand: it must accept what is right, and name what is wrong."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from dlbook.device import make_generator
from dlbook.scratch.gradient_check import GradientCheck, WrongGradient, check_gradient


def draws(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def dense_loss(x, weight, bias):
    return np.mean(np.maximum(x @ weight + bias, 0))


def dense_loss_in_torch(x, weight, bias):
    return torch.relu(x @ weight + bias).mean()


def dense_gradient(x, weight, bias):
    z = x @ weight + bias
    dz = (z > 0) / z.size
    return dz @ weight.T, x.T @ dz, dz.sum(axis=0)


def relu_sum(x):
    return np.maximum(x, 0).sum()


class TestAcceptsWhatIsRight:
    def test_one_weight_as_a_plain_number(self):
        result = check_gradient(lambda w: (w - 3) ** 2, lambda w: 2 * (w - 3), 1.0)
        assert result.finite_differences < 1e-9
        assert result.autograd is None
        assert result.entries == 1

    def test_a_dense_layer_in_numpy_against_both_judges(self):
        inputs = draws(5, 4), draws(4, 3), draws(3)
        result = check_gradient(dense_loss, dense_gradient, *inputs, torch_fn=dense_loss_in_torch)
        assert result.finite_differences < 1e-8
        assert result.autograd < 1e-14
        assert result.entries == 20 + 12 + 3

    def test_softmax_and_cross_entropy_in_torch(self):
        labels = torch.tensor([2, 0])

        def gradient(logits):
            return (logits.softmax(1) - functional.one_hot(labels, 3)) / len(labels)

        result = check_gradient(
            lambda logits: functional.cross_entropy(logits, labels), gradient, torch.from_numpy(draws(2, 3))
        )
        assert result.finite_differences < 1e-8
        assert result.autograd < 1e-14

    def test_float32_and_bfloat16_inputs_are_judged_in_float64(self):
        for dtype in (torch.float32, torch.bfloat16):
            x = torch.from_numpy(draws(6)).to(dtype)
            result = check_gradient(lambda x: (x**3).sum(), lambda x: 3 * x**2, x)
            assert result.finite_differences < 1e-8

    def test_a_slope_between_left_and_right_at_a_corner_counts_as_right(self):
        result = check_gradient(relu_sum, lambda x: (x > 0) * 1.0, np.array([-1.0, 0.0, 2.0]))
        assert result.corners == 1
        assert result.finite_differences < 1e-9

    def test_a_smooth_minimum_is_no_corner(self):
        assert check_gradient(lambda x: (x**2).sum(), lambda x: 2 * x, np.array([0.0, 1.0])).corners == 0

    def test_an_input_that_the_function_ignores_has_gradient_zero(self):
        check_gradient(
            lambda x, _: (x**2).sum(),
            lambda x, y: (2 * x, 0 * y),
            torch.ones(2),
            torch.ones(3),
            tolerance=1e-8,
        )

    def test_agrees_with_the_gradcheck_of_torch(self):
        x = torch.from_numpy(draws(4)).requires_grad_()
        assert torch.autograd.gradcheck(lambda x: torch.sin(x).sum(), x)
        assert check_gradient(lambda x: torch.sin(x).sum(), torch.cos, x).autograd < 1e-15

    def test_inputs_stay_as_they_were(self):
        x = draws(4)
        before = x.copy()
        check_gradient(lambda x: (x**2).sum(), lambda x: np.multiply(x, 2, out=x), x)
        assert np.array_equal(x, before)


class TestFindsWhatIsWrong:
    def test_relu_derived_from_the_output_at_least_zero(self):
        """The known trap: the output of ReLU is never below zero, so the gradient passes everywhere."""
        x = np.array([-2.0, 1.5])
        check_gradient(relu_sum, lambda x: (x > 0) * 1.0, x)
        with pytest.raises(WrongGradient, match=r"input 1 is 1 at \(0,\), and finite differences say 0"):
            check_gradient(relu_sum, lambda x: (np.maximum(x, 0) >= 0) * 1.0, x)

    def test_another_convention_at_a_corner_than_autograd(self):
        x = np.array([0.0, 1.0])
        with pytest.raises(WrongGradient, match="autograd says 0"):
            check_gradient(relu_sum, lambda x: (x >= 0) * 1.0, x, torch_fn=lambda x: torch.relu(x).sum())

    def test_a_forgotten_mean_in_one_of_three_gradients(self):
        def forgets(x, weight, bias):
            dx, dweight, dbias = dense_gradient(x, weight, bias)
            return dx, dweight * x.shape[0], dbias

        with pytest.raises(WrongGradient, match="input 2"):
            check_gradient(dense_loss, forgets, draws(5, 4), draws(4, 3), draws(3))

    def test_an_error_of_one_in_a_hundred_thousand(self):
        with pytest.raises(WrongGradient, match=r"relative error of 1\.0e-05"):
            check_gradient(lambda x: (x**2).sum(), lambda x: 2 * x * (1 + 1e-5), draws(3))

    def test_an_error_in_an_entry_that_was_not_drawn_is_found_by_autograd(self):
        x = torch.from_numpy(draws(400))

        def wrong_somewhere(x):
            gradient = 2 * x
            gradient[123] += 1
            return gradient

        with pytest.raises(WrongGradient, match=r"at \(123,\), and autograd"):
            check_gradient(lambda x: (x**2).sum(), wrong_somewhere, x, max_entries=3)

    def test_a_gradient_where_the_function_has_none(self):
        with pytest.raises(WrongGradient, match="finite differences say 0"):
            check_gradient(lambda x: 0.0 * x.sum(), np.ones_like, draws(2))


class TestSampling:
    def test_compares_so_many_entries_of_each_input(self):
        result = check_gradient(
            lambda x, y: (x**2).sum() + y.sum(),
            lambda x, y: (2 * x, 0 * y + 1),
            draws(9, 9),
            draws(4),
            max_entries=5,
        )
        assert result.entries == 5 + 4

    def test_the_generator_decides_which(self):
        called = []

        def spy(x):
            called.append(tuple(x))
            return (x**2).sum()

        for seed in (0, 0, 1):
            check_gradient(spy, lambda x: 2 * x, draws(50), max_entries=2, generator=make_generator(seed))
        third = len(called) // 3
        assert called[:third] == called[third : 2 * third]
        assert called[:third] != called[2 * third :]

    def test_refuses_to_compare_nothing(self):
        with pytest.raises(ValueError, match="max_entries is 0"):
            check_gradient(relu_sum, np.ones_like, draws(2), max_entries=0)


class TestBadInput:
    @pytest.mark.parametrize(
        ("inputs", "message"),
        [
            ([np.array([1, 2])], "input 1 holds int64"),
            ([1.0, True], "input 2 holds bool"),
            ([torch.ones(2, dtype=torch.complex64)], "input 1 holds torch.complex64"),
            ([torch.ones(2), np.ones(2)], "either tensors only"),
            ([], "give one input or more"),
        ],
    )
    def test_inputs_that_have_no_slope(self, inputs, message):
        with pytest.raises(TypeError, match=message):
            check_gradient(lambda *_: 0.0, lambda *x: x, *inputs)

    @pytest.mark.parametrize(
        ("fn", "message"),
        [
            (lambda x: x**2, r"fn returned shape \(3,\)"),
            (lambda _: np.nan, "fn returned nan"),
            (lambda _: np.random.default_rng().normal(), "another number each time"),
        ],
    )
    def test_functions_that_cannot_be_measured(self, fn, message):
        with pytest.raises(ValueError, match=message):
            check_gradient(fn, lambda x: 2 * x, np.ones(3))

    @pytest.mark.parametrize(
        ("gradient", "message"),
        [
            (lambda x: x[:, None], r"shapes \[\(3, 1\)\], and the inputs have \[\(3,\)\]"),
            (lambda x: (x, x), r"shapes \[\(3,\), \(3,\)\]"),
            (lambda x: x * np.inf, "nan or infinity"),
        ],
    )
    def test_gradients_that_do_not_fit(self, gradient, message):
        with pytest.raises(ValueError, match=message):
            check_gradient(relu_sum, gradient, np.ones(3))

    def test_a_function_that_leaves_torch(self):
        with pytest.raises(ValueError, match="autograd cannot follow fn"):
            check_gradient(lambda x: x.sum().item(), torch.ones_like, torch.ones(3))


class TestReport:
    def test_both_errors_in_lines_that_fit_a_page(self):
        assert str(GradientCheck(1.2e-9, 3.4e-16, 1250, 1)) == (
            "largest relative error in 1,250 entries, 1 at a corner:\n"
            "1e-09 from finite differences, 3e-16 from autograd"
        )

    def test_without_autograd(self):
        assert str(GradientCheck(1.2e-9, None, 1)) == (
            "largest relative error in 1 entry:\n1e-09 from finite differences"
        )
