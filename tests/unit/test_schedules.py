import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, MultiStepLR, OneCycleLR

from dlbook.schedules import SCHEDULES, find_schedule, one_cycle, settings_kept, settings_of, start_schedule


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


@given(st.integers(8, 200), st.floats(1e-4, 10))
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


@pytest.mark.parametrize("num_steps", [5, 6, 7, 8, 9])
def test_the_shortest_one_cycle_still_rises_near_the_peak_and_falls(num_steps):
    rates = learning_rates(num_steps)
    assert rates[0] == pytest.approx(1 / 25)
    assert max(rates) >= 0.95
    assert rates[-1] < 1 / 1_000


@pytest.mark.parametrize("num_steps", [0, 1, 4])
def test_a_one_cycle_too_short_to_reach_its_peak_is_refused_and_the_optimizer_left_alone(num_steps):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    before = settings_of(optimizer)
    with pytest.raises(ValueError, match=f"num_steps={num_steps} .*needs 5 .*more epochs or with smaller"):
        one_cycle(optimizer, num_steps)
    assert settings_of(optimizer) == before


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


SHAPES = {
    "one-cycle": one_cycle,
    "one-cycle of the momentum too": lambda optimizer, n: OneCycleLR(optimizer, 0.5, total_steps=n),
    "cosine": CosineAnnealingLR,
    "milestones": lambda optimizer, n: MultiStepLR(optimizer, [n // 3, n // 2]),
    "a function": lambda optimizer, n: LambdaLR(optimizer, lambda step: 1 - step / n),
}


@pytest.mark.parametrize("schedule", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("done", [0, 1, 7, 20])
@pytest.mark.filterwarnings("error")
def test_a_schedule_started_in_the_middle_goes_on_to_the_last_bit(schedule, done):
    def settings(optimizer, scheduler, num_steps):
        for _ in range(num_steps):
            yield {name: optimizer.param_groups[0][name] for name in ("lr", "momentum")}
            optimizer.step()
            scheduler.step()

    whole, resumed = (SGD([torch.zeros(1, requires_grad=True)], lr=0.5, momentum=0.9) for _ in range(2))
    expected = list(settings(whole, start_schedule(schedule, whole, 20), 20))
    found = list(settings(resumed, start_schedule(schedule, resumed, 20, done=done), 20 - done))
    assert found == expected[done:]


def test_what_an_older_schedule_left_does_not_decide_where_a_new_one_starts():
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    one_cycle(optimizer, 10)
    optimizer.param_groups[0]["lr"] = 0.3
    start_schedule(lambda optimizer, _: LambdaLR(optimizer, lambda _: 1.0), optimizer, 10)
    assert optimizer.param_groups[0]["lr"] == 0.3


@pytest.mark.parametrize("lr", [0.1, torch.tensor(0.1)], ids=["float", "tensor"])
def test_the_optimizers_settings_come_back_whatever_a_schedule_did(lr):
    weights = [torch.zeros(1, requires_grad=True), torch.zeros(2, requires_grad=True)]
    optimizer = Adam([{"params": weights[:1]}, {"params": weights[1:], "lr": 0.7}], lr=lr)
    before = settings_of(optimizer)

    def train_until_interrupted() -> None:
        with settings_kept(optimizer):
            OneCycleLR(optimizer, 0.9, total_steps=10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_until_interrupted()
    assert settings_of(optimizer) == before
    assert [group["params"] for group in optimizer.param_groups] == [weights[:1], weights[1:]]
