"""A solution and the check right after it are one pair; anything else is a fault at its own line."""

import pytest

from book.page.blocks import blocks
from book.page.exercises import pairs, with_exercise_faults

HEAD = "---\nfile_format: mystnb\n---\n\n# A page\n\n"
TASK = "```{exercise-start}\n:label: %s\n```\n\nDo it.\n\n```{exercise-end}\n```\n\n"
SOLUTION = "```{code-cell}\n:tags: [solution]\ndef f():\n    return 1\n```\n\n"
CHECK = "```{code-cell}\n:tags: [check]\nassert f() == 1\n```\n\n"
CELL = "```{code-cell}\nx = 1\n```\n\n"
SHOWN = '% skip: next "only shown"\n\n```text\nwords\n```\n\n'


def solved(*parts, label="exr-a"):
    """Return an exercise, and what stands in its solution."""
    return (
        TASK % label
        + f"```{{solution-start}} {label}\n```\n\n"
        + "".join(parts)
        + "```{solution-end}\n```\n\n"
    )


def read(text):
    """Return the blocks of a page with the faults of its exercises."""
    return with_exercise_faults(list(blocks(HEAD + text)))


def faults(text):
    """Return each fault with the tags of its cell."""
    return [(block.tags, block.fault) for block in read(text) if block.fault]


def test_a_solution_and_its_check_are_a_pair_with_the_stub_a_reader_starts_from():
    (pair,) = pairs(read(CELL + solved(SOLUTION, CHECK) + CELL))
    assert (pair.label, pair.solution.tags, pair.check.tags) == ("exr-a", ("solution",), ("check",))
    assert pair.stub == "def f():\n    ...  # your code here"


def test_each_exercise_of_a_page_has_its_own_pair():
    found = pairs(read(solved(SOLUTION, CHECK) + solved(SOLUTION, CHECK, label="exr-b")))
    assert [pair.label for pair in found] == ["exr-a", "exr-b"]
    assert found[0].check.line < found[1].solution.line < found[1].check.line


@pytest.mark.parametrize("text", [CELL, CHECK, CELL + CHECK, solved(SOLUTION, SHOWN, CHECK), solved(SHOWN)])
def test_claims_outside_of_exercises_and_blocks_that_are_no_cells_are_no_faults(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "tag", "says"),
    [
        (solved(SOLUTION), "solution", "the solution of 'exr-a' needs a cell tagged 'check' right after it"),
        (solved(SOLUTION) + CHECK, "solution", "needs a cell tagged 'check' right after it"),
        (solved(CHECK), "check", "this check of 'exr-a' has no cell tagged 'solution' right before it"),
        (solved(CELL, CHECK), "check", "no cell tagged 'solution' right before it"),
        (solved(SOLUTION, CHECK, CHECK), "check", "no cell tagged 'solution' right before it"),
        (SOLUTION + CHECK, "solution", "stands between {solution-start} and {solution-end}"),
        (solved(SOLUTION.replace("def f():\n    return 1", "f = 1"), CHECK), "solution", "gives no stub"),
    ],
)
def test_an_incomplete_exercise_is_one_fault_that_says_what_is_missing(text, tag, says):
    ((tags, message),) = faults(text)
    assert tags == (tag,)
    assert says in message


def test_a_check_of_another_exercise_is_none():
    text = solved(SOLUTION) + solved(CHECK, label="exr-b")
    assert [tags for tags, _ in faults(text)] == [("solution",)]
    assert "'exr-a' needs" in faults(text)[0][1]


def test_a_cell_between_solution_and_check_parts_them():
    assert [tags for tags, _ in faults(solved(SOLUTION, CELL, CHECK))] == [("solution",), ("check",)]


def test_a_faulty_exercise_is_no_pair_and_leaves_the_others_whole():
    page = read(solved(SOLUTION) + solved(SOLUTION, CHECK, label="exr-b"))
    assert [pair.label for pair in pairs(page)] == ["exr-b"]


def test_a_fault_that_a_cell_has_already_is_not_replaced():
    text = solved(SOLUTION.replace("[solution]", "[solution, unheard-of]"))
    ((_, message),) = faults(text)
    assert "unknown tag 'unheard-of'" in message
