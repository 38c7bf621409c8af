"""Results of contests that take longer than a page may, stored with their hash.

``python docs/_ext contest`` measured them, and ``nox -s claims`` measures them again.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from dlbook.datasets.errors import DataError

DIGITS = Path(__file__).parent / "_data" / "digit_contest" / "results.json"


def load_digit_contest() -> dict[str, dict[str, list[float]]]:
    """Test accuracies, from 0 to 1, one per seed: of each task, of each contestant ("method, what it sees").

    Raises
    ------
    DataError
        If the file was changed since it was measured.
    """
    content = json.loads(DIGITS.read_text("utf-8"))
    if digest(content["result"]) != content["sha256"]:
        raise DataError(f"{DIGITS.name} is not what was measured; make it anew: python docs/_ext contest")
    tasks = content["result"]["tasks"]
    return {task: {name: row["test"] for name, row in rows.items()} for task, rows in tasks.items()}


def digest(result: dict[str, Any]) -> str:
    """Return the sha256 of a result, whatever the order of its entries."""
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()
