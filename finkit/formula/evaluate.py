"""A formula read by numpy: a whole panel at once, NaN where a figure is missing."""

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from finkit.errors import FormulaError
from finkit.formula.grammar import At, Look, Node, Number, Op, self_reference

Array = NDArray[np.float64]

FIFTEENTH_DIGIT = 2.0**-48
"""Numbers closer than this part of themselves are equal, and their difference 0, as in a spreadsheet."""


def evaluate(
    tree: Node,
    looks: list[Look | At],
    values: Mapping[str, ArrayLike],
    own: str | None = None,
    shape: tuple[int, ...] = (),
) -> Array:
    """The tree's value over `values`, `looks` being all that it looks up.

    With `own`, period by period, `prev(own)` being the result so far.

    Shapes broadcast as numpy's do, periods last, rows before them; leading axes are companies.
    `shape` is that of the block to fill, where the values do not show it.
    Raises `FormulaError` for a name without a value, shapes that do not fit, other self-reference.
    """
    for look in looks:
        if look.name == own and not (isinstance(look, Look) and look.how == "prev"):
            raise FormulaError(self_reference(look))
    arrays = {look.name: _array(look.name, values) for look in looks if look.name != own}
    try:
        with np.errstate(all="ignore"):
            result = _evaluate(tree, looks, arrays, own, shape)
            return np.broadcast_to(result, np.broadcast_shapes(result.shape, shape)).copy()
    except ValueError as error:
        if isinstance(error, FormulaError):
            raise
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise FormulaError(f"the operands do not fit together: {shapes}") from error


def apply(op: str, args: list[Array]) -> Array:
    """`op` on present and missing numbers; whatever is not a finite number is missing."""
    return _finite(_OPERATIONS[op](*args))


@dataclass(frozen=True)
class _Scene:
    """What the names stand for, in all periods or in one of them."""

    series: Mapping[Look | str, Array]
    period: int | None = None
    own: Look | None = None
    before: Array | None = None

    def value(self, node: Node) -> Array:
        match node:
            case Number(number):
                return np.asarray(float(number))
            case Look() if node == self.own and self.before is not None:
                return self.before
            case Look():
                return self._now(self.series[node])
            case At(name, position, _):
                return _finite(_at(self.series[name], self.value(position)))
            case Op(op, args):
                return apply(op, [self.value(argument) for argument in args])

    def _now(self, array: Array) -> Array:
        if self.period is None or array.ndim == 0 or array.shape[-1] == 1:
            return array
        return array[..., self.period : self.period + 1]


def _evaluate(
    tree: Node, looks: list[Look | At], arrays: Mapping[str, Array], own: str | None, wanted: tuple[int, ...]
) -> Array:
    others = [look for look in looks if look.name != own]
    shape: tuple[int, ...] = np.broadcast_shapes(wanted, *(_shape(look, arrays[look.name]) for look in others))
    series: dict[Look | str, Array] = {key: array for key, array in arrays.items()}  # noqa: C416
    for look in others:
        if isinstance(look, Look):
            series[look] = _look(look, arrays[look.name], shape)
    if len(others) == len(looks):
        return _Scene(series).value(tree)
    result: Array = np.full(shape or (1,), np.nan)
    before = np.zeros((*result.shape[:-1], 1))
    for period in range(result.shape[-1]):
        scene = _Scene(series, period, Look("prev", str(own)), before)
        before = np.broadcast_to(scene.value(tree), before.shape)
        result[..., period : period + 1] = before
    return result.reshape(shape)


