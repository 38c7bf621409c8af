import pytest
from matplotlib.colors import to_hex

from dlbook.figures.memory import CHOSEN, draw_names, draw_slice


def test_a_slice_takes_what_lies_between_its_cuts():
    ax = draw_slice("abcde", 1, 3)
    assert [to_hex(box.get_facecolor()) == CHOSEN for box in ax.patches] == [False, True, True, False, False]
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    assert bold == ["1", "3"]


def test_a_list_has_one_cut_more_than_items():
    assert [text.get_text() for text in draw_slice("abc", 0, 3).texts] == ["a", "b", "c", "0", "1", "2", "3"]


@pytest.mark.parametrize(("items", "start", "stop"), [("", 0, 0), ("abc", 2, 1), ("abc", 0, 4)])
def test_cuts_outside_the_list_are_refused(items, start, stop):
    with pytest.raises(ValueError, match=f"is not cut at {start} and then at {stop}"):
        draw_slice(items, start, stop)


def test_two_names_of_one_object_point_to_one_box():
    ax = draw_names({"[1, 2]": ["a", "b"], "[3]": ["c"]})
    boxed = [text.get_text() for text in ax.texts if text.get_bbox_patch() is not None]
    heads = [text.xy for text in ax.texts if hasattr(text, "xy")]
    assert boxed == ["[1, 2]", "[3]"]
    assert len(set(heads[:2])) == 1
    assert heads[2] != heads[0]


@pytest.mark.parametrize("objects", [{}, {"[1]": []}])
def test_an_object_without_a_name_is_refused(objects):
    with pytest.raises(ValueError, match="each object needs at least one name"):
        draw_names(objects)
