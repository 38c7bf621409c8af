"""Questions about earlier pages: folded answers, each with a link to where it stands."""

import re

import pytest
from bs4 import BeautifulSoup
from small_site import build


def site(tmp_path, **pages):
    return build(tmp_path, pages, "book.reader.recall")


RECALL = """\
# Second

:::{recall}
Do you remember?

- What does softmax make? {sec-softmax}:
  Numbers that *sum* to one.
- And before? {first}: Logits.
:::
"""


def test_recalled_answers_are_folded_and_linked(tmp_path):
    first = "# First\n\n(sec-softmax)=\n## Softmax\n\nWords.\n"
    made = site(tmp_path, first=first, second=RECALL)
    assert made.warnings == ""
    recall = BeautifulSoup(made.html("second"), "html.parser").select_one(".recall")
    assert [s.get_text() for s in recall.select("ul > li > details > summary")] == [
        "What does softmax make?",
        "And before?",
    ]
    assert [a["href"] for a in recall.select("details a")] == ["first.html#sec-softmax", "first.html"]
    assert recall.select_one("details em").get_text() == "sum"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (" {first}", "", 8, "'And before?' needs no box"),
        ("- And", "- [x] And", 8, "'And before?' needs no box"),
        ("{first}", "{third}", 8, "'third' does not come before this page"),
        ("{first}", "{second}", 8, "'second' does not come before this page"),
        ("  Numbers that *sum* to one.\n", "", 6, "has no explanation"),
        (RECALL[RECALL.index("- What") : RECALL.index(":::\n")], "", 3, "write each question as"),
    ],
)
def test_a_faulty_recall_names_page_and_line(tmp_path, old, new, line, message):
    first = "# First\n\n(sec-softmax)=\n## Softmax\n\nWords.\n"
    made = site(tmp_path, first=first, second=RECALL.replace(old, new), third="# Third\n")
    assert f"second.md:{line}: WARNING: recall: " in made.warnings
    assert message in made.warnings


def test_a_recall_of_nothing_is_a_broken_link(tmp_path):
    first = "# First\n\n(sec-softmax)=\n## Softmax\n\nWords.\n"
    made = site(tmp_path, first=first, second=RECALL.replace("{first}", "{nowhere}"))
    assert re.search(r"second.md:8: WARNING: .*nowhere", made.warnings)
