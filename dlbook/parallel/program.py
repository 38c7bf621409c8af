"""Run under torchrun: train the network of the first chapter in several processes.

`launch` starts it. By hand it is
``torchrun --standalone --nproc-per-node=2 -m dlbook.parallel.program FOLDER SEED...``.
Explained in `beyond/one-machine`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from torch import nn

from dlbook.datasets.mnist import load_mnist
from dlbook.device import make_generator
from dlbook.history import History
from dlbook.models.mlp import mlp
from dlbook.parallel.distributed import process_group, replicate, share
from dlbook.parallel.launcher import Process
from dlbook.saving import save_model
from dlbook.terminal import PLAIN
from dlbook.training import fit


def train_together(process: Process, seed: int) -> tuple[nn.Module, History]:
    """Return the network and its history after one epoch, in which each process learned from its share."""
    digits = load_mnist("shipped", split_seed=seed).train.map_inputs(lambda pixels: pixels / 255)
    model = mlp(generator=make_generator(seed))
    replica = replicate(model, process)
    history = fit(replica, share(digits, process), epochs=1, batch_size=32, generator=make_generator(seed))
    return model, history


def main(folder: Path, seeds: Sequence[int]) -> None:
    """Train a network for each seed; process 0 writes its weights, and prints its seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    with process_group() as process:
        for seed in seeds:
            model, history = train_together(process, seed)
            if process.rank == 0:
                save_model(model, folder / f"{seed}.safetensors")
                sys.stdout.write(f"{history['seconds'][0]}\n")


def launch(folder: Path, seeds: Sequence[int], num_processes: int = 2) -> list[float]:
    """Return the seconds of each training, done by so many processes that torchrun starts on this machine's CPU.

    The weights are then in the folder, one file for each seed, as in ``0.safetensors``.

    Raises
    ------
    RuntimeError
        If a process failed; the errors of all processes are in the message.
    """
    torchrun = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={num_processes}"]
    program = ["-m", "dlbook.parallel.program", str(folder), *map(str, seeds)]
    # PyTorch for Windows knows only the older way for processes to find each other.
    environment = {"OMP_NUM_THREADS": "1", **os.environ, "USE_LIBUV": "0", **PLAIN}
    environment["CUDA_VISIBLE_DEVICES"] = ""  # many a machine has one GPU, and none for the second process
    done = subprocess.run(  # noqa: S603 - the command is made of our own words and numbers
        [sys.executable, *torchrun, *program], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if re.search(r"\wError: ", line)]
        raise RuntimeError("\n".join([f"{num_processes} processes did not train together:", *said]))
    return [float(line) for line in done.stdout.split()]


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(text) for text in sys.argv[2:]])
