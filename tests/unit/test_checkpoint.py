"""Training that was interrupted goes on as if nothing had happened."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
import safetensors.torch
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - as in PyTorch's documentation
from torch.optim import LBFGS, SGD, Adam, AdamW, Optimizer
from torch.testing import assert_close

from dlbook.checkpoint import load_checkpoint, read_checkpoint, save_checkpoint
from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.models.mlp import mlp
from dlbook.saving import read_tensors, save_model, write_tensors
from dlbook.schedules import settings_of
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


def everything(model: nn.Module, optimizer: Optimizer, generator: torch.Generator) -> list:
    """Copies of all that a checkpoint may change."""
    state = optimizer.state_dict()
    memory = {str(number): values for number, values in state["state"].items()}
    settings = [group | {"params": str(group["params"])} for group in state["param_groups"]]
    return deepcopy([model.state_dict(), memory, str(settings), generator.get_state()])


def assert_unchanged(found: list, before: list) -> None:
    for now, then in zip(found, before, strict=True):
        if isinstance(now, str):
            assert now == then
        else:
            assert_close(now, then, rtol=0, atol=0)


def replaced(path: Path, **tensors: torch.Tensor) -> Path:
    """The same checkpoint with other tensors in it."""
    content, metadata = read_tensors(path)
    return write_tensors(content | tensors, path, metadata)


@pytest.mark.parametrize("state", [torch.zeros(16, dtype=torch.uint8), torch.zeros(5056, dtype=torch.uint8)])
def test_the_state_of_another_kind_of_generator_is_refused_and_changes_nothing(tmp_path, state):
    saved, other = start(OPTIMIZERS["Adam"]), start(OPTIMIZERS["Adam"], seed=3)
    train(*saved, epochs=1)
    path = replaced(save_checkpoint(tmp_path / "a", *saved, epoch=1), generator=state)
    before = everything(*other)
    with pytest.raises(ValueError, match="another kind of generator"):
        load_checkpoint(path, *other)
    assert_unchanged(everything(*other), before)


@pytest.mark.parametrize(
    "group",
    [
        lambda weights: [{"params": weights[:2]}, {"params": weights[2:]}],
        lambda weights: [{"params": weights[:3]}],
        lambda weights: [{"params": [*weights[2:], *weights[:2]]}],
        lambda weights: [{"params": [*weights, nn.Parameter(torch.zeros(3))]}],
    ],
    ids=["more groups", "a weight less", "another order", "a weight of nobody"],
)
def test_an_optimizer_of_other_weights_is_refused_and_changes_nothing(tmp_path, group):
    saved = start(OPTIMIZERS["Adam"])
    train(*saved, epochs=1)
    path = save_checkpoint(tmp_path / "a", *saved, epoch=1)
    model = mlp((8, 6, 3), generator=make_generator(3))
    other = model, Adam(group(list(model.parameters())), lr=0.02), make_generator(3)
    before = everything(*other)
    with pytest.raises(ValueError, match=r"the optimizer had the weights \[\['1.weight'.*make it as it was"):
        load_checkpoint(path, *other)
    assert_unchanged(everything(*other), before)


def test_weights_of_another_dtype_are_refused_since_rounded_they_are_others(tmp_path):
    path = save_checkpoint(tmp_path / "a", *start(OPTIMIZERS["SGD"]), epoch=1)
    model = mlp((8, 6, 3), generator=make_generator(3)).double()
    with pytest.raises(
        ValueError, match=r"1.bias is torch.float32 in the file and torch.float64 in the model"
    ):
        load_checkpoint(path, model, SGD(model.parameters(), lr=0.05), make_generator(3))


@pytest.mark.parametrize(
    "betas", [(0.8, 0.9), (torch.tensor(0.75), torch.tensor(0.5))], ids=["floats", "tensors"]
)
def test_a_setting_comes_back_as_the_tensor_or_the_tuple_that_it_was(tmp_path, betas):
    lr = torch.tensor(0.125, dtype=torch.float64)
    saved, other = (
        start(
            lambda model, lr=lr, betas=betas: AdamW(model.parameters(), lr=lr, betas=betas, capturable=True)
        )
        for lr, betas in ((lr, betas), (lr * 2, tuple(beta * 1.0625 for beta in betas)))
    )
    load_checkpoint(save_checkpoint(tmp_path / "a", *saved, epoch=0), *other)
    (found,), (expected,) = settings_of(other[1]), settings_of(saved[1])
    assert found == expected
    assert found["lr"].dtype == torch.float64
    assert [type(beta) for beta in found["betas"]] == [type(beta) for beta in betas]


def test_settings_of_each_group_come_back_and_a_setting_that_the_file_lacks_stays(tmp_path):
    def two_groups(model: nn.Module) -> Optimizer:
        weights = list(model.parameters())
        return SGD([{"params": weights[:1], "lr": 0.5}, {"params": weights[1:]}], lr=0.25)

    saved, other = start(two_groups), start(two_groups)
    for group in other[1].param_groups:
        group.update(lr=9.0, note="mine")
    load_checkpoint(save_checkpoint(tmp_path / "a", *saved, epoch=0), *other)
    assert [group["lr"] for group in other[1].param_groups] == [0.5, 0.25]
    assert [group["note"] for group in other[1].param_groups] == ["mine", "mine"]


def test_a_setting_that_is_no_number_is_refused_before_anything_is_written(tmp_path):
    saved = start(OPTIMIZERS["SGD"])
    saved[1].param_groups[0]["rule"] = print
    with pytest.raises(TypeError, match=r"built-in function print.*cannot be written"):
        save_checkpoint(tmp_path / "a", *saved, epoch=0)
    assert not list(tmp_path.iterdir())


def test_a_file_cut_short_at_any_place_is_refused_and_changes_nothing(tmp_path):
    saved = start(OPTIMIZERS["Adam"])
    train(*saved, epochs=1)
    path = save_checkpoint(tmp_path / "a", *saved, epoch=1)
    content, before = path.read_bytes(), everything(*saved)
    for length in range(0, len(content), 997):
        path.write_bytes(content[:length])
        with pytest.raises(ValueError, match="is not a safetensors file, or is cut short"):
            load_checkpoint(path, *saved)
    assert_unchanged(everything(*saved), before)


def test_more_that_belongs_to_a_training_is_kept_under_its_name(tmp_path):
    more = {"weight": torch.ones(2)}
    path = save_checkpoint(
        tmp_path / "a", *start(OPTIMIZERS["SGD"]), epoch=7, more_facts={"plan": [1, 2]}, more_tensors=more
    )
    saved = read_checkpoint(path)
    assert (saved.path, saved.facts["epoch"], saved.facts["plan"]) == (path, 7, [1, 2])
    assert_close(saved.part("more"), more)
    assert saved.part("model").keys() == start(OPTIMIZERS["SGD"])[0].state_dict().keys()
