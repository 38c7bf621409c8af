import pytest

from dlbook.figures.search import draw_search

GRID = [[0.1, 1], [0.1, 10], [1, 1], [1, 10]]


def test_the_best_trial_is_the_diamond_and_the_others_are_dots():
    dots, diamond = draw_search({"grid": (GRID, [0.2, 0.9, 0.3, 0.4])})[0].get_lines()[:2]
    assert (list(diamond.get_xdata()), list(diamond.get_ydata())) == ([0.1], [10])
    assert list(zip(dots.get_xdata(), dots.get_ydata(), strict=True)) == [(0.1, 1), (1, 1), (1, 10)]


def test_each_value_of_x_has_one_stroke():
    assert list(draw_search({"grid": (GRID, [0.1] * 4)})[0].get_lines()[2].get_xdata()) == [0.1, 1]


def test_each_trial_shows_its_score():
    texts = [text.get_text() for text in draw_search({"grid": (GRID, [0.2, 0.9, 0.3, 0.4])})[0].texts]
    assert texts == ["20%", "90%", "30%", "40%"]


def test_the_scores_of_two_marks_close_together_can_both_be_read():
    ax = draw_search({"dice": ([[0.1, 1], [0.1, 1.1], [1, 100]], [0.2, 0.3, 0.9])})[0]
    ax.figure.draw_without_rendering()
    one, other, _ = (text.get_window_extent() for text in ax.texts)
    assert not one.overlaps(other)


@pytest.mark.parametrize("places", [[[0.1, 1]], [[0.1, 0], [1, 1]]])
def test_places_that_do_not_fit_are_refused(places):
    with pytest.raises(ValueError, match="'dice' needs 2 places of two numbers above zero"):
        draw_search({"dice": (places, [0.5, 0.6])})
