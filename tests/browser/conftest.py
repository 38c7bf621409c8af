"""``pytest tests/browser --site FOLDER [--every-page]``; a missing browser is a skip here and an error in CI."""

import contextlib
import os
import sys
from pathlib import Path

import pytest
from browser import find_chromium

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
from built_site import USUAL, BuiltSite, find_site


def pytest_addoption(parser):
    with contextlib.suppress(ValueError):  # tests/site has the same option
        parser.addoption("--site", default=USUAL, help="the folder of the built site")
    parser.addoption("--every-page", action="store_true", help="open every page, not one of each type")


@pytest.fixture(scope="session")
def site(request):
    found = find_site(request.config.getoption("--site"))
    if found is None:
        pytest.fail(f"no site in {request.config.getoption('--site')}; run: nox -s docs")
    return BuiltSite(found)


@pytest.fixture(scope="session")
def chromium():
    found = find_chromium()
    if found is None:
        reason = "no Chromium: install it, or let CHROMIUM name it"
        pytest.fail(reason) if os.environ.get("CI", "").lower() in {"1", "true"} else pytest.skip(reason)
    return found
