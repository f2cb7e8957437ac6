"""The grammar of a formula: text to a small tree, or a refusal that says what is allowed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn, cast

from finkit.errors import FormulaError, one_line

ALLOWED = (
    "allowed are names, the numbers 0 and 1, + - * / **, one comparison at a time, "
    "where(condition, a, b), minimum(a, b), maximum(a, b), exp(a), ln(a), abs(a), normal(a), first(a, b, ...), "
    "prev(name), next_row(name), sum_rows(name), sum_periods(name), at(name, position)"
)
LONGEST = 1000
DEEPEST = 60

How = Literal["here", "prev", "next_row", "sum_rows", "sum_periods"]


@dataclass(frozen=True)
class Number:
    """The number 0 or 1."""

    value: int


@dataclass(frozen=True)
class Look:
    """A name looked up here, in the period before, in the next row, or summed over one axis."""

    how: How
    name: str

    @property
    def text(self) -> str:
        """The operand as the formula writes it: `revenue`, `prev(revenue)`."""
        return self.name if self.how == "here" else f"{self.how}({self.name})"


@dataclass(frozen=True)
class At:
    """A name in the period at a 1-based position along its row."""

    name: str
    position: "Node"
    text: str


@dataclass(frozen=True)
class Op:
    """An operation on its arguments: an operator's sign, `neg`, or a function's name."""

    op: str
    args: tuple["Node", ...]


Node = Number | Look | At | Op

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_MANY = 99
_ARGUMENTS = {
    "where": (3, 3), "minimum": (2, _MANY), "maximum": (2, _MANY), "first": (2, _MANY),
    "exp": (1, 1), "ln": (1, 1), "abs": (1, 1), "normal": (1, 1), "at": (2, 2),
    "prev": (1, 1), "next_row": (1, 1), "sum_rows": (1, 1), "sum_periods": (1, 1),
}  # fmt: skip
_LOOKS = ("prev", "next_row", "sum_rows", "sum_periods")


def parse(text: str) -> Node:
    """The tree of `text`.

    Raises `FormulaError` for anything outside the grammar: the text, the construct, what is allowed.
    """
    if len(text) > LONGEST:
        raise FormulaError(f"formula {text[:40]!r}...: {len(text)} characters, at most {LONGEST} are allowed")
    try:
        expression = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _refuse(text, "it is not an expression")
    return _node(text, expression, DEEPEST)


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, in order of appearance."""
    yield node
    match node:
        case Op(_, args):
            for argument in args:
                yield from walk(argument)
        case At(_, position, _):
            yield from walk(position)


def self_reference(look: Look | At) -> str:
    """What is wrong with a formula that uses its own name as `look` does."""
    return f"{look.name} is used in its own formula as {look.text}; only prev({look.name}) is allowed"


def _node(text: str, node: ast.expr, depth: int) -> Node:
    if depth == 0:
        _refuse(text, f"it is nested more than {DEEPEST} deep")

    def below(child: ast.expr) -> Node:
        return _node(text, child, depth - 1)

    match node:
        case ast.Constant(value=value) if type(value) is int and value in (0, 1):
            return Number(value)
        case ast.Name(id=name) if name in _ARGUMENTS:
            _refuse(text, f"{name} is a function and wants its arguments")
        case ast.Name(id=name):
            return Look("here", name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Op("neg", (below(operand),))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return Op(_OPERATORS[type(op)], (below(left), below(right)))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
            return Op(_OPERATORS[type(op)], (below(left), below(right)))
        case ast.Call(func=ast.Name(id=function), args=args, keywords=[]) if function in _ARGUMENTS:
            return _call(text, node, function, args, depth)
    _refuse(text, f"{_source(node)} is not in the grammar")


def _call(text: str, node: ast.expr, function: str, args: list[ast.expr], depth: int) -> Node:
    least, most = _ARGUMENTS[function]
    if not least <= len(args) <= most:
        wanted = str(least) if least == most else f"at least {least}"
        _refuse(text, f"{_source(node)} has {len(args)} arguments, {function} takes {wanted}")
    if function not in _LOOKS and function != "at":
        return Op(function, tuple(_node(text, argument, depth - 1) for argument in args))
    target = args[0]
    if not isinstance(target, ast.Name) or target.id in _ARGUMENTS:
        remedy = f"{function} looks up a name: give {_source(target)} a name and a formula of its own"
        _refuse(text, f"{_source(node)} is not in the grammar ({remedy})")
    if function == "at":
        return At(target.id, _node(text, args[1], depth - 1), ast.unparse(node))
    return Look(cast(How, function), target.id)


def _source(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return f"the number {node.value!r}"
    try:
        source = ast.unparse(node)
    except (RecursionError, ValueError):
        source = type(node).__name__
    return source if len(source) <= 60 else source[:57] + "..."


def _refuse(text: str, problem: str) -> NoReturn:
    raise FormulaError(one_line(f"formula {text!r}: {problem}; {ALLOWED}")) from None
