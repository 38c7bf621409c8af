"""What ``python -m dlbook data`` says: the data sets, where each comes from, and whether it is here."""

from pathlib import Path

from dlbook.datasets.errors import DataError
from dlbook.datasets.files import check_all, is_absent
from dlbook.datasets.home import VARIABLE, find_home
from dlbook.datasets.registry import EDITIONS, Edition


def list_data(data_home: str | Path | None = None) -> str:
    """Text about every edition of every data set."""
    home = find_home(data_home)
    entries = [_entry(edition, home) for edition in EDITIONS]
    return "\n\n".join([f"data home: {home} ({VARIABLE} moves it)", *entries])


def _entry(edition: Edition, home: Path) -> str:
    """Five lines about one edition."""
    size = f"{edition.num_bytes / 1e6:.1f} MB"
    if edition.mirrors:
        size += f" on the disk, {edition.download_bytes / 1e6:.1f} MB to download"
    source = " or ".join(edition.mirrors) or "ships with dlbook"
    return (
        f"{edition.dataset} ({edition.edition}): {edition.contents}\n"
        f"  origin   {edition.origin}\n"
        f"  from     {source}\n"
        f"  licence  {edition.licence}\n"
        f"  size     {size}\n"
        f"  here     {_here(edition, home)}"
    )


def _here(edition: Edition, home: Path) -> str:
    """Whether the edition is here and right, and what to do when not."""
    if is_absent(edition, home):
        return f"no. {edition.remedy}"
    try:
        check_all(edition, home)
    except DataError as error:
        return f"not as it should be. {error}"
    return f"yes, checked, in {edition.folder(home)}"
