"""Thirty seeds decide whether a page's own few can be trusted."""

from dataclasses import asdict

import numpy as np
import pytest

from book.claims.resample import outcomes, share_as_expected
from book.claims.statements import Statement
from dlbook.site.verdict import Criterion, at_least, at_most, close_to, greater_than, is_true

STATEMENT = Statement("x", 1, 1, "p", "It helps.", "measured", "holds", counts=True)


def data(values: list[float], test: Criterion, own: int = 5) -> dict:
    return {"id": "x", "kind": "measured", "values": values, "test": asdict(test), "own_seeds": own}


NORMAL = list(np.random.default_rng(1).normal(0.95, 0.01, 30))


def test_a_wide_margin_holds_nearly_always_and_none_half_of_the_time_or_less() -> None:
    assert share_as_expected(STATEMENT, data(NORMAL, at_least(0.90)), "shipped") >= 0.99
    assert share_as_expected(STATEMENT, data(NORMAL, at_least(0.95)), "shipped") < 0.5


def test_a_margin_below_the_noise_of_few_seeds_is_not_enough() -> None:
    assert share_as_expected(STATEMENT, data(NORMAL, at_least(0.94)), "shipped") < 0.99


def test_pairs_are_drawn_together() -> None:
    hard_and_easy = list(np.random.default_rng(2).uniform(0.5, 0.9, 30))
    better = [value + 0.03 for value in hard_and_easy]
    assert share_as_expected(STATEMENT, data(better, greater_than(hard_and_easy, by=0.02)), "shipped") == 1.0


def test_a_verdict_that_denies_needs_the_opposite() -> None:
    from dataclasses import replace

    denied = replace(STATEMENT, verdict="does-not-hold")
    assert share_as_expected(denied, data(NORMAL, at_least(0.99)), "shipped") >= 0.99
    assert share_as_expected(denied, data(NORMAL, at_least(0.90)), "shipped") == 0.0


def test_what_knows_no_chance_is_right_or_wrong() -> None:
    assert share_as_expected(STATEMENT, data([101_770.0], close_to(101_770, 0)), "shipped") == 1.0
    assert share_as_expected(STATEMENT, data([0.0, 1.0], is_true()), "shipped") == 0.0


def test_a_missing_bound_is_named() -> None:
    with pytest.raises(ValueError, match="has no bound for the shipped edition"):
        share_as_expected(STATEMENT, data(NORMAL, at_least()), "shipped")


@pytest.mark.parametrize("criterion", [at_least(0.5), at_most(0.5), close_to(0.5, 0.1)])
def test_the_fast_outcomes_agree_with_the_criterion(criterion: Criterion) -> None:
    from dlbook.site.verdict import interval

    rng = np.random.default_rng(0)
    samples = rng.normal(rng.uniform(0.2, 0.8, (200, 1)), 0.1, (200, 4))
    bounds = np.array([interval(list(map(float, sample))) for sample in samples])
    fast = outcomes(criterion, bounds[:, 0], bounds[:, 1])
    assert list(fast) == [criterion.judge(list(map(float, sample))) for sample in samples]
    assert set(fast) == {"holds", "fails", "undecided"}
