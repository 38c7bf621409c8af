"""`fit`: the loop repeated, measured after every epoch, and stopped in time.

Training changes the model's weights and returns numbers.
It draws nothing, and prints only a progress line, to a terminal.
"""

import math
import sys
import time
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam, Optimizer
from torch.optim.lr_scheduler import LRScheduler
from tqdm import trange  # type: ignore[import-untyped]

from dlbook.dataset import Dataset
from dlbook.device import device_of, layers_draw_from, pick_device
from dlbook.history import History
from dlbook.loop import DivergedError, evaluate, train_epoch
from dlbook.preflight import LossFn, check_fits, check_positive, check_whole
from dlbook.schedules import Schedule, find_schedule

__all__ = ["DivergedError", "evaluate", "fit", "train_epoch"]

DEFAULT_LR = 1e-3  # what Kingma and Ba advise for Adam, 2015


def fit(
    model: nn.Module,
    train_dataset: Dataset,
    val_dataset: Dataset | None = None,
    *,
    epochs: int,
    batch_size: int = 32,
    lr: float | None = None,
    optimizer: Optimizer | None = None,
    schedule: str | Schedule | None = None,
    loss_fn: LossFn = cross_entropy,
    patience: int | None = None,
    generator: torch.Generator | None = None,
    device: str | None = None,
    progress: bool = True,
) -> History:
    """Train the model in place; what comes back is the history, one row per epoch.

    Parameters
    ----------
    model
        What learns. Afterwards it is ready for use (`model.eval()`).
    train_dataset
        What it learns from.
    val_dataset
        What it is measured on after each epoch, and never learns from.
    epochs
        How often it sees every training example.
    batch_size
        Examples per step.
    lr
        Learning rate of Adam, 0.001 if not given; with a schedule, the highest.
    optimizer
        Another optimizer than Adam, made from this model's parameters.
    schedule
        "one-cycle", or a function of optimizer and number of steps that makes one of PyTorch's schedulers.
        Without one, the learning rate stays as it is.
    loss_fn
        Mean loss of a batch, from the model's outputs and the targets.
    patience
        Stop after so many epochs without a lower validation loss, and bring back the best epoch's weights.
    generator
        Decides the order of the examples and what dropout drops; without one, PyTorch's global generator does.
    device
        Where to train, as in `pick_device`; without one, where the model is.
    progress
        Whether to show a progress line, if the output is a terminal.

    Raises
    ------
    ValueError
        If a setting is impossible, or if data, model and loss do not fit together.
    RuntimeError
        If there is no such device.
    DivergedError
        If the loss became nan or infinite. It is found when the epoch ends, so that no step waits for it.

    Examples
    --------
    >>> from dlbook.device import make_generator
    >>> from dlbook.models.mlp import mlp
    >>> ten_pictures = Dataset(torch.eye(10), torch.arange(10))
    >>> history = fit(mlp((10, 10), generator=make_generator(0)), ten_pictures, epochs=100, lr=0.1)
    >>> history["train_accuracy"][-1]
    1.0
    """
    check_whole(0, epochs=epochs)
    check_whole(1, batch_size=batch_size, patience=patience)
    check_positive(lr=lr)
    if patience is not None and val_dataset is None:
        raise ValueError(f"patience={patience} needs a val_dataset, whose loss says when to stop")
    model.to(device_of(model) if device is None else pick_device(device))
    train_dataset = _placed(train_dataset, model, loss_fn, batch_size)
    val_dataset = None if val_dataset is None else _placed(val_dataset, model, loss_fn)
    optimizer = _make_optimizer(optimizer, model, lr)
    num_steps = math.ceil(len(train_dataset) / batch_size)
    scheduler = find_schedule(schedule)(optimizer, epochs * num_steps) if schedule and epochs else None
    run = _Run(model, train_dataset, val_dataset, optimizer, scheduler, loss_fn, batch_size, generator)
    with layers_draw_from(generator):
        return _repeat(run, epochs, patience, progress)


@dataclass(frozen=True)
class _Run:
    """What all epochs of one call of `fit` share."""

    model: nn.Module
    train_dataset: Dataset
    val_dataset: Dataset | None
    optimizer: Optimizer
    scheduler: LRScheduler | None
    loss_fn: LossFn
    batch_size: int
    generator: torch.Generator | None

    def epoch(self, epoch: int) -> dict[str, float]:
        """Train once through the examples, then validate; what comes back is a row of the history."""
        start, lr = time.perf_counter(), self.optimizer.param_groups[0]["lr"]
        num_steps = math.ceil(len(self.train_dataset) / self.batch_size)
        train_results = train_epoch(
            self.model,
            self.train_dataset,
            self.optimizer,
            batch_size=self.batch_size,
            loss_fn=self.loss_fn,
            generator=self.generator or torch.default_generator,
            scheduler=self.scheduler,
            first_step=epoch * num_steps + 1,
        )
        val_results = self.validate()
        if not math.isfinite(val_results.get("loss", 0)):
            raise DivergedError(val_results["loss"], (epoch + 1) * num_steps, lr)
        row = {f"train_{name}": value for name, value in train_results.items()}
        row |= {f"val_{name}": value for name, value in val_results.items()}
        return row | {"lr": lr, "seconds": time.perf_counter() - start}

    def validate(self) -> dict[str, float]:
        """Loss and accuracy on the validation data, if there are any."""
        return (
            {} if self.val_dataset is None else evaluate(self.model, self.val_dataset, loss_fn=self.loss_fn)
        )


def _repeat(run: _Run, epochs: int, patience: int | None, progress: bool) -> History:
    """Run the epochs, until they are done or `patience` is at its end."""
    history, best_weights = History(), dict[str, Tensor]()
    is_shown = progress and sys.stdout.isatty()
    with trange(epochs, file=sys.stdout, unit="epoch", disable=not is_shown) as progress_line:
        for epoch in progress_line:
            try:
                row = run.epoch(epoch)
            except DivergedError as error:
                error.history = history
                raise
            history.append(**row)
            progress_line.set_postfix(row)
            if patience is not None:
                waited = len(history) - history.best_epoch()
                if waited == 0:
                    best_weights = deepcopy(run.model.state_dict())
                if waited >= patience:
                    break
    if best_weights:
        run.model.load_state_dict(best_weights)
    run.model.eval()
    return history


def _placed(dataset: Dataset, model: nn.Module, loss_fn: LossFn, batch_size: int | None = None) -> Dataset:
    """The examples on the model's device, once they are known to fit."""
    check_fits(model, dataset, loss_fn, batch_size)
    return dataset.to(device_of(model))


def _make_optimizer(optimizer: Optimizer | None, model: nn.Module, lr: float | None) -> Optimizer:
    """The optimizer that was given, once it is known to fit, or Adam."""
    if optimizer is None:
        # Fused: one kernel updates all weights. CPU, CUDA and MPS each have one.
        return Adam(model.parameters(), lr=DEFAULT_LR if lr is None else lr, fused=True)
    if lr is not None:
        raise ValueError(
            f"lr={lr} and an optimizer were given; the learning rate is the optimizer's, so set it there"
        )
    weights = {id(parameter) for parameter in model.parameters()}
    if not any(id(weight) in weights for group in optimizer.param_groups for weight in group["params"]):
        raise ValueError("the optimizer holds none of this model's weights; make it from model.parameters()")
    return optimizer
