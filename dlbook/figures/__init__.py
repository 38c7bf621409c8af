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

A chapter takes a function from its module: ``from dlbook.figures.curves import draw_bands``,
so that a change to one figure runs only the chapters that show it.
"""
