"""What does not fit is refused before anything runs, with the reason and the remedy; and what fits is left in peace."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    gaussian_nll_loss,
    huber_loss,
    l1_loss,
    mse_loss,
)

from dlbook.dataset import Dataset
from dlbook.device import make_generator
from dlbook.loop import evaluate
from dlbook.models.mlp import mlp
from dlbook.sanity import check_fits, check_positive, check_whole
from dlbook.training import fit

pytestmark = pytest.mark.usefixtures("as_a_reader")


@pytest.mark.parametrize(
    "value", [-1, 1.5, 2.0, math.nan, True, np.bool_(True), "3", torch.tensor(3)], ids=repr
)
def test_a_number_that_is_not_whole_or_too_small_is_named(value):
    with pytest.raises(ValueError, match="epochs") as error:
        check_whole(0, epochs=value)
    assert str(error.value) == f"epochs must be a whole number of at least 0, not {value!r}"


@pytest.mark.parametrize("value", [0, -0.1, math.inf, math.nan, True, "0.1", torch.tensor(0.1)], ids=repr)
def test_a_learning_rate_that_is_not_above_zero_is_named(value):
    with pytest.raises(ValueError, match="lr") as error:
        check_positive(lr=value)
    assert str(error.value) == f"lr must be a number above 0, not {value!r}"


def test_settings_that_are_possible_or_left_out_pass():
    check_whole(0, patience=None, epochs=0)
    check_whole(1, epochs=1, batch_size=np.int64(1), patience=np.uint8(2))
    check_positive(lr=None)
    for lr in (1, 1e-9, np.float32(0.1), np.int64(1)):
        check_positive(lr=lr)


@pytest.mark.parametrize("settings", [{"epochs": np.int64(2)}, {"batch_size": np.int32(2)}], ids=str)
def test_numpys_numbers_train_as_plain_ones_do(settings):
    plain = {name: int(value) for name, value in settings.items()}
    both = []
    for given in (settings, plain):
        history = fit(classifier(), labeled(), **{"epochs": 1, "generator": make_generator(0)} | given)
        both.append(history["train_loss"])
    assert both[0] == both[1]


def test_true_is_no_batch_size():
    with pytest.raises(ValueError, match="batch_size must be a whole number of at least 1, not True"):
        fit(classifier(), labeled(), epochs=1, batch_size=True)


# What fits, and must not be refused.


def classifier(*layers: nn.Module, num_classes: int = 3) -> nn.Sequential:
    return nn.Sequential(*layers, mlp((4, num_classes), generator=make_generator(0)))


def labeled(num_examples: int = 6, targets: Tensor | None = None) -> Dataset:
    labels = torch.arange(num_examples) % 3
    return Dataset(
        torch.rand(num_examples, 4, generator=make_generator(1)), labels if targets is None else targets
    )


def numbers(*shape: int) -> Tensor:
    return torch.rand(shape, generator=make_generator(2))


class Recurrent(nn.Module):
    """An LSTM whose output `pick` chooses."""

    def __init__(self, pick: Callable[..., object], num_outputs: int = 3) -> None:
        super().__init__()
        self.lstm, self.pick = nn.LSTM(4, num_outputs, batch_first=True), pick

    def forward(self, x: Tensor) -> object:
        return self.pick(*self.lstm(x))


class Then(nn.Module):
    """A function as a layer."""

    def __init__(self, fn: Callable[[Tensor], object]) -> None:
        super().__init__()
        self.fn = fn

    def forward(self, x: Tensor) -> object:
        return self.fn(x)


LANGUAGE = nn.Sequential(nn.Embedding(7, 4), nn.Linear(4, 7), Then(lambda x: x.transpose(1, 2)))
TOKENS = torch.arange(30).reshape(6, 5) % 7
IGNORING = TOKENS.masked_fill(TOKENS > 4, -100)
LAST = Recurrent(lambda outputs, _: outputs[:, -1])
SEQUENCES = numbers(6, 5, 4)
line = partial(classifier, num_classes=1)
column = torch.arange(6.0)[:, None]
FITS = {
    "labels": (classifier(), labeled(), cross_entropy),
    "labels and a loss of nn": (classifier(), labeled(), nn.CrossEntropyLoss()),
    "weighted classes": (classifier(), labeled(), nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5, 9]))),
    "one example": (classifier(), labeled(1), cross_entropy),
    "one-hot": (classifier(), labeled(targets=torch.eye(3).repeat(2, 1)), cross_entropy),
    "probabilities": (classifier(), labeled(targets=numbers(6, 3).softmax(dim=1)), cross_entropy),
    "many labels": (classifier(), labeled(targets=numbers(6, 3).round()), binary_cross_entropy_with_logits),
    "a column": (line(), labeled(targets=column), mse_loss),
    "a row": (line(nn.Identity(), num_classes=1).append(nn.Flatten(0)), labeled(targets=column[:, 0]), l1_loss),
    "whole numbers": (line(), labeled(targets=column.long()), mse_loss),
    "the same target for all": (line(), labeled(targets=torch.zeros(6, 1)), mse_loss),
    "pictures": (nn.Conv2d(1, 2, 3), Dataset(numbers(2, 1, 5, 5), numbers(2, 2, 3, 3)), mse_loss),
    "vectors": (classifier(), labeled(targets=numbers(6, 3)), huber_loss),
    "a language model": (LANGUAGE, Dataset(TOKENS, TOKENS), cross_entropy),
    "positions to ignore": (LANGUAGE, Dataset(TOKENS, IGNORING), cross_entropy),
    "another number to ignore": (
        LANGUAGE, Dataset(TOKENS, IGNORING.clamp(min=-1)), nn.CrossEntropyLoss(ignore_index=-1)
    ),
    "a loss that ignores": (
        LANGUAGE, Dataset(TOKENS, IGNORING.clamp(min=-1)), partial(cross_entropy, ignore_index=-1)
    ),
    "an LSTM": (LAST, Dataset(SEQUENCES, torch.arange(6) % 3), cross_entropy),
    "batch normalization": (classifier(nn.BatchNorm1d(4)), labeled(), cross_entropy),
    "mean and variance": (
        classifier(num_classes=2),
        labeled(targets=column[:, 0]),
        lambda o, t: gaussian_nll_loss(o[:, 0], t, o[:, 1].exp()),
    ),
    "nothing to mend": (line(), labeled(targets=column), lambda o, t: 0 * mse_loss(o, t)),
    "the square root of a mean": (line(), labeled(targets=column), lambda o, t: mse_loss(o, t).sqrt()),
}  # fmt: skip


@pytest.mark.parametrize(("model", "dataset", "loss_fn"), FITS.values(), ids=FITS)
def test_what_fits_passes_and_trains(model, dataset, loss_fn):
    check_fits(model, dataset, loss_fn, batch_size=3)
    evaluate(model, dataset, loss_fn=loss_fn)
    assert math.isfinite(fit(model, dataset, dataset, loss_fn=loss_fn, epochs=1, batch_size=3)["val_loss"][0])


def test_a_model_without_weights_can_be_measured():
    check_fits(nn.Flatten(), labeled(targets=torch.arange(6) % 4), cross_entropy)


def test_a_loss_that_is_infinite_is_left_to_the_training():
    check_fits(line(), labeled(targets=column), lambda o, t: mse_loss(o, t) * math.inf)


def test_sequences_without_tokens_have_no_smallest_and_are_left_to_the_model():
    says_nothing = classifier(Then(lambda x: torch.zeros(len(x), 4)))
    check_fits(says_nothing, Dataset(torch.empty(6, 0, dtype=torch.long), torch.arange(6) % 3), cross_entropy)


ALIGNING = {
    "squeeze(1)": lambda o, t: mse_loss(o.squeeze(1), t),
    "squeeze": lambda o, t: mse_loss(o.squeeze(), t),
    "first column": lambda o, t: mse_loss(o[:, 0], t),
    "flatten": lambda o, t: mse_loss(o.flatten(), t),
    "view_as": lambda o, t: mse_loss(o.view_as(t), t),
    "unsqueeze": lambda o, t: mse_loss(o, t.unsqueeze(1)),
    "None": lambda o, t: mse_loss(o, t[:, None]),
    "reshape": lambda o, t: ((o - t.reshape(o.shape)) ** 2).mean(),
    "root": lambda o, t: ((o[:, 0] - t) ** 2).mean().sqrt(),
}


@pytest.mark.parametrize("loss_fn", ALIGNING.values(), ids=ALIGNING)
@pytest.mark.parametrize("targets", [column[:, 0], torch.zeros(6), torch.arange(6)], ids=str)
def test_a_loss_that_brings_the_shapes_together_itself_is_left_in_peace(loss_fn, targets):
    check_fits(line(), labeled(targets=targets), loss_fn, batch_size=3)


# What does not fit.


def refused(model: nn.Module, dataset: Dataset, loss_fn: object = cross_entropy, **how: int) -> str:
    """Return with which words, once it is known that `fit` and `evaluate` refuse it too and change nothing."""
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with pytest.raises(ValueError, match=r"\w") as error:
        check_fits(model, dataset, loss_fn, **how)
    with pytest.raises(ValueError, match=r"\w") as same:
        fit(model, dataset, loss_fn=loss_fn, epochs=1, **how)
    assert str(error.value) == str(same.value)
    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
    return str(error.value)


def test_an_empty_data_set_is_refused():
    assert "the data set is empty" in refused(mlp(), labeled().subset([]))


def test_inputs_of_the_wrong_shape_are_told_with_their_shape():
    said = refused(mlp(), Dataset(torch.zeros(3, 27, 28), torch.zeros(3, dtype=torch.long)))
    assert "cannot read inputs of shape [2, 27, 28] and dtype float32" in said
    assert "first layer" in said
    assert "PyTorch says: mat1 and mat2" in said


@pytest.mark.parametrize(
    ("dtype", "remedy"),
    [
        (torch.uint8, "map_inputs(lambda x: x / 255)"),
        (torch.int64, "map_inputs(lambda x: x.to(torch.float32))"),
        (torch.float64, "map_inputs(lambda x: x.to(torch.float32))"),
        (torch.float16, "map_inputs(lambda x: x.to(torch.float32))"),
    ],
    ids=str,
)
def test_inputs_of_another_dtype_than_the_weights_are_told_how_to_change(dtype, remedy):
    said = refused(classifier(), Dataset(torch.ones(3, 4, dtype=dtype), torch.zeros(3, dtype=torch.long)))
    assert f"dtype {str(dtype).removeprefix('torch.')}" in said
    assert remedy in said


def test_weights_of_float64_ask_for_inputs_of_float64():
    assert "map_inputs(lambda x: x.to(torch.float64))" in refused(classifier().double(), labeled())


@pytest.mark.parametrize("token", [7, -1, 99])
@pytest.mark.parametrize("place", [0, 5])
@pytest.mark.parametrize("dtype", [torch.int64, torch.int32], ids=str)
def test_a_token_outside_the_vocabulary_is_found_wherever_it_stands(token, place, dtype):
    tokens = TOKENS.to(dtype, copy=True)
    tokens[place, 3] = token
    said = refused(LANGUAGE, Dataset(tokens, TOKENS))
    assert "0 to 6" in said
    assert str(token) in said


@pytest.mark.parametrize("dtype", [torch.float32, torch.uint8], ids=str)
def test_tokens_of_another_dtype_are_told_to_be_int64(dtype):
    assert "map_inputs(lambda x: x.to(torch.int64))" in refused(LANGUAGE, Dataset(TOKENS.to(dtype), TOKENS))


def test_only_tokens_are_blamed_on_the_vocabulary():
    with_fault = nn.Sequential(nn.Embedding(7, 4), nn.Linear(3, 7))
    assert "0 to 6" not in refused(with_fault, Dataset(TOKENS, TOKENS))


@pytest.mark.parametrize(
    ("model", "found"),
    [
        (Recurrent(lambda outputs, state: (outputs, state)), "tuple"),
        (classifier().append(Then(lambda x: {"logits": x})), "dict"),
        (classifier().append(Then(lambda _: None)), "NoneType"),
    ],
    ids=["an LSTM's pair", "a dictionary", "nothing"],
)
def test_a_model_that_returns_more_or_less_than_its_output_is_told_what_it_returns(model, found):
    inputs = SEQUENCES if isinstance(model, Recurrent) else numbers(6, 4)
    said = refused(model, Dataset(inputs, torch.zeros(6, dtype=torch.long)))
    assert f"returns a {found}" in said
    assert "return" in said
    assert "forward" in said


@pytest.mark.parametrize(
    "fn", [lambda x: x.mean(), lambda x: x.flatten(), lambda x: x[:1]], ids=["0", "6", "1"]
)
def test_outputs_that_are_not_one_for_each_example_are_refused(fn):
    said = refused(classifier().append(Then(fn)), labeled())
    assert "2 examples" in said
    assert "outputs of shape" in said


@pytest.mark.parametrize("loss_fn", [cross_entropy, nn.CrossEntropyLoss()], ids=["function", "module"])
@pytest.mark.parametrize(
    "targets",
    [torch.zeros(6, dtype=torch.long), torch.arange(6) % 2, column[:, 0], column],
    ids=["zeros", "labels", "numbers", "a column"],
)
@pytest.mark.parametrize("layer", [nn.Identity(), nn.Flatten(0)], ids=["[n, 1]", "[n]"])
def test_one_output_and_cross_entropy_are_told_the_three_ways_out(loss_fn, targets, layer):
    said = refused(line().append(layer), labeled(targets=targets), loss_fn)
    assert "one output for each class" in said
    assert "binary_cross_entropy_with_logits" in said
    assert "mse_loss" in said


@pytest.mark.parametrize(
    "loss_fn", [binary_cross_entropy_with_logits, nn.BCEWithLogitsLoss()], ids=["function", "nn"]
)
def test_whole_targets_of_a_loss_for_fractions_are_told_to_be_fractions(loss_fn):
    model = line().append(nn.Flatten(0))
    said = refused(model, labeled(targets=torch.arange(6) % 2), loss_fn)
    assert "targets of shape [2] and dtype int64" in said
    assert "targets.float()" in said


def test_classes_on_the_last_axis_are_told_to_be_moved():
    model = nn.Sequential(nn.Embedding(10, 8), nn.Linear(8, 10))
    said = refused(model, Dataset(torch.arange(40).reshape(8, 5) % 10, torch.full((8, 5), 6)))
    assert "outputs of shape [2, 5, 10]" in said
    assert "movedim(-1, 1)" in said
    assert "outside" not in said
    check_fits(model.append(Then(lambda x: x.movedim(-1, 1))), Dataset(TOKENS, TOKENS), cross_entropy)


def test_a_single_position_with_classes_last_is_told_to_be_moved_too():
    model = nn.Sequential(nn.Embedding(10, 8), nn.Linear(8, 10))
    assert "movedim(-1, 1)" in refused(model, Dataset(TOKENS[:, :1], TOKENS[:, :1]))


@pytest.mark.parametrize("loss_fn", [cross_entropy, nn.CrossEntropyLoss()], ids=["function", "module"])
@pytest.mark.parametrize(("label", "place"), [(3, 5), (-1, 0), (-100, 2)])
def test_a_label_outside_the_classes_is_told_with_its_example(loss_fn, label, place):
    if label == -100:
        loss_fn = nn.CrossEntropyLoss(ignore_index=0)  # so -100 is a label like any other
    labels = torch.arange(6) % 3
    labels[place] = label
    said = refused(classifier(), labeled(targets=labels), loss_fn)
    assert f"label {label} of example {place} is outside the model's 3 classes, 0 to 2" in said
    assert "last layer" in said


def test_labels_that_are_all_ignored_leave_nothing_to_learn():
    said = refused(classifier(), labeled(targets=torch.full((6,), -100)))
    assert "all targets are -100" in said


@pytest.mark.parametrize(
    ("targets", "remedy"),
    [
        (torch.zeros(6), "targets.long()"),
        (torch.zeros(6, 1, dtype=torch.long), "targets.squeeze(1)"),
        (torch.zeros(6, dtype=torch.bool), "targets.long()"),
        (torch.zeros(6, dtype=torch.int32), "targets.long()"),
        (torch.zeros(6, 4), "[batch]"),
    ],
    ids=["floats", "a column", "truth values", "int32", "too many probabilities"],
)
def test_labels_of_the_wrong_shape_or_dtype_are_told_with_both_sides_and_the_remedy(targets, remedy):
    said = refused(classifier(), labeled(targets=targets))
    assert "outputs of shape [2, 3] and dtype float32 with targets of shape" in said
    assert remedy in said
    assert "PyTorch says: " in said


@pytest.mark.parametrize("row", [[1.0, 1.0, 0.0], [2.0, -1.0, 0.0], [0.0, 0.0, 0.0]], ids=str)
def test_targets_that_cross_entropy_would_take_for_probabilities_and_are_none_are_refused(row):
    said = refused(classifier(), labeled(targets=torch.tensor([row] * 6)))
    assert "sum to 1" in said
    assert "binary_cross_entropy_with_logits" in said


BROADCASTING = {
    "by hand": lambda o, t: ((o - t) ** 2).mean(),
    "by hand, absolute": lambda o, t: (t - o).abs().mean(),
    "mse_loss": mse_loss,
    "MSELoss": nn.MSELoss(),
    "l1_loss": l1_loss,
    "huber_loss": huber_loss,
}


@pytest.mark.parametrize("loss_fn", BROADCASTING.values(), ids=BROADCASTING)
@pytest.mark.parametrize("targets", [column[:, 0], torch.zeros(6)], ids=["different", "equal"])
def test_outputs_in_a_column_are_not_compared_with_every_target(loss_fn, targets):
    said = refused(line(), labeled(targets=targets), loss_fn)
    assert "[2, 1]" in said
    assert "targets.unsqueeze(1)" in said


@pytest.mark.parametrize("loss_fn", BROADCASTING.values(), ids=BROADCASTING)
def test_targets_in_a_column_are_not_compared_with_every_output(loss_fn):
    said = refused(line().append(nn.Flatten(0)), labeled(targets=column), loss_fn)
    assert "[2, 1]" in said
    assert "targets.squeeze(1)" in said


@pytest.mark.parametrize("loss_fn", BROADCASTING.values(), ids=BROADCASTING)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_sequences_in_a_column_are_not_compared_across_examples(loss_fn, length):
    model = nn.Sequential(nn.Linear(4, 1))  # [batch, length, 1]
    said = refused(model, Dataset(numbers(6, length, 4), numbers(6, length)), loss_fn)
    assert f"targets.unsqueeze({min(length, 2)})" in said


@pytest.mark.parametrize("loss_fn", BROADCASTING.values(), ids=BROADCASTING)
def test_pictures_with_a_channel_are_not_compared_with_every_picture_without(loss_fn):
    model = nn.Conv2d(1, 1, 3, padding=1)
    said = refused(model, Dataset(numbers(4, 1, 6, 6), numbers(4, 6, 6)), loss_fn)
    assert "targets.unsqueeze(1)" in said
    said = refused(
        nn.Sequential(model, nn.Flatten(1, 2)), Dataset(numbers(4, 1, 6, 6), numbers(4, 1, 6, 6)), loss_fn
    )
    assert "targets.squeeze(1)" in said


def test_the_bug_that_learned_a_wrong_slope_is_refused_and_mended_by_the_remedy():
    x = torch.linspace(-1, 1, 20)[:, None]
    data, loss_fn = Dataset(x, 3 * x[:, 0] + 1), BROADCASTING["by hand"]
    refused(nn.Linear(1, 1), data, loss_fn)
    model = nn.Linear(1, 1)
    fit(model, Dataset(x, data.targets.unsqueeze(1)), loss_fn=loss_fn, epochs=200, lr=0.05)
    assert model.weight.item() == pytest.approx(3, abs=0.05)


@pytest.mark.filterwarnings("ignore:Using a target size")  # pytest itself would make an error of it
def test_one_output_for_many_targets_is_refused_where_torch_only_warns():
    assert "[2, 1]" in refused(line(), labeled(targets=numbers(6, 3)), mse_loss)


SUMS = {
    "function": partial(mse_loss, reduction="sum"),
    "module": nn.MSELoss(reduction="sum"),
    "by hand": lambda o, t: ((o - t) ** 2).sum(),
    "divided by a fixed number": lambda o, t: ((o - t) ** 2).sum() / 32,
}


@pytest.mark.parametrize("loss_fn", SUMS.values(), ids=SUMS)
def test_a_loss_that_grows_with_the_batch_is_told_to_be_a_mean(loss_fn):
    said = refused(line(), labeled(targets=column + 1), loss_fn)
    assert "twice" in said
    assert "mean" in said


@pytest.mark.parametrize(
    ("loss_fn", "found"),
    [
        (partial(mse_loss, reduction="none"), "[2, 1]"),
        (lambda o, t: mse_loss(o, t).reshape(1), "[1]"),
        (lambda o, t: mse_loss(o, t).item(), "float"),
        (lambda *_: None, "NoneType"),
    ],
    ids=["several", "an axis", "a plain number", "nothing"],
)
def test_a_loss_that_is_not_one_number_of_torch_is_told_what_it_is(loss_fn, found):
    said = refused(line(), labeled(targets=column), loss_fn)
    assert found in said
    assert "mean" in said


@pytest.mark.parametrize(
    "loss_fn",
    [
        lambda o, t: mse_loss(o.detach(), t),
        lambda o, t: torch.tensor(mse_loss(o, t).item()),
        lambda o, t: (o.round() == t).float().mean(),
    ],
    ids=["detached", "a new tensor", "a count"],
)
def test_a_loss_that_no_gradient_flows_through_is_refused_in_training_only(loss_fn):
    said = refused_in_training(line(), labeled(targets=column), loss_fn)
    assert "no gradient" in said
    assert "detach" in said


def refused_in_training(model: nn.Module, dataset: Dataset, loss_fn: object, batch_size: int = 32) -> str:
    """Return with which words, once it is known that an evaluation passes."""
    check_fits(model, dataset, loss_fn)
    with pytest.raises(ValueError, match=r"\w") as error:
        fit(model, dataset, loss_fn=loss_fn, epochs=1, batch_size=batch_size)
    return str(error.value)


def test_outputs_that_are_whole_numbers_cannot_learn():
    model = line().append(Then(lambda x: x.round().long()))
    assert "no gradient" in refused_in_training(
        model, labeled(targets=column), lambda o, t: mse_loss(o.float(), t)
    )


@pytest.mark.parametrize(
    ("num_examples", "batch_size", "works"), [(7, 3, 4), (33, 32, 33), (3, 2, 3), (6, 1, 2), (5, 2, 3)]
)
def test_a_last_batch_of_one_is_told_before_batch_normalization_meets_it(num_examples, batch_size, works):
    model = classifier(nn.BatchNorm1d(4), nn.Dropout(0.5))
    before = torch.get_rng_state()
    said = refused_in_training(model, labeled(num_examples), cross_entropy, batch_size)
    assert f"{num_examples} examples" in said
    assert f"batch_size={batch_size}" in said
    assert f"such as {works}" in said
    assert model[0].num_batches_tracked == 0
    assert torch.equal(torch.get_rng_state(), before)
    fit(model, labeled(num_examples), epochs=1, batch_size=works)


def test_a_single_example_is_too_few_for_batch_normalization():
    said = refused_in_training(classifier(nn.BatchNorm1d(4)), labeled(1), cross_entropy)
    assert "at least two examples" in said


@pytest.mark.parametrize("batch_size", [1, 3])
def test_a_last_batch_of_one_picture_is_enough_for_batch_normalization(batch_size):
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(9, 3))
    fit(model, Dataset(numbers(4, 1, 3, 3), torch.arange(4) % 3), epochs=1, batch_size=batch_size)


@pytest.mark.parametrize(("num_examples", "batch_size"), [(6, 3), (8, 3), (6, 32)])
def test_other_last_batches_are_left_in_peace(num_examples, batch_size):
    fit(classifier(nn.BatchNorm1d(4)), labeled(num_examples), epochs=1, batch_size=batch_size)


# The check changes nothing.


class Noisy(nn.Module):
    """Adds noise, in use as well; and keeps no gradient from being found."""

    def forward(self, x: Tensor) -> Tensor:
        return x + functional.dropout(torch.randn_like(x), training=True)


def test_checking_changes_no_statistics_draws_nothing_and_leaves_no_gradient():
    model = classifier(nn.BatchNorm1d(4), nn.Dropout(0.5), Noisy())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    drawn = torch.get_rng_state()
    check_fits(model, labeled(7), cross_entropy, batch_size=2 + 2)
    assert torch.equal(torch.get_rng_state(), drawn)
    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_a_last_batch_of_one_that_works_changes_no_statistics_either():
    model = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), Noisy(), nn.Linear(9, 3))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    drawn = torch.get_rng_state()
    check_fits(model, Dataset(numbers(4, 1, 3, 3), torch.arange(4) % 3), cross_entropy, batch_size=3)
    assert torch.equal(torch.get_rng_state(), drawn)
    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
    assert not model.training


def test_a_model_is_checked_as_it_is_in_use():
    model = classifier().train()
    check_fits(model, labeled(), cross_entropy, batch_size=3)
    assert not model.training


@pytest.mark.parametrize("batch_size", [None, 3])
def test_the_model_is_asked_once(batch_size):
    calls = []
    model = classifier(Then(lambda x: calls.append(len(x)) or x))
    check_fits(model, labeled(), cross_entropy, batch_size=batch_size)
    assert calls == [2]
