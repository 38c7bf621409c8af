"""A stub keeps what the reader is given and nothing of the answer."""

from __future__ import annotations

import pytest

from book.page.stubs import derive_stub, strip_markers

MARKED = "rates = [1, 2]\nfor rate in rates:\n    ### BEGIN SOLUTION\n    step = rate * 2\n    ### END SOLUTION\n    print(step)"


def test_marked_lines_become_a_blank_at_their_indentation() -> None:
    assert (
        derive_stub(MARKED)
        == "rates = [1, 2]\nfor rate in rates:\n    ...  # your code here\n    print(step)"
    )


def test_the_shown_solution_has_no_markers() -> None:
    assert strip_markers(MARKED) == "rates = [1, 2]\nfor rate in rates:\n    step = rate * 2\n    print(step)"
    assert strip_markers("x = 1\n") == "x = 1\n"


def test_what_is_said_to_ruff_alone_is_not_shown_to_the_reader():
    assert strip_markers("l = 1  # noqa: E741 - on purpose\nm = 2  # two\n") == "l = 1\nm = 2  # two\n"


def test_without_markers_a_function_keeps_its_signature_and_docstring() -> None:
    solution = 'def f(\n    x: int = {"a": 1}["a"],  # given\n) -> int:\n    """Return it.\n\n    Really.\n    """\n    # hint\n    return x\n    # more'
    stub = derive_stub(solution)
    assert stub == solution[: solution.index("    # hint")] + "    ...  # your code here"


def test_methods_are_emptied_and_the_class_keeps_the_rest() -> None:
    solution = "class A:\n    size = 3\n\n    @property\n    def f(self):\n        return 1\n\n    async def g(self): return 2\n\n\nlast = A()"
    assert derive_stub(solution) == (
        "class A:\n    size = 3\n\n    @property\n    def f(self):\n        ...  # your code here\n\n"
        "    async def g(self):\n        ...  # your code here\n\n\nlast = A()"
    )


def test_a_function_inside_a_function_goes_with_the_body() -> None:
    assert (
        derive_stub("def f():\n    def g():\n        return 1\n    return g")
        == "def f():\n    ...  # your code here"
    )


def test_letters_outside_of_ascii_shift_nothing() -> None:
    assert derive_stub('def f(é="é"): return é') == 'def f(é="é"):\n    ...  # your code here'


@pytest.mark.parametrize(
    ("solution", "says"),
    [
        ("x = 1", "nothing to leave out"),
        ("def f():\n    pass", "nothing to leave out"),
        ('def f():\n    """Only this."""', "nothing to leave out"),
        ("x = 1\n### BEGIN SOLUTION\ny = 2", "line 2: ### BEGIN SOLUTION without its partner"),
        ("### END SOLUTION", "line 1: ### END SOLUTION without its partner"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "line 2: ### BEGIN SOLUTION without"),
        ("x = 1\ny = = 2", "line 2: invalid syntax"),
    ],
)
def test_a_solution_without_a_stub_is_an_error_that_says_why(solution: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        derive_stub(solution)
