"""What a page's Python may not do is found without running it, at its own line, under whatever name."""

import pytest

from book.page.blocks import Block
from book.snippets.rules import NETWORK, is_doctest, python_faults, python_sources


def block(body="1\n", **changes):
    return Block(
        **{"line": 9, "end_line": 20, "body_line": 10, "body": body, "language": "python", **changes}
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"language": "pycon"}, True),
        ({"body": "\n>>> 1\n1\n"}, True),
        ({"body": ">>> 1\n1\n", "directive": "code-cell"}, False),
        ({"body": "1\n>>> 1\n"}, False),
        ({}, False),
    ],
)
def test_a_block_of_prompts_is_a_doctest_and_a_cell_never_is(changes, expected):
    assert is_doctest(block(**changes)) is expected


def test_the_source_of_a_block_begins_at_its_body():
    assert python_sources(block("a\nb\n")) == [(10, "a\nb\n")]


def test_each_prompt_has_the_line_where_it_stands():
    body = ">>> a = 1\n>>> a\n1\n\n>>> for i in range(1):\n...     i\n0\n"
    assert python_sources(block(body)) == [
        (10, "a = 1\n"),
        (11, "a\n"),
        (14, "for i in range(1):\n    i\n"),
    ]


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("x = 1\nx = = 2", 2, "SyntaxError"),
        ("x = 1\n%matplotlib inline", 2, "'%matplotlib inline' is IPython's"),
        ("!ls", 1, "'!ls' is IPython's"),
        ("print?", 1, "'print?' is IPython's"),
        ("?print", 1, "'?print' is IPython's"),
        ("return 1", 1, "SyntaxError: 'return' outside function"),
        ("x = 1\n\ninput()", 3, "input() waits for a reader"),
        ("import time\ntime.sleep(1)", 2, "time.sleep() waits"),
        ("import time as t\nt.sleep(1)", 2, "time.sleep() waits"),
        ("from time import sleep\ndef f():\n    sleep(1)", 3, "time.sleep() waits"),
        ("from asyncio import sleep as nap\nnap(1)", 2, "asyncio.sleep() waits"),
        ("get_ipython().run_line_magic('time', '')", 1, "get_ipython() works in a notebook only"),
        ("import torch\ntorch.hub.load('a', 'b')", 2, "torch.hub.load() reaches for the network"),
        ("from torch import hub as h", 1, "torch.hub reaches for the network"),
        ("import os, requests.adapters", 1, "requests reaches for the network"),
        ("from urllib import request", 1, "urllib.request reaches for the network"),
        ("load(download=True)", 1, "load(download=True) reaches for the network"),
    ],
)
def test_what_no_page_may_hold_is_one_fault_at_its_line(source, line, says):
    ((number, message),) = python_faults(source)
    assert number == line
    assert says in message


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.perf_counter()",
        "from urllib import parse",
        "import urllib.parse",
        "import http",
        "import requests_like",
        "load(download=False)",
        "load(download=flag)",
        "sleep(1)",
        "import time as t\nclock.sleep(1)",
        "values['input']",
        "obj.input()",
        "7 % 3",
        "'%matplotlib'",
        "",
    ],
)
def test_what_only_looks_alike_is_no_fault(source):
    assert list(python_faults(source)) == []


@pytest.mark.parametrize("module", sorted(NETWORK))
def test_every_module_that_reaches_out_is_found_by_both_ways_of_importing(module):
    for source in (f"import {module}", f"from {module} import anything"):
        messages = [message for _, message in python_faults(source)]
        assert f"{module} reaches for the network: a page works offline" in messages


def test_a_lesson_on_errors_may_not_parse_and_still_may_not_use_magics():
    assert list(python_faults("x = = 2", may_not_parse=True)) == []
    assert "IPython" in next(python_faults("%timeit 1", may_not_parse=True))[1]
    assert "input()" in next(python_faults("input()", may_not_parse=True))[1]


def test_every_fault_of_a_source_is_named():
    found = list(python_faults("import socket\ninput()\nsocket.create_connection(('a', 1))"))
    assert sorted(line for line, _ in found) == [1, 2, 3]
