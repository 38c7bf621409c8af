"""A page loads one style and one script, which hold everything, and the icons that are shown."""

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from themed_site import build_themed

from book.look.bundle import URL, is_own_script, read_css

PAGES = {
    "one": "# One\n\n{fas}`eye` see\n\n```{note}\nText.\n```\n",
    "room/two": "# Two\n\nText, $x$.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = build_themed(
        tmp_path_factory.mktemp("site"), PAGES, "sphinx_design", "sphinx_copybutton", "book.look.maths"
    )
    assert made.warnings == ""
    return made


@pytest.fixture(scope="module")
def style(site):
    return (site.out / "_static/site.css").read_text("utf-8")


@pytest.mark.parametrize(("page", "up"), [("one", ""), ("room/two", "../")])
def test_a_page_asks_for_one_style_and_one_script(site, page, up):
    soup = BeautifulSoup(site.html(page), "html.parser")
    assert [link["href"] for link in soup.select("link[rel=stylesheet]")] == [f"{up}_static/site.css"]
    assert [script["src"] for script in soup.select("script[src]")] == [f"{up}_static/site.js"]


def test_the_search_page_loads_its_scripts_after_the_bundle_that_they_need(site):
    soup = BeautifulSoup(site.html("search"), "html.parser")
    names = [script["src"].rpartition("/")[2].partition("?")[0] for script in soup.select("script[src]")]
    assert names == ["site.js", "language_data.js", "searchtools.js", "searchindex.js"]
    assert all(script.has_attr("defer") for script in soup.select("script[src]"))


def test_every_file_that_the_style_names_is_in_the_site(site, style):
    named = [match[2] for match in URL.finditer(style)]
    assert len(named) > 20
    used = [
        name for name in named if not re.search(r"\.(woff|ttf)$", name)
    ]  # older formats are never asked for
    absent = [name for name in used if not (site.out / "_static" / name).is_file()]
    assert absent == []


def test_nothing_is_left_to_import_and_no_source_map_is_named(site, style):
    script = (site.out / "_static/site.js").read_text("utf-8")
    assert "@import" not in style
    assert "sourceMappingURL" not in style + script
    assert "console.log(" not in script


def test_the_parts_of_the_bundle_are_not_in_the_site_beside_it(site):
    styles = [path.name for path in site.out.rglob("*.css")]
    assert [name for name in styles if name in ("site.css", "book.css", "katex.min.css", "basic.css")] == [
        "site.css"
    ]


def test_the_icon_font_holds_what_is_shown_and_little_else(site, style):
    font = TTFont(site.out / "_static/icons-fa-solid-900.woff2")
    characters = set(font.getBestCmap())
    assert {0xF002, 0xF06E, 0xF05A} <= characters  # the search button, the page's eye, the sign of a note
    assert 0xF1B9 not in characters  # a car
    assert len(characters) < 60
    assert (site.out / "_static/icons-fa-solid-900.woff2").stat().st_size < 10_000
    assert "fa-eye" in style
    assert "fa-car" not in style


def test_icon_fonts_that_no_page_uses_are_left_out(site):
    assert [path.name for path in site.out.rglob("*fa-*")] == ["icons-fa-solid-900.woff2"]


def test_building_again_gives_the_same_files(tmp_path):
    build_themed(tmp_path, PAGES, "sphinx_design")
    first = {path: path.read_bytes() for path in tmp_path.joinpath("out/html").rglob("*.*") if path.is_file()}
    site = build_themed(tmp_path, {**PAGES, "one": PAGES["one"] + "\nMore.\n"}, "sphinx_design")
    changed = {path.name for path, content in first.items() if path.read_bytes() != content}
    assert "More." in site.html("one")
    assert changed <= {"one.html", "searchindex.js", ".buildinfo"}


def test_a_style_that_is_nowhere_stops_the_build(tmp_path):
    site = build_themed(tmp_path, PAGES, "sphinx_design", html_css_files=["absent.css"])
    assert "assets that pages need are not in _static: absent.css" in site.warnings


def test_addresses_are_made_relative_to_the_bundle_and_data_stay(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "basic.css").write_text("b{background:url(file.png)}")
    data = 'url("data:image/svg+xml,%3Ca(b)%3E")'
    (tmp_path / "deep/a.css").write_text(f'@import "../basic.css";a{{x:{data};y:url(../f/i.woff2)}}')
    assert read_css(tmp_path, "deep/a.css") == f"b{{background:url(file.png)}}a{{x:{data};y:url(f/i.woff2)}}"


OWN = """
def setup(app):
    app.add_js_file("all.js")
    app.connect("html-page-context", lambda app, page, *_: page == "one" and app.add_js_file("lab.js", defer="defer"))
"""


def test_a_script_that_one_page_adds_for_itself_is_loaded_there_alone(tmp_path):
    files = {"_static/lab.js": "lab();", "_static/all.js": "all();", "own_script.py": OWN}
    site = build_themed(
        tmp_path,
        {**PAGES, **files},
        "sphinx_design",
        "own_script",
        html_static_path=["_static"],
        html_css_files=[],
        html_js_files=[],
    )
    loaded = {page: "lab.js" in site.html(page) for page in ("one", "room/two", "index")}
    assert loaded == {"one": True, "room/two": False, "index": False}
    bundle = (site.out / "_static/site.js").read_text("utf-8")
    assert "all();" in bundle
    assert "lab();" not in bundle
    assert (site.out / "_static/lab.js").is_file()


@pytest.mark.parametrize(
    ("filename", "body", "own"),
    [
        ("_static/site-wide.js", "", False),
        ("_static/labs/draw.js?v=1", "", True),
        ("", "DOCUMENTATION_OPTIONS.pagename = 'a';", False),
        ("", "window.mine = 1", True),
    ],
)
def test_a_page_keeps_the_scripts_that_are_its_own(filename, body, own):
    asset = SimpleNamespace(filename=filename, attributes={"body": body})
    assert is_own_script(asset, {"site-wide.js"}) is own
