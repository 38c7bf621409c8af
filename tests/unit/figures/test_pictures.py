import numpy as np
import pytest
import torch

from dlbook.figures.pictures import SIGNED, draw_digits, draw_weights


def test_each_picture_gets_its_axes_its_pixels_and_its_title():
    images = torch.arange(3 * 4 * 4).reshape(3, 4, 4)
    axes = draw_digits(images, [7, "two", 1.5], columns=2)
    assert [ax.get_title() for ax in axes] == ["7", "two", "1.5"]
    assert [ax.images[0].get_array().tolist() for ax in axes] == images.tolist()


def test_the_last_row_is_left_empty_where_pictures_end():
    axes = draw_digits(np.eye(4)[None].repeat(3, axis=0), columns=2)
    assert len(axes) == 3
    assert len(axes[0].figure.axes) == 4
    assert not any(ax.axison for ax in axes[0].figure.axes)


def test_weights_of_both_signs_share_one_range_with_white_in_the_middle():
    rows = np.array([[[0.0, 2.0]], [[-0.5, 0.5]]])
    for ax, picture in zip(draw_weights(rows, columns=1), rows, strict=True):
        (image,) = ax.images
        assert np.asarray(image.get_array()) == pytest.approx(picture)
        assert image.get_clim() == (-2, 2)
    assert SIGNED(0.5)[:3] == pytest.approx((1, 1, 1), abs=0.01)
    assert SIGNED(0.0)[2] > SIGNED(0.0)[0]
    assert SIGNED(1.0)[0] > SIGNED(1.0)[2]


@pytest.mark.parametrize("draw", [draw_digits, draw_weights])
@pytest.mark.parametrize("shape", [(28, 28), (2, 1, 28, 28), (0, 28, 28)])
def test_images_of_another_shape_are_refused(draw, shape):
    with pytest.raises(ValueError, match=r"must have the shape \[pictures, height, width\], not \["):
        draw(np.zeros(shape))


@pytest.mark.parametrize("draw", [draw_digits, draw_weights])
def test_a_title_too_few_is_refused(draw):
    with pytest.raises(ValueError, match="3 pictures need as many titles, not 2"):
        draw(np.ones((3, 4, 4)), ["a", "b"])
