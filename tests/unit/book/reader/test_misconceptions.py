"""The file of misconceptions: what is wrong with it is said with its line."""

from pathlib import Path

import pytest

from book.page.files import PageError
from book.reader.misconceptions import load_misconceptions

GOOD = "learns-in-use:\n  name: It keeps learning\n  correction: It does not.\n  page: start/use\n"
OWN = Path(__file__).parents[4] / "docs" / "misconceptions.yml"


def load(tmp_path, text):
    path = tmp_path / "misconceptions.yml"
    path.write_text(text, "utf-8")
    return load_misconceptions(path)


def test_an_entry_with_its_line(tmp_path):
    found = load(tmp_path, f"# about\n{GOOD}")["learns-in-use"]
    assert (found.name, found.correction, found.page) == ("It keeps learning", "It does not.", "start/use")
    assert found.line == 2


def test_the_book_s_own_file_is_sound_and_names_at_least_25():
    assert len(load_misconceptions(OWN)) >= 25


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (GOOD + GOOD, 5, "stands there twice"),
        (GOOD + "  since: 1950\n", 5, "'since' is not one of name, correction, page"),
        (GOOD + "  page: other\n", 5, "'page' is twice"),
        (GOOD.replace("  page: start/use\n", ""), 1, "page is missing"),
        (GOOD.replace("It does not.", "' '"), 3, "correction needs a text"),
        (GOOD.replace("It does not.", "[a, b]"), 3, "correction needs a text"),
        (GOOD.replace("learns-in-use", "Learns_In"), 1, "is no id"),
        ("some-id: words\n", 1, "has to be a mapping"),
        ("- a\n- b\n", 1, "has to be a mapping"),
        ("", 1, "has to be a mapping"),
        (GOOD + "\tx: [\n", 5, "not YAML"),
    ],
)
def test_faults_name_their_line(tmp_path, text, line, message):
    with pytest.raises(PageError, match=message) as fault:
        load(tmp_path, text)
    assert fault.value.line == line


def test_a_missing_file(tmp_path):
    with pytest.raises(PageError, match="the file is missing"):
        load_misconceptions(tmp_path / "misconceptions.yml")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\n\na: \xff\n", 3),
        (b"a: \x07\n", 1),
        (b"\n[a]: x\n", 2),
        (b"\n{a: b}: c\n", 2),
        (b"a:\n  ? [b]\n  : c\n", 2),
        (b"\na: [\n", 3),
    ],
)
def test_a_file_that_is_no_yaml_of_words_is_refused_with_its_line(tmp_path, content, line):
    path = tmp_path / "misconceptions.yml"
    path.write_bytes(content)
    with pytest.raises(PageError) as error:
        load_misconceptions(path)
    assert error.value.line == line
