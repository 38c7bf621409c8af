"""How figures look on every page, in one place: no chapter needs a set-up cell, and two builds give the same bytes.

Figures have no background of their own: the page puts them on a card that is light in both of its themes,
so colours mean the same to every reader ("the blue line"), and the ink keeps its contrast.
"""

c = get_config()  # IPython defines it for its configuration files

INK = "#1c2733"
CYCLE = [
    "#0b5cad",
    "#b5460f",
    "#16795a",
    "#7b3fa0",
    "#8a6a00",
    "#b0275a",
]  # each far above the 3 : 1 that graphics need

c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {
    "bbox_inches": "tight",
    "metadata": {"Date": None, "Creator": None},
}
c.InlineBackend.rc = {
    "svg.hashsalt": "dlbook",
    "figure.figsize": (5.4, 3.3),
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "font.size": 12,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": f"cycler('color', {CYCLE!r})",
    "legend.frameon": False,
}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = "ERROR"  # it warns about its own transport at every start
