import numpy as np
import pytest

from dlbook.figures.gains import draw_gains, draw_gaps


def test_each_seed_has_a_dot_and_the_mean_a_diamond_in_the_row_of_its_name():
    ax = draw_gains({"dropout": [-1.0, 0.0, 4.0], "data": [5.0]}, "points")
    dots, diamond = ax.get_lines()[1:3]
    assert list(dots.get_xdata()) == [-1, 0, 4]
    assert list(diamond.get_xdata()) == [1]
    assert (set(dots.get_ydata()), set(diamond.get_ydata())) == ({0}, {0})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["dropout", "data"]


def test_dots_that_are_not_of_one_kind_have_no_mean():
    ax = draw_gains({"width": [-1.0, 4.0]}, with_mean=False)
    assert [line.get_marker() for line in ax.get_lines()] == ["None", "o"]


def test_a_line_marks_no_gain():
    assert list(draw_gains({"dropout": [1.0]}).get_lines()[0].get_xdata()) == [0, 0]


def test_the_first_row_is_on_top():
    low, high = draw_gains({"a": [1.0], "b": [2.0]}).get_ylim()
    assert low > high


@pytest.mark.parametrize("gains", [{}, {"dropout": []}])
def test_gains_without_a_value_are_refused(gains):
    with pytest.raises(ValueError, match="at least one gain"):
        draw_gains(gains)


def test_a_gap_reaches_from_training_to_test():
    ax = draw_gaps({"small": (0.9, 0.5), "large": (0.6, 0.7)}, "accuracy")
    segments = [np.asarray(segment)[:, 0].tolist() for segment in ax.collections[0].get_segments()]
    assert segments == [[0.5, 0.9], [0.6, 0.7]]
    marks = {line.get_label(): list(line.get_xdata()) for line in ax.get_lines()}
    assert marks == {"training": [0.9, 0.6], "test": [0.5, 0.7]}
    assert ax.get_xlabel() == "accuracy"


def test_gaps_without_a_row_are_refused():
    with pytest.raises(ValueError, match="no row to draw"):
        draw_gaps({})
