"""Numbers in prose, through a whole build: read in the page's own kernel, written when the page is, quoted elsewhere."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tiny_book import HEAD, TinyBook

from book.page.notebook import read_page
from book.run import kernels as module
from book.run.kernels import Settings, run_pages
from book.run.store import PageRun

PERCENT = "\N{NO-BREAK SPACE}%"
NO_GPU = 'from book.page import needs\nneeds.NEEDS["needs-gpu"] = lambda: "there is no GPU here"\n'


def cell(source: str, tags: str = "") -> str:
    return f"```{{code-cell}} python\n{f':tags: [{tags}]' if tags else ''}\n{source}\n```\n\n"


X = "# A page\n\n" + cell("x = [1, 2, 3]")  # the line after it is the page's 13th


def text_of(book: TinyBook, page: str) -> str:
    """Return what a reader sees of a page."""
    return BeautifulSoup(book.html(page), "html.parser").text


def test_numbers_are_read_where_they_stand_and_written_in_their_format(tmp_path: Path) -> None:
    book = TinyBook(tmp_path, 'extensions.append("book.reader.notebooks")\n')
    first = (
        cell("half, name, mark = 0.5, '<i>two</i>', 7\nd = {'a': [1, 2]}\nhalf")
        + "One {value}`half:.1%`.\n\n"
    )
    first += (
        cell("1 / 0", "raises-exception")
        + "Two {value}`d['a'][1:][0]:d`, {varies}`name`, {value}`half\n/ 2:.2f`.\n\n"
    )
    first += cell("d['a'][1] = 5\nprint(_, len(Out), len(In), 'values' in globals())")
    first += "Three {value}`d['a'][1:][0]:d`.\n\n"
    figure = '---\nmystnb:\n  image: {alt: "A line that rises from one to {value}`top:d`"}\n'
    figure += '  figure: {name: fig-a, caption: "It ends at {value}`top`."}\n---\n'
    first += (
        "```{code-cell} python\n"
        + figure
        + "import matplotlib.pyplot as plt\n\ntop = 9\nplt.plot([1, top]);\n```\n"
    )
    book.page("a", "# A\n\n" + first)
    book.page("b", "# B\n\nThere {value}`a::half:.0%` and {varies}`a::name`.\n\n" + cell("print(1)"))
    result = book.build()
    assert result.code == 0, result.text
    page = BeautifulSoup(book.html("a"), "html.parser")
    for sentence in (f"One 50.0{PERCENT}.", "Two 2, <i>two</i>, 0.25.", "Three 5.", "It ends at 9."):
        assert sentence in page.text
    assert page.select_one("img[alt='A line that rises from one to 9']")
    assert [mark.text for mark in page.select("[data-varies]")] == ["<i>two</i>"]
    assert "0.5 1 4 False" in page.text, "reading leaves _, In and Out alone"
    assert f"There 50{PERCENT} and <i>two</i>." in text_of(book, "b")
    notebook = (book.out / "html/_downloads/notebooks/a.ipynb").read_text("utf-8")
    shown = "".join(
        "".join(c["source"]) for c in json.loads(notebook)["cells"] if c["cell_type"] == "markdown"
    )
    for sentence in (f"One 50.0{PERCENT}.", "Two 2,", "Three 5."):
        assert sentence in shown

    book.page("a", "# A\n\n" + first.replace("half:.1%", "half:.3f"))
    assert book.build().executed == 0, "a format executes nothing"
    assert "One 0.500." in text_of(book, "a")
    book.page("a", "# A\n\n" + first.replace("half, name, mark = 0.5", "half, name, mark = 0.25"))
    assert book.build().executed == 1
    assert f'There <span class="value">25{PERCENT}' in book.html("b"), (
        "a page that quotes keeps no stale number"
    )


EXERCISE = """```{exercise-start}
:label: exr-a
```
Write `one`.
```{exercise-end}
```

Until then {value}`x[0]`.

