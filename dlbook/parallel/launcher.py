"""Read torchrun's rank and world size: which process this is, and how many there are."""

import os
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Process:
    """One of `world_size` processes that train together: the one numbered `rank` (from 0), computing on `device`."""

    rank: int
    world_size: int
    device: torch.device

    @property
    def backend(self) -> str:
        """Name the library that carries the messages, which is nccl between GPUs and gloo otherwise."""
        return "nccl" if self.device.type == "cuda" else "gloo"

    def lost(self, timeout: float) -> str:
        """Return what to say when another process does not answer."""
        return (
            f"process {self.rank} of {self.world_size} waited for another in vain: it died, or was silent "
            f"for {timeout:g} seconds. Read its own error first, then start again from the last checkpoint."
        )


def this_process(world_size: int | None = None) -> Process:
    """Return the process that this is, by torchrun's variables; it gets a GPU of its own where there are any.

    Parameters
    ----------
    world_size
        How many processes the program is made for; without it, any number.

    Raises
    ------
    RuntimeError
        If a variable of torchrun is missing.
    ValueError
        If a variable makes no sense, if there are more or fewer processes than `world_size`,
        or more on this machine than it has GPUs.
    """
    rank, local_rank, launched = _read("RANK"), _read("LOCAL_RANK"), _read("WORLD_SIZE")
    if rank >= launched:
        raise ValueError(f"RANK={rank} does not fit WORLD_SIZE={launched}; leave these variables to torchrun")
    if world_size not in (None, launched):
        raise ValueError(
            f"this program is made for {world_size} processes, and torchrun started {launched}; "
            f"start it with --nproc-per-node={world_size}, or on several machines with a product of {world_size}"
        )
    return Process(rank, launched, _own_device(local_rank))


def _read(name: str) -> int:
    text = os.environ.get(name)
    if text is None:
        raise RuntimeError(
            f"{name} is not set, so torchrun did not start this program; "
            "start it with `torchrun --standalone --nproc-per-node=2 your_program.py`"
        )
    if not text.isdecimal():
        raise ValueError(f"{name}={text!r} is not a whole number; leave this variable to torchrun")
    return int(text)


def _own_device(local_rank: int) -> torch.device:
    num_gpus = torch.cuda.device_count()
    if 0 < num_gpus <= local_rank:
        raise ValueError(
            f"process {local_rank} of this machine has no GPU of its own, since there are {num_gpus}; "
            f"start torchrun with --nproc-per-node={num_gpus}, or with CUDA_VISIBLE_DEVICES='' to use the CPU"
        )
    return torch.device("cuda", local_rank) if num_gpus else torch.device("cpu")
