"""Price indices of models that sell in both periods, fixed base and chained, with chain drift. METHODS 5.4.

A matched index sees the same models in both periods only: it knows nothing of what a new model brings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.inference.index_formulas import INDICES, index_values
from finkit.analysis.measures import Floats


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """An index over `periods`, 1 in the first; None where no model is sold in both periods, said in `flag`.

    `matched` is the part of spending on models priced in both the first period and this one, the smaller of the two.
    """

    name: str
    periods: tuple[Any, ...]
    fixed_base: tuple[float | None, ...]
    chained: tuple[float | None, ...]
    matched: tuple[float | None, ...]
    flag: str = ""

    @property
    def drift(self) -> float | None:
        """Chained over fixed base in the last period, less 1: what the path alone adds."""
        fixed, chained = self.fixed_base[-1], self.chained[-1]
        return None if fixed is None or chained is None else chained / fixed - 1


def price_index(
    periods: Sequence[Any], products: Sequence[Any], prices: ArrayLike, quantities: ArrayLike, index: str = "fisher"
) -> PriceIndex:
    """The index of a long table: a row a period and product, price above 0, quantity 0 or more.

    Several rows of one product and period count as one at their mean price. A row with a missing price or quantity
    is left out, which `flag` says. ValueError for another price or quantity, an unknown index, or columns of
    different length.
    """
    name = _named(index)
    labels, price, quantity, flag = table_of(periods, products, prices, quantities)
    found = index_values(price.T, quantity.T)
    fixed, chained, matched = (
        found[row].reshape(-1).tolist() or [math.nan] for row in (f"{name}_fixed", f"{name}_chained", "matched_share")
    )
    if any(math.isnan(v) for v in (*fixed, *chained)):
        flag = "; ".join(filter(None, (flag, "no product is sold in both periods somewhere: no index there")))
    return PriceIndex(INDICES[name], tuple(labels), _known(fixed), _known(chained), _known(matched), flag)


def bilateral(index: str, p0: Floats, q0: Floats, p1: Floats, q1: Floats) -> float:
    """The index between two periods over products that stand in both; NaN where nothing is sold."""
    found = index_values(np.column_stack([p0, p1]), np.column_stack([q0, q1]))
    return float(found[f"{_named(index)}_fixed"].reshape(-1)[-1])


def _known(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if math.isnan(v) else float(v) for v in values)


def _named(index: str) -> str:
    key = str(index).strip().lower().replace("ö", "o").replace("-", "_").replace(" ", "_")
    if key not in INDICES:
        raise ValueError(f"index = {index!r}: use one of {', '.join(INDICES)}")
    return key


def table_of(
    periods: Sequence[Any], products: Sequence[Any], prices: ArrayLike, quantities: ArrayLike
) -> tuple[list[Any], Floats, Floats, str]:
    """Prices and quantities as (periods, products), NaN where a product is not there; periods in order."""
    p, q = np.asarray(prices, dtype=float), np.asarray(quantities, dtype=float)
    if not len(periods) == len(products) == len(p) == len(q):
        raise ValueError(f"columns of {len(periods)}, {len(products)}, {len(p)} and {len(q)} rows: give equal ones")
    for n in np.flatnonzero((p <= 0) | np.isinf(p)):
        raise ValueError(f"prices[{n}] = {p[n]:g}: give a finite price above 0")
    for n in np.flatnonzero((q < 0) | np.isinf(q)):
        raise ValueError(f"quantities[{n}] = {q[n]:g}: give a finite quantity of 0 or more")
    labels, rows = np.unique(np.asarray(periods), return_inverse=True)
    names, columns = np.unique(np.asarray(products), return_inverse=True)
    used = ~np.isnan(p) & ~np.isnan(q)
    shape = (len(labels), len(names))
    at = rows[used] * shape[1] + columns[used]
    counts, sold, spent, listed = (
        np.bincount(at, weights, minlength=shape[0] * shape[1]).astype(float).reshape(shape)
        for weights in (None, q[used], (p * q)[used], p[used])
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(counts == 0, math.nan, np.where((counts > 1) & (sold > 0), spent / sold, listed / counts))
    flags = [f"rows without a price or a quantity: {(~used).sum()}, left out"] if not used.all() else []
    if (counts > 1).any():
        flags.append("several rows of a product in a period: taken at their mean price")
    return labels.tolist(), price, np.where(counts == 0, math.nan, sold), "; ".join(flags)
