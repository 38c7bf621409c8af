"""Numbers in, Axes out: the only room that draws.

==================  ============================================================
`style`             paper, ink and colours of every figure
`pictures`          digits as small pictures, with what the network says to them
`curves`            lines over epochs, steps or settings, with a band over seeds
`comparisons`       confusion matrix, bars
`calculus`          slopes, and how they multiply along a graph
`descent`           walking downhill: fitted lines, valleys and paths
`tables`            matrices: rows as pictures, shapes in a product
`blocks`            tensors as blocks of cells, and broadcasting
`planes`            points of two kinds in a plane, and what divides them
`gates`             lamps with two switches
`diagrams`          rings, units with their wires, dates along a line
`histograms`        how often each outcome came up
`memory`            slices of a list, names of an object
==================  ============================================================

A chapter says ``from dlbook import figures`` and then ``figures.draw_digits(…)``,
so the functions that many chapters draw with are gathered here; the others are taken from their module.
"""

from dlbook.figures.calculus import draw_graph, draw_product, draw_tangents, draw_zoom
from dlbook.figures.comparisons import draw_bars, draw_confusion
from dlbook.figures.curves import draw_bands, draw_history, draw_learning_curves, draw_line, explain_band
from dlbook.figures.pictures import draw_digits, draw_probabilities
from dlbook.figures.style import new_axes

__all__ = [
    "draw_bands",
    "draw_bars",
    "draw_confusion",
    "draw_digits",
    "draw_graph",
    "draw_history",
    "draw_learning_curves",
    "draw_line",
    "draw_probabilities",
    "draw_product",
    "draw_tangents",
    "draw_zoom",
    "explain_band",
    "new_axes",
]
