"""Did my answer to the exercise come out right: one friendly line, either way."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


class NotYet(AssertionError):  # noqa: N818 - the reader has made no error, only not finished
    """The answer is not right yet: what came, what should have come, and a hint."""

    def _render_traceback_(self) -> list[str]:
        """All that IPython and Jupyter show of it: the message, without a traceback."""
        return [str(self)]


def expect(actual: Any, expected: Any, hint: str = "", tolerance: float | None = None) -> None:
    """Print "Passed." if the answer is right.

    Parameters
    ----------
    actual, expected
        Numbers, truth values, strings, arrays, tensors, or lists and dictionaries of these.
        A list, a tuple, an array and a tensor that hold the same numbers are equal.
    hint
        What to look at when they differ.
    tolerance
        Largest difference allowed between two numbers.
        Without it, whole numbers must be equal and others agree to about five digits.

    Raises
    ------
    NotYet
        If the answer is missing or wrong.
    """
    _decide(_difference(actual, expected, tolerance), hint)


def expect_true(condition: Any, hint: str = "") -> None:
    """Print "Passed." if the condition holds; raise `NotYet` if it does not, is missing, or is several values."""
    values = _as_numbers(condition)
    problem = _missing(condition, "True")
    if values is not None and values.size != 1:
        problem = f"got {values.size} truth values, expected one. Ask for all of them, as with .all()."
    _decide(problem or ("" if condition else "this should be True, and is not."), hint)


def expect_raises(exception: type[BaseException], fn: Callable[[], object], hint: str = "") -> None:
    """Print "Passed." if calling `fn` raises the exception; raise `NotYet` if it does anything else."""
    problem = f"nothing was raised, expected {exception.__name__}."
    try:
        fn()
    except exception:
        problem = ""
    except Exception as error:  # noqa: BLE001 - whatever came instead is what the reader needs to know
        problem = f"got {type(error).__name__} ({error}), expected {exception.__name__}."
    _decide(problem, hint)


def _decide(problem: str, hint: str) -> None:
    if problem:
        raise NotYet(f"Not yet: {problem} {f'Hint: {hint}' if hint else ''}".rstrip())
    print("Passed.")  # noqa: T201 - the line that the reader is waiting for


def _missing(actual: Any, expected: str) -> str:
    """What to say of an answer that is no answer, or nothing."""
    if actual is None:
        return f"got None, expected {expected}. Is there a `return`, or is the body still `...`?"
    if actual is ...:
        return f"the `...` is still there, expected {expected}."
    if callable(actual) and hasattr(actual, "__name__"):
        return f"got the function `{actual.__name__}` itself, expected {expected}. Call it, with ()."
    return ""


def _difference(actual: Any, expected: Any, tolerance: float | None) -> str:
    """What differs, in words; nothing if the two are equal."""
    if expected is not None and (problem := _missing(actual, _show(expected))):
        return problem
    numbers, wanted = _as_numbers(actual), _as_numbers(expected)
    if numbers is not None and wanted is not None:
        return _number_difference(numbers, wanted, tolerance)
    actual, expected = _as_plain(actual), _as_plain(expected)
    if isinstance(expected, list | tuple | dict) and _is_same_kind(actual, expected):
        return _item_difference(actual, expected, tolerance)
    if isinstance(actual, type(expected)) and actual == expected:
        return ""
    return f"got {_show(actual)}, expected {_show(expected)}."


def _is_same_kind(actual: Any, expected: Any) -> bool:
    """Whether both have the same number of items, under the same keys."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and actual.keys() == expected.keys()
    return isinstance(actual, list | tuple) and len(actual) == len(expected)


def _item_difference(actual: Any, expected: Any, tolerance: float | None) -> str:
    """The first item that differs, with its place."""
    for place in expected if isinstance(expected, dict) else range(len(expected)):
        if problem := _difference(actual[place], expected[place], tolerance):
            return f"at [{place!r}] {problem}"
    return ""


def _as_numbers(value: Any) -> NDArray[Any] | None:
    """The value as an array of numbers, if that is what it is."""
    if hasattr(value, "detach"):  # a tensor, without importing torch for it
        value = value.detach().to_dense().cpu().resolve_conj().resolve_neg()
        if str(value.dtype) == "torch.bfloat16":  # which NumPy lacks
            value = value.float()
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError):  # a ragged list, or one that holds something odd
        return None
    return array if array.dtype.kind in "biufc" else None


def _as_plain(value: Any) -> Any:
    """An array or a column that holds no numbers as a list, which is equal to another or not."""
    return value.tolist() if hasattr(value, "tolist") else value


def _number_difference(actual: NDArray[Any], expected: NDArray[Any], tolerance: float | None) -> str:
    """Where two arrays of numbers differ in shape, in kind, or first in value."""
    if actual.shape != expected.shape:
        return f"got {_shape(actual)}, expected {_shape(expected)}."
    if (actual.dtype.kind == "b") != (expected.dtype.kind == "b"):
        return f"got {_show(actual)}, expected {_show(expected)}."
    is_exact = tolerance is None and {actual.dtype.kind, expected.dtype.kind} <= set("biu")
    relative, absolute = (1e-5, 1e-8) if tolerance is None else (0.0, tolerance)
    is_close = (
        actual == expected if is_exact else np.isclose(actual, expected, relative, absolute, equal_nan=True)
    )
    if np.all(is_close):
        return ""
    place = tuple(np.argwhere(~is_close)[0].tolist())
    where = f"at {list(place)} " if place else ""
    return f"{where}got {_show(actual[place])}, expected {_show(expected[place])}."


def _shape(array: NDArray[Any]) -> str:
    return f"shape {array.shape}" if array.ndim else "one number"


def _show(value: Any) -> str:
    """The value in a few characters."""
    array = _as_numbers(value)
    if array is None:
        text = repr(value)
        return text if len(text) <= 60 else f"{text[:59]}…"
    if array.ndim:
        return f"{array.size} numbers of shape {array.shape}" if array.size > 6 else str(array.tolist())
    number = array.item()
    return f"{number:.8g}" if isinstance(number, float) else repr(number)
