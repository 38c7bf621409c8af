"""What a page needs, and the environment that it runs in, each read in one place."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import kernel_env
import needs
import pytest
import snippet_parsers
from blocks import Block
from node import NodeError

EXT = Path(kernel_env.__file__).parent


def test_the_kernel_environment_overrides_what_was_set() -> None:
    environ = {"OMP_NUM_THREADS": "8", "HOME": "x"}
    kernel_env.apply_kernel_env(environ, loaded=())
    assert environ == {"HOME": "x", **kernel_env.KERNEL_ENV}


def test_a_library_that_has_read_another_environment_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"torch was imported before .*OMP_NUM_THREADS': '8'"):
        kernel_env.apply_kernel_env({**kernel_env.KERNEL_ENV, "OMP_NUM_THREADS": "8"}, loaded={"torch"})


def test_the_seed_of_hashes_may_come_late() -> None:
    environ = {**kernel_env.KERNEL_ENV, "PYTHONHASHSEED": "random"}
    kernel_env.apply_kernel_env(environ, loaded={"torch"})
    assert environ["PYTHONHASHSEED"] == "0"


def test_the_kernel_environment_needs_nothing_but_the_standard_library() -> None:
    subprocess.run([sys.executable, "-I", "-S", str(EXT / "kernel_env.py")], check=True)


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
    code = "import sys, needs; print(needs.unmet_need(['needs-gpu'])); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=EXT)


@pytest.mark.parametrize("language", ["bash", "js"])
def test_where_the_program_is_missing_a_block_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def no_node() -> Path:
        raise NodeError("node is not here")

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(snippet_parsers, "node_command", no_node)
    with pytest.raises(snippet_parsers.ToolMissingError, match="is not"):
        snippet_parsers.parse(Block(1, 3, 2, "ls\n", language=language))
