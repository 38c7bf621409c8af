"""What a cell may need and this machine may lack: the tags ``needs-*``, read in this one place."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

# TensorFlow publishes wheels up to this version of Python.
LAST_PYTHON_OF_TENSORFLOW = (3, 13)
GPU_FILES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")  # NVIDIA and AMD under Linux, Windows' GPU under WSL
ASK_FOR_GPU = "from dlbook.device import pick_device; print(pick_device('auto').type)"
NO_GPU = "there is no GPU here (neither CUDA nor MPS)"


def lacks_tensorflow() -> str | None:
    """Return why a TensorFlow cell cannot run here, or None."""
    if find_spec("tensorflow") is not None:
        return None
    if sys.version_info[:2] > LAST_PYTHON_OF_TENSORFLOW:
        return (
            f"TensorFlow is not installed (no wheel for Python {sys.version_info[0]}.{sys.version_info[1]})"
        )
    return "TensorFlow is not installed (it is in the dependency group 'frameworks')"


@functools.cache
def lacks_gpu() -> str | None:
    """Return why a GPU cell cannot run here, or None.

    torch is asked only where there is a sign of one, since it takes seconds to load, and in another process:
    Sphinx forks, and a fork of a process that has loaded torch may hang.
    """
    if not has_sign_of_gpu():
        return NO_GPU
    answer = subprocess.run(
        [sys.executable, "-c", ASK_FOR_GPU], capture_output=True, text=True, check=True, timeout=120
    )
    return NO_GPU if answer.stdout.strip() == "cpu" else None


def has_sign_of_gpu() -> bool:
    """Return whether a driver or its program is here; a Mac may always have one."""
    found = any(Path(name).exists() for name in GPU_FILES) or shutil.which("nvidia-smi") is not None
    return found or sys.platform == "darwin"


NEEDS: dict[str, Callable[[], str | None]] = {"needs-gpu": lacks_gpu, "needs-tensorflow": lacks_tensorflow}


def unmet_need(tags: Iterable[str]) -> str | None:
    """Return the reason why a cell with these tags cannot run on this machine, or None if it can.

    Raises
    ------
    ValueError
        For a tag ``needs-…`` that is not in NEEDS.
    """
    needs = sorted(tag for tag in tags if tag.startswith("needs-"))
    for tag in needs:
        if tag not in NEEDS:
            raise ValueError(f"unknown tag {tag!r}; known are {', '.join(sorted(NEEDS))}")
    reasons = [reason for tag in needs if (reason := NEEDS[tag]()) is not None]
    return "; ".join(reasons) or None
