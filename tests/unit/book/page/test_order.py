"""The reading order is that of the tables of contents."""

from pathlib import Path

import pytest

from book.page.order import entries, flatten, reading_order, resolved

NAMES = {"index", "start/index", "start/one", "start/two", "math/a", "math/b", "end"}


def test_children_come_right_after_their_parent():
    assert flatten({"index": ["start", "end"], "start": ["one", "two"]}) == [
        "index",
        "start",
        "one",
        "two",
        "end",
    ]


def test_a_page_listed_twice_or_in_a_circle_stands_where_it_came_first():
    assert flatten({"index": ["a", "b", "a"], "a": ["index"]}) == ["index", "a", "b"]


@pytest.mark.parametrize(
    ("target", "page", "name"),
    [
        ("one", "start/index", "start/one"),
        ("/end", "start/index", "end"),
        ("../math/a.md", "start/index", "math/a"),
        ("start/one", "index", "start/one"),
    ],
)
def test_entries_are_relative_to_their_page(target, page, name):
    assert resolved(target, page) == name


def test_titles_options_patterns_and_several_tables():
    text = """
# Title
```{toctree}
:hidden:
:caption: Start

First <start/one>
start/two
```

::::{grid}
:::{toctree}
:glob:

math/*
https://example.org
:::
::::

Not an entry: end
"""
    assert entries(text, "index", NAMES) == ["start/one", "start/two", "math/a", "math/b"]


def test_private_folders_hold_no_pages(tmp_path: Path):
    for name, text in {
        "index": "```{toctree}\nb\na\nmissing\n```",
        "a": "# A",
        "b": "```{toctree}\nsub/c\n```",
        "sub/c": "# C",
        "_build/d": "# D",
    }.items():
        path = tmp_path / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert reading_order(tmp_path) == ["index", "b", "sub/c", "a"]
