"""In a browser, light and dark, on a telephone and on a desk: a page says nothing, asks nobody, and shuts no one out."""

from pathlib import Path

import pytest
from browser import jobs_for, probe
from serving import served

THEMES = ("light", "dark")
WIDTHS = (320, 1280)
# One page of each type; of chapters, the first two in the order of their names as well.
TYPES = (
    "index",
    "search",
    "genindex",
    "start/first-network",
    "start/setup",
    "reference/api",
    "reference/bibliography",
    "reference/build-status",
    "reference/claims",
    "reference/glossary",
    "reference/notation",
)
MOST_BYTES = 256_000  # of a first visit, compressed, without pictures
MOST_REQUESTS = 15


def pages_of(site):
    return [name for name in TYPES if name in site.pages]


@pytest.fixture(scope="session")
def from_files(site, chromium):
    """What the pages of each type did when they were opened from a folder."""
    jobs = jobs_for(pages_of(site), site.folder.as_uri(), THEMES, WIDTHS)
    return site.folder.as_uri(), probe(jobs, chromium)


@pytest.fixture(scope="session")
def from_server(site, chromium, request):
    """What pages did over http: those of each type, or with ``--every-page`` all."""
    pages = list(site.pages) if request.config.getoption("--every-page") else pages_of(site)
    with served(site.folder) as address:
        return address, probe(jobs_for(pages, address, THEMES, (1280,)), chromium)


@pytest.fixture(params=["from_files", "from_server"])
def visit(request):
    return request.getfixturevalue(request.param)


def report(found):
    """Fail with every fault, by page."""
    faults = [f"{name}: {fault}" for name, list_ in found.items() for fault in list_]
    assert not faults, "\n".join(faults)


def test_pages_of_each_type_were_opened(from_files, site):
    assert len(from_files[1]) == len(pages_of(site)) * 4 >= 4 * 8


def test_no_page_writes_to_the_console(visit):
    report({name: result["messages"] for name, result in visit[1].items()})


def test_no_page_asks_anything_from_elsewhere(visit):
    base, results = visit
    report(
        {
            name: [url for url in result["requests"] if not url.startswith((base, "data:"))]
            for name, result in results.items()
        }
    )


def test_no_page_breaks_a_rule_of_accessibility(visit):
    report({name: result["violations"] for name, result in visit[1].items()})


def test_no_page_scrolls_sideways(visit):
    report({name: result["overflow"] for name, result in visit[1].items()})


def test_a_page_follows_the_theme_of_the_system(visit):
    wrong = {
        name: [result["theme"]] for name, result in visit[1].items() if f"-{result['theme']}-" not in name
    }
    report(wrong)


def is_picture(url):
    return "/_images/" in url or url.endswith(".svg")


def test_a_first_visit_is_quick(from_server, site):
    _, results = from_server
    slow = {}
    for name, result in results.items():
        others = [url for url in result["requests"] if not is_picture(url)]
        pictures = sum(
            site.compressed(path) for path in local_paths(result["requests"], site) if is_picture(f"/{path}")
        )
        if len(others) > MOST_REQUESTS or result["bytes"] - pictures > MOST_BYTES:
            slow[name] = [f"{len(others)} requests, {result['bytes'] - pictures:,} bytes"]
    report(slow)


def local_paths(urls, site):
    """Files of the site that were asked for."""
    paths = [url.split("/", 3)[3].partition("?")[0] for url in urls if url.startswith("http")]
    return [path for path in paths if Path(site.folder, path).is_file()]
