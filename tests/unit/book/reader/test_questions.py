"""Questions are answered in HTML alone; whatever is wrong with one fails the build, with page and line."""

import pytest
from bs4 import BeautifulSoup
from small_site import build

MISCONCEPTIONS = """\
learns-in-use:
  name: It keeps learning while in use
  correction: Its weights *stay* as they are.
  page: later
loss-zero:
  name: Loss 0 is the aim
  correction: A low loss on new data is.
  page: not-written-yet
"""
GOOD = """\
:::{question} How many numbers, if $x = 3$?
:label: q-count

Count **first**.

- [ ] Seven {learns-in-use}:
  No, *never*: $y$.
- [x] {by-hand}`= 2 * 3`:
  So it is.
- [ ] Eight {loss-zero}: Too many.
:::
"""
EXTENSIONS = ("book.reader.by_hand", "book.reader.questions", "book.reader.recall")


def site(tmp_path, **pages):
    return build(tmp_path, {**pages, "misconceptions.yml": MISCONCEPTIONS}, *EXTENSIONS)


@pytest.fixture(scope="module")
def question(tmp_path_factory):
    made = site(tmp_path_factory.mktemp("site"), page=f"# Title\n\n{GOOD}", later="# Later\n")
    assert made.warnings == ""
    return BeautifulSoup(made.html("page"), "html.parser").select_one(".question")


def test_every_option_is_a_fold_with_its_explanation(question):
    folds = question.select("ol > li > details")
    assert [fold.summary.get_text() for fold in folds] == ["Seven", "6", "Eight"]
    assert not any(fold.has_attr("open") for fold in folds)
    assert [fold.select_one("summary ~ p strong").get_text() for fold in folds] == [
        "Not so.",
        "Right.",
        "Not so.",
    ]
    assert "So it is." in folds[1].get_text()


def test_markdown_and_mathematics_are_read_everywhere(question):
    assert question.select_one(".question-text .math")
    assert question.select_one("p > strong").get_text() == "first"
    assert question.select("details")[0].select_one("em").get_text() == "never"
    assert question.select("details")[0].select_one(".math")


def test_a_wrong_option_says_what_is_often_believed_and_where_it_is_mended(question):
    first, second = question.select(".question-misconception")
    assert "It keeps learning while in use" in first.get_text()
    assert first.a["href"] == "later.html"
    assert first.em.get_text() == "stay"
    assert second.a is None, "the page that mends it is not written yet"


def test_the_group_is_named_by_its_question(question):
    assert question["role"] == "group"
    assert question.find(id=question["aria-labelledby"])["class"] == ["question-text"]
    assert question["id"] == "q-count"


def test_a_question_can_be_referred_to(tmp_path):
    made = site(tmp_path, page=f"# Title\n\n{GOOD}", later="# Later\n\nSee {ref}`that <q-count>`.\n")
    assert made.warnings == ""
    assert 'href="page.html#q-count"' in made.html("later")


def changed(old, new):
    text = GOOD.replace(old, new)
    assert text != GOOD
    return text


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (changed("[x]", "[ ]"), 3, "no option marked"),
        (changed("[ ] Eight {loss-zero}", "[x] Eight"), 3, "'{by-hand}`= 2 * 3`' and 'Eight' marked [x]"),
        (changed(GOOD[GOOD.index("- [ ] Seven") : GOOD.index("- [ ] Eight")], ""), 3, "1 options"),
        (changed("loss-zero", "loss-one"), 12, "unknown misconception 'loss-one'"),
        (changed(" {loss-zero}", ""), 12, "'Eight' names no misconception"),
        (changed("`= 2 * 3`", "`= 2 * 3` {loss-zero}"), 10, "the right option names the misconception"),
        (changed("[ ] Eight", "Eight"), 12, "'Eight' has no box"),
        (changed("  So it is.\n", ""), 10, "has no explanation"),
        (changed("  So it is", "So it is"), 11, "indent the explanation"),
        (changed(":label: q-count\n", ""), 3, "give it a label"),
        (changed("q-count", "Count"), 3, "not 'Count'"),
    ],
)
def test_a_fault_names_page_and_line(tmp_path, text, line, message):
    made = site(tmp_path, page=f"# Title\n\n{text}", later="# Later\n")
    assert f"page.md:{line}: WARNING: question: " in made.warnings
    assert message in made.warnings


def test_a_label_used_twice_on_two_pages(tmp_path):
    made = site(tmp_path, page=f"# Title\n\n{GOOD}", later=f"# Later\n\n\n{GOOD}")
    assert (
        "page.md:3: WARNING: question: the label 'q-count' is used twice, the other time in later:4"
        in made.warnings
    )


def test_a_faulty_file_stops_the_build(tmp_path):
    with pytest.raises(Exception, match=r"misconceptions.yml:1: learns-in-use: page is missing"):
        build(tmp_path, {"misconceptions.yml": "learns-in-use: {name: a, correction: b}\n"}, *EXTENSIONS)


def test_the_page_follows_the_file_of_misconceptions(tmp_path):
    site(tmp_path, page=f"# Title\n\n{GOOD}", later="# Later\n")
    renamed = MISCONCEPTIONS.replace("keeps learning while", "goes on learning while")
    made = build(tmp_path, {"misconceptions.yml": renamed}, *EXTENSIONS)
    assert "goes on learning while" in made.html("page")


def test_pages_read_side_by_side_are_checked_together(tmp_path):
    pages = {f"page{number}": f"# Page {number}\n\n{GOOD}" for number in range(8)}
    made = build(tmp_path, {**pages, "misconceptions.yml": MISCONCEPTIONS}, *EXTENSIONS, parallel=2)
    assert made.warnings.count("the label 'q-count' is used twice") == len(pages) - 1
