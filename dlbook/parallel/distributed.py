"""Train in several processes with the same `fit`: each learns from its share, and gradients are averaged.

torchrun starts the processes. Explained in `beyond/one-machine`.
Source: Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", 2020.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from torch import cuda, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from dlbook.dataset import Dataset
from dlbook.parallel.launcher import Process, this_process


@contextmanager
def process_group(world_size: int | None = None, *, timeout: float = 60) -> Iterator[Process]:
    """Connect this process with the others while the block lasts: by nccl on GPUs, by gloo on CPUs.

    Raises
    ------
    RuntimeError, ValueError
        If torchrun did not start it as `this_process` expects, which takes `world_size`.
    ConnectionError
        If another process died, or was silent for `timeout` seconds.
    """
    process = this_process(world_size)
    if process.device.type == "cuda":
        cuda.set_device(process.device)  # otherwise every process would also use memory of GPU 0
    try:
        distributed.init_process_group(process.backend, timeout=timedelta(seconds=timeout))
        yield process
    except RuntimeError as error:
        if not isinstance(error, distributed.DistError) and "gloo" not in str(error):
            raise
        raise ConnectionError(process.lost(timeout)) from error
    finally:
        if distributed.is_initialized():
            distributed.destroy_process_group()


def replicate(model: nn.Module, process: Process) -> DistributedDataParallel:
    """Return `model` to be trained, not copied: with process 0's weights, and gradients averaged over all."""
    return DistributedDataParallel(model.to(process.device))


def share(dataset: Dataset, process: Process) -> Dataset:
    """Return every `world_size`-th example from number `rank` on, as many as each other process gets.

    Those that do not go round are left out: a process with more steps would wait for the others in vain.

    Raises
    ------
    ValueError
        If there are fewer examples than processes.
    """
    num_rounds = len(dataset) // process.world_size
    if num_rounds == 0:
        raise ValueError(f"{process.world_size} processes cannot share {len(dataset)} examples; start fewer")
    return dataset.subset(slice(process.rank, num_rounds * process.world_size, process.world_size))
