import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib import pyplot as plt

from dlbook.figures.curves import draw_bands, draw_learning_curves, draw_line
from dlbook.figures.style import new_axes
from dlbook.history import History


def run(*losses: float, **columns: list[float]) -> History:
    return History({"train_loss": losses, "val_loss": [loss + 1 for loss in losses]} | columns)


def band_edges(ax) -> np.ndarray:
    """Corners of the first band, one row per corner."""
    return ax.collections[0].get_paths()[0].vertices


@given(arrays(float, st.tuples(st.integers(2, 5), st.integers(2, 6)), elements=st.floats(-100, 100)))
def test_a_line_is_the_mean_and_its_band_reaches_from_the_lowest_seed_to_the_highest(values):
    ax = draw_bands(range(values.shape[1]), {"loss": values})
    assert ax.lines[0].get_ydata() == pytest.approx(values.mean(axis=0))
    edges = band_edges(ax)
    for place in range(values.shape[1]):
        heights = edges[edges[:, 0] == place, 1]
        assert (heights.min(), heights.max()) == (values[:, place].min(), values[:, place].max())
    plt.close(ax.figure)


def test_a_single_seed_has_no_band():
    ax = draw_bands([1, 2], {"loss": [[3, 4]]})
    assert len(ax.lines) == 1
    assert len(ax.collections) == 0


@pytest.mark.parametrize("values", [[1.0, 2.0], [[1.0, 2.0, 3.0]]])
def test_values_that_do_not_fit_the_places_are_refused(values):
    with pytest.raises(ValueError, match=r"'loss' must have the shape \[seeds, 2\]"):
        draw_bands([1, 2], {"loss": values})


def test_learning_rates_may_stand_on_a_logarithmic_axis():
    assert draw_bands([0.1, 1.0], {"loss": [[1, 2]]}, log_x=True).get_xscale() == "log"


def test_epochs_are_counted_from_one():
    ax = draw_learning_curves({"seed 0": run(3, 2, 1)}, "val_loss")
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]
    assert ax.lines[0].get_ydata().tolist() == [4, 3, 2]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "validation loss")


def test_runs_to_compare_differ_in_more_than_colour():
    one, other = draw_learning_curves({"small": run(3, 2), "large": [run(2, 1), run(3, 2)]}).lines
    assert (one.get_label(), other.get_label()) == ("small", "large")
    assert one.get_linestyle() != other.get_linestyle()


@pytest.mark.parametrize(
    "runs", [{}, {"both": []}, {"both": [run(1), run(1, 2)]}, {"a": run(1), "b": run(1, 2)}]
)
def test_runs_of_different_length_and_no_runs_are_refused(runs):
    with pytest.raises(ValueError, match=r"of (one|the same) length"):
        draw_learning_curves(runs)


def test_a_line_goes_through_its_points():
    ax = draw_line([1, 2, 3], [4, 5, 6], "step", "rate")
    assert ax.lines[0].get_xydata().tolist() == [[1, 4], [2, 5], [3, 6]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "rate")


@pytest.mark.parametrize(
    "labels",
    [["a", "b"], ["cross-entropy", "squares after softmax"], ["gradient descent", "momentum 0.9", "Adam"]],
)
@pytest.mark.parametrize("panels", [1, 2])
def test_no_line_runs_through_the_legend_and_it_stays_in_its_panel(labels, panels):
    ax = new_axes(1, panels, figsize=(6 if panels == 1 else 8, 3.2))[0]
    draw_bands(range(3), {label: [[number, 1, 2 - number]] for number, label in enumerate(labels)}, ax=ax)
    ax.figure.canvas.draw()
    legend, inside = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert legend.y0 >= inside.y1 - 1
    assert legend.x1 <= ax.figure.bbox.width / panels
    assert legend.y1 <= ax.figure.bbox.height


def test_a_few_places_on_a_logarithmic_axis_are_named():
    ax = draw_bands([128, 384, 3_200], {"all": [[1, 2, 3]]}, log_x=True)
    ax.figure.canvas.draw()
    assert [label.get_text() for label in ax.get_xticklabels(which="both")] == ["128", "384", "3,200"]
    assert (
        draw_bands([0.001, 0.01, 1], {"all": [[1, 2, 3]]}, log_x=True).get_xticklabels()[0].get_text()
        != "0.001"
    )
