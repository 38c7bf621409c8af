"""What a page says, decided by what it measured.

A claim is a sentence that can be false. A cell measures it over several seeds and hands the values to
:func:`claim`; the site build compares the outcome with the verdict in ``docs/claims.yml`` and fails
when they differ. The statistics are deliberately few: the 95 % interval of a mean (Student, 1908),
and paired differences wherever two methods met the same examples.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Literal

from dlbook.outputs import emit

Outcome = Literal["holds", "fails", "undecided"]
Control = Sequence[float] | Callable[[], Sequence[float]]
_last_seeds = {"count": 1}


@dataclass(frozen=True)
class Criterion:
    """What has to be true of the values; ``bound`` None means: the one written in ``docs/claims.yml``."""

    direction: Literal["at least", "at most", "close to", "true"]
    bound: float | None = None
    tolerance: float = 0.0
    other: list[float] = field(default_factory=list)

    def judged(self, values: Sequence[float]) -> list[float]:
        """Return the numbers that are compared with the bound: the values, or their paired differences."""
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
        """Return whether the 95 % interval lies on the right side of the bound, on the wrong one, or across it."""
        low, high = interval(values)
        if self.direction == "true":
            return "holds" if low == 1 else "fails"
        if self.bound is None:
            raise ValueError("the claim has no bound; write one into the test or into docs/claims.yml")
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
    """Return the test that the mean lies within ``tolerance`` of ``bound``."""
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
    from scipy.stats import t

    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    half = float(t.ppf(0.975, len(values) - 1)) * math.sqrt(variance / len(values))
    return mean - half, mean + half


def seeds(count: int) -> list[int]:
    """Return the seeds of an experiment, from which split, initial weights and order all follow.

    ``DLBOOK_SEED_OFFSET`` shifts them and ``DLBOOK_SEEDS`` replaces their number,
    so that the same page can be judged on seeds on which nobody has looked.
    """
    if count < 1:
        raise ValueError(f"seeds({count}): ask for at least one")
    _last_seeds["count"] = count
    first = int(os.environ.get("DLBOOK_SEED_OFFSET", "0"))
    return list(range(first, first + int(os.environ.get("DLBOOK_SEEDS", count))))


def claim(
    claim_id: str,
    values: Sequence[float],
    test: Criterion,
    *,
    unit: str = "",
    n_test: int | None = None,
    control: Control | None = None,
    varies: bool = False,
) -> Outcome | None:
    """Decide a statement of the guide by measured values, one per seed.

    Parameters
    ----------
    claim_id
        The statement's id in ``docs/claims.yml``.
    values
        One number per seed, or a single one where no chance is involved; True or False with :func:`is_true`.
    test
        What must be true of them for the guide's sentence to hold.
    unit
        "%" for fractions, or the unit's name.
    n_test
        On how many examples each value was measured.
    control
        The same measurement with the effect removed (for a paired test: the differences), or a function that
        returns it, called only when controls are judged. The test has to come out *not* holding for it.
    varies
        Whether the values differ from run to run (times).

    Returns
    -------
    str or None
        "holds", "fails" or "undecided"; None while the bound is known to the build alone.

    Raises
    ------
    ValueError
        For no values, nan or infinity, or pairs of different lengths.
    TypeError
        If a truth value is expected and something else is given.
    """
    return _hand_over(
        "measured", claim_id, values, test, unit=unit, n_test=n_test, control=control, varies=varies
    )


def illustrate(claim_id: str, values: Sequence[float], test: Criterion, *, unit: str = "") -> Outcome | None:
    """Check that an example shows what its text says; it never decides a verdict. Arguments as in :func:`claim`."""
    return _hand_over("illustrated", claim_id, values, test, unit=unit)


def _hand_over(
    kind: str,
    claim_id: str,
    values: Sequence[float],
    test: Criterion,
    *,
    unit: str,
    n_test: int | None = None,
    control: Control | None = None,
    varies: bool = False,
) -> Outcome | None:
    if test.direction == "true" and not all(isinstance(value, bool) for value in values):
        raise TypeError(f"claim {claim_id!r} is decided by {list(values)!r}; is_true() needs True or False")
    measured = numbers(values)
    test.judged(measured)  # refuses pairs of different lengths
    controlled = control if not callable(control) else control() if "DLBOOK_CONTROLS" in os.environ else None
    outcome = None if test.bound is None and test.direction != "true" else test.decide(measured)
    own = _last_seeds["count"]
    data = {
        "id": claim_id,
        "kind": kind,
        "values": measured,
        "test": asdict(test),
        "unit": unit,
        "n_test": n_test,
        "own_seeds": own,
        "seeds": seeds(own)[: len(measured)] if len(measured) > 1 else [],
        "varies": varies,
        "has_control": control is not None,
        "control": None if controlled is None else numbers(controlled),
    }
    emit("claim", data, f"{claim_id}: {outcome or 'decided by the build'}")
    return outcome


def numbers(values: Sequence[float]) -> list[float]:
    """Return plain, finite floats, or say which value is not one."""
    plain = [float(value) for value in values]
    bad = [value for value in plain if not math.isfinite(value)]
    if not plain or bad:
        raise ValueError(f"a claim needs finite values, one per seed; got {bad or 'none'}")
    return plain
