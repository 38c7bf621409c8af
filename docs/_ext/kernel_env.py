"""Environment variables of every process that computes a page's numbers: kernels, snippet tests, nox sessions.

One thread, because another number of threads changes the last digits of every result, and so every number in the book.
This module imports nothing that is not in the standard library: ``noxfile.py`` reads it in a bare environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container, MutableMapping

KERNEL_ENV = {
    "OMP_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # with it, TensorFlow writes to stderr, and a page that does so fails
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
# These read the environment once, when they are imported. (So does NumPy, whose threads can be limited later, too.)
READERS = ("tensorflow", "torch")


def apply_kernel_env(
    environ: MutableMapping[str, str] = os.environ, loaded: Container[str] = sys.modules
) -> None:
    """Override this process's environment with KERNEL_ENV.

    Raises
    ------
    RuntimeError
        If a library that reads the environment at import is loaded already and saw another value.
    """
    changed = {name: environ.get(name) for name, value in KERNEL_ENV.items() if environ.get(name) != value}
    late = [name for name in READERS if name in loaded]
    in_time = {"PYTHONHASHSEED"}  # read at the interpreter's start: only child processes can get it now
    if late and changed.keys() - in_time:
        raise RuntimeError(
            f"{', '.join(late)} was imported before the kernel environment was set ({changed}); "
            "import kernel_env first and call apply_kernel_env(), or run through nox"
        )
    environ.update(KERNEL_ENV)
