"""What cells hand on is kept by page, and forgotten with its page."""

from types import SimpleNamespace

import pytest
import records as module
from records import (
    before_reading,
    forget,
    merge,
    pages_that_quote,
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
    assert module.quoting(env) == {"b"}


def test_a_reader_process_hands_over_its_own_pages_only():
    env = env_with(("one",), a=[model("old")], b=[model("old")], gone=[model("old")])
    other = env_with(("two",), a=[model("new")], b=[model("stale")])
    merge(None, env, ["a", "gone"], other)
    assert names(env, "model") == [("a", "new"), ("b", "old")]
    assert module.quoting(env) == {"one", "two"}


@pytest.mark.parametrize(("read", "expected"), [(["any"], {"a"}), ([], set())])
def test_pages_that_quote_others_are_written_again_whenever_a_page_was_read(read, expected):
    env = env_with(("a",), a=[], b=[])
    before_reading(None, env, read)
    assert set(pages_that_quote(None, env)) == expected
