"""An HTML element that docutils has no node for."""

from docutils import nodes
from small_site import build

from book.look.tagged import tag


def test_its_parts():
    node = tag("details", nodes.Text("a"), tag("b"), classes=["c"], aria_label="d")
    assert (node["tag"], node["classes"], node["attributes"]) == ("details", ["c"], {"aria-label": "d"})
    assert [child.astext() for child in node.children] == ["a", ""]


def test_its_html(tmp_path):
    page = "# Page\n\n:::{recall}\n- A & B {index}:\n  C.\n:::\n"
    html = build(tmp_path, {"page": page}, "book.reader.recall").html("page")
    assert '<details class="recalled"><summary>A &amp; B</summary>' in html
    assert html.count("<details") == html.count("</details>") == 1


def test_other_formats_show_what_is_inside(tmp_path):
    page = "# Page\n\n:::{recall}\n- A {index}:\n  C.\n:::\n"
    site = build(tmp_path, {"page": page}, "book.reader.recall", builder="text")
    assert site.warnings == ""
    assert "C." in (site.out / "page.txt").read_text("utf-8")
