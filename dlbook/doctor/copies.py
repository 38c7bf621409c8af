"""Tell which copy of the package is imported, and which other copy a program elsewhere would import."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from dlbook import __version__
from dlbook.doctor.remedies import MachineError, install_copy

# -P leaves the folder out in which Python is started.
ASK = (
    "-P",
    "-c",
    "import importlib.util as u; found = u.find_spec('dlbook'); print(found and found.origin or '')",
)


def find_copy() -> str:
    """Return version and folder of the package that runs now, if no other copy can be taken for it.

    Raises
    ------
    MachineError
        If a program in another folder would import another copy or none, or if another one lies here.
    """
    copy, here, elsewhere = imported(), found_here(), found_elsewhere()
    found = f"{__version__}, from {copy}"
    if elsewhere is None:
        raise MachineError(f"{found}, which programs in other folders do not find", install_copy(copy))
    if is_stranger(copy, elsewhere):
        raise MachineError(
            f"{found}; programs in other folders import {elsewhere}", install_copy(here or copy)
        )
    if here is not None and is_stranger(copy, here):
        raise MachineError(f"{found}, and not from {here}", install_copy(here))
    return found


def imported() -> Path:
    """Return the folder of the package that runs now."""
    return Path(__file__).resolve().parents[1]


def found_elsewhere() -> Path | None:
    """Return the folder of the package that a program in any other folder would import, or None if it finds none."""
    answer = subprocess.run(  # noqa: S603 - no shell, and nothing but this Python
        [sys.executable, *ASK], cwd=sys.prefix, capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()
    return Path(answer).resolve().parent if answer else None


def found_here() -> Path | None:
    """Return the folder of the package in the current folder or, since one may stand below it, around it, or None."""
    here = Path.cwd().resolve()
    copies = (folder / "dlbook" for folder in (here, *here.parents))
    return next((copy for copy in copies if (copy / "__init__.py").is_file()), None)


def is_stranger(one: Path, other: Path) -> bool:
    """Return whether a change of one copy is none of the other.

    An installed copy is no stranger to the checkout that it was made from, as long as their code is the same.
    Two checkouts are, since one will be edited.
    """
    if one == other:
        return False
    return (is_checkout(one) and is_checkout(other)) or dict(code(one)) != dict(code(other))


def is_checkout(copy: Path) -> bool:
    """Return whether this copy lies beside the project's own files, and not among installed packages."""
    return (copy.parent / "pyproject.toml").is_file()


def code(copy: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield path and content of each module of a copy."""
    yield from ((path.relative_to(copy), path.read_bytes()) for path in copy.rglob("*.py"))
