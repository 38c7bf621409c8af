"""The build stops when a measurement contradicts the book: each way in which it can is planted here."""

from typing import Any

import pytest
from claim_samples import PAGE, claim_data, entry

from book.claims.statements import Statement
from book.claims.verdicts import decide
from dlbook.site.verdict import Criterion, at_least, greater_than, is_true


def record(values: list[float], test: Criterion, claim_id: str = "layers", **changes: Any) -> dict[str, Any]:
    return {"line": 7, "data": claim_data(values, test, id=claim_id, **changes)}


def judge(s: Statement, *records: tuple[str, dict[str, Any]], unmet: list[str] | None = None, **options: Any):
    pages = options.get("pages", {PAGE, "other"})
    found, faults = decide(
        {s.id: s}, list(records), pages, {PAGE: unmet} if unmet else {}, options.get("edition", "shipped")
    )
    return found[s.id], faults


GOOD, BAD, MIXED = [0.95, 0.96, 0.94], [0.80, 0.81, 0.82], [0.85, 0.96, 0.91]


def test_a_measurement_that_agrees_is_no_fault() -> None:
    found, faults = judge(entry(), (PAGE, record(GOOD, at_least(0.9))))
    assert (found.status, found.outcome, faults) == ("decided", "holds", [])
    assert found.as_json()["text"] == "95.0\N{NO-BREAK SPACE}%"
    assert found.as_json()["margin_sd"] == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("verdict", "values", "faulty"),
    [
        ("holds", BAD, True),
        ("holds", MIXED, True),
        ("caveat", GOOD, False),
        ("caveat", BAD, True),
        ("does-not-hold", GOOD, True),
        ("does-not-hold", MIXED, True),
        ("does-not-hold", BAD, False),
    ],
)
def test_verdict_and_measurement_must_agree(verdict: str, values: list[float], faulty: bool) -> None:
    _, faults = judge(entry(verdict=verdict), (PAGE, record(values, at_least(0.9))))
    assert bool(faults) == faulty
    for page, line, text in faults:
        assert (page, line) == (PAGE, 7)
        assert "layers" in text
        assert "Layers help." in text
        assert "95 % interval" in text


def test_undecided_is_excused_only_where_the_file_says_so() -> None:
    s = entry(undecided_on=("shipped",))
    assert judge(s, (PAGE, record(MIXED, at_least(0.9))))[1] == []
    assert judge(s, (PAGE, record(MIXED, at_least(0.9))), edition="complete")[1] != []
    assert judge(s, (PAGE, record(BAD, at_least(0.9))))[1] != [], "the opposite is never excused"


def test_the_bound_comes_from_the_file_by_edition() -> None:
    s = entry(bounds={"shipped": 0.9, "complete": 0.97})
    assert judge(s, (PAGE, record(GOOD, at_least())))[1] == []
    assert judge(s, (PAGE, record(GOOD, at_least())), edition="complete")[1] != []


def test_a_page_and_the_file_may_not_name_different_bounds() -> None:
    _, faults = judge(entry(bounds={"shipped": 0.9}), (PAGE, record(GOOD, at_least(0.5))))
    assert "the page says 0.5, docs/claims says 0.9" in faults[0][2]


def test_a_claim_without_any_bound_is_a_fault() -> None:
    _, faults = judge(entry(), (PAGE, record(GOOD, at_least())))
    assert "has no bound for the shipped edition" in faults[0][2]


def test_a_written_chapter_must_measure_its_claims() -> None:
    _, faults = judge(entry())
    assert "was measured 0 times" in faults[0][2]


def test_a_chapter_not_written_yet_is_visible_as_such() -> None:
    found, faults = judge(entry(), pages={"other"})
    assert (found.status, faults) == ("not-written", [])


def test_a_measurement_that_this_machine_cannot_make_is_not_a_fault_here() -> None:
    found, faults = judge(entry(), unmet=["TensorFlow is not installed"])
    assert (found.status, faults) == ("not-measured-here", [])


def test_an_unknown_id_is_a_fault() -> None:
    _, faults = judge(
        entry(), (PAGE, record(GOOD, at_least(0.9))), (PAGE, record(GOOD, at_least(0.9), "layres"))
    )
    assert "unknown claim 'layres'" in faults[0][2]


def test_a_claim_is_decided_on_its_own_page_only() -> None:
    _, faults = judge(entry(), (PAGE, record(GOOD, at_least(0.9))), ("other", record(GOOD, at_least(0.9))))
    assert faults[0][:2] == ("other", 7)
    assert "is decided on concepts/layers, not here" in faults[0][2]


def test_a_claim_is_measured_once() -> None:
    _, faults = judge(entry(), (PAGE, record(GOOD, at_least(0.9))), (PAGE, record(GOOD, at_least(0.9))))
    assert "was measured 2 times" in faults[0][2]


def test_an_illustration_decides_no_measured_verdict() -> None:
    _, faults = judge(entry(), (PAGE, record(GOOD, at_least(0.9), kind="illustrated")))
    assert "is only illustrated" in faults[0][2]


def test_an_illustration_that_no_longer_shows_what_the_text_says_is_a_fault() -> None:
    s = entry(kind="cited", sources=("a2020",))
    assert judge(s, (PAGE, record(GOOD, at_least(0.9), kind="illustrated")))[1] == []
    _, faults = judge(s, (PAGE, record(BAD, at_least(0.9), kind="illustrated")))
    assert "fails" in faults[0][2]


def test_a_control_that_passes_too_is_a_fault() -> None:
    _, faults = judge(entry(), (PAGE, record(GOOD, at_least(0.9), control=GOOD, has_control=True)))
    assert "holds for its control too" in faults[0][2]
    assert judge(entry(), (PAGE, record(GOOD, at_least(0.9), control=BAD, has_control=True)))[1] == []


def test_paired_differences_are_what_is_reported() -> None:
    found, faults = judge(entry(), (PAGE, record([0.9, 0.8], greater_than([0.8, 0.7], by=0.05))))
    assert faults == []
    assert found.values == pytest.approx([0.1, 0.1])


def test_a_truth_needs_no_bound() -> None:
    assert judge(entry(), (PAGE, record([1.0], is_true())))[1] == []
    assert judge(entry(), (PAGE, record([0.0], is_true())))[1] != []
