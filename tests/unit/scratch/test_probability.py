import numpy as np
import pytest
import scipy.special
import scipy.stats
import torch

from dlbook.scratch.probability import (
    class_surprise,
    laplace_surprise,
    log_sum_exp,
    normal_surprise,
    softmax,
)


def some_logits(seed=0, scale=3.0):
    return np.random.default_rng(seed).normal(size=(20, 5)) * scale


@pytest.mark.parametrize("scale", [1e-9, 1.0, 700.0, 1e5])
def test_log_sum_exp_is_that_of_scipy_and_torch_however_large_the_logits(scale):
    logits = some_logits(scale=scale)
    ours = log_sum_exp(logits)
    assert ours == pytest.approx(scipy.special.logsumexp(logits, axis=-1), rel=1e-12)
    assert ours == pytest.approx(torch.logsumexp(torch.from_numpy(logits), dim=-1).numpy(), rel=1e-12)


def test_softmax_is_that_of_torch_and_sums_to_one():
    logits = some_logits(scale=400.0)
    assert softmax(logits) == pytest.approx(torch.from_numpy(logits).softmax(dim=1).numpy(), abs=1e-12)
    assert softmax(logits).sum(axis=1) == pytest.approx(np.ones(20))


def test_the_same_amount_on_all_logits_changes_no_probability():
    assert softmax(some_logits() + 1_000) == pytest.approx(softmax(some_logits()), abs=1e-10)


@pytest.mark.parametrize("logits", [np.empty((2, 0)), np.array([[0.0, np.nan]])])
def test_no_logits_and_nan_are_refused(logits):
    with pytest.raises(ValueError, match="logits of shape"):
        log_sum_exp(logits)


INFINITE = {
    "masked": [-np.inf, -np.inf, -np.inf],
    "masked but for one": [-np.inf, 2.0, -np.inf],
    "infinite": [np.inf, 1000.0, -np.inf],
    "twice infinite": [np.inf, np.inf, 0.0],
}


@pytest.mark.parametrize("row", INFINITE.values(), ids=INFINITE)
def test_log_sum_exp_of_infinite_logits_is_that_of_torch(row):
    logits = np.array([row, [1.0, 2.0, 3.0]])
    theirs = torch.from_numpy(logits).logsumexp(dim=-1).numpy()
    assert log_sum_exp(logits) == pytest.approx(theirs, rel=1e-12)
    assert log_sum_exp(logits[0]) == theirs[0]


def test_what_a_mask_leaves_shares_the_probability():
    logits = np.array([[-np.inf, 0.0, 0.0], [-np.inf, -np.inf, 5.0]])
    assert softmax(logits).tolist() == [[0, 0.5, 0.5], [0, 0, 1]]


@pytest.mark.parametrize(("row", "found"), [("masked", "-inf"), ("infinite", "inf")])
def test_a_row_of_logits_without_probabilities_is_refused(row, found):
    with pytest.raises(ValueError, match=f"row 1 .* {found}"):
        softmax(np.array([[1.0, 2.0, 3.0], INFINITE[row]]))
    with pytest.raises(ValueError, match=found):
        softmax(np.array(INFINITE[row]))


def test_the_mean_surprise_of_classes_is_torchs_cross_entropy():
    logits = some_logits()
    labels = np.random.default_rng(1).integers(0, 5, 20)
    theirs = torch.nn.functional.cross_entropy(torch.from_numpy(logits), torch.from_numpy(labels))
    assert class_surprise(softmax(logits), labels).mean() == pytest.approx(theirs.item(), rel=1e-12)


def test_what_had_no_chance_is_infinitely_surprising():
    assert class_surprise(np.array([[1.0, 0.0]]), np.array([1]))[0] == np.inf


@pytest.mark.parametrize("row", [[0.5, 0.6], [1.2, -0.2], [2.0, 1.0], [np.nan, 1.0]])
def test_rows_that_are_no_probabilities_are_refused_with_the_row_and_its_sum(row):
    probs = np.array([[0.5, 0.5], row])
    with pytest.raises(ValueError, match=r"row 1 is .* sums to .* give softmax\(logits\)"):
        class_surprise(probs, np.array([0, 1]))


@pytest.mark.parametrize("labels", [[0], [0, 2], [-1, 0]])
def test_labels_that_do_not_fit_are_refused(labels):
    with pytest.raises(ValueError, match="need 2 labels from 0 to 1"):
        class_surprise(np.full((2, 2), 0.5), np.array(labels))


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("labels", [np.array([True, False]), np.array([0.0, 1.0])], ids=str)
def test_labels_that_are_no_whole_numbers_are_refused(labels):
    with pytest.raises(ValueError, match=f"whole numbers.*{labels.dtype}"):
        class_surprise(np.array([[0.1, 0.9], [0.7, 0.3]]), labels)


def test_no_examples_have_no_surprise():
    assert class_surprise(np.empty((0, 2)), np.empty(0, dtype=int)).shape == (0,)


@pytest.mark.parametrize("spread", [0.3, 1.0, 7.0])
def test_the_surprises_of_errors_are_scipys_log_densities(spread):
    errors = np.random.default_rng(0).normal(size=30) * 4
    assert normal_surprise(errors, spread) == pytest.approx(-scipy.stats.norm.logpdf(errors, scale=spread))
    assert laplace_surprise(errors, spread) == pytest.approx(
        -scipy.stats.laplace.logpdf(errors, scale=spread)
    )


@pytest.mark.parametrize("surprise", [normal_surprise, laplace_surprise])
@pytest.mark.parametrize("spread", [0.0, -1.0, float("nan"), float("inf")])
def test_a_spread_that_is_not_above_zero_is_refused(surprise, spread):
    with pytest.raises(ValueError, match="the spread is"):
        surprise(np.zeros(3), spread)
