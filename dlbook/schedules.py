"""How the learning rate moves while a network trains."""

from collections.abc import Callable

from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, OneCycleLR

Schedule = Callable[[Optimizer, int], LRScheduler]


def one_cycle(optimizer: Optimizer, num_steps: int) -> LRScheduler:
    """A scheduler that raises the learning rate to the optimizer's own, and lowers it to nearly zero.

    It begins at a twenty-fifth, is at its highest after 30 % of the steps, and moves along cosines.
    Source: Smith and Topin, "Super-Convergence", 2018.
    """
    highest = [group["lr"] for group in optimizer.param_groups]
    # Momentum stays as it is: for plain SGD, cycling it would switch it on.
    return OneCycleLR(optimizer, max_lr=highest, total_steps=num_steps, cycle_momentum=False)


SCHEDULES: dict[str, Schedule] = {"one-cycle": one_cycle}


def find_schedule(schedule: str | Schedule) -> Schedule:
    """The schedule called by this name; a function comes back as it is.

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
