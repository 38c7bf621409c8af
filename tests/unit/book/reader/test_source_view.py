"""A page shows a function of the package as it stands in the file, without importing it."""

import sys
import textwrap

import pytest
from bs4 import BeautifulSoup
from small_site import build

from book.reader.source_view import find_source

MODULE = '''
"""A module."""
import absent_library_that_nobody_has


@absent_library_that_nobody_has.mark
def twice(x: int) -> int:
    """Return the double.

    More words.
    """
    return 2 * x  # [batch]


class Box:
    """A box."""

    def open(self) -> str:
        """Return what is inside."""
        return "nothing"
'''


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "lib/shownpackage"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "tools.py").write_text(MODULE)
    monkeypatch.syspath_prepend(folder.parent)
    yield "shownpackage.tools"
    for name in [name for name in sys.modules if name.startswith("shownpackage")]:
        del sys.modules[name]


def test_a_function_is_found_with_its_decorator_and_comments(package):
    path, source = find_source(f"{package}.twice")
    assert path.name == "tools.py"
    assert source.startswith("@absent_library_that_nobody_has.mark\ndef twice")
    assert source.endswith("return 2 * x  # [batch]\n")
    assert package not in sys.modules


def test_a_method_is_found_without_its_indentation(package):
    assert find_source(f"{package}.Box.open")[1].startswith("def open(self)")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("{}.thrice", "no function or class 'thrice'"),
        ("{}.Box.shut", "no function or class 'shut'"),
        ("{}.twice.inner", "no function or class 'inner'"),
        ("no.such.module", "no module"),
        ("word", "no module"),
    ],
)
def test_a_name_that_is_nowhere_is_refused_by_name(package, name, message):
    with pytest.raises(LookupError, match=message):
        find_source(name.format(package))


def test_a_page_shows_the_view_and_folds_the_full_source(package, tmp_path):
    page = f"# Page\n\n```{{shown-source}} {package}.twice\n```\n"
    site = build(
        tmp_path, {"page": page}, "book.reader.source_view", nitpick_ignore=[("py:obj", f"{package}.twice")]
    )
    assert site.warnings == ""
    shown = BeautifulSoup(site.html("page"), "html.parser").select_one(".shown-source")
    assert "def twice(x):" in shown.select_one(".reader-view").get_text()
    fold = shown.select_one("details")
    assert fold.summary.code.get_text() == f"{package}.twice"
    assert "def twice(x: int) -> int:" in fold.get_text()
    assert not fold.has_attr("open")


def test_a_changed_module_is_shown_in_the_next_build(package, tmp_path):
    pages = {"page": f"# Page\n\n```{{shown-source}} {package}.twice\n```\n"}
    ignored = [("py:obj", f"{package}.twice")]
    build(tmp_path, pages, "book.reader.source_view", nitpick_ignore=ignored)
    module = tmp_path / "lib/shownpackage/tools.py"
    module.write_text(MODULE.replace("2 * x", "x + x"))
    site = build(tmp_path, pages, "book.reader.source_view", nitpick_ignore=ignored)
    text = BeautifulSoup(site.html("page"), "html.parser").get_text()
    assert textwrap.dedent("return x + x") in text


def test_a_special_method_leads_to_its_class(package, tmp_path):
    module = tmp_path / "lib/shownpackage/tools.py"
    module.write_text(MODULE.replace("def open", "def __len__"))
    pages = {"page": f"# Page\n\n```{{shown-source}} {package}.Box.__len__\n```\n"}
    assert f"target not found: {package}.Box [" in build(tmp_path, pages, "book.reader.source_view").warnings


def test_an_unknown_name_names_page_and_line(tmp_path):
    site = build(
        tmp_path, {"page": "# Page\n\n```{shown-source} dlbook.nowhere.f\n```\n"}, "book.reader.source_view"
    )
    assert "page.md:3: ERROR" in site.warnings
    assert "dlbook.nowhere" in site.warnings


def test_a_name_that_the_reference_lacks_is_a_warning(tmp_path):
    site = build(
        tmp_path,
        {"page": "# Page\n\n```{shown-source} dlbook.metrics.accuracy\n```\n"},
        "book.reader.source_view",
    )
    assert "reference target not found: dlbook.metrics.accuracy" in site.warnings
