"""The head of a page says what, for whom and how long; a missing or impossible entry is an error of the page."""

import re

import pytest
from bs4 import BeautifulSoup
from small_site import build

INDEX = """# Book

```{toctree}
page
other
```

(path-curious)=
## Curious
(path-maker)=
## Maker
(path-student)=
## Student
(path-teacher)=
## Teacher
"""
OPTIONS = {
    "build": "A *network*.",
    "needs": "{doc}`other`",
    "read": "20",
    "practise": "10",
    "paths": "student curious",
    "stop": "after {ref}`sec-end`",
}
BODY = "What is a **loss**?"


def page(body="", **changes):
    options = {name: value for name, value in {**OPTIONS, **changes}.items() if value is not None}
    lines = "\n".join(f":{name}: {value}" for name, value in options.items())
    stop = "```{stop-here}\nYou can *read* a curve.\n```"
    return f"# Page\n\n```{{page-head}}\n{lines}\n\n{body}\n```\n\n(sec-end)=\n## The end\n\n{stop}\n"


def site(tmp_path, text, *extensions):
    pages = {"index": INDEX, "page": text, "other": "# The other page\n"}
    return build(tmp_path, pages, "book.reader.page_head", *extensions)


@pytest.fixture(scope="module")
def head(tmp_path_factory):
    made = site(tmp_path_factory.mktemp("site"), page(BODY))
    assert made.warnings == ""
    return BeautifulSoup(made.html("page"), "html.parser").select_one("section.page-head")


def test_the_rows_are_a_list_of_terms_and_definitions(head):
    rows = {term.get_text(): term.find_next("dd") for term in head.select("dt")}
    assert list(rows) == ["You will build", "You need", "Time", "Written for", "You may stop"]
    assert rows["You will build"].em.get_text() == "network"
    assert rows["You need"].a["href"] == "other.html"
    assert rows["You may stop"].a["href"] == "#sec-end"
    assert rows["Time"].get_text().startswith("20 minutes to read, 10 to practice.")


def test_paths_come_in_the_order_of_the_book_and_lead_to_their_description(head):
    links = head.select("dt:-soup-contains('Written for') + dd a")
    assert [(link.get_text(), link["href"]) for link in links] == [
        ("Curious", "index.html#path-curious"),
        ("Student", "index.html#path-student"),
    ]


def test_the_section_has_a_name_for_screen_readers(head):
    assert head["aria-label"] == "About this page"


def test_the_seconds_are_marked_as_varying_and_hidden_until_they_are_known(head):
    seconds = head.select_one("span[data-varies]")
    assert seconds["data-page"] == "page"
    assert seconds.has_attr("hidden")


def test_the_body_holds_the_questions_that_recall_earlier_pages(head):
    assert head.select("p strong")[-1].get_text() == "loss"


def test_the_place_to_stop_is_a_note(tmp_path):
    soup = BeautifulSoup(site(tmp_path, page()).html("page"), "html.parser")
    assert soup.select_one(".stop-here")["role"] == "note"
    assert (
        soup.select_one(".stop-here").get_text(" ", strip=True) == "You may stop here. You can read a curve."
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"needs": None, "read": None}, "page-head needs the option(s) needs, read"),
        ({"read": "0"}, "0 minutes; a page takes 1 to 120"),
        ({"read": "soon"}, "soon"),
        ({"paths": "maker wizard"}, "give each of curious, maker, student, teacher at most once"),
        ({"paths": "maker maker"}, "give each of curious, maker, student, teacher at most once"),
        ({"needs": "{doc}`nowhere`"}, "nowhere"),
    ],
)
def test_a_wrong_entry_names_page_and_line(tmp_path, changes, message):
    warnings = site(tmp_path, page(**changes)).warnings
    assert message in warnings
    assert re.search(r"page\.md:[34]: ", warnings)
