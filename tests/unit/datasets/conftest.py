"""A tiny data set with two mirrors on this machine, and an empty data home."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from mirrors import CONTENTS, Mirrors

from dlbook.datasets.registry import DataFile, Edition


@pytest.fixture
def mirrors(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirrors]:
    """Two mirrors that hold nothing yet."""
    monkeypatch.setenv("NO_PROXY", "*")
    with Mirrors(tmp_path_factory.mktemp("mirrors")) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def tiny(mirrors: Mirrors, home: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The tiny data set, registered as the only one that can be fetched."""
    assert not home.exists()
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}
    files = tuple(DataFile(name, len(content), sums[name]) for name, content in CONTENTS.items())
    edition = Edition("tiny", "complete", "tiny images", "this test", "CC0", "tiny", files, mirrors.urls())
    monkeypatch.setattr("dlbook.datasets.fetch.FETCHABLE", {"tiny": edition})
    return edition


@pytest.fixture
def folder(tiny: Edition) -> Path:
    """The empty folder of the tiny data set in the data home."""
    tiny.folder().mkdir(parents=True)
    return tiny.folder()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home with a name that is not ASCII, set in the environment."""
    folder = tmp_path / "données 数字"
    monkeypatch.setenv("DLBOOK_DATA_HOME", str(folder))
    monkeypatch.delenv("DLBOOK_EDITION", raising=False)
    return folder
