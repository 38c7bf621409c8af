"""A formula is finished HTML in the page; one that KaTeX cannot read is a warning with page and line."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_site import build

from book.look.katex_pipe import FormulaError, KatexPipe

EXT = Path(__file__).parents[4] / "docs" / "_ext"
PAGE = r"""# Sums

Inline $\ell_1 + \sum_i x_i$.

$$
p = \frac{1}{2}
$$ (eq-half)

See {eq}`eq-half`.
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    site = build(tmp_path_factory.mktemp("site"), {"sums": PAGE}, "book.look.maths")
    assert site.warnings == ""
    return BeautifulSoup(site.html("sums"), "html.parser"), site


def test_formulas_are_rendered_with_mathml_for_screen_readers(page):
    soup, _ = page
    assert len(soup.select(".katex math")) == 2
    assert soup.select(".katex-display") == soup.select("div.math .katex-display")
    assert soup.select_one("annotation").get_text() == r"\ell_1 + \sum_i x_i"


def test_a_numbered_formula_can_be_referred_to(page):
    soup, _ = page
    assert soup.select_one("div.math")["id"] == "equation-eq-half"
    assert soup.select_one('a.reference[href="#equation-eq-half"]').get_text() == "(1)"


def test_the_style_is_there_with_every_font_that_browsers_ask_for(page):
    _, site = page
    style = (site.out / "_static/katex/katex.min.css").read_text("utf-8")
    fonts = {part.partition(")")[0] for part in style.split("url(")[1:] if ".woff2" in part.partition(")")[0]}
    assert len(fonts) >= 20
    assert all((site.out / "_static/katex" / font).is_file() for font in fonts)


def test_an_unreadable_formula_names_its_page_and_line(tmp_path):
    site = build(tmp_path, {"wrong": "# Wrong\n\nText.\n\n$$\n\\frac{1}{\n$$\n"}, "book.look.maths")
    assert "wrong.md:5: WARNING: KaTeX cannot read this formula" in site.warnings
    assert "katex-error" not in site.html("wrong")


def test_the_pipe_goes_on_after_a_formula_that_it_cannot_read(request):
    pipe = KatexPipe()
    request.addfinalizer(pipe.close)
    with pytest.raises(FormulaError, match="KaTeX parse error"):
        pipe.render(r"\nosuchmacro", display=False)
    assert "katex" in pipe.render("x", display=False)


def run(code):
    command = [sys.executable, "-W", "ignore", "-c", f"import sys; sys.path.insert(0, {str(EXT)!r})\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_worker_has_a_node_of_its_own():
    parent, child = run(
        "import os; from book.look.katex_pipe import KatexPipe\n"
        "pipe = KatexPipe(); pipe.render('x', display=False); print(pipe.process.pid, flush=True)\n"
        "if os.fork() == 0: pipe.render('y', display=False); print(pipe.process.pid, flush=True); os._exit(0)\n"
        "os.wait(); assert 'katex' in pipe.render('z', display=False)"
    )
    assert parent != child


@pytest.mark.skipif(os.name == "nt", reason="asks for a process by signal 0")
def test_node_ends_with_its_builder():
    (pid,) = run(
        "from book.look.katex_pipe import KatexPipe; pipe = KatexPipe(); pipe.render('x', display=False); print(pipe.process.pid)"
    )
    deadline = time.monotonic() + 30
    while is_running(int(pid)):
        assert time.monotonic() < deadline, "Node still runs"
        time.sleep(0.05)


def is_running(pid):
    """Whether a process is there and no corpse."""
    try:
        os.kill(pid, 0)
        return " Z " not in Path(f"/proc/{pid}/stat").read_text() if Path("/proc").is_dir() else True
    except (ProcessLookupError, FileNotFoundError):
        return False
