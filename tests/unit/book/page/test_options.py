"""The list that questions are written in."""

import pytest

from book.page.options import OptionFaultError, as_markdown, read_options


def test_an_option_its_reference_and_its_explanation():
    stem, (wrong, right) = read_options(
        [
            "Look first.",
            "",
            "- [ ] 784 {one-unit}:",
            "  Why not.",
            "",
            "  - point",
            "- [x] More: because $a: b$.",
        ]
    )
    assert stem == ["Look first.", ""]
    assert (wrong.text, wrong.reference, wrong.is_key, wrong.index, wrong.why_index) == (
        "784",
        "one-unit",
        False,
        2,
        3,
    )
    assert wrong.why == ["Why not.", "", "- point"]
    assert (right.text, right.reference, right.is_key, right.why) == ("More", "", True, ["because $a: b$."])
    assert right.why_index == right.index == 6


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- [x] Yes: it sums to one:", "Yes: it sums to one"),
        ("- [x] {by-hand}`= 2 * 3`: why", "{by-hand}`= 2 * 3`"),
        ("- [ ] the slope at 12:30 {some-id}: why", "the slope at 12:30"),
        ("- [X] No colon at all", "No colon at all"),
    ],
)
def test_where_an_option_ends(line, text):
    _, (option,) = read_options([line, "  Why."])
    assert option.text == text


@pytest.mark.parametrize(
    ("lines", "index", "message"),
    [
        (["- [x] one:", "", "- [ ] two {id}: why"], 0, "'one' has no explanation"),
        (["- [x] one", "- [ ] two {id}: why"], 0, "'one' has no explanation"),
        (["Stem.", "- [x] one:", "why"], 2, "indent the explanation"),
        (["- [x] one:", " why"], 1, "indent the explanation"),
    ],
)
def test_faults_name_their_line(lines, index, message):
    with pytest.raises(OptionFaultError, match=message) as fault:
        read_options(lines)
    assert fault.value.index == index


def test_a_text_without_options():
    assert read_options(["Only words."]) == (["Only words."], [])


def test_markdown_for_notebooks_folds_each_explanation():
    text = as_markdown(["Look.", "", "- [ ] no {id}:", "  Because.", "- [x] yes: so it is."])
    assert text == (
        "Look.\n\n"
        "<details><summary>no</summary>\n\n**Not so.** Because.\n\n</details>\n\n"
        "<details><summary>yes</summary>\n\n**Right.** so it is.\n\n</details>"
    )
    assert as_markdown(["- what came {page}:", "  This."]) == (
        "<details><summary>what came</summary>\n\nThis.\n\n</details>"
    )
    assert as_markdown(["- [x] broken"]) == "- [x] broken"
