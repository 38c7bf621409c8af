"""What a page needs, and the environment that it runs in, each read in one place."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from book.look.node import NodeError
from book.page import needs
from book.page.blocks import Block
from book.run import kernel_env
from book.snippets import parsers

EXT = Path(kernel_env.__file__).parents[2]


def test_a_running_process_takes_over_the_environment_and_keeps_what_does_not_meddle() -> None:
    mine = {
        "OMP_NUM_THREADS": "8",
        "HOME": "x",
        "PYTHONWARNINGS": "error",
        "MATPLOTLIBRC": "big",
        "LANG": "xx",
    }
    kernel_env.apply_kernel_env(mine, loaded=())
    assert mine == {"HOME": "x", **kernel_env.KERNEL_ENV, **kernel_env.MACHINE_ENV}


def test_a_kernel_gets_of_the_reader_s_variables_only_what_a_process_needs() -> None:
    mine = {
        "Path": "bin",
        "MKL_DYNAMIC": "TRUE",
        "DLBOOK_SEEDS": "2",
        "ANYTHING": "x",
        "VIRTUAL_ENV": "other",
    }
    environment = kernel_env.kernel_environment(mine)
    assert environment.keys() - {
        *kernel_env.KERNEL_ENV,
        *kernel_env.MACHINE_ENV,
        *kernel_env.KERNEL_ONLY,
    } == {"Path"}
    assert environment["PYTHON_COLORS"] == "0"
    assert {environment[name] for name in kernel_env.THREADS} == {"1"}


@pytest.mark.parametrize("home", [None, "/proc/nowhere"])
def test_with_no_home_to_write_to_matplotlib_draws_and_says_nothing(tmp_path: Path, home: str | None) -> None:
    mine = {**os.environ, "HOME": str(home)}
    if home is None:
        del mine["HOME"]
    environment = kernel_env.kernel_environment(mine) | {"MPLCONFIGDIR": str(tmp_path / "new" / "matplotlib")}
    kernel_env.prepare(environment)
    code = "from matplotlib import pyplot; pyplot.plot([1, 2]); pyplot.savefig('f.svg')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_fonts_are_looked_for_once_and_found_whole_by_builds_that_start_together(tmp_path: Path) -> None:
    environment = kernel_env.kernel_environment() | {"MPLCONFIGDIR": str(tmp_path)}
    with ThreadPoolExecutor() as pool:
        list(pool.map(kernel_env.prepare, [environment, environment]))
    (cache,) = tmp_path.glob("fontlist-*.json")
    assert json.loads(cache.read_text("utf-8"))["ttflist"]
    before = cache.stat().st_mtime_ns
    kernel_env.prepare(environment)
    assert cache.stat().st_mtime_ns == before
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_a_kernel_that_would_import_another_checkout_s_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dlbook").mkdir()
    (tmp_path / "dlbook" / "__init__.py").touch()
    environment = kernel_env.kernel_environment() | {"PYTHONPATH": str(tmp_path)}
    with pytest.raises(RuntimeError, match=rf"{re.escape(str(tmp_path / 'dlbook'))}.* unset PYTHONPATH"):
        kernel_env.prepare(environment)


def test_a_folder_whose_environment_knows_no_package_says_how_to_install_it(tmp_path: Path) -> None:
    moved = tmp_path / "Büch Kopie" / "docs" / "_ext" / "book" / "run" / "kernel_env.py"
    moved.parent.mkdir(parents=True)
    shutil.copy(kernel_env.__file__, moved)
    done = subprocess.run([sys.executable, moved], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert re.search(
        r"imports dlbook from .* and this checkout is .*Büch Kopie; run: nox -s env", done.stderr
    )
    bare = subprocess.run(
        [sys.executable, "-I", "-S", moved], check=False, capture_output=True, encoding="utf-8"
    )
    assert "finds no dlbook" in bare.stderr


def test_the_locale_is_one_that_is_installed_and_reads_an_umlaut_in_the_path_of_a_package() -> None:
    """Python reads ``.pth`` files, which name the checkout, as the locale says."""
    code = "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.getencoding())"
    environment = kernel_env.kernel_environment({**os.environ, "LC_ALL": "xx_YY.nowhere", "LANG": "xx"})
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert said.stdout.strip().lower() == b"utf-8"


def test_a_library_that_has_read_another_environment_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"torch was imported before .*OMP_NUM_THREADS': '8'"):
        kernel_env.apply_kernel_env({**kernel_env.KERNEL_ENV, "OMP_NUM_THREADS": "8"}, loaded={"torch"})


def test_the_seed_of_hashes_may_come_late() -> None:
    environ = {**kernel_env.KERNEL_ENV, "PYTHONHASHSEED": "random"}
    kernel_env.apply_kernel_env(environ, loaded={"torch"})
    assert environ["PYTHONHASHSEED"] == "0"


def test_the_kernel_environment_needs_nothing_but_the_standard_library() -> None:
    code = f"import sys; sys.path.insert(0, {str(EXT)!r}); import book.run.kernel_env"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_without_tensorflow_a_cell_is_told_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda _: None)
    monkeypatch.setattr(needs, "LAST_PYTHON_OF_TENSORFLOW", (3, 0))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert (
        needs.unmet_need(["check", "needs-tensorflow"])
        == f"TensorFlow is not installed (no wheel for Python {version})"
    )
    monkeypatch.setattr(needs, "LAST_PYTHON_OF_TENSORFLOW", sys.version_info[:2])
    assert "dependency group 'frameworks'" in str(needs.unmet_need(["needs-tensorflow"]))


def test_a_cell_that_needs_nothing_or_what_is_here_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda _: "here")
    assert needs.unmet_need([]) is None
    assert needs.unmet_need(["needs-tensorflow", "tab-keras"]) is None


def test_an_unknown_need_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(ValueError, match="'needs-fpga'; known are needs-gpu, needs-tensorflow"):
        needs.unmet_need(["needs-fpga"])


def test_a_gpu_is_asked_for_without_importing_torch_here() -> None:
    code = "import sys; from book.page import needs; print(needs.unmet_need(['needs-gpu'])); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=EXT)


@pytest.mark.parametrize("language", ["bash", "js"])
def test_where_the_program_is_missing_a_block_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def no_node() -> Path:
        raise NodeError("node is not here")

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(parsers, "node_command", no_node)
    with pytest.raises(parsers.ToolMissingError, match="is not"):
        parsers.parse(Block(1, 3, 2, "ls\n", language=language))
