import numpy as np
import pytest

from dlbook.figures.tables import SIGNED, draw_outlines, draw_product_shapes, draw_weights


def test_weights_of_both_signs_share_one_range_with_white_in_the_middle():
    rows = np.array([[[0.0, 2.0]], [[-0.5, 0.5]]])
    axes = draw_weights(rows, ["one", "two"], columns=1)
    assert [ax.get_title() for ax in axes] == ["one", "two"]
    for ax, picture in zip(axes, rows, strict=True):
        (image,) = ax.images
        assert np.asarray(image.get_array()) == pytest.approx(picture)
        assert image.get_clim() == (-2, 2)
    assert SIGNED(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.01)
    assert SIGNED(0.0)[2] > SIGNED(0.0)[0]
    assert SIGNED(1.0)[0] > SIGNED(1.0)[2]


def test_places_without_a_picture_stay_empty():
    axes = draw_weights(np.ones((3, 2, 2)), columns=2)
    assert len(axes) == 3
    assert len(axes[0].figure.axes) == 4


@pytest.mark.parametrize("shape", [(0, 2, 2), (2, 2), (1, 1, 2, 2)])
def test_rows_that_are_no_pictures_are_refused(shape):
    with pytest.raises(ValueError, match=r"must have the shape \[pictures, height, width\]"):
        draw_weights(np.ones(shape))


def test_titles_of_another_number_are_refused():
    with pytest.raises(ValueError, match="2 pictures need as many titles, not 1"):
        draw_weights(np.ones((2, 3, 3)), ["one"])


def test_the_product_takes_its_rows_from_the_left_and_its_columns_from_the_right():
    ax = draw_product_shapes(("32 pictures", "784 pixels"), ("784 pixels", "128 units"), ("X", "W", "Z"))
    shown = [text.get_text() for text in ax.texts]
    assert shown.count("784 pixels") == 2
    assert shown.count("32 pictures") == shown.count("128 units") == 2
    assert shown[shown.index("Z") + 1 :][:2] == ["128 units", "32 pictures"]
    heights = [patch.get_height() for patch in ax.patches]
    widths = [patch.get_width() for patch in ax.patches]
    assert (widths[0], heights[0], widths[1]) == (heights[1], heights[2], widths[2])


def test_a_product_whose_inner_sides_differ_is_refused():
    with pytest.raises(ValueError, match="the inner sides are '784' and '28'"):
        draw_product_shapes(("32", "784"), ("28", "128"), ("X", "W", "Z"))


def test_each_outline_has_its_corners():
    square = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    axes = draw_outlines({"before": square, "after": 2 * square}, reach=4)
    assert [ax.get_title() for ax in axes] == ["before", "after"]
    for ax, factor in zip(axes, (1, 2), strict=True):
        assert ax.patches[0].get_xy()[:4] == pytest.approx(factor * square)
        assert ax.get_xlim() == (-4, 4)


@pytest.mark.parametrize("outline", [[1, 2], [(1, 2, 3)]])
def test_an_outline_of_another_shape_is_refused(outline):
    with pytest.raises(ValueError, match=r"'odd' must have the shape \[corners, 2\]"):
        draw_outlines({"odd": outline})
