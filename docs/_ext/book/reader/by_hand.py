"""Sphinx: the role ``{by-hand}``, arithmetic that is computed (or checked) while the page is built.

``{by-hand}`784 * 128 + 128``` shows "784 × 128 + 128 = 100,480"; with a leading ``=`` only the result.
``{by-hand}`7,701 = 2,600 + 5,050 + 51``` shows what it says, and a false equality is a fault of the page.
``≈`` (or ``~=``) accepts a number that is right as far as it is written: ``2 / 3 ≈ 0.67``; ``%`` follows a number.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)
NO_BREAK = "\N{NO-BREAK SPACE}"
ALLOWED = re.compile(r"[\d.,+\-*/()%\s]+")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NUMBER = re.compile(r"(\d+)(?:\.(\d+))?( @ 100)?")
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LARGEST_EXPONENT = 64
LARGEST_BITS = 4096
DECIMALS = 6  # a result with more is rounded, to a whole number or to four significant digits

# Operator, sign, how tightly it binds. ``@ 100`` is how a percent sign is written inside.
OPERATORS: dict[type[ast.operator], tuple[Callable[[Fraction, Fraction], Fraction], str, int]] = {
    ast.Add: (operator.add, " + ", 1),
    ast.Sub: (operator.sub, " − ", 1),
    ast.Mult: (operator.mul, " × ", 2),
    ast.Div: (operator.truediv, " / ", 2),
    ast.FloorDiv: (lambda a, b: Fraction(a // b), " / ", 4),
    ast.Pow: (lambda a, b: Fraction(a ** int(b)), "", 3),
    ast.MatMult: (operator.truediv, "", 4),
}


class ArithmeticFaultError(ValueError):
    """A text that is no arithmetic, or is false; the message says what to do."""


def by_hand(text: str) -> str:
    """Return arithmetic as a reader sees it, computed or checked.

    Raises
    ------
    ArithmeticFaultError
        If an equality is false, or the text holds anything but numbers, ``+ - * / // ** %`` and parentheses.
    """
    only_result = text.strip().startswith("=")
    pieces = re.split(r"(=|≈|~=)", text.strip().removeprefix("=").replace("~=", "≈"))
    sources = [source_of(piece) for piece in pieces[::2]]
    if len(sources) == 1:
        return computed(sources[0], only_result=only_result)
    if only_result:
        raise ArithmeticFaultError(
            f"{text!r}: a leading '=' shows the result of one expression, and here are several"
        )
    for left, sign, right in zip(sources, pieces[1::2], sources[1:], strict=False):
        check(left, sign, right)
    shown = [shown_tree(parsed(source), source)[0] for source in sources]
    return shown[0] + "".join(
        f" {sign}{NO_BREAK}{side}" for sign, side in zip(pieces[1::2], shown[1:], strict=True)
    )


def source_of(piece: str) -> str:
    """Return one side as Python: no separators of thousands, no typography."""
    plain = THOUSANDS.sub("", piece.strip().replace("×", "*").replace("−", "-"))
    if not ALLOWED.fullmatch(plain) or "," in plain:
        raise ArithmeticFaultError(
            f"{piece.strip()!r} is no arithmetic: write numbers, + - * / // ** % and parentheses"
        )
    return re.sub(r"\s*%", " @ 100", plain)


def parsed(source: str) -> ast.expr:
    """Return the syntax tree of one side."""
    try:
        return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        typed = source.replace(" @ 100", "%")
        raise ArithmeticFaultError(f"{typed!r} is no arithmetic: {error.msg}") from error


def evaluate(node: ast.expr, source: str) -> Fraction:
    """Return the exact value of a tree."""
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(source, node) or "")
    if isinstance(node, ast.UnaryOp):
        value = evaluate(node.operand, source)
        return -value if isinstance(node.op, ast.USub) else value
    if not isinstance(node, ast.BinOp):
        raise ArithmeticFaultError(f"{source!r} is no arithmetic of numbers")
    left, right = evaluate(node.left, source), evaluate(node.right, source)
    if isinstance(node.op, ast.Pow) and not is_modest(left, right):
        raise ArithmeticFaultError(f"{source!r}: an exponent is a whole number up to {LARGEST_EXPONENT}")
    try:
        return OPERATORS[type(node.op)][0](left, right)
    except ZeroDivisionError as error:
        raise ArithmeticFaultError(f"{source!r} divides by zero") from error


def is_modest(base: Fraction, exponent: Fraction) -> bool:
    """Return whether a power is exact and has at most about a thousand digits."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    is_small = abs(exponent) <= LARGEST_EXPONENT and bits * abs(exponent) <= LARGEST_BITS
    return exponent.denominator == 1 and is_small


