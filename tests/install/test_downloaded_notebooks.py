"""Who installs the wheel, and nothing of the site's tools, can run the notebooks that the site offers.

Three of them here; all of them, in an environment installed from the package index (half an hour):

    nox -s tests -- tests/install --fresh --all-notebooks
"""

import itertools
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from reader_env import KERNEL, ROOT, build_wheel, fresh_environment, link_environment, offer_kernel

from book.page.files import is_page
from book.page.notebook import is_chapter
from book.reader.notebooks import plain_notebook

DOCS = ROOT / "docs"
FIGURES, DATA, EXERCISES = "math/derivatives", "start/use-your-model", "training/one-weight"
pytestmark = pytest.mark.timeout(1800)  # `--fresh` has a gigabyte to install
NO_TITLES = SimpleNamespace(domains=SimpleNamespace(standard_domain=SimpleNamespace(labels={})), titles={})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        every = metafunc.config.getoption("all_notebooks")
        metafunc.parametrize("page", chapters() if every else [FIGURES, DATA, EXERCISES])


@pytest.fixture(scope="module")
def python(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The Python of a reader's environment, which is deleted at the end: an installed one is large."""
    make = fresh_environment if request.config.getoption("fresh") else link_environment
    with tempfile.TemporaryDirectory(prefix="reader-") as folder:
        yield make(Path(folder) / "venv", build_wheel(Path(folder)))


@pytest.fixture
def reader(python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, a home without settings or fetched data, and a kernel of the environment."""
    offer_kernel(tmp_path / "jupyter", python)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "DLBOOK_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("PYTHONPATH", "DLBOOK_EDITION", "DLBOOK_PUBLISH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def chapters() -> list[str]:
    """Return the names of all pages that have cells."""
    paths = [path for path in sorted(DOCS.rglob("*.md")) if is_page(path, DOCS)]
    found = [path for path in paths if is_chapter(path.read_text("utf-8"))]
    return [path.relative_to(DOCS).with_suffix("").as_posix() for path in found]


def download(page: str) -> nbformat.NotebookNode:
    """Return a chapter's notebook as the site offers it, without the cells that need more than the package."""
    text = (DOCS / f"{page}.md").read_text("utf-8")
    notebook = nbformat.reads(json.dumps(plain_notebook(page, text, NO_TITLES)), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not needs_more(cell.metadata.get("tags", []))]
    return notebook


def needs_more(tags: list[str]) -> bool:
    return any(tag.startswith("needs-") for tag in tags)


def run(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells as Jupyter does: up to the first error that the notebook does not announce."""
    client = NotebookClient(notebook, timeout=600, kernel_name=KERNEL)
    client.shutdown_kernel = "immediate"
    try:
        client.execute(cwd=str(folder))
    except CellExecutionError as error:
        pytest.fail(str(error), pytrace=False)


def errors(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for output in cell.outputs if output.output_type == "error"]


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def test_the_environment_holds_nothing_but_the_package_and_what_it_asks_for(python):
    listing = "import importlib.metadata as m; print(*(d.name.lower() for d in m.distributions()))"
    found = subprocess.run([python, "-c", listing], check=True, capture_output=True, text=True).stdout.split()
    assert {"dlbook", "torch", "ipykernel"} <= set(found)
    assert not {"pytest", "sphinx", "myst-nb", "nbclient", "beartype"} & set(found)


@pytest.mark.parametrize("is_among_the_books_files", [False, True])
def test_the_doctor_finds_nothing_to_mend(python, reader, is_among_the_books_files):
    folder, package = (ROOT, ROOT) if is_among_the_books_files else (reader, python.parents[1])
    doctor = subprocess.run(
        [python, "-m", "dlbook", "doctor"], check=False, capture_output=True, text=True, cwd=folder
    )
    assert (doctor.returncode, doctor.stderr) == (0, ""), doctor.stdout
    assert f", from {package}" in doctor.stdout


def test_a_downloaded_notebook_runs_and_its_stubs_fail_in_one_line(page, reader):
    notebook = download(page)
    run(notebook, reader)
    cells = code_cells(notebook)
    checks = [check for stub, check in itertools.pairwise(cells) if "stub" in stub.metadata.get("tags", [])]
    assert checks
    for cell in checks:
        (error,) = errors(cell)
        assert error.ename == "NotYet", f"{cell.source}\n{error.ename}: {error.evalue}"
        assert len(error.traceback) == 1
        assert "\n" not in error.traceback[0]


def test_a_notebook_that_asks_for_more_than_the_package_stops(reader):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import sphinx")])
    with pytest.raises(pytest.fail.Exception, match="No module named 'sphinx'"):
        run(notebook, reader)
