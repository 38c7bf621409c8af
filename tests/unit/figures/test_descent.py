import numpy as np
import pytest

from dlbook.figures.descent import draw_direction, draw_fit, draw_paths

EXTENT = (-2.0, 3.0, -1.0, 1.0)


def bowl(u, v):
    return u**2 + 4 * v**2


def test_each_weight_is_a_line_from_the_origin_with_its_slope_and_its_name():
    ax = draw_fit([1, 2], [2, 4], {"start": 0, "end": 1.75}, "guests", "pancakes")
    *lines, points = ax.lines
    for line, weight in zip(lines, (0, 1.75), strict=True):
        assert line.get_ydata() == pytest.approx(weight * np.asarray(line.get_xdata()))
    assert list(points.get_xdata()) == [1, 2]
    assert list(points.get_ydata()) == [2, 4]
    assert [text.get_text() for text in ax.texts] == ["start", "end"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("guests", "pancakes")


@pytest.mark.parametrize(("x", "y"), [([], []), ([1, 2], [1])])
def test_points_that_do_not_pair_up_are_refused(x, y):
    with pytest.raises(ValueError, match=f"{len(x)} of x, {len(y)} of y"):
        draw_fit(x, y, {"start": 0}, "x", "y")


def test_each_path_has_a_panel_with_the_same_valley():
    paths = {"slow": [(2, 1), (1, 0.5)], "fast": [(2, 1), (0, 0), (-1, 0)]}
    axes = draw_paths(bowl, paths, EXTENT, "first", "second")
    assert [ax.get_title() for ax in axes] == ["slow", "fast"]
    for ax, path in zip(axes, paths.values(), strict=True):
        walk, start = ax.lines
        assert np.column_stack(walk.get_data()) == pytest.approx(np.array(path))
        assert np.column_stack(start.get_data()) == pytest.approx(np.array(path[:1]))
        assert (*ax.get_xlim(), *ax.get_ylim()) == EXTENT
        (lines,) = ax.collections
        for level, vertices in zip(lines.levels, lines.get_paths(), strict=True):
            assert bowl(*vertices.vertices.T) == pytest.approx(np.full(len(vertices), level), rel=0.05)
    assert (axes[0].get_xlabel(), axes[0].get_ylabel()) == ("first", "second")


@pytest.mark.parametrize("path", [[], [1, 2], [(1, 2, 3)]])
def test_a_path_of_another_shape_is_refused(path):
    with pytest.raises(ValueError, match=r"'lost' must have the shape \[steps, 2\]"):
        draw_paths(bowl, {"lost": path}, EXTENT)


def test_an_extent_without_an_area_is_refused():
    with pytest.raises(ValueError, match="from lower to higher"):
        draw_paths(bowl, {"walk": [(1, 1)]}, (1, 1, 0, 1))


def test_the_arrow_points_against_the_gradient_and_the_dashed_line_to_the_lowest_point():
    ax = draw_direction(bowl, start=(2, 0.5), gradient=(4, 4), lowest=(0, 0), extent=EXTENT)
    (arrow,) = ax.texts
    step = np.subtract(arrow.xy, arrow.xyann)
    assert step[0] == pytest.approx(step[1])
    assert step[0] < 0
    assert np.column_stack(ax.lines[0].get_data()) == pytest.approx(np.array([(2, 0.5), (0, 0)]))


@pytest.mark.parametrize("gradient", [(0, 0), (float("nan"), 1)])
def test_a_gradient_without_a_direction_is_refused(gradient):
    with pytest.raises(ValueError, match="shows no direction"):
        draw_direction(bowl, start=(2, 0.5), gradient=gradient, lowest=(0, 0), extent=EXTENT)
