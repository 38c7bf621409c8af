import pytest

from dlbook.figures.gains import draw_gains


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
