import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from dlbook.check import NotYet, expect, expect_raises, expect_true


def stub(): ...  # as an exercise hands it out


def test_a_right_answer_prints_one_short_line(capsys):
    expect(100_480, 100_480)
    assert capsys.readouterr().out == "Passed.\n"


def test_a_stub_is_asked_for_its_return():
    with pytest.raises(NotYet) as error:
        expect(stub(), 100_480, hint="Count the biases too.")
    assert str(error.value) == (
        "Not yet: got None, expected 100480. Is there a `return`, or is the body still `...`? "
        "Hint: Count the biases too."
    )


def test_a_wrong_answer_is_told_without_an_empty_hint():
    with pytest.raises(NotYet) as error:
        expect(100_352, 100_480)
    assert str(error.value) == "Not yet: got 100352, expected 100480."


EQUAL = {
    "whole numbers": (3, 3),
    "whole and float": (3, 3.0),
    "floats but for rounding": (0.1 + 0.2, 0.3),
    "strings": ("seven", "seven"),
    "truth values": (np.bool_(True), True),
    "list and tuple": ([1, 2], (1, 2)),
    "tensor and list": (torch.tensor([[1, 2]]), [[1, 2]]),
    "tensor and array": (torch.ones(2, requires_grad=True), np.ones(2)),
    "tensor of one number": (torch.tensor(2.0), 2.0),
    "nan and nan": (float("nan"), float("nan")),
    "ragged lists": ([[1], [2, 3]], [[1], [2, 3]]),
    "lists of different kinds": (["a", 1, None], ["a", 1, None]),
    "lists of tensors": ([torch.ones(2), torch.ones(3)], [np.ones(2), np.ones(3)]),
    "dictionaries": ({"loss": 0.5}, {"loss": torch.tensor(0.5)}),
    "tensor of bfloat16": (torch.tensor([1.5, 2]).bfloat16(), [1.5, 2]),
    "bfloat16 that needs a gradient": (torch.tensor(1.5, dtype=torch.bfloat16, requires_grad=True), 1.5),
    "two of bfloat16": (torch.tensor(0.1).bfloat16(), torch.tensor(0.1).bfloat16()),
    "float16 and float64": (torch.tensor([0.5]).half(), np.array([0.5])),
    "complex and its conjugate's conjugate": (torch.tensor([1 + 2j]).conj(), [1 - 2j]),
    "tensor of truth values": (torch.tensor([True, False]), [True, False]),
    "tensor of bytes": (torch.tensor([200], dtype=torch.uint8), [200]),
    "sparse and dense": (torch.eye(2).to_sparse(), np.eye(2)),
    "list of tensors that need gradients": ([torch.ones((), requires_grad=True)] * 2, [1.0, 1.0]),
    "numbers of NumPy": (np.float32(0.5), 0.5),
    "pandas and list": (pd.Series([1, 2], index=[1, 0]), [1, 2]),
    "array of strings": (np.array(["a", "b"]), ["a", "b"]),
    "column of strings": (pd.Series(["a", "b"]), ["a", "b"]),
    "empty tensor": (torch.empty(0), []),
    "nothing and nothing": (None, None),
    "empty lists": ([], []),
}


@pytest.mark.parametrize(("actual", "expected"), EQUAL.values(), ids=EQUAL)
def test_what_is_equal_passes(actual, expected):
    expect(actual, expected)


