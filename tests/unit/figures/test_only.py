"""What the figures of single pages compute; that each is drawn, the page itself says."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlbook.figures.only.choosing_settings import draw_search
from dlbook.figures.only.deep_learning_or_not import draw_contest
from dlbook.figures.only.features import draw_favorites, draw_score_table
from dlbook.figures.only.gradient_descent import draw_direction
from dlbook.figures.only.one_weight import draw_tangents
from dlbook.figures.only.probability import draw_bells
from dlbook.figures.only.python_you_need import CHOSEN, draw_slice
from dlbook.figures.only.silent_bugs import draw_reports
from dlbook.figures.only.tensors import FILL, PALE, draw_blocks, draw_broadcast
from dlbook.figures.only.what_is_deep_learning import draw_bend, draw_timeline, draw_two_classes
from dlbook.figures.style import new_axes

POINTS = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]]


def words(ax):
    return [text.get_text() for text in ax.texts]


def fills(ax):
    return [to_hex(box.get_facecolor()) for box in ax.patches if hasattr(box, "get_width")]


def test_copies_that_broadcasting_makes_are_pale_and_the_sum_is_a_real_sum():
    left, right, total = draw_broadcast([[0], [10]], [1, 2])
    assert fills(left) == [FILL, PALE, FILL, PALE]
    assert fills(right) == [FILL, FILL, PALE, PALE]
    assert words(total)[:4] == ["1", "2", "11", "12"]
    assert [ax.get_title() for ax in (left, right, total)] == ["[2, 1]", "[2]", "[2, 2]"]


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 2, 3)])
def test_there_is_one_arrow_for_each_axis_with_its_number(shape):
    (ax,) = draw_blocks({"tensor": np.full(shape, 77)})
    assert [word for word in words(ax) if word in {"0", "1", "2"}] == list(map(str, range(len(shape))))


def test_a_slice_takes_what_lies_between_its_cuts():
    ax = draw_slice("abcde", 1, 3)
    assert [fill == CHOSEN for fill in fills(ax)] == [False, True, True, False, False]
    assert [text.get_text() for text in ax.texts if text.get_weight() == "bold"] == ["1", "3"]


def test_every_position_stands_on_the_curve_with_its_slope():
    lines = draw_tangents(lambda w: w**2, [3, 2, 1], [6, 4, 2], "w", "loss").lines[1:]
    for place, tangent, point in zip((3, 2, 1), lines[::2], lines[1::2], strict=True):
        assert (point.get_xdata()[0], point.get_ydata()[0]) == (place, place**2)
        assert np.diff(tangent.get_ydata()) / np.diff(tangent.get_xdata()) == pytest.approx(2 * place)


def test_the_arrow_points_against_the_gradient():
    extent = (-2.0, 3.0, -1.0, 1.0)
    ax = draw_direction(lambda u, v: u**2 + 4 * v**2, (2, 0.5), (4, 4), lowest=(0, 0), extent=extent)
    step = np.subtract(ax.texts[0].xy, ax.texts[0].xyann)
    assert step[0] == pytest.approx(step[1])
    assert step[0] < 0


def test_a_bell_lies_at_each_place_and_bulges_where_the_line_is():
    x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    ax = draw_bells(x, y, 2.2, lambda errors: errors**2 / 2, ("guests", "pancakes"))
    for place, bell in zip(x, ax.lines[1:3], strict=True):
        bulge = np.argmax(bell.get_xdata())
        assert bell.get_ydata()[bulge] == pytest.approx(2.2 * place)
        assert min(bell.get_xdata()) >= place


def test_each_contestant_stands_in_the_row_of_its_method_at_its_mean():
    tasks = {
        "plain": {"trees, pixels": [0.5, 0.7], "trees, edges": [0.9], "network, pixels": [0.8]},
        "moved": {"network, pixels": [0.6]},
    }
    drawn = [
        [line for line in ax.lines if not line.get_label().startswith("_")] for ax in draw_contest(tasks)
    ]
    plain, moved = ([(mark.get_xdata()[0], mark.get_ydata()[0]) for mark in marks] for marks in drawn)
    assert plain == [(pytest.approx(0.6), 0), (0.9, 0), (0.8, 1)]
    assert moved == [(0.6, 1)]


def test_a_ring_stands_at_the_mean_report_and_a_square_at_the_mean_worth():
    rings, squares = draw_reports(
        {"right": [0.8, 0.9], "leak": 0.95}, {"right": 0.8, "leak": [0.6, 0.7]}
    ).lines
    assert rings.get_xdata() == pytest.approx([0.85, 0.95])
    assert squares.get_xdata() == pytest.approx([0.8, 0.65])


def test_each_picture_stands_in_the_row_of_its_unit_at_its_place():
    pictures = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    (ax,) = draw_favorites({"A": pictures}, units=[1, 2])
    assert ax.images[0].get_array()[4:8, 10:15].tolist() == pictures[1, 2].tolist()
    assert ax.get_yticks().tolist() == [2, 6]


def test_the_best_of_each_column_is_the_darkest_and_equal_shares_stay_light():
    scores = [[0.5, 0.96, 0.7], [0.9, 0.92, 0.7]]
    ax = draw_score_table(scores, ["first", "second"], ["left", "middle", "right"], ("asked", "read"))
    assert ax.images[0].get_array().tolist() == [[0, 0.85, 0], [0.85, 0, 0]]


def test_the_best_trial_is_the_diamond_and_each_value_of_x_has_one_stroke():
    grid = [[0.1, 1], [0.1, 10], [1, 1], [1, 10]]
    dots, diamond, strokes = draw_search({"grid": (grid, [0.2, 0.9, 0.3, 0.4])}, "x", "y")[0].lines
    assert diamond.get_xydata().tolist() == [[0.1, 10]]
    assert dots.get_xydata().tolist() == [[0.1, 1], [1, 1], [1, 10]]
    assert strokes.get_xdata().tolist() == [0.1, 1]


def test_the_scores_of_two_trials_close_together_can_both_be_read():
    ax = draw_search({"dice": ([[0.1, 1], [0.1, 1.1], [1, 100]], [0.2, 0.3, 0.9])}, "x", "y")[0]
    ax.figure.draw_without_rendering()
    one, other, _ = (text.get_window_extent() for text in ax.texts)
    assert not one.overlaps(other)


@pytest.mark.parametrize("line", [(1.0, 2.0, 1.5), (1.0, 0.0, 0.7), (0.0, 1.0, 0.2)])
def test_a_line_holds_the_points_that_solve_its_equation_and_crosses_the_axes(line):
    ax = draw_two_classes(POINTS, [0, 1, 1], ["low", "high"], {"rule": line})
    (x0, y0), (x1, y1) = ax.lines[2].get_xydata()
    a, b, c = line
    assert (a * x0 + b * y0, a * x1 + b * y1) == pytest.approx((c, c))
    assert (x0, x1) == pytest.approx(ax.get_xlim()) or (y0, y1) == pytest.approx(ax.get_ylim())


def test_a_plane_is_divided_where_scores_are_zero_and_lifted_to_them_below():
    x, y = np.linspace(0, 4, 9), np.linspace(0, 2, 5)
    scores = y[:, None] + x - 2.25
    upper, lower = new_axes(2)
    draw_bend(x, y, scores, POINTS, [0, 1, 1], point_scores=[-1.0, 2.0, 3.0], axes=[upper, lower])
    assert upper.collections[-1].get_paths()[0].vertices.sum(axis=1) == pytest.approx(2.25)
    assert lower.lines[0].get_xydata() == pytest.approx(np.column_stack([x, scores[0]]))
    assert lower.lines[-1].get_xydata().tolist() == [[1.0, 2.0], [2.0, 3.0]]
    assert upper.get_xlim() == lower.get_xlim() == (0, 4)


def test_words_that_would_collide_move_apart_and_keep_their_order():
    events = [(1943, "a"), (1980, "b"), (2016, "c"), (2017, "d"), (2022, "e")]
    heights = {text.get_text(): text.get_position()[1] for text in draw_timeline(events).texts}
    places = [heights[word] for word in "abcde"]
    assert places[:2] == [1943, 1980]
    assert np.diff(places).min() > 79 / (1.35 * 5) * 0.99
    assert heights["2016"] == heights["c"]
