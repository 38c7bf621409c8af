"""Folds are named by the text that people see, and no two elements of a page share an id."""

import json
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from themed_site import build_themed

PAGE = """# Page

```{exercise} Count
:label: exr-one
How many?
```

```{solution} exr-one
:class: dropdown
Two.
```

```{exercise} Weigh
:label: exr-two
How much?
```

```{solution} exr-two
Three.
```
"""


CITING = "# Page\n\n{cite}`one`\n\n{cite}`two`\n\n```{bibliography}\n```\n"
SOURCES = "@misc{one, author={A}, title={First}, year={2001}}\n@misc{two, author={B}, title={Second}, year={2002}}\n"


def cell(tag):
    return {
        "cell_type": "code",
        "id": tag,
        "execution_count": 1,
        "source": "print(1)",
        "metadata": {"tags": [tag]},
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n"}],
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    notebook = {
        "cells": [cell("hide-input"), cell("hide-output")],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    pages = {
        "index": "# Index\n\n```{toctree}\npage\nfolds\n```\n",
        "page": PAGE,
        "folds.ipynb": json.dumps(notebook),
    }
    return build_themed(tmp_path_factory.mktemp("site"), pages, "sphinx_exercise", "book.look.accessible")


def test_folded_cells_are_named_by_their_own_text(site):
    summaries = BeautifulSoup(site.html("folds"), "html.parser").select("summary")
    assert len(summaries) == 2
    assert not any(summary.has_attr("aria-label") for summary in summaries)
    assert summaries[0].select_one(".collapsed").get_text() == "Show code cell source"


def test_a_solution_with_the_class_dropdown_is_a_fold_that_says_whose_it_is(site):
    soup = BeautifulSoup(site.html("page"), "html.parser")
    (fold,) = soup.select("details.solution")
    assert fold.summary.get_text() == "Solution to Exercise 1 (Count)"
    assert fold.select_one("p").get_text() == "Two."
    assert fold["id"]


def test_a_solution_without_it_is_open(site):
    (solution,) = BeautifulSoup(site.html("page"), "html.parser").select("div.solution")
    assert "Three." in solution.get_text()


def test_no_id_is_used_twice(site):
    ids = Counter(tag["id"] for tag in BeautifulSoup(site.html("page"), "html.parser").select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []


def test_a_bibliography_has_no_role_that_was_withdrawn(tmp_path):
    pages = {"page": CITING, "sources.bib": SOURCES}
    site = build_themed(
        tmp_path, pages, "sphinxcontrib.bibtex", "book.look.accessible", bibtex_bibfiles=["sources.bib"]
    )
    soup = BeautifulSoup(site.html("page"), "html.parser")
    assert [entry.has_attr("role") for entry in soup.select(".citation-list > .citation")] == [False, False]
    assert not soup.select_one(".citation-list").has_attr("role")


def test_folds_of_the_table_of_contents_are_named_by_their_page(tmp_path):
    index = "# Index\n\n```{toctree}\nroom\n```\n"
    pages = {"index": index, "room": "# The room & more\n\n```{toctree}\ninner\n```\n", "inner": "# Inner\n"}
    site = build_themed(tmp_path, pages, "book.look.accessible")
    summaries = BeautifulSoup(site.html("inner"), "html.parser").select("nav.bd-links summary")
    assert [summary["aria-label"] for summary in summaries] == ["Pages of: The room & more"]
