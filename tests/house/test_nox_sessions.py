"""`nox -l` says in one line what each session does, and sessions leave each other's outputs alone."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from nox.command import CommandFailed

ROOT = Path(__file__).parents[2]


def sessions(source: str) -> dict[str, str | None]:
    """Return the docstring of each session, by the name of its function."""
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {f.name: ast.get_docstring(f) for f in functions if any(map(is_session, f.decorator_list))}


def is_session(decorator: ast.expr) -> bool:
    """Return whether a decorator is nox's, with arguments or without."""
    return ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator) in {
        "nox.session",
        "session",
    }


def faults(source: str) -> Iterator[str]:
    """Yield the sessions whose docstring is missing or longer than a line."""
    for name, docstring in sessions(source).items():
        if not docstring or "\n" in docstring or not docstring.endswith("."):
            yield name


def test_every_session_says_in_one_line_what_it_does():
    source = (ROOT / "noxfile.py").read_text("utf-8")
    assert {"lint", "tests", "docs", "site", "docs_live", "linkcheck", "env"} <= sessions(source).keys()
    assert list(faults(source)) == []


@pytest.mark.parametrize("decorator", ["@nox.session", "@nox.session(default=False)"])
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("pass", ["s"]),
        ('"""Do it."""', []),
        ('"""Do it.\n\n    Then more.\n    """', ["s"]),
        ('"""Do it"""', ["s"]),
    ],
)
def test_a_session_without_its_line_is_found(decorator, body, found):
    assert list(faults(f"import nox\n\n{decorator}\ndef s(session):\n    {body}\n")) == found


class Session:
    """Stand in for nox's session: note what it is asked to run and to install."""

    posargs: tuple[str, ...] = ()

    def __init__(self, folder: Path, answer: object = True) -> None:
        self.ran: list[list[str]] = []
        self.installed: list[tuple[str, ...]] = []
        self.answer = answer
        self.virtualenv = SimpleNamespace(location=str(folder), bin=str(folder / "bin"))

    def run(self, *command: str, **options: object) -> object:
        self.ran.append(list(command))
        self.environment = options["env"]
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def install(self, *packages: str) -> None:
        self.installed.append(packages)

    def log(self, _: str) -> None:
        pass


@pytest.fixture
def noxfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the noxfile as a module whose outputs lie in a folder of the test."""
    monkeypatch.setattr("nox.registry._REGISTRY", {})  # each test reads the file anew
    spec = importlib.util.spec_from_file_location("noxfile_of_a_test", ROOT / "noxfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.BUILD = tmp_path / "_build"
    return module


def test_what_is_written_while_one_edits_lies_outside_of_the_site_and_its_doctrees(noxfile, tmp_path):
    folders = []
    for session in (noxfile.docs_live, noxfile.docs):
        ran = Session(tmp_path)
        session.func(ran)
        (command,) = ran.ran
        folders.append({command[-1], command[command.index("-d") + 1]})
    live, site = folders
    assert len(live | site) == 4
    assert not any(Path(a).is_relative_to(b) for a in live | site for b in live | site if a != b)


def test_a_site_that_no_build_remembers_is_not_built_upon(noxfile, tmp_path):
    html = noxfile.site_folder()
    html.mkdir(parents=True)
    (html / "deleted.html").touch()
    noxfile.docs.func(Session(tmp_path))
    assert not html.exists()


def test_a_failing_build_leaves_the_outputs_of_cells_and_nothing_to_publish(noxfile, tmp_path):
    html, doctrees, cells = noxfile.site_folder(), noxfile.BUILD / "doctrees-html", noxfile.BUILD / "cells"
    for folder in (html, doctrees, cells):
        folder.mkdir(parents=True)
        (folder / "environment.pickle").touch()
    with pytest.raises(CommandFailed):
        noxfile.docs.func(Session(tmp_path, CommandFailed("sphinx")))
    assert (html.exists(), doctrees.exists(), cells.exists()) == (False, False, True)


@pytest.mark.parametrize(("fault", "times"), [("", 1), ("imports dlbook from the old folder", 2)])
def test_an_environment_is_installed_again_where_it_imports_another_folder_s_package(
    noxfile, tmp_path, fault, times
):
    session = Session(tmp_path, fault)
    for _ in range(2):
        noxfile.install(session, "test")
    assert len(session.installed) == times


def test_a_session_s_programs_see_nothing_that_a_reader_set_for_python(noxfile, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/another/copy")
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    monkeypatch.setenv("LC_ALL", "xx_YY.nowhere")
    session = Session(tmp_path)
    noxfile.run(session, "-m", "pytest")
    assert session.environment["PYTHONPATH"] is session.environment["PYTHONOPTIMIZE"] is None
    assert session.environment["LC_ALL"] != "xx_YY.nowhere"


@pytest.mark.parametrize(
    ("before", "argument", "becomes"),
    [
        ("", "start/tensors", "docs/start/tensors.md"),
        ("-x", "docs/_build/html/start/tensors.html", "docs/start/tensors.md"),
        ("", "sec-tensors", "docs/start/tensors.md"),
        ("", "docs/start/tensors.md", "docs/start/tensors.md"),
        ("", "tests/unit", "tests/unit"),
        ("", "README.md", "README.md"),
        ("", "tests/unit/test_batches.py::test_x", "tests/unit/test_batches.py::test_x"),
        ("-k", "tensors", "tensors"),
        ("--maxfail", "tensors", "tensors"),
        ("", "-q", "-q"),
    ],
)
def test_a_page_may_be_spelled_in_any_way_for_the_tests(noxfile, monkeypatch, before, argument, becomes):
    monkeypatch.chdir(ROOT)
    assert noxfile.as_test(SimpleNamespace(), before, argument) == becomes


def test_an_unknown_page_ends_a_session_with_the_nearest(noxfile):
    class EndedError(Exception):
        """Stands for nox's own."""

    def error(message):
        raise EndedError(message)

    with pytest.raises(EndedError, match="start/tensors"):
        noxfile.page_name(SimpleNamespace(error=error), "start/tensor")
