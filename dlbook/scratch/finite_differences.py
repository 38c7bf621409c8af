"""Measure the slope of a function by finite differences: a small step back, a small step forward, no calculus."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Balances the error of the formula (it grows with step²) and that of rounding (with 1/step).
# Source: Press, Teukolsky, Vetterling and Flannery, "Numerical Recipes", 2007, section 5.7.
STEP = float(np.finfo(np.float64).eps) ** (1 / 3)
# A slope that differs by this share from the central one, and still lies between left and right, fits a corner.
CORNER = 1e-3


def measure_slopes(
    value: Callable[..., float], points: list[Floats], by_hand: list[Floats], drawn: list[list[int]]
) -> tuple[list[Floats], int]:
    """Return the measured slope of each drawn entry (nan elsewhere), and how many lie at a corner.

    Parameters
    ----------
    value
        Takes arrays like `points` and returns one number.
    points
        Where to measure; changed on the way, and put back.
    by_hand
        For each point the gradient written by hand. At a corner that it fits, it is taken for the slope.
    drawn
        For each point the entries to measure, counted through all its axes.
    """
    here, corners = value(*points), 0
    slopes = [np.full(point.shape, np.nan) for point in points]
    for point, slope, written, entries in zip(points, slopes, by_hand, drawn, strict=True):
        for entry in entries:
            old = float(point.flat[entry])
            steps = old - STEP * max(1, abs(old)), old, old + STEP * max(1, abs(old))
            below, above = (_with_entry(value, points, point, entry, new) for new in (steps[0], steps[2]))
            sides = (here - below) / (old - steps[0]), (above - here) / (steps[2] - old)
            central = (above - below) / (steps[2] - steps[0])
            is_corner = _fits_corner(float(written.flat[entry]), central, sides)
            slope.flat[entry] = written.flat[entry] if is_corner else central
            corners += is_corner
    return slopes, corners


def _with_entry(
    value: Callable[..., float], points: list[Floats], point: Floats, entry: int, new: float
) -> float:
    """Return the function's value with one entry of one input changed."""
    old, point.flat[entry] = point.flat[entry], new
    try:
        return value(*points)
    finally:
        point.flat[entry] = old


def _fits_corner(written: float, central: float, sides: tuple[float, float]) -> bool:
    """Return whether the function has a corner here (as ReLU at 0), and the slope lies between its two sides."""
    size = max(map(abs, sides))
    slack = size * STEP  # of rounding
    return abs(written - central) > CORNER * size and min(sides) - slack <= written <= max(sides) + slack
