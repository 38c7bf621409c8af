import math
import sys
from copy import deepcopy
from itertools import count

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import StepLR

from dlbook import training
from dlbook.batches import batches
from dlbook.dataset import Dataset
from dlbook.device import _COUNT, make_generator
from dlbook.loop import DivergedError, evaluate
from dlbook.models.mlp import mlp
from dlbook.training import fit


@pytest.fixture
def dataset() -> Dataset:
    """Points in a cube; the class is the number of the largest coordinate."""
    inputs = torch.rand(90, 3, generator=make_generator(0))
    return Dataset(inputs, inputs.argmax(dim=1))


def new_model(*layers: nn.Module) -> nn.Sequential:
    return nn.Sequential(*layers, mlp((3, 16, 3), generator=make_generator(1)))


def weights_of(model: nn.Module) -> list[torch.Tensor]:
    return [weight.clone() for weight in model.state_dict().values()]


def test_it_learns(dataset):
    model = new_model()
    before = evaluate(model, dataset)["accuracy"]
    history = fit(model, dataset, epochs=40, lr=0.01, generator=make_generator(2))
    assert evaluate(model, dataset)["accuracy"] > max(0.95, before)
    assert history["train_loss"][-1] < history["train_loss"][0]


def test_it_is_the_loop_that_one_would_write_by_hand(dataset):
    model, by_hand = new_model(), new_model()
    fit(model, dataset, epochs=3, batch_size=8, generator=make_generator(2))
    optimizer, generator = Adam(by_hand.parameters(), lr=1e-3), make_generator(2)
    for _ in range(3):
        for inputs, targets in batches(dataset, 8, generator):
            optimizer.zero_grad()
            cross_entropy(by_hand(inputs), targets).backward()
            optimizer.step()
    torch.testing.assert_close(weights_of(model), weights_of(by_hand))


def test_the_history_has_one_value_per_epoch_for_everything_measured(dataset):
    history = fit(new_model(), dataset, dataset, epochs=4)
    assert history.columns == ["train_loss", "train_accuracy", "val_loss", "val_accuracy", "lr", "seconds"]
    assert len(history) == 4
    assert all(seconds > 0 for seconds in history["seconds"])


def test_without_validation_data_nothing_is_said_about_them(dataset):
    assert fit(new_model(), dataset, epochs=1).columns == ["train_loss", "train_accuracy", "lr", "seconds"]


def test_the_last_validation_is_that_of_the_model_that_comes_back(dataset):
    model, val_dataset = new_model(), dataset.subset(slice(50, None))
    history = fit(model, dataset.subset(slice(50)), val_dataset, epochs=2)
    assert evaluate(model, val_dataset) == {
        "loss": history["val_loss"][-1],
        "accuracy": history["val_accuracy"][-1],
    }


def test_the_validation_data_teach_nothing(dataset):
    model, without = new_model(), new_model()
    fit(model, dataset, dataset.subset(slice(9)), epochs=2, generator=make_generator(0))
    fit(without, dataset, epochs=2, generator=make_generator(0))
    torch.testing.assert_close(weights_of(model), weights_of(without), rtol=0, atol=0)


def test_the_model_comes_back_ready_for_use(dataset):
    model = new_model(nn.Dropout(0.5))
    fit(model, dataset, epochs=1)
    assert not model.training


def test_no_epochs_change_nothing(dataset):
    model = new_model()
    before = weights_of(model)
    assert len(fit(model, dataset, dataset, epochs=0, schedule="one-cycle", patience=1)) == 0
    torch.testing.assert_close(weights_of(model), before, rtol=0, atol=0)


@pytest.mark.parametrize("layer", [nn.Identity(), nn.Dropout(0.3)], ids=["plain", "dropout"])
def test_the_seed_decides_every_weight_whatever_the_global_generator_says(dataset, layer):
    def trained(seed: int, global_seed: int) -> list[torch.Tensor]:
        model = new_model(deepcopy(layer))
        with torch.random.fork_rng():
            torch.manual_seed(global_seed)
            fit(model, dataset, epochs=2, generator=make_generator(seed))
        return weights_of(model)

    torch.testing.assert_close(trained(0, 10), trained(0, 11), rtol=0, atol=0)
    assert not torch.equal(trained(0, 10)[0], trained(1, 10)[0])


def test_the_global_generator_comes_out_as_it_went_in(dataset):
    before = torch.get_rng_state()
    fit(new_model(nn.Dropout(0.3)), dataset, epochs=1, generator=make_generator(0))
    assert torch.equal(torch.get_rng_state(), before)


def test_dropout_of_a_single_example_differs_from_epoch_to_epoch(dataset):
    dropout, seen = nn.Dropout(0.5), []
    dropout.register_forward_hook(lambda layer, _, output: seen.append(output) if layer.training else None)
    model = nn.Sequential(mlp((3, 16, 16), generator=make_generator(1)), dropout, nn.Linear(16, 3))
    fit(model, dataset.subset([0]), epochs=2, lr=1e-9, generator=make_generator(0))
    first, second = (output != 0 for output in seen)
    assert not torch.equal(first, second)


