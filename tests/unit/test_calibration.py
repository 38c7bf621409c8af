import pytest
import torch
from sklearn.calibration import calibration_curve
from torch.nn.functional import cross_entropy

from dlbook.calibration import find_temperature, reliability
from dlbook.device import make_generator


def coin_like(n=5_000, seed=0):
    """Probabilities of two classes, and labels drawn from just these."""
    generator = make_generator(seed)
    second = torch.rand(n, generator=generator)
    labels = (torch.rand(n, generator=generator) < second).long()
    return torch.stack([1 - second, second], dim=1), labels


def test_the_bins_are_those_of_scikit_learn():
    probs, labels = coin_like()
    confidence, predictions = probs.max(dim=1)
    right, said = calibration_curve((predictions == labels).numpy(), confidence.numpy(), n_bins=10)
    table = reliability(probs, labels)
    assert table.accuracy.numpy() == pytest.approx(right)
    assert table.confidence.numpy() == pytest.approx(said, rel=1e-6)
    assert table.counts.sum() == len(labels)


def test_a_model_that_says_what_is_so_has_a_small_error_and_one_that_boasts_a_large_one():
    probs, labels = coin_like()
    assert reliability(probs, labels).error < 0.03
    boasting = torch.eye(2)[probs.argmax(dim=1)]
    assert reliability(boasting, labels).error == pytest.approx(0.25, abs=0.03)


def test_the_error_by_hand():
    probs = torch.tensor([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6], [1.0, 0.0]])
    labels = torch.tensor([0, 1, 1, 0])
    table = reliability(probs, labels, num_bins=5)
    # Said 0.6: right once of one. Said 0.9, 0.9 and 1.0: right twice of three.
    assert table.counts.tolist() == [1, 3]
    assert table.error == pytest.approx(0.25 * 0.4 + 0.75 * (2.8 / 3 - 2 / 3))


@pytest.mark.parametrize("row", [[0.5, 0.6], [1.2, -0.2], [3.0, -1.0]])
def test_rows_that_are_no_probabilities_are_refused_with_their_sum(row):
    with pytest.raises(ValueError, match=r"row 1 is .* sums to .*: give softmax\(logits\)"):
        reliability(torch.tensor([[0.5, 0.5], row]), torch.tensor([0, 1]))


def test_labels_and_bins_that_do_not_fit_are_refused():
    probs = torch.full((2, 2), 0.5)
    with pytest.raises(ValueError, match="2 rows of probabilities need as many labels"):
        reliability(probs, torch.tensor([0]))
    with pytest.raises(ValueError, match="num_bins is 0"):
        reliability(probs, torch.tensor([0, 1]), num_bins=0)
    with pytest.raises(ValueError, match="2 rows of logits need as many labels"):
        find_temperature(probs, torch.tensor([0]))


@pytest.mark.usefixtures("as_a_reader")
def test_labels_in_a_column_are_refused_instead_of_broadcast():
    probs, column = torch.full((2, 2), 0.5), torch.zeros(2, 1, dtype=torch.long)
    for function in (reliability, find_temperature):
        with pytest.raises(ValueError, match=r"\[2, 1\]"):
            function(probs, column)


class WithoutDouble(torch.Tensor):
    """A tensor as on Apple's devices, which have no float64: it says so until it is moved to the CPU."""

    def double(self):
        raise TypeError("this device has no float64")

    def cpu(self):
        return self.as_subclass(torch.Tensor)


@pytest.mark.usefixtures("as_a_reader")
def test_a_device_without_float64_is_no_obstacle():
    probs, labels = coin_like(100)
    table = reliability(probs.as_subclass(WithoutDouble), labels)
    assert table.error == reliability(probs, labels).error


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int32])
def test_the_temperature_is_the_same_for_labels_of_every_integer_type(dtype):
    probs, labels = coin_like(100)
    assert find_temperature(probs.log(), labels.to(dtype)) == find_temperature(probs.log(), labels)


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_temperature_undoes_a_factor_on_the_logits(factor):
    probs, labels = coin_like(20_000)
    found = find_temperature(factor * probs.log(), labels)
    assert found == pytest.approx(factor, rel=0.06)


def test_no_neighboring_temperature_does_better():
    probs, labels = coin_like(500)
    logits = 2 * probs.log()
    best = find_temperature(logits, labels)
    loss = cross_entropy(logits / best, labels)
    assert loss <= cross_entropy(logits / (best * 1.03), labels)
    assert loss <= cross_entropy(logits / (best / 1.03), labels)
