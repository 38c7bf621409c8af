"""Decide a claim by a 95 % confidence interval: it holds, fails, or is undecided.

The interval is that of a mean (Student, 1908). Two methods that met the same examples are compared by their paired differences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["holds", "fails", "undecided"]


@dataclass(frozen=True)
class Criterion:
    """What has to be true of the values; ``bound`` None means: the one written in ``docs/claims/``."""

    direction: Literal["at least", "at most", "close to", "true"]
    bound: float | None = None
    tolerance: float = 0.0
    other: list[float] = field(default_factory=list)

    def judged(self, values: Sequence[float]) -> list[float]:
        """Return the numbers that are compared with the bound: the values, or their paired differences.

        Raises
        ------
        ValueError
            If there are not as many values as others.
        """
        if not self.other:
            return list(values)
        if len(self.other) != len(values):
            raise ValueError(
                f"{len(values)} values are paired with {len(self.other)}; give one of each per seed"
            )
        return [value - other for value, other in zip(values, self.other, strict=True)]

    def decide(self, values: Sequence[float]) -> Outcome:
        """Return the outcome for the values of an experiment, paired with the others where there are some."""
        return self.judge(self.judged(values))

    def judge(self, values: Sequence[float]) -> Outcome:
        """Return whether the 95 % interval lies on the right side of the bound, on the wrong one, or across it.

        Raises
        ------
        ValueError
            If the bound is missing.
        """
        low, high = interval(values)
        if self.direction == "true":
            return "holds" if low == 1 else "fails"
        if self.bound is None:
            raise ValueError("the claim has no bound; write one into the test or into docs/claims")
        if self.direction == "close to":
            inside = (self.bound - self.tolerance <= low, high <= self.bound + self.tolerance)
            outside = high < self.bound - self.tolerance or low > self.bound + self.tolerance
            return "holds" if all(inside) else "fails" if outside else "undecided"
        low, high, bound = (
            (low, high, self.bound) if self.direction == "at least" else (-high, -low, -self.bound)
        )
        return "holds" if low >= bound else "fails" if high < bound else "undecided"


def at_least(bound: float | None = None) -> Criterion:
    """Return the test that the mean is at least ``bound``."""
    return Criterion("at least", bound)


def at_most(bound: float | None = None) -> Criterion:
    """Return the test that the mean is at most ``bound``."""
    return Criterion("at most", bound)


def greater_than(other_values: Sequence[float], by: float | None = None) -> Criterion:
    """Return the test that the values exceed others, pair by pair, by at least ``by`` on average."""
    return Criterion("at least", by, other=numbers(other_values))


def close_to(bound: float, tolerance: float) -> Criterion:
    """Return the test that the mean lies within ``tolerance`` of ``bound``.

    Raises
    ------
    ValueError
        If the tolerance is negative.
    """
    if tolerance < 0:
        raise ValueError(f"the tolerance is {tolerance}; it must be zero or more")
    return Criterion("close to", bound, tolerance)


def is_true() -> Criterion:
    """Return the test that every value is True."""
    return Criterion("true")


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean (Student's t); one value alone is its own interval."""
    mean = math.fsum(values) / len(values)
    if len(values) == 1:
        return mean, mean
    from scipy.special import stdtrit  # scipy.stats has the same, and takes half a second to import

    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = float(stdtrit(len(values) - 1, 0.975)) * math.sqrt(variance / len(values))
    return mean - half, mean + half


def numbers(values: Sequence[float]) -> list[float]:
    """Return plain, finite floats.

    Raises
    ------
    ValueError
        If there is no value, or one is nan or infinite.
    """
    plain = [float(value) for value in values]
    bad = [value for value in plain if not math.isfinite(value)]
    if not plain or bad:
        raise ValueError(f"a claim needs finite values, one per seed; got {bad or 'none'}")
    return plain
