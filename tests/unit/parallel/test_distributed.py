"""Two real processes, started by torchrun, do what one would do; and when one of them dies, the other says so."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
import torchrun_program as program
from safetensors.torch import load_file
from torch.optim import Adam
from torch.testing import assert_close

from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.loop import train_epoch
from dlbook.parallel.distributed import process_group, replicate, share
from dlbook.parallel.launcher import Process, this_process
from dlbook.saving import load_model
from dlbook.training import fit

ALONE = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1"}


def torchrun(*arguments: object, processes: int = 2, limit: float = 120) -> subprocess.CompletedProcess[str]:
    """Start the program in several processes; one that does not end by itself is an error."""
    options = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    command = [sys.executable, *options, program.__file__, *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=limit, check=False, env=environment
    )


@pytest.fixture
def launched(monkeypatch):
    """Set the variables that torchrun sets, on a machine without a GPU."""
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)

    def launch(**variables: object) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))

    for name in ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    return launch


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    """Weights that two processes ended with, by their numbers."""
    folder = tmp_path_factory.mktemp("trained")
    done = torchrun("train", folder)
    assert done.returncode == 0, done.stderr
    return folder


def one_process(batch_size: int, *, ranks: tuple[int, ...] = (0, 1)):
    """Train alone on the batches that the processes of these numbers see between them."""
    model, data = program.make_model(seed=0), program.make_data()
    optimizer = Adam(model.parameters(), lr=0.01, fused=True)
    order = torch.randperm(len(data) // 2, generator=make_generator(0))
    examples = torch.stack([2 * order + rank for rank in ranks], dim=1).flatten()
    assert len(examples) // batch_size == program.NUM_STEPS
    train_epoch(model, data.subset(examples), optimizer, batch_size=batch_size)
    return model


def test_two_processes_train_the_weights_that_one_trains_with_the_double_batch(trained):
    together = load_model(program.make_model(), trained / "0.safetensors")
    assert_close(together.state_dict(), one_process(2 * program.BATCH_SIZE).state_dict())


def test_both_processes_end_with_exactly_the_same_weights(trained):
    assert (trained / "0.safetensors").read_bytes() == (trained / "1.safetensors").read_bytes()


def test_one_process_without_the_other_trains_other_weights(trained):
    together = load_model(program.make_model(), trained / "0.safetensors")
    alone = one_process(program.BATCH_SIZE, ranks=(0,))
    with pytest.raises(AssertionError, match="not close"):
        assert_close(alone.state_dict(), together.state_dict())


def test_training_resumed_from_a_checkpoint_ends_at_the_same_weights(tmp_path):
    (tmp_path / "whole").mkdir()
    (tmp_path / "parts").mkdir()
    runs = [torchrun("resume", tmp_path / "whole")]
    runs += [torchrun("resume", tmp_path / "parts", *more) for more in (["stop"], [])]
    assert [run.returncode for run in runs] == [0, 0, 0], [run.stderr for run in runs]
    assert "process 1 began at epoch 1" in runs[2].stdout
    for rank in (0, 1):
        whole, parts = (
            load_model(program.make_model(1), tmp_path / name / f"{rank}.safetensors")
            for name in ("whole", "parts")
        )
        assert_close(parts.state_dict(), whole.state_dict(), rtol=0, atol=0)


def test_processes_see_their_shares_in_one_order_and_drop_other_units(tmp_path):
    done = torchrun("drop", tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = (load_file(tmp_path / f"{rank}.safetensors") for rank in (0, 1))
    assert torch.equal(first["inputs"], second["inputs"])
    assert not torch.equal(first["kept"], second["kept"])


def test_a_killed_process_ends_the_run_within_seconds_and_is_named(tmp_path):
    start = time.monotonic()
    done = torchrun("lose_one", tmp_path, "killed")
    assert (tmp_path / "1").exists()
    assert done.returncode != 0
    assert time.monotonic() - start < 90
    assert "local_rank: 1" in done.stderr
    assert "Signal 9 (SIGKILL)" in done.stderr


def test_a_process_that_stops_answering_is_waited_for_no_longer_than_the_timeout(tmp_path):
    start = time.monotonic()
    done = torchrun("lose_one", tmp_path, "silent")
    assert done.returncode != 0
    assert time.monotonic() - start < 90
    assert (
        "ConnectionError: process 0 of 2 waited for another in vain: it died, or was silent for 5 seconds"
        in done.stderr
    )


def test_an_error_of_the_program_itself_is_not_taken_for_a_lost_process(tmp_path):
    done = torchrun("own_error", tmp_path, processes=1)
    assert done.returncode != 0
    assert f"RuntimeError: nothing to do in {tmp_path.name}" in done.stderr
    assert "ConnectionError" not in done.stderr


def test_a_process_waits_no_longer_than_the_timeout_for_one_that_never_starts(launched):
    launched(RANK=0, LOCAL_RANK=0, WORLD_SIZE=2, MASTER_ADDR="127.0.0.1", MASTER_PORT=0)
    with pytest.raises(ConnectionError, match="process 0 of 2 waited"), process_group(timeout=1):
        pytest.fail("the other process is not there")


@pytest.mark.parametrize("missing", ALONE)
def test_a_program_that_torchrun_did_not_start_is_told_which_variable_is_missing(launched, missing):
    launched(**{name: value for name, value in ALONE.items() if name != missing})
    with pytest.raises(RuntimeError, match=rf"^{missing} is not set.*start it with `torchrun --standalone"):
        this_process()


def test_a_number_of_processes_other_than_the_programs_is_refused(launched):
    launched(**ALONE | {"WORLD_SIZE": 4})
    assert this_process(4) == this_process() == Process(0, 4, torch.device("cpu"))
    with pytest.raises(ValueError, match=r"made for 2 processes, and torchrun started 4.*--nproc-per-node=2"):
        this_process(2)


@pytest.mark.parametrize("text", ["two", "-1", "1.5", ""])
def test_a_variable_that_is_no_whole_number_is_refused_with_its_value(launched, text):
    launched(**ALONE | {"WORLD_SIZE": text})
    with pytest.raises(ValueError, match=f"WORLD_SIZE={text!r} is not a whole number"):
        this_process()


def test_a_rank_outside_the_world_is_refused(launched):
    launched(RANK=2, LOCAL_RANK=0, WORLD_SIZE=2)
    with pytest.raises(ValueError, match="RANK=2 does not fit WORLD_SIZE=2"):
        this_process()


def test_each_process_gets_the_gpu_of_its_own_number(launched, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    launched(RANK=5, LOCAL_RANK=1, WORLD_SIZE=8)
    process = this_process()
    assert (process.device, process.backend) == (torch.device("cuda:1"), "nccl")


def test_a_process_computes_on_its_own_gpu_from_the_start(launched, monkeypatch):
    calls = []
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", calls.append)
    monkeypatch.setattr(torch.distributed, "init_process_group", lambda backend, **_: calls.append(backend))
    launched(RANK=1, LOCAL_RANK=1, WORLD_SIZE=2)
    with process_group():
        assert calls == [torch.device("cuda:1"), "nccl"]


def test_more_processes_than_gpus_are_refused(launched, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    launched(RANK=2, LOCAL_RANK=2, WORLD_SIZE=3)
    with pytest.raises(ValueError, match=r"process 2 of this machine has no GPU.*--nproc-per-node=2"):
        this_process()


def test_shares_are_equal_and_hold_no_example_twice():
    data = Dataset(torch.arange(11), torch.arange(11))
    shares = [share(data, Process(rank, 3, torch.device("cpu"))).inputs.tolist() for rank in range(3)]
    assert shares == [[0, 3, 6], [1, 4, 7], [2, 5, 8]]


def test_fewer_examples_than_processes_are_refused():
    data = Dataset(torch.arange(2), torch.arange(2))
    with pytest.raises(ValueError, match="3 processes cannot share 2 examples; start fewer"):
        share(data, Process(0, 3, torch.device("cpu")))


def test_a_checkpoint_that_every_process_would_write_is_refused(launched, tmp_path):
    launched(**ALONE, MASTER_ADDR="127.0.0.1", MASTER_PORT=0)
    model, data = program.make_model(), program.make_data()
    with process_group(1) as process, pytest.raises(ValueError, match=r"for one process.*on rank 0"):
        fit(
            replicate(model, process),
            data,
            epochs=1,
            generator=make_generator(0),
            checkpoint=tmp_path / "state",
        )
    assert not (tmp_path / "state").exists()


def test_the_replica_trains_the_very_weights_of_the_model(launched):
    launched(**ALONE, MASTER_ADDR="127.0.0.1", MASTER_PORT=0)
    with process_group(1) as process:
        model = program.make_model()
        assert [id(weight) for weight in replicate(model, process).parameters()] == [
            id(weight) for weight in model.parameters()
        ]
    assert not torch.distributed.is_initialized()
