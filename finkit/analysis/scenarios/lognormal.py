"""Lognormal quantities from a low and a high, and what correlation two of them can have. METHODS 8."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from finkit.analysis.customers.distribution import Lognormal
from finkit.analysis.given import number, numbers

_REACH = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True, slots=True)
class PearsonRange:
    """The Pearson correlation of two lognormals, and the least and most that any dependence gives them."""

    pearson: float
    least: float
    most: float


def lognormal_from_ends(low: float | None, high: float | None) -> Lognormal | None:
    """The lognormal with `low` and `high` (above 0) as its 5% and 95% points; alike, it is that number alone.

    None where one is missing.
    """
    first, last = number("p05", low, above=0), number("p95", high, above=0)
    if math.isnan(first + last):
        return None
    if last < first:
        raise ValueError(f"p95 = {high!r} is below p05 = {low!r}: give the low first")
    down, up = math.log(first), math.log(last)
    sigma = (up - down) / (2 * _REACH)
    try:
        return Lognormal(math.exp((down + up + sigma**2) / 2), sigma)
    except OverflowError:
        raise ValueError(f"p95 = {high!r} is too far above p05 = {low!r}: the mean is beyond any number") from None


def pearson_of_lognormals(rho: float, sigma: Sequence[float]) -> PearsonRange:
    """Pearson correlation of two lognormals whose logarithms correlate at `rho` (-1 to 1), spreads `sigma` above 0.

    For unequal spreads it stays inside narrower ends than -1 and 1: ask users for rank correlations.
    """
    r = number("rho", rho, least=-1, most=1)
    first, second = numbers("sigma", sigma, like=2, above=0)
    size = (_size(first**2) + _size(second**2)) / 2

    def at(k: float) -> float:
        return math.copysign(math.exp(_size(k * first * second) - size), k) if k else 0.0

    return PearsonRange(at(r), at(-1.0), at(1.0))


def _size(power: float) -> float:
    """ln |e^power - 1|, which e^power itself would overflow."""
    return max(power, 0.0) + math.log(-math.expm1(-abs(power)))
