"""Training that was interrupted goes on as if nothing had happened."""

from collections.abc import Callable
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as in PyTorch's documentation
from torch.optim import LBFGS, SGD, Adam, Optimizer
from torch.testing import assert_close

from dlbook.checkpoint import load_checkpoint, save_checkpoint
from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.models.mlp import mlp
from dlbook.saving import save_model
from dlbook.training import fit

INPUTS = torch.rand(60, 8, generator=make_generator(1))
DATA = Dataset(INPUTS, (INPUTS.sum(1) * 2).long() % 3)
OPTIMIZERS = {
    "Adam": lambda model: Adam(model.parameters(), lr=0.02, fused=True),
    "SGD": lambda model: SGD(model.parameters(), lr=0.05),
    "SGD with momentum": lambda model: SGD(model.parameters(), lr=0.05, momentum=0.9),
}


def start(make_optimizer: Callable[[nn.Module], Optimizer], seed: int = 0):
    model = mlp((8, 6, 3), generator=make_generator(seed))
    return model, make_optimizer(model), make_generator(seed)


def train(model, optimizer, generator, epochs: int) -> None:
    for _ in range(epochs):
        fit(model, DATA, epochs=1, batch_size=7, optimizer=optimizer, generator=generator)


@pytest.mark.parametrize("make_optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_training_resumed_from_a_checkpoint_ends_at_the_weights_of_uninterrupted_training(
    tmp_path, make_optimizer
):
    whole, interrupted, resumed = start(make_optimizer), start(make_optimizer), start(make_optimizer, seed=5)
    train(*whole, epochs=4)
    train(*interrupted, epochs=2)
    path = save_checkpoint(tmp_path / "state.safetensors", *interrupted, epoch=2)
    done = load_checkpoint(path, *resumed)
    train(*resumed, epochs=4 - done)
    assert done == 2
    assert_close(resumed[0].state_dict(), whole[0].state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize("forgotten", ["optimizer", "generator"])
def test_without_the_optimizer_or_the_generator_training_would_go_elsewhere(tmp_path, forgotten):
    whole, interrupted = start(OPTIMIZERS["Adam"]), start(OPTIMIZERS["Adam"])
    train(*whole, epochs=4)
    train(*interrupted, epochs=2)
    resumed = start(OPTIMIZERS["Adam"], seed=5)
    spare = start(OPTIMIZERS["Adam"], seed=5)
    path = save_checkpoint(tmp_path / "state.safetensors", *interrupted, epoch=2)
    load_checkpoint(path, *resumed)
    model, optimizer, generator = resumed
    if forgotten == "optimizer":
        optimizer = OPTIMIZERS["Adam"](model)
    else:
        generator = spare[2]
    train(model, optimizer, generator, epochs=2)
    assert (model[1].weight - whole[0][1].weight).abs().max() > 1e-3


def test_the_learning_rate_comes_back_with_the_checkpoint(tmp_path):
    saved, other = start(OPTIMIZERS["SGD"]), start(lambda model: SGD(model.parameters(), lr=9.0))
    load_checkpoint(save_checkpoint(tmp_path / "a", *saved, epoch=0), *other)
    assert other[1].param_groups[0]["lr"] == 0.05


def test_a_checkpoint_of_another_optimizer_is_refused_and_changes_nothing(tmp_path):
    path = save_checkpoint(tmp_path / "a", *start(OPTIMIZERS["Adam"]), epoch=1)
    other = start(OPTIMIZERS["SGD"], seed=3)
    with pytest.raises(ValueError, match="saved with the optimizer Adam, not SGD"):
        load_checkpoint(path, *other)
    assert_close(other[0].state_dict(), mlp((8, 6, 3), generator=make_generator(3)).state_dict())


def test_a_checkpoint_of_another_model_is_refused_and_changes_nothing(tmp_path):
    path = save_checkpoint(tmp_path / "a", *start(OPTIMIZERS["SGD"]), epoch=1)
    model = mlp((8, 5, 3), generator=make_generator(3))
    with pytest.raises(ValueError, match=r"does not fit this model: .*\[6, 8\] in the file and \[5, 8\]"):
        load_checkpoint(path, model, SGD(model.parameters(), lr=0.1), make_generator(3))
    assert_close(model.state_dict(), mlp((8, 5, 3), generator=make_generator(3)).state_dict())


def test_a_file_of_weights_alone_is_refused(tmp_path):
    state = start(OPTIMIZERS["SGD"])
    with pytest.raises(ValueError, match="holds weights, but is no checkpoint"):
        load_checkpoint(save_model(state[0], tmp_path / "weights"), *state)


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", bytes(40)])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ValueError, match="is not a safetensors file, or is cut short"):
        load_checkpoint(tmp_path / "a", *start(OPTIMIZERS["SGD"]))


def test_a_checkpoint_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "a", *start(OPTIMIZERS["SGD"]))


def test_an_optimizer_that_keeps_more_than_tensors_is_refused(tmp_path):
    model = nn.Linear(8, 3)
    optimizer = LBFGS(model.parameters())
    F.cross_entropy(model(DATA.inputs), DATA.targets).backward()
    optimizer.step(lambda: F.cross_entropy(model(DATA.inputs), DATA.targets))
    with pytest.raises(TypeError, match=r"LBFGS keeps optimizer\.0\.func_evals"):
        save_checkpoint(tmp_path / "a", model, optimizer, make_generator(0), epoch=1)
    assert not list(tmp_path.iterdir())


def test_writing_that_fails_leaves_the_older_checkpoint_as_it_was(tmp_path, monkeypatch):
    state = start(OPTIMIZERS["SGD"])
    path = save_checkpoint(tmp_path / "a", *state, epoch=1)
    before = path.read_bytes()

    def disk_is_full(*_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(path, *state, epoch=2)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_weights_that_share_memory_can_be_saved(tmp_path):
    first = nn.Linear(8, 8)
    model = nn.Sequential(first, first, nn.Linear(8, 3))
    optimizer = SGD(model.parameters(), lr=0.1)
    path = save_checkpoint(tmp_path / "a", model, optimizer, make_generator(0), epoch=3)
    assert load_checkpoint(path, model, optimizer, make_generator(0)) == 3
    assert "model.1.weight" in safetensors.torch.load(path.read_bytes())
