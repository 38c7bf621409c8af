import pytest

from dlbook.figures.contests import draw_contest, draw_differences

TASKS = {
    "plain": {"trees, pixels": [0.5, 0.7], "trees, edges": [0.9], "network, pixels": [0.8]},
    "moved": {"network, pixels": [0.6]},
}


def marks(ax):
    """Place, row and label of each mark, without the lines through them."""
    drawn = [line for line in ax.get_lines() if not line.get_label().startswith("_")]
    return [(line.get_xdata()[0], line.get_ydata()[0], line.get_label()) for line in drawn]


def test_each_contestant_stands_in_the_row_of_its_method_at_its_mean():
    plain, moved = draw_contest(TASKS)
    assert [label.get_text() for label in plain.get_yticklabels()] == ["trees", "network"]
    assert marks(plain) == [(pytest.approx(0.6), 0, "pixels"), (0.9, 0, "edges"), (0.8, 1, "pixels")]
    assert marks(moved) == [(0.6, 1, "pixels")]
    assert [plain.get_title(), moved.get_title()] == ["plain", "moved"]


def test_a_line_runs_from_the_lowest_seed_to_the_highest():
    plain, _ = draw_contest(TASKS)
    assert plain.get_lines()[0].get_xdata().tolist() == [0.5, 0.7]


def test_the_legend_names_once_what_was_seen():
    (legend,) = draw_contest(TASKS)[0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["pixels", "edges"]


def test_one_mark_never_looks_like_another():
    lines = [line for line in draw_contest(TASKS)[0].get_lines() if not line.get_label().startswith("_")]
    looks = {line.get_label(): (line.get_marker(), line.get_color()) for line in lines}
    assert len(set(looks.values())) == 2
    assert looks["pixels"][0] != looks["edges"][0]


@pytest.mark.parametrize("tasks", [{}, {"plain": {}}, {"plain": {"trees": [0.5]}}])
def test_a_contest_without_clear_names_is_refused(tasks):
    with pytest.raises(ValueError, match="'method, what it sees'"):
        draw_contest(tasks)


def test_differences_stand_around_zero_with_their_mean_and_the_margin():
    ax = draw_differences({"small": [0.01, -0.03], "large": [0.0, 0.02]}, margin=0.05)
    dots = [line.get_xdata() for line in ax.get_lines() if line.get_marker() == "o"]
    means = [line.get_xdata()[0] for line in ax.get_lines() if line.get_marker() == "|"]
    assert [list(values) for values in dots] == [[0.01, -0.03], [0.0, 0.02]]
    assert means == pytest.approx([-0.01, 0.01])
    (band,) = ax.patches
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((-0.05, 0.05))


def test_a_margin_of_zero_is_refused():
    with pytest.raises(ValueError, match="margin=0: it must be above zero"):
        draw_differences({"small": [0.1]}, margin=0)
