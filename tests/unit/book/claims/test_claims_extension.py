"""What a page says about a claim leads to where it is decided, and the list of all claims is published."""

import json
from pathlib import Path

import pytest
from small_site import Site, build
from sphinx.errors import SphinxError

DOCS = Path(__file__).parents[4] / "docs"
EXTENSIONS = ("book.run.extension", "book.run.records", "book.claims.extension")
CLAIM = """\
{id}:
  part: 1
  page: {page}
  statement: All of {id} is so.
  kind: cited
  verdict: holds
  sources: [someone2020]
  counts: true
"""
CLAIMS = CLAIM.format(id="phones", page="page") + CLAIM.format(id="later", page="not/written")
CHECKED = "# Page\n\n```{checked} phones\nPhones use it.\n```\n"


def site(folder: Path, text: str, claims: str = CLAIMS) -> Site:
    schema = (DOCS / "claims.schema.json").read_text("utf-8")
    pages = {"claims/01-concepts.yml": claims, "claims.schema.json": schema, "page": CHECKED, "other": text}
    return build(folder, pages, *EXTENSIONS)


def test_a_link_leads_to_the_box_that_decides_a_claim(tmp_path):
    made = site(tmp_path, "# Other\n\nSee {claim}`phones`.\n")
    assert 'id="claim-phones"' in made.html("page")
    assert 'href="page.html#claim-phones"' in made.html("other")


def test_a_claim_whose_page_is_not_written_is_named_without_a_link(tmp_path):
    html = site(tmp_path, "# Other\n\nSee {claim}`later`.\n").html("other")
    assert "All of later is so." in html
    assert "#claim-later" not in html


@pytest.mark.parametrize("text", ["{claim}`nowhere`", "```{checked} nowhere\nIt is.\n```"])
def test_an_unknown_claim_is_reported_with_its_page(tmp_path, text):
    warnings = site(tmp_path, f"# Other\n\n{text}\n").warnings
    assert "unknown claim 'nowhere'" in warnings
    assert "other.md:3" in warnings


def test_the_ledger_and_the_published_list_have_every_claim(tmp_path):
    made = site(tmp_path, "# Other\n\n```{ledger}\n```\n")
    assert all(f"All of {name} is so." in made.html("other") for name in ("phones", "later"))
    published = json.loads((made.out / "claims.json").read_text("utf-8"))["claims"]
    assert sorted(claim["id"] for claim in published) == ["later", "phones"]


def test_a_file_of_claims_with_a_fault_stops_the_build_at_its_line(tmp_path):
    with pytest.raises(SphinxError, match=r"claims/01-concepts\.yml:10"):
        site(tmp_path, "# Other\n", CLAIMS.replace("part: 1\n  page: not", "part: 11\n  page: not"))
