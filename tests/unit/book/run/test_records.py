"""What cells hand on is kept by page, and forgotten with its page."""

from types import SimpleNamespace

from book.run import records as module
from book.run.records import (
    changed_quotes,
    forget,
    merge,
    quotes_others,
    records,
    stored,
)


def model(name, line=1):
    return {"kind": "model", "line": line, "data": {"name": name}}


def env_with(quoting=(), **pages):
    env = SimpleNamespace()
    stored(env).update(pages)
    for page in quoting:
        quotes_others(env, page)
    return env


def names(env, kind, page=None):
    return [(found, record["data"]["name"]) for found, record in records(env, kind, page)]


def test_records_are_found_by_kind_and_page():
    env = env_with(b=[model("x"), {**model("s"), "kind": "seeds"}], a=[model("y"), model("z")])
    assert names(env, "model") == [("a", "y"), ("a", "z"), ("b", "x")]
    assert names(env, "seeds") == [("b", "s")]
    assert names(env, "model", "b") == [("b", "x")]
    assert names(env, "claim") == names(env, "model", "nowhere") == []


def test_a_page_that_is_read_again_keeps_nothing_of_before():
    env = env_with(("a", "b"), a=[model("x")], b=[model("y")])
    forget(None, env, "a")
    forget(None, env, "never-read")
    assert names(env, "model") == [("b", "y")]
    assert module.quoting(env) == {"b": set()}


def test_a_reader_process_hands_over_its_own_pages_only():
    env = env_with(("one",), a=[model("old")], b=[model("old")], gone=[model("old")])
    other = env_with(("two",), a=[model("new")], b=[model("stale")])
    quotes_others(env, "a", ("value", "b", "old"))
    quotes_others(other, "a", ("value", "b", "new"))
    merge(None, env, ["a", "gone"], other)
    assert names(env, "model") == [("a", "new"), ("b", "old")]
    assert module.quoting(env) == {"one": set(), "a": {("value", "b", "new")}, "gone": set()}


def test_a_page_is_written_again_once_for_each_change_of_what_it_quotes():
    env = env_with()
    quotes_others(env, "a", ("value", "c", "x"), ("claim", "layers"))
    quotes_others(env, "b", ("value", "c", "y"))
    texts = {"x": "1", "y": "2"}
    changed = lambda: changed_quotes(env, "value", lambda quote: texts[quote[2]])
    assert (changed(), changed()) == (["a", "b"], [])
    texts["y"] = "3"
    assert (changed(), changed()) == (["b"], [])
    assert changed_quotes(env, "claim", lambda quote: quote[1]) == ["a"]
