"""Numbers in, Axes out: the only room that draws.

==================  ============================================================
`style`             paper, ink and colours of every figure
`pictures`          digits and weights as small pictures
`curves`            lines over epochs, steps or settings, with a band over seeds
`comparisons`       confusion matrix, bars
`gains`             what a change brought, seed by seed
`diagrams`          boxes and arrows of a computation, units with their wires
`histograms`        how often each outcome came up
`only`              what one page alone draws, a module for each page
==================  ============================================================

A chapter takes a function from its module: ``from dlbook.figures.curves import draw_bands``,
so that a change to one figure runs only the chapters that show it.
"""
