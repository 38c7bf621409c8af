import numpy as np
import pytest

from dlbook.figures.features import draw_favorites, draw_score_table


def test_each_picture_stands_in_the_row_of_its_unit_at_its_place():
    pictures = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    axes = draw_favorites({"A": pictures, "B": pictures[:, ::-1]})
    large = axes[0].images[0].get_array()
    assert large.shape == (2 * 4, 3 * 5)
    assert large[4:8, 10:15].tolist() == pictures[1, 2].tolist()
    assert axes[1].images[0].get_array()[4:8, 10:15].tolist() == pictures[1, 0].tolist()
    assert [ax.get_title() for ax in axes] == ["A", "B"]


def test_units_are_counted_from_one_beside_the_middle_of_their_row():
    (ax,) = draw_favorites({"A": np.ones((3, 2, 4, 4))})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1", "2", "3"]
    assert ax.get_yticks().tolist() == [2, 6, 10]


def test_units_keep_the_numbers_that_they_are_given():
    for ax in draw_favorites({"A": np.ones((2, 2, 4, 4)), "B": np.ones((2, 2, 4, 4))}, units=[3, "seven"]):
        assert [label.get_text() for label in ax.get_yticklabels()] == ["3", "seven"]


def test_a_number_too_few_is_refused():
    with pytest.raises(ValueError, match="2 rows of pictures need as many units, not 1"):
        draw_favorites({"A": np.ones((2, 2, 4, 4))}, units=[3])


@pytest.mark.parametrize("pictures", [np.ones((3, 4, 4)), np.ones((0, 2, 4, 4))])
def test_pictures_of_another_shape_are_refused(pictures):
    with pytest.raises(ValueError, match=r"'A' must have the shape \[units, pictures, height, width\]"):
        draw_favorites({"A": pictures})


def test_no_network_is_refused():
    with pytest.raises(ValueError, match="there is no network to draw"):
        draw_favorites({})


def test_the_best_of_each_column_is_the_darkest_whatever_the_other_columns_hold():
    ax = draw_score_table([[0.5, 0.96], [0.9, 0.92]], ["first", "second"], ["left", "right"])
    depth = ax.images[0].get_array()
    assert depth.argmax(axis=0).tolist() == [1, 0]
    assert depth.max(axis=0).tolist() == pytest.approx([0.85, 0.85])
    assert depth.min(axis=0).tolist() == [0, 0]


def test_each_share_is_written_in_its_cell_in_percent():
    ax = draw_score_table(
        [[0.5, 0.963], [0.9, 0.92]], ["first", "second"], ["left", "right"], ("asked", "read")
    )
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "50%", (1, 0): "96%", (0, 1): "90%", (1, 1): "92%"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("asked", "read")


def test_a_column_of_equal_shares_stays_light():
    ax = draw_score_table([[0.7], [0.7]], ["first", "second"], ["only"])
    assert ax.images[0].get_array().tolist() == [[0], [0]]


def test_names_that_do_not_fit_are_refused():
    with pytest.raises(
        ValueError, match=r"2 rows and 1 columns have names, but the scores have the shape \[1, 2\]"
    ):
        draw_score_table([[0.5, 0.6]], ["first", "second"], ["only"])


def test_percentages_in_place_of_shares_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1, not 50 and 60"):
        draw_score_table([[50, 60]], ["only"], ["left", "right"])
