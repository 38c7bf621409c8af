import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlbook.figures.blocks import FILL, PALE, draw_blocks, draw_broadcast


def words(ax):
    """What is written in a drawing."""
    return [text.get_text() for text in ax.texts]


def colours(ax):
    """The fill of each cell, row by row."""
    return [to_hex(cell.get_facecolor()) for cell in ax.patches if hasattr(cell, "get_width")]


def test_every_number_has_a_cell_and_the_shape_stands_below():
    (ax,) = draw_blocks({"a matrix": [[1, 2, 3], [4, 5, -6]]})
    assert len(colours(ax)) == 6
    assert {"1", "2", "3", "4", "5", "−6", "shape [2, 3]"} <= set(words(ax))
    assert ax.get_title() == "a matrix"


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 2, 3)])
def test_there_is_one_arrow_for_each_axis_with_its_number(shape):
    (ax,) = draw_blocks({"tensor": np.full(shape, 77)})
    assert [word for word in words(ax) if word in {"0", "1", "2"}] == [
        str(axis) for axis in range(len(shape))
    ]


def test_the_first_sheet_of_a_block_lies_in_front():
    (ax,) = draw_blocks({"two sheets": [[[7]], [[8]]]})
    layer = {text.get_text(): text.get_zorder() for text in ax.texts}
    assert layer["7"] > layer["8"]


@pytest.mark.parametrize("block", [np.ones((1, 1, 1, 1)), []])
def test_a_block_that_cannot_be_drawn_is_named(block):
    with pytest.raises(ValueError, match="'batch' has the shape"):
        draw_blocks({"batch": block})


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="no tensor to draw"):
        draw_blocks({})


def test_copies_are_pale_and_the_sum_is_a_real_sum():
    left, right, total = draw_broadcast([[0], [10]], [1, 2])
    assert colours(left) == [FILL, PALE, FILL, PALE]
    assert colours(right) == [FILL, FILL, PALE, PALE]
    assert colours(total) == [FILL] * 4
    assert words(total)[:4] == ["1", "2", "11", "12"]
    assert [ax.get_title() for ax in (left, right, total)] == ["[2, 1]", "[2]", "[2, 2]"]


def test_shapes_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="could not be broadcast"):
        draw_broadcast([1, 2], [1, 2, 3])


@pytest.mark.parametrize("left", [1, np.ones((1, 1, 1))])
def test_what_has_no_rows_or_too_many_axes_is_refused(left):
    with pytest.raises(ValueError, match="one axis or two can be drawn"):
        draw_broadcast(left, 2)
