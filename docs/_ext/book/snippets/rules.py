"""What Python on a page may not do: magics, waiting, reaching for the network, ending the process.

Found by reading it, and what reading cannot find, while it runs.
"""

from __future__ import annotations

import ast
import contextlib
import os
import socket
from collections.abc import Iterator
from doctest import DocTestParser
from typing import Any, NoReturn
from unittest import mock

import pytest

from book.page.blocks import Block
from book.page.grammar import DOCTESTED

NETWORK = {
    "aiohttp", "ftplib", "http.client", "httpx", "pooch", "requests", "smtplib", "socket", "torch.hub",
    "urllib.request", "urllib3",
}  # fmt: skip
LOCAL = {None, "", "localhost", "127.0.0.1", "::1"}
FORBIDDEN_CALLS = {
    "asyncio.sleep": "waits",
    "get_ipython": "works in a notebook only",
    "os._exit": "ends the reader's session at once",
    "os.abort": "ends the reader's session at once",
    "input": "waits for a reader who is not there",
    "time.sleep": "waits",
}


def python_sources(block: Block) -> list[tuple[int, str]]:
    """Return the Python in a block, with the page's line where each piece begins; a doctest has one for each prompt."""
    if not is_doctest(block):
        return [(block.body_line, block.body)]
    examples = DocTestParser().get_examples(block.body)
    return [(block.body_line + example.lineno, example.source) for example in examples]


def is_doctest(block: Block) -> bool:
    """Return whether a block shows prompts and answers; a cell never does, since a kernel would not run it."""
    shows_prompts = block.language in DOCTESTED or block.body.lstrip().startswith(">>>")
    return shows_prompts and block.directive != "code-cell"


def python_faults(source: str, *, may_not_parse: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the line (from 1) and the fault of everything in a source that no page may hold."""
    try:
        compile(source, "<page>", "exec", dont_inherit=True)
        tree = ast.parse(source)
    except SyntaxError as error:
        text = (error.text or "").strip()
        if text.startswith(("%", "!", "?")) or text.endswith("?"):
            yield error.lineno or 1, f"{text!r} is IPython's, not Python: readers run files, too"
        elif not may_not_parse:
            yield error.lineno or 1, f"SyntaxError: {error.msg}"
        return
    names = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module in NETWORK.intersection(_modules(node)):
                yield node.lineno, f"{module} reaches for the network: a page works offline"
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, message) for message in _call_faults(node, names))


def _call_faults(call: ast.Call, names: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with a call."""
    first, _, rest = ast.unparse(call.func).partition(".")
    name = names.get(first, first) + (f".{rest}" if rest else "")
    if name in FORBIDDEN_CALLS:
        yield f"{name}() {FORBIDDEN_CALLS[name]}"
    if any(name.startswith(f"{module}.") for module in NETWORK):
        yield f"{name}() reaches for the network: a page works offline"
    for keyword in call.keywords:
        if keyword.arg == "download" and getattr(keyword.value, "value", None) is True:
            yield f"{name}(download=True) reaches for the network: a page works offline"


def _modules(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Return every module that an import statement may load."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    return {".".join(name.split(".")[:length]) for name in names for length in range(1, name.count(".") + 2)}


def _imported(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: ``t`` for ``time`` after ``import time as t``."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found


@contextlib.contextmanager
def no_network() -> Iterator[None]:
    """Fail a cell that looks up or connects to another machine."""
    lookup, connect = socket.getaddrinfo, socket.socket.connect

    def guarded_lookup(host: Any, *rest: Any, **options: Any) -> Any:
        refuse(host)
        return lookup(host, *rest, **options)

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):  # of another family are sockets of this machine
            refuse(address[0])
        connect(self, address)

    with (
        mock.patch.object(socket, "getaddrinfo", guarded_lookup),
        mock.patch.object(socket.socket, "connect", guarded_connect),
    ):
        yield


@contextlib.contextmanager
def no_exit() -> Iterator[None]:
    """Fail a cell that ends this process at once: pytest would say nothing, and the tests would pass."""
    leave, own = os._exit, os.getpid()

    def guarded_exit(status: int) -> NoReturn:
        if os.getpid() != own:  # the end of a process that the page started
            leave(status)
        pytest.fail(f"this cell calls os._exit({status}), which would end the tests as well")

    with mock.patch.object(os, "_exit", guarded_exit):
        yield


def refuse(host: object) -> None:
    """Fail unless the host is this machine."""
    if host not in LOCAL:
        pytest.fail(f"this page reaches for the network ({host}): a page works offline")
