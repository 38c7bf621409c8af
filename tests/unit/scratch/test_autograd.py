"""The autograd for single numbers: judged by PyTorch, on expressions that nobody chose."""

import math
from graphlib import CycleError
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
import torch
from hypothesis import given

from dlbook.scratch import autograd
from dlbook.scratch.autograd import Value

pytestmark = pytest.mark.usefixtures("as_a_reader")

NUMBERS = st.floats(-3, 3).filter(lambda x: x == 0 or abs(x) > 1e-3)
POSITIVE = st.floats(0.1, 3)
# Each step takes two numbers that exist already and makes one; sizes are tamed so that nothing overflows.
STEPS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: (a * b).tanh(),
    "divide": lambda a, b: a / (b * b + 1),
    "power": lambda a, b: (a**3 + b**2) * 0.1,
    "exp": lambda a, b: a.tanh().exp() - b,
    "log": lambda a, b: (a * a + 0.5).log() + b,
    "relu": lambda a, b: a.relu() - 0.1 * b,
    "from the left": lambda a, b: 1 - a + 2 / (1 + b * b) + 3 * a,
    "negate": lambda a, b: -a + b,
}
RECIPES = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 999), st.integers(0, 999)), max_size=30
)


def computed(recipe, inputs):
    """Follow a recipe with Values or with tensors; every step's result can be used by later ones, more than once."""
    numbers = list(inputs)
    for step, first, second in recipe:
        numbers.append(STEPS[step](numbers[first % len(numbers)], numbers[second % len(numbers)]))
    return sum(numbers)


@given(RECIPES, st.lists(NUMBERS, min_size=1, max_size=4))
def test_any_expression_has_the_value_and_the_gradients_that_torch_finds(recipe, numbers):
    ours = [Value(number) for number in numbers]
    theirs = [torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers]
    result, judge = computed(recipe, ours), computed(recipe, theirs)
    result.backward()
    judge.backward()
    torch.testing.assert_close(result.data, judge.item())
    torch.testing.assert_close([value.grad for value in ours], [tensor.grad.item() for tensor in theirs])


@pytest.mark.parametrize("exponent", [-2, -1, -0.5, 0, 0.5, 1, 2, 3])
@given(POSITIVE)
def test_powers_have_torchs_derivative(exponent, number):
    ours, theirs = Value(number), torch.tensor(number, dtype=torch.float64, requires_grad=True)
    (ours**exponent).backward()
    (theirs**exponent).backward()
    torch.testing.assert_close(ours.grad, theirs.grad.item())


def test_corners_get_the_slope_that_torch_gives_them():
    for fn in (lambda x: x.relu(), *(lambda x, n=n: x**n for n in (0, 0.5, 1, 1.5, 2))):
        ours, theirs = Value(0), torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
        fn(ours).backward()
        fn(theirs).backward()
        assert ours.grad == theirs.grad.item()


def test_the_slope_of_a_root_at_zero_is_infinite_as_in_torch():
    root = Value(0.0)
    (root**0.5).backward()
    assert root.grad == math.inf


@given(POSITIVE, NUMBERS)
def test_a_value_as_exponent_has_torchs_value_and_derivatives(base, exponent):
    ours = [Value(base), Value(exponent)]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (base, exponent)]
    for power in (lambda a, b: a**b, lambda a, b: 2**b + a, lambda a, b: b + np.float64(3) ** a):
        result, judge = power(*ours), power(*theirs)
        result.backward()
        judge.backward()
        torch.testing.assert_close(result.data, judge.item())
        torch.testing.assert_close([value.grad for value in ours], [tensor.grad.item() for tensor in theirs])


def test_the_example_of_the_chapter_has_the_gradients_found_by_hand():
    w, b = Value(3), Value(2)
    loss = (w * 2 + b - 7) ** 2
    loss.backward()
    assert (loss.data, w.grad, b.grad, loss.grad) == (1, 4, 2, 1)


def test_a_value_that_is_used_twice_collects_both_paths():
    a = Value(2)
    (a * a + 3 * a).backward()
    assert a.grad == 2 * 2 + 3


def test_a_second_backward_pass_adds_to_the_first_as_in_torch():
    ours, theirs = Value(2), torch.tensor(2.0, requires_grad=True)
    our_cube, their_cube = ours * ours * ours, theirs * theirs * theirs
    for _ in range(2):
        our_cube.backward()
        their_cube.backward(retain_graph=True)
    assert ours.grad == theirs.grad.item() == 2 * 12


def test_a_graph_far_deeper_than_pythons_stack_is_walked():
    start = end = Value(1)
    for _ in range(5_000):
        end = end * 1 + 1
    end.backward()
    assert start.grad == 1


def test_numbers_of_numpy_are_numbers_too():
    for number in (np.float64(2), np.float32(2), np.int64(2)):
        assert (Value(number).data, (number * Value(3)).data, (Value(3) - number).data) == (2, 6, 1)


def test_a_value_shows_its_number_and_its_gradient():
    value = Value(1.5)
    (value * 2).backward()
    assert repr(value) == "Value(1.5, grad=2)"


class TestRefuses:
    @pytest.mark.parametrize("data", ["3", None, True, 2j, [1.0], torch.tensor(1.0), np.ones(1)])
    def test_what_is_not_one_real_number(self, data):
        with pytest.raises(TypeError, match="a Value holds one real number, not"):
            Value(data)

    @pytest.mark.parametrize("operation", ["__add__", "__mul__", "__sub__", "__truediv__"])
    def test_an_operation_with_a_string_and_names_it(self, operation):
        with pytest.raises(TypeError, match="one real number, not 'two'"):
            getattr(Value(1), operation)("two")

    @pytest.mark.parametrize("data", [float("nan"), float("inf"), -float("inf")])
    def test_numbers_that_are_not_finite(self, data):
        with pytest.raises(ValueError, match=f"finite, not {data}"):
            Value(data)

    def test_a_result_that_overflows(self):
        with pytest.raises(ValueError, match="finite, not inf"):
            Value(1e200) * Value(1e200)

    @pytest.mark.parametrize("data", [0, -1.5])
    def test_logarithms_that_do_not_exist(self, data):
        with pytest.raises(ValueError, match=r"math domain error|positive input"):
            Value(data).log()

    def test_the_root_of_a_negative_number(self):
        with pytest.raises(TypeError, match="one real number"):
            Value(-2) ** 0.5

    def test_a_division_by_zero(self):
        with pytest.raises(ZeroDivisionError):
            1 / Value(0)

    @pytest.mark.parametrize("base", [0, -2])
    def test_an_exponent_that_is_a_value_for_a_base_without_logarithm(self, base):
        for power in (lambda: base ** Value(3), lambda: Value(base) ** Value(3)):
            with pytest.raises(ValueError, match=r"math domain error|positive input"):
                power()

    def test_a_power_of_zero_that_is_infinite(self):
        with pytest.raises(ZeroDivisionError):
            Value(0) ** -0.5

    def test_a_graph_that_runs_in_a_circle(self):
        first = Value(1)
        last = first * 2
        first.edges = ((last, 1.0),)
        with pytest.raises(CycleError, match=r"cycle.*Value\(2, grad=0\)"):
            last.backward()


def test_the_module_needs_only_python():
    source = Path(autograd.__file__).read_text("utf-8")
    assert not {"numpy", "torch"} & set(source.replace(".", " ").split())
