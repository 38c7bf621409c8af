"""What a build says of itself: the same fields each time, and a mark on all that differs from build to build."""

import json
from importlib.metadata import version
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from small_site import build

from book.run import status as module
from book.run.status import status, status_html, versions, write

ROW = {"seconds": 12.3, "cells": 4, "cached": True, "peak_mb": 210, "unmet": ["there is no GPU here"]}
FOUND = {
    "schema": 1,
    "versions": {"python": "3.11.9", "a<b": "1.0"},
    "device": "cpu (x86_64, Linux)",
    "edition": "shipped",
    "pages": {"start/one": {key: ROW[key] for key in ("seconds", "cells", "cached", "peak_mb")}},
}


def env_with(**rows):
    return SimpleNamespace(dlbook_execution={"keys": {}, "status": rows, "failed": {}})


def app_of(folder, builder="html"):
    (folder / "_static").mkdir()
    return SimpleNamespace(builder=SimpleNamespace(format=builder), outdir=str(folder), env=env_with(one=ROW))


@pytest.fixture
def tables():
    return BeautifulSoup(status_html(FOUND), "html.parser")


def test_the_status_has_the_fields_of_its_schema_and_no_others():
    found = status(env_with(b=ROW, a=ROW))
    assert list(found) == ["schema", "versions", "device", "edition", "pages"]
    assert found["schema"] == 1
    assert list(found["pages"]) == ["a", "b"]
    assert found["pages"]["a"] == {"seconds": 12.3, "cells": 4, "cached": True, "peak_mb": 210}


@pytest.mark.parametrize("edition", ["shipped", "complete"])
def test_the_status_names_the_edition_that_the_build_used(monkeypatch, edition):
    monkeypatch.setenv("DLBOOK_EDITION", edition)
    assert status(env_with())["edition"] == edition


def test_versions_are_those_installed_and_what_is_missing_is_left_out(monkeypatch):
    monkeypatch.setattr(module, "PACKAGES", ("numpy", "nowhere-installed"))
    assert list(versions()) == ["python", "numpy"]
    assert versions()["numpy"] == version("numpy")


def test_what_differs_from_build_to_build_is_marked_and_nothing_else_is(tables):
    marked = [mark.text for mark in tables.select("[data-varies]")]
    assert marked == ["cpu (x86_64, Linux)", "3.11.9", "1.0", "12.3", "210"]


def test_the_tables_show_every_page_with_its_numbers_in_the_order_of_the_heads(tables):
    versions_table, pages_table = tables("table")
    assert [cell.text for cell in pages_table.thead("th")][1:3] == ["Seconds", "Cells"]
    assert [cell.text for cell in pages_table.tbody("td")] == ["start/one", "12.3", "4", "210"]
    assert [cell.text for cell in versions_table.tbody("td")] == ["python", "3.11.9", "a<b", "1.0"]


@pytest.mark.parametrize(("edition", "words"), [("shipped", "5,000"), ("complete", "70,000")])
def test_the_edition_is_said_in_words(edition, words):
    assert words in status_html({**FOUND, "edition": edition})


def test_the_file_and_the_script_of_a_build_say_the_same(tmp_path):
    app = app_of(tmp_path)
    write(app, None)
    content = json.loads((tmp_path / "status.json").read_text("utf-8"))
    script = (tmp_path / "_static/status.js").read_text("utf-8")
    assert content == status(app.env)
    assert json.loads(script.removeprefix("window.dlbookStatus = ").removesuffix(";\n")) == content


@pytest.mark.parametrize(("builder", "exception"), [("latex", None), ("html", RuntimeError())])
def test_a_failed_build_and_one_without_html_write_no_status(tmp_path, builder, exception):
    write(app_of(tmp_path, builder), exception)
    assert [path.name for path in tmp_path.rglob("*.*")] == []


def test_a_page_shows_the_tables_where_it_asks_for_them(tmp_path):
    site = build(
        tmp_path,
        {"page": "# Page\n\nabove\n\n```{build-status}\n```\n\nbelow\n"},
        "book.run.records",
        "book.run.status",
    )
    assert site.warnings == ""
    text = BeautifulSoup(site.html("page"), "html.parser").text
    assert text.index("above") < text.index(version("numpy")) < text.index("below")
    assert json.loads((site.out / "status.json").read_text("utf-8"))["pages"] == {}
