"""``nox -s repeatable``: build the site twice from nothing and compare the two byte for byte.

What a page marks as varying is blanked first and counted: the content of ``<span data-varies>``, figures named
``varies-*.svg``, times and memory in ``status.json`` and ``status.js``, and the values of claims that vary.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path, PurePath

from book.run.kernel_env import KERNEL_ENV, MACHINE_ENV

DOCS = Path(__file__).parents[3]
SPAN = re.compile(rb'(<span data-varies(?:="")?>)[^<]*(</span>)')
STATUS = re.compile(rb'("(?:seconds|peak_mb|cached)": )(?:[\d.]+|true|false)')
MEASURED = ("value", "text", "margin_sd", "control")  # of a claim about time
AROUND = 60  # characters that are shown on each side of a difference


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="nox -s repeatable --", description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=DOCS, help="the book's folder (default: docs)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave both sites in this new folder")
    return parser.parse_args(arguments)


def build(source: Path, folder: Path) -> Path:
    """Return the folder of a site built from nothing: no doctree and no stored output is at hand."""
    site = folder / "html"
    store = ["-D", f"dlbook_store={folder / 'cells'}", "-d", str(folder / "doctrees")]
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-E", "-b", "html", *store]
    done = subprocess.run(
        [*command, str(source), str(site)], env={**os.environ, **KERNEL_ENV, **MACHINE_ENV}, check=False
    )
    if done.returncode:
        sys.exit(f"the book in {source} does not build; nothing was compared")
    return site


def blanked(name: str, content: bytes) -> tuple[bytes, int]:
    """Return the content of a file without what is marked as varying, and how many places that were."""
    file = PurePath(name)
    if file.match("varies-*.svg"):
        return b"", 1
    if file.suffix in {".html", ".ipynb"}:
        return SPAN.subn(rb"\1\2", content)
    if name in {"status.json", "_static/status.js"}:
        return STATUS.subn(rb"\1", content)
    return blanked_claims(content) if name == "claims.json" else (content, 0)


def blanked_claims(content: bytes) -> tuple[bytes, int]:
    """Return ``claims.json`` without the values of claims that vary, and how many these are."""
    found = json.loads(content)
    varying = [claim for claim in found["claims"] if claim["varies"]]
    for claim in varying:
        claim.update(dict.fromkeys(MEASURED & claim.keys()))
    return json.dumps(found, indent=1).encode(), len(varying)


def compare(one: Path, two: Path) -> tuple[list[str], int]:
    """Return a line for each file in which two sites differ, and how many varying places were blanked in the first."""
    differences, count = [], 0
    for name in sorted(names(one) | names(two)):
        lost = [site for site in (one, two) if not (site / name).is_file()]
        if lost:
            differences.append(f"{name}: only one of the two builds has it")
            continue
        (first, places), (second, _) = (blanked(name, (site / name).read_bytes()) for site in (one, two))
        count += places
        if first != second:
            differences.append(f"{name}: {first_difference(first, second)}")
    return differences, count


def names(site: Path) -> set[str]:
    """Return the files of a site by their paths in it."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def first_difference(one: bytes, two: bytes) -> str:
    """Return the first line in which two contents differ, from both, cut to what stands around the difference."""
    place = next(
        (i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
    line = one.count(b"\n", 0, place) + 1
    return f"line {line}:\n  {excerpt(one, place)}\n  {excerpt(two, place)}"


def excerpt(content: bytes, place: int) -> str:
    """Return what stands around a place of a content, on its line."""
    start = max(content.rfind(b"\n", 0, place) + 1, place - AROUND)
    return repr(content[start : place + AROUND].partition(b"\n")[0].decode("utf-8", "replace"))


def main(arguments: list[str]) -> int:
    """Build twice and compare; return 1 if the sites differ."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch)
        one, two = (build(options.source, folder / name) for name in ("first", "second"))
        differences, count = compare(one, two)
        num_files = len(names(one))
    print("\n".join(differences))
    print(f"{num_files} files compared, {count} varying places blanked, {len(differences)} files differ")
    return 1 if differences else 0
