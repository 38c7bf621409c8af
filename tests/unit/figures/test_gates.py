import pytest
from matplotlib.colors import to_rgba

from dlbook.figures.gates import draw_gates
from dlbook.figures.style import PAPER


def straight(line):
    (x0, y0), (x1, y1) = line.get_xydata()
    return x0, y0, x1, y1


def test_a_lamp_is_filled_where_the_gate_says_so():
    (ax,) = draw_gates({"second": (0, 0, 1, 1)}, {})
    is_on = {
        tuple(map(int, lamp.get_xydata()[0])): to_rgba(lamp.get_markerfacecolor()) != to_rgba(PAPER)
        for lamp in ax.get_lines()
    }
    assert is_on == {(0, 0): False, (1, 0): False, (0, 1): True, (1, 1): True}


def test_a_line_is_drawn_only_for_the_gates_that_have_one():
    one, other = draw_gates({"or": (0, 1, 1, 1), "xor": (0, 1, 1, 0)}, {"or": (1.0, 1.0, 0.5)})
    assert [len(one.get_lines()), len(other.get_lines())] == [5, 4]
    x0, y0, x1, y1 = straight(one.get_lines()[4])
    assert x0 + y0 == pytest.approx(0.5)
    assert x1 + y1 == pytest.approx(0.5)
    assert [one.get_title(), other.get_title()] == ["or", "xor"]


def test_a_gate_with_three_answers_is_refused():
    with pytest.raises(ValueError, match=r"these have another number: \{'or': 3\}"):
        draw_gates({"or": (0, 1, 1)}, {})