def _array(name: str, values: Mapping[str, ArrayLike]) -> Array:
    if name not in values:
        raise FormulaError(f"{name} has no value: give it a number, an array, or NaN where it is missing")
    try:
        return _finite(np.asarray(values[name], dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise FormulaError(f"{name} is not an array of numbers: {error}") from error


def _finite(array: Array) -> Array:
    return np.where(np.isfinite(array), array, np.nan)


def _shape(look: Look | At, array: Array) -> tuple[int, ...]:
    """The shape that a look at `array` brings to the result."""
    shape = array.shape
    if isinstance(look, At) or look.how == "sum_periods":
        return (*shape[:-1], 1) if shape else shape
    if look.how == "sum_rows" and len(shape) > 1:
        return (*shape[:-2], 1, shape[-1])
    return shape


def _look(look: Look, array: Array, shape: tuple[int, ...]) -> Array:
    """`array` seen from here, the period before or the next row of a result of `shape`, or summed."""
    match look.how:
        case "here":
            return array
        case "sum_rows":
            return array.sum(axis=-2, keepdims=True) if array.ndim > 1 else array
        case "sum_periods":
            return array.sum(axis=-1, keepdims=True) if array.ndim else array
        case "prev":
            full = np.broadcast_to(array, np.broadcast_shapes(array.shape, shape[-1:] or (1,)))
            moved = np.concatenate([np.full_like(full[..., :1], np.nan), full[..., :-1]], axis=-1)
        case "next_row":
            full = np.broadcast_to(array, np.broadcast_shapes(array.shape, (*(shape[-2:-1] or (1,)), 1)))
            moved = np.concatenate([full[..., 1:, :], np.zeros_like(full[..., :1, :])], axis=-2)
    return moved if shape else moved.reshape(())


def _at(array: Array, position: Array) -> Array:
    """`array` in the period at `position`, counted from 1; missing where there is no such period."""
    series, places = np.atleast_1d(array), np.atleast_1d(position)
    periods = series.shape[-1]
    whole = np.rint(places)
    inside = _same(places, whole) & (whole >= 1) & (whole <= periods)
    if not inside.any():
        found = np.full(np.broadcast_shapes((*series.shape[:-1], 1), places.shape), np.nan)
    else:
        index = np.where(inside, whole - 1, 0).astype(np.intp)
        lead = np.broadcast_shapes(series.shape[:-1], index.shape[:-1])
        series = np.broadcast_to(series, (*lead, periods))
        index = np.broadcast_to(index, (*lead, index.shape[-1]))
        found = np.where(inside, np.take_along_axis(series, index, axis=-1), np.nan)
    return found if array.ndim or position.ndim else found.reshape(())


def _same(a: Array, b: Array) -> NDArray[np.bool_]:
    close = np.abs(a - b) < FIFTEENTH_DIGIT * np.minimum(np.abs(a), np.abs(b))
    return np.asarray((a == b) | close)


def _add(a: Array, b: Array) -> Array:
    total = a + b
    noise = np.abs(total) < FIFTEENTH_DIGIT * np.minimum(np.abs(a), np.abs(b))
    return np.where(noise, 0.0, total)


def _present(result: NDArray[np.generic], *operands: Array) -> Array:
    """`result` as a number where all operands are present."""
    missing = functools.reduce(np.logical_or, [np.isnan(operand) for operand in operands])
    return np.where(missing, np.nan, result).astype(np.float64)


def _divide(a: Array, b: Array) -> Array:
    return np.where(b == 0, np.nan, a / b)


def _power(a: Array, b: Array) -> Array:
    return _present(np.power(a, b), a, b)


def _where(condition: Array, a: Array, b: Array) -> Array:
    return _present(np.where(condition != 0, a, b), condition)


def _normal(a: Array) -> Array:
    """The standard normal distribution, exact in the far lower tail too."""
    return np.asarray(np.vectorize(lambda z: math.erfc(-z / math.sqrt(2)) / 2, otypes=[np.float64])(a))


def _first(*args: Array) -> Array:
    return functools.reduce(lambda found, other: np.where(np.isnan(found), other, found), args)


_OPERATIONS: dict[str, Callable[..., Array]] = {
    "neg": lambda a: -a,
    "+": _add,
    "-": lambda a, b: _add(a, -b),
    "*": lambda a, b: a * b,
    "/": _divide,
    "**": _power,
    "<": lambda a, b: _present((a < b) & ~_same(a, b), a, b),
    "<=": lambda a, b: _present((a < b) | _same(a, b), a, b),
    ">": lambda a, b: _present((a > b) & ~_same(a, b), a, b),
    ">=": lambda a, b: _present((a > b) | _same(a, b), a, b),
    "==": lambda a, b: _present(_same(a, b), a, b),
    "!=": lambda a, b: _present(~_same(a, b), a, b),
    "where": _where,
    "minimum": lambda *args: functools.reduce(np.minimum, args),
    "maximum": lambda *args: functools.reduce(np.maximum, args),
    "exp": np.exp,
    "ln": lambda a: np.where(a > 0, np.log(a), np.nan),
    "abs": np.abs,
    "normal": _normal,
    "first": _first,
}
