"""The program that the chapter on several machines starts."""

import subprocess

import pytest
import torch
from torch.testing import assert_close

from dlbook.models.mlp import mlp
from dlbook.parallel import program
from dlbook.parallel.distributed import process_group
from dlbook.saving import load_model


def test_each_seed_gets_a_network_of_its_own(tmp_path):
    seconds = program.launch(tmp_path, [0, 3])
    assert len(seconds) == 2
    assert min(seconds) > 0
    first, second = (load_model(mlp(), tmp_path / f"{seed}.safetensors") for seed in (0, 3))
    assert (first[1].weight - second[1].weight).abs().max() > 0.01


def test_a_process_that_fails_is_quoted(tmp_path):
    (tmp_path / "a-file").touch()
    with pytest.raises(
        RuntimeError, match=r"2 processes did not train together:\n(.*\n)*.*FileExistsError: "
    ):
        program.launch(tmp_path / "a-file", [0])


def test_the_reason_of_a_failure_is_kept_where_a_notebook_asks_all_programs_for_colors(tmp_path, monkeypatch):
    def as_python_3_13_does(command, env, **_):
        is_colored = "FORCE_COLOR" in env and not env.get("NO_COLOR")
        said = "\x1b[1;35mValueError\x1b[0m: \x1b[35mno\x1b[0m" if is_colored else "ValueError: no"
        return subprocess.CompletedProcess(command, 1, "", said)

    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(subprocess, "run", as_python_3_13_does)
    with pytest.raises(RuntimeError, match=r"did not train together:\nValueError: no$"):
        program.launch(tmp_path, [0])


def test_a_machine_with_a_single_gpu_trains_on_its_cpu(tmp_path, monkeypatch):
    environments = []

    def run(command, env, **_):
        environments.append(env)
        return subprocess.CompletedProcess(command, 0, "1.5\n", "")

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setattr(subprocess, "run", run)
    assert program.launch(tmp_path, [0]) == [1.5]
    assert environments[0]["CUDA_VISIBLE_DEVICES"] == ""


def test_the_folder_for_the_weights_is_made(tmp_path):
    program.launch(tmp_path / "new" / "folder", [])
    assert (tmp_path / "new" / "folder").is_dir()


def test_a_single_process_needs_nobody(tmp_path, monkeypatch, capsys):
    for name, value in {
        "RANK": 0,
        "LOCAL_RANK": 0,
        "WORLD_SIZE": 1,
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": 0,
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)  # what is compared below lies on the CPU
    program.main(tmp_path, [1])
    assert float(capsys.readouterr().out) > 0
    with process_group() as process:
        model, history = program.train_together(process, 1)
    assert len(history) == 1
    assert_close(
        model.state_dict(), load_model(mlp(), tmp_path / "1.safetensors").state_dict(), rtol=0, atol=0
    )
    assert not torch.distributed.is_initialized()
