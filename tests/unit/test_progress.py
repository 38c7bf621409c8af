"""`fit` with a checkpoint: interrupted wherever you like, it ends where it would have ended."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import SGD, Adam, AdamW, NAdam, RMSprop
from torch.optim.lr_scheduler import MultiStepLR
from torch.testing import assert_close

from dlbook.checkpoint import load_checkpoint, save_checkpoint
from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.history import History
from dlbook.loop import DivergedError
from dlbook.models.mlp import mlp
from dlbook.training import fit

EPOCHS = 4
INPUTS = torch.rand(57, 8, generator=make_generator(1))
DATA = Dataset(INPUTS, (INPUTS.sum(1) * 2).long() % 3)
NOISE = Dataset(
    INPUTS, torch.randint(3, (57,), generator=make_generator(2))
)  # nothing to learn: patience ends


def with_dropout(generator: torch.Generator) -> nn.Module:
    return nn.Sequential(nn.Dropout(0.3), mlp((8, 6, 3), generator=generator))


def with_batch_norm(generator: torch.Generator) -> nn.Module:
    return nn.Sequential(nn.BatchNorm1d(8), with_dropout(generator))


def with_tied_weights(generator: torch.Generator) -> nn.Module:
    first, second, last = mlp((8, 8, 8, 3), generator=generator)[1::2]
    second.weight = first.weight
    return nn.Sequential(first, nn.Dropout(0.3), second, nn.ReLU(), last)


MODELS = {"dropout": with_dropout, "batch norm": with_batch_norm, "tied": with_tied_weights}
OPTIMIZERS = {
    "Adam": lambda weights: Adam(weights, lr=0.02, fused=True),
    "AdamW, rate in a tensor": lambda weights: AdamW(weights, lr=torch.tensor(0.02)),
    "momentum": lambda weights: SGD(weights, lr=0.05, momentum=0.9, nesterov=True),
    "NAdam": lambda weights: NAdam(weights, lr=0.02),
    "RMSprop": lambda weights: RMSprop(weights, lr=0.01, momentum=0.5),
}
SCHEDULES = {"constant": None, "one-cycle": "one-cycle", "milestones": lambda o, n: MultiStepLR(o, [n // 2])}


class Training:
    """A model, its optimizer and its generator, made anew as a new process would make them."""

    def __init__(
        self,
        build: Callable[[torch.Generator], nn.Module] = with_dropout,
        make_optimizer: Callable[..., torch.optim.Optimizer] = OPTIMIZERS["Adam"],
        seed: int = 0,
    ) -> None:
        self.model = build(make_generator(seed))
        self.optimizer = make_optimizer(self.model.parameters())
        self.generator = make_generator(seed)

    def __call__(self, data: Dataset = DATA, val_dataset: Dataset | None = None, **settings) -> History:
        """Train it; settings may be changed."""
        self.history = fit(
            self.model,
            data,
            val_dataset,
            **{"epochs": EPOCHS, "batch_size": 10, **settings},
            optimizer=self.optimizer,
            generator=self.generator,
        )
        return self.history

    def settings(self) -> list[str]:
        """What is set for each group of weights, a tensor (which is not a float) as it is written."""
        return [str(sorted(group.items())) for group in self.optimizer.state_dict()["param_groups"]]

    def state(self) -> dict:
        """Everything that has to be the same to the last bit; only the seconds may differ."""
        history = {name: self.history[name] for name in self.history.columns if name != "seconds"}
        optimizer = self.optimizer.state_dict()
        memory = {str(key): value for key, value in optimizer["state"].items()}
        return {
            "model": self.model.state_dict(),
            "memory": memory,
            "history": history,
            "generator": self.generator.get_state(),
        }


class Crash(BaseException):
    """What ends a process, whatever it was doing."""


def crash_at(step: int) -> Callable[..., torch.Tensor]:
    """A loss that raises in the training step of this number, from 1."""
    steps = count(1)

    def loss_fn(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        if (
            logits.requires_grad and not logits.is_leaf and next(steps) == step
        ):  # the check of the gradient has a leaf
            raise Crash
        return cross_entropy(logits, targets)

    return loss_fn


def interrupted(step: int, path: Path, *how, **settings) -> Training:
    training = Training(*how)
    with pytest.raises(Crash):
        training(checkpoint=path, loss_fn=crash_at(step), **settings)
    return training


def assert_same(found: Training, expected: Training) -> None:
    assert_close(found.state(), expected.state(), rtol=0, atol=0)
    assert found.settings() == expected.settings()


@pytest.fixture
def path(tmp_path):
    folder = tmp_path / "Prüfung eins"
    folder.mkdir()
    return folder / "state.safetensors"


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES.keys())
@pytest.mark.parametrize("make_optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_whichever_step_it_is_interrupted_in_it_ends_to_the_bit_as_if_it_had_not_been(
    path, make_optimizer, schedule
):
    whole = Training(with_dropout, make_optimizer)
    whole(schedule=schedule, val_dataset=DATA)
    for step in (1, 6, 7, 15, 24):  # the first and last of the first epoch, of the second, …, the last of all
        interrupted(step, path, with_dropout, make_optimizer, schedule=schedule, val_dataset=DATA)
        resumed = Training(with_dropout, make_optimizer, seed=5)
        resumed(checkpoint=path, schedule=schedule, val_dataset=DATA)
        assert_same(resumed, whole)
        path.unlink()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16], ids=str)
@pytest.mark.parametrize("build", MODELS.values(), ids=MODELS.keys())
def test_every_kind_of_model_goes_on_exactly(path, build, dtype):
    def typed(generator: torch.Generator) -> nn.Module:
        return build(generator).to(dtype)

    data = Dataset(DATA.inputs.to(dtype), DATA.targets)
    whole, resumed = Training(typed), Training(typed, seed=5)
    whole(data)
    interrupted(14, path, typed, data=data)
    resumed(data, checkpoint=path)
    assert_same(resumed, whole)


def test_interrupted_in_every_epoch_it_goes_on_in_the_same_process_too(path):
    whole, stopped = Training(), Training()
    whole(schedule="one-cycle")
    for _ in range(EPOCHS - 1):
        with pytest.raises(Crash):
            stopped(checkpoint=path, schedule="one-cycle", loss_fn=crash_at(9))
    stopped(checkpoint=path, schedule="one-cycle")
    assert_same(stopped, whole)


@pytest.mark.parametrize("split", range(EPOCHS + 1))
def test_more_epochs_later_are_the_same_as_all_at_once(path, split):
    whole, parts = Training(), Training(seed=5)
    whole()
    Training()(epochs=split, checkpoint=path) if split else None
    parts = Training(seed=5 if split else 0)
    assert len(parts(checkpoint=path)) == EPOCHS
    assert_same(parts, whole)


@pytest.mark.parametrize("split", range(EPOCHS + 1))
def test_by_hand_any_split_of_the_epochs_ends_at_the_same_weights(path, split):
    whole, first, second = Training(), Training(), Training(seed=5)
    whole()
    first(epochs=split)
    save_checkpoint(path, first.model, first.optimizer, first.generator, epoch=split)
    done = load_checkpoint(path, second.model, second.optimizer, second.generator)
    second(epochs=EPOCHS - done)
    second.history = whole.history  # by hand, none is saved
    assert_same(second, whole)


@pytest.mark.parametrize("step", [1, 6, 12, 13, 24, 30])
def test_patience_ends_at_the_same_epoch_with_the_same_weights(path, step):
    settings = {"data": NOISE, "val_dataset": DATA, "epochs": 60, "patience": 3}
    whole, resumed = Training(), Training(seed=5)
    whole(**settings)
    assert len(whole.history) == whole.history.best_epoch() + 3 < 60
    interrupted(step, path, **settings)
    resumed(**settings, checkpoint=path)
    assert_same(resumed, whole)


def test_patience_that_has_ended_trains_no_more_and_the_best_weights_come_back(path):
    settings = {"data": NOISE, "val_dataset": DATA, "epochs": 60, "patience": 3, "checkpoint": path}
    whole, again = Training(), Training(seed=5)
    whole(**settings)
    again(**settings, loss_fn=crash_at(1))
    assert_same(again, whole)


def test_with_more_patience_it_goes_on_as_if_that_had_been_asked_for_at_once(path):
    settings = {"data": NOISE, "val_dataset": DATA, "epochs": 60}
    whole, longer = Training(), Training(seed=5)
    whole(**settings, patience=5)
    Training()(**settings, patience=2, checkpoint=path)
    longer(**settings, patience=5, checkpoint=path)
    assert_same(longer, whole)


def test_when_all_is_done_nothing_is_trained_nor_written_and_the_history_comes_back(path, monkeypatch):
    whole, again = Training(), Training(seed=5)
    whole(checkpoint=path)
    monkeypatch.setattr(Path, "write_bytes", lambda *_: pytest.fail("nothing is new"))
    history = again(checkpoint=path, loss_fn=crash_at(1))
    assert history["seconds"] == whole.history["seconds"]
    assert_same(again, whole)
    assert not again.model.training


@pytest.mark.parametrize(
    ("before", "now", "message"),
    [
        ({"schedule": "one-cycle"}, {"schedule": "one-cycle", "epochs": 6}, "schedule: 24 then, 36 now"),
        ({"schedule": "one-cycle"}, {}, "schedule: 24 then, None now"),
        ({}, {"schedule": "one-cycle"}, "schedule: None then, 24 now"),
        (
            {"schedule": "one-cycle"},
            {"schedule": "one-cycle", "batch_size": 20, "epochs": 8},
            "6 then, 3 now",
        ),
        ({"schedule": "one-cycle"}, {"schedule": "one-cycle", "data": DATA.subset(slice(50))}, "24 then, 20"),
        ({}, {"epochs": 1}, "2 epochs, more than the 1 asked for"),
        ({"val_dataset": DATA}, {}, "validation data: True then, False now"),
        ({"val_dataset": DATA}, {"val_dataset": DATA, "patience": 2}, "trained without patience"),
    ],
    ids=str,
)
def test_what_cannot_go_on_exactly_is_refused_and_nothing_has_changed(path, before, now, message):
    interrupted(13, path, **before)
    resumed = Training(seed=5)
    resumed(epochs=0)
    state, file = resumed.state(), path.read_bytes()
    with pytest.raises(
        ValueError, match=f"from .*{path.name}: .*{message}.*the same as before, or begin anew"
    ):
        resumed(**now, checkpoint=path)
    assert_close(resumed.state(), state, rtol=0, atol=0)
    assert path.read_bytes() == file


def test_another_learning_rate_is_not_silently_ignored(path):
    Training()(epochs=1, checkpoint=path)
    other = Training(make_optimizer=lambda weights: Adam(weights, lr=0.5, fused=True))
    with pytest.raises(ValueError, match=r"lr: 0.02 then, 0.5 now"):
        other(checkpoint=path)


def test_other_groups_of_weights_are_refused(path):
    Training()(epochs=1, checkpoint=path)
    other = Training(make_optimizer=lambda weights: Adam(list(weights)[:2], lr=0.02, fused=True))
    with pytest.raises(ValueError, match=r"had the weights \[\['1.1.weight'.*make it as it was"):
        other(checkpoint=path)


def test_a_file_saved_by_hand_has_no_history_and_is_refused(path):
    training = Training()
    save_checkpoint(path, training.model, training.optimizer, training.generator, epoch=2)
    with pytest.raises(ValueError, match=r"its 2 epochs were saved by hand.*load_checkpoint"):
        training(checkpoint=path)


def test_a_file_that_fit_wrote_can_be_loaded_by_hand_with_the_optimizers_own_rate(path):
    training, by_hand = Training(), Training(seed=5)
    training(checkpoint=path, schedule="one-cycle")
    assert load_checkpoint(path, by_hand.model, by_hand.optimizer, by_hand.generator) == EPOCHS
    by_hand.history = training.history
    assert_same(by_hand, training)
    assert by_hand.optimizer.param_groups[0]["lr"] == 0.02


def test_a_checkpoint_without_a_generator_is_refused(path):
    model = with_dropout(make_generator(0))
    with pytest.raises(ValueError, match=r"needs a generator.*make_generator"):
        fit(model, DATA, epochs=1, checkpoint=path)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_found_before_training(path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        Training()(checkpoint=path.parent / "nowhere" / "state", loss_fn=crash_at(1))


def test_a_disk_that_is_full_is_found_before_training(path, monkeypatch):
    def disk_is_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        Training()(checkpoint=path, loss_fn=crash_at(1))


def test_interrupted_while_it_writes_it_goes_on_from_the_epoch_before(path, monkeypatch):
    whole, stopped, resumed = Training(), Training(), Training(seed=5)
    whole()
    writes, replace = count(), Path.replace

    def interrupt(self: Path, target: Path) -> Path:
        if next(writes) == 2:  # the first was written before training
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        stopped(checkpoint=path)
    monkeypatch.undo()
    assert list(path.parent.iterdir()) == [path]
    assert load_checkpoint(path, resumed.model, resumed.optimizer, resumed.generator) == 1
    resumed(checkpoint=path)
    assert_same(resumed, whole)


def test_the_optimizer_that_fit_makes_itself_goes_on_too(path):
    def train(epochs: int, seed: int, **settings: object) -> nn.Module:
        model, chance = with_batch_norm(make_generator(seed)), make_generator(seed)
        fit(model, DATA, epochs=epochs, lr=0.05, generator=chance, **settings)
        return model

    train(2, seed=0, checkpoint=path)
    resumed, whole = train(EPOCHS, seed=5, checkpoint=str(path)), train(EPOCHS, seed=0)
    assert_close(resumed.state_dict(), whole.state_dict(), rtol=0, atol=0)


def test_a_schedule_that_is_refused_leaves_no_file(path):
    with pytest.raises(ValueError, match="num_steps=1 is too short"):
        Training()(checkpoint=path, schedule="one-cycle", epochs=1, batch_size=57)
    assert not path.exists()


def test_numbers_of_numpy_are_written_as_numbers(path):
    training = Training(make_optimizer=lambda weights: Adam(weights, lr=np.float32(0.02)))
    training(epochs=1, checkpoint=path)
    again = Training(make_optimizer=lambda weights: Adam(weights, lr=np.float32(0.02)))
    assert len(again(epochs=2, checkpoint=path)) == 2


def test_a_run_that_diverges_after_it_was_resumed_tells_all_epochs_before(path):
    Training()(epochs=2, checkpoint=path)
    with pytest.raises(DivergedError, match="at step 13,") as error:
        Training()(
            checkpoint=path, loss_fn=lambda logits, targets: cross_entropy(logits, targets) * torch.inf
        )
    assert len(error.value.history) == 2
