"""Compare what the pages measured with the verdicts of ``docs/claims/``. No Sphinx here: records in, faults out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from book.claims.statements import Statement
from dlbook.site.records import format_value
from dlbook.site.verdict import Criterion, Outcome, interval

EXPECTED = {"holds": "holds", "caveat": "holds", "does-not-hold": "fails"}
Fault = tuple[str, int, str]  # page, line, what is wrong


@dataclass(frozen=True)
class Found:
    """A statement with what was found out about it."""

    statement: Statement
    status: str
    outcome: Outcome | None = None
    record: dict[str, Any] | None = None

    @property
    def values(self) -> list[float]:
        """Return the numbers that were compared with the bound."""
        return criterion_of(self.record).judged(self.record["values"]) if self.record else []

    def text(self, number: float) -> str:
        """Return a number with the claim's unit."""
        unit = (self.record or {}).get("unit", "")
        spec = ".1%" if unit == "%" else ",d" if number == int(number) and abs(number) < 1e15 else ".3g"
        shown = format_value(int(number) if spec == ",d" else number, spec)
        return shown if unit in {"", "%"} else f"{shown}\N{NO-BREAK SPACE}{unit}"

    def as_json(self) -> dict[str, Any]:
        """Return the claim's entry of ``claims.json``."""
        s, record, values = self.statement, self.record or {}, self.values
        mean = math.fsum(values) / len(values) if values else None
        return {
            "id": s.id,
            "part": s.part,
            "statement": s.statement,
            "kind": s.kind,
            "verdict": s.verdict,
            "status": self.status,
            "value": mean,
            "text": "" if mean is None else self.text(mean),
            "unit": record.get("unit", ""),
            "n_test": record.get("n_test"),
            "seeds": record.get("seeds", []),
            "margin_sd": margin_sd(self.record),
            "control": record.get("control"),
            "page": s.page,
            "anchor": f"claim-{s.id}",
            "sources": list(s.sources),
            "counts": s.counts,
            "varies": record.get("varies", False),
        }


def criterion_of(record: dict[str, Any], bound: float | None = None) -> Criterion:
    """Return a record's test; ``bound`` fills one that the page leaves to the file."""
    fields = dict(record["test"])
    fields["bound"] = bound if fields["bound"] is None else fields["bound"]
    return Criterion(**fields)


def margin_sd(record: dict[str, Any] | None) -> float | None:
    """Return how far the mean lies from the bound, in standard deviations of the values."""
    if record is None or record["test"]["bound"] is None:
        return None
    values = criterion_of(record).judged(record["values"])
    mean = math.fsum(values) / len(values)
    sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / max(len(values) - 1, 1))
    return round((mean - record["test"]["bound"]) / sd, 2) if sd else None


def decide(
    statements: dict[str, Statement],
    records: list[tuple[str, dict[str, Any]]],
    pages: set[str],
    unmet: dict[str, list[str]],
    edition: str,
) -> tuple[dict[str, Found], list[Fault]]:
    """Return what was found for every statement, and all faults.

    ``records`` are ``(page, {"line", "data"})``; ``unmet`` names pages with cells that could not run, and why.
    """
    faults = list(misplaced(statements, records))
    found = {}
    for s in statements.values():
        own = [r for page, r in records if r["data"]["id"] == s.id and page == s.page]
        found[s.id], new = decide_one(s, own, pages, unmet.get(s.page, []), edition)
        faults += new
    return found, faults


def misplaced(statements: dict[str, Statement], records: list[tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    """Yield records of unknown ids, and claims decided on a page that is not theirs."""
    for page, record in records:
        claim_id, kind = record["data"]["id"], record["data"]["kind"]
        if claim_id not in statements:
            yield page, record["line"], f"unknown claim {claim_id!r}; the ids are in docs/claims"
        elif kind == "measured" and statements[claim_id].page != page:
            own = statements[claim_id].page
            yield page, record["line"], f"claim {claim_id!r} is decided on {own}, not here; use illustrate()"


def decide_one(
    s: Statement, records: list[dict[str, Any]], pages: set[str], unmet: list[str], edition: str
) -> tuple[Found, list[Fault]]:
    """Return what was found for one statement, from the records of its own page."""
    faults = [fault for r in records for fault in outcome_faults(s, r, edition)]
    if s.page not in pages:
        return Found(s, "not-written"), faults
    if s.kind != "measured":
        return Found(s, "decided"), faults
    measured = [r for r in records if r["data"]["kind"] == "measured"]
    if len(measured) == 1:
        data = completed(s, measured[0]["data"], edition)
        outcome = criterion_of(data).decide(data["values"]) if bounded(data) else None
        return Found(s, "decided", outcome, data), faults
    if not measured and unmet:
        return Found(s, "not-measured-here"), faults
    if not measured and records:
        text = f"claim {s.id!r} ({s.statement}) is only illustrated; a measured verdict needs claim()"
    else:
        text = f"claim {s.id!r} ({s.statement}) was measured {len(measured)} times here; once is needed"
    return Found(s, "decided"), [*faults, (s.page, records[0]["line"] if records else 1, text)]


def completed(s: Statement, data: dict[str, Any], edition: str) -> dict[str, Any]:
    """Return a claim's data with the bound of ``docs/claims/`` where the page leaves it open."""
    bound = data["test"]["bound"] if data["test"]["bound"] is not None else s.bounds.get(edition)
    return {**data, "test": {**data["test"], "bound": bound}}


def bounded(data: dict[str, Any]) -> bool:
    """Return whether a record can be decided."""
    return data["test"]["direction"] == "true" or data["test"]["bound"] is not None


def outcome_faults(s: Statement, record: dict[str, Any], edition: str) -> Iterator[Fault]:
    """Yield a fault where a record contradicts what the file says."""
    data, line = completed(s, record["data"], edition), record["line"]
    if not bounded(data):
        yield (
            s.page,
            line,
            f"claim {s.id!r} has no bound for the {edition} edition; write it into docs/claims",
        )
        return
    written, given = s.bounds.get(edition), record["data"]["test"]["bound"]
    if data["kind"] == "measured" and None not in (written, given) and written != given:
        yield s.page, line, f"claim {s.id!r}: the page says {given}, docs/claims says {written}"
    test = criterion_of(data)
    outcome, wanted = test.decide(data["values"]), "holds"
    if data["kind"] == "measured":
        wanted = EXPECTED.get(s.verdict, outcome)
    excused = outcome == "undecided" and edition in s.undecided_on
    if outcome != wanted and not excused:
        yield s.page, line, contradiction(s, data, test, outcome, wanted)
    if data["control"] is not None and test.judge(data["control"]) == "holds":
        yield s.page, line, f"claim {s.id!r} holds for its control too ({data['control']}): it shows nothing"


def contradiction(s: Statement, data: dict[str, Any], test: Criterion, outcome: str, wanted: str) -> str:
    """Return the sentence that says what was measured and what was expected."""
    low, high = interval(test.judged(data["values"]))
    return (
        f"claim {s.id!r} ({s.statement}) {outcome}, and the verdict {s.verdict!r} needs it to come out {wanted!r}: "
        f"95 % interval {low:.4g} to {high:.4g}, {test.direction} {test.bound}"
    )
