"""Check a gradient written by hand against finite differences, and against PyTorch's autograd.

A wrong backward pass raises nothing: the network still learns, only worse.
But the slope of a function can be measured without a derivative, by a small step back and one forward
(a central difference, in float64, since the two values differ in their last digits only).
PyTorch's autograd is the second judge, and the only reason why a module of `scratch` imports torch.

The libraries have such checks too: `scipy.optimize.check_grad` steps forward only, which costs half of the digits,
and `torch.autograd.gradcheck` answers yes or no about functions of PyTorch. This one says how large the error is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from dlbook.device import make_generator
from dlbook.scratch.finite_differences import Floats, measure_slopes


class WrongGradient(AssertionError):  # noqa: N818 - the name says what was found
    """The gradient written by hand is not the function's: where, by how much, and what is right."""


@dataclass(frozen=True)
class GradientCheck:
    """How far a gradient is from its two judges; `print` shows it in two lines.

    Each error is the largest difference of any entry, relative to the largest entry of that input's gradient;
    `autograd` is None where PyTorch had nothing to differentiate. `entries` were compared with finite differences,
    `corners` of them lie at a corner of the function, where every slope between left and right counts as right.
    """

    finite_differences: float
    autograd: float | None
    entries: int
    corners: int = 0

    def __str__(self) -> str:
        """Return the number of entries and both errors, no wider than the column of a page."""
        autograd = "" if self.autograd is None else f", {self.autograd:.0e} from autograd"
        corners = f", {self.corners} at a corner" if self.corners else ""
        entries = f"{self.entries:,d} {'entry' if self.entries == 1 else 'entries'}{corners}"
        errors = f"{self.finite_differences:.0e} from finite differences{autograd}"
        return f"largest relative error in {entries}:\n{errors}"


def check_gradient(
    fn: Callable[..., Any],
    gradient: Callable[..., Any],
    *inputs: Any,
    torch_fn: Callable[..., Any] | None = None,
    tolerance: float = 1e-6,
    max_entries: int = 500,
    generator: torch.Generator | None = None,
) -> GradientCheck:
    """Return the largest relative errors of a gradient written by hand; raise where they exceed the tolerance.

    Parameters
    ----------
    fn
        Takes the inputs and returns one number, such as a loss, the same one each time.
    gradient
        Takes the same inputs and returns the gradient: of the input's shape, or a tuple with one for each input.
    *inputs
        Where to compare: NumPy arrays or tensors of any shape, or plain numbers. All are used in float64, on the CPU.
    torch_fn
        The same function in PyTorch, for autograd, where `fn` is written in NumPy.
    tolerance
        The largest relative error that counts as right.
    max_entries
        Of a larger input, so many entries are compared with finite differences, drawn at random.
    generator
        Draws them; without one, always the same are drawn.

    Raises
    ------
    WrongGradient
        If an error is larger than the tolerance.
    ValueError
        If `fn` does not return one finite number, the same each time, or the gradient has another shape.
    TypeError
        If an input is not made of floating-point numbers, or NumPy and PyTorch are mixed.
    """
    points = _as_points(inputs)
    to_inputs = torch.from_numpy if isinstance(inputs[0], Tensor) else np.asarray

    def value(*changed: Floats) -> float:
        with torch.no_grad():
            return _one_number(fn(*(to_inputs(point.copy()) for point in changed)))

    if value(*points) != value(*points):
        raise ValueError("fn returns another number each time; make its randomness repeat before checking it")
    by_hand = _written(gradient(*(to_inputs(point.copy()) for point in points)), points)
    drawn = _draw([point.size for point in points], max_entries, generator or make_generator(0))
    slopes, corners = measure_slopes(value, points, by_hand, drawn)
    by_differences = _largest_error(by_hand, slopes, tolerance, "finite differences say")
    differentiable, by_autograd = fn if isinstance(inputs[0], Tensor) else torch_fn, None
    if differentiable is not None:
        exact = _by_autograd(differentiable, points)
        by_autograd = _largest_error(by_hand, exact, tolerance, "autograd says")
    return GradientCheck(by_differences, by_autograd, sum(map(len, drawn)), corners)


