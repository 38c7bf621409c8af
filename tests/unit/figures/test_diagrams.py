import numpy as np
import pytest
from matplotlib.patches import Circle

from dlbook.figures.diagrams import draw_rings, draw_timeline, draw_units


def circles(ax):
    return [patch for patch in ax.patches if isinstance(patch, Circle)]


def words(ax):
    return [text.get_text() for text in ax.texts]


class TestRings:
    def test_each_ring_lies_inside_the_one_before(self):
        outer, middle, inner = circles(draw_rings({"all": "", "some": "", "one": ""}))
        for larger, smaller in ((outer, middle), (middle, inner)):
            distance = np.hypot(*np.subtract(larger.center, smaller.center))
            assert distance + smaller.radius <= larger.radius + 1e-9

    def test_a_ring_s_name_stands_in_it_and_in_no_smaller_one(self):
        ax = draw_rings({"all": "every", "some": "few", "one": "single"})
        for place, ring in enumerate(circles(ax)):
            at = ax.texts[2 * place].get_position()
            assert np.hypot(*np.subtract(at, ring.center)) < ring.radius
            for smaller in circles(ax)[place + 1 :]:
                assert np.hypot(*np.subtract(at, smaller.center)) > smaller.radius

    def test_names_and_words_are_written(self):
        assert words(draw_rings({"all": "every", "one": "single"})) == ["all", "every", "one", "single"]

    @pytest.mark.parametrize("count", [0, 5])
    def test_another_number_of_rings_is_refused(self, count):
        with pytest.raises(ValueError, match=f"draw 1 to 4 rings, not {count}"):
            draw_rings({str(number): "" for number in range(count)})


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


class TestTimeline:
    def test_years_stand_true_to_scale_and_the_latest_is_lowest(self):
        ax = draw_timeline([(1900, "a"), (1950, "b"), (2000, "c")])
        dots = next(line for line in ax.get_lines() if line.get_marker() == "o")
        assert dots.get_ydata().tolist() == [1900, 1950, 2000]
        low, high = ax.get_ylim()
        assert low > 2000
        assert high < 1900

    def test_words_that_would_collide_move_apart_and_keep_their_order(self):
        events = [(1943, "a"), (2015, "b"), (2016, "c"), (2017, "d"), (2022, "e")]
        ax = draw_timeline(events)
        heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
        places = [heights[word] for word in "abcde"]
        assert places == sorted(places)
        assert np.diff(places).min() > 79 / (1.35 * 5) * 0.99
        assert heights["2016"] == heights["c"]

    def test_words_that_have_room_stay_at_their_year(self):
        ax = draw_timeline([(1900, "a"), (1950, "b"), (2000, "c")])
        assert {text.get_text(): text.get_position()[1] for text in ax.texts}["b"] == 1950

    @pytest.mark.parametrize("events", [[], [(1943, "a")], [(1958, "a"), (1943, "b")]])
    def test_years_out_of_order_are_refused(self, events):
        with pytest.raises(ValueError, match="two or more years in ascending order"):
            draw_timeline(events)
