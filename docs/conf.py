"""How the site is built. Our own extensions (``_ext/book``) have one purpose each, written in the first line."""

import atexit
import gc
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]  # this checkout's dlbook, wherever another is installed

from book.page.grammar import MYST

# Over half of an unchanged build was Python's collector, walking page trees that all stay alive to the end.
gc.set_threshold(1_000_000)
atexit.register(gc.freeze)

project = "Deep learning, tested"
author = "the dlbook contributors"
project_copyright = "the dlbook contributors. Text CC BY 4.0, code MIT, digits CC BY-SA 3.0"
version = release = installed_version("dlbook")
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_exercise",
    "sphinxcontrib.bibtex",
    # our own, in _ext
    "book.run.faults",
    "book.run.extension",
    "book.run.records",
    "book.run.value_role",
    "book.claims.extension",
    "book.run.status",
    "book.reader.lab_models",
    "book.reader.questions",
    "book.reader.recall",
    "book.claims.my_number",
    "book.reader.by_hand",
    "book.look.maths",
    "book.reader.api_page",
    "book.reader.page_head",
    "book.reader.source_view",
    "book.reader.notebooks",
    "book.run.tracebacks",
    "book.look.alt",
    "book.look.accessible",
    "book.look.bundle",
    "book.look.offline",
]

exclude_patterns = ["_build", "_ext", "_ipython", "_static", "_templates", "_templates_pages", "node_modules"]
exclude_patterns += [".*", "#*", "~*", "**/.*", "**/#*", "**/~*"]  # what editors leave beside a page
templates_path = ["_templates"]
nitpicky = True
nitpick_ignore_regex = [  # other projects' names in signatures; there is no inventory of theirs offline
    ("py:.*", r"(torch|jaxtyping|numpy|matplotlib|sklearn|collections|io|numbers|os|pathlib|typing)\..*"),
    ("py:class", r"Tensor|nn\.Module|ndarray|Self|optional|dlbook\.saving\.Model"),
]
numfig = True
highlight_language = "python"

# Pages: MyST, run before Sphinx reads them
myst_enable_extensions = sorted(MYST["enable_extensions"])
myst_dmath_allow_space = MYST["dmath_allow_space"]
myst_dmath_allow_digits = MYST["dmath_allow_digits"]
myst_heading_anchors = 3
nb_custom_formats = {".md": ["book.run.extension.read_with_outputs", {}, False]}
nb_execution_mode = "off"  # `book.run` runs the cells
nb_merge_streams = True
nb_output_stderr = "warn"  # and a warning is an error
nb_ipywidgets_js = {}

# The look
html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = [("book.js", {"defer": "defer"})]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_domain_indices = False  # the reference lists the modules
html_show_search_summary = False  # it is fetched, which file:// does not allow
html_context = {"default_mode": "light"}  # what a page is without JavaScript; see _templates/layout.html
html_theme_options = {
    "navbar_persistent": [],  # the theme shows a second search field otherwise
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "footer_content_items": ["copyright"],
    "search_bar_text": "Search this book",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_exclude = ".linenos, .gp, .go"  # prompts and outputs are not part of a command

# Reference
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "plain"
bibtex_reference_style = "author_year"
bibtex_cite_id = "cite-{key}"  # the ledger of claims links to these
napoleon_use_param = False  # a type such as "shape (batch, classes)" is a sentence, not a reference
default_role = "code"  # of docstrings: a word in backticks is a name in the code
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # the default as it is written; its value may hold an address in memory
autodoc_typehints_format = "short"
napoleon_google_docstring = False
