import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dlbook.figures.comparisons import draw_bars, draw_confusion
from dlbook.figures.style import INK, PAPER


def test_every_count_but_zero_stands_in_its_cell():
    ax = draw_confusion([[5, 0], [2, 1_000]], ["cat", "dog"])
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (0, 0): "5",
        (0, 1): "2",
        (1, 1): "1,000",
    }
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]


def test_counts_are_light_on_dark_cells_and_dark_on_light_ones():
    ink = {text.get_text(): to_rgb(text.get_color()) for text in draw_confusion([[99, 1], [0, 7]]).texts}
    assert ink == {"99": to_rgb(PAPER), "1": to_rgb(INK), "7": to_rgb(PAPER)}


def test_a_class_that_never_occurs_is_no_error():
    shades = draw_confusion([[3, 0], [0, 0]]).images[0].get_array()
    assert shades.tolist() == [[1, 0], [0, 0]]


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(ValueError, match=r"is square, and this one has the shape \[2, 3\]"):
        draw_confusion(np.ones((2, 3)))


def test_a_name_too_few_is_refused():
    with pytest.raises(ValueError, match="2 classes need as many names, not 1"):
        draw_confusion(np.ones((2, 2)), ["cat"])


def test_a_bar_ends_at_the_mean_and_its_whisker_at_lowest_and_highest():
    ax = draw_bars({"network": [0.5, 0.7, 0.9], "guessing": 0.1})
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.7, 0.1])
    (whisker,) = ax.containers[1].lines[2]
    assert whisker.get_segments()[0][:, 0].tolist() == pytest.approx([0.5, 0.9])
    assert [text.get_text() for text in ax.texts] == ["70.0%", "10.0%"]


def test_what_is_no_fraction_is_not_written_in_percent():
    assert draw_bars({"small": 12.0, "large": 101_770}).texts[1].get_text() == "1.018e+05"


@pytest.mark.parametrize("values", [{}, {"network": []}])
def test_bars_without_values_are_refused(values):
    with pytest.raises(ValueError, match="each bar needs at least one value"):
        draw_bars(values)
