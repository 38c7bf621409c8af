"""Name the command that mends a machine, on its own operating system."""

import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path


class MachineError(Exception):
    """A problem, and the remedy: a sentence that ends with a command."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}. {remedy}")
        self.problem = problem
        self.remedy = remedy


def pip_install(arguments: Iterable[str]) -> str:
    """Return the remedy that runs pip with the very Python that runs now."""
    python = "python" if platform.system() == "Windows" or sys.prefix != sys.base_prefix else "python3"
    return f"Run: {python} -m pip install {' '.join(arguments)}"


def install_copy(copy: Path) -> str:
    """Return the remedy that makes every program import this copy; a PYTHONPATH would go before what is installed."""
    if os.environ.get("PYTHONPATH"):
        return (
            f"Run: {'Remove-Item Env:PYTHONPATH' if platform.system() == 'Windows' else 'unset PYTHONPATH'}"
        )
    return pip_install(["-e", f'"{copy.parent}"'])


def install_python(system: str) -> str:
    """Return the remedy that installs a newer Python."""
    commands = {"Windows": "winget install Python.Python.3.13", "Darwin": "brew install python@3.13"}
    return f"Run: {commands.get(system, 'sudo apt install python3 python3-venv  (or what your system has instead)')}"


def mend_torch() -> str:
    """Return the remedy for a torch that is broken; on Windows it is mostly the runtime library of C++ that is missing."""
    if platform.system() == "Windows":
        return "Run: winget install Microsoft.VCRedist.2015+.x64"
    return pip_install(["--force-reinstall", "torch"])
