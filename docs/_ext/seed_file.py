"""Read ``docs/_data/seeds/<page>.json``: how the numbers of a page spread over seeds (``nox -s claims`` writes it).

Its digest is that of the page's cells. Where code has moved and computes what it did, ``restamp`` writes the new one.
"""

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

from execution import KEY_FILES
from page_key import page_key
from page_store import PageRun, PageStore
from pages import read_page
from run_pages import PageFaultError

from dlbook.outputs import format_value, mime_type

FEWEST = 5
Records = dict[str, list[dict[str, Any]]]


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


def cells_digest(text: str, edition: str) -> str:
    """Return the digest of a page's cells and of all that they depend on; a number in a sentence is not in it."""
    return page_key(read_page(text), KEY_FILES, edition)


def records_of(run: PageRun) -> Records:
    """Return the claims and the distributions that a page handed on."""
    found: Records = {"claim": [], "seeds": []}
    for output in (output for outputs in run.outputs for output in outputs):
        for kind in found:
            if mime_type(kind) in output.get("data", {}):
                found[kind].append(output["data"][mime_type(kind)])
    return found


def restamp_pages(texts: dict[str, str], folder: Path, stores: list[PageStore]) -> list[PageFaultError]:
    """Restamp the files of these pages; return a fault for each that has to be measured anew."""
    files = {page: folder / f"{page}.json" for page in texts}
    faults = {page: restamp(path, texts[page], stores) for page, path in files.items() if path.is_file()}
    return [PageFaultError(page, 1, fault) for page, fault in faults.items() if fault]


def restamp(path: Path, text: str, stores: list[PageStore]) -> str:
    """Write the digest of the page as it is now if it hands on, bit by bit, what it did; else return why not."""
    content = json.loads(path.read_text("utf-8"))
    old, new = content["digest"], cells_digest(text, content["edition"])
    if old == new:
        return ""
    before, now = (stored(digest, stores) for digest in (old, new))
    if before is None:
        return (
            f"no outputs of its digest {old[:12]}…; name the store that has them (--store), or measure anew"
        )
    if now is None:
        return "no outputs of the page as it is now; run: nox -s docs"
    was, is_ = handed_on(before), handed_on(now)
    names = was.keys() | is_.keys() | content["numbers"].keys() | content["claims"].keys()
    if differing := sorted(name for name in names if name not in was or was[name] != is_.get(name)):
        return f"other values of {', '.join(differing)}; measure anew: nox -s claims -- {content['page']}"
    path.write_text(json.dumps({**content, "digest": new}, indent=1) + "\n", "utf-8")
    print(f"{content['page']}: {old[:12]}… is {new[:12]}… now")
    return ""


def stored(digest: str, stores: list[PageStore]) -> PageRun | None:
    """Return the outputs of cells with this digest from the first store that has them."""
    return next((run for store in stores if (run := store.load(digest)) is not None), None)


def handed_on(run: PageRun) -> dict[str, list[str]]:
    """Return each claim and distribution as text, so that floats compare bit by bit; what varies only by its name."""
    found: dict[str, list[str]] = {}
    for record in (record for records in records_of(run).values() for record in records):
        name = str(record.get("id") or record.get("name"))
        text = "varies" if record.get("varies") else json.dumps(record, sort_keys=True)
        found.setdefault(name, []).append(text)
    return found