def _as_points(inputs: Sequence[Any]) -> list[Floats]:
    """Return the inputs as float64 arrays."""
    if len({isinstance(value, Tensor) for value in inputs}) != 1:
        raise TypeError("give one input or more: either tensors only, or NumPy arrays and numbers only")
    points = []
    for number, value in enumerate(inputs, 1):
        array = value.detach().cpu() if isinstance(value, Tensor) else np.asarray(value)
        is_floating = array.is_floating_point() if isinstance(array, Tensor) else array.dtype.kind == "f"
        if not is_floating:
            raise TypeError(
                f"input {number} holds {array.dtype}, which cannot change by a small step; "
                "give floating-point numbers, and bind labels and other fixed inputs inside fn"
            )
        points.append((array.double().numpy() if isinstance(array, Tensor) else array).astype(np.float64))
    return points


def _one_number(value: Any) -> float:
    """Return what a function returned, if it is one finite number."""
    array = value.cpu().numpy() if isinstance(value, Tensor) else np.asarray(value)
    if array.size != 1 or not np.isfinite(array).all():
        what = f"shape {array.shape}" if array.size != 1 else f"{array.item()}"
        raise ValueError(
            f"fn returned {what}; it must return one finite number, such as the mean of its values"
        )
    return float(array.item())


def _written(result: Any, points: list[Floats]) -> list[Floats]:
    """Return the gradient written by hand as one array for each input."""
    parts = result if isinstance(result, tuple) else (result,)
    arrays = [
        np.asarray(p.detach().cpu().numpy() if isinstance(p, Tensor) else p, dtype=np.float64) for p in parts
    ]
    shapes, wanted = [array.shape for array in arrays], [point.shape for point in points]
    if shapes != wanted:
        raise ValueError(
            f"gradient returned the shapes {shapes}, and the inputs have {wanted}; they must be equal"
        )
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("gradient returned nan or infinity")
    return arrays


def _draw(sizes: list[int], max_entries: int, generator: torch.Generator) -> list[list[int]]:
    """Return which entries of each input to measure: all, or `max_entries` of them at random."""
    if max_entries < 1:
        raise ValueError(f"max_entries is {max_entries}; at least one entry must be compared")
    return [torch.randperm(size, generator=generator)[:max_entries].tolist() for size in sizes]


def _by_autograd(fn: Callable[..., Any], points: list[Floats]) -> list[Floats]:
    """Return the gradients that PyTorch finds."""
    inputs = [torch.from_numpy(point.copy()).requires_grad_() for point in points]
    loss = fn(*inputs)
    if not isinstance(loss, Tensor) or loss.grad_fn is None:
        raise ValueError(
            "autograd cannot follow fn: stay in PyTorch, without .item(), .detach() or NumPy inside"
        )
    return [found.numpy() for found in torch.autograd.grad(loss.sum(), inputs, materialize_grads=True)]


def _largest_error(by_hand: list[Floats], judged: list[Floats], tolerance: float, judge_says: str) -> float:
    """Return the largest relative error over all inputs; raise WrongGradient where it exceeds the tolerance."""
    largest = 0.0
    for number, (written, right) in enumerate(zip(by_hand, judged, strict=True), 1):
        difference = np.nan_to_num(np.abs(written - right))
        scale = np.nanmax(np.maximum(np.abs(written), np.abs(right)), initial=np.finfo(np.float64).tiny)
        error = float(difference.max(initial=0) / scale)
        if error > tolerance:
            index = tuple(map(int, np.unravel_index(difference.argmax(), difference.shape)))
            raise WrongGradient(
                f"the gradient for input {number} is {written[index]:.6g} at {index}, and {judge_says} "
                f"{right[index]:.6g}: a relative error of {error:.1e}, where {tolerance:.0e} is allowed"
            )
        largest = max(largest, error)
    return largest
