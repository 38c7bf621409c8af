"""The snippets of every page are tests: see ``docs/_ext/book/snippets/plugin.py``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import threadpoolctl  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from book.run.kernel_env import apply_kernel_env

if "numpy" in sys.modules:
    threadpoolctl.threadpool_limits(1)
try:
    apply_kernel_env()  # before anything imports torch
except RuntimeError as error:
    raise pytest.UsageError(str(error)) from error
os.environ["MPLBACKEND"] = "Agg"  # pages draw, nobody looks

from book.snippets.plugin import PagePlugin  # after the environment is set

collect_ignore_glob = ["*.py"]  # Python beside the pages is tested below tests/


def pytest_configure(config: pytest.Config) -> None:
    """Register the hooks for every folder: a conftest's own hooks see only the files below it."""
    config.pluginmanager.register(PagePlugin(), "pages")
