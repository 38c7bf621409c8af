"""A traceback keeps the reader's own lines and its message; the insides of libraries and all paths are left out."""

import json

from small_site import build
from tracebacks import shorten

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


def test_a_page_shows_the_shortened_traceback(tmp_path):
    error = {"output_type": "error", "ename": "RuntimeError", "evalue": "x"}
    error["traceback"] = (HEAD + CELL + TORCH + MESSAGE).splitlines()
    cell = {"cell_type": "code", "id": "a", "execution_count": 1, "source": "model(x)", "outputs": [error]}
    notebook = {"cells": [{**cell, "metadata": {"tags": ["raises-exception"]}}], "metadata": {}}
    text = json.dumps({**notebook, "nbformat": 4, "nbformat_minor": 5})
    index = "# Index\n\n```{toctree}\npage\n```\n"
    site = build(tmp_path, {"index": index, "page.ipynb": text}, "tracebacks")
    html = site.html("page")
    assert "… 1 step inside torch …" in html
    assert "shapes cannot be multiplied" in html
    assert "/opt/env" not in html