def test_the_epochs_one_by_one_drop_what_they_drop_in_one_go(dataset):
    whole, one_by_one = new_model(nn.Dropout(0.5)), new_model(nn.Dropout(0.5))
    adams = [Adam(model.parameters()) for model in (whole, one_by_one)]
    fit(whole, dataset, epochs=3, optimizer=adams[0], generator=make_generator(0))
    generator = make_generator(0)
    for _ in range(3):
        fit(one_by_one, dataset, epochs=1, optimizer=adams[1], generator=generator)
    torch.testing.assert_close(weights_of(one_by_one), weights_of(whole), rtol=0, atol=0)


@pytest.mark.parametrize("schedule", ["one-cycle", lambda optimizer, n: StepLR(optimizer, n // 2, gamma=0.1)])
def test_an_optimizer_used_twice_has_the_same_learning_rates_again(dataset, schedule):
    model = new_model()
    adam = Adam(model.parameters(), lr=0.01)
    settings = [{name: value for name, value in adam.param_groups[0].items() if name != "params"}]
    first = fit(model, dataset, epochs=4, optimizer=adam, schedule=schedule)
    second = fit(model, dataset, epochs=4, optimizer=adam, schedule=schedule)
    assert first["lr"] == second["lr"]
    assert max(second["lr"]) > 0.009
    assert settings == [{name: value for name, value in adam.param_groups[0].items() if name != "params"}]


def test_training_that_diverges_under_a_schedule_leaves_the_optimizers_rate_as_it_was(dataset):
    model = new_model()
    sgd = SGD(model.parameters(), lr=1e30)
    with pytest.raises(DivergedError):
        fit(model, dataset, epochs=4, optimizer=sgd, schedule="one-cycle")
    assert sgd.param_groups[0]["lr"] == 1e30
    assert "initial_lr" not in sgd.param_groups[0]


def test_a_learning_rate_in_a_tensor_is_told_as_the_number_it_was(dataset):
    model = new_model()
    adam = Adam(model.parameters(), lr=torch.tensor(0.5))
    history = fit(
        model, dataset, epochs=2, batch_size=90, optimizer=adam, schedule=lambda o, _: StepLR(o, 1, gamma=0.5)
    )
    assert history["lr"] == [0.5, 0.25]


def test_without_a_generator_two_runs_see_the_examples_in_another_order(dataset):
    model, other = new_model(), new_model()
    fit(model, dataset, epochs=1)
    fit(other, dataset, epochs=1)
    assert not torch.equal(weights_of(model)[0], weights_of(other)[0])


def test_the_history_holds_the_learning_rate_of_each_epochs_first_step(dataset):
    model = new_model()
    history = fit(
        model,
        dataset,
        epochs=3,
        batch_size=45,
        lr=1.0,
        schedule=lambda optimizer, _: StepLR(optimizer, 2, gamma=0.5),
    )
    assert history["lr"] == [1.0, 0.5, 0.25]


def test_a_schedule_is_told_the_number_of_steps_and_ends_with_the_run(dataset):
    told = []

    def schedule(optimizer, num_steps):
        told.append(num_steps)
        return StepLR(optimizer, 1_000)

    fit(new_model(), dataset, epochs=3, batch_size=32, schedule=schedule)
    assert told == [3 * 3]  # 90 examples are two full batches and one of 26


def test_one_cycle_ends_with_a_rate_of_nearly_zero(dataset):
    history = fit(new_model(), dataset, epochs=10, lr=0.01, schedule="one-cycle")
    assert max(history["lr"]) > 0.009
    assert history["lr"][-1] < 0.001


def test_the_memory_of_an_optimizer_is_moved_to_its_model_before_training(dataset, monkeypatch):
    """Where there is something to move, `test_device` looks at what is moved."""
    moved, model = [], new_model()
    adam = Adam(model.parameters())
    monkeypatch.setattr(training, "memory_to_weights", lambda optimizer: moved.append(dict(optimizer.state)))
    fit(model, dataset, epochs=1, optimizer=adam)
    assert moved == [{}]  # once, and before the first step


def test_another_optimizer_takes_the_place_of_adam(dataset):
    model, by_hand = new_model(), new_model()
    fit(model, dataset, epochs=1, batch_size=90, optimizer=SGD(model.parameters(), lr=0.5))
    cross_entropy(by_hand(dataset.inputs), dataset.targets).backward()
    for new, old in zip(model.parameters(), by_hand.parameters(), strict=True):
        torch.testing.assert_close(new, old - 0.5 * old.grad)


def test_patience_stops_and_brings_back_the_best_epoch():
    generator = make_generator(3)
    noise = Dataset(torch.rand(60, 3, generator=generator), torch.randint(3, (60,), generator=generator))
    model = new_model()
    history = fit(
        model, noise.subset(slice(30)), noise.subset(slice(30, None)), epochs=200, lr=0.05, patience=4
    )
    assert len(history) == history.best_epoch() + 4 < 200
    assert evaluate(model, noise.subset(slice(30, None)))["loss"] == min(history["val_loss"])


def test_patience_that_lasts_brings_back_the_best_epoch_too(dataset):
    model = new_model()
    history = fit(model, dataset, dataset, epochs=5, lr=0.5, patience=5, generator=make_generator(0))
    assert evaluate(model, dataset)["loss"] == min(history["val_loss"])


def test_a_run_that_diverges_stops_with_the_epochs_before(dataset):
    model, training_steps = new_model(), count(1)

    def loss_fn(logits, targets):  # explodes in the second of three steps of the second epoch
        loss = cross_entropy(logits, targets)
        return loss * math.inf if logits.grad_fn and next(training_steps) == 5 else loss

    with pytest.raises(
        DivergedError, match=r"became inf at step 5, with learning rate 0.1.*try learning rate 0.01"
    ) as error:
        fit(model, dataset, epochs=3, batch_size=30, lr=0.1, loss_fn=loss_fn)
    assert len(error.value.history) == 1


def test_a_last_step_that_ruins_the_weights_is_found_by_the_validation(dataset):
    model = new_model()
    with pytest.raises(DivergedError, match="became nan at step 1,"):
        fit(model, dataset, dataset, epochs=1, batch_size=90, optimizer=SGD(model.parameters(), lr=1e38))


def test_a_learning_rate_far_too_high_is_an_error_and_not_a_history_of_nan(dataset):
    with pytest.raises(DivergedError, match=r"try learning rate 1e.35"):
        fit(new_model(), dataset, epochs=3, lr=1e36)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": -1}, "epochs must be a whole number of at least 0, not -1"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, not 0"),
        ({"lr": 0.0}, "lr must be a number above 0, not 0.0"),
        ({"lr": -1e-3}, "lr must be a number above 0, not -0.001"),
        ({"patience": 0, "val_dataset": "train"}, "patience must be a whole number of at least 1, not 0"),
        ({"patience": 2}, "patience=2 needs a val_dataset"),
        ({"schedule": "two-cycle"}, "unknown schedule 'two-cycle'"),
        ({"device": "gpu"}, "unknown device 'gpu'"),
    ],
    ids=str,
)
def test_an_impossible_setting_is_named_and_nothing_is_trained(dataset, settings, message):
    model = new_model()
    before = weights_of(model)
    if "val_dataset" in settings:
        settings = settings | {"val_dataset": dataset}
    with pytest.raises(ValueError, match=message):
        fit(model, dataset, **({"epochs": 1} | settings))
    torch.testing.assert_close(weights_of(model), before, rtol=0, atol=0)


