"""How much sooner the chapters have run when two run side by side: the ratio of the seconds, in turn, three times.

Run it with `nox -s bench -- pages`.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

from book.page.files import named_pages, read_text
from book.page.notebook import is_chapter, read_page
from book.run.kernels import Settings, run_pages


def seconds(texts: dict[str, str], at_once: int) -> tuple[float, dict[str, float]]:
    """Return the seconds of all pages together, and of each."""
    each: dict[str, float] = {}
    notebooks = {page: read_page(text) for page, text in texts.items()}
    begin = time.perf_counter()
    settings = Settings(ipython_dir=ROOT / "docs" / "_ipython")
    faults = run_pages(notebooks, settings, at_once, lambda page, run: each.update({page: run.seconds}))
    if faults:
        sys.exit(str(faults[0]))
    return time.perf_counter() - begin, each


def main() -> None:
    """Print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="such as start/tensors; all chapters without it"
    )
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    files = named_pages(options.pages, ROOT)
    texts = {file.stem: text for file in files if is_chapter(text := read_text(file))}
    order, ratios = dict.fromkeys(texts, 0.0), []
    for _ in range(options.runs):
        alone, order = seconds(texts, 1)
        longest_first = {page: texts[page] for page in sorted(texts, key=lambda page: -order[page])}
        together, _ = seconds(longest_first, 2)
        ratios.append(together / alone)
        print(
            f"{len(texts)} pages: {alone:.1f} s one by one, {together:.1f} s two at once: ratio {ratios[-1]:.2f}"
        )
    print(f"median ratio {statistics.median(ratios):.2f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
