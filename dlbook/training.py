"""`fit`: the loop repeated, measured after every epoch, and stopped in time.

Training changes the model's weights and returns numbers.
It draws nothing, and prints only a progress line, to a terminal.
"""

import math
import os
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam, Optimizer
from tqdm import tqdm  # type: ignore[import-untyped]

from dlbook.dataset import Dataset
from dlbook.device import device_of, layers_draw_from, memory_to_weights, pick_device
from dlbook.history import History
from dlbook.loop import DivergedError, evaluate, train_epoch
from dlbook.losses import LossFn
from dlbook.progress import Progress
from dlbook.sanity import check_fits, check_positive, check_whole
from dlbook.schedules import Schedule, find_schedule, settings_kept, start_schedule

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
    device: str | torch.device | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
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
        Another optimizer than Adam, made from this model's parameters. It remembers the steps that it made,
        and has its own learning rate again afterwards, whatever a schedule did to it.
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
    checkpoint
        File for the whole state of training, written after every epoch. If it is there, training goes on from it
        until `epochs` are done in all, exactly as if it had never stopped. Needs a generator.
    progress
        Whether to show a progress line, if the output is a terminal.

    Raises
    ------
    ValueError
        If a setting is impossible, if data, model and loss do not fit together,
        or if the checkpoint is of another training, such as one with a longer schedule.
    RuntimeError
        If there is no such device.
    OSError
        If the checkpoint cannot be written; this is tried before training.
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
    if checkpoint is not None and generator is None:
        raise ValueError(
            f"checkpoint={str(checkpoint)!r} needs a generator, whose state it keeps: make_generator(0), for example"
        )
    make_scheduler = None if schedule is None or not epochs else find_schedule(schedule)
    model.to(device_of(model) if device is None else pick_device(device))
    train_dataset = _placed(train_dataset, model, loss_fn, batch_size)
    val_dataset = None if val_dataset is None else _placed(val_dataset, model, loss_fn)
    optimizer = _make_optimizer(optimizer, model, lr)
    order = generator or torch.default_generator
    epochs, num_steps = int(epochs), math.ceil(len(train_dataset) / batch_size)
    plan = {
        "steps of the schedule": epochs * num_steps if make_scheduler else None,
        "steps of the schedule in each epoch": num_steps if make_scheduler else None,
        "has validation data": val_dataset is not None,
    }
    so_far = Progress(model, optimizer, order, epochs, patience, plan, checkpoint)
    done, scheduler = len(so_far.history), None

    def run_epoch(epoch: int) -> dict[str, float]:
        """Train once through the examples, then validate; what comes back is a row of the history."""
        start, lr = time.perf_counter(), float(optimizer.param_groups[0]["lr"])
        train_results = train_epoch(
            model,
            train_dataset,
            optimizer,
            batch_size=batch_size,
            loss_fn=loss_fn,
            generator=order,
            scheduler=scheduler,
            first_step=epoch * num_steps + 1,
        )
        val_results = {} if val_dataset is None else evaluate(model, val_dataset, loss_fn=loss_fn)
        if not math.isfinite(val_results.get("loss", 0)):
            raise DivergedError(val_results["loss"], (epoch + 1) * num_steps, lr)
        row = {f"train_{name}": value for name, value in train_results.items()}
        row |= {f"val_{name}": value for name, value in val_results.items()}
        return row | {"lr": lr, "seconds": time.perf_counter() - start}

    is_hidden = not (progress and sys.stdout.isatty())
    line = tqdm(initial=done, total=epochs, unit="epoch", file=sys.stdout, disable=is_hidden)
    with settings_kept(optimizer), line:
        if make_scheduler is not None:
            scheduler = start_schedule(make_scheduler, optimizer, epochs * num_steps, done=done * num_steps)
        if not so_far.is_over():
            so_far.save()  # what cannot be written is found now, and not after an epoch
        while not so_far.is_over():
            try:
                with layers_draw_from(generator):
                    row = run_epoch(len(so_far.history))
            except DivergedError as error:
                error.history = so_far.history
                raise
            if len(train_dataset) == 1 and generator is not None:
                # The order of one example takes no chance from the generator, and dropout would never change.
                torch.rand(1, generator=generator, device=generator.device)
            so_far.add(row)
            so_far.save()
            line.set_postfix(row, refresh=False)
            line.update()
    so_far.bring_back_best()
    model.eval()
    return so_far.history


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
    memory_to_weights(optimizer)
    return optimizer
