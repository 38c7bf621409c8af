"""Bytes of a data file, handed out only when they are the right ones."""

import gzip
import hashlib
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
        content = unpack(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be used: {error}", edition.remedy) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        found = f"it holds {len(content):,} bytes, expected {file.num_bytes:,} with the sha256 {file.sha256}"
        raise DataError(f"{path} cannot be used: {found}", edition.remedy)
    return content


def is_right(edition: Edition, file: DataFile, data_home: str | Path | None = None) -> bool:
    """Whether the file is there and its content is the right one."""
    try:
        read_checked(edition, file, data_home)
    except DataError:
        return False
    return True


def is_absent(edition: Edition, data_home: str | Path | None = None) -> bool:
    """Whether not one file of the edition is there."""
    folder = edition.folder(data_home)
    return not any(find(folder, file) for file in edition.files)


def check_all(edition: Edition, data_home: str | Path | None = None) -> None:
    """Raise a DataError when a file of the edition is missing or wrong."""
    for file in edition.files:
        read_checked(edition, file, data_home)


def unpack(content: bytes) -> bytes:
    """Uncompressed content; what is not compressed by gzip stays as it is.

    Raises
    ------
    ValueError
        When it is truncated or damaged.
    """
    try:
        return gzip.decompress(content) if content.startswith(GZIP_MAGIC) else content
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"it is truncated or damaged ({error})") from error
