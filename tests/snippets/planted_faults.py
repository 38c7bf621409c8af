"""Tiny pages with one fault each: code that is wrong, blocks that nobody accounts for, exercises that test nothing."""

from __future__ import annotations

from planted_forms import HEAD, Fault, cell


def block(language: str, body: str) -> str:
    """Return a page with one block."""
    return f"{HEAD}```{language}\n{body}\n```\n"


def exercise(solution: str, check: str, label: str = "exr-a") -> str:
    """Return a page with an exercise, and whatever stands in its solution."""
    start = f"```{{solution-start}} {label}\n:class: dropdown\n```\n\n"
    task = "```{exercise-start} Do it\n:label: exr-a\n```\n\nDo it.\n\n```{exercise-end}\n```\n\n"
    return HEAD + task + start + solution + check + "```{solution-end}\n```\n"


TWICE = cell("def twice(x):\n    return 2 * x", "solution")
JUDGE = cell("assert twice(4) == 8", "check")

WRONG = {
    "doctest-output": Fault(block("pycon", ">>> 1 + 1\n2\n>>> 2 + 2\n5"), ">>> 2 + 2", "Expected:\n    5"),
    "doctest-number": Fault(block("pycon", ">>> 2 / 3\n0.65"), ">>> 2 / 3", "0.65"),
    "doctest-in-python": Fault(block("python", ">>> 1 + 1\n3"), ">>> 1 + 1", "Expected:\n    3"),
    "doctest-raises": Fault(block("pycon", ">>> 1\n1\n>>> 1 / 0"), ">>> 1 / 0", "ZeroDivisionError"),
    "doctest-unexpected-output": Fault(block("pycon", ">>> 6 * 7"), ">>> 6 * 7", "42"),
    "doctest-without-prompt": Fault(block("pycon", "1 + 1"), "```pycon", "no '>>>'"),
    "doctest-badly-written": Fault(block("pycon", ">>> 1\n1\n>>>2"), ">>>2", "blank"),
    "json": Fault(block("json", '{\n"a": 1,\n"b": oops\n}'), "oops", "json"),
    "yaml": Fault(block("yaml", "a: 1\nb: [oops"), "oops", "yaml"),
    "yaml-second-document": Fault(block("yaml", "a: 1\n---\nb: c: oops"), "oops", "yaml"),
    "toml": Fault(block("toml", "a = 1\nb = oops"), "oops", "toml"),
    "toml-unclosed": Fault(block("toml", "a = 1\nb = [1,"), "b = [1,", "toml"),
    "bash": Fault(block("bash", "ls\nif true; then; fi"), "then; fi", "bash"),
    "bash-unclosed": Fault(block("sh", "for x in a b; do"), "for x", "sh"),
    "js": Fault(block("js", "let a = 1;\nlet b = ;"), "let b", "SyntaxError"),
    "js-module": Fault(block("javascript", 'import a from "b";\nlet b = ;'), "let b", "SyntaxError"),
    "python-syntax": Fault(block("python", "a = 1\nb = = 2"), "b = =", "SyntaxError"),
    "exits": Fault(HEAD + cell("raise SystemExit(0)"), "SystemExit", "SystemExit"),
    "does-not-raise": Fault(HEAD + cell("1 + 1", "raises-exception"), "code-cell", "raised nothing"),
    "magic": Fault(HEAD + cell("a = 1\n%matplotlib inline"), "%matplotlib", "IPython"),
    "shell-escape": Fault(HEAD + cell("!pip install x"), "!pip", "IPython"),
    "help-escape": Fault(HEAD + cell("print?"), "print?", "IPython"),
    "get-ipython": Fault(HEAD + cell("get_ipython()"), "get_ipython", "notebook only"),
    "sleep": Fault(HEAD + cell("import time\n\ntime.sleep(0)"), "sleep(0)", "time.sleep() waits"),
    "sleep-by-another-name": Fault(
        HEAD + cell("from time import sleep as nap\n\nnap(0)"), "nap(0)", "time.sleep"
    ),
    "input": Fault(HEAD + cell("input()"), "input()", "waits for a reader"),
    "network-import": Fault(HEAD + cell("import urllib.request"), "urllib", "works offline"),
    "network-from-import": Fault(HEAD + cell("from urllib import request"), "urllib", "works offline"),
    "network-download": Fault(HEAD + cell("dict(download=True)"), "download", "works offline"),
    "network-hub": Fault(HEAD + cell('import torch\n\ntorch.hub.load("a", "b")'), "hub", "works offline"),
    "network-hidden": Fault(
        HEAD + cell('mod = __import__("socket")\nmod.create_connection(("example.org", 80))'),
        "example",
        "example.org",
    ),
    "network-of-a-library": Fault(
        HEAD + cell('with __import__("socket").socket() as mod:\n    mod.connect(("192.0.2.1", 80))'),
        "192",
        "192.0.2.1",
    ),
}

