"""What Python on a page may not do, found by reading it: magics, waiting, and reaching for the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from doctest import DocTestParser

from blocks import Block
from page_grammar import DOCTESTED

NETWORK = {
    "aiohttp", "ftplib", "http.client", "httpx", "pooch", "requests", "smtplib", "socket", "torch.hub",
    "urllib.request", "urllib3",
}  # fmt: skip
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
