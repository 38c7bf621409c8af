"""Every chapter is also a notebook: valid, without outputs, and the same in every build."""

import json

import nbformat
import pytest
from bs4 import BeautifulSoup
from small_site import build

CHAPTER = """---
file_format: mystnb
kernelspec:
  name: python3
---

(sec-chapter)=
# A chapter

See {doc}`prose` and {ref}`sec-chapter`.

```{code-cell} python
x = 1
```

```{code-cell} python
:tags: [raises-exception]
1 / 0
```
"""
PAGES = {"room/chapter": CHAPTER.replace("`prose`", "`/prose`"), "prose": "# Only prose\n\nText.\n"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    return build(
        folder, PAGES, "book.reader.notebooks", suppress_warnings=["myst.role_unknown", "myst-nb.lexer"]
    )


@pytest.fixture(scope="module")
def notebook(site):
    return nbformat.read(site.out / "_downloads/notebooks/room/chapter.ipynb", as_version=4)


def test_it_is_a_valid_notebook_for_python(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"


def test_its_ids_say_page_and_number(notebook):
    assert [cell.id for cell in notebook.cells] == [f"dlbook-room-chapter-{number}" for number in (1, 2, 3)]


def test_it_has_no_outputs_and_keeps_the_tag_of_a_cell_that_raises(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code] == ["x = 1", "1 / 0"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert code[1].metadata.tags == ["raises-exception"]


def test_its_text_is_plain_markdown_with_titles_for_links(notebook):
    assert notebook.cells[0].source == "# A chapter\n\nSee Only prose and A chapter."


def test_a_page_of_prose_has_no_notebook(site):
    assert [path.name for path in (site.out / "_downloads").rglob("*.ipynb")] == ["chapter.ipynb"]


def test_the_page_links_to_its_notebook(site):
    link = BeautifulSoup(site.html("room/chapter"), "html.parser").select_one("a.notebook-link")
    assert link["href"] == "../_downloads/notebooks/room/chapter.ipynb"
    assert link.has_attr("download")
    assert "notebook-link" not in site.html("prose")


def test_two_builds_write_the_same_bytes(site, tmp_path):
    other = build(
        tmp_path, PAGES, "book.reader.notebooks", suppress_warnings=["myst.role_unknown", "myst-nb.lexer"]
    )
    name = "_downloads/notebooks/room/chapter.ipynb"
    assert (other.out / name).read_bytes() == (site.out / name).read_bytes()


def test_a_very_long_name_still_gives_ids_that_the_format_allows(tmp_path):
    name = "a-room-with-a-rather-long-name/a-chapter-whose-name-has-no-end-in-sight"
    site = build(
        tmp_path,
        {name: CHAPTER.replace("prose", "index")},
        "book.reader.notebooks",
        suppress_warnings=["myst.role_unknown", "myst-nb.lexer"],
    )
    found = json.loads((site.out / f"_downloads/notebooks/{name}.ipynb").read_text("utf-8"))
    nbformat.validate(nbformat.from_dict(found))
    assert len({cell["id"] for cell in found["cells"]}) == 3


def test_a_solution_is_folded_in_jupyter_and_in_colab_and_nothing_else_is():
    from book.reader.notebooks import code_cell

    solution = code_cell("a", "def f():\n    return 1", ["solution"])
    check = code_cell("b", "assert f() == 1", ["check"])
    assert solution["metadata"]["jupyter"] == {"source_hidden": True}
    assert solution["metadata"]["cellView"] == "form"
    assert solution["source"][0].startswith("# @title ")
    assert "".join(solution["source"][1:]) == "def f():\n    return 1"
    assert check["metadata"] == {"tags": ["check"]}
    nbformat.validate({"cells": [solution, check], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
