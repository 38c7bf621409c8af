"""What a reader does works from a folder: search, themes, the keyboard, a telephone, and no JavaScript at all."""

import re

import pytest
from browser import run_script

CHAPTER = "start/first-network"


@pytest.fixture(scope="module")
def results(site, chromium):
    found = run_script("actions.mjs", {"base": site.folder.as_uri(), "chapter": CHAPTER}, chromium)
    return {item["name"]: item["result"] for item in found}


def test_search_finds_a_word_in_its_pages(results):
    assert any("reference/glossary.html" in link for link in results["search"]), results["search"]


def test_the_search_dialog_opens_by_keyboard_and_takes_the_focus(results):
    assert results["searchDialog"] is True


def test_a_chosen_theme_stays_on_the_next_page(results):
    assert results["chosenThemeStays"] == "dark"


def test_without_javascript_a_page_is_light_and_whole_and_shows_no_dead_buttons(results):
    assert results["withoutJavaScript"] == {"theme": "light", "title": True, "navigation": True, "buttons": 0}


def test_the_first_tab_stop_leads_past_the_navigation(results):
    assert results["firstTabStop"] == {"text": "Skip to main content", "hash": "#main-content"}


def test_on_a_telephone_the_menu_opens_and_closes(results):
    assert results["menuOnATelephone"] is True


def test_a_fold_opens_by_keyboard(results):
    assert results["foldByKeyboard"] is True


def test_a_chapter_says_how_long_its_cells_ran(results):
    assert re.fullmatch(
        r"Its cells ran for \d+(\.\d)? seconds when this site was built\.", results["secondsOfThePage"]
    )


def test_a_chapter_leads_to_its_notebook(results, site):
    assert results["notebook"].endswith(f"_downloads/notebooks/{CHAPTER}.ipynb")
    assert (site.folder / f"_downloads/notebooks/{CHAPTER}.ipynb").is_file()
