"""The data home: the one folder outside the project that fetched data are written to and read from."""

import os
import platform
import shutil
import tempfile
from pathlib import Path

import platformdirs

from dlbook.datasets.errors import DataError

VARIABLE = "DLBOOK_DATA_HOME"


def find_home(folder: str | Path | None = None) -> Path:
    """Absolute path of the data home, which need not exist yet.

    Parameters
    ----------
    folder
        Wins when given.
        Otherwise the environment variable ``DLBOOK_DATA_HOME`` counts, and without it the platform's cache folder.

    Raises
    ------
    DataError
        When the variable holds a relative path, which would mean another folder wherever Python is started,
        or when the path leads to or through something that is not a folder.
    """
    home = _chosen(folder, os.environ.get(VARIABLE, ""))
    nearest_folder(home)
    return home


def _chosen(folder: str | Path | None, variable: str) -> Path:
    """Absolute path that the argument, else the variable, else the platform names."""
    if folder is not None:
        return Path(folder).expanduser().absolute()
    if not variable:
        return platformdirs.user_cache_path("dlbook", appauthor=False)
    home = Path(os.path.expanduser(variable))  # noqa: PTH111  (pathlib raises where ~name is unknown)
    if not home.is_absolute():
        raise DataError(f"{VARIABLE} is {variable!r}, a relative path", set_home(home.resolve()))
    return home


def set_home(folder: Path | None = None, num_bytes: int = 0) -> str:
    """How to move the data home to ``folder``, or to a place with room, on this operating system."""
    chosen = folder or place_with_room(num_bytes) / "dlbook-data"
    if platform.system() == "Windows":
        return f'Run, and open a new terminal: setx {VARIABLE} "{chosen}"'
    return f'Run: export {VARIABLE}="{chosen}"'


def place_with_room(num_bytes: int = 0) -> Path:
    """The reader's own folder, else the current one, else that for temporary files: the first with room."""
    own = Path(os.path.expanduser("~"))  # noqa: PTH111  (pathlib raises where nobody knows the user's folder)
    places = [own.absolute(), Path.cwd(), Path(tempfile.gettempdir())]
    return next((place for place in places if has_room(place, num_bytes)), own)


def has_room(folder: Path, num_bytes: int = 0) -> bool:
    """Whether one may write to a folder that exists, and more than ``num_bytes`` are free there."""
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > num_bytes


def is_there(path: Path) -> bool:
    """Whether something lies at ``path``; also False where one may not look."""
    return os.path.exists(path)  # noqa: PTH110  (Path.exists raises in a folder that one may not enter)


def nearest_folder(path: Path) -> Path:
    """``path`` itself, or the first folder above it that exists.

    Raises
    ------
    DataError
        When that is a file, or not even the drive exists.
    """
    nearest = next((place for place in (path, *path.parents) if is_there(place)), None)
    if nearest is None:
        raise DataError(f"{path} lies on a drive that does not exist", set_home())
    if not nearest.is_dir():
        raise DataError(f"{path} cannot be a folder, since {nearest} is a file", set_home())
    return nearest
