"""Prices at equal quality: time-product dummy and hedonic time dummy. METHODS 5.5.

Both read a price index off a regression of log prices; Kennedy's correction takes half the squared error off each
coefficient, because the exponential of an estimate is too high on average. The result states which is which.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.company.elasticity import t_quantile
from finkit.analysis.inference.fit import Fit, clustered, fit
from finkit.analysis.inference.indices import table_of
from finkit.analysis.measures import Floats

LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class QualityIndex:
    """An index over `periods`, 1 in the first: plain, by Kennedy, its log's error and the t interval of the plain one.

    None where a period shares nothing with the first, or no degree of freedom is left for an error; `flag` says so.
    """

    periods: tuple[Any, ...]
    index: tuple[float | None, ...]
    kennedy: tuple[float | None, ...]
    se: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Hedonic:
    """A hedonic index, its regression, and the ratio of geometric mean prices that quality is left in."""

    quality: QualityIndex
    fit: Fit
    unadjusted: tuple[float, ...]


def time_product_dummy(
    periods: Sequence[Any], products: Sequence[Any], prices: ArrayLike, quantities: ArrayLike, *,
    weighted: bool = True, level: float = LEVEL,
) -> QualityIndex:  # fmt: skip
    """Each period against the first: log prices on a dummy a product and one for the later period.

    Rows weigh by their share of spending in their period, or all alike. Only products of both periods tell of the
    index, so that its errors have one degree of freedom less than there are of them. Refuses as `price_index` does.
    """
    labels, price, quantity, flag = table_of(periods, products, prices, quantities)
    spent = np.nan_to_num(price * quantity)
    totals = spent.sum(axis=1, keepdims=True)
    share = spent / np.where(totals > 0, totals, np.nan) if weighted else np.ones_like(spent)
    both = ~np.isnan(price) & ~np.isnan(price[:1])
    with np.errstate(invalid="ignore", divide="ignore"):
        # What is left of a pair's weights once its product has a level of its own.
        weight = np.where(both, np.nan_to_num(share * share[:1] / (share + share[:1])), 0.0)
        change = np.where(both, np.log(price / price[:1]), 0.0)
        total = weight.sum(axis=1)
        logs = (weight * change).sum(axis=1) / total
        dof = (weight > 0).sum(axis=1) - 1.0
        rest = (weight * (change - logs[:, None]) ** 2).sum(axis=1)
        se = np.sqrt(np.where(dof > 0, rest / dof, np.nan) / total)
    if len(labels):
        logs[0], se[0] = 0.0, 0.0
    return _indexed(labels, logs, se, dof, level, flag)


def hedonic_time_dummy(
    table: Mapping[str, Sequence[float]], terms: Sequence[str], *, period: str = "t", price: str = "ln_price",
    level: float = LEVEL, groups: Sequence[Any] | None = None,
) -> Hedonic:  # fmt: skip
    """`ln p = a + d_t + b x`: log prices on a constant, a dummy a period after the first, and characteristics.

    `terms` name columns of `table`, or `ln NAME` for a column's logarithm; `price` is a column of log prices or
    `ln NAME`. ValueError for an unknown column, a missing figure, a logarithm of what is not above 0, and columns that
    cannot be told apart, by name. Rows of one of `groups` (a model listed in several periods) err alike: the index's
    errors are then clustered, with a degree of freedom less than there are groups, and never below the plain ones.
    """
    when = _term(table, period)
    target = _term(table, price)
    labels, codes = np.unique(when, return_inverse=True)
    dummies = (codes[:, None] == np.arange(1, len(labels))[None, :]).astype(float)
    names = ["constant", *(f"{period}={label:g}" for label in labels[1:].tolist()), *terms]
    columns = np.column_stack([np.ones(len(when)), dummies, *(_term(table, term) for term in terms)])
    if len(target) < len(names):
        raise ValueError(f"{len(target)} rows for the columns {', '.join(names)}: give {len(names) + 1} rows or more")
    found = fit(columns, target, names)
    k = len(labels)
    logs, se = np.zeros(k), np.zeros(k)
    logs[1:], se[1:] = found.params[1:k], found.se[1:k]
    means = np.array([target[codes == t].mean() for t in range(k)])
    dof = np.full(k, float(found.dof))
    if groups is not None:
        rest = target - columns @ found.params
        se[1:] = np.fmax(se[1:], clustered(columns, rest, groups)[1:k])
        dof = np.minimum(dof, len(set(groups)) - 1.0)
    quality = _indexed(labels.tolist(), logs, se, dof, level, "")
    return Hedonic(quality, found, tuple(np.exp(means - means[0]).tolist()))


def _indexed(labels: Sequence[Any], logs: Floats, se: Floats, dof: Floats, level: float, flag: str) -> QualityIndex:
    half = np.where(se == 0, 0.0, t_quantile(dof, level) * se)
    flags = [flag]
    if np.isnan(logs).any():
        flags.append("a period has no product in common with the first: no index there")
    elif np.isnan(se).any():
        flags.append("no degree of freedom is left: no error, no Kennedy correction, no interval")
    return QualityIndex(
        tuple(labels), _exp(logs), _exp(logs - se**2 / 2), _known(se), _exp(logs - half), _exp(logs + half),
        "; ".join(filter(None, flags)),
    )  # fmt: skip


def _exp(logs: Floats) -> tuple[float | None, ...]:
    return _known(np.exp(logs))


def _known(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(v) else v for v in values.tolist())


def _term(table: Mapping[str, Sequence[float]], term: str) -> Floats:
    """A column, or the logarithm of one."""
    name = term.strip().removeprefix("ln ").strip()
    if term.strip() in table:
        name = term.strip()
    if name not in table:
        raise ValueError(f"there is no column {name!r}: there are {', '.join(table)}")
    values = np.asarray(table[name], dtype=float)
    if not np.isfinite(values).all():
        n = int(np.flatnonzero(~np.isfinite(values))[0])
        raise ValueError(f"{name}[{n}] = {values[n]}: give a finite number in every row")
    if name == term.strip():
        return values
    if (values <= 0).any():
        raise ValueError(f"{name} = {values.min():g}: its logarithm wants numbers above 0")
    return np.asarray(np.log(values))
