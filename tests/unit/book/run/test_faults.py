"""Whatever is wrong with a page is that page's fault, with its line, and hides no fault of another page."""

import json
import re

import pytest
from tiny_book import HEAD, TinyBook

from book.page.files import PageError
from book.page.notebook import page_blocks, read_page

CELL = "# T\n\n```{code-cell} python\n%s\n```\n"
CAPTION = "---\nmystnb:\n  figure:\n    caption: Graphs: this one is cool\n---\nprint(1)"
# Name of the page: its text, and the line and the words of its fault.
FAULTY = {
    "empty": ("", 1, "empty"),
    "head-alone": (HEAD, 6, "empty"),
    "head-without-settings": ("---\n---\n# T\n", 1, "front matter"),
    "head-is-a-list": ("---\n- a\n---\n# T\n", 1, "front matter"),
    "head-is-no-yaml": ("---\nfile_format: [mystnb\n---\n# T\n", 2, "front matter"),
    "head-with-a-bell": ("---\nfile_format: \x07\n---\n# T\n", 1, "front matter"),
    "kernel-is-a-number": ("---\nfile_format: mystnb\nkernelspec: 5\n---\n# T\n", 1, "TypeError"),
    "cut-off": (HEAD + "# T\n\n```{code-cell} python\n:tags: [check]\n", 8, "no code"),
    "open-list": (HEAD + CELL % ":tags: [check\nprint(1)", 8, "quotation marks"),
    "tags-are-a-number": (HEAD + CELL % ":tags: 5\n\nprint(1)", 8, "tags are a list: [5]"),
    "colon-in-a-caption": (HEAD + CELL % CAPTION, 8, "quotation marks"),
    "unknown-need": (HEAD + CELL % ":tags: [needs-quantum]\n\nprint(1)", 11, "needs-quantum"),
    "broken-block-break": (HEAD + "# T\n\n+++ {bad\n\nx\n", 8, "double quotes"),
    "pasted-from-a-pdf": (HEAD + "# T\n\nPasted\u2028from a PDF.\n", 8, "U+2028"),
    "latin-one": ("# T\n\nna\xefve\n".encode("latin-1"), 3, "0xef"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", 1, "0x89"),
    "my page": ("# T\n", 1, "hyphens"),
    "über-uns": ("# T\n", 1, "hyphens"),
    "Upper": ("# T\n", 1, "hyphens"),
    "raises": (HEAD + CELL % "x = 1\n1 / 0", 10, "ZeroDivisionError"),
    "address": (HEAD + CELL % "object()", 9, "address in memory"),
    "progress-bar": (HEAD + CELL % "print('1 %', end='\\r')\nprint('2 %')", 9, "carriage return"),
    "nowhere": (HEAD + CELL % "print(1)" + "\n{ref}`nowhere`\n", 12, "undefined label"),
}
UNREADABLE = {
    name: fault
    for name, fault in FAULTY.items()
    if isinstance(fault[0], str)
    and name.islower()
    and name not in {"my page", "über-uns", "raises", "nowhere", "address", "progress-bar"}
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build one book with every faulty page, a good one, and what an editor left."""
    book = TinyBook(tmp_path_factory.mktemp("faulty"), "show_warning_types = True\n")
    for name, (content, _, _) in FAULTY.items():
        path = book.source / f"{name}.md"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    (book.source / "with-a-mark.md").write_bytes(
        b"\xef\xbb\xbf" + (HEAD + CELL % "print('m' + 'ark')").encode()
    )
    book.page("good", CELL % "print('good')")
    tags = ":tags: [varies]\n\n"
    (book.source / "varies.md").write_text(HEAD + CELL % f"{tags}print('1 %', end='\\r')\nobject()", "utf-8")
    (book.source / ".#good.md").symlink_to("ana@laptop.4711")
    (book.source / "folder.md").mkdir()
    names = sorted(
        path.stem for path in book.source.glob("[!.]*.md") if path.is_file() and path.stem != "index"
    )
    (book.source / "index.md").write_text("# Tiny\n\n```{toctree}\n" + "\n".join(names) + "\n```\n", "utf-8")
    return book, book.build()


def listed(text):
    """Return page, line and words of each fault in the list at the end of a build."""
    _, _, end = text.partition("to correct, on ")
    found = re.findall(r"^src/(.+)\.md:(\d+): (.*)$", end, re.MULTILINE)
    return [(page, int(line), words) for page, line, words in found]


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_page_is_named_with_its_line_among_all_others(built, name):
    _, line, words = FAULTY[name]
    assert [found for found in listed(built[1].text) if found[:2] == (name, line) and words in found[2]]


def test_the_build_fails_and_blames_no_good_page(built):
    _, result = built
    assert result.code == 1, result.text
    assert {page for page, _, _ in listed(result.text)} == {
        *FAULTY,
        "index",
    }  # the index lists two undecodable pages


def test_the_list_is_sorted_by_page_and_line(built):
    places = [(page, line) for page, line, _ in listed(built[1].text)]
    assert places == sorted(places)


def test_good_pages_are_run_and_written_beside_faulty_ones(built):
    book, _ = built
    assert "good" in book.html("good").partition("<h1")[2]
    assert ">mark" in book.html("with-a-mark").replace("\n", ""), "a byte-order mark is no fault"


@pytest.mark.parametrize("name", ["empty", "raises", "nowhere", "colon-in-a-caption", "my page"])
def test_the_author_sees_the_faults_on_top_of_the_page(built, name):
    _, line, words = FAULTY[name]
    before, _, _ = built[0].html(name).partition("<h1")
    assert f"Line {line}: " in before
    assert words in before


@pytest.mark.parametrize("name", ["good", "with-a-mark"])
def test_a_good_page_shows_no_fault(built, name):
    assert "page-faults" not in built[0].html(name)


@pytest.mark.parametrize("name", [name for name in UNREADABLE if name != "pasted-from-a-pdf"])
def test_the_tests_and_lints_see_the_fault_that_the_build_sees(name):
    text, line, words = UNREADABLE[name]
    found = [block for block in page_blocks(text) if block.fault]
    assert len(found) == 1
    assert abs(found[0].line - line) <= 3, "a cell's fault may stand at the cell's first line"
    assert words in found[0].fault or "unknown tag" in found[0].fault


@pytest.mark.parametrize("name", [name for name in UNREADABLE if name != "pasted-from-a-pdf"])
def test_a_reader_raises_nothing_but_the_page_s_fault(name):
    with pytest.raises(PageError):
        read_page(UNREADABLE[name][0])


def test_a_page_saved_while_it_runs_is_named(tmp_path):
    book = TinyBook(tmp_path)
    page = book.source / "saved.md"
    code = f"from pathlib import Path\npage = Path({str(page)!r})\n_ = page.write_text(page.read_text().replace('0', '1'))\nx = 0"
    book.page("saved", CELL % code)
    result = book.build()
    assert result.code != 0
    assert ("saved", 1, "the page was saved while the build ran; build again") in listed(result.text)


def test_a_page_spoiled_while_it_runs_is_named_with_its_fault(tmp_path):
    book = TinyBook(tmp_path)
    page = book.source / "spoiled.md"
    code = f"from pathlib import Path\n_ = Path({str(page)!r}).write_text('---\\n- a\\n---\\n# T\\n')"
    book.page("spoiled", CELL % code)
    result = book.build()
    assert result.code == 1, result.text
    assert [
        fault for fault in listed(result.text) if fault[:2] == ("spoiled", 1) and "front matter" in fault[2]
    ]


def test_a_page_deleted_while_pages_run_is_named(tmp_path):
    book = TinyBook(tmp_path)
    book.page("other", CELL % "print(1)")
    (book.source / "zero.md").write_text("# Z\n", "utf-8")
    book.page("deletes", CELL % f"from pathlib import Path\nPath({str(book.source / 'zero.md')!r}).unlink()")
    result = book.build()
    assert result.code != 0
    assert "zero" in result.text.partition("to correct, on ")[2]


def test_a_store_that_cannot_be_written_is_said_with_its_folder_and_a_remedy(tmp_path):
    book = TinyBook(tmp_path)
    book.page("one", CELL % "print(1)")
    (book.source / "_build").write_text("a file where the folder should be", "utf-8")
    result = book.build()
    assert result.code != 0
    assert "cannot write outputs to" in result.text
    assert "nox -s clean" in result.text
    assert "Traceback" not in result.text


def test_a_broken_entry_of_the_store_is_run_again(tmp_path):
    book = TinyBook(tmp_path)
    book.page("one", CELL % "print('o' + 'ne')")
    assert book.build().code == 0
    (entry,) = (book.source / "_build" / "cells").glob("*.json")
    entry.write_text(json.dumps({"outputs": [[]]})[:-3], "utf-8")
    (book.source / "_build" / "cells" / "seconds" / "one.json").write_text("{", "utf-8")
    result = book.build("-E")
    assert (result.code, result.executed) == (0, 1), result.text
    assert ">one" in book.html("one").replace("\n", "")
