"""Under pytest the shapes in the signatures are not only read, but checked.

The import hook must be in place before `dlbook` is imported for the first time.
"""

import os
import sys
from collections.abc import Iterator

from kernel_env import apply_kernel_env

apply_kernel_env()  # before torch is imported: tests compute what the pages compute

import jaxtyping
import matplotlib as mpl
import pytest
from hypothesis import settings

# The numeric tower lets a whole number stand where a float is asked for, as Python itself does.
jaxtyping.install_import_hook("dlbook", "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))")

os.environ.pop("DLBOOK_PUBLISH", None)  # a tiny book of a test is not published, even if this one is

mpl.use("agg")  # no window opens, on anybody's desktop

# The same examples in every run, and no test that fails because the machine is busy.
settings.register_profile("dlbook", deadline=None, derandomize=True, database=None)
settings.load_profile("dlbook")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of ``tests/install`` that cost minutes."""
    parser.addoption("--fresh", action="store_true", help="install the wheel from the package index")
    parser.addoption(
        "--all-notebooks", action="store_true", help="run every chapter's notebook, not only three"
    )


@pytest.fixture
def as_a_reader() -> Iterator[None]:
    """As the package behaves outside pytest: wrong shapes meet our own errors, not beartype's."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)


@pytest.fixture(autouse=True)
def _figures_are_drawn_and_closed() -> Iterator[None]:
    """A figure that cannot be rendered fails its test, and none stays in memory."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        for number in pyplot.get_fignums():
            pyplot.figure(number).canvas.draw()
        pyplot.close("all")
