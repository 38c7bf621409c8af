"""The ledger says in words what was measured, and lets no text become markup."""

import pytest
from bs4 import BeautifulSoup
from claim_samples import claim_data, entry

from book.claims.ledger import details_html, ledger_html, measurement_text, row_html, verdict_text
from book.claims.verdicts import Found
from dlbook.site.verdict import at_least, at_most, close_to, greater_than, is_true

SPACE = "\N{NO-BREAK SPACE}"
VALUES = [0.95, 0.96, 0.94]
NASTY = '<b>"&'


def found(values=None, test=None, status="decided", outcome=None, record=None, **changes):
    """Return a finding, with a record if there are values."""
    data = claim_data(values, test, **(record or {})) if values else None
    return Found(entry(**changes), status, outcome, data)


def link(page, anchor):
    return f"{page}.html#{anchor}"


def table_row(item):
    return BeautifulSoup(f"<table>{row_html(item, link)}</table>", "html.parser").tr


def ledger(*items):
    return BeautifulSoup(ledger_html({item.statement.id: item for item in items}, link), "html.parser")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("holds", "holds"),
        ("caveat", "holds, with a caveat"),
        ("does-not-hold", "does not hold"),
        ("open", "open"),
    ],
)
def test_a_verdict_is_said_in_words(verdict, words):
    assert verdict_text(found(verdict=verdict)) == words


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        ("not-written", None, "its chapter is not written yet"),
        ("not-measured-here", None, "not measured on this machine"),
        ("decided", "undecided", "undecided on this edition"),
        ("not-written", "undecided", "its chapter is not written yet"),
    ],
)
def test_what_is_not_decided_has_no_verdict(status, outcome, words):
    assert verdict_text(found(status=status, outcome=outcome)) == words


@pytest.mark.parametrize(
    ("values", "test", "record", "sentence"),
    [
        (
            VALUES,
            at_least(0.9),
            {},
            "mean 95.0 % over 3 seeds (95 % interval 92.5 % to 97.5 %); needed: at least 90.0 %; 1,000 test examples",
        ),
        ([12.0], at_most(20), {"unit": "ms", "n_test": None}, "mean 12 ms; needed: at most 20 ms"),
        (
            VALUES,
            greater_than([0.93, 0.94, 0.92], by=0.01),
            {"n_test": 0},
            "difference 2.0 % over 3 seeds (95 % interval 2.0 % to 2.0 %); needed: at least 1.0 %",
        ),
        (
            [3.0],
            close_to(3.1, 0.25),
            {"unit": "", "n_test": None},
            "mean 3; needed: close to 3.1, within 0.25",
        ),
        ([7850.0], close_to(7850, 0), {"unit": "", "n_test": None}, "mean 7,850; needed: close to 7,850"),
        ([1.0], is_true(), {}, "checked 1 time, true each time"),
        ([1.0, 1.0], is_true(), {}, "checked 2 times, true each time"),
    ],
)
def test_a_measurement_is_one_sentence(values, test, record, sentence):
    assert measurement_text(found(values, test, record=record)).replace(SPACE, " ") == sentence


def test_without_a_record_nothing_was_measured():
    assert measurement_text(found()) == ""


def terms(item):
    page = BeautifulSoup(details_html(item), "html.parser")
    return dict(zip([dt.text for dt in page("dt")], [dd.text for dd in page("dd")], strict=True))


def test_the_details_of_a_claim_say_how_it_was_checked():
    item = found(VALUES, at_least(0.9), verdict="caveat", caveat="Not always.", record={"has_control": True})
    assert list(terms(item)) == ["The statement", "Verdict", "The caveat", "Measured", "Control"]
    assert terms(item)["The caveat"] == "Not always."
    assert "92.5" in terms(item)["Measured"]


def test_details_without_caveat_record_and_control_leave_their_rows_out():
    assert terms(found()) == {"The statement": "Layers help.", "Verdict": "holds"}
    assert list(terms(found(VALUES, at_least(0.9)))) == ["The statement", "Verdict", "Measured"]


def test_no_text_of_the_claims_file_or_of_a_page_becomes_markup():
    item = found([12.0], at_most(20), record={"unit": NASTY}, statement=NASTY, caveat=NASTY)
    for html in (details_html(item), row_html(item, link)):
        assert NASTY not in html
        assert BeautifulSoup(html, "html.parser").find("b") is None
    assert table_row(item).a.text == NASTY
    assert f"12{SPACE}{NASTY}" in table_row(item).text


def test_a_row_leads_to_the_page_that_decides_and_to_the_sources():
    row = table_row(found(id="deep", page="math/deep", sources=("a2001", "b2002")))
    assert row["id"] == "deep"
    assert [a["href"] for a in row("a")] == [
        "math/deep.html#claim-deep",
        "reference/bibliography.html#cite-a2001",
        "reference/bibliography.html#cite-b2002",
    ]


def test_a_chapter_that_is_not_written_has_no_link_and_no_caveat():
    row = table_row(found(status="not-written", caveat="Not always."))
    assert row.a is None
    assert "Layers help." in row.text
    assert "Not always." not in row.text


@pytest.mark.parametrize(
    ("counts", "words"), [(True, "measured"), (False, "measured; does not count in the totals")]
)
def test_a_row_says_when_it_does_not_count(counts, words):
    assert table_row(found(counts=counts))("td")[2].text == words


def test_totals_count_each_statement_that_counts_once():
    page = ledger(
        found(id="a"),
        found(id="b"),
        found(id="c", counts=False),
        found(id="d", verdict="does-not-hold"),
        found(id="e", status="not-written"),
    )
    assert "Of the 4 statements that count:" in page.text
    assert [row.text for row in page.select(".ledger-totals li")] == [
        "2 holds",
        "1 does not hold",
        "1 its chapter is not written yet",
    ]


def test_each_part_has_its_own_rows_in_the_order_of_the_parts():
    page = ledger(found(id="late", part=7), found(id="early", part=1), found(id="last", part=7))
    assert [head.text for head in page("h2")] == ["1. Introduction and concepts", "7. The mathematics"]
    assert [[row["id"] for row in body("tr")] for body in page("tbody")] == [["early"], ["late", "last"]]


@pytest.mark.parametrize(
    "item",
    [
        *(found(verdict=verdict) for verdict in ("holds", "caveat", "does-not-hold", "open")),
        *(found(status=status) for status in ("not-written", "not-measured-here")),
    ],
)
def test_the_filter_offers_the_verdict_of_every_row(item):
    page = ledger(item)
    assert page.select_one("tbody tr")["data-verdict"] in [option.text for option in page("option")]


def test_the_filter_is_hidden_until_a_script_shows_it():
    assert ledger(found()).form.has_attr("hidden")
