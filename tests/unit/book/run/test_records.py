"""What cells hand on is kept by page, forgotten with its page, and put where the prose names it."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from tiny_book import TinyBook

from book.run import records as module
from book.run.records import (
    changed_quotes,
    forget,
    merge,
    quotes_others,
    records,
    stored,
    value_role,
)

CELL = "# Title\n\n```{code-cell} python\n%s\n```\n"


def number(name, line=1):
    return {"kind": "number", "line": line, "data": {"name": name, "text": name, "varies": False}}


def env_with(quoting=(), **pages):
    env = SimpleNamespace()
    stored(env).update(pages)
    for page in quoting:
        quotes_others(env, page)
    return env


def names(env, kind, page=None):
    return [(found, record["data"]["name"]) for found, record in records(env, kind, page)]


def test_records_are_found_by_kind_and_page():
    env = env_with(b=[number("x"), {**number("s"), "kind": "seeds"}], a=[number("y"), number("z")])
    assert names(env, "number") == [("a", "y"), ("a", "z"), ("b", "x")]
    assert names(env, "seeds") == [("b", "s")]
    assert names(env, "number", "b") == [("b", "x")]
    assert names(env, "claim") == names(env, "number", "nowhere") == []


def test_a_page_that_is_read_again_keeps_nothing_of_before():
    env = env_with(("a", "b"), a=[number("x")], b=[number("y")])
    forget(None, env, "a")
    forget(None, env, "never-read")
    assert names(env, "number") == [("b", "y")]
    assert module.quoting(env) == {"b": set()}


def test_a_reader_process_hands_over_its_own_pages_only():
    env = env_with(("one",), a=[number("old")], b=[number("old")], gone=[number("old")])
    other = env_with(("two",), a=[number("new")], b=[number("stale")])
    quotes_others(env, "a", ("number", "b", "old"))
    quotes_others(other, "a", ("number", "b", "new"))
    merge(None, env, ["a", "gone"], other)
    assert names(env, "number") == [("a", "new"), ("b", "old")]
    assert module.quoting(env) == {"one": set(), "a": {("number", "b", "new")}, "gone": set()}


def test_a_page_is_written_again_once_for_each_change_of_what_it_quotes():
    env = env_with()
    quotes_others(env, "a", ("number", "c", "x"), ("claim", "layers"))
    quotes_others(env, "b", ("number", "c", "y"))
    texts = {"x": "1", "y": "2"}
    changed = lambda: changed_quotes(env, "number", lambda quote: texts[quote[2]])
    assert (changed(), changed()) == (["a", "b"], [])
    texts["y"] = "3"
    assert (changed(), changed()) == (["b"], [])
    assert changed_quotes(env, "claim", lambda quote: quote[1]) == ["a"]


@pytest.mark.parametrize(
    ("text", "page", "name"),
    [("half", "", "half"), ("start/first::half", "start/first", "half"), ("a::b::c", "a::b", "c")],
)
def test_a_role_names_the_number_and_perhaps_its_page(text, page, name):
    inliner = SimpleNamespace(document=SimpleNamespace(current_source="page.md"))
    (node,), messages = value_role("value", f"{{value}}`{text}`", text, 12, inliner)
    assert (node["page"], node["number"], node.line, messages) == (page, name, 12, [])


def test_a_number_that_varies_is_marked_and_is_never_markup(tmp_path):
    book = TinyBook(tmp_path)
    shown = 'from dlbook.site.records import show, show_varying\nshow("fixed", 1.5, ".2f")\nshow_varying("time", "<i>two</i>")'
    book.page("a", CELL % shown + "\nIt is {value}`fixed` and {value}`time`, {value}`a::time`.\n")
    result = book.build()
    assert result.code == 0, result.text
    page = BeautifulSoup(book.html("a"), "html.parser")
    assert [mark.text for mark in page.select("[data-varies]")] == ["<i>two</i>"] * 2
    assert "It is 1.50 and <i>two</i>, <i>two</i>." in page.text