DIFFERENT = {
    "...": (..., 3, "the `...` is still there, expected 3."),
    "a function not called": (stub, 3, "got the function `stub` itself, expected 3. Call it, with ()."),
    "something instead of nothing": (3, None, "got 3, expected None."),
    "string for number": ("3", 3, "got '3', expected 3."),
    "number for string": (3, "3", "got 3, expected '3'."),
    "one for True": (1, True, "got 1, expected True."),
    "floats": (0.31, 0.3, "got 0.31, expected 0.3."),
    "nan": (float("nan"), 0.3, "got nan, expected 0.3."),
    "shapes": (torch.ones(2, 3), np.ones((3, 2)), "got shape (2, 3), expected shape (3, 2)."),
    "list for number": ([3], 3, "got shape (1,), expected one number."),
    "one value of many": (torch.ones(2, 3), [[1, 1, 1], [1, 1, 2]], "at [1, 2] got 1, expected 2."),
    "one item of many": (["a", "b"], ["a", "c"], "at [1] got 'b', expected 'c'."),
    "a deep item": ({"a": [[1], [2, 3]]}, {"a": [[1], [2, 4]]}, "at ['a'] at [1] at [1] got 3, expected 4."),
    "a missing key": ({"a": "x"}, {"b": "x"}, "got {'a': 'x'}, expected {'b': 'x'}."),
    "too few items": (["a"], ["a", "b"], "got ['a'], expected ['a', 'b']."),
    "tensor for string": (torch.ones(10), "abc", "got 10 numbers of shape (10,), expected 'abc'."),
    "one value of bfloat16": (torch.tensor([1.0, 2]).bfloat16(), [1, 3], "at [1] got 2, expected 3."),
    "the sign of bytes": (torch.tensor([254], dtype=torch.uint8), [-2], "at [0] got 254, expected -2."),
    "empty tensor for a number": (torch.empty(0), 1, "got shape (0,), expected one number."),
    "strings of an array": (np.array(["a", "b"]), ["a", "c"], "at [1] got 'b', expected 'c'."),
    "an object for a number": (pd.Series(["a"]), 3, "got ['a'], expected 3."),
    "a long string": ("x" * 100, "y", f"got '{'x' * 58}…, expected 'y'."),
}


@pytest.mark.parametrize(("actual", "expected", "message"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_differs_is_told_in_one_line(actual, expected, message):
    with pytest.raises(NotYet) as error:
        expect(actual, expected)
    assert str(error.value) == f"Not yet: {message}"


@given(st.floats(-1e6, 1e6), st.floats(0, 10), st.floats(1e-3, 10))
def test_a_tolerance_is_the_largest_difference_allowed(expected, difference, tolerance):
    if difference <= 0.99 * tolerance:
        expect(expected + difference, expected, tolerance=tolerance)
    elif difference >= 1.01 * tolerance:
        with pytest.raises(NotYet):
            expect(expected + difference, expected, tolerance=tolerance)


@given(st.integers())
def test_whole_numbers_must_be_equal_however_large(number):
    with pytest.raises(NotYet):
        expect(number + 1, number)


def test_a_condition_that_holds_passes(capsys):
    expect_true(torch.tensor(True))
    assert capsys.readouterr().out == "Passed.\n"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (False, "should be True, and is not"),
        (np.bool_(False), "should be True, and is not"),
        (torch.tensor([False]), "should be True, and is not"),
        (None, "got None"),
        (..., "still there"),
        (torch.tensor([True, True]), "got 2 truth values, expected one.*all"),
        (np.array([[True], [False]]), "got 2 truth values, expected one.*all"),
        ([False, False], "got 2 truth values, expected one.*all"),
        (torch.tensor([]), "got 0 truth values, expected one"),
    ],
    ids=str,
)
def test_a_condition_that_does_not_hold_or_is_missing_fails(condition, message):
    with pytest.raises(NotYet, match=f"{message}.*Hint: look again"):
        expect_true(condition, "look again")


def test_the_exception_asked_for_passes(capsys):
    expect_raises(ZeroDivisionError, lambda: 1 / 0)
    assert capsys.readouterr().out == "Passed.\n"


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (stub, "nothing was raised, expected KeyError"),
        (lambda: 1 / 0, r"got ZeroDivisionError \(division by zero\)"),
    ],
)
def test_no_exception_or_another_one_fails(fn, message):
    with pytest.raises(NotYet, match=f"{message}.*Hint: look again"):
        expect_raises(KeyError, fn, "look again")


def test_ipython_shows_the_message_and_no_traceback(capsys):
    shell = InteractiveShell.instance()
    shell.run_cell("from dlbook.check import expect\nexpect(None, 3)")
    shown = capsys.readouterr().out
    assert shown.strip() == "Not yet: got None, expected 3. Is there a `return`, or is the body still `...`?"
