"""A traceback keeps the reader's own lines and its message; the insides of libraries and all paths are left out."""

import json
from pathlib import Path

import pytest
from small_site import build

from book.run.kernel_env import ROOT
from book.run.tracebacks import READER, shorten, without_places

HEAD = "-----\nRuntimeError      Traceback (most recent call last)\n"
CELL = "Cell In[3], line 2\n      1 model = build()\n----> 2 model(x)\n\n"
TORCH = "File /opt/env/lib/python3.13/site-packages/torch/nn/modules/module.py:1773, in Module._call(self)\n   1771 x\n\n"
PATHLIB = "File /usr/lib/python3.13/pathlib.py:1044, in Path.open(self)\n   1044 io.open()\n\n"
OWN = "File /home/somebody/book/dlbook/training.py:51, in fit(model)\n     51 loss.backward()\n\n"
MESSAGE = "RuntimeError: shapes cannot be multiplied (32x28 and 784x128)"


def test_steps_inside_a_library_become_one_line_that_counts_them():
    assert shorten(HEAD + CELL + TORCH + TORCH + MESSAGE) == (
        HEAD + CELL + "    … 2 steps inside torch …\n\n" + MESSAGE
    )


def test_steps_of_several_libraries_name_each_once():
    assert "… 3 steps inside torch, pathlib …" in shorten(HEAD + CELL + TORCH + PATHLIB + TORCH + MESSAGE)


def test_steps_of_the_book_stay_with_a_path_inside_the_book():
    text = shorten(HEAD + CELL + OWN + TORCH + MESSAGE)
    assert "File dlbook/training.py:51, in fit(model)\n     51 loss.backward()" in text
    assert "somebody" not in text


def test_a_traceback_of_the_cell_alone_stays_as_it_is():
    assert shorten(HEAD + CELL + MESSAGE) == HEAD + CELL + MESSAGE


def test_a_message_of_several_lines_stays_whole():
    message = "ValueError: first\nsecond\n  third"
    assert shorten(HEAD + CELL + TORCH + message).endswith(f"inside torch …\n\n{message}")


def test_a_syntax_error_has_no_steps_and_stays():
    text = '  Cell In[1], line 1\n    f(“x”)\n      ^\nSyntaxError: invalid character "“" (U+201C)\n'
    assert shorten(text) == text


LIBRARIES = {
    "/home/somebody/.pyenv/versions/3.13.1/lib/python3.13/json/decoder.py": "json",
    "/home/somebody/Büch Kopie/.nox/env/lib/python3.11/site-packages/torch/nn/modules/module.py": "torch",
    "~/my books/dlbook/.venv/lib/python3.13t/site-packages/torch/_ops.py": "torch",
    "/usr/lib/python3/dist-packages/numpy/core/multiarray.py": "numpy",
    "/Library/Frameworks/Python.framework/Versions/3.13/lib/python3.13/pathlib.py": "pathlib",
    r"C:\Users\somebody else\book\.nox\env\Lib\site-packages\torch\nn\modules\module.py": "torch",
    r"C:\Users\somebody else\AppData\Local\Programs\Python\Python313\Lib\json\decoder.py": "json",
    "<frozen importlib._bootstrap>": "importlib",
}


@pytest.mark.parametrize(("path", "name"), LIBRARIES.items())
def test_a_library_is_known_wherever_it_is_installed(path, name):
    frame = f"File {path}:12, in f(x)\n     12 g(x)\n\n"
    text = shorten(HEAD + CELL + frame + frame + MESSAGE)
    assert text == HEAD + CELL + f"    … 2 steps inside {name} …\n\n" + MESSAGE


@pytest.mark.parametrize(
    "folder",
    [
        "/home/somebody/dlbook",
        "~/Büch Kopie",
        "/data/my dlbook/dlbook",
        r"C:\Users\somebody else\dlbook",
        "/x/lib/python3.13/site-packages",
    ],
)
def test_steps_of_the_book_read_the_same_in_a_clone_of_any_name(folder):
    separator = "\\" if "\\" in folder else "/"
    path = separator.join([folder, "dlbook", "figures", "plots.py"])
    frame = f"File {path}:51, in fit(model)\n     51 loss.backward()\n\n"
    assert "\nFile dlbook/figures/plots.py:51, in fit(model)\n" in shorten(HEAD + CELL + frame + MESSAGE)


def test_a_message_with_an_empty_line_and_a_word_that_begins_a_step_stays_whole():
    message = "RuntimeError: two processes failed:\n\nFile not found\nCell of a table"
    assert shorten(HEAD + CELL + TORCH + message).endswith(f"inside torch …\n\n{message}")


def test_of_two_errors_each_keeps_its_message():
    first = "KeyError: 'lr'\n\nThe above exception was the direct cause of the following exception:\n\n"
    text = shorten(HEAD + CELL + TORCH + first + HEAD + CELL + TORCH + MESSAGE)
    hidden = "    … 1 step inside torch …\n\n"
    assert text == HEAD + CELL + hidden + first + HEAD + CELL + hidden + MESSAGE


@pytest.mark.parametrize("folder", [Path("/tmp/tmpabc123"), Path("/tmp/with a space/ü")])
def test_folders_of_the_machine_get_a_reader_s_names_in_every_text(folder):
    text = f"No such file: '{folder}/x.txt', {ROOT}/dlbook, {Path.home()}/data and {folder}-2"
    expected = f"No such file: '{READER}/x.txt', {READER}/dlbook/dlbook, {READER}/data and {folder}-2"
    outputs = [
        [{"output_type": "error", "evalue": text, "traceback": [text]}, {"data": {"text/plain": text}}]
    ]
    (error, result) = without_places(outputs, folder)[0]
    assert error == {"output_type": "error", "evalue": expected, "traceback": [expected]}
    assert result == {"data": {"text/plain": expected}}


def test_a_home_that_is_the_root_of_everything_renames_nothing(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert without_places("and/or", Path("/tmp/x")) == "and/or"


def test_a_page_shows_the_shortened_traceback(tmp_path):
    error = {"output_type": "error", "ename": "RuntimeError", "evalue": "x"}
    error["traceback"] = (HEAD + CELL + TORCH + MESSAGE).splitlines()
    cell = {"cell_type": "code", "id": "a", "execution_count": 1, "source": "model(x)", "outputs": [error]}
    notebook = {"cells": [{**cell, "metadata": {"tags": ["raises-exception"]}}], "metadata": {}}
    text = json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5})
    index = "# Index\n\n```{toctree}\npage\n```\n"
    site = build(tmp_path, {"index": index, "page.ipynb": text}, "book.run.tracebacks")
    html = site.html("page")
    assert "… 1 step inside torch …" in html
    assert "shapes cannot be multiplied" in html
    assert "/opt/env" not in html
