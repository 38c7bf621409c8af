import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix
from torch import nn

from dlbook.metrics import accuracy, confusion_matrix, correct, count_parameters, fraction, has_classes

NUM_CLASSES = 4
pairs = st.lists(
    st.tuples(st.integers(0, NUM_CLASSES - 1), st.integers(0, NUM_CLASSES - 1)), min_size=1, max_size=60
)


@given(pairs)
def test_accuracy_is_what_scikit_learn_computes(pairs):
    labels, predictions = torch.tensor(pairs).unbind(1)
    logits = nn.functional.one_hot(predictions, NUM_CLASSES).float()
    assert accuracy(logits, labels) == accuracy_score(labels, predictions)


@given(pairs)
def test_the_confusion_matrix_is_the_one_of_scikit_learn(pairs):
    labels, predictions = torch.tensor(pairs).unbind(1)
    expected = sklearn_confusion_matrix(labels, predictions, labels=range(NUM_CLASSES))
    assert confusion_matrix(labels, predictions, NUM_CLASSES).tolist() == expected.tolist()


def test_accuracy_counts_every_position_of_a_sequence():
    logits = torch.tensor([[[5.0, 0.0, 0.0], [0.0, 5.0, 5.0]]])  # one example, two classes, three positions
    assert accuracy(logits, torch.tensor([[0, 1, 0]])) == 2 / 3


@pytest.mark.usefixtures("as_a_reader")
def test_labels_in_a_column_are_refused_instead_of_broadcast():
    with pytest.raises(ValueError, match=r"\[3\] and labels of shape \[3, 1\] must match"):
        accuracy(torch.zeros(3, 2), torch.zeros(3, 1, dtype=torch.long))


@pytest.mark.parametrize(
    ("labels", "predictions", "message"), [([4], [0], "label 4"), ([0], [-1], "prediction -1")]
)
def test_a_class_that_does_not_exist_is_named(labels, predictions, message):
    with pytest.raises(ValueError, match=f"{message} is not one of the classes 0 to 3"):
        confusion_matrix(torch.tensor(labels), torch.tensor(predictions), NUM_CLASSES)


def test_correct_says_it_for_each_example():
    logits = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
    assert correct(logits, torch.tensor([1, 1])).tolist() == [True, False]


def test_fraction_is_exact():
    assert fraction(torch.tensor([True] * 7 + [False] * 3)) == 0.7


def test_frozen_parameters_are_not_counted():
    model = nn.Linear(3, 2)
    model.bias.requires_grad_(False)
    assert count_parameters(model) == 6


@pytest.mark.parametrize(
    ("outputs", "targets", "answer"),
    [
        (torch.zeros(5, 3), torch.zeros(5, dtype=torch.long), True),
        (torch.zeros(5, 3, 7), torch.zeros(5, 7, dtype=torch.long), True),
        (torch.zeros(5, 1), torch.zeros(5, 1), False),
        (torch.zeros(5), torch.zeros(5, dtype=torch.long), False),
        (torch.zeros(5, 7, 3), torch.zeros(5, 7, dtype=torch.long), False),
    ],
    ids=["labels", "sequence of labels", "regression", "no class axis", "classes not second"],
)
def test_only_class_labels_have_an_accuracy(outputs, targets, answer):
    assert has_classes(outputs, targets) is answer
