"""A formula without the names that a company does not have: `first(a, b)` is `a` where no b is known."""

from __future__ import annotations

import ast
from collections.abc import Container


def reduced(text: str, present: Container[str]) -> str | None:
    """The formula over names in `present` that has the same value; None where it is missing throughout.

    Only `first` can do without an operand; whatever else uses an absent name is missing with it.
    """
    kept = _kept(ast.parse(text.strip(), mode="eval").body, present)
    return None if kept is None else ast.unparse(kept)


def _kept(node: ast.expr, present: Container[str]) -> ast.expr | None:
    match node:
        case ast.Name(id=name):
            return node if name in present else None
        case ast.Call(func=ast.Name(id="first"), args=args):
            found = [kept for arg in args if (kept := _kept(arg, present)) is not None]
            if not found:
                return None
            return found[0] if len(found) == 1 else ast.Call(node.func, found, [])
        case ast.Call(func=func, args=args):
            inner = [_kept(arg, present) for arg in args]
            whole = [arg for arg in inner if arg is not None]
            return ast.Call(func, whole, []) if len(whole) == len(inner) else None
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _kept(left, present), _kept(right, present)
            return None if a is None or b is None else ast.BinOp(a, op, b)
        case ast.Compare(left=left, ops=ops, comparators=[right]):
            a, b = _kept(left, present), _kept(right, present)
            return None if a is None or b is None else ast.Compare(a, ops, [b])
        case ast.UnaryOp(op=minus, operand=operand):
            inside = _kept(operand, present)
            return None if inside is None else ast.UnaryOp(minus, inside)
    return node
