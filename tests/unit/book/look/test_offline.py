"""Each page carries a policy that lets nothing in from elsewhere, and the site holds nothing superfluous."""

import base64
import hashlib
import re

import pytest
from themed_site import build_themed

from book.look.offline import harden, policy

HEAD = '<html>\n  <head>\n    <meta charset="utf-8" />\n    '


def test_an_inline_script_is_allowed_by_its_hash_and_by_nothing_else():
    body = "document.title = 'x';"
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    rules = dict(rule.split(" ", 1) for rule in policy(f"<script>{body}</script>").split("; "))
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"
    assert rules["default-src"] == "'none'"


def test_a_script_from_a_file_needs_no_hash():
    assert "sha256" not in policy('<script defer src="_static/site.js"></script>')


def test_the_policy_stands_before_every_script():
    html = harden(f"{HEAD}<script>var a = 1;</script></head></html>")
    assert html.index("Content-Security-Policy") < html.index("<script>")


def test_a_page_already_done_stays_as_it_is():
    once = harden(f"{HEAD}</head></html>")
    assert once != f"{HEAD}</head></html>"
    assert harden(once) == once


def test_click_handlers_are_taken_out_of_tags_and_left_in_text():
    html = harden(
        f'{HEAD}</head><button class="b" onclick="print()" title="t">on</button><p>write onclick="f()"</p>'
    )
    assert '<button class="b" title="t">on</button>' in html
    assert 'write onclick="f()"' in html


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build_themed(tmp_path_factory.mktemp("site"), {"page": "# Page\n\nText.\n"})


def test_every_page_of_a_site_has_the_policy_once(site):
    pages = list(site.out.rglob("*.html"))
    assert len(pages) >= 4
    assert all(page.read_text("utf-8").count("Content-Security-Policy") == 1 for page in pages)


def test_no_source_maps_icon_script_or_reports_are_left(site):
    names = {path.name for path in site.out.rglob("*")}
    assert not [name for name in names if re.search(r"\.map$|^fontawesome|macros|^vendor$|^reports$", name)]


def test_reports_of_an_earlier_failure_are_taken_out(tmp_path):
    report = tmp_path / "out/html/reports/page.err.log"
    report.parent.mkdir(parents=True)
    report.write_text("Traceback")
    site = build_themed(tmp_path, {"page": "# Page\n"})
    assert not (site.out / "reports").exists()
