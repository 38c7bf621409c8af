"""A claim can fail: its tests tell holds, fails and undecided apart, and nonsense is refused."""

import math

import numpy as np
import pytest
import scipy.stats

from dlbook.site import claims
from dlbook.site.claims import claim, illustrate, seeds
from dlbook.site.verdict import at_least, at_most, close_to, greater_than, interval, is_true


@pytest.fixture(autouse=True)
def no_seeds_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(claims._last_seeds, "count", 0)


def test_the_interval_is_the_one_of_scipy() -> None:
    values = [0.91, 0.93, 0.92, 0.95, 0.90]
    expected = scipy.stats.t.interval(0.95, 4, np.mean(values), scipy.stats.sem(values))
    assert interval(values) == pytest.approx(expected)


def test_one_value_is_its_own_interval() -> None:
    assert interval([3.0]) == (3.0, 3.0)


@pytest.mark.parametrize(
    ("test", "values", "outcome"),
    [
        (at_least(0.9), [0.95, 0.96, 0.94], "holds"),
        (at_least(0.9), [0.80, 0.82, 0.81], "fails"),
        (at_least(0.9), [0.85, 0.96, 0.91], "undecided"),
        (at_most(0.1), [0.05, 0.06, 0.04], "holds"),
        (at_most(0.1), [0.2, 0.21, 0.19], "fails"),
        (at_most(0.1), [0.05, 0.15, 0.1], "undecided"),
        (close_to(2.3, 0.1), [2.31, 2.30, 2.29], "holds"),
        (close_to(2.3, 0.1), [2.5, 2.51, 2.52], "fails"),
        (close_to(2.3, 0.1), [2.35, 2.45, 2.40], "undecided"),
        (close_to(101_770, 0), [101_770], "holds"),
        (close_to(101_770, 0), [101_771], "fails"),
        (is_true(), [True, True], "holds"),
        (is_true(), [True, False], "fails"),
        (is_true(), [False, False], "fails"),
    ],
)
def test_outcome_depends_on_where_the_interval_lies(test, values, outcome) -> None:
    assert claim("x", values, test) == outcome


def test_a_comparison_is_paired() -> None:
    hard_and_easy = [0.60, 0.75, 0.90]
    slightly_better = [0.62, 0.771, 0.919]
    assert claim("x", slightly_better, greater_than(hard_and_easy, by=0.01)) == "holds"
    assert claim("x", hard_and_easy, greater_than(slightly_better, by=0.01)) == "fails"


def test_a_line_that_happens_to_lie_above_decides_nothing() -> None:
    assert claim("x", [0.91, 0.88, 0.93], greater_than([0.90, 0.89, 0.90], by=0.0)) == "undecided"


def test_pairs_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="3 values are paired with 2"):
        claim("x", [1.0, 2.0, 3.0], greater_than([1.0, 2.0], by=0.1))


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_value_that_is_not_finite_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="needs finite values"):
        claim("x", [0.9, bad], at_least(0.5))


def test_no_values_are_refused() -> None:
    with pytest.raises(ValueError, match="got none"):
        claim("x", [], at_least(0.5))


def test_something_that_is_no_truth_value_decides_no_truth() -> None:
    with pytest.raises(TypeError, match="needs True or False"):
        claim("x", [1.0], is_true())


def test_a_negative_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match=r"-0\.1"):
        close_to(1, -0.1)


def test_a_bound_may_be_left_to_the_build() -> None:
    assert claim("x", [0.9, 0.91], at_least()) is None
    with pytest.raises(ValueError, match="has no bound"):
        at_least().decide([0.9])


def test_a_control_is_measured_only_when_controls_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    control = lambda: calls.append(1) or [0.1]
    claim("x", [0.9], at_least(0.5), control=control)
    assert not calls
    monkeypatch.setenv("DLBOOK_CONTROLS", "1")
    claim("x", [0.9], at_least(0.5), control=control)
    assert calls


def test_an_illustration_is_checked_like_a_claim() -> None:
    assert illustrate("x", [0.4, 0.41], at_least(0.5)) == "fails"


def test_values_of_other_seeds_than_the_last_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds(8)
    claim("x", [0.9] * 8, at_least(0.5))
    claim("x", [0.9], at_least(0.5))  # no chance is involved
    seeds(5)
    with pytest.raises(ValueError, match="8 values, but the page last asked for 5 seeds"):
        claim("x", [0.9] * 8, at_least(0.5))
    monkeypatch.setenv("DLBOOK_SEEDS", "30")
    claim("x", [0.9] * 30, at_least(0.5))


def test_seeds_are_few_and_can_be_shifted_and_multiplied(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seeds(3) == [0, 1, 2]
    monkeypatch.setenv("DLBOOK_SEED_OFFSET", "10")
    assert seeds(3) == [10, 11, 12]
    monkeypatch.setenv("DLBOOK_SEEDS", "30")
    assert seeds(3) == list(range(10, 40))
    with pytest.raises(ValueError, match=r"seeds\(0\)"):
        seeds(0)
