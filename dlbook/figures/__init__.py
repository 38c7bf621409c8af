"""Numbers in, Axes out: the only room that draws.

==================  ============================================================
`style`             paper, ink and colours of every figure
`pictures`          digits as small pictures, with what the network says to them
`features`          what hidden units look for
`curves`            lines over epochs, steps or settings, with a band over seeds
`diagnosis`         what a program says of itself, alarms, runs side by side
`comparisons`       confusion matrix, bars
`gains`             what a change brought, seed by seed
`contests`          who won: many methods on a few tasks
`calculus`          slopes, and how they multiply along a graph
`descent`           walking downhill: fitted lines, valleys and paths
`fitting`           points, and the curves that were fitted to them
`search`            where a search for settings has looked
`tables`            matrices: rows as pictures, shapes in a product
`blocks`            tensors as blocks of cells, and broadcasting
`planes`            points of two kinds in a plane, and what divides them
`gates`             lamps with two switches
`diagrams`          rings, units with their wires, dates along a line
`histograms`        how often each outcome came up
`chances`           what a model believes, and how often it is right
`memory`            slices of a list, names of an object
==================  ============================================================

A chapter takes a function from its module: ``from dlbook.figures.curves import draw_bands``,
so that a change to one figure runs only the chapters that show it.
"""
