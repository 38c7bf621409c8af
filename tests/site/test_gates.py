"""No gate is decoration: each finds the fault that it is for, and a good site passes them all."""

import json
import random
import re
from pathlib import Path

import pytest
from built_site import BuiltSite
from gates import GATES
from gates_files import first_load, machine_paths, unused_definitions

POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
PAGE = """<!DOCTYPE html><html lang="en"><head>{policy}<title>{title} - Book</title>
<link rel="stylesheet" href="{up}_static/site.css"></head><body>
<nav class="bd-links"><a href="{up}index.html">i</a><a href="{up}room/chapter.html">c</a></nav>
<main><article class="bd-article"><h1 id="{title}">{title}</h1>{body}</article></main></body></html>"""
CELL = '<div class="cell {tags}"><div class="cell_output"><div class="output {kind}"><pre>{text}</pre></div></div></div>'
NOTEBOOK = "_downloads/notebooks/room/chapter.ipynb"


def cell(text, tags="", kind="stream"):
    return CELL.format(text=text, tags=tags, kind=kind)


def notebook(*sources):
    return json.dumps({"cells": [{"cell_type": "code", "source": [source]} for source in sources]})


GOOD = """<h2 id="a">A</h2><h3>B</h3><img src="../p.svg" alt="One line falls from left to right.">
<span class="math"><span class="katex">x</span></span><a href="#a">up</a><a href="../index.html#index">home</a>
<span data-varies hidden></span><span class="value">97.6 %</span>""" + cell(
    "loss 2.3, a fine finance of nano"
)


@pytest.fixture
def make(tmp_path):
    """Write a good site, then change the chapter's body, its whole HTML, or other files."""

    def write(body=GOOD, whole=None, **files):
        index = PAGE.format(policy=POLICY, title="index", up="", body="")
        chapter = PAGE.format(policy=POLICY, title="chapter", up="../", body=body)
        content = {
            "index.html": index,
            "room/chapter.html": whole or chapter,
            "_static/site.css": "a{}",
            "p.svg": "<svg/>",
        }
        content |= {NOTEBOOK: notebook("def f(): pass\nf()")}
        for name, text in (content | files).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return BuiltSite(tmp_path)

    return write


def faults(site):
    """All faults by gate."""
    found = {gate.__name__: list(gate(site)) for gate in GATES}
    return {name: messages for name, messages in found.items() if messages}


def test_a_good_site_passes_every_gate(make):
    assert faults(make()) == {}


PLANTED_IN_BODY = {
    "has_one_visible_h1": "<h1>Another</h1>",
    "has_headings_in_order": "<h3>Too deep</h3>",
    "has_unique_ids": '<p id="x"></p><p id="x"></p>',
    "asks_nothing_from_elsewhere": '<script src="https://cdn.example/x.js"></script>',
    "has_the_policy_and_no_handlers": '<button onclick="f()">b</button>',
    "has_pictures_that_say_what_they_show": '<img src="../p.svg" alt="_images/ab.svg">',
    "has_formulas_that_were_read": '<span class="math"><span class="katex-error">\\x</span></span>',
    "has_no_empty_substitution": '<span class="value"> </span>',
    "has_no_nan_or_infinity_in_outputs": cell("loss: nan"),
    "has_tracebacks_only_where_they_teach": cell("ValueError: x", kind="traceback"),
    "has_no_warnings_in_outputs": cell("UserWarning: old"),
    "links_and_anchors_resolve": '<a href="../index.html#nowhere">x</a>',
}


@pytest.mark.parametrize("gate", PLANTED_IN_BODY)
def test_a_fault_in_a_page_is_found_by_its_gate_alone_and_named_with_its_page(make, gate):
    found = faults(make(body=PLANTED_IN_BODY[gate]))
    assert list(found) == [gate]
    assert found[gate][0].startswith("room/chapter: ")


@pytest.mark.parametrize(
    ("body", "gate"),
    [
        (
            '<img src="//elsewhere.example/p.svg" alt="One line falls from left to right.">',
            "asks_nothing_from_elsewhere",
        ),
        ('<img src="../p.svg">', "has_pictures_that_say_what_they_show"),
        ('<img src="../gone.svg" alt="One line falls from left to right.">', "links_and_anchors_resolve"),
        ('<a href="gone.html">x</a>', "links_and_anchors_resolve"),
        ('<a href="../../outside.html">x</a>', "links_and_anchors_resolve"),
        ('<span class="math">$x$</span>', "has_formulas_that_were_read"),
        (cell("-inf"), "has_no_nan_or_infinity_in_outputs"),
        (cell("Infinity"), "has_no_nan_or_infinity_in_outputs"),
        (cell("tensor([nan, 1.])"), "has_no_nan_or_infinity_in_outputs"),
        (cell("Traceback (most recent call last)"), "has_tracebacks_only_where_they_teach"),
        (cell("anything", kind="stderr"), "has_no_warnings_in_outputs"),
        ("<span data-varies></span>", "has_no_empty_substitution"),
    ],
)
def test_other_forms_of_a_fault_are_found_too(make, body, gate):
    assert list(faults(make(body=body))) == [gate]