def test_cuda_asked_for_and_absent_is_an_error(dataset, monkeypatch):
    monkeypatch.setitem(_COUNT, "cuda", lambda: 0)
    with pytest.raises(RuntimeError, match="'cuda' was asked for"):
        fit(new_model(), dataset, epochs=1, device="cuda")


def test_a_learning_rate_beside_an_optimizer_is_refused(dataset):
    model = new_model()
    with pytest.raises(ValueError, match=r"lr=0.1 and an optimizer were given"):
        fit(model, dataset, epochs=1, lr=0.1, optimizer=SGD(model.parameters(), lr=0.1))


def test_an_optimizer_of_another_model_is_refused(dataset):
    with pytest.raises(ValueError, match="holds none of this model's weights"):
        fit(new_model(), dataset, epochs=1, optimizer=SGD(new_model().parameters(), lr=0.1))


def test_data_that_do_not_fit_are_refused_before_training(dataset):
    empty, wide = dataset.subset([]), Dataset(torch.zeros(2, 4), torch.zeros(2, dtype=torch.long))
    with pytest.raises(ValueError, match="the data set is empty"):
        fit(new_model(), empty, epochs=1)
    with pytest.raises(ValueError, match="the data set is empty"):
        fit(new_model(), dataset, empty, epochs=1)
    with pytest.raises(ValueError, match=r"cannot read inputs of shape \[2, 4\]"):
        fit(new_model(), dataset, wide, epochs=1)


def test_a_notebook_or_a_log_file_gets_no_progress_line(dataset, capsys):
    fit(new_model(), dataset, epochs=1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("progress", [True, False])
def test_a_terminal_gets_a_progress_line_unless_it_is_unwanted(dataset, capsys, monkeypatch, progress):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    fit(new_model(), dataset, epochs=2, progress=progress)
    assert ("2/2" in capsys.readouterr().out) is progress
