"""Run the cells of pages, several pages side by side, one kernel and one thread each."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel_env import KERNEL_ENV
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from page_store import PageRun
from pages import tags

# Evaluated in the kernel after the last cell; ``resource`` is missing on Windows.
PEAK_MB = (
    "(lambda p: getattr(p.memory_info(), 'peak_wset', 0) / 2**20 or __import__('resource').getrusage(0).ru_maxrss"
    " / (2**20 if __import__('sys').platform == 'darwin' else 2**10))(__import__('psutil').Process())"
)
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class PageFaultError(Exception):
    """A page that failed: where (the page's own line, 1-based) and why."""

    def __init__(self, page: str, line: int, reason: str) -> None:
        super().__init__(f"{page}:{line}: {reason}")
        self.page, self.line, self.reason = page, line, reason


@dataclass(frozen=True)
class Settings:
    """How pages are run: seconds a cell may take, IPython's folder, further environment variables."""

    cell_timeout: int = 300
    ipython_dir: Path | None = None
    environment: tuple[tuple[str, str], ...] = ()


def run_pages(
    notebooks: dict[str, NotebookNode],
    settings: Settings,
    at_once: int,
    done: Callable[[str, PageRun], None],
) -> list[PageFaultError]:
    """Run notebooks in the order given, ``at_once`` at a time; call ``done`` for each that ran, return the faults."""

    async def run_all() -> list[PageFaultError]:
        slots = asyncio.Semaphore(at_once)

        async def run_one(page: str, notebook: NotebookNode) -> PageFaultError | None:
            async with slots:
                try:
                    done(page, await run_page(page, notebook, settings))
                except PageFaultError as fault:
                    return fault
                return None

        results = await asyncio.gather(*(run_one(*item) for item in notebooks.items()))
        return [fault for fault in results if fault is not None]

    return asyncio.run(run_all())


async def run_page(page: str, notebook: NotebookNode, settings: Settings) -> PageRun:
    """Run one notebook in a fresh kernel and an empty folder; raise PageFaultError at the first cell that goes wrong."""
    client = NotebookClient(notebook, timeout=settings.cell_timeout, skip_cells_with_tag="skip-execution")
    client.extra_arguments = ["--log-level=ERROR"]  # ipykernel warns about its own transport at every start
    client.shutdown_kernel = "immediate"  # otherwise it is interrupted first, and says so as an error
    seconds = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with client.async_setup_kernel(env=kernel_environment(settings), cwd=folder):
            start = time.perf_counter()
            for index, cell in enumerate(notebook.cells):
                begin = time.perf_counter()
                await run_cell(page, client, index, notebook)
                if cell.cell_type == "code":
                    seconds.append(time.perf_counter() - begin)
            total = time.perf_counter() - start
            peak = await peak_mb(client)
    outputs = [joined(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    return PageRun(outputs, total, seconds, peak)


def joined(outputs: list[NotebookNode]) -> list[dict[str, Any]]:
    """Return a cell's outputs with neighboring texts of a stream as one: where the kernel cut them is chance."""
    result: list[dict[str, Any]] = []
    for output in map(dict, outputs):
        before = result[-1] if result else {}
        if output["output_type"] == "stream" and before.get("name") == output["name"]:
            before["text"] += output["text"]
        else:
            result.append(output)
    return result


async def run_cell(page: str, client: NotebookClient, index: int, notebook: NotebookNode) -> None:
    """Run one cell; one tagged ``raises-exception`` has to raise, and none may warn."""
    cell = notebook.cells[index]
    line = int(cell.metadata.line)
    try:
        await client.async_execute_cell(cell, index)
    except CellExecutionError as error:
        raise PageFaultError(page, raised_line(cell), f"the cell raised {summary(error)}") from error
    except CellTimeoutError as error:
        raise PageFaultError(page, line, f"the cell ran longer than {client.timeout} seconds") from error
    except DeadKernelError as error:
        raise PageFaultError(
            page, line, "the kernel died (out of memory, or a crash in a library)"
        ) from error
    raised = any(output.output_type == "error" for output in cell.get("outputs", []))
    if "raises-exception" in tags(cell) and "skip-execution" not in tags(cell) and not raised:
        raise PageFaultError(page, line, "the cell is tagged 'raises-exception' and did not raise")
    warned = "".join(
        o.text for o in cell.get("outputs", []) if o.output_type == "stream" and o.name == "stderr"
    )
    if warned and "remove-stderr" not in tags(cell):
        raise PageFaultError(page, line, f"the cell wrote to stderr:\n{warned.strip()}")
    if "varies" not in tags(cell) and (problem := unrepeatable(cell.get("outputs", []))):
        raise PageFaultError(page, line, problem)


def unrepeatable(outputs: list[NotebookNode]) -> str:
    """Return what is wrong with outputs whose text differs in every build, or nothing."""
    shown = [output.get("data", {}) for output in outputs]
    texts = [data.get("text/plain", "") for data in shown if "text/html" not in data]
    text = "\n".join([*texts, *(output.get("text", "") for output in outputs)])
    if found := ADDRESS.search(text):
        return f"the cell shows an address in memory, {found[0]}, which no two builds share: show a value instead"
    if "\r" in text.replace("\r\n", "\n"):
        return "the cell writes over its own line (\\r), as progress bars do: switch that off"
    return ""


def summary(error: CellExecutionError) -> str:
    """Return the error's name, its message and the last lines of the traceback, without colours."""
    trace = ANSI.sub("", str(error.traceback)).strip().splitlines()
    return f"{error.ename}: {error.evalue}\n" + "\n".join(trace[-12:])


def raised_line(cell: NotebookNode) -> int:
    """Return the page's line of the statement that raised, read from the traceback's last frame in the cell."""
    traces = [ANSI.sub("", "\n".join(o.traceback)) for o in cell.outputs if o.output_type == "error"]
    frames = re.findall(r"Cell In\[\d+\], line (\d+)", traces[-1]) if traces else []
    return int(cell.metadata.line) + (int(frames[-1]) - 1 if frames else 0)


def kernel_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a kernel: the reader's own, then what the book fixes.

    The kernel brings its own backend of matplotlib; with the reader's, a page would show no figure.
    """
    fixed = dict(KERNEL_ENV) | dict(settings.environment)
    if settings.ipython_dir is not None:
        fixed["IPYTHONDIR"] = str(settings.ipython_dir)
    own = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return {**own, **fixed}


async def peak_mb(client: NotebookClient) -> float:
    """Return the most memory the kernel has held, in MiB (0 where the system does not say)."""
    assert client.kc is not None
    message = client.kc.execute("", silent=True, user_expressions={"peak": PEAK_MB})
    reply: Any = await client.async_wait_for_reply(message)
    found = (reply or {}).get("content", {}).get("user_expressions", {}).get("peak", {})
    return float(found["data"]["text/plain"]) if found.get("status") == "ok" else 0.0
