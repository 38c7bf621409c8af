"""Two builds of a book are equal byte for byte, and what a page marks as varying is all that is forgiven."""

import json
import shutil
from pathlib import Path

import pytest
from tiny_book import TinyBook

from book.run import repeatable

SEEDED = """# Seeded

```{code-cell} python
---
mystnb:
  image: {alt: "A line."}
---
import numpy as np
import matplotlib.pyplot as plt

numbers = np.random.default_rng(0).normal(size=5)
print(numbers)
_ = plt.plot(numbers)
```
"""
FIGURE = """# Figure

```{code-cell} python
---
mystnb:
  image: {alt: "A line."}
---
from dlbook.figures.curves import draw_line

draw_line([1, 2], [2, 1]);
```
"""
TIMED = """# Timed

```{code-cell} python
import time

now, answer = time.time(), 42
```

It is {varies}`now:.6f`, and the answer is {value}`answer`.
"""
PLAIN = "# Plain\n\nNo cell, and `{set('abcdefgh')}`.\n"


def tiny_book(folder: Path) -> TinyBook:
    book = TinyBook(folder, 'extensions += ["book.run.status", "book.reader.notebooks"]\n')
    book.page("seeded", SEEDED)
    book.page("timed", TIMED)
    book.page("plain", PLAIN)
    return book


def site(folder: Path, **files: str | bytes) -> Path:
    """Make a site of a few files; two underscores in a name stand for a dot, and three for a slash."""
    for name, content in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def compared(folder: Path, one: dict[str, str | bytes], two: dict[str, str | bytes]) -> tuple[list[str], int]:
    return repeatable.compare(site(folder / "one", **one), site(folder / "two", **two))


def test_two_builds_of_a_book_are_the_same_bytes_but_for_what_it_marks(tmp_path, capfd):
    book = tiny_book(tmp_path)
    code = repeatable.main(["--source", str(book.source), "--keep", str(tmp_path / "kept")])
    said = capfd.readouterr()
    assert code == 0, said.out + said.err
    assert "0 files differ" in said.out
    first, second = (
        (tmp_path / "kept" / name / "html" / "timed.html").read_text() for name in ("first", "second")
    )
    assert first != second, "the second build took the outputs of the first"
    assert "answer is <" in first


def test_a_figure_of_the_package_is_the_same_bytes_in_every_build(tmp_path, capfd):
    book = TinyBook(tmp_path)
    profile = repeatable.DOCS / "_ipython" / "profile_default"
    (book.source / "_ipython" / "profile_default").mkdir(parents=True)
    for path in profile.glob("*.py"):
        shutil.copy(path, book.source / "_ipython" / "profile_default")
    book.page("figure", FIGURE)
    code = repeatable.main(["--source", str(book.source), "--keep", str(tmp_path / "kept")])
    assert code == 0, capfd.readouterr().out
    assert len(list((tmp_path / "kept" / "first" / "html").rglob("*.svg"))) == 1


def test_a_page_that_prints_the_time_is_found_with_its_file_and_line(tmp_path, capfd):
    book = tiny_book(tmp_path)
    book.page("planted", "# Planted\n\n```{code-cell} python\nimport time\nprint('now:', time.time())\n```\n")
    assert repeatable.main(["--source", str(book.source)]) == 1
    said = capfd.readouterr().out
    assert "planted.html: line " in said
    assert said.count("now: ") == 2
    assert "1 files differ" in said


def test_a_book_that_does_not_build_is_not_called_repeatable(tmp_path):
    book = tiny_book(tmp_path)
    book.page("plain", "# Plain\n\n```{code-cell} python\n1 / 0\n```\n")
    with pytest.raises(SystemExit, match="does not build; nothing was compared"):
        repeatable.main(["--source", str(book.source)])


