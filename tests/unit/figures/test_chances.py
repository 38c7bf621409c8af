import numpy as np
import pytest

from dlbook.figures.chances import draw_bells, draw_reliability


def test_each_model_is_a_line_beside_the_diagonal_and_more_examples_make_a_larger_dot():
    ax = draw_reliability({"one": ([0.5, 0.9], [0.4, 0.7], [10, 90]), "two": ([0.8], [0.8], [5])})
    diagonal, one, two = ax.lines
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [0, 1]
    assert list(one.get_ydata()) == [0.4, 0.7]
    assert list(two.get_xdata()) == [0.8]
    sizes = ax.collections[0].get_sizes()
    assert sizes[0] < sizes[1]
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["as often as it says", "one", "two"]


def test_bins_that_do_not_pair_up_are_refused():
    with pytest.raises(ValueError, match="'one' needs one of each"):
        draw_reliability({"one": ([0.5], [0.4, 0.7], [10])})


def test_a_bell_lies_at_each_place_and_bulges_where_the_line_is():
    ax = draw_bells([1, 2], [3, 4], 2.2, lambda errors: errors**2 / 2, ("guests", "pancakes"))
    line, first, second, points = ax.lines
    assert line.get_ydata() == pytest.approx(2.2 * np.asarray(line.get_xdata()))
    for bell, place in ((first, 1), (second, 2)):
        bulge = np.argmax(bell.get_xdata())
        assert bell.get_ydata()[bulge] == pytest.approx(2.2 * place)
        assert min(bell.get_xdata()) >= place
    assert list(points.get_ydata()) == [3, 4]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("guests", "pancakes")


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2], [1])])
def test_points_that_do_not_pair_up_are_refused(x, y):
    with pytest.raises(ValueError, match=f"{len(x)} of x, {len(y)} of y"):
        draw_bells(x, y, 1.0, lambda errors: errors**2)
