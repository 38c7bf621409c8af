"""How often a page's own few seeds would come out as its verdict says, judged on many seeds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import stdtrit

from book.claims.statements import Statement
from book.claims.verdicts import EXPECTED, bounded, completed, criterion_of
from dlbook.site.verdict import Criterion

RESAMPLES = 10_000
REQUIRED = 0.99


def share_as_expected(statement: Statement, data: dict[str, Any], edition: str) -> float:
    """Return the share of resamples, each of the page's own number of seeds, that come out as the verdict needs.

    ``data`` is a claim record measured on many seeds. Resampling with replacement is the bootstrap (Efron, 1979).
    """
    data = completed(statement, data, edition)
    if not bounded(data):
        raise ValueError(f"claim {statement.id!r} has no bound for the {edition} edition")
    wanted = EXPECTED.get(statement.verdict, "holds") if data["kind"] == "measured" else "holds"
    criterion = criterion_of(data)
    values = np.array(criterion.judged(data["values"]))
    if len(values) == 1 or criterion.direction == "true":
        return float(criterion.judge(list(values)) == wanted)
    own = max(data["own_seeds"], 2)
    drawn = np.random.default_rng(0).choice(values, size=(RESAMPLES, own))
    half = stdtrit(own - 1, 0.975) * drawn.std(axis=1, ddof=1) / math.sqrt(own)
    low, high = drawn.mean(axis=1) - half, drawn.mean(axis=1) + half
    return float(np.mean(outcomes(criterion, low, high) == wanted))


def outcomes(criterion: Criterion, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the outcome for each interval; agrees with ``Criterion.judge``, which a test checks."""
    assert criterion.bound is not None
    bound, width = criterion.bound, criterion.tolerance
    if criterion.direction == "close to":
        holds = (low >= bound - width) & (high <= bound + width)
        fails = (high < bound - width) | (low > bound + width)
    elif criterion.direction == "at least":
        holds, fails = low >= bound, high < bound
    else:
        holds, fails = high <= bound, low > bound
    return np.where(holds, "holds", np.where(fails, "fails", "undecided"))