UNACCOUNTED = {
    "unknown-language": Fault(block("kotlin-ish", "1"), "kotlin-ish", "unknown language 'kotlin-ish'"),
    "unknown-language-skipped": Fault(
        HEAD + '% skip: next "a good reason"\n```kotlin-ish\n1\n```\n', "kotlin-ish", "unknown language"
    ),
    "no-language": Fault(block("", "1"), HEAD.count("\n") + 1, "names no language"),
    "no-language-in-code-block": Fault(block("{code-block}", "1"), "code-block", "names no language"),
    "console-without-skip": Fault(block("console", "$ ls"), "console", "skip: next"),
    "text-without-skip": Fault(block("text", "words"), "```text", "skip: next"),
    "markdown-without-skip": Fault(block("markdown", "words"), "```markdown", "skip: next"),
    "skip-without-reason": Fault(HEAD + "% skip: next\n```python\n1\n```\n", "% skip", "in words"),
    "skip-with-one-word": Fault(HEAD + '% skip: next "broken"\n```python\n1\n```\n', "% skip", "in words"),
    "skip-with-condition": Fault(
        HEAD + "% skip: next if(True, 'x')\n```python\n1\n```\n", "% skip", "in words"
    ),
    "skip-of-a-range": Fault(
        HEAD + '% skip: start "a good reason"\n```python\n1\n```\n', "% skip", "in words"
    ),
    "skip-without-block": Fault(
        HEAD + 'text\n\n% skip: next "a good reason"\n', "% skip", "no block follows"
    ),
    "two-skips": Fault(
        HEAD + '% skip: next "a good reason"\n% skip: next "another reason"\n```python\n1\n```\n',
        "another",
        "once",
    ),
    "skip-of-a-cell": Fault(
        HEAD + '% skip: next "a good reason"\n' + cell("1"), "code-cell", "skip-execution"
    ),
    "skip-execution-without-reason": Fault(
        HEAD + cell("1", "skip-execution"), "code-cell", "needs its reason"
    ),
    "unknown-tag": Fault(HEAD + cell("1", "remove-cell"), "code-cell", "unknown tag 'remove-cell'"),
    "unknown-need": Fault(HEAD + cell("1", "needs-fpga"), "code-cell", "unknown tag 'needs-fpga'"),
    "tags-no-list": Fault(HEAD + "```{code-cell}\n:tags: check\n1\n```\n", "code-cell", "tags are a list"),
    "bad-yaml": Fault(HEAD + "```{code-cell}\n:tags: [check\n1\n```\n", "code-cell", "YAML"),
}

# The line is that of the cell's fence. Where a solution is not run, its check fails as well.
EXERCISES = {
    "solution-without-check": Fault(
        exercise(TWICE, ""), "[solution]", "needs a cell tagged 'check'", above=1
    ),
    "another-cell-between": Fault(
        exercise(TWICE + cell("1"), JUDGE), "[solution]", "needs a cell tagged 'check'", above=1
    ),
    "check-without-solution": Fault(
        exercise("", cell("assert True", "check")), "[check]", "no cell tagged 'solution'", above=1
    ),
    "check-passes-on-stub": Fault(
        exercise(TWICE, cell("assert twice", "check")), "[check]", "passes on the stub", above=1
    ),
    "check-fails": Fault(exercise(TWICE, cell("assert twice(4) == 9", "check")), "== 9", "AssertionError"),
    "no-stub": Fault(exercise(cell("twice = 2", "solution"), JUDGE), "[solution]", "gives no stub", above=1),
    "stub-does-not-run": Fault(
        exercise(
            cell("def one():\n    return 1\n\none() + 1", "solution"), cell("assert one() == 1", "check")
        ),
        "[solution]",
        "does not run",
        above=1,
    ),
    "markers-unpaired": Fault(
        exercise(cell("### BEGIN SOLUTION\nx = 2", "solution"), JUDGE),
        "[solution]",
        "without its partner",
        above=1,
    ),
    "label-unknown": Fault(exercise(TWICE, JUDGE, label="exr-b"), "exr-b", "no {exercise-start} above"),
    "solution-outside": Fault(HEAD + TWICE + JUDGE, "[solution]", "between {solution-start}", above=1),
    "solution-skipped": Fault(
        exercise(
            '% skip: next "a good reason"\n' + cell("def f():\n    return 1", "solution, skip-execution"),
            JUDGE,
        ),
        "[check]",
        "was not run",
        above=1,
    ),
    "never-closed": Fault(
        exercise(TWICE, JUDGE).removesuffix("```{solution-end}\n```\n"), "solution-start", "no {solution-end}"
    ),
}
CASCADES = {"another-cell-between", "no-stub", "markers-unpaired", "solution-outside"}
