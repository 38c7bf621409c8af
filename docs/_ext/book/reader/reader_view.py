"""A function as a beginner should meet it: the code that runs, without types and with one line of docstring.

``libcst`` keeps every comment, so a comment that names a shape stays where it is.
"""

from __future__ import annotations

import ast
import re
import textwrap

import libcst as cst
import libcst.matchers as m

WIDTH = 80  # characters that fit a page's column
FOR_TOOLS = re.compile(r"\s*#\s*(type: ignore|noqa|pragma)\b.*$")


class _Reader(m.MatcherDecoratableTransformer):
    """Takes out annotations and all of a docstring but its first line."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []

    @m.visit(m.FunctionDef() | m.ClassDef())
    def enter(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        self.inside.append(type(node).__name__)

    @m.leave(m.FunctionDef())
    def function(self, _: cst.FunctionDef, found: cst.FunctionDef) -> cst.FunctionDef:
        self.inside.pop()
        parts = {"params": one_line(found.params), "body": short_docstring(found.body), "returns": None}
        return found.with_changes(
            **parts, type_parameters=None, whitespace_before_params=cst.SimpleWhitespace("")
        )

    @m.leave(m.ClassDef())
    def class_(self, _: cst.ClassDef, found: cst.ClassDef) -> cst.ClassDef:
        self.inside.pop()
        return found.with_changes(body=short_docstring(found.body), type_parameters=None)

    @m.leave(m.Param())
    def parameter(self, _: cst.Param, found: cst.Param) -> cst.Param:
        if found.default is None:
            return found.with_changes(annotation=None)
        nothing = cst.SimpleWhitespace("")
        return found.with_changes(annotation=None, equal=cst.AssignEqual(nothing, nothing))

    @m.leave(m.AnnAssign())
    def assignment(
        self, _: cst.AnnAssign, found: cst.AnnAssign
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        if self.inside[-1:] == [
            "ClassDef"
        ]:  # the field of a dataclass needs its annotation; its shape can go
            return found.with_changes(annotation=cst.Annotation(plain_type(found.annotation.annotation)))
        if found.value is None:
            return cst.RemoveFromParent()
        return cst.Assign([cst.AssignTarget(found.target)], found.value)


def plain_type(annotation: cst.BaseExpression) -> cst.BaseExpression:
    """Return ``Tensor`` for ``Float[Tensor, "batch classes"]``; any other type stays as it is."""
    shaped = m.Subscript(slice=[m.SubscriptElement(), m.SubscriptElement(m.Index(m.SimpleString()))])
    if not m.matches(annotation, shaped):
        return annotation
    inner = cst.ensure_type(cst.ensure_type(annotation, cst.Subscript).slice[0].slice, cst.Index)
    return inner.value


def one_line(params: cst.Parameters) -> cst.Parameters:
    """Return the parameters without line breaks, comments and a comma after the last."""
    code = cst.Module([]).code_for_node(params)
    definition = ast.parse(f"def f({code}\n): ...").body[0]
    assert isinstance(definition, ast.FunctionDef)
    plain = cst.parse_statement(f"def f({ast.unparse(definition.args)}): ...")
    return cst.ensure_type(plain, cst.FunctionDef).params


def short_docstring(body: cst.BaseSuite) -> cst.BaseSuite:
    """Return a body whose docstring is its own first line."""
    docstring = m.SimpleStatementLine(body=[m.Expr(m.SimpleString())])
    if not isinstance(body, cst.IndentedBlock) or not body.body or not m.matches(body.body[0], docstring):
        return body
    line = cst.ensure_type(body.body[0], cst.SimpleStatementLine)
    string = cst.ensure_type(cst.ensure_type(line.body[0], cst.Expr).value, cst.SimpleString)
    first = str(string.evaluated_value).strip().splitlines()[0].replace("``", "`")
    short = line.with_changes(body=[cst.Expr(cst.SimpleString(f'"""{first}"""'))])
    return body.with_changes(body=[short, *body.body[1:]])


def reader_view(source: str) -> str:
    """Return the reader's view of the source of one function or class."""
    plain = cst.parse_module(source).visit(_Reader()).code
    lines = [FOR_TOOLS.sub("", line) for line in plain.strip().splitlines()]
    return "\n".join(part for line in lines for part in wrapped(line)) + "\n"


def wrapped(line: str) -> list[str]:
    """Return a signature that is too long for a page as several lines; any other line stays as it is."""
    if len(line) <= WIDTH or not line.lstrip().startswith("def ") or not line.endswith("):"):
        return [line]
    head, _, parameters = line.partition("(")
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    inner = textwrap.wrap(parameters[:-2], WIDTH, initial_indent=indent, subsequent_indent=indent)
    return [f"{head}(", *inner, f"{indent[:-4]}):"]
