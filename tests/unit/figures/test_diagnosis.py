import numpy as np
import pytest

from dlbook.figures.diagnosis import draw_alarms, draw_cases, draw_reports
from dlbook.history import History

SAID, TRUE = {"right": [0.8, 0.9], "leak": 0.95}, {"right": 0.8, "leak": [0.6, 0.7]}
RUN = History({"train_loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.5, 1.4]})


def test_a_ring_stands_at_the_mean_report_and_a_square_at_the_mean_worth():
    rings, squares = draw_reports(SAID, TRUE).lines
    assert rings.get_xdata() == pytest.approx([0.85, 0.95])
    assert squares.get_xdata() == pytest.approx([0.8, 0.65])


def test_each_program_has_a_row_and_a_line_that_joins_its_two_marks():
    ax = draw_reports(SAID, TRUE)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["right", "leak"]
    ends = np.array([segment[:, 0] for segment in ax.collections[0].get_segments()])
    assert ends == pytest.approx(np.array([[0.8, 0.85], [0.65, 0.95]]))


def test_the_legend_says_which_mark_is_which():
    legend = draw_reports(SAID, TRUE, names=("says", "is")).figure.legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["says", "is"]


@pytest.mark.parametrize(("said", "true"), [({}, {}), ({"a": 1}, {"b": 1})])
def test_reports_of_other_programs_than_the_worths_are_refused(said, true):
    with pytest.raises(ValueError, match="must name the same programs"):
        draw_reports(said, true)


def test_an_alarm_fills_its_cell_and_every_other_has_a_dot():
    alarm, quiet = draw_alarms(
        [[True, False, False], [False, False, True]], ["a", "b"], ["0", "1", "2"]
    ).lines
    assert list(zip(alarm.get_ydata(), alarm.get_xdata(), strict=True)) == [(0, 0), (1, 2)]
    assert len(quiet.get_xdata()) == 4


def test_the_first_detector_stands_on_top():
    ax = draw_alarms(np.eye(2), ["first", "second"], ["0", "1"], "case")
    assert ax.yaxis_inverted()
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["first", "second"]
    assert ax.get_xlabel() == "case"


def test_alarms_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"the shape \[1, 2\], not \[2, 2\]"):
        draw_alarms(np.eye(2), ["one"], ["0", "1"])


def test_each_run_has_a_panel_with_its_two_curves():
    axes = draw_cases({"A": RUN, "B": RUN, "C": RUN})
    assert [ax.get_title() for ax in axes] == ["A", "B", "C"]
    train, validation = axes[2].lines
    assert list(train.get_xdata()) == [1, 2, 3]
    assert list(train.get_ydata()) == RUN["train_loss"]
    assert list(validation.get_ydata()) == RUN["val_loss"]


def test_all_panels_have_the_same_scale():
    large = History({"train_loss": [90.0], "val_loss": [95.0]})
    limits = {ax.get_ylim() for ax in draw_cases({"A": RUN, "B": large})}
    assert len(limits) == 1
    assert {ax.get_ylim() for ax in draw_cases({"A": RUN, "B": large}, highest=3)} == {(0, 3)}


def test_no_runs_are_refused():
    with pytest.raises(ValueError, match="at least one run"):
        draw_cases({})


def test_a_run_without_validation_is_refused():
    with pytest.raises(KeyError, match="val_loss"):
        draw_cases({"A": History({"train_loss": [1.0]})})
