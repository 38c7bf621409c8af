import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

from dlbook.dataset import Dataset
from dlbook.models.mlp import mlp
from dlbook.preflight import check_fits, check_positive, check_whole


@pytest.mark.parametrize("value", [-1, 1.5, math.nan])
def test_a_number_that_is_not_whole_or_too_small_is_named(value):
    with pytest.raises(ValueError, match=f"epochs must be a whole number of at least 0, not {value}"):
        check_whole(0, epochs=value)


@pytest.mark.parametrize("value", [0, -0.1, math.inf, math.nan])
def test_a_learning_rate_that_is_not_above_zero_is_named(value):
    with pytest.raises(ValueError, match=f"lr must be a number above 0, not {value}"):
        check_positive(lr=value)


def test_settings_left_out_pass():
    check_whole(1, patience=None)
    check_positive(lr=None)


def digits(inputs=None, targets=None) -> Dataset:
    return Dataset(
        torch.zeros(3, 28, 28) if inputs is None else inputs,
        torch.tensor([0, 9, 4]) if targets is None else targets,
    )


def test_what_fits_passes():
    check_fits(mlp(), digits(), cross_entropy)
    check_fits(mlp(), digits(targets=torch.full((3, 10), 0.1)), cross_entropy)
    check_fits(mlp((784, 1)), digits(targets=torch.zeros(3, 1)), mse_loss)


def test_an_empty_data_set_is_refused():
    with pytest.raises(ValueError, match="the data set is empty"):
        check_fits(mlp(), digits().subset([]), cross_entropy)


def test_inputs_of_the_wrong_shape_are_told_with_their_shape():
    with pytest.raises(
        ValueError, match=r"cannot read inputs of shape \[1, 27, 28\] and dtype float32: compare"
    ):
        check_fits(mlp(), digits(inputs=torch.zeros(3, 27, 28)), cross_entropy)


def test_unscaled_pixels_are_told_how_to_be_scaled():
    unscaled = digits(inputs=torch.zeros(3, 28, 28, dtype=torch.uint8))
    with pytest.raises(
        ValueError, match=r"dtype uint8: scale them first, as in `dataset.map_inputs\(lambda x: x / 255\)`"
    ):
        check_fits(mlp(), unscaled, cross_entropy)


def test_token_numbers_outside_the_vocabulary_are_an_input_that_cannot_be_read():
    model = nn.Sequential(nn.Embedding(5, 2), nn.Flatten(), nn.Linear(2, 3))
    with pytest.raises(ValueError, match=r"cannot read inputs of shape .* dtype int64"):
        check_fits(model, Dataset(torch.tensor([[5]]), torch.tensor([0])), cross_entropy)


@pytest.mark.parametrize(("label", "place"), [(10, 2), (-1, 0)])
def test_a_label_outside_the_classes_is_told_with_its_example(label, place):
    labels = torch.tensor([0, 9, 4])
    labels[place] = label
    with pytest.raises(
        ValueError, match=f"label {label} of example {place} is outside the model's 10 classes, 0 to 9"
    ):
        check_fits(mlp(), digits(targets=labels), cross_entropy)


@pytest.mark.parametrize(
    "targets",
    [torch.zeros(3), torch.zeros(3, 1, dtype=torch.long), torch.zeros(3, dtype=torch.uint8).bool()],
    ids=["floats", "a column", "truth values"],
)
def test_labels_of_the_wrong_shape_or_dtype_are_told_with_both_sides(targets):
    with pytest.raises(
        ValueError, match=r"outputs of shape \[1, 10\] and dtype float32 with targets of shape .*int64"
    ):
        check_fits(mlp(), digits(targets=targets), cross_entropy)


def test_trying_one_example_changes_no_running_statistics():
    model = nn.Sequential(nn.Flatten(), nn.BatchNorm1d(784), nn.Linear(784, 10))
    check_fits(model, digits(inputs=torch.ones(3, 28, 28)), cross_entropy)
    assert model[1].running_mean.abs().sum() == 0
