"""A page runs as in a kernel of its own, whatever else the session holds and however its tests are picked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from page_sessions import Session, run_pages
from planted_forms import HEAD, cell

from book.snippets.plugin import PageItem

STEPS = HEAD + cell("steps = []") + cell("steps.append(1)") + cell("steps.append(2)\nassert steps == [1, 2]")
PAGES = {
    "a_defines": HEAD + cell('name = "left behind"'),
    "b_sees_nothing_of_it": HEAD + cell("name", "raises-exception"),
    "c_writes": HEAD
    + cell('from pathlib import Path\n\nPath("model.bin").touch()')
    + cell('Path("model.bin").stat()'),
    "d_finds_an_empty_folder": HEAD + cell("from pathlib import Path\n\nassert list(Path().iterdir()) == []"),
    "e_draws": HEAD
    + cell('import matplotlib.pyplot as plt\n\nassert plt.get_backend().lower() == "agg"\nplt.figure();'),
    "f_finds_no_figure": HEAD + cell("import matplotlib.pyplot as plt\n\nassert plt.get_fignums() == []"),
    "g_is_main": HEAD
    + cell("import pickle\n\n\nclass A:\n    pass")
    + cell("assert type(pickle.loads(pickle.dumps(A()))) is A"),
    "h_shows_source": HEAD
    + cell("import inspect\n\n\ndef f():\n    return 1\n\n\nassert 'return' in inspect.getsource(f)"),
    "i_has_one_thread": HEAD + cell('import os\n\nassert os.environ["OMP_NUM_THREADS"] == "1"'),
    "j_reaches_this_machine": HEAD
    + cell('s = __import__("socket")\nserver = s.create_server(("127.0.0.1", 0))')
    + cell("s.create_connection(server.getsockname()).close()\nserver.close()"),
    "k_displays": HEAD + cell("display(1, include=[])"),
}


@pytest.fixture(scope="module")
def good_session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """All these pages, run at once."""
    folder = tmp_path_factory.mktemp("good")
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    session = run_pages(folder)
    assert sorted(path.name for path in folder.glob("*.bin")) == []
    return session


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lives_alone(name: str, good_session: Session) -> None:
    assert good_session.failed[name] == []
    assert good_session.passed[name]


@pytest.mark.parametrize(("picked", "count"), [("line:19", 1), ("line:9 or line:19", 2)])
def test_a_cell_picked_alone_finds_what_stands_above_it(tmp_path: Path, picked: str, count: int) -> None:
    (tmp_path / "steps.md").write_text(STEPS, "utf-8")
    session = run_pages(tmp_path, "-k", picked)
    assert session.returncode == pytest.ExitCode.OK, session.output
    assert f"blocks {count}: executed {count}," in session.output


def test_each_cell_runs_once_even_if_the_tests_are_sorted_the_other_way(tmp_path: Path) -> None:
    (tmp_path / "steps.md").write_text(STEPS, "utf-8")
    (tmp_path / "backwards.py").write_text(
        "def pytest_collection_modifyitems(items):\n    items.reverse()\n", "utf-8"
    )
    session = run_pages(tmp_path, "-p", "backwards")
    assert session.returncode == pytest.ExitCode.OK, session.output
    assert "blocks 3: executed 3," in session.output


def test_a_failure_above_is_reported_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(HEAD + cell("broken") + cell("fine = 1\nassert fine"), "utf-8")
    session = run_pages(tmp_path)
    assert len(session.failed["page"]) == len(session.passed["page"]) == 1
    assert "page.md:11: in <module>" in session.failed["page"][0]


def test_a_failure_outside_the_page_keeps_its_traceback() -> None:
    with pytest.raises(OSError, match="full") as caught:
        raise OSError("the disk is full")
    found = PageItem._traceback_filter(SimpleNamespace(path=Path("page.md")), caught)
    assert [Path(entry.path).name for entry in found] == ["test_running.py"]


def test_a_page_that_cannot_be_read_fails_with_its_line_and_the_others_are_tested(tmp_path: Path) -> None:
    (tmp_path / "bytes.md").write_bytes(b"# T\n\n\xff\n")
    (tmp_path / "cut.md").write_text(HEAD + "```{code-cell} python\n:tags: [check]\n", "utf-8")
    (tmp_path / "empty.md").write_text("", "utf-8")
    (tmp_path / "pasted.md").write_text(HEAD + "From\u2028a PDF.\n\n" + cell("x = 1"), "utf-8")
    (tmp_path / "steps.md").write_bytes(b"\xef\xbb\xbf" + STEPS.encode())
    (tmp_path / ".#steps.md").symlink_to("ana@laptop.4711")
    session = run_pages(tmp_path)
    assert session.returncode == pytest.ExitCode.TESTS_FAILED, session.output
    for page, line in {"bytes": 3, "cut": 9, "empty": 1, "pasted": 9}.items():
        assert f"{page}.md:{line}: " in "".join(session.failed[page]), page
    assert len(session.passed["steps"]) == 3


def test_a_cell_that_ends_the_process_fails_and_does_not_end_the_tests(tmp_path: Path) -> None:
    call = "import os\n\ngetattr(os, '_ex' + 'it')(0)"
    (tmp_path / "leaves.md").write_text(HEAD + cell(call) + cell("x = 1"), "utf-8")
    (tmp_path / "says.md").write_text(HEAD + cell("import os\n\nos._exit(0)"), "utf-8")
    session = run_pages(tmp_path)
    assert session.returncode == pytest.ExitCode.TESTS_FAILED, session.output
    assert "os._exit(0)" in session.failed["leaves"][0]
    assert len(session.passed["leaves"]) == 1
    assert "os._exit()" in session.failed["says"][0]


def test_a_process_that_a_cell_starts_may_end_itself(tmp_path: Path) -> None:
    call = "import os\n\nif os.fork() == 0:\n    os._exit(3)\nassert os.waitstatus_to_exitcode(os.wait()[1]) == 3"
    page = HEAD + cell(call.replace("os._exit(3)", "getattr(os, '_ex' + 'it')(3)"))
    (tmp_path / "forks.md").write_text(page, "utf-8")
    session = run_pages(tmp_path)
    assert session.returncode == pytest.ExitCode.OK, session.output
