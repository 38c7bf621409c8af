"""How a page's numbers spread over seeds: what `nox -s claims` wrote, or an error that says what is wrong."""

import json
from dataclasses import replace

import pytest

from book.claims.seed_file import Distribution, SeedFileError, cells_digest, read_seed_file, restamp
from book.page.notebook import read_page
from book.run.key import outputs_key
from book.run.store import PageRun, PageStore
from dlbook.site.records import mime_type

VALUES = [0.9741, 0.9762, 0.9758, 0.97, 0.9799]
CONTENT = {
    "page": "start/page",
    "date": "2026-11-24",
    "digest": "abc",
    "edition": "shipped",
    "numbers": {"accuracy": {"values": VALUES, "format": ".1%", "seeds": [1, 2, 3, 4, 5]}},
    "claims": {},
}


def read(tmp_path, content):
    path = tmp_path / "page.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_seed_file(path)


def test_a_file_as_it_is_written(tmp_path):
    found = read(tmp_path, CONTENT)
    assert (str(found.date), found.digest, found.edition) == ("2026-11-24", "abc", "shipped")
    assert found.numbers["accuracy"].values == tuple(VALUES)


def test_values_as_a_reader_would_type_them():
    assert Distribution(tuple(VALUES), ".1%").typed() == [97.0, 97.4, 97.6, 97.6, 98.0]
    assert Distribution((101770.0, 7.0), ",d").typed() == [7, 101770]
    assert Distribution((1.23e-5, 2e-5), ".1e").typed() == [1.2e-5, 2e-5]


@pytest.mark.parametrize(
    ("values", "format_", "unit", "decimals"),
    [
        ((0.5, 0.25), ".1%", "%", 1),
        ((1.0, 2.0), ",d", "", 0),
        ((1.5, 2.0), ".3f", "", 3),
        ((1.2e-5,) * 2, ".1e", "", 6),
    ],
)
def test_unit_and_decimals(values, format_, unit, decimals):
    assert Distribution(values, format_).unit == unit
    assert Distribution(values, format_).decimals == decimals


def test_five_numbers():
    assert Distribution((1.0, 2.0, 3.0, 4.0, 5.0), ".0f").five_numbers() == {
        "lowest": "1",
        "lower quartile": "2",
        "median": "3",
        "upper quartile": "4",
        "highest": "5",
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": "yesterday"}, "yesterday"),
        (
            {"numbers": {"a": {"values": [1, 2], "format": ""}}},
            "'a' needs 5 finite values or more, and has 2",
        ),
        ({"numbers": {"a": {"values": [*VALUES, float("nan")], "format": ""}}}, "finite values"),
        ({"numbers": {"a": {"values": VALUES}}}, "'format' is missing"),
        ({"numbers": {"a": {"values": VALUES, "format": "!!"}}}, "the format '!!', which shows no number"),
        ({"numbers": {"a": {"values": None, "format": ""}}}, "not iterable"),
        ({"numbers": []}, "no attribute"),
    ],
)
def test_what_cannot_be_used(tmp_path, change, message):
    with pytest.raises(SeedFileError, match=message):
        read(tmp_path, {**CONTENT, **change})


@pytest.mark.parametrize(
    ("text", "message"), [("{", "Expecting"), ("[]", "indices"), ("{}", "'date' is missing")]
)
def test_what_is_no_such_file(tmp_path, text, message):
    with pytest.raises(SeedFileError, match=message):
        read(tmp_path, text)


TEXT = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# Page\n\n```{code-cell}\n%s\n```\n"


def run(*records):
    """Return a run that hands on claims and distributions, with an output that is neither."""
    outputs = [{"data": {mime_type("claim" if "id" in record else "seeds"): record}} for record in records]
    return PageRun([[{"output_type": "stream", "text": "x"}], outputs], 1.0)


