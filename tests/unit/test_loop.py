import math
from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

from dlbook.batches import batches
from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.loop import DivergedError, compute_logits, evaluate, train_epoch, train_step
from dlbook.models.mlp import mlp


@pytest.fixture
def dataset() -> Dataset:
    generator = make_generator(0)
    return Dataset(torch.rand(25, 6, generator=generator), torch.randint(3, (25,), generator=generator))


@pytest.fixture
def model() -> nn.Sequential:
    return mlp((6, 5, 3), generator=make_generator(1))


def test_a_step_of_sgd_goes_against_the_gradient(dataset, model):
    before = deepcopy(model)
    loss = cross_entropy(before(dataset.inputs), dataset.targets)
    gradients = torch.autograd.grad(loss, list(before.parameters()))
    train_step(model, dataset.inputs, dataset.targets, SGD(model.parameters(), lr=0.5))
    for new, old, gradient in zip(model.parameters(), before.parameters(), gradients, strict=True):
        torch.testing.assert_close(new, old - 0.5 * gradient)


def test_a_step_reports_logits_and_loss_from_before_the_update(dataset, model):
    before = model(dataset.inputs)
    logits, loss = train_step(model, dataset.inputs, dataset.targets, SGD(model.parameters(), lr=0.5))
    torch.testing.assert_close(logits, before.detach())
    torch.testing.assert_close(loss, cross_entropy(before, dataset.targets).detach())
    assert not logits.requires_grad
    assert not loss.requires_grad


def test_an_epoch_is_one_step_for_each_batch(dataset, model):
    by_hand = deepcopy(model)
    optimizer = SGD(by_hand.parameters(), lr=0.1)
    for inputs, targets in batches(dataset, 4, make_generator(2)):
        train_step(by_hand, inputs, targets, optimizer)
    train_epoch(model, dataset, SGD(model.parameters(), lr=0.1), batch_size=4, generator=make_generator(2))
    torch.testing.assert_close(list(model.parameters()), list(by_hand.parameters()), rtol=0, atol=0)


def test_the_mean_counts_every_example_once_though_the_last_batch_is_smaller(dataset, model):
    results = train_epoch(model, dataset, SGD(model.parameters(), lr=0.0), batch_size=4)
    assert results == pytest.approx(evaluate(model, dataset))
    assert set(results) == {"loss", "accuracy"}


def test_the_scheduler_moves_once_a_step(dataset, model):
    optimizer = SGD(model.parameters(), lr=1.0)
    train_epoch(model, dataset, optimizer, batch_size=4, scheduler=StepLR(optimizer, step_size=1, gamma=0.5))
    assert optimizer.param_groups[0]["lr"] == 0.5**7


def test_regression_has_a_loss_and_no_accuracy(dataset):
    model = mlp((6, 1), generator=make_generator(0))
    lengths = Dataset(dataset.inputs, dataset.inputs.norm(dim=1, keepdim=True))
    optimizer = SGD(model.parameters(), lr=0.1)
    assert set(train_epoch(model, lengths, optimizer, loss_fn=mse_loss)) == {"loss"}
    assert set(evaluate(model, lengths, loss_fn=mse_loss)) == {"loss"}


def test_a_loss_that_becomes_nan_is_reported_with_step_rate_and_what_to_try(dataset, model):
    inputs = dataset.inputs.clone()
    inputs[9] = math.nan  # the third batch of four
    optimizer = SGD(model.parameters(), lr=0.3)
    with pytest.raises(
        DivergedError, match=r"became nan at step 103, with learning rate 0.3.*try learning rate 0.03"
    ) as error:
        train_epoch(model, Dataset(inputs, dataset.targets), optimizer, batch_size=4, first_step=101)
    assert (error.value.step, error.value.lr) == (103, 0.3)


def test_an_infinite_loss_is_reported_too(dataset, model):
    with pytest.raises(DivergedError, match="became inf at step 1"):
        train_epoch(
            model,
            dataset,
            SGD(model.parameters(), lr=1.0),
            loss_fn=lambda *both: cross_entropy(*both) * math.inf,
        )


