"""Download a data set, once and on request; the only module that touches the network.

pooch downloads each file beside its place, checks its sha256, and only then moves it there.
"""

import io
import sys
from pathlib import Path

import pooch

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import is_right, unpack
from dlbook.datasets.home import set_home
from dlbook.datasets.registry import FETCHABLE, DataFile, Edition


def fetch(name: str, *, data_home: str | Path | None = None) -> Path:
    """Folder that now holds every file of the data set ``name``, whole and checked.

    A file that is there and right is kept, any other is downloaded and replaced.

    Raises
    ------
    DataError
        When the name is unknown, the data home cannot be written to, or no mirror gave the right bytes.
    """
    if name not in FETCHABLE:
        raise DataError(f"No data set {name!r} can be fetched. Known: {', '.join(FETCHABLE)}.")
    edition = FETCHABLE[name]
    for file in edition.files:
        if not is_right(edition, file, data_home):
            _download(edition, file, edition.folder(data_home))
    return edition.folder(data_home)


def _download(edition: Edition, file: DataFile, folder: Path) -> None:
    """Put the uncompressed file into the folder, from the first mirror that gives the right one."""
    failures = []
    for mirror in edition.mirrors:
        url = f"{mirror}{file.name}.gz"
        try:
            pooch.retrieve(url, file.sha256, file.name, folder, downloader=_download_unpacked)
        except ValueError as error:
            failures.append(f"{url}: {error}")
        except OSError as error:
            raise DataError(
                f"{folder / file.name} cannot be written ({error})", set_home(num_bytes=edition.num_bytes)
            ) from error
        else:
            return
    raise DataError(
        "\n  ".join([f"No mirror gave {file.name}, and nothing was written for it", *failures]),
        f"\nTry again when you are online, or put the file yourself into {folder}",
    )


def _download_unpacked(url: str, path: str, _: object) -> None:
    """Write the uncompressed content of ``url`` to ``path``; a ValueError says what is wrong with the mirror."""
    received = io.BytesIO()
    try:
        pooch.HTTPDownloader(progressbar=sys.stderr.isatty())(url, received, None)
    except OSError as error:  # of the network; the disk comes later
        raise ValueError(error) from error
    Path(path).write_bytes(unpack(received.getvalue()))
    Path(path).chmod(0o644)  # pooch lets only its owner read it, but a class may share a data home
