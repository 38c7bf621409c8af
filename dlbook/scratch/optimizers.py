"""The rules that turn gradients into steps, in NumPy (explained in `math/gradient-descent`).

Each optimizer is given the parameters once, and changes these very arrays whenever it is given their gradients.
They do what `torch.optim` does under the same names, without its many other settings.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float64

Floats = Float64[np.ndarray, "..."]


class SGD:
    """Gradient descent: every parameter moves against its gradient.

    The letters stand for stochastic gradient descent; whether chance is involved depends on the gradients it is given.
    Source: Robbins and Monro, "A Stochastic Approximation Method", 1951.

    Parameters
    ----------
    parameters
        Arrays of float64, changed in place by every step.
    lr
        The learning rate.

    Raises
    ------
    ValueError
        If the learning rate is not above 0, or there is no parameter.
    TypeError
        If a parameter is not an array of float64.
    """

    def __init__(self, parameters: Sequence[Floats], lr: float) -> None:
        self.parameters, self.lr = _checked_parameters(parameters), _checked_lr(lr)

    def step(self, gradients: Sequence[Floats]) -> None:
        """Move every parameter by the learning rate times its gradient.

        Raises
        ------
        ValueError
            If the gradients have not the shapes of the parameters; then nothing moves.
        """
        for w, g in _together(self.parameters, gradients):
            w[...] -= self.lr * g  # changes the array itself


class Momentum:
    """Gradient descent that keeps its speed: each step is the new gradient plus a share of the step before.

    Source: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

    Parameters
    ----------
    parameters, lr
        As for :class:`SGD`.
    momentum
        The share of the old speed that is kept, from 0 (none, as `SGD`) to just below 1.

    Raises
    ------
    ValueError, TypeError
        As for :class:`SGD`, and if the momentum is not at least 0 and below 1.
    """

    def __init__(self, parameters: Sequence[Floats], lr: float, momentum: float = 0.9) -> None:
        self.parameters, self.lr = _checked_parameters(parameters), _checked_lr(lr)
        self.momentum = _checked_share("momentum", momentum)
        self.velocities = [np.zeros_like(parameter) for parameter in self.parameters]

    def step(self, gradients: Sequence[Floats]) -> None:
        """Move every parameter by the learning rate times its velocity.

        Raises
        ------
        ValueError
            If the gradients have not the shapes of the parameters; then nothing moves.
        """
        for w, g, v in _together(self.parameters, gradients, self.velocities):
            v[...] = self.momentum * v + g
            w[...] -= self.lr * v


class Adam:
    """Steps of about one length for every parameter: its mean gradient, divided by the gradient's usual size.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.

    Parameters
    ----------
    parameters, lr
        As for :class:`SGD`.
    betas
        The shares of the old mean and of the old mean square that are kept.
    eps
        Added to the divisor, so that it is never 0.

    Raises
    ------
    ValueError, TypeError
        As for :class:`SGD`, and if a share is not at least 0 and below 1, or `eps` is not above 0.
    """

    def __init__(
        self,
        parameters: Sequence[Floats],
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ) -> None:
        self.parameters, self.lr = _checked_parameters(parameters), _checked_lr(lr)
        self.betas = _checked_share("betas[0]", betas[0]), _checked_share("betas[1]", betas[1])
        if not 0 < eps < math.inf:
            raise ValueError(f"eps is {eps}; it must be a small number above 0, such as 1e-8")
        self.eps, self.num_steps = eps, 0
        self.means = [np.zeros_like(parameter) for parameter in self.parameters]
        self.squares = [np.zeros_like(parameter) for parameter in self.parameters]

    def step(self, gradients: Sequence[Floats]) -> None:
        """Move every parameter by about the learning rate.

        Raises
        ------
        ValueError
            If the gradients have not the shapes of the parameters; then nothing moves.
        """
        rows = _together(self.parameters, gradients, self.means, self.squares)
        self.num_steps += 1
        keep_m, keep_s = self.betas
        for w, g, m, s in rows:
            m[...] = keep_m * m + (1 - keep_m) * g
            s[...] = keep_s * s + (1 - keep_s) * g**2
            # Both began at 0, so at first they are too small.
            m_hat = m / (1 - keep_m**self.num_steps)
            s_hat = s / (1 - keep_s**self.num_steps)
            w[...] -= self.lr * m_hat / (np.sqrt(s_hat) + self.eps)


def _checked_lr(lr: float) -> float:
    """Return the learning rate, if it is one."""
    if not 0 < lr < math.inf:
        raise ValueError(f"the learning rate is {lr}; it must be above 0, such as 0.1")
    return lr


def _checked_share(name: str, share: float) -> float:
    """Return a share of the past that is kept, if it is one."""
    if not 0 <= share < 1:
        raise ValueError(f"{name} is {share}; it must be at least 0 and below 1, such as 0.9")
    return share


def _checked_parameters(parameters: Sequence[Any] | Floats) -> list[Floats]:
    """Return the parameters as a list, if each can be changed in place by a small step."""
    if isinstance(parameters, np.ndarray) or not parameters:
        raise ValueError(
            "parameters must be a list with at least one array, as in SGD([weight, bias], lr=0.1)"
        )
    for parameter in parameters:
        found = parameter.dtype if isinstance(parameter, np.ndarray) else type(parameter).__name__
        if found != np.float64:
            raise TypeError(f"a parameter is {found}; give arrays of float64, such as np.array([0.5])")
    return list(parameters)


def _together(
    parameters: list[Floats], gradients: Sequence[Floats], *states: list[Floats]
) -> Iterator[tuple[Floats, ...]]:
    """Return each parameter with its gradient and what is kept for it, once all shapes are known to fit."""
    wanted, given = ([np.shape(array) for array in arrays] for arrays in (parameters, gradients))
    if wanted != given:
        raise ValueError(
            f"the parameters have the shapes {wanted}, and the gradients {given}; they must be equal"
        )
    return zip(parameters, gradients, *states, strict=True)
