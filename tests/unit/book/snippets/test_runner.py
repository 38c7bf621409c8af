"""A page's cells run once, in order, in a room of their own, and each failure stays with its cell."""

import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest

from book.snippets.rules import no_network, refuse
from book.snippets.runner import Page, as_main

HEAD = "---\nfile_format: mystnb\n---\n\n# A page\n\n"
START = "```{exercise-start}\n:label: e\n```\n```{exercise-end}\n```\n\n```{solution-start} e\n```\n\n"


def cell(source, tags=""):
    return f"```{{code-cell}}\n:tags: [{tags}]\n{source}\n```\n\n"


def exercise(solution, check):
    return START + cell(solution, "solution") + cell(check, "check") + "```{solution-end}\n```\n"


@pytest.fixture
def page_of(tmp_path):
    """Return what makes pages, and close them."""
    made = []

    def make(*parts):
        made.append(Page(HEAD + "".join(parts), str(tmp_path / "page.md")))
        return made[-1]

    yield make
    for page in made:
        page.close()


def run_last(page):
    """Run the last block, and so all above it; return the page."""
    page.run(page.blocks[-1])
    return page


def test_a_cell_finds_what_all_cells_above_it_left(page_of):
    page = run_last(page_of(cell("a = [1]"), cell("a.append(2)"), cell("b = sum(a)")))
    assert (page.namespace["a"], page.namespace["b"]) == ([1, 2], 3)


def test_a_cell_runs_once_and_those_below_it_not_yet(page_of):
    page = page_of(cell("a = [1]"), cell("a.append(2)"), cell("a.append(3)"))
    for index in (1, 0, 1):
        page.run(page.blocks[index])
    assert page.namespace["a"] == [1, 2]


def test_a_failure_is_raised_for_its_own_cell_again_and_again_and_for_no_other(page_of):
    page = page_of(cell("1 / 0"), cell("fine = 1"))
    run_last(page)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            page.run(page.blocks[0])
    assert page.namespace["fine"] == 1


def test_an_error_has_the_page_and_its_line(page_of):
    page = page_of(cell("x = 1\n\n1 / 0"))
    with pytest.raises(ZeroDivisionError) as raised:
        run_last(page)
    last = raised.traceback[-1]
    assert (Path(last.path).name, last.lineno + 1) == ("page.md", page.text.split("\n").index("1 / 0") + 1)


def test_a_cell_that_exits_does_not_end_the_tests(page_of):
    page = run_last(page_of(cell("raise SystemExit(0)"), cell("fine = 1")))
    assert page.namespace["fine"] == 1
    with pytest.raises(SystemExit):
        page.run(page.blocks[0])


def test_a_lesson_on_errors_has_to_raise(page_of):
    run_last(page_of(cell("1 / 0", "raises-exception")))
    with pytest.raises(pytest.fail.Exception, match=r"page.md:7: .* raised nothing"):
        run_last(page_of(cell("1", "raises-exception")))


@pytest.mark.parametrize(
    "block",
    ["```json\n[1]\n```\n", '% skip: next "not to be run"\n```python\nraise ValueError\n```\n'],
)
def test_what_is_parsed_or_skipped_is_not_run(page_of, block):
    page = run_last(page_of(cell("a = 1"), block))
    assert page.outcomes == [None, None]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (">>> 1 + 1\n2\n>>> a\n1\n", None),
        (">>> 2 / 3\n0.67\n", None),
        (">>> 1\n1\n>>> a\n5\n", r"page.md:13: a\n(.|\n)*Expected:\n    5"),
        (">>> 2 / 3\n0.65\n", r"page.md:11: 2 / 3"),
        (">>> 1 / 0\n", r"page.md:11: 1 / 0\nraised ZeroDivisionError"),
    ],
)
def test_answers_are_compared_with_what_their_prompts_give(page_of, text, says):
    page = page_of("```python\na = 1\n```\n", f"```pycon\n{text}```\n")
    if says is None:
        run_last(page)
        return
    with pytest.raises(pytest.fail.Exception, match=says):
        run_last(page)


DEF = "def f():\n    return 1"


def test_a_check_that_judges_passes_and_the_solution_stays(page_of):
    page = run_last(page_of(exercise(DEF, "assert f() == 1")))
    assert page.namespace["f"]() == 1


@pytest.mark.parametrize(
    ("solution", "check", "says"),
    [
        (DEF, "assert f", "this check of 'e' passes on the stub"),
        (DEF, "assert f() + 1 == 2", "this check of 'e' meets the stub with TypeError"),
        (DEF + "\n\nf() + 1", "assert f() == 1", "the stub of 'e' does not run: TypeError"),
    ],
)
def test_a_check_that_judges_nothing_fails(page_of, solution, check, says):
    with pytest.raises(pytest.fail.Exception, match=says):
        run_last(page_of(exercise(solution, check)))


def test_a_check_is_not_fooled_by_what_the_page_defined_before(page_of):
    text = cell("def f():\n    return 0"), exercise(DEF, "assert f() == 1")
    assert run_last(page_of(*text)).outcomes == [None] * 3


def test_a_page_writes_into_an_empty_folder_that_goes_with_it(page_of):
    here = Path.cwd()
    page = run_last(
        page_of(cell("from pathlib import Path\nPath('made').touch()\nn = len(list(Path().iterdir()))"))
    )
    assert page.namespace["n"] == 1
    assert (page.folder / "made").is_file()
    assert Path.cwd() == here
    page.close()
    assert not page.folder.exists()
    assert "n" not in page.namespace


def test_classes_of_a_page_are_found_in_its_main_module(page_of):
    real = sys.modules["__main__"]
    run_last(
        page_of(
            cell(
                "import pickle\n\n\nclass A:\n    pass\n\n\nassert type(pickle.loads(pickle.dumps(A()))) is A"
            )
        )
    )
    assert sys.modules["__main__"] is real


def test_the_main_module_comes_back_after_an_error():
    real, other = sys.modules["__main__"], ModuleType("__main__")
    inside = []
    with pytest.raises(ZeroDivisionError), as_main(other):
        inside.append(sys.modules["__main__"]) or 1 / 0
    assert inside == [other]
    assert sys.modules["__main__"] is real


@pytest.mark.parametrize("host", ["example.org", "192.0.2.1", "0.0.0.0"])
def test_another_machine_is_refused_by_name(host):
    with pytest.raises(pytest.fail.Exception, match=f"network \\({host}\\)"):
        refuse(host)


@pytest.mark.parametrize("host", [None, "", "localhost", "127.0.0.1", "::1"])
def test_this_machine_is_not_refused(host):
    refuse(host)


def test_lookups_and_connections_elsewhere_fail_and_afterwards_all_is_as_before():
    lookup, connect = socket.getaddrinfo, socket.socket.connect
    with no_network(), socket.socket() as client:
        with pytest.raises(pytest.fail.Exception, match=r"example\.org"):
            socket.getaddrinfo("example.org", 80)
        with pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1"):
            client.connect(("192.0.2.1", 80))
    assert (socket.getaddrinfo, socket.socket.connect) == (lookup, connect)


def test_a_server_of_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, no_network():
        socket.create_connection(server.getsockname(), timeout=5).close()