MEASURED = {**CONTENT, "claims": {"layers": {}}}
CLAIM = {"id": "layers", "values": [0.1 + 0.2], "control": [0.5], "varies": False}
SEEDS = {"name": "accuracy", "values": VALUES, "format": ".1%"}
SECONDS = {"id": "time", "values": [1.5], "varies": True}


@pytest.fixture
def stamp(tmp_path):
    """Return what restamps a file whose page ran before and runs now, and what then stands in the file."""

    def stamp(before, now, text=TEXT % "1 + 1", key="0" * 64):
        store, older = PageStore(tmp_path / "store"), PageStore(tmp_path / "older")
        old = cells_digest(TEXT % "2", "shipped")
        if before is not None:
            older.save(key or old, "page", replace(before, cells_key=old if key else ""))
        if now is not None:
            store.save(outputs_key(read_page(text), cells_digest(text, "shipped")), "page", now)
        path = tmp_path / "page.json"
        path.write_text(json.dumps({**MEASURED, "digest": old}), "utf-8")
        fault = restamp(path, text, [store, older])
        content = json.loads(path.read_text("utf-8"))
        assert content == {**MEASURED, "digest": content["digest"]}
        return fault, content["digest"] == cells_digest(text, "shipped")

    return stamp


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (run(CLAIM, SEEDS), run(CLAIM, SEEDS)),
        (run(CLAIM, SEEDS), run(SEEDS, CLAIM)),
        (run(CLAIM, SEEDS, SECONDS), run(CLAIM, SEEDS, {**SECONDS, "values": [1.7]})),
    ],
)
def test_code_that_hands_on_what_it_did_keeps_its_numbers_and_their_date(stamp, before, now):
    assert stamp(before, now) == ("", True)


def test_the_prose_may_read_other_numbers_than_before(stamp):
    text = TEXT % "x = 2" + "\n{value}`x`\n"
    assert stamp(run(CLAIM, SEEDS), run(CLAIM, SEEDS), text) == ("", True)


def test_a_store_from_before_prose_read_numbers_is_understood(stamp):
    assert stamp(run(CLAIM, SEEDS), run(CLAIM, SEEDS), key="") == ("", True)


@pytest.mark.parametrize(
    ("before", "now", "names"),
    [
        (run(CLAIM, SEEDS), run({**CLAIM, "values": [0.3]}, SEEDS), "layers"),
        (run(CLAIM, SEEDS), run({**CLAIM, "control": [0.6]}, SEEDS), "layers"),
        (run(CLAIM, SEEDS), run(CLAIM, {**SEEDS, "values": VALUES[:-1]}), "accuracy"),
        (run(CLAIM, SEEDS), run(SEEDS), "layers"),
        (run(SEEDS), run(SEEDS, CLAIM), "layers"),
        (run(CLAIM, SEEDS, SECONDS), run(CLAIM, SEEDS), "time"),
        (run(), run(), "accuracy, layers"),
    ],
)
def test_one_value_in_its_last_bit_or_one_that_was_not_measured_needs_a_new_measurement(
    stamp, before, now, names
):
    fault, stamped = stamp(before, now)
    assert f"other values of {names};" in fault
    assert "nox -s claims -- start/page" in fault
    assert not stamped


@pytest.mark.parametrize(
    ("before", "now", "remedy"),
    [(None, run(CLAIM, SEEDS), "--store"), (run(CLAIM, SEEDS), None, "nox -s docs")],
)
def test_without_outputs_of_both_nothing_is_proved_and_the_remedy_is_said(stamp, before, now, remedy):
    fault, stamped = stamp(before, now)
    assert remedy in fault
    assert not stamped


def test_a_file_that_is_current_needs_no_outputs(stamp):
    assert stamp(None, None, TEXT % "2") == ("", True)


def test_a_sentence_makes_no_file_stale():
    assert cells_digest(TEXT % "1", "shipped") == cells_digest((TEXT % "1") + "\nA sentence.\n", "shipped")
