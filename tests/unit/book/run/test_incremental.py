"""A build that is repeated does what has changed and nothing else: pages read, pages written, notebooks, cells."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp
from tiny_book import CONF, HEAD

from book.page import needs
from book.page.notebook import read_page
from book.run import extension as execution
from book.run import key as page_key

pytestmark = pytest.mark.filterwarnings("ignore:.*FillClaims.app:PendingDeprecationWarning")
DOCS = Path(page_key.__file__).parents[3]
CELL = "```{code-cell} python\n%s\n```\n"
SETTINGS = """
extensions += ["book.claims.extension", "book.run.status", "book.reader.notebooks"]
html_copy_source = False
"""
CLAIMS = """\
layers:
  part: 1
  page: source
  statement: Layers help.
  kind: measured
  verdict: holds
  counts: true
"""
SOURCE = """
from dlbook.site.claims import claim
from dlbook.site.verdict import at_least
half = 0.5
claim("layers", [0.9, 0.91], at_least(0.5))
"""
PAGES = {
    "source": f"{HEAD}# Source\n\n{CELL % SOURCE.strip()}\nIt is {{value}}`half:.1%`.\n\n:::{{checked}} layers\nThey help.\n:::\n",
    "quotes": HEAD + "# Quotes\n\n" + CELL % "x = 1" + "\nHalf is {value}`source::half:.1%`.\n",
    "links": "# Links\n\nWe know: {claim}`layers`\n",
    "ledger": "# Ledger\n\n```{ledger}\n```\n",
    "status": "# Status\n\n```{build-status}\n```\n",
    "prose": "(sec-prose)=\n# Prose\n\nOne sentence.\n",
    "other": "# Other\n\nWords.\n",
}


@dataclass
class Done:
    """What a build has read, written and run."""

    read: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    notebooks: set[str] = field(default_factory=set)
    executed: int = 0
    warnings: str = ""

    @property
    def counts(self):
        return len(self.read), len(self.written), len(self.notebooks), self.executed


class Book:
    """Pages that quote each other, built in this process."""

    def __init__(self, folder):
        self.source, self.out = folder / "src", folder / "out"
        self.source.mkdir()
        (self.source / "conf.py").write_text(CONF + SETTINGS, "utf-8")
        (self.source / "claims.schema.json").write_text((DOCS / "claims.schema.json").read_text("utf-8"))
        (self.source / "claims").mkdir()
        (self.source / "claims/01-concepts.yml").write_text(CLAIMS, "utf-8")
        for page, text in {**PAGES, "index": "# Tiny\n\n```{toctree}\n:glob:\n\n*\n```\n"}.items():
            (self.source / f"{page}.md").write_text(text, "utf-8")

    def replace(self, name, old, new):
        path = self.source / (name if "." in name else f"{name}.md")
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    def build(self):
        done, before = Done(), self.notebooks()
        app = SphinxTestApp("html", self.source, builddir=self.out)
        app.connect("source-read", lambda _app, page, _source: done.read.add(page))
        app.connect("doctree-resolved", lambda _app, _doctree, page: done.written.add(page))
        try:
            app.build()
        finally:
            app.cleanup()
        done.notebooks = {page for page, when in self.notebooks().items() if before.get(page) != when}
        done.written.discard("index")  # Sphinx itself writes each page anew that lists one that is written
        done.executed = int(re.search(r"pages executed: (\d+)", app.status.getvalue())[1])
        done.warnings = app.warning.getvalue()
        return done

    def notebooks(self):
        return {path.stem: path.stat().st_mtime_ns for path in self.out.glob("html/_downloads/**/*.ipynb")}

    def html(self, page):
        return (self.out / f"html/{page}.html").read_text("utf-8")

    def file(self, name):
        return json.loads((self.out / "html" / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Book(tmp_path_factory.mktemp("book"))


@pytest.fixture
def book(shared):
    """Return the book as it was first, and built."""
    for name, text in {
        **{f"{page}.md": text for page, text in PAGES.items()},
        "claims/01-concepts.yml": CLAIMS,
    }.items():
        if (shared.source / name).read_text("utf-8") != text:
            (shared.source / name).write_text(text, "utf-8")
    done = shared.build()
    assert done.warnings == ""
    return shared


def test_a_book_without_a_change_reads_writes_and_runs_nothing(book):
    assert book.build().counts == (0, 0, 0, 0)


@pytest.mark.parametrize("page", [None, "other", "quotes"])
def test_only_pages_that_changed_are_parsed(book, monkeypatch, page):
    parsed = set()
    monkeypatch.setattr(execution, "read_page", lambda text: parsed.add(text) or read_page(text))
    if page is not None:
        book.replace(page, "# ", "# All ")
    book.build()
    assert parsed == ({(book.source / f"{page}.md").read_text("utf-8")} if page else set())


def test_a_page_is_parsed_again_where_the_machine_has_something_that_it_lacked(book, monkeypatch):
    book.replace("quotes", "x = 1", ":tags: [needs-gpu]\n\nx = 1")
    monkeypatch.setitem(needs.NEEDS, "needs-gpu", lambda: "no GPU")
    assert book.build().executed == 1
    assert "no GPU" in book.html("quotes")
    monkeypatch.setitem(needs.NEEDS, "needs-gpu", lambda: None)
    assert book.build().read == {"quotes"}
    assert "no GPU" not in book.html("quotes")


def test_one_sentence_is_one_page_read_and_written_and_one_notebook(book):
    book.replace("quotes", "Half is", "One half is")
    assert book.build().counts == (1, 1, 1, 0)
    assert "One half is" in book.html("quotes")
    assert "50.0" in book.html("quotes")
    assert book.build().counts == (0, 0, 0, 0)


def test_one_sentence_of_a_page_that_others_quote_writes_none_of_them(book):
    book.replace("source", "They help.", "They do help.")
    assert book.build().counts == (1, 1, 1, 0)


def test_a_notebook_that_is_missing_is_written(book):
    next(book.out.glob("html/_downloads/**/quotes.ipynb")).unlink()
    assert book.build().counts == (0, 0, 1, 0)


def test_another_number_writes_the_pages_that_quote_it_and_the_tables_of_the_build(book):
    book.replace("source", "half = 0.5", "half = 0.25")
    done = book.build()
    assert (done.read, done.executed) == ({"source"}, 1)
    assert done.written <= {"source", "quotes", "status"}, "of the claims none has changed"
    assert "25.0" in book.html("quotes")
    assert "50.0" not in book.html("quotes")


def test_another_outcome_writes_the_ledger_and_the_pages_that_link_to_the_claim(book):
    book.replace("source", "[0.9, 0.91]", "[0.8, 0.81]")
    done = book.build()
    assert (done.read, done.executed) == ({"source"}, 1)
    assert done.written <= {"source", "ledger", "links", "status"}, "the number is the same"
    assert "0.805" in book.html("ledger")
    (claim,) = book.file("claims.json")["claims"]
    assert claim["value"] == pytest.approx(0.805)
    assert book.file("status.json")["pages"].keys() == {"source", "quotes"}
    assert not book.file("status.json")["pages"]["source"]["cached"]
    assert book.file("status.json")["pages"]["quotes"]["cached"]


def test_another_wording_of_a_claim_is_written_wherever_it_stands_and_nothing_is_read(book):
    book.replace("claims/01-concepts.yml", "Layers help.", "Layers help much.")
    done = book.build()
    assert (done.read, done.written) == (set(), {"source", "links", "ledger"})
    assert all("Layers help much." in book.html(page) for page in done.written)


def test_the_search_finds_what_stands_on_pages_that_were_not_read(book):
    book.replace("prose", "One sentence", "A giraffe")
    book.build()
    index = (book.out / "html/searchindex.js").read_text("utf-8")
    assert "giraff" in index
    assert '"word"' in index, "of the page 'other'"


def test_a_page_with_an_open_warning_is_read_again_with_the_one_that_was_saved_and_no_other(book):
    book.replace("other", "Words.", "Words, {ref}`nowhere`.")
    assert "undefined label" in book.build().warnings
    for sentence in ("Two sentences.", "Three sentences."):
        (book.source / "prose.md").write_text(f"(sec-prose)=\n# Prose\n\n{sentence}\n", "utf-8")
        done = book.build()
        assert (done.read, done.written) == ({"other", "prose"}, {"other", "prose"})
        assert "undefined label" in done.warnings
        assert book.html("other").count("To correct on this page") == 1
    book.replace("prose", "(sec-prose)=", "(nowhere)=")
    done = book.build()
    assert (done.read, done.warnings) == ({"other", "prose"}, "")
    assert "To correct on this page" not in book.html("other")
    assert book.build().counts == (0, 0, 0, 0)


def test_a_label_that_two_pages_have_is_said_again_in_each_build(book):
    book.replace("other", "# Other", "(sec-prose)=\n# Other")
    for attempt in ("first", "second", "third"):
        assert "duplicate label" in book.build().warnings, attempt


def test_a_warning_that_belongs_to_no_page_has_the_whole_book_read_again(book):
    book.replace(
        "conf.py", 'project = "tiny"', 'project = "tiny"\nnumfig_format = {"figure": 5}\nfoo = html_theme'
    )
    book.replace("conf.py", "foo = html_theme", "html_static_path = ['nowhere']")
    done = [book.build() for _attempt in ("first", "second")]
    book.replace("conf.py", "html_static_path = ['nowhere']", "html_copy_source = False")
    assert all("nowhere" in one.warnings for one in done)
    assert len(done[1].read) == len(PAGES) + 1


@pytest.fixture
def pin(tmp_path, monkeypatch):
    """Return what installs another version of a distribution, as far as its metadata go."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name, version):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        page_key.installed_versions.cache_clear()

    yield install
    monkeypatch.undo()
    page_key.installed_versions.cache_clear()


def test_a_new_version_of_a_tool_of_the_site_runs_nothing(book, pin, monkeypatch):
    digest = page_key.content_digest
    monkeypatch.setattr(
        page_key,
        "content_digest",
        lambda path: "new pins" if path.name == "constraints.txt" else digest(path),
    )
    pin("soupsieve", "99.0")
    assert book.build().counts == (0, 0, 0, 0)


@pytest.mark.parametrize("name", ["torch", "ipykernel"])
def test_a_new_version_of_what_cells_can_import_runs_the_cells(book, pin, name):
    pin(name, "99.0")
    assert book.build().executed == 2