```{solution-start} exr-a
:class: dropdown
```
```{code-cell} python
:tags: [solution]
def one():
    return 1
```
```{code-cell} python
:tags: [check]
assert one() == 1, "not yet"
```
It is called {value}`one.__name__`.
```{solution-end}
```
"""


def test_the_stub_of_an_exercise_does_not_come_between_a_number_and_its_cell(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("a", X + EXERCISE)
    result = book.build()
    assert result.code == 0, result.text
    assert "Until then 1." in text_of(book, "a")
    assert "It is called one." in text_of(book, "a")


FAULTS = {
    "raises": (X + "{value}`x[3]`\n", "'x[3]': IndexError: list index out of range"),
    "missing": (X + "{value}`y`\n", "'y': NameError: name 'y' is not defined"),
    "below": (X + "{value}`y`\n\n" + cell("y = 1"), "'y': NameError"),
    "nan": (X.replace("[1, 2, 3]", "float('nan')") + "{value}`x`\n", "it is nan"),
    "infinite": (X.replace("[1, 2, 3]", "float('inf')") + "{value}`x`\n", "it is inf"),
    "words": (X.replace("[1, 2, 3]", "'98 %'") + "{value}`x`\n", "it is the string '98 %'"),
    "many": (X + "{value}`x`\n", "it is list; take one number"),
    "slow": (X.replace("[1, 2, 3]", "range(10**8)") + "{value}`sum(x)`\n", "seconds; compute it in a cell"),
    "format": (X + "{value}`x[0]:q`\n", "'x[0]:q': 1 cannot be written so"),
    "calls": (X + "{value}`x.pop()`\n", "'x.pop()' does more than read"),
    "backtick": (X + "{value}``x`y``\n", "'x`y' is no Python expression"),
    "nowhere": (X + "{value}`elsewhere::x`\n", "there is no page 'elsewhere'"),
    "unprinted": (X + "{value}`good::x[1]`\n", "'good' does not itself print 'x[1]'"),
    "itself": (X + "{value}`itself::x[0]`\n", "'itself' is this page"),
    "circle": (X + "{value}`round::x[0]`\n", "'round' does not itself print 'x[0]'"),
    "round": (X + "{value}`circle::x[0]`\n", "'circle' does not itself print 'x[0]'"),
    "two": (X + "{value}`good::x[0]`\n", "'good' prints 'x[0]' with different values"),
}  # fmt: skip


def test_what_cannot_be_shown_is_a_fault_of_its_page_and_line(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    for name, (text, _) in FAULTS.items():
        book.page(name, text)
    book.page("good", X + "{value}`x[0]`\n\n" + cell("x[0] = 5") + "{value}`x[0]`\n")
    result = book.build()
    assert result.code != 0
    for name, (_, message) in FAULTS.items():
        found = [line for line in result.text.splitlines() if f"{name}.md:13:" in line and message in line]
        assert found, (name, message, result.text)
    assert "good.md" not in result.text


def test_a_number_that_could_not_be_measured_here_says_why_and_is_never_published(tmp_path: Path) -> None:
    book = TinyBook(tmp_path, NO_GPU)
    book.page("a", "# A\n\n" + cell("seconds = 1.5", "needs-gpu") + "On a GPU {varies}`seconds:.1f`.\n")
    book.page("b", "# B\n\nThere {value}`a::seconds:.1f`.\n\n" + cell("print(1)"))
    assert book.build().code == 0
    for page in ("a", "b"):
        assert "not measured here (there is no GPU here)." in text_of(book, page)
    result = book.build("-E", DLBOOK_PUBLISH="1")
    assert result.code != 0
    assert "'seconds:.1f' was not measured: there is no GPU here" in result.text
    assert result.executed == 0


@pytest.mark.parametrize(
    ("change", "runs"), [("Text {value}`x[0]:d` twice {value}`x[0]`.\n", 0), ("{value}`x[1]`\n", 1)]
)
def test_a_new_expression_runs_the_page_and_a_second_use_does_not(
    tmp_path: Path, change: str, runs: int
) -> None:
    book = TinyBook(tmp_path)
    book.page("a", X + "{value}`x[0]`\n")
    assert book.build().executed == 1
    book.page("a", X + change)
    assert book.build().executed == runs


def run(text: str, settings: Settings) -> tuple[list[PageRun], list[str]]:
    """Run a page in a kernel of its own; return what it gave, and its faults."""
    found: list[PageRun] = []
    faults = run_pages(
        {"page": read_page(HEAD + text)}, settings, 1, lambda _, page_run: found.append(page_run)
    )
    return found, [str(fault) for fault in faults]


def test_a_run_for_the_claims_reads_nothing_of_the_prose() -> None:
    text = X + "{value}`x[0]`, {value}`x[3]`\n"
    (found,), faults = run(text, Settings(reads_values=False))
    assert (found.values, faults) == ([{}], [])
    assert run(text, Settings())[1] == ["page:13: 'x[3]': IndexError: list index out of range"]


def test_an_expression_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_SECONDS", 1)
    slow = "import time\n\nclass Slow:\n    it = property(lambda self: time.sleep(60))\n\nslow = Slow()"
    text = "# A page\n\n" + cell(slow) + "{value}`slow.it`\n"
    assert run(text, Settings())[1] == ["page:18: 'slow.it' came to no end"]
