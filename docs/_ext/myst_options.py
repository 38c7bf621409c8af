"""Which Markdown is MyST here: one constant for Sphinx, the notebooks and the tests, so that all read the same page."""

from __future__ import annotations

# Without "amsmath" (its labels differ in every build) and "substitution" (text that no test would see).
MYST_EXTENSIONS = ("attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath")
