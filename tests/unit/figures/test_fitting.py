import numpy as np
import pytest

from dlbook.figures.fitting import draw_fitted_curves

POINTS = [[1, 2], [2, 4], [3, 9]]


def by_name(ax):
    return {line.get_label(): line for line in ax.lines}


def test_a_curve_has_the_heights_of_its_function_over_all_points_old_and_new():
    ax = draw_fitted_curves(POINTS, {"double": lambda x: 2 * x}, [[4, 8]])
    x, y = by_name(ax)["double"].get_data()
    assert (x.min(), x.max()) == (1, 4)
    assert y == pytest.approx(2 * x)


def test_old_points_are_dots_and_new_ones_are_crosses_where_they_lie():
    lines = by_name(draw_fitted_curves(POINTS, {"flat": np.zeros_like}, [[4, 8]]))
    assert lines["fitted to"].get_xydata().tolist() == POINTS
    assert lines["new"].get_xydata().tolist() == [[4, 8]]
    assert (lines["fitted to"].get_marker(), lines["new"].get_marker()) == ("o", "x")


def test_without_new_points_none_are_drawn_or_named():
    assert set(by_name(draw_fitted_curves(POINTS, {"flat": np.zeros_like}))) == {"flat", "fitted to"}


def test_two_curves_differ_in_more_than_colour():
    lines = by_name(draw_fitted_curves(POINTS, {"one": np.zeros_like, "other": np.ones_like}))
    assert lines["one"].get_linestyle() != lines["other"].get_linestyle()


@pytest.mark.parametrize("points", [[1, 2, 3], [[1, 2, 3]]])
def test_points_of_another_shape_are_refused(points):
    with pytest.raises(ValueError, match=r"shape \[points, 2\]"):
        draw_fitted_curves(points, {"flat": np.zeros_like})


def test_a_figure_without_a_curve_is_refused():
    with pytest.raises(ValueError, match="no curve"):
        draw_fitted_curves(POINTS, {})
