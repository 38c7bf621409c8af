import itertools

import nbformat
import pytest
from matplotlib.colors import to_rgb
from nbclient import NotebookClient

from dlbook.figures.style import COLOURS, INK, MARKERS, PAPER, STROKES, in_words, line_look, new_axes


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_ink_can_be_read_on_paper():
    assert contrast(INK, PAPER) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
def test_lines_can_be_seen_on_paper(colour):
    assert contrast(colour, PAPER) >= 3


def test_no_two_lines_differ_by_colour_alone():
    for one, other in itertools.combinations(range(len(COLOURS)), 2):
        assert line_look(one)["linestyle"] != line_look(other)["linestyle"]
        assert line_look(one)["marker"] != line_look(other)["marker"]
    assert len(COLOURS) == len(STROKES) == len(MARKERS)


def test_a_figure_brings_its_own_paper_and_leaves_the_readers_settings_alone():
    from matplotlib import pyplot as plt

    before = dict(plt.rcParams)
    (ax,) = new_axes()
    assert to_rgb(ax.figure.get_facecolor()) == to_rgb(ax.get_facecolor()) == to_rgb(PAPER)
    assert to_rgb(ax.xaxis.label.get_color()) == to_rgb(INK)
    assert dict(plt.rcParams) == before


def test_axes_come_row_by_row():
    axes = new_axes(2, 3)
    assert [ax.get_subplotspec().rowspan.start for ax in axes] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("val_loss", "validation loss"),
        ("train_accuracy", "training accuracy"),
        ("lr", "learning rate"),
        ("f1", "f1"),
    ],
)
def test_columns_are_named_in_words(column, words):
    assert in_words(column) == words


def test_every_cell_of_a_notebook_shows_its_figure(monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the kernel brings its own
    cells = [
        nbformat.v4.new_code_cell("from dlbook.figures.style import new_axes\nnew_axes();") for _ in range(2)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    assert [len(cell.outputs) for cell in notebook.cells] == [1, 1]
