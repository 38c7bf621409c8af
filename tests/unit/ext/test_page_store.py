"""What the store holds is whole: a run comes back as it was, or not at all."""

import os
from pathlib import Path

import page_store
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from page_store import PageRun, PageStore

OUTPUT = {"output_type": "stream", "name": "stdout", "text": "1\n"}
RUN = PageRun([[OUTPUT], []], 2.5, [2.0, 0.5], 120.0)
KEYS = [letter * 64 for letter in "abcd"]


@pytest.fixture
def store(tmp_path):
    return PageStore(tmp_path / "cells")


def age(store, key, seconds):
    """Let a run look as if it was last used at this time."""
    os.utime(store.folder / f"{key}.json", (seconds, seconds))


def stored(store):
    return [key for key in KEYS if (store.folder / f"{key}.json").is_file()]


def test_a_run_comes_back_as_it_was_under_its_key_alone(store):
    assert store.load(KEYS[0]) is None
    store.save(KEYS[0], "page", RUN)
    assert PageStore(store.folder).load(KEYS[0]) == RUN
    assert store.load(KEYS[1]) is None


def break_off(path, text, *_):
    """Write half of a text, as a process does that is ended meanwhile."""
    path.write_bytes(text.encode()[: len(text) // 2])
    raise KeyboardInterrupt


@pytest.mark.parametrize("earlier", [None, PageRun([[]], 1.0)])
def test_a_run_whose_writing_breaks_off_is_not_stored(store, monkeypatch, earlier):
    if earlier is not None:
        store.save(KEYS[0], "page", earlier)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", break_off)
        with pytest.raises(KeyboardInterrupt):
            store.save(KEYS[0], "page", RUN)
    assert store.load(KEYS[0]) == earlier
    store.save(KEYS[0], "page", RUN)
    assert store.load(KEYS[0]) == RUN


def test_nothing_but_whole_files_stays_in_the_folder(store):
    store.save(KEYS[0], "page", RUN)
    store.save(KEYS[0], "part/page", RUN)
    files = {path.relative_to(store.folder).as_posix() for path in store.folder.rglob("*") if path.is_file()}
    assert files == {f"{KEYS[0]}.json", "seconds/page.json", "seconds/part/page.json"}


def test_the_store_keeps_what_was_stored_last(store, monkeypatch):
    monkeypatch.setattr(page_store, "KEEP", 2)
    for seconds, key in enumerate(KEYS[:3]):
        store.save(key, "page", RUN)
        age(store, key, 1000 + seconds)
    store.save(KEYS[3], "page", RUN)
    assert stored(store) == KEYS[2:]
    assert store.seconds() == {"page": 2.5}, "the seconds are no run, and stay"


def test_a_run_that_a_page_still_uses_outlives_younger_ones(store, monkeypatch):
    monkeypatch.setattr(page_store, "KEEP", 2)
    for seconds, key in enumerate(KEYS[:2]):
        store.save(key, "page", RUN)
        age(store, key, 1000 + seconds)
    store.load(KEYS[0])
    store.save(KEYS[2], "page", RUN)
    assert stored(store) == [KEYS[0], KEYS[2]]


def test_the_seconds_of_each_page_are_those_of_its_last_run(store):
    assert store.seconds() == {}
    store.save(KEYS[0], "one", PageRun([], 9.0))
    store.save(KEYS[1], "two", PageRun([], 4.0))
    store.save(KEYS[2], "one", PageRun([], 3.0))
    assert store.seconds() == {"one": 3.0, "two": 4.0}


def test_outputs_go_to_the_code_cells_in_their_order():
    notebook = new_notebook(cells=[new_code_cell("1"), new_markdown_cell("words"), new_code_cell("2")])
    RUN.fill(notebook)
    assert [cell.get("outputs") for cell in notebook.cells] == [[OUTPUT], None, []]


@pytest.mark.parametrize("count", [1, 3])
def test_outputs_of_another_number_of_cells_are_refused(count):
    with pytest.raises(ValueError, match="zip"):
        RUN.fill(new_notebook(cells=[new_code_cell("1") for _ in range(count)]))
