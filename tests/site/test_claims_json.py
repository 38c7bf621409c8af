"""What the site offers to programs keeps its form."""

import json
from pathlib import Path

from built_site import BuiltSite
from jsonschema import Draft202012Validator

from book.claims.statements import load_claims

ROOT = Path(__file__).parents[2]


def test_claims_json_has_the_committed_schema_and_every_statement(site: BuiltSite) -> None:
    schema = json.loads((ROOT / "docs/claims-output.schema.json").read_text("utf-8"))
    content = json.loads((site.folder / "claims.json").read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(content)] == []
    statements = load_claims(ROOT / "docs/claims", ROOT / "docs/claims.schema.json")
    assert [claim["id"] for claim in content["claims"]] == list(statements)


def test_status_json_lists_every_page_that_ran(site: BuiltSite) -> None:
    content = json.loads((site.folder / "status.json").read_text("utf-8"))
    assert content["schema"] == 1
    assert {"versions", "device", "edition", "pages"} <= set(content)
    for page, row in content["pages"].items():
        assert set(row) == {"seconds", "cells", "cached", "peak_mb"}, page
        assert (site.folder / f"{page}.html").is_file()