def test_the_first_differing_line_is_shown_from_both(tmp_path):
    found, _ = compared(tmp_path, {"a__html": "one\ntwo 1\nthree"}, {"a__html": "one\ntwo 2\nfour"})
    assert found == ["a.html: line 2:\n  'two 1'\n  'two 2'"]


def test_a_long_line_is_cut_to_what_stands_around_the_difference(tmp_path):
    found, _ = compared(
        tmp_path, {"a__js": "x" * 9_000 + "1" + "y" * 9_000}, {"a__js": "x" * 9_000 + "2" + "y" * 9_000}
    )
    assert len(found[0]) < 300
    assert "x1y" in found[0]


def test_a_content_that_goes_on_longer_is_a_difference(tmp_path):
    found, _ = compared(tmp_path, {"a__bin": b"\x00\xff"}, {"a__bin": b"\x00\xff\xfe"})
    assert found[0].startswith("a.bin: line 1")


def test_a_file_that_only_one_build_has_is_a_difference(tmp_path):
    found, _ = compared(
        tmp_path, {"a__html": "", "_images___x1__svg": ""}, {"a__html": "", "_images___x2__svg": ""}
    )
    assert found == [f"_images/{name}.svg: only one of the two builds has it" for name in ("x1", "x2")]


def test_marked_numbers_are_blanked_and_counted(tmp_path):
    text = "took <span data-varies>{} s</span>, <span data-varies>{}</span>"
    found, count = compared(tmp_path, {"a__html": text.format(1, 2)}, {"a__html": text.format(3, 44)})
    assert (found, count) == ([], 2)


@pytest.mark.parametrize(
    "text",
    [
        "<span>{}</span>",
        "<span data-variesx>{}</span>",
        "<p data-varies>{}</p>",
        "<span data-varies></span>{}",
    ],
)
def test_numbers_that_are_not_marked_are_not_forgiven(tmp_path, text):
    found, count = compared(tmp_path, {"a__html": text.format(1)}, {"a__html": text.format(2)})
    assert len(found) == 1
    assert count == (1 if "data-varies><" in text else 0)


def test_only_figures_named_as_varying_may_differ(tmp_path):
    one = {"_images___varies-time__svg": "1", "_images___loss-varies__svg": "same"}
    assert compared(tmp_path, one, one | {"_images___varies-time__svg": "2"}) == ([], 1)
    found, _ = compared(tmp_path, one, one | {"_images___loss-varies__svg": "other"})
    assert len(found) == 1
    assert found[0].startswith("_images/loss-varies.svg")


@pytest.mark.parametrize("name", ["status__json", "_static___status__js"])
def test_of_the_status_only_time_and_memory_and_the_cache_may_differ(tmp_path, name):
    row = '{"edition": "shipped", "pages": {"a": {"seconds": 1.5, "cells": 3, "cached": false, "peak_mb": 200}}}'
    other = row.replace("1.5", "12.0").replace("false", "true").replace("200", "300")
    assert compared(tmp_path, {name: row}, {name: other}) == ([], 3)
    assert len(compared(tmp_path, {name: row}, {name: row.replace('"cells": 3', '"cells": 4')})[0]) == 1
    assert len(compared(tmp_path, {name: row}, {name: row.replace("shipped", "complete")})[0]) == 1


def test_times_elsewhere_are_not_forgiven(tmp_path):
    assert len(compared(tmp_path, {"other__json": '"seconds": 1'}, {"other__json": '"seconds": 2'})[0]) == 1


@pytest.mark.parametrize(("varies", "num_differences"), [(True, 0), (False, 1)])
def test_only_claims_that_vary_may_have_another_value(tmp_path, varies, num_differences):
    def claims(value: float) -> str:
        return json.dumps({"claims": [{"id": "gpu", "value": value, "text": str(value), "varies": varies}]})

    found, count = compared(tmp_path, {"claims__json": claims(1.5)}, {"claims__json": claims(1.6)})
    assert (len(found), count) == (num_differences, int(varies))
