"""Measure a claim over several seeds, and hand it to the build that decides it.

A claim is a sentence that can be false. A cell measures it over several seeds and hands the values to
:func:`claim`; the site build compares the outcome with the verdict in ``docs/claims/`` and fails
when they differ. The statistics are in :mod:`dlbook.site.verdict`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict

from dlbook.site.records import emit
from dlbook.site.verdict import (
    Criterion,
    Outcome,
    numbers,
)

Control = Sequence[float] | Callable[[], Sequence[float]]
_last_seeds = {"count": 0}  # none asked for yet


def seeds(count: int) -> list[int]:
    """Return the seeds of an experiment, from which split, initial weights and order all follow.

    ``DLBOOK_SEED_OFFSET`` shifts them and ``DLBOOK_SEEDS`` replaces their number,
    so that the same page can be judged on seeds on which nobody has looked.

    Raises
    ------
    ValueError
        If the count is below one.
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
        The statement's id in ``docs/claims/``.
    values
        One number per seed, or a single one where no chance is involved; True or False with `dlbook.site.verdict.is_true`.
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
        For no values, nan or infinity, pairs of different lengths, or values of other seeds than the last asked for.
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
    own = _own_count(claim_id, len(measured))
    controlled = control if not callable(control) else control() if "DLBOOK_CONTROLS" in os.environ else None
    outcome = None if test.bound is None and test.direction != "true" else test.decide(measured)
    data = {
        "id": claim_id,
        "kind": kind,
        "values": measured,
        "test": asdict(test),
        "unit": unit,
        "n_test": n_test,
        "own_seeds": own,
        "seeds": seeds(own) if len(measured) > 1 else [],
        "varies": varies,
        "has_control": control is not None,
        "control": None if controlled is None else numbers(controlled),
    }
    emit("claim", data, f"{claim_id}: {outcome or 'decided by the build'}")
    return outcome


def _own_count(claim_id: str, num_values: int) -> int:
    """How many seeds the page asks for; many seeds are judged by resamples of so many."""
    own = _last_seeds["count"] or num_values
    asked = int(os.environ.get("DLBOOK_SEEDS", own))
    if num_values not in (1, asked):
        raise ValueError(
            f"claim {claim_id!r} has {num_values} values, but the page last asked for {asked} seeds; "
            "give one value per seed, before the page asks for other seeds(...)"
        )
    return own
