"""``nox -s claims``: judge each page's claims on seeds nobody has looked at, its controls, or another processor.

The distributions go to ``docs/_data/seeds/<page>.json``, from where "Is my number normal?" reads them.
With ``--restamp`` nothing is measured: a file keeps its numbers where the page's code moved and computes what it did.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from book.claims.resample import REQUIRED, share_as_expected
from book.claims.seed_file import Records, cells_digest, records_of, restamp_pages
from book.claims.statements import Statement, load_claims
from book.claims.verdicts import completed, criterion_of, outcome_faults
from book.page.files import PageError, docnames, find_pages, read_text
from book.page.notebook import is_chapter, read_page
from book.run.kernels import PageFaultError, Settings, run_pages
from book.run.store import FOLDER, PageRun, PageStore
from dlbook.datasets.edition import mnist_edition

DOCS = Path(__file__).parents[3]
SEEDS = DOCS / "_data" / "seeds"
AVX2 = (("ATEN_CPU_CAPABILITY", "default"), ("ONEDNN_MAX_CPU_ISA", "AVX2"))
Judge = Callable[[Statement, dict[str, Any], str], tuple[str, bool]]


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="nox -s claims --", description=__doc__.splitlines()[0])
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="such as start/first-network; all chapters without it"
    )
    parser.add_argument("--seeds", type=int, default=30, help="how many seeds (default: 30)")
    parser.add_argument(
        "--offset", type=int, default=10, help="the first seed (default: 10; 0 to 9 set the bounds)"
    )
    parser.add_argument("--controls", action="store_true", help="every control must come out not holding")
    parser.add_argument(
        "--avx2", action="store_true", help="each page's own seeds, with another processor's arithmetic"
    )
    parser.add_argument(
        "--restamp", action="store_true", help="give files the digest of code that computes the same"
    )
    parser.add_argument(
        "--store",
        type=Path,
        action="append",
        default=[FOLDER],
        help="a further folder of outputs, for --restamp",
    )
    options = parser.parse_args(arguments)
    if options.seeds < 2 or options.offset < 0:
        parser.error(f"--seeds {options.seeds} --offset {options.offset}: at least two seeds, from zero up")
    return options


def chapters(names: list[str]) -> tuple[dict[str, str], list[PageFaultError]]:
    """Return the text of the chapters asked for, or of all, and a fault for each page that cannot be read."""
    found, faults = {}, []
    for page in names or docnames(DOCS):
        try:
            text = read_text(DOCS / f"{page}.md")
            read_page(text)
        except PageError as error:
            faults.append(PageFaultError(page, error.line, str(error)))
            continue
        if is_chapter(text):
            found[page] = text
        elif names:
            sys.exit(f"{page} has no cells to run, so no claims to judge")
    return found, faults


def environment(options: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Return the variables that tell the pages how to run."""
    if options.controls:
        return (("DLBOOK_CONTROLS", "1"),)
    if options.avx2:
        return AVX2
    return (("DLBOOK_SEEDS", str(options.seeds)), ("DLBOOK_SEED_OFFSET", str(options.offset)))


def measure(
    texts: dict[str, str], options: argparse.Namespace
) -> tuple[dict[str, Records], list[PageFaultError]]:
    """Run the pages; return what each handed on, and the faults of those that did not run to their end."""
    found: dict[str, Records] = {}

    def done(page: str, run: PageRun) -> None:
        found[page] = records_of(run)
        print(f"{page}: {run.seconds:.0f} s", flush=True)

    notebooks = {page: read_page(text) for page, text in texts.items()}
    settings = Settings(3600, DOCS / "_ipython", environment(options), reads_values=False)
    return found, run_pages(notebooks, settings, min(2, os.cpu_count() or 1), done)


def check_ids(page: str, records: Records, statements: dict[str, Statement]) -> None:
    """Stop at a claim that no entry of docs/claims has, as the build does."""
    unknown = sorted({data["id"] for data in records["claim"]} - set(statements))
    if unknown:
        sys.exit(
            f"{page}: docs/claims knows no {', '.join(unknown)}; add an entry or correct the id in the cell"
        )


def judge_seeds(s: Statement, data: dict[str, Any], edition: str) -> tuple[str, bool]:
    """Return one line about a claim on many seeds, and whether it passes."""
    if s.kind == "measured" and edition in s.undecided_on:
        return "may stay undecided on this edition", True
    share = share_as_expected(s, data, edition)
    return f"{share:.1%} of resamples of {data['own_seeds']} seeds as the verdict says", share >= REQUIRED


def judge_control(s: Statement, data: dict[str, Any], edition: str) -> tuple[str, bool]:
    """Return one line about a claim's control, and whether it passes."""
    if data["control"] is None:
        comparative = bool(data["test"]["other"]) and data["kind"] == "measured"
        return ("a comparison without a control" if comparative else "no control needed"), not comparative
    outcome = criterion_of(completed(s, data, edition)).judge(data["control"])
    return f"the control {outcome}", outcome != "holds"


def judge_own(s: Statement, data: dict[str, Any], edition: str) -> tuple[str, bool]:
    """Return one line about a claim on the page's own seeds, and whether it passes."""
    faults = list(outcome_faults(s, {"line": 1, "data": data}, edition))
    return (faults[0][2] if faults else "as the verdict says"), not faults


def write_seeds(page: str, text: str, records: Records, edition: str, judged: dict[str, Any]) -> None:
    """Write the distributions of a page; one that has none has no file."""
    path = SEEDS / f"{page}.json"
    numbers = {r["name"]: {"values": r["values"], "format": r["format"]} for r in records["seeds"]}
    if not (numbers or judged):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "page": page,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "edition": edition,
        "digest": cells_digest(text, edition),
        "numbers": numbers,
        "claims": judged,
    }
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def judge_page(
    records: Records, statements: dict[str, Statement], judge: Judge, edition: str
) -> tuple[dict[str, Any], int]:
    """Print a line about each claim of a page; return the claims for its file, and how many did not pass."""
    judged, failed = {}, 0
    for data in records["claim"]:
        line, passed = judge(statements[data["id"]], data, edition)
        print(f"  {'ok  ' if passed else 'FAIL'} {data['id']}: {line}")
        failed += not passed
        if data["kind"] == "measured" or data["id"] not in judged:
            judged[data["id"]] = {"values": data["values"], "own_seeds": data["own_seeds"], "result": line}
    return judged, failed


def main(arguments: list[str]) -> int:
    """Judge the claims; return 1 if one did not pass or a page did not run."""
    options, edition = parse(arguments), mnist_edition()
    try:
        statements = load_claims(DOCS / "claims", DOCS / "claims.schema.json")
    except PageError as error:
        sys.exit(f"docs/claims/{error.name}:{error.line}: {error}")
    texts, unreadable = chapters(find_pages(options.pages, DOCS))
    judge = judge_control if options.controls else judge_own if options.avx2 else judge_seeds
    stores = [PageStore(folder) for folder in options.store]
    found, faults = ({}, restamp_pages(texts, SEEDS, stores)) if options.restamp else measure(texts, options)
    faults += unreadable
    failed = len(faults)
    for page, records in found.items():
        print(page)
        check_ids(page, records, statements)
        judged, failures = judge_page(records, statements, judge, edition)
        failed += failures
        if judge is judge_seeds:
            write_seeds(page, texts[page], records, edition, judged)
    for fault in faults:
        print(f"FAIL {fault}")
    well = "every file is current" if options.restamp else "all as the verdicts say"
    print(f"{failed} failed" if failed else well)
    return min(failed, 1)
