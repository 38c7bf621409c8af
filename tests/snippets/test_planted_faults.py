"""Nothing slips through: each kind of fault fails, alone, with the page's line."""

from __future__ import annotations

import pytest
from page_sessions import Session, run_pages
from planted_faults import CASCADES, EXERCISES, UNACCOUNTED, WRONG
from planted_forms import FORMS, HIDDEN

FAULTS = {**FORMS, **HIDDEN, **WRONG, **UNACCOUNTED, **EXERCISES}


@pytest.fixture(scope="module")
def faulty_session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """All planted faults, run at once."""
    folder = tmp_path_factory.mktemp("faults")
    for name, fault in FAULTS.items():
        (folder / f"{name}.md").write_text(fault.text, "utf-8")
    return run_pages(folder)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_fails_with_its_line_and_its_reason(name: str, faulty_session: Session) -> None:
    fault = FAULTS[name]
    failures = faulty_session.failed[name]
    assert len(failures) == 1 + (name in CASCADES), failures
    assert f"{name}.md:{fault.line}:" in failures[0]
    assert fault.says in failures[0]


def test_the_names_of_the_planted_faults_differ() -> None:
    assert len(FAULTS) == sum(map(len, (FORMS, HIDDEN, WRONG, UNACCOUNTED, EXERCISES)))


def test_the_session_with_faults_fails_and_counts_them(faulty_session: Session) -> None:
    assert faulty_session.returncode == pytest.ExitCode.TESTS_FAILED
    assert f", failed {len(FAULTS) + len(CASCADES)}\n" in faulty_session.output
