"""``pytest tests/site --site FOLDER`` judges a built site; without the option it is the one that ``nox -s docs`` makes."""

import contextlib

import pytest
from built_site import USUAL, BuiltSite, find_site


def pytest_addoption(parser):
    with contextlib.suppress(ValueError):  # tests/browser has the same option
        parser.addoption("--site", default=USUAL, help="the folder of the built site")


@pytest.fixture(scope="session")
def site(request):
    found = find_site(request.config.getoption("--site"))
    if found is None:
        pytest.fail(f"no site in {request.config.getoption('--site')}; run: nox -s docs")
    return BuiltSite(found)