def test_the_rate_reported_is_the_one_of_that_step(dataset, model):
    inputs = dataset.inputs.clone()
    inputs[9] = math.nan
    optimizer = SGD(model.parameters(), lr=1.0)
    scheduler = StepLR(optimizer, step_size=1, gamma=0.5)
    with pytest.raises(DivergedError, match=r"step 3, with learning rate 0.25"):
        train_epoch(model, Dataset(inputs, dataset.targets), optimizer, batch_size=4, scheduler=scheduler)


@pytest.mark.parametrize("batch_size", [1, 7, 25, 1_000])
def test_logits_do_not_depend_on_the_batches(dataset, model, batch_size):
    torch.testing.assert_close(
        compute_logits(model, dataset.inputs, batch_size=batch_size), model(dataset.inputs).detach()
    )


@pytest.mark.usefixtures("as_a_reader")
def test_a_batch_size_of_numpy_looks_at_logits_too(dataset, model):
    logits = compute_logits(model, dataset.inputs, batch_size=np.int64(7))
    torch.testing.assert_close(logits, model(dataset.inputs).detach())


@pytest.mark.parametrize("batch_size", [0, -3])
def test_logits_of_an_impossible_batch_size_are_refused_with_its_value(dataset, model, batch_size):
    with pytest.raises(
        ValueError, match=f"batch_size must be a whole number of at least 1, not {batch_size}"
    ):
        compute_logits(model, dataset.inputs, batch_size=batch_size)


def test_looking_at_logits_teaches_nothing(dataset, model):
    assert not compute_logits(model, dataset.inputs).requires_grad


def test_dropout_is_off_when_the_model_is_evaluated_and_on_when_it_trains(dataset):
    model = nn.Sequential(nn.Dropout(0.5), mlp((6, 3), generator=make_generator(0)))
    assert evaluate(model, dataset) == evaluate(model, dataset)
    assert not model.training
    train_epoch(model, dataset, SGD(model.parameters(), lr=0.1))
    assert model.training


def test_an_evaluation_is_the_loss_and_the_accuracy_of_the_whole_set(dataset, model):
    logits = model(dataset.inputs)
    hits = sum(int(row.argmax() == label) for row, label in zip(logits, dataset.targets, strict=True))
    assert evaluate(model, dataset) == {
        "loss": pytest.approx(cross_entropy(logits, dataset.targets).item()),
        "accuracy": hits / 25,
    }


def test_the_untrained_loss_of_ten_classes_is_near_the_logarithm_of_ten():
    digits = Dataset(torch.rand(500, 28, 28, generator=make_generator(0)), torch.arange(500) % 10)
    assert evaluate(mlp(generator=make_generator(0)), digits)["loss"] == pytest.approx(math.log(10), abs=0.1)


class Sequences(nn.Module):
    """Logits of three classes at each of two positions, from the numbers of two tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(4, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.embedding(x).transpose(1, 2)


@pytest.mark.parametrize("batch_size", [1, 2, 4])
def test_positions_that_the_loss_ignores_lower_no_accuracy(batch_size):
    model = Sequences()
    with torch.no_grad():
        model.embedding.weight.copy_(torch.eye(4)[:, :3])  # token 0 says class 0, 1 says 1, 2 says 2
    tokens = torch.tensor([[0, 1], [2, 3], [1, 0], [2, 2]])
    labels = torch.tensor([[0, -100], [1, -100], [1, 0], [2, -100]])  # right: 4 of 5 that count
    sequences = Dataset(tokens, labels)
    assert evaluate(model, sequences)["accuracy"] == 4 / 5
    still = SGD(model.parameters(), lr=0.0)
    assert train_epoch(model, sequences, still, batch_size=batch_size)["accuracy"] == 4 / 5


def test_one_output_and_whole_targets_are_no_classes_to_count(dataset):
    model, counts = mlp((6, 1), generator=make_generator(0)), dataset.targets[:, None]
    results = evaluate(model, Dataset(dataset.inputs, counts), loss_fn=mse_loss)
    assert set(results) == {"loss"}


def test_evaluating_a_loss_that_has_no_gradient_is_allowed(dataset, model):
    error_rate = lambda logits, labels: (logits.argmax(dim=1) != labels).float().mean()
    results = evaluate(model, dataset, loss_fn=error_rate)
    assert results["loss"] == pytest.approx(1 - results["accuracy"])


def test_evaluating_on_nothing_is_refused(dataset, model):
    with pytest.raises(ValueError, match="the data set is empty"):
        evaluate(model, dataset.subset([]))
