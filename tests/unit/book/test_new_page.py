"""A page from the template passes all gates at once; a page that cannot be made leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_book import TinyBook

from book import new_page
from book.lint.snippets import lint
from book.lint.terms import GLOSSARY, faults, glossary_words
from book.lint.typed_numbers import typed_numbers
from book.new_page import DOCS, TEMPLATE, NewPageError, make_page, with_entry
from book.page.grammar import CLOSED, SEARCHED
from book.page.order import reading_order
from book.page.prose import paragraphs

INDEX = """# Book

```{toctree}
:hidden:
:caption: Start

start/first-network
start/setup
```

```{toctree}
:hidden:

Pros and cons <pros-cons/costs>
reference/glossary
```
"""


@pytest.fixture
def docs(tmp_path):
    """Return the folder of a small book."""
    for name in ("start/first-network", "start/setup", "pros-cons/costs", "reference/glossary"):
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"(sec-{path.stem})=\n# {path.stem}\n", "utf-8")
    (tmp_path / "index.md").write_text(INDEX, "utf-8")
    return tmp_path


def snapshot(folder):
    """Return all files with their content, and all folders."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


class TestTemplate:
    text = TEMPLATE.read_text("utf-8")

    def test_its_code_is_run_and_in_style(self):
        assert lint(self.text, "template.md") == []

    def test_it_types_no_number_by_hand(self):
        assert typed_numbers(self.text) == []

    def test_it_uses_no_word_before_its_definition(self):
        texts = {name: (DOCS / f"{name}.md").read_text("utf-8") for name in reading_order(DOCS)}
        words = glossary_words((DOCS / f"{GLOSSARY}.md").read_text("utf-8"))
        found = faults({**texts, "techniques/template": self.text}, words)
        assert [fault for fault in found if fault[0] == "techniques/template"] == []

    def test_it_shows_every_room_and_every_directive_of_ours(self):
        for room in ("What this does not show", "Common mistakes", "Summary", "Exercises", "Further reading"):
            assert f"\n## {room}\n" in self.text
        for name in ("page-head", "recall", "question", "shown-source", "my-number", "stop-here", "checked"):
            assert f"{{{name}}}" in self.text
            assert name in SEARCHED | CLOSED
        for role in ("value", "by-hand", "term", "numref", "cite"):
            assert f"{{{role}}}`" in self.text
        for tag in ("raises-exception", "solution", "check"):
            assert f":tags: [{tag}]" in self.text

    def test_every_label_is_the_topic_s_own(self):
        own = new_page.filled(self.text, "long-topic")
        assert "my-topic" not in own
        assert "my topic" not in own
        assert "(sec-long-topic)=\n# Find out what long topic does\n" in own
        assert ":label: q-long-topic-next" in own
        assert ":label: exr-long-topic-mean" in own
        assert "name: fig-long-topic-means" in own

    def test_its_sentences_are_short(self):
        words = [len(line.split()) for p in paragraphs(self.text) for line in p.joined().splitlines()]
        assert sum(words) / len(words) < 20


