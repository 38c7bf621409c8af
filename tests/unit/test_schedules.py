import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

from dlbook.schedules import SCHEDULES, find_schedule, one_cycle


def learning_rates(num_steps: int, lr: float = 1.0) -> list[float]:
    """The learning rate of each step of a whole run."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = one_cycle(optimizer, num_steps)
    rates = []
    for _ in range(num_steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@given(st.integers(10, 200), st.floats(1e-4, 10))
def test_one_cycle_rises_to_the_optimizers_rate_and_falls_to_nearly_nothing(num_steps, lr):
    rates = learning_rates(num_steps, lr)
    peak = rates.index(max(rates))
    assert rates[:peak] == sorted(rates[:peak])
    assert rates[peak:] == sorted(rates[peak:], reverse=True)
    assert 0.9 * lr <= rates[peak] <= 1.0001 * lr
    assert rates[0] == pytest.approx(lr / 25)
    assert rates[-1] < lr / 1_000


def test_the_highest_rate_comes_after_three_tenths_of_the_steps():
    rates = learning_rates(1_000)
    assert rates.index(max(rates)) == pytest.approx(300, abs=1)


@pytest.mark.parametrize("num_steps", [1, 2, 3, 4])
def test_a_very_short_run_is_no_error(num_steps):
    assert all(0 < rate <= 1 for rate in learning_rates(num_steps))


def test_momentum_is_left_alone():
    optimizer = Adam([torch.zeros(1, requires_grad=True)])
    one_cycle(optimizer, 100)
    assert optimizer.param_groups[0]["betas"] == (0.9, 0.999)


def test_a_schedule_is_found_by_name_and_a_function_is_kept():
    assert find_schedule("one-cycle") is one_cycle
    assert find_schedule(CosineAnnealingLR) is CosineAnnealingLR


def test_an_unknown_schedule_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match=f"unknown schedule 'two-cycle'; the known ones are: {', '.join(SCHEDULES)}"
    ):
        find_schedule("two-cycle")
