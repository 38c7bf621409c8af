"""The store of outputs cannot lie: what changed is run, what did not is not, and a fault stays a fault."""

import re
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from tiny_book import EXT, HEAD, TinyBook

CELL = "# Title\n\nSome words.\n\n```{code-cell} python\n%s\n```\n"
FAKE_PACKAGE = """
from book.run import kernel_env, key
from pathlib import Path
key.package_root = lambda: Path({package!r})
key.PACKAGE = "fakebook"
kernel_env.INHERITED.add("PYTHONPATH")
sys.path.insert(0, {parent!r})
"""


def fake_package(folder: Path) -> Path:
    """Make a package in which ``user`` imports ``base``, and ``other`` imports nothing."""
    package = folder / "fakebook"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "base.py").write_text("NUMBER = 1\n")
    (package / "user.py").write_text("from fakebook.base import NUMBER\n")
    (package / "other.py").write_text("NUMBER = 7\n")
    return package


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyBook:
    """Return a book of three pages: one uses base through user, one uses other, one neither."""
    package = fake_package(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = TinyBook(tmp_path / "book", FAKE_PACKAGE.format(package=str(package), parent=str(tmp_path)))
    made.page("through", CELL % "from fakebook import user\nprint('through', user.NUMBER)")
    made.page("other", CELL % "from fakebook.other import NUMBER\nprint('other', NUMBER)")
    made.page("alone", CELL % "print('alone')")
    return made


def test_only_what_changed_is_run(book: TinyBook, tmp_path: Path) -> None:
    assert book.build().executed == 3
    assert "through 1" in book.html("through")

    assert book.build().executed == 0, "nothing changed"

    page = book.source / "alone.md"
    page.write_text(page.read_text("utf-8").replace("Some words", "Other words"), "utf-8")
    assert book.build().executed == 0, "only prose changed"
    assert "Other words" in book.html("alone")

    page.write_text(page.read_text("utf-8").replace("'alone'", "'changed'"), "utf-8")
    assert book.build().executed == 1, "one page's code changed"
    assert ">changed" in book.html("alone").replace("\n", "")

    (tmp_path / "fakebook" / "base.py").write_text("NUMBER = 2\n")
    assert book.build().executed == 1, "a module changed that one page imports through another"
    assert "through 2" in book.html("through")
    assert "through 1" not in book.html("through")

    (tmp_path / "fakebook" / "base.py").write_text("NUMBER = 1\n")
    assert book.build().executed == 0, "the old outputs are still stored"
    assert "through 1" in book.html("through")


def test_a_caption_is_prose(book: TinyBook) -> None:
    text = "# T\n\n```{code-cell} python\n---\nmystnb:\n  figure: {caption: one}\n---\nprint(1)\n```\n"
    book.page("alone", text)
    assert book.build().executed == 3
    book.page("alone", text.replace("one", "two"))
    assert book.build().executed == 0


@pytest.mark.parametrize(
    ("code", "tags", "line", "message"),
    [
        ("x = 1\n\n1 / 0", "", 13, "ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('old')", "", 11, "UserWarning: old"),
        ("print(1)", ":tags: [raises-exception]\n\n", 13, "did not raise"),
        ("while True: pass", "", 11, "longer than 3 seconds"),
    ],
)
def test_a_fault_names_page_and_line_every_time(
    tmp_path: Path, code: str, tags: str, line: int, message: str
) -> None:
    book = TinyBook(tmp_path, "dlbook_cell_timeout = 3\n")
    book.page("fine", CELL % "print('fine')")
    book.page("faulty", CELL % (tags + code))
    for attempt in ("the first", "the repeated"):
        result = book.build()
        assert result.code != 0, f"{attempt} build passed"
        assert f"faulty.md:{line}: " in result.text, attempt
        assert message in result.text


def test_a_warning_of_sphinx_itself_comes_again_when_the_build_is_repeated(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("faulty", CELL % "print(1)" + "\n{ref}`nowhere`\n")
    for attempt in ("the first", "the repeated"):
        result = book.build()
        assert result.code != 0, f"{attempt} build passed"
        assert "faulty.md:14: WARNING: undefined label" in result.text


def test_a_repaired_page_builds_and_the_others_are_not_run_again(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("fine", CELL % "print('fine')")
    book.page("faulty", CELL % "1 / 0")
    assert book.build().code != 0
    book.page("faulty", CELL % "1 / 1")
    result = book.build()
    assert (result.code, result.executed) == (0, 1)


def hostile(folder: Path) -> dict[str, str]:
    """Return variables of a reader that would each change a page: threads, styles, packages, kernels, warnings."""
    (folder / "dlbook").mkdir(parents=True)
    (folder / "dlbook" / "__init__.py").touch()
    (folder / "kernels" / "python3").mkdir(parents=True)
    (folder / "kernels" / "python3" / "kernel.json").write_text('{"argv": ["false"], "display_name": "no"}')
    (folder / "matplotlibrc").write_text("font.size: 30\n")
    (folder / "start.py").write_text("surprise = 1\n")
    places = dict.fromkeys(["PYTHONPATH", "JUPYTER_PATH", "MPLCONFIGDIR", "MATPLOTLIBRC"], str(folder))
    numbers = {"MKL_NUM_THREADS": "2", "OMP_NUM_THREADS": "7", "DLBOOK_SEEDS": "2", "FORCE_COLOR": "1"}
    python = {"PYTHONOPTIMIZE": "1", "PYTHONSTARTUP": str(folder / "start.py"), "PYTHONWARNINGS": "always"}
    return {**places, **numbers, **python, "HOME": "/proc/nowhere", "MPLBACKEND": "Agg"}


WHAT_A_PAGE_FINDS = """import os, sys, dlbook, matplotlib
from matplotlib import pyplot
print("package", dlbook.__file__)
print("font", matplotlib.rcParams["font.size"], "optimized", sys.flags.optimize, "options", sys.warnoptions)
print("threads", os.environ["MKL_NUM_THREADS"], os.environ["OMP_NUM_THREADS"])
print("strangers", [name for name in ("surprise", "leftover") if name in globals()], "DLBOOK_SEEDS" in os.environ)
pyplot.plot([1, 2]);"""


def test_nothing_that_a_reader_has_set_reaches_a_page(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    startup = book.source / "_ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("leftover = 1\n")
    book.page("one", CELL % WHAT_A_PAGE_FINDS)
    page = book.source / "one.md"
    page.write_text(page.read_text("utf-8").replace("name: python3", "name: of-another-environment"), "utf-8")
    result = book.build(**hostile(tmp_path / "reader"))
    assert result.code == 0, result.text
    text = BeautifulSoup(book.html("one"), "html.parser").get_text()
    assert "package /home/you/dlbook/dlbook/__init__.py" in text
    assert "font 10.0 optimized 0 options []" in text
    assert "threads 1 1" in text
    assert "strangers [] False" in text
    assert "<img" in book.html("one"), "the kernel's own backend draws"


def test_an_address_and_a_progress_bar_are_faults_with_their_lines(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("address", CELL % "object()")
    book.page("bar", CELL % "print('10 %', end='\\r')\nprint('20 %')")
    book.page("fine", CELL % "print(hex(2**30), 'at home')")
    result = book.build()
    assert re.search(r"address.md:11: .*an address in memory \('at 0x[0-9a-f]+'\)", result.text)
    assert re.search(r"bar.md:11: .*a progress bar", result.text)
    assert "fine.md" not in result.text


def test_a_page_that_is_deleted_leaves_nothing_in_the_site(tmp_path: Path) -> None:
    book = TinyBook(tmp_path, 'extensions += ["book.reader.notebooks"]\nhtml_copy_source = False\n')
    book.page("stays", CELL % "from matplotlib import pyplot\npyplot.plot([1, 2]);")
    book.page("goes", CELL % "from matplotlib import pyplot\npyplot.plot([2, 1]);")
    assert book.build().code == 0
    html = book.out / "html"
    made = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    assert {"goes.html", "_downloads/notebooks/goes.ipynb"} <= made
    assert len([name for name in made if name.startswith("_images/")]) == 2
    (book.source / "goes.md").unlink()
    book.page("stays", CELL % "from matplotlib import pyplot\npyplot.plot([1, 2]);")
    assert book.build().code == 0
    kept = {path.relative_to(html).as_posix() for path in html.rglob("*") if path.is_file()}
    assert {"stays.html", "genindex.html", "search.html", "_downloads/notebooks/stays.ipynb"} <= kept
    assert len([name for name in kept if name.startswith("_images/")]) == 1
    assert [name for name in kept if "goes" in name] == []
    assert '"docnames":["index","stays"]' in (html / "searchindex.js").read_text("utf-8")


EXERCISE = """# T

```{exercise-start}
:label: exr-add
```
Add two numbers.
```{exercise-end}
```

```{solution-start} exr-add
:class: dropdown
```
```{code-cell} python
:tags: [solution]
def add(a, b):
    return a + b
```
```{code-cell} python
:tags: [check]
assert add(1, 2) == 3, "not yet"
```
```{solution-end}
```
"""


def test_the_stub_comes_from_the_solution_and_fails_its_check(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("exercise", EXERCISE)
    result = book.build()
    assert result.code == 0, result.text
    html = book.html("exercise")
    assert html.index("your code here") < html.index("AssertionError") < html.index("Solution to")


def test_gates_with_yaml_options_and_gates_that_are_only_shown() -> None:
    from book.page.notebook import page_blocks, read_page

    with_yaml = EXERCISE.replace(":label: exr-add", "---\nlabel: exr-add\n---")
    shown = '% skip: next "how to write one"\n````markdown\n' + EXERCISE.replace("# T\n", "") + "````\n\n"
    plain, yaml_, both = (
        [(cell.cell_type, cell.source) for cell in read_page(HEAD + text).cells]
        for text in (EXERCISE, with_yaml, EXERCISE.replace("# T\n", "# T\n\n" + shown))
    )
    assert [source for kind, source in yaml_ if kind == "code"] == [s for kind, s in plain if kind == "code"]
    assert [source for kind, source in both if kind == "code"] == [s for kind, s in plain if kind == "code"]
    assert both[0][1].startswith("# T"), "the example stays where it is shown"
    assert "your code here" in both[1][1]
    assert not [block.fault for block in page_blocks(HEAD + with_yaml) if block.fault]


def test_a_cell_that_only_decides_claims_is_folded_and_the_check_of_an_exercise_is_not() -> None:
    from book.page.notebook import read_page, tags

    claims = "\n```{code-cell} python\n:tags: [check]\nprint('decides')\n```\n"
    cells = [cell for cell in read_page(HEAD + EXERCISE + claims).cells if "check" in tags(cell)]
    assert ["hide-cell" in tags(cell) for cell in cells] == [False, True]


def test_a_check_that_passes_on_the_stub_is_a_fault(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    book.page("exercise", EXERCISE.replace('assert add(1, 2) == 3, "not yet"', "add(1, 2)"))
    result = book.build()
    assert result.code != 0
    assert "exercise.md:" in result.text
    assert "did not raise" in result.text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":label: exr-add", ":label: exr-other", "has no exercise with this label"),
        (":tags: [check]\n", "", "needs a cell tagged 'check'"),
        ("def add(a, b):\n    return a + b", "sum_ = 3", "nothing to leave out"),
    ],
)
def test_a_faulty_exercise_names_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    book = TinyBook(tmp_path)
    book.page("exercise", EXERCISE.replace(old, new))
    result = book.build()
    assert result.code != 0
    assert "exercise.md:1" in result.text  # lines 18 to 26
    assert message in result.text


def test_a_distribution_shown_twice_is_a_fault(tmp_path: Path) -> None:
    book = TinyBook(tmp_path)
    shown = 'from dlbook.site.records import show_seeds\nshow_seeds("x", [1, 2])\nshow_seeds("x", [3, 4])'
    book.page("a", CELL % shown)
    assert "is shown twice on this page" in book.build().text


def test_the_extensions_import_no_torch() -> None:
    import subprocess

    code = f"import sys; sys.path.insert(0, {str(EXT)!r}); import book.claims.extension, book.run.status; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_module_saved_while_pages_run_does_not_confuse_the_build(book: TinyBook) -> None:
    code = "from pathlib import Path\nfrom fakebook import base\nPath(base.__file__).write_text('NUMBER = 5')"
    book.page("writer", CELL % code)
    assert book.build().code == 0
    assert book.build().executed == 2, "the pages that import the module, and no other"
