"""Statements and records as ``docs/claims/`` and a page would give them, each with what a test changes."""

from dataclasses import asdict
from typing import Any

from book.claims.statements import Statement
from dlbook.site.verdict import Criterion

PAGE = "concepts/layers"


def entry(**changes: Any) -> Statement:
    """Return a measured statement that holds."""
    fields = {"id": "layers", "line": 1, "part": 1, "page": PAGE, "statement": "Layers help."}
    return Statement(**{**fields, "kind": "measured", "verdict": "holds", "counts": True, **changes})


def claim_data(values: list[float], test: Criterion, **changes: Any) -> dict[str, Any]:
    """Return what ``claim()`` hands on."""
    fields = {
        "id": "layers",
        "kind": "measured",
        "unit": "%",
        "n_test": 1000,
        "own_seeds": 3,
        "varies": False,
    }
    fields |= {
        "values": values,
        "test": asdict(test),
        "seeds": [0, 1, 2],
        "has_control": False,
        "control": None,
    }
    return fields | changes
