"""The built site passes every gate (see ``gates.py`` and ``gates_files.py``)."""

import gates_files  # noqa: F401
import pytest
from gates import GATES


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_gate(gate, site):
    faults = list(gate(site))
    assert not faults, "\n".join(faults)


def test_the_site_has_pages_to_judge(site):
    assert {"index", "search", "reference/glossary"} <= site.pages.keys()
    assert any(page.soup.select_one("div.cell") for page in site.pages.values())
