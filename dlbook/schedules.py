"""Learning rate schedules: how the learning rate moves while a network trains."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR

Schedule = Callable[[Optimizer, int], LRScheduler]

FEWEST_STEPS = (
    5  # with 1 step the rate stays at a 25,000th, with 4 the highest is 81 %, from 5 on at least 95 %
)


def one_cycle(optimizer: Optimizer, num_steps: int) -> LRScheduler:
    """Make a scheduler that raises the learning rate to the optimizer's own, and lowers it to nearly zero.

    It begins at a twenty-fifth, is at its highest after 30 % of the steps, and moves along cosines.
    Source: Smith and Topin, "Super-Convergence", 2018.

    Raises
    ------
    ValueError
        If there are too few steps to come near the highest rate and down again.
    """
    if num_steps < FEWEST_STEPS:
        raise ValueError(
            f"num_steps={num_steps} is too short for a one-cycle schedule, which needs {FEWEST_STEPS} to rise and fall: "
            "train for more epochs or with smaller batches, or leave the schedule out"
        )
    highest = [group["lr"] for group in optimizer.param_groups]
    # Momentum stays as it is: for plain SGD, cycling it would switch it on.
    return OneCycleLR(optimizer, max_lr=highest, total_steps=num_steps, cycle_momentum=False)


SCHEDULES: dict[str, Schedule] = {"one-cycle": one_cycle}


def find_schedule(schedule: str | Schedule) -> Schedule:
    """Return the schedule called by this name; a function comes back as it is.

    Raises
    ------
    ValueError
        If no schedule has this name.
    """
    if not isinstance(schedule, str):
        return schedule
    if schedule not in SCHEDULES:
        raise ValueError(
            f"unknown schedule {schedule!r}; the known ones are: {', '.join(SCHEDULES)}, "
            "or give a function of the optimizer and the number of steps"
        )
    return SCHEDULES[schedule]


def start_schedule(schedule: Schedule, optimizer: Optimizer, num_steps: int, *, done: int = 0) -> LRScheduler:
    """Make the scheduler for `num_steps` steps in all, at the place where it is when `done` of them are made."""
    for group in optimizer.param_groups:
        group.pop("initial_lr", None)  # left by an older scheduler, and a new one would start from it
    scheduler = schedule(optimizer, num_steps)
    with warnings.catch_warnings():
        # The optimizer did make these steps, before training was interrupted.
        warnings.filterwarnings("ignore", "Detected call of `lr_scheduler.step", UserWarning)
        for _ in range(done):
            scheduler.step()
    return scheduler


def settings_of(optimizer: Optimizer) -> list[dict[str, Any]]:
    """Return what is set for each group of the optimizer's weights, such as the learning rate."""
    return [
        {name: deepcopy(value) for name, value in group.items() if name != "params"}
        for group in optimizer.param_groups
    ]


@contextmanager
def settings_kept(optimizer: Optimizer) -> Iterator[list[dict[str, Any]]]:
    """Put the optimizer's own settings, which the block gets, back when it ends, whatever a schedule did to them."""
    own = settings_of(optimizer)
    try:
        yield own
    finally:
        for group, settings in zip(optimizer.param_groups, own, strict=True):
            weights = group["params"]
            group.clear()
            group.update(settings, params=weights)
