"""Run the cells of pages, several pages side by side, one kernel and one thread each."""

from __future__ import annotations

import ast
import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from book.page.notebook import tags
from book.run.kernel_env import kernel_environment, prepare
from book.run.store import PageRun
from book.run.tracebacks import raised_line, raised_text, unrepeatable, without_places
from dlbook.site.records import read_value

# Evaluated in the kernel after the last cell; ``resource`` is missing on Windows.
PEAK_MB = (
    "(lambda p: getattr(p.memory_info(), 'peak_wset', 0) / 2**20 or __import__('resource').getrusage(0).ru_maxrss"
    " / (2**20 if __import__('sys').platform == 'darwin' else 2**10))(__import__('psutil').Process())"
)
# Evaluated for each expression in the prose.
READ = f"__import__({read_value.__module__!r}, fromlist=['']).read_value(lambda: ({{}}))"
READ_SECONDS = 30  # until the kernel is given up; ``read_value`` itself allows far less
KERNEL_CONFIG = Path("profile_default/ipython_kernel_config.py")


class PageFaultError(Exception):
    """A page that failed: where (the page's own line, 1-based) and why."""

    def __init__(self, page: str, line: int, reason: str) -> None:
        super().__init__(f"{page}:{line}: {reason}")
        self.page, self.line, self.reason = page, line, reason


@dataclass(frozen=True)
class Settings:
    """How pages are run: seconds a cell may take, IPython's folder, further variables, whether the prose reads values."""

    cell_timeout: int = 300
    ipython_dir: Path | None = None
    environment: tuple[tuple[str, str], ...] = ()
    reads_values: bool = True


def run_pages(
    notebooks: dict[str, NotebookNode],
    settings: Settings,
    at_once: int,
    done: Callable[[str, PageRun], None],
) -> list[PageFaultError]:
    """Run notebooks in the order given, ``at_once`` at a time; call ``done`` for each that ran, return the faults."""
    prepare(kernel_environment())

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
    # This very Python, whatever kernel a page names or the reader has installed elsewhere.
    client = NotebookClient(notebook, timeout=settings.cell_timeout, skip_cells_with_tag="skip-execution")
    client.kernel_name = "python3"
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    client.extra_arguments = ["--log-level=ERROR"]  # ipykernel warns about its own transport at every start
    client.shutdown_kernel = "immediate"  # otherwise it is interrupted first, and says so as an error
    seconds, values = [], []
    with new_folder() as folder, new_folder() as ipython:
        environment = page_environment(settings, Path(ipython))
        async with client.async_setup_kernel(env=environment, cwd=folder):
            start = time.perf_counter()
            for index, cell in enumerate(notebook.cells):
                begin = time.perf_counter()
                await run_cell(page, client, index, notebook)
                if cell.cell_type == "code":
                    seconds.append(time.perf_counter() - begin)
                    values.append(await read_values(page, client, index) if settings.reads_values else {})
            total = time.perf_counter() - start
            peak = await peak_mb(client)
    outputs = [joined(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    return PageRun(without_places(outputs, Path(folder)), total, seconds, peak, values)


def new_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed after use."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


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
        raise PageFaultError(page, raised_line(cell), f"the cell raised {raised_text(error)}") from error
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
    may_vary = "varies" in tags(cell)
    reasons = [] if may_vary else [r for output in cell.get("outputs", []) if (r := unrepeatable(output))]
    if reasons:
        raise PageFaultError(page, line, reasons[0])


def page_environment(settings: Settings, ipython: Path) -> dict[str, str]:
    """Return the environment of a page's kernel, and put the book's configuration into IPython's new folder.

    In a folder that is used twice IPython leaves this and that, and runs what it finds among start-up files.
    """
    if settings.ipython_dir is not None and (config := settings.ipython_dir / KERNEL_CONFIG).is_file():
        profile = ipython / KERNEL_CONFIG.parent
        profile.mkdir(parents=True)
        shutil.copy(config, profile)
    return kernel_environment() | {"IPYTHONDIR": str(ipython)} | dict(settings.environment)


async def read_values(page: str, client: NotebookClient, index: int) -> dict[str, Any]:
    """Return what the prose below a cell reads, by expression; raise PageFaultError where there is nothing to show."""
    above = client.nb.cells[: index + 1]
    unmet = [cell.metadata["unmet"] for cell in above if "unmet" in cell.metadata]
    found: dict[str, Any] = {}
    for expression, line in above[-1].metadata.get("readings", {}).items():
        try:
            reply = await asyncio.wait_for(evaluate(client, READ.format(expression)), READ_SECONDS)
        except (TimeoutError, DeadKernelError) as error:
            raise PageFaultError(page, line, f"{expression!r} came to no end") from error
        if reply.get("ename") == "NameError" and unmet:
            found[expression] = {"unmet": unmet[-1]}
        elif reply.get("status") != "ok":
            raise PageFaultError(page, line, f"{expression!r}: {reply.get('ename')}: {reply.get('evalue')}")
        else:
            found[expression] = json.loads(ast.literal_eval(reply["data"]["text/plain"]))
    return found


async def evaluate(client: NotebookClient, expression: str) -> dict[str, Any]:
    """Return the kernel's reply about an expression; a silent request leaves ``_``, ``In`` and ``Out`` alone."""
    assert client.kc is not None
    message = client.kc.execute("", silent=True, user_expressions={"it": expression})
    reply: Any = await client.async_wait_for_reply(message)
    found: dict[str, Any] = (reply or {}).get("content", {}).get("user_expressions", {}).get("it", {})
    return found


async def peak_mb(client: NotebookClient) -> float:
    """Return the most memory the kernel has held, in MiB (0 where the system does not say)."""
    found = await evaluate(client, PEAK_MB)
    return float(found["data"]["text/plain"]) if found.get("status") == "ok" else 0.0
