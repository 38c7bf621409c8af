"""The HTML of a claim's details and of the ledger: what was found in, markup out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape

from book.claims.verdicts import Found, criterion_of
from dlbook.site.verdict import interval

PARTS = {
    1: "Introduction and concepts",
    2: "Applications",
    3: "Techniques",
    4: "Frameworks",
    5: "Getting started",
    6: "A first network",
    7: "The mathematics",
    8: "Training",
    9: "Pros and cons",
    10: "Future and conclusion",
}
VERDICTS = {
    "holds": "holds",
    "caveat": "holds, with a caveat",
    "does-not-hold": "does not hold",
    "open": "open",
}
STATUSES = {
    "not-written": "its chapter is not written yet",
    "not-measured-here": "not measured on this machine",
}
UNDECIDED = "undecided on this edition"
Link = Callable[[str, str], str]


def verdict_text(item: Found) -> str:
    """Return the verdict in words, or why there is none yet."""
    if item.status != "decided":
        return STATUSES[item.status]
    if item.outcome == "undecided":
        return UNDECIDED
    return VERDICTS[item.statement.verdict]


def measurement_text(item: Found) -> str:
    """Return what was measured in one sentence, or nothing."""
    if item.record is None:
        return ""
    test = criterion_of(item.record)
    low, high = interval(item.values)
    runs, mean = len(item.values), sum(item.values) / len(item.values)
    if test.direction == "true":
        return f"checked {runs} time{'s' if runs > 1 else ''}, true each time"
    what = f"{'difference' if test.other else 'mean'} {item.text(mean)}"
    if runs > 1:
        what += f" over {runs} seeds (95\N{NO-BREAK SPACE}% interval {item.text(low)} to {item.text(high)})"
    if test.bound is not None:
        within = (
            f", within {item.text(test.tolerance)}" if test.direction == "close to" and test.tolerance else ""
        )
        what += f"; needed: {test.direction} {item.text(test.bound)}{within}"
    n_test = item.record["n_test"]
    return what + (f"; {n_test:,d} test examples" if n_test else "")


def measurement_html(item: Found) -> str:
    """Return that sentence as HTML, marked where it differs from build to build."""
    text = escape(measurement_text(item))
    return f"<span data-varies>{text}</span>" if (item.record or {}).get("varies") else text


def details_html(item: Found) -> str:
    """Return the fold below the sentence of a claim: how it was checked."""
    s = item.statement
    rows = [("The statement", escape(s.statement)), ("Verdict", verdict_text(item))]
    rows += [("The caveat", escape(s.caveat)), ("Measured", measurement_html(item))]
    if item.record is not None and item.record["has_control"]:
        rows += [("Control", "the same measurement with the effect removed does not pass this test")]
    body = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows if text)
    return f'<details class="how-checked"><summary>How we checked</summary><dl>{body}</dl></details>'


def ledger_html(found: dict[str, Found], link: Link) -> str:
    """Return totals, the filter, and one table per part."""
    parts = sorted({item.statement.part for item in found.values()})
    tables = "".join(
        part_html(part, [i for i in found.values() if i.statement.part == part], link) for part in parts
    )
    return f'<div class="ledger">{totals_html(found)}{filter_html()}{tables}</div>'


def totals_html(found: dict[str, Found]) -> str:
    """Return how many statements came out how; rows that do not count are left out."""
    counted = [item for item in found.values() if item.statement.counts]
    totals = Counter(verdict_text(item) for item in counted)
    order = [*VERDICTS.values(), UNDECIDED, *STATUSES.values()]
    rows = "".join(f"<li><b>{totals[name]}</b> {name}</li>" for name in order if totals[name])
    return f'<p>Of the {len(counted)} statements that count:</p><ul class="ledger-totals">{rows}</ul>'


def filter_html() -> str:
    """Return the filter; it is shown only where JavaScript runs."""
    options = "".join(
        f"<option>{text}</option>" for text in [*VERDICTS.values(), UNDECIDED, *STATUSES.values()]
    )
    return (
        '<form class="ledger-filter" hidden><label>Search <input type="search" name="text"></label> '
        f'<label>Verdict <select name="verdict"><option value="">all</option>{options}</select></label> '
        '<span role="status" aria-live="polite"></span></form>'
    )


def part_html(part: int, items: list[Found], link: Link) -> str:
    """Return one part's table."""
    head = "<tr><th scope=col>Statement</th><th scope=col>Verdict</th><th scope=col>Evidence</th></tr>"
    rows = "".join(row_html(item, link) for item in items)
    return (
        f'<section><h2 id="part-{part}">{part}. {PARTS[part]}</h2><div class="table-scroll" tabindex="0" role="region" '
        f'aria-label="Statements of part {part}"><table class="table"><thead>{head}</thead><tbody>{rows}</tbody></table></div></section>'
    )


def row_html(item: Found, link: Link) -> str:
    """Return one statement's row."""
    s = item.statement
    text = escape(s.statement)
    if item.status != "not-written":
        text = f'<a href="{link(s.page, f"claim-{s.id}")}">{text}</a>'
    sources = ", ".join(
        f'<a href="{link("reference/bibliography", f"cite-{key}")}">{escape(key)}</a>' for key in s.sources
    )
    evidence = [
        s.kind,
        measurement_html(item),
        sources,
        "" if s.counts else "does not count in the totals",
    ]
    caveat = f"<br><small>{escape(s.caveat)}</small>" if s.caveat and item.status == "decided" else ""
    verdict = escape(verdict_text(item))
    cells = (
        f"<td>{text}{caveat}</td><td>{verdict}</td><td>{'; '.join(part for part in evidence if part)}</td>"
    )
    return f'<tr id="{s.id}" data-verdict="{verdict}">{cells}</tr>'
