"""A formula read by people: in words, with its numbers, and why a result is missing."""

from collections.abc import Callable, Mapping

import numpy as np

from finkit.formula.evaluate import apply
from finkit.formula.grammar import At, Look, Node, Number, Op

Namer = Callable[[Look | At], str]

_SIGNS = {
    "+": "+", "-": "−", "*": "×", "/": "÷", "**": "^",
    "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠",
}  # fmt: skip
_PHRASES = {
    "here": "{0}",
    "prev": "{0} of the period before",
    "next_row": "{0} of the next row",
    "sum_rows": "total {0} of all rows",
    "sum_periods": "total {0} of all periods",
}
_LOOSE, _COMPARE, _ADD, _MULTIPLY, _POWER, _ATOM = range(6)
_STRENGTH = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "**": _POWER}


def says(tree: Node, labels: Mapping[str, str]) -> str:
    """The formula in words, each name by its label or else with its underscores as spaces."""
    return _say(tree, lambda look: _phrase(look, labels))[0]


def with_numbers(tree: Node, texts: Mapping[str, str]) -> str:
    """The formula with each operand's formatted number; one without a text reads `missing`."""
    return _say(tree, lambda look: texts.get(look.text, "missing"))[0]


def why_missing(tree: Node, values: Mapping[str, float | None], labels: Mapping[str, str] | None = None) -> str:
    """What keeps the formula from having a value at one point; empty if nothing does."""

    def naming(look: Look | At) -> str:
        return look.text if labels is None else _phrase(look, labels)

    return " and ".join(dict.fromkeys(_value(tree, values, naming)[1]))


def _phrase(look: Look | At, labels: Mapping[str, str]) -> str:
    label = labels.get(look.name, look.name.replace("_", " "))
    if isinstance(look, At):
        position, strength = _say(look.position, lambda inner: _phrase(inner, labels))
        return f"{label} in period " + (position if strength == _ATOM else f"({position})")
    return _PHRASES[look.how].format(label)


def _say(node: Node, naming: Namer) -> tuple[str, int]:
    """The text of `node` and how strongly it holds together."""
    match node:
        case Number(value):
            return str(value), _ATOM
        case Look() | At():
            text = naming(node)
            return text, _ADD if text.startswith(("-", "−")) else _ATOM
        case Op("neg", (operand,)):
            return "−" + _within(operand, _ATOM, naming), _ADD
        case Op(op, (left, right)) if op in _SIGNS:
            strength = _STRENGTH.get(op, _COMPARE)
            loosely = op in "+*" and isinstance(right, Op) and right.op == op
            before = _ATOM if op == "**" else strength + (strength == _COMPARE)
            after = strength if loosely else strength + 1
            text = f"{_within(left, before, naming)} {_SIGNS[op]} {_within(right, after, naming)}"
            return text, strength
        case Op("where", (condition, a, b)):
            parts = [_within(part, _COMPARE, naming) for part in (a, condition, b)]
            return "{} if {}, else {}".format(*parts), _LOOSE
        case Op("first", args):
            return ", or if missing ".join(_within(part, _COMPARE, naming) for part in args), _LOOSE
        case Op("abs", (operand,)):
            return f"|{_say(operand, naming)[0]}|", _ATOM
        case Op("minimum" | "maximum" as op, args):
            stem = "small" if op == "minimum" else "larg"
            stem += "er" if len(args) == 2 else "est"
            parts = [_within(part, _ADD, naming) for part in args]
            return f"(the {stem} of {', '.join(parts[:-1])} and {parts[-1]})", _ATOM
        case Op(op, (operand,)):
            return f"{op}({_say(operand, naming)[0]})", _ATOM
    raise AssertionError(node)


def _within(node: Node, least: int, naming: Namer) -> str:
    text, strength = _say(node, naming)
    return text if strength >= least else f"({text})"


def _value(node: Node, values: Mapping[str, float | None], naming: Namer) -> tuple[float | None, list[str]]:
    """The value of `node` at one point, or None and the reasons why not."""
    match node:
        case Number(number):
            return float(number), []
        case Look() | At():
            value = values.get(node.text)
            if value is None or not np.isfinite(value):
                return None, [f"{naming(node)} is missing"]
            return float(value), []
        case Op("where", (condition, a, b)):
            chosen, reasons = _value(condition, values, naming)
            return (None, reasons) if chosen is None else _value(a if chosen else b, values, naming)
        case Op("first", args):
            found = [_value(argument, values, naming) for argument in args]
            present = next((value for value, _ in found if value is not None), None)
            return present, [] if present is not None else [why for _, reasons in found for why in reasons]
        case Op(op, args):
            found = [_value(argument, values, naming) for argument in args]
            if any(value is None for value, _ in found):
                return None, [why for _, reasons in found for why in reasons]
            numbers = [np.asarray(value, dtype=np.float64) for value, _ in found]
            with np.errstate(all="ignore"):
                result = float(apply(op, numbers))
            return (result, []) if np.isfinite(result) else (None, [_problem(op, args, numbers, naming)])


def _problem(op: str, args: tuple[Node, ...], numbers: list[np.ndarray], naming: Namer) -> str:
    last = _say(args[-1], naming)[0]
    if op == "/" and numbers[1] == 0:
        return f"{last} is zero"
    if op == "ln":
        return f"{last} is not above zero"
    if op == "**" and numbers[0] == 0:
        return f"zero is raised to the negative power {last}"
    if op == "**" and numbers[0] < 0 and numbers[1] != np.rint(numbers[1]):
        return f"{_say(args[0], naming)[0]} is negative and its power {last} not whole"
    return f"{_say(Op(op, args), naming)[0]} is too large"
