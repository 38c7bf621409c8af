"""A tiny data set with a mirror on this machine, and an empty data home."""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from mirrors import CONTENTS, Mirror, running

from dlbook.datasets import registry
from dlbook.datasets.registry import DataFile, Edition


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def mirror(
    authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mirror]:
    """A mirror whose certificate requests trusts."""
    bundle = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    monkeypatch.setenv("NO_PROXY", "*")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    yield from running(Mirror(context))


@pytest.fixture
def plain_mirror() -> Iterator[Mirror]:
    """A mirror without encryption."""
    yield from running(Mirror())


@pytest.fixture
def tiny(mirror: Mirror, home: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    """The tiny data set, registered as the only one, with two mirrors: /first/ and /second/."""
    assert not home.exists()
    files = tuple(
        DataFile(name, len(content), content[:8], hashlib.sha256(content).hexdigest())
        for name, content in CONTENTS.items()
    )
    edition = Edition(
        dataset="tiny",
        edition="complete",
        contents="three tiny images",
        origin="this test",
        licence="CC0",
        folder_name="tiny",
        files=files,
        mirrors=(mirror.url("/first/"), mirror.url("/second/")),
        download_bytes=100,
    )
    monkeypatch.setattr(registry, "EDITIONS", (edition,))
    return edition


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home with a name that is not ASCII, set in the environment."""
    folder = tmp_path / "données 数字"
    monkeypatch.setenv("DLBOOK_DATA_HOME", str(folder))
    monkeypatch.delenv("DLBOOK_EDITION", raising=False)
    return folder
