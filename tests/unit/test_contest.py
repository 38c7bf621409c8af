import pytest
import torch
from sklearn.neighbors import KNeighborsClassifier

from dlbook.contest import Network, compete
from dlbook.dataset import Dataset
from dlbook.models.mlp import mlp


class Fixed:
    """A method whose scores are known: one for validation, one for test, and it counts how often each is asked."""

    def __init__(self, validation, test):
        self.scores, self.asked = {2: validation, 3: test}, []

    def fit(self, _inputs, labels):
        self.asked.append(("fit", len(labels)))

    def score(self, _inputs, labels):
        self.asked.append(("score", len(labels)))
        return self.scores[len(labels)]


@pytest.fixture
def parts():
    """One example to learn from, two to choose by, three for the test, each a picture of 2 × 2 pixels."""
    return [Dataset(torch.ones(n, 2, 2), torch.zeros(n, dtype=torch.long)) for n in (1, 2, 3)]


def test_the_trial_that_is_best_on_validation_data_counts_even_if_another_is_better_in_the_test(parts):
    result = compete({"a": [Fixed(0.5, 0.9), Fixed(0.8, 0.6), Fixed(0.8, 1.0)]}, parts)["a"]
    assert (result.trial, result.validation, result.test) == (1, 0.8, 0.6)


def test_a_trial_that_was_not_chosen_never_sees_the_test(parts):
    loser, winner = Fixed(0.1, 1.0), Fixed(0.2, 0.0)
    compete({"a": [loser, winner]}, parts)
    assert loser.asked == [("fit", 1), ("score", 2)]
    assert winner.asked == [("fit", 1), ("score", 2), ("score", 3)]


@pytest.mark.parametrize("contestants", [{"a": [Fixed(0, 0)], "b": [Fixed(0, 0)] * 2}, {"a": []}])
def test_unequal_trials_are_refused(contestants, parts):
    with pytest.raises(ValueError, match="equally many trials, one or more; these have"):
        compete(contestants, parts)


def test_networks_see_pictures_and_other_methods_rows_of_numbers(parts):
    shapes = []

    def build(generator):
        network = mlp((4, 2), generator=generator)
        network.register_forward_hook(lambda _module, inputs, _out: shapes.append(list(inputs[0].shape)))
        return network

    class Rows(Fixed):
        def fit(self, inputs, _labels):
            shapes.append(list(inputs.shape))

    compete({"network": [Network(build, 0, epochs=1)]}, parts)
    assert all(shape[1:] == [2, 2] for shape in shapes)
    shapes.clear()
    compete({"rows": [Rows(0, 0)]}, parts)
    assert shapes == [[1, 4]]


def test_a_network_learns_and_is_judged_like_a_method_of_scikit_learn():
    inputs = torch.tensor([[0.0, 1.0], [1.0, 0.0]]).repeat(20, 1)
    dataset = Dataset(inputs, inputs[:, 0].long())
    contestants = {
        "neighbors": [KNeighborsClassifier(1)],
        "network": [Network(lambda generator: mlp((2, 2), generator=generator), 0, epochs=50, lr=0.1)],
    }
    results = compete(contestants, [dataset] * 3)
    assert {name: result.test for name, result in results.items()} == {"neighbors": 1.0, "network": 1.0}


def test_the_same_seed_makes_the_same_network():
    dataset = Dataset(torch.eye(3), torch.arange(3))

    def build(generator):
        return mlp((3, 3), generator=generator)

    first, second, other = (
        Network(build, seed, epochs=2).fit(dataset.inputs, dataset.targets) for seed in (1, 1, 2)
    )
    assert torch.equal(first.model[1].weight, second.model[1].weight)
    assert not torch.equal(first.model[1].weight, other.model[1].weight)
