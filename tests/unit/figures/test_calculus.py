import numpy as np
import pytest

from dlbook.figures.calculus import draw_graph, draw_product, draw_tangents, draw_zoom


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_closer_look_shows_a_smaller_part_of_the_same_curve_and_line():
    axes = draw_zoom(lambda x: x**2, at=3, slope=6, half_widths=(2, 0.1))
    assert len(axes) == 2
    for ax, half_width in zip(axes, (2, 0.1), strict=True):
        curve, line, point = ax.lines
        assert curve.get_xdata()[[0, -1]] == pytest.approx([3 - half_width, 3 + half_width])
        assert curve.get_ydata() == pytest.approx(np.square(curve.get_xdata()))
        assert np.diff(line.get_ydata()) / np.diff(line.get_xdata()) == pytest.approx(6)
        assert (point.get_xdata()[0], point.get_ydata()[0]) == (3, 9)


def test_each_panel_marks_what_the_next_one_shows():
    first, last = draw_zoom(lambda x: x**2, at=3, slope=6, half_widths=(2, 0.1))
    assert first.patches[0].get_width() == pytest.approx(0.2)
    assert not last.patches


@pytest.mark.parametrize("half_widths", [(), (1, 2), (1, 1), (1, 0), (1, -1)])
def test_a_zoom_that_does_not_come_closer_is_refused(half_widths):
    with pytest.raises(ValueError, match="must get smaller from panel to panel"):
        draw_zoom(lambda x: x, at=0, slope=1, half_widths=half_widths)


def test_every_position_stands_on_the_curve_with_its_slope():
    ax = draw_tangents(lambda w: w**2, [3, 2, 1], [6, 4, 2], "w", "loss")
    curve, *rest = ax.lines
    for number, (tangent, point) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        place = 3 - number
        assert (point.get_xdata()[0], point.get_ydata()[0]) == (place, place**2)
        assert np.diff(tangent.get_ydata()) / np.diff(tangent.get_xdata()) == pytest.approx(2 * place)
    assert curve.get_xdata().min() < 1
    assert texts(ax) == ["0", "1", "2"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "loss")


@pytest.mark.parametrize(("positions", "slopes"), [([], []), ([1, 2], [1])])
def test_positions_without_slopes_are_refused(positions, slopes):
    with pytest.raises(ValueError, match=f"{len(positions)} positions, {len(slopes)} slopes"):
        draw_tangents(lambda w: w, positions, slopes, "w", "loss")


def test_the_parts_of_a_grown_rectangle_have_the_areas_that_the_algebra_gives():
    ax = draw_product(3, 5, growth=0.5)
    areas = [patch.get_width() * patch.get_height() for patch in ax.patches]
    assert areas == pytest.approx([3 * 5, 5 * 0.5, 3 * 0.5, 0.5**2])
    assert sum(areas) == pytest.approx(3.5 * 5.5)


@pytest.mark.parametrize("lengths", [(0, 5, 1), (3, -5, 1), (3, 5, 0)])
def test_a_rectangle_without_an_area_is_refused(lengths):
    with pytest.raises(ValueError, match="lengths must be above 0"):
        draw_product(*lengths)


def test_a_graph_shows_numbers_in_boxes_and_slopes_below_and_on_the_arrows():
    ax = draw_graph({"w": (0, 0, 3, 4), "L": (1, 0.5, -1.25, 1)}, [("w", "L", "2")])
    shown = texts(ax)
    assert {"w = 3", "L = −1.25", "4", "1", "2"} <= set(shown)
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert [(arrow.xyann, arrow.xy) for arrow in arrows] == [((0, 0), (1, 0.5))]


def test_an_arrow_to_nowhere_is_refused():
    with pytest.raises(ValueError, match="there is none called M"):
        draw_graph({"w": (0, 0, 3, 4)}, [("w", "M", "2")])
