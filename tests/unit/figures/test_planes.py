import numpy as np
import pytest
import torch

from dlbook.figures.planes import draw_bend, draw_boundary, draw_moved_grid, draw_two_classes
from dlbook.figures.style import new_axes

POINTS = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.5]]


def straight(line):
    (x0, y0), (x1, y1) = line.get_xydata()
    return x0, y0, x1, y1


class TestTwoClasses:
    def test_points_are_drawn_with_their_class(self):
        ax = draw_two_classes(POINTS, [0, 1, 1], ["low", "high"])
        low, high = ax.get_lines()
        assert low.get_xydata().tolist() == POINTS[:1]
        assert high.get_xydata().tolist() == POINTS[1:]
        assert low.get_marker() != high.get_marker()
        assert [text.get_text() for text in ax.get_legend().get_texts()] == ["low", "high"]

    @pytest.mark.parametrize("line", [(1.0, 2.0, 1.5), (1.0, 0.0, 0.7), (0.0, 1.0, 0.2)])
    def test_a_line_holds_the_points_that_solve_its_equation_and_crosses_the_axes(self, line):
        ax = draw_two_classes(POINTS, [0, 1, 1], lines={"rule": line})
        x0, y0, x1, y1 = straight(ax.get_lines()[2])
        a, b, c = line
        assert a * x0 + b * y0 == pytest.approx(c)
        assert a * x1 + b * y1 == pytest.approx(c)
        width, height = np.diff(ax.get_xlim())[0], np.diff(ax.get_ylim())[0]
        assert abs(x1 - x0) == pytest.approx(width) or abs(y1 - y0) == pytest.approx(height)

    def test_a_line_without_direction_is_refused(self):
        with pytest.raises(ValueError, match=r"\(0\.0, 0\.0, 1\.0\) is no line"):
            draw_two_classes(POINTS, [0, 1, 1], lines={"rule": (0.0, 0.0, 1.0)})

    @pytest.mark.parametrize("points", [[1.0, 2.0], [[1.0, 2.0, 3.0]] * 3, POINTS[:2]])
    def test_points_without_their_labels_are_refused(self, points):
        with pytest.raises(ValueError, match=r"points must be \[points, 2\] with as many labels"):
            draw_two_classes(points, [0, 1, 1])

    def test_a_third_class_is_refused(self):
        with pytest.raises(ValueError, match=r"labels are 0 or 1, and these are \[0, 1, 2\]"):
            draw_two_classes(POINTS, [0, 1, 2])


class TestBoundary:
    def test_it_runs_where_the_scores_change_their_sign(self):
        x, y = np.linspace(0, 4, 9), np.linspace(0, 2, 5)
        ax = draw_two_classes(POINTS, [0, 1, 1])
        draw_boundary(ax, x, y, np.broadcast_to(x - 1.25, (5, 9)))
        path = ax.collections[-1].get_paths()[0]
        assert path.vertices[:, 0] == pytest.approx(1.25)

    def test_the_side_above_zero_has_the_tint_of_the_first_class(self):
        x = np.linspace(0, 4, 9)
        ax = draw_two_classes(POINTS, [0, 1, 1])
        draw_boundary(ax, x, [0, 1], np.broadcast_to(x - 1.25, (2, 9)))
        red, _, blue, _ = ax.collections[0].get_facecolor()[-1]
        assert blue > red

    def test_where_all_scores_have_one_sign_there_is_a_tint_and_no_line(self):
        ax = draw_two_classes(POINTS, [0, 1, 1])
        draw_boundary(ax, [0, 1], [0, 1], np.ones((2, 2)))
        assert len(ax.collections) == 1

    def test_scores_of_another_grid_are_refused(self):
        ax = draw_two_classes(POINTS, [0, 1, 1])
        with pytest.raises(ValueError, match=r"scores must be \[2, 3\], not \[3, 2\]"):
            draw_boundary(ax, [0, 1, 2], [0, 1], np.ones((3, 2)))


class TestMovedGrid:
    def test_each_row_and_column_of_the_grid_is_one_line(self):
        grid = np.random.default_rng(0).normal(size=(3, 4, 2))
        ax = draw_moved_grid(grid, POINTS, [0, 1, 1])
        drawn = [line.get_xydata() for line in ax.get_lines()]
        np.testing.assert_array_equal(drawn[:3], grid)
        np.testing.assert_array_equal(drawn[3:7], grid.swapaxes(0, 1))

    def test_the_cut_lies_at_height_zero(self):
        ax = draw_moved_grid(np.zeros((2, 2, 2)), POINTS, [0, 1, 1])
        assert ax.get_lines()[4].get_ydata() == [0, 0]

    @pytest.mark.parametrize("shape", [(3, 2), (3, 4, 3)])
    def test_a_grid_of_another_shape_is_refused(self, shape):
        with pytest.raises(ValueError, match=r"grid must be \[rows, columns, 2\]"):
            draw_moved_grid(np.zeros(shape), POINTS, [0, 1, 1])


class TestBend:
    X, Y = torch.linspace(0, 4, 9), torch.linspace(0, 2, 5)
    SCORES = Y[:, None] + X - 2.25

    def draw(self, axes):
        scores = [-1.0, 2.0, 3.0]
        return draw_bend(self.X, self.Y, self.SCORES, POINTS, [0, 1, 1], point_scores=scores, axes=axes)

    def test_above_the_points_keep_their_place_and_the_boundary_is_where_scores_are_zero(self):
        upper, _ = self.draw(new_axes(2))
        assert upper.get_lines()[1].get_xydata().tolist() == POINTS[1:]
        path = upper.collections[-1].get_paths()[0]
        assert path.vertices.sum(axis=1) == pytest.approx(2.25)

    def test_below_each_place_has_its_score_as_height(self):
        _, lower = self.draw(new_axes(2))
        first_row = lower.get_lines()[0].get_xydata()
        np.testing.assert_allclose(first_row, np.column_stack([self.X, self.SCORES[0]]))
        assert lower.get_lines()[-1].get_xydata().tolist() == [[1.0, 2.0], [2.0, 3.0]]

    def test_above_and_below_have_the_same_places_side_by_side(self):
        upper, lower = self.draw(new_axes(2))
        assert upper.get_xlim() == lower.get_xlim() == (0, 4)
        low, high = lower.get_ylim()
        assert low < self.SCORES.min()
        assert high > max(self.SCORES.max(), 3.0)

    def test_one_axes_is_not_enough(self):
        with pytest.raises(ValueError, match="two Axes are needed, one above the other, not 1"):
            self.draw(new_axes())
