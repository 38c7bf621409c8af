"""Arithmetic in the prose is computed: what a page shows is what comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import build

from book.reader.by_hand import ArithmeticFaultError, by_hand

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("784 * 128 + 128", "784 × 128 + 128 = 100,480"),
        ("= 784 * 128 + 128", "100,480"),
        ("60000 / 32", "60,000 / 32 = 1,875"),
        ("60,001 // 32", "⌊60,001 / 32⌋ = 1,875"),
        ("2 ** 10", "2¹⁰ = 1,024"),
        ("(1 + 2) ** 2", "(1 + 2)² = 9"),
        ("8 / (4 / 2)", "8 / (4 / 2) = 4"),
        ("10 - (4 - 1)", "10 − (4 − 1) = 7"),
        ("-2 ** 2", "−2² = −4"),
        ("2 - -3", "2 − (−3) = 5"),
        ("0.1 + 0.2", "0.1 + 0.2 = 0.3"),
        ("1 / 3", "1 / 3 ≈ 0.3333"),
        ("10000000 / 3", "10,000,000 / 3 ≈ 3,333,333"),
        ("5 % * 300", "5 % × 300 = 15"),
    ],
)
def test_an_expression_is_shown_with_its_result(typed, shown):
    assert by_hand(typed).replace(NBSP, " ") == shown


@pytest.mark.parametrize(
    "typed",
    [
        "7,701 = 2,600 + 5,050 + 51",
        "28 × 28 = 784",
        "1 / 10 = 10 %",
        "2 / 3 ≈ 0.67",
        "0.10 + 0.2 = 0.30",
        "1 / 8 = 0.125 ≈ 13 %",
    ],
)
def test_an_equality_that_holds_is_shown_as_it_was_typed(typed):
    assert by_hand(typed).replace(NBSP, " ") == typed


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("7,701 = 2,600 + 5,050 + 50", "is 7,701 and not 7,700"),
        ("0.1 + 0.2 = 0.30001", "is 0.3 and not 0.30001"),
        ("2 / 3 = 0.67", "write ≈ before a rounded number"),
        ("2 / 3 ≈ 0.66", "does not round to '0.66'"),
        ("2 / 3 ≈ 1 - 0.33", "a plain number follows ≈"),
        ("1 / 0", "divides by zero"),
        ("2 ** 0.5", "whole number up to 64"),
        ("2 ** 1000", "whole number up to 64"),
        ("((9 ** 64) ** 64) ** 64", "whole number up to 64"),
        ("42", "nothing to compute"),
        ("", "is no arithmetic"),
        ("1,00 + 2", "is no arithmetic"),
        ("1 +", "is no arithmetic"),
        ("10 % 3", "'10% 3' is no arithmetic"),
        ("x + 1", "is no arithmetic"),
        ("__import__('os').getcwd()", "is no arithmetic"),
        ("(1, 2)", "is no arithmetic"),
        ("()", "is no arithmetic"),
        ("= 1 + 1 = 2", "a leading '='"),
    ],
)
def test_what_is_false_or_no_arithmetic_is_refused(typed, message):
    with pytest.raises(ArithmeticFaultError) as fault:
        by_hand(typed)
    assert message in str(fault.value)


OPERANDS = st.recursive(
    st.integers(0, 99_999).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({''.join(parts)})"),
    max_leaves=6,
)


@given(OPERANDS, st.sampled_from("+-*"), OPERANDS)
def test_what_is_shown_means_what_was_typed(left, sign, right):
    """Print turned back into Python has the value that Python gives the source."""
    left_side, result = by_hand(f"{left}{sign}{right}").split(f" ={NBSP}")
    python = left_side.replace("×", "*").replace("−", "-").replace(",", "")
    assert eval(python) == eval(f"{left}{sign}{right}") == int(result.replace(",", "").replace("−", "-"))


def test_a_false_equality_fails_with_page_and_the_line_of_its_paragraph(tmp_path):
    page = "# Title\n\nThe layer has {by-hand}`10 * 2` weights.\nWrong: {by-hand}`2 + 2 = 5`.\n"
    site = build(tmp_path, {"page": page}, "book.reader.by_hand")
    assert f'<span class="by-hand">10 × 2 ={NBSP}20</span>' in site.html("page")
    assert "page.md:3: WARNING: by-hand: '2 + 2' is 4 and not 5" in site.warnings


def test_the_line_is_the_page_s_below_a_cell(tmp_path):
    head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
    page = f"{head}# Title\n\n```{{code-cell}}\n1\n```\n\n:::{{note}}\nWords.\n\nWrong: {{by-hand}}`1 = 2`.\n:::\n"
    site = build(tmp_path, {"page": page}, "book.reader.by_hand")
    assert "page.md:15: WARNING: by-hand" in site.warnings
