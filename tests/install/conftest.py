"""Options of these tests, and the two things that all of them need: a reader's environment and an empty folder."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reader_env import build_wheel, fresh_environment, link_environment, offer_kernel


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that cost minutes."""
    parser.addoption("--fresh", action="store_true", help="install the wheel from the package index")
    parser.addoption(
        "--all-notebooks", action="store_true", help="run every chapter's notebook, not only three"
    )


@pytest.fixture(scope="session")
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
