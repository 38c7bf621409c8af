import numpy as np
import pytest
import torch

from dlbook.figures.pictures import draw_digits, draw_probabilities


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


@pytest.mark.parametrize("images", [np.zeros((28, 28)), np.zeros((2, 1, 28, 28)), np.zeros((0, 28, 28))])
def test_images_of_another_shape_are_refused(images):
    with pytest.raises(ValueError, match=r"images must have the shape \[images, height, width\], not \["):
        draw_digits(images)


def test_a_title_too_few_is_refused():
    with pytest.raises(ValueError, match="3 images need as many titles, not 2"):
        draw_digits(np.zeros((3, 4, 4)), ["a", "b"])


def test_bars_are_as_high_as_the_probabilities():
    probs = torch.tensor([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]])
    picture, bars, *_ = draw_probabilities(torch.zeros(2, 4, 4), probs)
    assert len(picture.images) == 1
    assert [bar.get_height() for bar in bars.patches] == pytest.approx([0.2, 0.5, 0.3])
    assert bars.get_ylim() == (0, 1)


@pytest.mark.parametrize("probs", [np.ones(3), np.ones((3, 10))])
def test_probabilities_of_other_pictures_are_refused(probs):
    with pytest.raises(ValueError, match=r"2 images need probs of shape \[2, classes\]"):
        draw_probabilities(np.zeros((2, 4, 4)), probs)
