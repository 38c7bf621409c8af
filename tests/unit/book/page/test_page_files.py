"""One rule says what a page is, how it is read, and which page a name means."""

import subprocess
import sys
from pathlib import Path

import pytest

from book.page import files
from book.page.files import (
    PageError,
    check_name,
    docnames,
    find_page,
    named_pages,
    pages,
    read_text,
    read_texts,
)

ENDS_A_LINE_IN_PYTHON_ONLY = "\v\f\x1c\x1d\x1e\x85\u2028\u2029"
TENSORS = "# Tensors\n\n(sec-tensors)=\n## Shapes\n"


@pytest.fixture
def docs(tmp_path):
    """Return a book below a folder whose name holds a space and an umlaut."""
    root = tmp_path / "my bücher"
    files = ["index", "start/tensors", "start/setup", "training/setup", "training/index", "math/vectors"]
    for name in files:
        path = root / "docs" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TENSORS if name == "start/tensors" else "# Title\n", "utf-8")
    return root / "docs"


@pytest.mark.parametrize(
    "spelled",
    [
        "docs/start/tensors.md",
        "start/tensors",
        "start/tensors.md",
        "start/tensors.html",
        "docs/_build/html/start/tensors.html",
        "docs/_build/html-complete/start/tensors.html#sec-tensors",
        "./start/tensors",
        "./docs/start/tensors.md",
        "training/../start/tensors",
        r"start\tensors",
        r"docs\start\tensors.md",
        r"D:\My Books\docs\start\tensors.md",
        "http://127.0.0.1:8000/start/tensors.html",
        "sec-tensors",
        "tensors",
        " start/tensors ",
    ],
)
def test_every_spelling_of_a_page_is_understood(docs, spelled):
    assert find_page(spelled, docs) == "start/tensors"


def test_an_absolute_path_is_understood(docs):
    assert find_page(str(docs / "start" / "tensors.md"), docs) == "start/tensors"
    assert find_page(str(docs / "_build/html/start/tensors.html"), docs) == "start/tensors"


@pytest.mark.parametrize(
    ("spelled", "page"), [("index", "index"), ("training", "training/index"), ("training/", "training/index")]
)
def test_a_folder_means_its_index(docs, spelled, page):
    assert find_page(spelled, docs) == page


@pytest.mark.parametrize(
    ("spelled", "near"),
    [
        ("start/tensor", "start/tensors"),
        ("Start/Tensors.md", "start/tensors"),
        ("math/vector", "math/vectors"),
        ("setup", "start/setup, training/setup"),
    ],
)
def test_a_name_that_means_no_page_or_two_gets_the_nearest(docs, spelled, near):
    with pytest.raises(LookupError, match=near) as error:
        find_page(spelled, docs)
    assert spelled in str(error.value)


@pytest.mark.parametrize("spelled", ["", "/", ".", "xyzzy", "docs"])
def test_what_is_near_no_page_is_no_page(docs, spelled):
    with pytest.raises(LookupError, match="no page"):
        find_page(spelled, docs)


def test_named_pages_are_files_and_an_unknown_one_ends_the_program(docs):
    root = docs.parent
    assert named_pages(["tensors", str(docs / "start/setup.md")], root) == [
        docs / "start/tensors.md",
        docs / "start/setup.md",
    ]
    assert named_pages([], root) == pages(root)
    with pytest.raises(SystemExit, match="start/tensors"):
        named_pages(["tensorz"], root)


def test_what_editors_leave_beside_a_page_is_no_page(docs):
    before = docnames(docs)
    folder = docs / "start"
    (folder / ".#tensors.md").symlink_to("ana@laptop.4711:1700000000")
    (folder / "dangling.md").symlink_to("nowhere.md")
    for name in (
        "#tensors.md#",
        "#tensors.md",
        "tensors.md~",
        "~tensors.md",
        ".tensors.md.swp",
        "._tensors.md",
        ".~lock.tensors.md#",
    ):
        (folder / name).write_bytes(b"\0\xff")
    (folder / "folder.md").mkdir()
    assert docnames(docs) == before
    assert len(pages(docs.parent)) == len(before)


def test_sphinx_passes_over_the_same_files(docs):
    from sphinx.project import Project

    folder = docs / "start"
    for name in ("#tensors.md", "~tensors.md", "._tensors.md"):
        (folder / name).write_bytes(b"\0\xff")
        (docs / name).write_bytes(b"\0\xff")
    conf = (Path(files.__file__).parents[3] / "conf.py").read_text("utf-8")
    lines = [line for line in conf.split("\n") if line.startswith("exclude_patterns")]
    namespace = {}
    exec("\n".join(lines), namespace)
    assert sorted(Project(docs, {".md": "markdown"}).discover(namespace["exclude_patterns"])) == docnames(
        docs
    )


@pytest.mark.parametrize("name", ["index", "start/first-network", "a1/b-2-c"])
def test_a_name_of_words_and_hyphens_is_fine(name):
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["my page", "über-uns", "Upper", "a.b", "snake_case", "start/3d", "x.md/y", "-a", "a--b", "START/a"],
)
def test_any_other_name_is_refused_with_the_rule(name):
    with pytest.raises(PageError, match="hyphens") as error:
        check_name(name)
    assert name in str(error.value)


@pytest.mark.parametrize("character", ENDS_A_LINE_IN_PYTHON_ONLY)
def test_a_character_that_two_readers_count_differently_is_refused_with_its_line(tmp_path, character):
    assert len(f"a{character}b".splitlines()) == 2
    path = tmp_path / "page.md"
    path.write_text(f"# One\n\nPasted{character}from a PDF.\n", "utf-8")
    with pytest.raises(PageError, match=f"U\\+{ord(character):04X}") as error:
        read_text(path)
    assert error.value.line == 3


def test_every_character_that_python_counts_is_known():
    others = [chr(code) for code in range(sys.maxunicode + 1) if len(f"a{chr(code)}b".splitlines()) == 2]
    assert set(others) == {"\n", "\r", *ENDS_A_LINE_IN_PYTHON_ONLY}


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf# \xc3\xa4\n\nb\n", b"# \xc3\xa4\r\n\r\nb\r\n", b"# \xc3\xa4\r\rb\r"]
)
def test_a_byte_order_mark_and_other_line_ends_change_nothing(tmp_path, content):
    (tmp_path / "page.md").write_bytes(content)
    assert read_text(tmp_path / "page.md") == "# ä\n\nb\n"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [(b"# T\n\nna\xefve\n", 3, "0xef"), (b"a\n\0b", 2, "zero byte"), (None, 1, "cannot be read")],
)
def test_what_is_no_text_is_the_page_s_fault(tmp_path, content, line, reason):
    path = tmp_path / "page.md"
    if content is not None:
        path.write_bytes(content)
    texts, faults = read_texts([path])
    assert texts == {}
    assert faults[path].line == line
    assert reason in str(faults[path])


def test_a_bare_python_can_import_it():
    code = f"import sys; sys.path.insert(0, {str(Path(files.__file__).parents[2])!r}); import book.page.files"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
