"""How a page's numbers spread over seeds: what `nox -s claims` wrote, or an error that says what is wrong."""

import json

import pytest

from book.claims.seed_file import Distribution, SeedFileError, read_seed_file

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
