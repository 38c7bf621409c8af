"""An icon font with only the icons that the site shows.

The theme brings Font Awesome whole: 240 kB of fonts and two thousand style rules, for about thirty icons.
``fontTools`` cuts the fonts down to the icons whose class stands in a page or whose character stands in a style.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = "vendor/fontawesome/webfonts"
FONT_FACE = re.compile(r"@font-face\{[^}]*?url\((" + FOLDER + r"/([\w-]+)\.woff2)\)[^}]*\}")
ICON_RULE = re.compile(r'((?:\.fa-[\w-]+,?)+)\{--fa:"\\([0-9a-f]+)"[^}]*\}')
ICON_CLASS = re.compile(r"\bfa-[a-z0-9-]+")
ICON_CHARACTER = re.compile("[\ue000-\uf8ff]")
FROM_SCRIPTS = {"fa-solid", "fa-xmark"}  # classes that the theme's script puts into a page
STYLE_CLASS = {"fa-solid-900": "fa-solid", "fa-regular-400": "fa-regular", "fa-brands-400": "fa-brands"}


def used_classes(site: Path) -> set[str]:
    """Return every icon class that stands in a page of the site."""
    return FROM_SCRIPTS.union(*(ICON_CLASS.findall(page.read_text("utf-8")) for page in site.rglob("*.html")))


def subset_icons(style: str, site: Path) -> str:
    """Return the style without the rules of unused icons; write the fonts it still names, each cut down."""
    used = used_classes(site)
    style = ICON_RULE.sub(lambda rule: rule[0] if used & set(ICON_CLASS.findall(rule[1])) else "", style)
    characters = {ord(character) for character in ICON_CHARACTER.findall(style)}
    characters |= {int(rule[2], 16) for rule in ICON_RULE.finditer(style)}

    def keep(face: re.Match[str]) -> str:
        if STYLE_CLASS[face[2]] not in used:
            return ""
        target = f"icons-{face[2]}.woff2"
        cut_font(source_font(f"{face[2]}.woff2"), characters, site / "_static" / target)
        return face[0].replace(face[1], target)

    return FONT_FACE.sub(keep, style)


def source_font(name: str) -> Path:
    """Return where the theme keeps a font."""
    return Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static" / FOLDER / name


def cut_font(source: Path, characters: set[int], target: Path) -> None:
    """Write the font with these characters only; the same characters give the same bytes."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    subset.save_font(font, str(target), options)
