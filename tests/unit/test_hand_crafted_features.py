import numpy as np
import pytest
import torch
from scipy.ndimage import center_of_mass
from skimage.feature import hog

from dlbook.features import off_center, oriented_edges, recenter


def dot(y, x, side=9):
    picture = torch.zeros(side, side)
    picture[y, x] = 1
    return picture


def test_a_dot_anywhere_is_rolled_to_the_middle():
    pictures = torch.stack([dot(0, 0), dot(8, 3), dot(4, 4)])
    assert torch.equal(recenter(pictures), dot(4, 4).expand(3, 9, 9))


def test_it_finds_the_center_that_scipy_finds():
    pictures = torch.rand(20, 12, 9, generator=torch.Generator().manual_seed(0)) ** 8
    expected = [np.round(np.subtract(center_of_mass(p.numpy()), (5.5, 4))) for p in pictures]
    assert off_center(pictures).tolist() == np.array(expected).astype(int).tolist()


def test_a_picture_that_was_moved_becomes_the_same_again():
    picture = torch.zeros(1, 20, 20)
    picture[0, 6:12, 8:11] = torch.rand(6, 3, generator=torch.Generator().manual_seed(0))
    moved = picture.roll((3, -2), (1, 2))
    assert torch.equal(recenter(moved), recenter(picture))


def test_a_picture_without_ink_stays_as_it_is():
    assert torch.equal(recenter(torch.zeros(2, 5, 5)), torch.zeros(2, 5, 5))


def test_no_picture_is_no_error():
    assert recenter(torch.zeros(0, 5, 5)).shape == (0, 5, 5)


def test_edges_are_those_of_scikit_image():
    pictures = torch.rand(2, 28, 28, generator=torch.Generator().manual_seed(0))
    expected = hog(pictures[1].numpy(), orientations=8, pixels_per_cell=(7, 7), cells_per_block=(2, 2))
    features = oriented_edges(pictures)
    assert features.shape == (2, 3 * 3 * 2 * 2 * 8)
    assert torch.allclose(features[1], torch.tensor(expected).float())


def test_dark_ink_and_light_ink_have_the_same_edges():
    picture = torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(oriented_edges(picture), oriented_edges(1 - picture), atol=1e-5)


def test_a_cell_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match=r"cell=7: pictures of \[13, 28\] pixels need two cells"):
        oriented_edges(torch.zeros(1, 13, 28))