def computed(source: str, *, only_result: bool) -> str:
    """Return an expression with its result."""
    tree = parsed(source)
    if isinstance(tree, ast.Constant):
        raise ArithmeticFaultError(f"{source!r}: there is nothing to compute")
    value = evaluate(tree, source)
    sign, result = shown_value(value)
    return result if only_result else f"{shown_tree(tree, source)[0]} {sign}{NO_BREAK}{result}"


def check(left: str, sign: str, right: str) -> None:
    """Raise ArithmeticFaultError unless both sides are equal, or the right one is the left one rounded."""
    values = [evaluate(parsed(side), side) for side in (left, right)]
    if sign == "=" and values[0] != values[1]:
        shown = " and not ".join(shown_value(value)[1] for value in values)
        raise ArithmeticFaultError(f"{left!r} is {shown}; correct it, or write ≈ before a rounded number")
    if sign == "≈":
        number = NUMBER.fullmatch(right)
        if number is None:
            raise ArithmeticFaultError(f"a plain number follows ≈, not {right!r}")
        last_digit = Fraction(1, 10 ** len(number[2] or "") * (100 if number[3] else 1))
        if abs(values[0] - values[1]) * 2 > last_digit:
            raise ArithmeticFaultError(
                f"{left!r} is {shown_value(values[0])[1]}, which does not round to {right!r}"
            )


def shown_value(value: Fraction) -> tuple[str, str]:
    """Return "=" and the number, or "≈" and the number rounded to four significant digits."""
    scaled = value * 10**DECIMALS
    if scaled.denominator == 1:
        digits = f"{abs(int(scaled)):0{DECIMALS + 1}d}"
        decimals = digits[-DECIMALS:].rstrip("0")
        text = f"{int(digits[:-DECIMALS]):,d}" + (f".{decimals}" if decimals else "")
        return "=", ("−" if value < 0 else "") + text
    rounded = f"{round(value):,d}" if abs(value) >= 1000 else f"{float(f'{float(value):.4g}')}"
    return "≈", rounded.removesuffix(".0").replace("-", "−")


def shown_tree(node: ast.expr, source: str) -> tuple[str, int]:
    """Return a tree in the signs of print, and how tightly its outermost operator binds."""
    if isinstance(node, ast.Constant):
        whole, point, decimals = (ast.get_source_segment(source, node) or "").partition(".")
        return f"{int(whole or 0):,d}{point}{decimals}", 5
    if isinstance(node, ast.UnaryOp):
        return f"−{bracketed(node.operand, source, 3)}", 2
    assert isinstance(node, ast.BinOp)
    _, sign, binds = OPERATORS[type(node.op)]
    if isinstance(node.op, ast.MatMult):
        return f"{shown_tree(node.left, source)[0]}{NO_BREAK}%", binds
    if isinstance(node.op, ast.Pow):
        exponent = str(evaluate(node.right, source)).translate(SUPERSCRIPT)
        return bracketed(node.left, source, binds + 1) + exponent, binds
    if isinstance(node.op, ast.FloorDiv):
        return f"⌊{bracketed(node.left, source, 2)} / {bracketed(node.right, source, 3)}⌋", binds
    right = 5 if isinstance(node.right, ast.UnaryOp) else binds + 1
    return bracketed(node.left, source, binds) + sign + bracketed(node.right, source, right), binds


def bracketed(node: ast.expr, source: str, at_least: int) -> str:
    """Return a part of a tree, in parentheses where it binds less tightly than what stands around it."""
    text, binds = shown_tree(node, source)
    return text if binds >= at_least else f"({text})"


class ByHand(SphinxRole):
    """The role."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the arithmetic as text; what is false is a fault at its page and line."""
        try:
            shown = by_hand(self.text)
        except ArithmeticFaultError as fault:
            logger.warning("by-hand: %s", fault, location=self.get_location(), type="dlbook")
            shown = self.text
        return [nodes.inline(self.rawtext, shown, classes=["by-hand"])], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_role("by-hand", ByHand())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