class TestRegistered:
    def test_after_the_last_page_of_its_part(self, docs):
        page, index = make_page("start/my-topic", docs)
        assert page == docs / "start" / "my-topic.md"
        assert index == docs / "index.md"
        assert reading_order(docs)[1:4] == ["start/first-network", "start/setup", "start/my-topic"]

    def test_a_new_part_stands_in_the_order_of_reading(self, docs):
        make_page("techniques/my-topic", docs)
        make_page("math/other", docs)
        assert ":caption: Techniques" in (docs / "index.md").read_text("utf-8")
        assert reading_order(docs) == [
            "index",
            "start/first-network",
            "start/setup",
            "math/other",
            "techniques/my-topic",
            "pros-cons/costs",
            "reference/glossary",
        ]

    def test_in_the_part_s_own_index_page_where_there_is_one(self, docs):
        (docs / "start" / "index.md").write_text("# Start\n\n:::{toctree}\n:hidden:\n:::\n\nMore.\n", "utf-8")
        _, index = make_page("start/my-topic", docs)
        assert index == docs / "start" / "index.md"
        assert index.read_text("utf-8") == "# Start\n\n:::{toctree}\n:hidden:\nmy-topic\n:::\n\nMore.\n"
        assert (docs / "index.md").read_text("utf-8") == INDEX

    def test_nothing_else_of_the_index_changes(self):
        listed = with_entry(INDEX, "start/my-topic", "start")
        assert listed.replace("start/my-topic\n", "") == INDEX

    def test_a_last_part_and_a_book_without_tables(self):
        assert with_entry("# Book\n", "beyond/x", "beyond").endswith("\n:caption: Beyond\n\nbeyond/x\n```\n")


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("start/setup", "setup.md is there already, in docs/start"),
            ("pros-cons/setup", "start/setup.md has the label 'sec-setup' already"),
            (
                "technique/my-topic",
                "unknown part 'technique'; a page is part/topic, and the parts are start, concepts",
            ),
            ("reference/my-topic", "unknown part 'reference'"),
            ("my-topic", "unknown part 'my-topic'"),
            ("../x", "unknown part 'x'"),
            ("start/", "'' is no name"),
            ("start/My-Topic", "write nouns in lower case"),
            ("start/my_topic", "'my_topic' is no name"),
            ("start/3d", "'3d' is no name"),
            ("docs/start/setup.md", "setup.md is there already, in docs/start"),
            (r"start\setup.html", "setup.md is there already, in docs/start"),
            ("start/a/b", "'a/b' is no name"),
            ("start/../x", "unknown part 'x'"),
        ],
    )
    def test_nothing_is_written(self, docs, name, message):
        before = snapshot(docs)
        with pytest.raises(NewPageError) as fault:
            make_page(name, docs)
        assert message in str(fault.value)
        assert snapshot(docs) == before

    def test_an_index_page_without_a_table(self, docs):
        (docs / "start" / "index.md").write_text("# Start\n", "utf-8")
        before = snapshot(docs)
        with pytest.raises(NewPageError, match=r"has no \{toctree\}"):
            make_page("start/my-topic", docs)
        assert snapshot(docs) == before

    @pytest.mark.parametrize("broken", ["index.part", "my-topic.part"])
    def test_a_write_that_fails_is_taken_back(self, docs, monkeypatch, broken):
        before = snapshot(docs)
        write = Path.write_text

        def full(path, text, encoding):
            if path.name == broken:
                write(path, text[:10], encoding)
                raise OSError("no space left")
            return write(path, text, encoding)

        monkeypatch.setattr(Path, "write_text", full)
        with pytest.raises(OSError, match="no space left"):
            make_page("techniques/my-topic", docs)
        assert snapshot(docs) == before


def test_the_command_says_what_to_do_next(docs, monkeypatch, capsys):
    monkeypatch.setattr(new_page, "DOCS", docs)
    monkeypatch.setattr(new_page.make_page, "__defaults__", (docs, TEMPLATE))
    assert new_page.main(["start/my-topic"]) == 0
    assert "nox -s page -- start/my-topic" in capsys.readouterr().out
    assert new_page.main(["start/my-topic"]) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["start/3d"]])
def test_the_command_fails_with_one_clear_line(arguments):
    script = DOCS / "_ext"
    done = subprocess.run(
        [sys.executable, script, "new", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


CONF = f"""
extensions += ["book.reader.page_head", "book.reader.source_view", "book.reader.questions", "book.reader.recall", "book.claims.my_number", "book.reader.by_hand", "book.run.tracebacks", "book.look.alt",
               "book.reader.notebooks", "sphinx.ext.autodoc", "sphinxcontrib.bibtex"]
bibtex_bibfiles = [{str(DOCS / "references.bib")!r}]
numfig = True
default_role = "code"
nitpick_ignore_regex = [("py:.*", r"(torch|collections|os)\\..*")]
"""
FIRST = """(sec-first-network)=
# First

(sec-first-network-seed)=
## Seeds

(sec-examined-seeds)=
## Luck

(path-maker)=
## Maker

(path-student)=
## Student

(path-teacher)=
## Teacher
"""
ASIDE = "# Aside\n\n```{bibliography}\n```\n\n```{eval-rst}\n.. autofunction:: dlbook.device.make_generator\n```\n"


def test_the_page_builds_without_a_warning(tmp_path):
    book = TinyBook(tmp_path, CONF)
    (book.source / "misconceptions.yml").write_bytes((DOCS / "misconceptions.yml").read_bytes())
    (book.source / "start").mkdir()
    (book.source / "start" / "first-network.md").write_text(FIRST, "utf-8")
    (book.source / "aside.md").write_text(ASIDE, "utf-8")
    (book.source / "index.md").write_text(
        "# Book\n\n```{toctree}\nstart/first-network\n```\n\n```{toctree}\naside\n```\n", "utf-8"
    )
    make_page("techniques/my-topic", book.source)
    result = book.build()
    assert result.code == 0, result.text
    assert result.executed == 1
    html = book.html("techniques/my-topic")
    for what in ("<details", "Not yet:", "Passed.", "(2 + 5 + 2) / 3 =", "has not been measured yet"):
        assert what in html
