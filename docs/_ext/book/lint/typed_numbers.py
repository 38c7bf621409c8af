"""No metric is typed by hand: a lint of the prose, ``python docs/_ext typed-numbers [PAGE …]``.

It finds percentages, times, counts of parameters, speed-ups, and decimals beside a metric's name.
Numbers in code, in roles such as ``{value}`` and ``{by-hand}``, and in formulas are left alone; a formula that is
nothing but a number is no formula. A number may stand

- in the first line of a question and in its wrong options, and in quotation marks;
- in a sentence that cites its source: ``{cite:p}`russakovsky2015```;
- on the line after a comment that says why: ``% typed: the guide's own wording``.
  Before a table, the comment holds for the table. A comment that excuses nothing is a fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from book.page.files import PageError, named_pages, read_text
from book.page.prose import HOLE, Paragraph, Piece, paragraphs, sentences

ROOT = Path(__file__).parents[4]
ADVICE = (
    "is typed by hand: take it from the run ({value}`accuracy:.1%`), compute it ({by-hand}), cite its source in the same sentence, "
    "or say why it may stand, on the line before: % typed: reason"
)
EXCUSE = re.compile(r"\s*%\s*typed\s*:?(?P<reason>.*)")

NUMBER = r"(?<![\w.,/])\d+(?:[.,]\d+)*"
SPACE = r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
LARGE = rf"(?<![\w.,/])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{4,}}|\d+(?:\.\d+)?{SPACE}(?:thousand|million|billion|trillion))"
TENS = r"(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)"
METRICS = (
    r"(?:accurac(?:y|ies)|loss(?:es)?|errors?|error rates?|perplexity|recall|precision|sensitivity|specificity|"
    r"AUC|F1|MAE|RMSE|correlation|entropy|likelihood|R²)"
)
# Words between a metric and a number that say the number is a setting of the author's, not a result.
SETTINGS = re.compile(
    r"learning rate|\blr\b|dropout|momentum|threshold|weight decay|\bseed|temperature|\bepochs?\b"
)
PATTERNS = {
    "percentage": rf"{NUMBER}{SPACE}*(?:%|per{SPACE}?cent\b|percentage{SPACE}points?\b)",
    "percentage in words": rf"\b{TENS}(?:[- ]\w+)?{SPACE}per{SPACE}?cent\b",
    "time": rf"{NUMBER}{SPACE}*(?:ms|µs|sec|seconds?|milliseconds?|microseconds?|min|minutes?|hours?)\b|{NUMBER}{SPACE}[sh]\b",
    "count of parameters": rf"{LARGE}{SPACE}+(?:[\w-]+{SPACE}+){{0,2}}(?:parameters?|weights?|biases|numbers)\b",
    "count of parameters after": rf"\bparameters?\b[^.\d\n]{{0,20}}?{LARGE}",
    "speed-up": rf"{NUMBER}{SPACE}*(?:times|×|x){SPACE}+(?:as{SPACE}+)?(?:fast|faster|slow|slower|better|worse|more{SPACE}accurate)\b",
    "metric": rf"\b{METRICS}\b(?P<between>[^.\d]{{0,40}}?)(?<![\w.,/])[−-]?\d+\.\d+",
    "metric after": rf"(?<![\w.,/])\d+\.\d+{SPACE}+(?:[\w-]+{SPACE}+)?(?:{METRICS}|bits)\b",
}
FINDERS = [re.compile(pattern, re.IGNORECASE) for pattern in PATTERNS.values()]
# Not measured by anybody: each with its reason.
CONSTANTS = {
    "the width of an interval is chosen": rf"\d+(?:\.\d+)?{SPACE}*%{SPACE}+(?:confidence{SPACE}+)?(?:intervals?|bands?|level)\b",
    "how long a reader needs is estimated": rf"{NUMBER}{SPACE}(?:minutes?|hours?){SPACE}+(?:to|of){SPACE}+(?:read|practi[sc]e|work)",
    "what people say, in quotation marks": r"“[^”]*”|\"[^\"]*\"",
    "a wrong option of a question": r"\A\[ \][^\n]*",
}
ALLOWED = re.compile("|".join(CONSTANTS.values()), re.IGNORECASE)
CITED = "\N{SYMBOL FOR ENQUIRY}"  # stands for a citation
LONE_NUMBER = re.compile(r"(?:\\approx|[≈~=<>])?\s*-?[\d.,]+\s*%?")


def typed_numbers(text: str) -> list[tuple[int, str]]:
    """Return the page's line and the complaint for each number typed by hand, and for each idle excuse."""
    excuses, faults = excused_lines(text)
    used: set[int] = set()
    for paragraph in paragraphs(text):
        for line, number in found_in(paragraph):
            covering = {line - 1, paragraph.table_line - 1} & excuses
            used |= covering
            if not covering:
                faults.append((line, f"{number!r} {ADVICE}"))
    faults += [(line, "this comment excuses nothing: delete it") for line in excuses - used]
    return sorted(faults)


def excused_lines(text: str) -> tuple[set[int], list[tuple[int, str]]]:
    """Return the lines of the comments that excuse a number, and a fault for each that gives no reason."""
    found = [(at, match) for at, line in enumerate(text.split("\n"), 1) if (match := EXCUSE.fullmatch(line))]
    lazy = [
        (at, "say why: % typed: reason in words") for at, match in found if len(match["reason"].split()) < 2
    ]
    return {at for at, _ in found} - {at for at, _ in lazy}, lazy


def found_in(paragraph: Paragraph) -> Iterator[tuple[int, str]]:
    """Yield the line and the words of each number typed by hand."""
    if paragraph.directive == "question" and paragraph.is_argument:
        return  # it may speak of a made-up case
    text = paragraph.joined(shown)
    for offset, sentence in sentences(text):
        if CITED in sentence:
            continue
        allowed = [match.span() for match in ALLOWED.finditer(sentence)]
        seen: list[tuple[int, int]] = []
        for match in (match for finder in FINDERS for match in finder.finditer(sentence)):
            is_setting = SETTINGS.search(match.groupdict().get("between") or "")
            if not is_setting and not any(overlap(match.span(), span) for span in [*allowed, *seen]):
                seen.append(match.span())
                yield (
                    paragraph.line_at(text, offset + match.start()),
                    " ".join(match[0].replace(HOLE, "…").split()),
                )


def shown(piece: Piece) -> str:
    """Return what a piece of a paragraph is for this lint: a number, a citation, or neither."""
    if piece.kind == "role" and piece.role.startswith("cite"):
        return CITED
    if piece.kind == "math":
        plain = re.sub(r"\\[,;! ]|[{}~]", "", piece.text.replace("\\%", "%"))
        return plain if LONE_NUMBER.fullmatch(plain) else HOLE
    return HOLE


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two stretches of a text share a character."""
    return one[0] < other[1] and other[0] < one[1]


def lint_file(path: Path) -> list[tuple[int, str]]:
    """Return the line and the complaint of everything to correct in a page."""
    try:
        return typed_numbers(read_text(path))
    except PageError as error:
        return [(error.line, str(error))]


def main(arguments: Sequence[str]) -> int:
    """Lint the pages named, or all chapters; return 1 if a number is typed by hand."""
    count = 0
    for path in named_pages(arguments, ROOT):
        if not arguments and path.parent == ROOT:
            continue  # the top level speaks of versions, not of results
        for line, fault in lint_file(path):
            name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path
            sys.stdout.write(f"{name}:{line}: {fault}\n")
            count += 1
    sys.stdout.write(f"typed numbers: {count} to correct\n")
    return int(count > 0)
