"""Read ``docs/_data/seeds/<page>.json``: how the numbers of a page spread over seeds (``nox -s claims`` writes it)."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import statistics
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from dlbook.site.records import format_value

FEWEST = 5


class SeedFileError(ValueError):
    """A file that cannot be used, and why."""


@dataclass(frozen=True)
class Distribution:
    """A number over seeds: its values, and how they are shown."""

    values: tuple[float, ...]
    format: str

    @property
    def unit(self) -> str:
        """Return "%" for shares, nothing for other numbers."""
        return "%" if self.format.endswith("%") else ""

    @property
    def decimals(self) -> int:
        """Return how many digits a shown value has after its point, at most."""
        return max(0, *(-int(number.as_tuple().exponent) for number in self._shown()))

    def text(self, value: float) -> str:
        """Return a value as a reader sees it."""
        return format_value(int(value) if self.format.endswith("d") else value, self.format)

    def typed(self) -> list[float]:
        """Return the values as a reader would type them, in order: 97.6 for 97.6 %, rounded as shown."""
        return sorted(map(float, self._shown()))

    def _shown(self) -> list[Decimal]:
        return [Decimal(re.sub(r"[,%\s]", "", self.text(value))) for value in self.values]

    def five_numbers(self) -> dict[str, str]:
        """Return lowest value, quartiles and highest value, as a reader sees them."""
        lower, median, upper = statistics.quantiles(self.values, n=4, method="inclusive")
        numbers = {"lowest": min(self.values), "lower quartile": lower, "median": median}
        numbers |= {"upper quartile": upper, "highest": max(self.values)}
        return {name: self.text(number) for name, number in numbers.items()}


@dataclass(frozen=True)
class SeedFile:
    """When and with which version of a page its numbers were measured, and how they spread."""

    date: dt.date
    digest: str
    edition: str
    numbers: dict[str, Distribution]


def read_seed_file(path: Path) -> SeedFile:
    """Return the file's content; raise SeedFileError for anything but what ``nox -s claims`` writes."""
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        date = dt.date.fromisoformat(content["date"])
        numbers = {name: distribution(name, entry) for name, entry in content["numbers"].items()}
        return SeedFile(date, str(content["digest"]), str(content["edition"]), numbers)
    except KeyError as error:
        raise SeedFileError(f"the key {error} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SeedFileError(str(error)) from error


def distribution(name: str, entry: dict[str, Any]) -> Distribution:
    """Return one number's distribution."""
    values = tuple(float(value) for value in entry["values"])
    if len(values) < FEWEST or not all(map(math.isfinite, values)):
        raise SeedFileError(f"{name!r} needs {FEWEST} finite values or more, and has {len(values)}")
    found = Distribution(values, str(entry["format"]))
    try:
        found.typed()
    except (ValueError, InvalidOperation) as error:
        raise SeedFileError(f"{name!r} has the format {found.format!r}, which shows no number") from error
    return found
