"""The icon fonts hold the icons that the site shows, and the style names no others."""

import pytest
from fontTools.ttLib import TTFont

from book.look.icons import FOLDER, cut_font, source_font, subset_icons, used_classes

EYE, CAR, CROSS, STAR = 0xF06E, 0xF1B9, 0xF00D, 0xF005
FACES = "".join(
    f"@font-face{{font-family:x;src:url({FOLDER}/{name}.woff2)}}"
    for name in ("fa-solid-900", "fa-regular-400", "fa-brands-400")
)
RULES = '.fa-eye{--fa:"\\f06e"}.fa-car,.fa-automobile{--fa:"\\f1b9"}.fa-xmark,.fa-close{--fa:"\\f00d"}'


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_static").mkdir()
    (tmp_path / "room").mkdir()
    (tmp_path / "index.html").write_text('<i class="fa-solid fa-eye"></i>', "utf-8")
    (tmp_path / "room/page.html").write_text("<p>a car</p>", "utf-8")
    return tmp_path


def characters(font):
    return set(TTFont(font).getBestCmap())


def fonts(site):
    return sorted(path.name for path in (site / "_static").iterdir())


def test_classes_are_found_in_every_page_and_in_no_other_file(site):
    before = used_classes(site)
    assert {"fa-solid", "fa-eye"} <= before
    (site / "style.css").write_text(".fa-car{}", "utf-8")
    assert used_classes(site) == before
    (site / "room/page.html").write_text('<i class="fa-car"></i>', "utf-8")
    assert used_classes(site) == before | {"fa-car"}


def test_rules_of_unused_icons_go_and_every_other_rule_stays(site):
    style = subset_icons("b{color:red}" + RULES + ".fa-spin{animation:x}", site)
    assert "fa-car" not in style
    assert style.startswith('b{color:red}.fa-eye{--fa:"\\f06e"}')
    assert style.endswith(".fa-spin{animation:x}")


def test_an_icon_used_by_its_other_name_stays(site):
    (site / "room/page.html").write_text('<i class="fa-automobile"></i>', "utf-8")
    assert ".fa-car,.fa-automobile{" in subset_icons(RULES, site)


def test_what_the_themes_script_puts_into_a_page_stays_though_no_page_shows_it(site):
    assert "fa-xmark" not in (site / "index.html").read_text("utf-8")
    assert "fa-xmark" in subset_icons(RULES, site)


def test_the_font_has_the_icons_of_the_style_and_the_style_names_the_font(site):
    style = subset_icons(FACES + RULES + f'.tick::before{{content:"{chr(STAR)}"}}', site)
    assert "url(icons-fa-solid-900.woff2)" in style
    assert characters(site / "_static/icons-fa-solid-900.woff2") == {EYE, CROSS, STAR}


def test_a_family_that_no_page_uses_is_left_out_and_one_that_a_page_uses_is_not(site):
    assert subset_icons(FACES, site).count("@font-face") == 1
    assert fonts(site) == ["icons-fa-solid-900.woff2"]
    (site / "room/page.html").write_text('<i class="fa-regular fa-star"></i>', "utf-8")
    assert subset_icons(FACES + '.fa-star{--fa:"\\f005"}', site).count("@font-face") == 2
    assert STAR in characters(site / "_static/icons-fa-regular-400.woff2")


def test_a_cut_font_has_the_characters_asked_for_and_is_the_same_bytes_every_time(tmp_path):
    source = source_font("fa-solid-900.woff2")
    assert CAR in characters(source)
    one, two = tmp_path / "one.woff2", tmp_path / "two.woff2"
    for target in (one, two):
        cut_font(source, {EYE, CROSS}, target)
    assert characters(one) == {EYE, CROSS}
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < source.stat().st_size / 20
