import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlbook.history import History

numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(numbers, min_size=1))
def test_a_column_holds_what_was_appended_in_order(values):
    history = History()
    for value in values:
        history.append(val_loss=value)
    assert history["val_loss"] == values
    assert len(history) == len(values)


@given(st.lists(numbers, min_size=1))
def test_the_best_epoch_is_the_first_with_the_lowest_value(values):
    best = History({"val_loss": values}).best_epoch()
    assert values[best - 1] == min(values)
    assert min(values) not in values[: best - 1]


def test_the_best_epoch_of_another_column_can_be_asked_for():
    assert History({"val_loss": [1, 2], "train_loss": [2, 1]}).best_epoch("train_loss") == 2


@given(st.lists(numbers, min_size=1))
def test_the_best_epoch_of_an_accuracy_is_the_first_with_the_highest(values):
    best = History({"val_accuracy": values}).best_epoch("val_accuracy")
    assert values[best - 1] == max(values)
    assert max(values) not in values[: best - 1]


@pytest.mark.parametrize("column", ["seconds", "lr", "accuracy_of_clocks"])
def test_the_best_epoch_is_not_guessed_for_a_column_that_may_be_better_high_or_low(column):
    with pytest.raises(ValueError, match=f"{column!r}.*min.. or max.."):
        History({column: [1, 2]}).best_epoch(column)


@pytest.mark.parametrize(("column", "best"), [("val_loss", 3), ("val_accuracy", 2)])
def test_an_epoch_without_a_number_is_never_the_best(column, best):
    assert History({column: [math.nan, 0.5, 0.25, math.nan]}).best_epoch(column) == best


@pytest.mark.parametrize("values", [[], [math.nan]])
def test_without_any_number_there_is_no_best_epoch(values):
    with pytest.raises(ValueError, match="no epoch has a number in 'val_loss'"):
        History({"val_loss": values}).best_epoch()


def test_a_missing_column_is_answered_with_those_that_are_there():
    with pytest.raises(KeyError, match="no 'val_loss'; it has \\['train_loss', 'lr'\\]"):
        History({"train_loss": [0.5], "lr": [0.1]})["val_loss"]


@pytest.mark.parametrize("row", [{"train_loss": 1.0}, {"train_loss": 1.0, "val_loss": 1.0, "lr": 1.0}])
def test_an_epoch_with_other_columns_is_refused(row):
    history = History({"train_loss": [0.5], "val_loss": [0.5]})
    with pytest.raises(ValueError, match="the epochs before have"):
        history.append(**row)
    assert len(history) == 1


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="'train_loss': 2, 'val_loss': 1"):
        History({"train_loss": [1, 2], "val_loss": [1]})


def test_changing_a_column_that_was_read_does_not_change_the_history():
    history = History({"val_loss": [0.5]})
    history["val_loss"].append(0.1)
    assert history["val_loss"] == [0.5]


def test_a_new_history_is_empty():
    assert (len(History()), History().columns, repr(History())) == (0, [], "History(epochs=0)")


def test_it_shows_the_last_epoch_and_no_seconds():
    history = History({"val_loss": [0.5, 0.25], "seconds": [1.0, 1.1]})
    assert repr(history) == "History(epochs=2, val_loss=0.25)"
