import numpy as np
import pytest

from dlbook.figures.diagrams import draw_graph, draw_units


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_a_graph_shows_numbers_in_boxes_and_slopes_below_and_on_the_arrows():
    ax = draw_graph({"w": (0, 0, 3, 4), "L": (1, 0.5, -1.25, 1)}, [("w", "L", "2")])
    assert {"w = 3", "L = −1.25", "4", "1", "2"} <= set(words(ax))
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert [(arrow.xyann, arrow.xy) for arrow in arrows] == [((0, 0), (1, 0.5))]


class TestUnits:
    COLUMNS = (["a", "b"], ["c", "d"], ["e"])
    WEIGHTS = ([[1, 0], [1, 2]], [[1, -1]])

    def test_a_wire_leads_from_unit_to_unit_where_the_weight_is_not_zero(self):
        ax = draw_units(self.COLUMNS, self.WEIGHTS)
        place = {text.get_text(): text.get_position() for text in ax.texts if len(text.get_text()) == 1}
        wires = {tuple(map(tuple, np.asarray(line.get_xydata()))) for line in ax.get_lines()}
        assert wires == {
            (place[start], place[end])
            for start, end in [("a", "c"), ("a", "d"), ("b", "d"), ("c", "e"), ("d", "e")]
        }

    def test_each_wire_shows_its_weight(self):
        weights = [text for text in words(draw_units(self.COLUMNS, self.WEIGHTS)) if text.startswith("×")]
        assert weights == ["× 1", "× 1", "× 2", "× 1", "× \N{MINUS SIGN}1"]

    def test_a_note_stands_below_its_unit(self):
        ax = draw_units(self.COLUMNS, self.WEIGHTS, notes={"d": "asks for both"})
        texts = {text.get_text(): text.get_position() for text in ax.texts}
        assert texts["asks for both"][0] == texts["d"][0]
        assert texts["asks for both"][1] < texts["d"][1]

    def test_weights_of_other_units_are_refused(self):
        with pytest.raises(ValueError, match=r"weights must have the shapes \[\(1, 2\)\], not \[\(1, 3\)\]"):
            draw_units((["a", "b"], ["c"]), [[[1, 1, 1]]])
