import numpy as np
import pytest

from dlbook.figures.histograms import draw_histogram


def test_each_bar_is_as_high_as_the_number_of_values_in_its_stretch():
    ax = draw_histogram([0.0, 0.1, 0.1, 1.0], num_bins=2)
    assert [bar.get_height() for bar in ax.patches] == [3, 1]


def test_the_mark_stands_at_its_value_and_says_it():
    ax = draw_histogram([0.2, 0.4], mark=0.25)
    assert ax.lines[0].get_xdata() == pytest.approx([0.25, 0.25])
    assert [text.get_text() for text in ax.texts] == ["25.0%"]


def test_without_a_mark_there_is_none():
    assert len(draw_histogram([1, 2, 3]).lines) == 0


def test_fractions_are_in_percent_and_other_numbers_are_not():
    fractions, others = (
        draw_histogram(values).xaxis.get_major_formatter()(0.5) for values in ([0.1, 0.9], [1, 9])
    )
    assert (fractions.endswith("%"), others.endswith("%")) == (True, False)


@pytest.mark.parametrize("values", [[], [0.5, np.nan], [[1, 2]]])
def test_values_that_cannot_be_counted_are_refused(values):
    with pytest.raises(ValueError, match="values must be a list of finite numbers"):
        draw_histogram(values)