def test_a_cell_that_teaches_an_error_may_show_it(make):
    body = cell("ValueError: the loss is nan", tags="tag_raises-exception", kind="traceback")
    assert faults(make(body=body)) == {}


@pytest.mark.parametrize(
    ("change", "gate"),
    [
        (('lang="en"', ""), "has_language_and_title"),
        ((" - Book", ""), "has_language_and_title"),
        (("default-src 'none'", "default-src *"), "has_the_policy_and_no_handlers"),
        ((POLICY, ""), "has_the_policy_and_no_handlers"),
        (("chapter - Book", "index - Book"), "titles_differ"),
        (("room/chapter.html", "index.html"), "every_page_can_be_reached"),
    ],
)
def test_a_fault_in_the_frame_of_a_page_is_found(make, change, gate):
    whole = PAGE.format(policy=POLICY, title="chapter", up="../", body=GOOD)
    whole = whole.replace("chapter - Book", "") if change[0] == " - Book" else whole.replace(*change)
    site = make(whole=whole)
    if gate == "every_page_can_be_reached":
        index = site.folder / "index.html"
        index.write_text(index.read_text().replace(*change))
    assert list(faults(site)) == [gate]


@pytest.mark.parametrize("name", ["_static/scripts/fontawesome.js", "_static/a.css.map", "reports/a.err.log"])
def test_a_superfluous_file_is_found(make, name):
    site = make()
    (site.folder / name).parent.mkdir(parents=True, exist_ok=True)
    (site.folder / name).write_text("x")
    assert list(faults(site)) == ["holds_nothing_superfluous"]


@pytest.mark.parametrize("path", machine_paths())
def test_a_path_of_this_machine_is_found_in_any_text(make, path):
    site = make(**{"status.json": json.dumps({"pages": {}, "where": path})})
    assert list(faults(site)) == ["names_no_path_of_the_building_machine"]


def test_a_heavy_first_visit_is_found(make):
    noise = random.Random(0).randbytes(500_000).hex()
    assert list(faults(make(**{"_static/site.css": noise}))) == ["a_first_visit_is_light"]


def test_the_first_visit_counts_the_fonts_of_formulas_only_where_there_are_any(make):
    style = "@font-face{src:url(katex/fonts/KaTeX_Main-Regular.woff2)}"
    files = {"_static/site.css": style, "_static/katex/fonts/KaTeX_Main-Regular.woff2": "x"}
    site = make(**files)
    assert "_static/katex/fonts/KaTeX_Main-Regular.woff2" in first_load(site, "room/chapter")
    assert "_static/katex/fonts/KaTeX_Main-Regular.woff2" not in first_load(site, "index")


def test_a_page_that_ran_in_no_time_is_found(make):
    status = {"pages": {"room/chapter": {"cells": 3, "seconds": 0.0}}}
    assert list(faults(make(**{"status.json": json.dumps(status)}))) == ["every_chapter_was_executed"]


def test_a_chapter_without_its_notebook_is_found(make):
    site = make()
    (site.folder / NOTEBOOK).unlink()
    assert list(faults(site)) == ["every_chapter_can_be_downloaded"]


@pytest.mark.parametrize(
    ("sources", "unused"),
    [
        (["def f():\n    return 1"], ["f"]),
        (["class Net:\n    pass", "model = 3"], ["Net"]),
        (["def f():\n    return 1", "print(f())"], []),
        (["class A: pass", "class B(A): pass", "B()"], []),
        (["def broken(:", "x = 1"], []),
    ],
)
def test_what_a_chapter_defines_and_never_uses_is_found(make, sources, unused):
    site = make(**{NOTEBOOK: notebook(*sources)})
    assert list(unused_definitions(site, NOTEBOOK)) == unused
    assert list(faults(site)) == (["what_a_chapter_defines_it_uses"] if unused else [])


def test_the_table_above_has_a_fault_for_every_gate():
    names = {gate.__name__ for gate in GATES}
    tested = set(re.findall(r'"(\w+)"', Path(__file__).read_text("utf-8")))
    assert names <= tested
