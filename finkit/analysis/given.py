"""Numbers as given: None and NaN are missing, what is out of range is refused by name; money in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.measures import Floats


def number(
    name: str, value: float | None, *, least: float | None = None, above: float | None = None, most: float | None = None
) -> float:
    """`value` as a float, NaN where it is missing; ValueError names what is infinite, out of range or no number."""
    try:
        if value is None or math.isnan(value):
            return math.nan
    except TypeError:
        raise ValueError(f"{name} = {value!r}: give a number") from None
    if isinstance(value, bool):
        raise ValueError(f"{name} = {value!r}: give a number")
    if math.isinf(value):
        raise ValueError(f"{name} = {value!r}: give a finite number")
    if least is not None and value < least:
        raise ValueError(f"{name} = {value!r}: give {least:g} or more")
    if above is not None and value <= above:
        raise ValueError(f"{name} = {value!r}: give a number above {above:g}")
    if most is not None and value > most:
        raise ValueError(f"{name} = {value!r}: give {most:g} or less")
    return float(value)


def numbers(name: str, values: Sequence[float | None], *, like: int | None = None, **bounds: float) -> list[float]:
    """Each of `values` as `number` takes it; ValueError where they are no list, or not `like` of them."""
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise ValueError(f"{name} = {values!r}: give a list of numbers")
    if like is not None and len(values) != like:
        raise ValueError(f"{name} has {len(values)} values: give {like}")
    return [number(f"{name}[{i}]", value, **bounds) for i, value in enumerate(values)]


def figures(name: str, values: Sequence[float | None], **bounds: float) -> Floats:
    """`values` as an array, each as `number` takes it: NaN where it is missing."""
    return np.asarray(numbers(name, values, like=None, **bounds), dtype=float)


def known(value: float) -> float | None:
    """`value`, None where it is NaN."""
    return None if math.isnan(value) else float(value)


def ratio(top: float, bottom: float) -> float | None:
    """`top` over `bottom`; None where either is missing or the bottom is 0."""
    return None if math.isnan(top + bottom) or bottom == 0 else top / bottom


def unknown(given: Mapping[str, ArrayLike | None]) -> str:
    """Which of the figures given, or of their parts, are missing, in words; empty where none is."""
    names = [name for name, value in given.items() if np.isnan(np.asarray(value, dtype=float)).any()]
    return f"{', '.join(names)}: not known" if names else ""


def money(value: float, size: float) -> str:
    """An amount of the size of `size` in words: 2.61 bn, 0.56 bn; the currency is left to the reader's heading."""
    for unit, word in ((1e9, "bn"), (1e6, "m"), (1e3, "thousand")):
        if abs(size) >= unit:
            return f"{value / unit:,.2f} {word}".replace("-", "−")
    return f"{value:,.6g}".replace("-", "−")
