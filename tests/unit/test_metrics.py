import math

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


SIGNED = [torch.int8, torch.int16, torch.int32, torch.int64]
WHOLE = [*SIGNED, torch.uint8, torch.uint16, torch.uint32, torch.uint64]


@pytest.mark.parametrize("dtype", WHOLE, ids=str)
def test_the_confusion_matrix_of_twenty_classes_is_the_same_in_every_integer_type(dtype):
    labels, predictions = torch.tensor([19, 7, 19]), torch.tensor([19, 3, 18])
    matrix = confusion_matrix(labels.to(dtype), predictions.to(dtype), 20)
    assert matrix.nonzero().tolist() == [[7, 3], [19, 18], [19, 19]]
    assert matrix.sum() == 3


@pytest.mark.usefixtures("as_a_reader")
def test_the_confusion_matrix_of_truth_values_has_no_in_row_0():
    labels, predictions = torch.tensor([True, False, True]), torch.tensor([False, False, True])
    assert confusion_matrix(labels, predictions, 2).tolist() == [[1, 0], [1, 1]]


@pytest.mark.usefixtures("as_a_reader")
@pytest.mark.parametrize("shape", [(1,), (2,), (3, 1), ()], ids=str)
def test_predictions_that_do_not_pair_with_labels_are_refused_instead_of_broadcast(shape):
    with pytest.raises(ValueError, match="must match"):
        confusion_matrix(torch.zeros(3, dtype=torch.long), torch.zeros(shape, dtype=torch.long), 2)


@pytest.mark.usefixtures("as_a_reader")
def test_fractions_are_no_classes():
    with pytest.raises(ValueError, match=r"prediction.*float32.*whole numbers"):
        confusion_matrix(torch.tensor([1]), torch.tensor([1.5]), 2)


@pytest.mark.parametrize("dtype", WHOLE, ids=str)
def test_accuracy_is_the_same_in_every_integer_type(dtype):
    assert accuracy(torch.eye(3), torch.tensor([0, 1, 1]).to(dtype)) == 2 / 3


def test_positions_that_the_loss_ignores_count_neither_as_right_nor_as_wrong():
    logits = torch.eye(2).expand(2, 2, 2)  # class 0 at position 0, class 1 at position 1
    assert accuracy(logits, torch.tensor([[0, -100], [1, -100]])) == 1 / 2
    assert math.isnan(accuracy(logits, torch.full((2, 2), -100)))


@pytest.mark.usefixtures("as_a_reader")
def test_the_label_true_is_class_1():
    assert correct(torch.eye(2), torch.tensor([True, True])).tolist() == [False, True]


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
        (torch.zeros(5, 2), torch.zeros(5, dtype=torch.long), True),
        (torch.zeros(5, 3, 7), torch.zeros(5, 7, dtype=torch.long), True),
        (torch.zeros(5, 1), torch.zeros(5, 1), False),
        (torch.zeros(5, 1), torch.zeros(5, dtype=torch.long), False),
        (torch.zeros(5, 3), torch.zeros(5, dtype=torch.cfloat), False),
        (torch.zeros(5), torch.zeros(5, dtype=torch.long), False),
        (torch.zeros(5, 7, 3), torch.zeros(5, 7, dtype=torch.long), False),
    ],
    ids=[
        "labels",
        "two classes",
        "sequence of labels",
        "regression",
        "one output",
        "complex",
        "no class axis",
        "classes not second",
    ],
)
def test_only_class_labels_have_an_accuracy(outputs, targets, answer):
    assert has_classes(outputs, targets) is answer
