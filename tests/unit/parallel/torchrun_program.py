"""The program that test_distributed starts in several processes: ``torchrun ... torchrun_program.py TASK FOLDER``."""

import os
import signal
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.optim import SGD, Adam

from dlbook.checkpoint import load_checkpoint, save_checkpoint
from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.models.mlp import mlp
from dlbook.parallel.distributed import process_group, replicate, share
from dlbook.saving import save_model
from dlbook.training import fit

NUM_EXAMPLES, BATCH_SIZE, NUM_STEPS = 1281, 32, 20  # for two processes; one example does not go round


def make_data() -> Dataset:
    """Return examples whose class is the largest of their first ten numbers."""
    inputs = torch.rand(NUM_EXAMPLES, 12, generator=make_generator(7))
    return Dataset(inputs, inputs[:, :10].argmax(1))


def make_model(seed: int = 0):
    """Return a model; another seed has other weights."""
    return mlp((12, 16, 10), generator=make_generator(seed))


def train(folder: Path) -> None:
    """Train together for one epoch, each process from weights of its own."""
    with process_group(2) as process:
        model = make_model(seed=process.rank)
        data = share(make_data(), process)
        optimizer = Adam(model.parameters(), lr=0.01, fused=True)
        together = replicate(model, process)
        history = fit(
            together,
            data,
            data,
            epochs=1,
            batch_size=BATCH_SIZE,
            optimizer=optimizer,
            generator=make_generator(0),
        )
    assert len(history) == 1
    save_model(model, folder / f"{process.rank}.safetensors")


def resume(folder: Path) -> None:
    """Train two epochs; those that a checkpoint has are not trained again."""
    with process_group() as process:
        dropping, generator = nn.Sequential(nn.Dropout(0.3), make_model()), make_generator(0)
        _, model = dropping
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
        path, done = folder / "checkpoint.safetensors", 0
        if path.exists():
            done = load_checkpoint(path, model, optimizer, generator)
        together, data = replicate(dropping, process), share(make_data(), process)
        for epoch in range(done, 2):
            fit(together, data, epochs=1, batch_size=BATCH_SIZE, optimizer=optimizer, generator=generator)
            if process.rank == 0:
                save_checkpoint(path, model, optimizer, generator, epoch=epoch + 1)
            if "stop" in sys.argv:
                break
        print(f"process {process.rank} began at epoch {done}")
    save_model(model, folder / f"{process.rank}.safetensors")


def drop(folder: Path) -> None:
    """Write what dropout lets through in the first step, and the examples of this step."""
    with process_group(2) as process:
        dropout, seen = nn.Dropout(0.5), []
        dropout.register_forward_hook(lambda _, inputs, output: seen.append((inputs[0], output)))
        together, data = (
            replicate(nn.Sequential(dropout, make_model()), process),
            share(make_data(), process),
        )
        numbered = Dataset(torch.arange(len(data))[:, None].expand(-1, 12) + 1.0, data.targets)
        fit(together, numbered, epochs=1, batch_size=BATCH_SIZE, generator=make_generator(0))
        inputs, output = seen[1]  # the first one is looked at before training
        save_file({"inputs": inputs, "kept": output != 0}, folder / f"{process.rank}.safetensors")


def lose_one(folder: Path) -> None:
    """Lose process 1 in the middle of training: it is killed, stops answering, or never starts to train."""
    with process_group(timeout=5) as process:
        (folder / str(process.rank)).touch()
        together, data = replicate(make_model(), process), share(make_data(), process)
        fit(together, data, epochs=1, generator=make_generator(0))
        if process.rank == 1 and "killed" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
        if process.rank == 1 and "silent" in sys.argv:
            time.sleep(600)
        fit(together, data, epochs=1000, generator=make_generator(0))


def own_error(folder: Path) -> None:
    """Fail for a reason that has nothing to do with the other process."""
    with process_group():
        raise RuntimeError(f"nothing to do in {folder.name}")


if __name__ == "__main__":
    tasks = {task.__name__: task for task in (train, resume, drop, lose_one, own_error)}
    tasks[sys.argv[1]](Path(sys.argv[2]))
