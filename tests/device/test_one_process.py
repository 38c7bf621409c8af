"""`beyond/one-machine` on a GPU: a process of torchrun trains on its own, and learns what the CPU would."""

import pytest
import torch
from torch import nn
from torch.optim import SGD

from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.models.mlp import mlp
from dlbook.parallel.distributed import process_group, replicate, share
from dlbook.training import fit

TORCHRUN = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "0"}


@pytest.fixture
def process(device, monkeypatch):
    """The only process; it takes a GPU of NVIDIA, and computes on the CPU where `device` is none."""
    if device.type == "pretended":
        pytest.skip("processes are connected by real devices only")
    for name, value in TORCHRUN.items():
        monkeypatch.setenv(name, value)
    if device.type != "cuda":
        monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    with process_group(1) as process:
        yield process


def trained(model: nn.Module, together: nn.Module, data: Dataset) -> dict[str, torch.Tensor]:
    fit(together, data, epochs=1, optimizer=SGD(model.parameters(), lr=0.1), generator=make_generator(0))
    return dict(model.state_dict())


def test_one_process_of_torchrun_learns_what_the_cpu_does(device, process, assert_as_on_cpu):
    data = Dataset(torch.rand(40, 12, generator=make_generator(1)), torch.arange(40) % 10)
    alone, model = (mlp((12, 16, 10), generator=make_generator(0)) for _ in range(2))
    together = replicate(model, process)
    assert process.device.type == ("cuda" if device.type == "cuda" else "cpu")
    learned = trained(model, together, share(data, process))
    expected = trained(alone, alone, data)
    assert_as_on_cpu({name: value.to(device) for name, value in learned.items()}, expected)
