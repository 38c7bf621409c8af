"""Bytes of a data file, handed out only when they are the right ones."""

import gzip
import hashlib
import io
import zlib
from pathlib import Path

from dlbook.datasets.errors import DataError
from dlbook.datasets.home import is_there
from dlbook.datasets.registry import DataFile, Edition

GZIP_MAGIC = b"\x1f\x8b"


def find(folder: Path, file: DataFile) -> Path | None:
    """Path of the file, plain or with ``.gz``, or None when neither is there."""
    candidates = (folder / file.name, folder / f"{file.name}.gz")
    return next((path for path in candidates if is_there(path)), None)


def read_checked(edition: Edition, file: DataFile, data_home: str | Path | None = None) -> bytes:
    """Uncompressed content of a file of this edition.

    Raises
    ------
    DataError
        When the file is missing, unreadable, truncated or another one; it says what to run.
    """
    folder = edition.folder(data_home)
    path = find(folder, file)
    if path is None:
        raise DataError(f"{folder / file.name} is missing", edition.remedy)
    try:
        with path.open("rb") as stream:
            return unpack_checked(stream, file)
    except (DataError, OSError) as error:
        raise DataError(f"{path} cannot be used: {error}", edition.remedy) from error


def is_absent(edition: Edition, data_home: str | Path | None = None) -> bool:
    """Whether not one file of the edition is there."""
    folder = edition.folder(data_home)
    return not any(find(folder, file) for file in edition.files)


def check_all(edition: Edition, data_home: str | Path | None = None) -> None:
    """Raise a DataError when a file of the edition is missing or wrong."""
    for file in edition.files:
        read_checked(edition, file, data_home)


def unpack_checked(stream: io.BufferedIOBase, file: DataFile) -> bytes:
    """Uncompressed content of ``stream``, which may be compressed by gzip.

    It is never more than one byte longer than it should be, so that a small download cannot swell to gigabytes.
    Every mirror compresses differently, so size, first bytes and sha256 are those of the content.

    Raises
    ------
    DataError
        When the stream is truncated or damaged, or its content is not that of ``file``.
    """
    is_gzip = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    stream.seek(0)
    source = gzip.GzipFile(fileobj=stream) if is_gzip else stream
    try:
        content = source.read(file.num_bytes + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"it is truncated or damaged ({error})") from error
    _check(content, file)
    return content


def _check(content: bytes, file: DataFile) -> None:
    """Raise a DataError when size, first bytes or sha256 are not those of ``file``."""
    if len(content) != file.num_bytes:
        size = f"{len(content):,}" if len(content) < file.num_bytes else "more"
        raise DataError(f"it holds {size} bytes, expected {file.num_bytes:,}")
    start = content[: len(file.starts_with)]
    if start != file.starts_with:
        raise DataError(f"it starts with {start.hex(' ', 4)}, expected {file.starts_with.hex(' ', 4)}")
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256:
        raise DataError(f"its sha256 is {digest}, expected {file.sha256}")
