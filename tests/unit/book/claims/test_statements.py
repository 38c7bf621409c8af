"""A claims file with a fault is refused with its line; the book's own is complete."""

from pathlib import Path

import pytest

from book.claims.statements import load_claims
from book.page.files import PageError

DOCS = Path(__file__).parents[4] / "docs"
GOOD = """\
layers:
  part: 1
  page: concepts/layers
  statement: Layers help.
  kind: measured
  verdict: holds
  counts: true
everyday:
  part: 1
  page: concepts/layers
  statement: Phones use it.
  kind: cited
  verdict: holds
  sources: [someone2020]
  counts: true
"""


def load(folder: Path, text: str, name: str = "01-concepts.yml") -> dict:
    (folder / name).write_text(text, "utf-8")
    return load_claims(folder, DOCS / "claims.schema.json")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    found = load(tmp_path, GOOD)
    assert list(found) == ["layers", "everyday"]
    assert found["everyday"].sources == ("someone2020",)
    assert found["everyday"].line == 8


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  counts: true\neveryday", "  counts: true\n  kounts: true\neveryday", 1, "'kounts' was unexpected"),
        ("verdict: holds\n  counts", "verdict: true enough\n  counts", 6, "'true enough' is not one of"),
        ("kind: measured", "kind: felt", 5, "'felt' is not one of"),
        ("  statement: Layers help.\n", "", 1, "'statement' is a required property"),
        ("everyday:", "layers:", 8, "'layers' stands there twice"),
        ("  part: 1\n  page: concepts/layers\n  statement: Layers", "  part: 1\n  part: 2\n  page: x\n  statement: L", 3, "'part' stands there twice"),
        ("  sources: [someone2020]\n", "", 8, "'sources' is a required property"),
        ("verdict: holds\n  counts", "verdict: caveat\n  counts", 1, "'caveat' is a required property"),
        ("part: 1\n  page: concepts/layers\n  statement: Layers", "part: 11\n  page: x\n  statement: L", 2, "11 is greater than"),
        ("layers:", "layers: [", 3, "not YAML"),
        (GOOD, "- a list\n", 1, "expected one entry per claim id"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    with pytest.raises(PageError, match=message.replace("(", r"\(")) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert (caught.value.name, caught.value.line) == ("01-concepts.yml", line)


def test_the_book_lists_statements_of_all_parts_of_its_guide_in_their_order() -> None:
    parts = [
        statement.part for statement in load_claims(DOCS / "claims", DOCS / "claims.schema.json").values()
    ]
    assert parts == sorted(parts)
    assert set(parts) == set(range(1, 11))


def test_an_id_stands_in_one_file_only(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    second = GOOD.replace("part: 1", "part: 2").replace("layers:", "others:")
    with pytest.raises(PageError, match="'everyday' stands there twice") as caught:
        load(tmp_path, second, "02-applications.yml")
    assert (caught.value.name, caught.value.line) == ("02-applications.yml", 8)


def test_a_statement_stands_in_the_file_of_its_part(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="part 1") as caught:
        load(tmp_path, GOOD, "10-future.yml")
    assert (caught.value.name, caught.value.line) == ("10-future.yml", 1)


def test_a_folder_without_statements_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PageError, match="no statement"):
        load_claims(tmp_path / "claims", DOCS / "claims.schema.json")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\n\na: \xff\n", 3),
        (b"a: \x07\n", 1),
        (b"\n[a]: x\n", 2),
        (b"\n{a: b}: c\n", 2),
        (b"a:\n  ? [b]\n  : c\n", 2),
        (b"\na: [\n", 3),
        (b"\na: !unknown\n  b: c\n", 2),
        (b"\na:\n  date: 2026-02-30\n", 2),
    ],
)
def test_a_file_that_is_no_yaml_of_words_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int
) -> None:
    (tmp_path / "01-concepts.yml").write_bytes(content)
    with pytest.raises(PageError) as error:
        load_claims(tmp_path, DOCS / "claims.schema.json")
    assert (error.value.name, error.value.line) == ("01-concepts.yml", line)
