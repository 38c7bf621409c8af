"""Download a data set, once and on request; the only module that touches the network.

pooch (with requests and tqdm) does the download.
What it does not do is here: several mirrors, no detour, a size limit, and sums of the *uncompressed* content.
"""

import io
import logging
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pooch
import requests

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import read_checked, unpack_checked
from dlbook.datasets.home import make_folder, write_atomically
from dlbook.datasets.registry import DataFile, Edition, fetchable

TIMEOUT = (10.0, 30.0)
"""Seconds to wait for a connection, and for the next bytes."""

GZIP_OVERHEAD = 1024
"""Bytes by which a compressed file may be longer than its content."""

logger = logging.getLogger(__name__)


def fetch(name: str, *, data_home: str | Path | None = None) -> Path:
    """Folder that now holds every file of the data set ``name``, whole and checked.

    A file that is there and right is kept, any other is downloaded and replaced.

    Raises
    ------
    DataError
        When the name is unknown, the data home cannot be written to, or no mirror gave the right bytes.
    """
    edition = fetchable(name)
    folder = edition.folder(data_home)
    make_folder(folder)
    for file in edition.files:
        if _is_right(edition, file, data_home):
            logger.info("%s is there and right", file.name)
        else:
            write_atomically(folder / file.name, _download(edition, file))
    return folder


def _is_right(edition: Edition, file: DataFile, data_home: str | Path | None) -> bool:
    """Whether the file is there and its content is the right one."""
    try:
        read_checked(edition, file, data_home)
    except DataError:
        return False
    return True


def _download(edition: Edition, file: DataFile) -> bytes:
    """Uncompressed content of the file, from the first mirror that gives the right one."""
    failures = []
    for mirror in edition.mirrors:
        url = f"{mirror}{file.name}.gz"
        logger.info("fetching %s", url)
        try:
            return unpack_checked(_get(url, file.num_bytes + GZIP_OVERHEAD), file)
        except (DataError, OSError, ValueError) as error:
            failures.append(f"{url}: {_reason(error)}")
            logger.warning("%s", failures[-1])
    raise DataError(
        "\n  ".join([f"No mirror gave {file.name}, and nothing was written for it", *failures]),
        f"\nTry again later, or put the file ({file.num_bytes:,} bytes uncompressed) into the data home yourself",
    )


def _reason(error: Exception) -> str:
    """Plain words for what went wrong at a mirror."""
    match error:
        case requests.HTTPError():
            return f"it answers {error.response.status_code} {error.response.reason}"
        case requests.exceptions.SSLError():
            return f"its certificate cannot be trusted ({error})"
        case requests.exceptions.ChunkedEncodingError():
            return "it stops in the middle of the file"
        case requests.Timeout() | requests.ConnectionError():
            return f"it cannot be reached, or stopped answering ({error})"
    return str(error)


def _get(url: str, max_bytes: int) -> io.BytesIO:
    """Bytes that the mirror sends; more than ``max_bytes`` are refused."""
    _refuse_other_than_https(url)
    received = _Bounded(max_bytes)
    get = pooch.HTTPDownloader(
        progressbar=sys.stderr.isatty(), timeout=TIMEOUT, hooks={"response": _refuse_detour}
    )
    get(url, received, None)
    received.seek(0)
    return received


class _Bounded(io.BytesIO):
    """A buffer that refuses to grow beyond ``max_bytes``."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self.max_bytes = max_bytes

    def write(self, chunk: Any, /) -> int:
        """Append a chunk, or raise a DataError when it is one too many."""
        if self.tell() + len(chunk) > self.max_bytes:
            raise DataError(f"it sends more than {self.max_bytes:,} bytes, too many for this file")
        return super().write(chunk)


def _refuse_detour(response: requests.Response, **_: object) -> None:
    """Raise a DataError when the mirror redirects to another host or away from https.

    requests calls this hook with every response, before it follows a redirect.
    """
    if not response.is_redirect:
        return
    target = urljoin(response.url, response.headers["location"])
    _refuse_other_than_https(target)
    if urlsplit(target).netloc != urlsplit(response.url).netloc:
        raise DataError(f"it redirects to another host: {target}")


def _refuse_other_than_https(url: str) -> None:
    """Raise a DataError when an address does not begin with https."""
    if urlsplit(url).scheme != "https":
        raise DataError(f"only https is allowed, not {url}")
