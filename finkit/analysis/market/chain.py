"""A chain of measures on arrays of any shape that fit together: cases along columns, firms along rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number
from finkit.analysis.measures import Floats, Measure


def chain(measures: Iterable[Measure], given: Mapping[str, Any]) -> dict[str, Floats]:
    """Each measure's values in order, later ones using earlier ones; shapes broadcast as numpy's do."""
    known: dict[str, Floats] = {name: np.asarray(values, dtype=float) for name, values in given.items()}
    found: dict[str, Floats] = {}
    for measure in measures:
        own = measure.name if measure.name in measure.parsed.names else None
        found[measure.name] = known[measure.name] = measure.parsed.evaluate(known, own)
    return found


def amounts(
    name: str, values: ArrayLike | None, *, least: float | None = None,
    above: float | None = None, most: float | None = None,
) -> Floats:  # fmt: skip
    """`values` as an array, NaN where missing; ValueError names what is no number, infinite, out of range, or none."""
    try:
        told = np.asarray(np.nan if values is None else values)
        held = told.astype(float) if told.dtype.kind not in "Ub" else np.empty(0)
    except (TypeError, ValueError):
        held = np.empty(0)
    if not held.size:
        raise ValueError(f"{name} = {values!r}: give one number or more")
    for value in held.flat:
        number(name, float(value), least=least, above=above, most=most)
    return held


def pick(values: Floats) -> float | list[float | None] | None:
    """A scalar as a float, a row as a list; None where missing."""
    return known(float(values)) if values.ndim == 0 else [known(value) for value in values.ravel().tolist()]
