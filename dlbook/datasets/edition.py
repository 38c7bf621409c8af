"""Which edition of MNIST to use: the 5,000 digits that ship, or the complete 70,000."""

import os
from pathlib import Path
from typing import Literal

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import find
from dlbook.datasets.registry import MNIST_COMPLETE

VARIABLE = "DLBOOK_EDITION"


def mnist_edition(
    edition: str = "auto", data_home: str | Path | None = None
) -> Literal["shipped", "complete"]:
    """Name of the edition that is meant.

    Parameters
    ----------
    edition
        "shipped", "complete", or "auto".
        "auto" means what the environment variable ``DLBOOK_EDITION`` says.
        Without it, "auto" means the complete edition when all its files lie in the data home, else the shipped one.
    data_home
        The data home; by default the one that `find_home` gives.

    Raises
    ------
    DataError
        When no edition has this name.
    """
    asked, said_by = edition, "the edition"
    if edition == "auto":
        asked, said_by = os.environ.get(VARIABLE) or "auto", VARIABLE
    match asked:
        case "shipped" | "complete":
            return asked
        case "auto":
            return "complete" if _is_complete_here(data_home) else "shipped"
    raise DataError(f"{said_by} is {asked!r}; the known ones are auto, shipped and complete")


def _is_complete_here(data_home: str | Path | None) -> bool:
    """Whether every file of the complete MNIST lies in the data home."""
    folder = MNIST_COMPLETE.folder(data_home)
    return all(find(folder, file) for file in MNIST_COMPLETE.files)
