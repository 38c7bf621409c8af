"""Run Python in a process of its own, as in a terminal (explained in `start/use-your-model`)."""

import os
import subprocess
import sys
from typing import NamedTuple

# A notebook asks all that it starts for colors; these two count before that.
PLAIN = {"NO_COLOR": "1", "PYTHON_COLORS": "0"}


class Finished(NamedTuple):
    """All that a program printed, its errors included, and its exit code: 0 when all went well."""

    text: str
    exit_code: int


def run_python(*arguments: str, **variables: str) -> Finished:
    """Return what Python prints in a process of its own, as after ``python argument argument …`` in a terminal.

    It is the Python that runs now, with its packages, in the current folder.

    Parameters
    ----------
    *arguments
        The name of a program and what it is given, or options such as ``"-c"`` and ``"-m"``.
    **variables
        Environment variables that the program sees besides those of this process.

    Raises
    ------
    TimeoutError
        If the program runs longer than two minutes; it is then stopped.
    """
    environment = {**os.environ, "PYTHONUTF8": "1", **PLAIN, **variables}
    # -u: output and errors in their order, as a terminal shows them.
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and a reader's own words
            [sys.executable, "-u", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"python {' '.join(arguments):.200} had not ended after two minutes") from error
    return Finished(done.stdout, done.returncode)
