"""How kernels hand figures to a page: as SVG with the same bytes in every build, and without a set-up cell.

What a figure looks like is decided in ``dlbook.figures.style`` alone.
"""

c = get_config()  # IPython defines it for its configuration files

c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight",
    "metadata": {"Date": None, "Creator": None},
}
c.InlineBackend.rc = {"svg.hashsalt": "dlbook"}  # ids inside the SVG are drawn from it
c.HistoryManager.enabled = False
