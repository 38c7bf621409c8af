"""Environment of every process that computes a page's numbers: kernels, snippet tests, nox sessions.

A kernel's is built: a short list of the reader's variables, then the book's. A process that runs already, pytest or
nox, takes over the book's and loses the reader's that would change a page.
Run as a script, it says whether Python finds this checkout's ``dlbook``.
This module imports nothing that is not in the standard library: ``noxfile.py`` reads it in a bare environment.
"""

from __future__ import annotations

import contextlib
import locale
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Container, Iterable, Mapping, MutableMapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
BUILD = ROOT / "docs" / "_build"
# One thread, because another number of threads changes the last digits of every result, and so every number in the
# book. A library reads its own variable before OMP_NUM_THREADS.
THREADS = (
    "BLIS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
KERNEL_ENV = dict.fromkeys(THREADS, "1") | {
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # with it, TensorFlow writes to stderr, and a page that does so fails
    "TZ": "UTC",
}


def installed_locale() -> str:
    """Return the name of a locale in UTF-8 that this system has, or of the one that every system has."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8"):
            with contextlib.suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C"


# Other names on other machines, so not in a page's key. Folders of configuration and caches are the book's: the
# reader's settings do not count, and HOME may be read-only or missing.
MACHINE_ENV = {
    "IPYTHONDIR": str(BUILD / "ipython"),
    "KERAS_HOME": str(BUILD / "keras"),
    "LC_ALL": installed_locale(),
    "MPLCONFIGDIR": str(BUILD / "matplotlib"),
}
KERNEL_ONLY = {
    "NO_COLOR": "1",  # ipykernel sets FORCE_COLOR for all that a cell starts; these two count before it
    "PYTHON_COLORS": "0",
    "PYTHONDONTWRITEBYTECODE": "1",  # a module saved twice in a second would be read from the older bytecode
}
INHERITED = {
    *("PATH", "PATHEXT", "COMSPEC", "LD_LIBRARY_PATH"),  # programs, and libraries outside the system's own
    *("HOME", "USER", "LOGNAME", "USERNAME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"),  # whose process it is
    *("TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR"),  # Windows starts nothing without these
    *("XDG_CACHE_HOME", "LOCALAPPDATA", "DLBOOK_DATA_HOME", "DLBOOK_EDITION"),  # where the complete MNIST is
    *("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"),  # which GPU is free
    "OPENBLAS_CORETYPE",  # some processors crash without it
}
# What these name, settings of a library or of Python, would change what a page computes, draws or says.
MEDDLERS = (
    *("ATEN_", "DNNL_", "GOMP_", "KERAS_", "KMP_", "MKL_", "OMP_", "ONEDNN_", "TF_", "TORCH_", "XLA_"),
    *("IPYTHON", "JUPYTER", "MATPLOTLIB", "MPL", "PYTHON"),
    *("CLICOLOR", "FORCE_COLOR", "LANG", "LC_", "PY_COLORS"),
)
# These read the environment once, when they are imported. (So does NumPy, whose threads can be limited later, too.)
READERS = ("tensorflow", "torch")


def kernel_environment(own: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the whole environment of a kernel: of the reader's own only INHERITED, then what the book fixes."""
    inherited = {name: value for name, value in own.items() if name.upper() in INHERITED}
    return inherited | MACHINE_ENV | KERNEL_ENV | KERNEL_ONLY


def meddling(names: Iterable[str]) -> list[str]:
    """Return the names of variables that a process of the book must not have."""
    fixed = KERNEL_ENV.keys() | MACHINE_ENV.keys() | INHERITED
    return [name for name in names if name.startswith(MEDDLERS) and name not in fixed]


def apply_kernel_env(
    environ: MutableMapping[str, str] = os.environ, loaded: Container[str] = sys.modules
) -> None:
    """Give this process the book's environment, as far as a running one can still take it.

    Raises
    ------
    RuntimeError
        If a library that reads the environment at import is loaded already and saw another value,
        or if Python would import another checkout's ``dlbook``.
    """
    if fault := package_fault():
        raise RuntimeError(fault)
    changed = {name: environ.get(name) for name, value in KERNEL_ENV.items() if environ.get(name) != value}
    late = [name for name in READERS if name in loaded]
    in_time = {
        "PYTHONHASHSEED",
        "PYTHONUTF8",
        "TZ",
    }  # read at the interpreter's start: child processes get them
    if late and changed.keys() - in_time:
        raise RuntimeError(
            f"{', '.join(late)} was imported before the kernel environment was set ({changed}); "
            "import book.run.kernel_env first and call apply_kernel_env(), or run through nox"
        )
    for name in meddling(list(environ)):
        del environ[name]
    environ.update(KERNEL_ENV | MACHINE_ENV)


def package_fault() -> str | None:
    """Return what to do where this Python would not import the checkout's own ``dlbook``; None if it would."""
    spec = find_spec("dlbook")
    found = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    if found is not None and found.resolve() == (ROOT / "dlbook").resolve():
        return None
    what = f"imports dlbook from {found}" if found else "finds no dlbook"
    remedy = "unset PYTHONPATH" if "PYTHONPATH" in os.environ else "run: nox -s env (or: pip install -e .)"
    return f"{sys.executable} {what}, and this checkout is {ROOT}; {remedy}"


def prepare(environment: Mapping[str, str]) -> None:
    """Prove that a kernel will import this checkout's ``dlbook``, and have matplotlib look for fonts before it does.

    Raises
    ------
    RuntimeError
        If it would import another; the message says what to do.
    """
    done = subprocess.run(
        [sys.executable, __file__], env=dict(environment), capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    folder = Path(environment["MPLCONFIGDIR"])
    if (mark := folder / f"fonts-{version('matplotlib')}").is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:  # another build may be doing the same
        code = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(code, env={**environment, "MPLCONFIGDIR": scratch}, capture_output=True, check=True)
        for made in Path(scratch).glob("fontlist-*.json"):
            shutil.move(made, folder / made.name)
    mark.touch()


if __name__ == "__main__":
    sys.exit(package_fault())
