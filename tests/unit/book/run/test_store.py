"""What the store holds is whole: a run comes back as it was, or not at all."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from book.run import store as module
from book.run.store import PageRun, PageStore, StoreFullError, main

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
    monkeypatch.setattr(module, "KEEP", 2)
    for seconds, key in enumerate(KEYS[:3]):
        store.save(key, "page", RUN)
        age(store, key, 1000 + seconds)
    store.save(KEYS[3], "page", RUN)
    assert stored(store) == KEYS[2:]
    assert store.seconds() == {"page": 2.5}, "the seconds are no run, and stay"


def test_a_run_that_a_page_still_uses_outlives_younger_ones(store, monkeypatch):
    monkeypatch.setattr(module, "KEEP", 2)
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


def test_the_longest_page_runs_first_and_one_that_was_never_run_before_it(store):
    for key, page, seconds in zip(KEYS, ("short", "long"), (1.0, 9.0), strict=False):
        store.save(key, page, PageRun([], seconds))
    assert store.longest_first(["short", "new", "long"]) == ["new", "long", "short"]


def test_outputs_go_to_the_code_cells_in_their_order():
    notebook = new_notebook(cells=[new_code_cell("1"), new_markdown_cell("words"), new_code_cell("2")])
    RUN.fill(notebook)
    assert [cell.get("outputs") for cell in notebook.cells] == [[OUTPUT], None, []]


@pytest.mark.parametrize("count", [1, 3])
def test_outputs_of_another_number_of_cells_are_refused(count):
    with pytest.raises(ValueError, match="zip"):
        RUN.fill(new_notebook(cells=[new_code_cell("1") for _ in range(count)]))


@pytest.mark.parametrize(
    "content",
    ["", "{", '{"outputs": [[', "[]", "null", "5", '{"other": 1}', '{"outputs": null, "seconds": 1}',
     '{"outputs": [["text"]], "seconds": 1}', "\udcff"],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_is_no_entry(store, content):
    store.folder.mkdir()
    (store.folder / f"{KEYS[0]}.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert store.load(KEYS[0]) is None
    store.save(KEYS[0], "page", RUN)
    assert store.load(KEYS[0]) == RUN


def test_a_folder_in_the_place_of_an_entry_is_no_entry(store):
    (store.folder / f"{KEYS[0]}.json").mkdir(parents=True)
    assert store.load(KEYS[0]) is None


def test_seconds_that_cannot_be_read_are_not_known(store):
    store.save(KEYS[0], "good", PageRun([], 1.0))
    (store.folder / "seconds" / "bad.json").write_text("{", "utf-8")
    (store.folder / "seconds" / "odd.json").write_text('"long"', "utf-8")
    assert store.seconds() == {"good": 1.0}


def full(*_):
    """Write nothing, as on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_said_with_the_folder_and_a_remedy_and_leaves_nothing(store, monkeypatch):
    store.save(KEYS[0], "page", RUN)
    before = sorted(store.folder.rglob("*"))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(StoreFullError, match="No space left") as error:
            store.save(KEYS[1], "page", RUN)
    assert str(store.folder) in str(error.value)
    assert "nox -s clean" in str(error.value)
    assert sorted(store.folder.rglob("*")) == before


def test_a_run_that_another_build_deletes_meanwhile_does_not_disturb(store, monkeypatch):
    monkeypatch.setattr(module, "KEEP", 1)
    for key in KEYS[:2]:
        store.save(key, "page", RUN)
    runs = PageStore.runs
    gone = store.folder / f"{KEYS[2]}.json"

    def with_one_gone(self):
        return [gone, *runs(self)]

    monkeypatch.setattr(PageStore, "runs", with_one_gone)
    store.save(KEYS[3], "page", RUN)
    assert stored(store) == [KEYS[3]]


WRITER = """
import sys
sys.path.insert(0, {ext!r})
from book.run import store as module
from book.run.store import PageRun, PageStore
from pathlib import Path
module.KEEP = 3
store = PageStore(Path({folder!r}))
for number in range(300):
    key = f"{{number % 7:064d}}"
    store.save(key, f"page-{name}", PageRun([[dict(output_type="stream", name="stdout", text="x" * 10_000)]], 1.0))
    found = store.load(key)
    assert found is None or len(found.outputs[0][0]["text"]) == 10_000
    assert set(store.seconds()) <= {{"page-a", "page-b"}}
"""


def test_two_builds_at_once_write_whole_files_and_lose_nothing(store):
    ext = str(Path(module.__file__).parents[2])
    programs = [WRITER.format(ext=ext, folder=str(store.folder), name=name) for name in "ab"]
    running = [subprocess.Popen([sys.executable, "-c", program]) for program in programs]
    assert [process.wait() for process in running] == [0, 0]
    assert store.seconds() == {"page-a": 1.0, "page-b": 1.0}
    assert not list(store.folder.rglob("*.part"))


class TestClean:
    def test_drops_what_no_build_has_used_for_thirty_days(self, store, capsys):
        now = time.time()
        for days, key in ((31, KEYS[0]), (29, KEYS[1])):
            store.save(key, "page", RUN)
            age(store, key, now - days * 86_400)
        assert main([], store.folder) == 0
        assert stored(store) == [KEYS[1]]
        said = capsys.readouterr().out
        assert "freed 0.0 MB: 1 stored runs" in said
        assert str(store.folder) in said

    def test_other_limits_can_be_named(self, store):
        for key in KEYS[:2]:
            store.save(key, "page", RUN)
        age(store, KEYS[0], time.time() - 2 * 86_400)
        main(["--days", "1"], store.folder)
        assert stored(store) == [KEYS[1]]
        main(["--all"], store.folder)
        assert stored(store) == []

    def test_an_unfinished_file_of_an_ended_build_goes_and_one_that_is_being_written_stays(self, store):
        store.save(KEYS[0], "page", RUN)
        for name, days in (("old.part", 2), ("new.part", 0)):
            (store.folder / name).write_text(json.dumps(1), "utf-8")
            os.utime(store.folder / name, (time.time() - days * 86_400,) * 2)
        main([], store.folder)
        assert [path.name for path in store.folder.glob("*.part")] == ["new.part"]

    @pytest.mark.parametrize("days", ["-1", "nan", "soon"])
    def test_refuses_what_is_no_number_of_days(self, store, days):
        store.save(KEYS[0], "page", RUN)
        with pytest.raises(SystemExit):
            main([f"--days={days}"], store.folder)
        assert stored(store) == [KEYS[0]]

    def test_finds_nothing_to_do_where_there_is_no_store(self, store, capsys):
        assert main([], store.folder) == 0
        assert "freed 0.0 MB: 0 stored runs" in capsys.readouterr().out
