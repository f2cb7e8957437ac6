"""Stacking: the charge of one model upon another, launch after launch. METHODS 1.2.

With flat spend the life does not change the steady charge, only the book value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import figures
from finkit.analysis.measures import Floats


@dataclass(frozen=True, slots=True)
class Stack:
    """Charge of each period and book value at its end, all launches together, in the unit of cost."""

    charge: Floats
    book: Floats


def vintage_amortization_stack(cost_per_launch: ArrayLike, weights: Sequence[float]) -> Stack:
    """One launch at the start of every period; `weights[k]` of its cost is charged k periods later.

    `cost_per_launch` (..., periods), 0 or more; NaN gives NaN from there on. ValueError for weights that are
    negative or do not sum to 1 within 1e-9.
    """
    cost, part = np.asarray(cost_per_launch, dtype=float), figures("weights", weights)
    if cost.ndim == 0 or (cost < 0).any() or np.isinf(cost).any():
        raise ValueError(f"cost_per_launch = {cost.tolist()!r}: give a finite cost of 0 or more for every launch")
    if not len(part) or np.isnan(part).any() or (part < 0).any():
        raise ValueError(f"weights = {part.tolist()!r}: give shares of the cost by period, none negative")
    if abs(part.sum() - 1) > 1e-9:
        raise ValueError(f"weights sum to {part.sum():.12g}: they must sum to 1")
    charge = np.zeros(cost.shape)
    for back, share in enumerate(part[: cost.shape[-1]]):
        charge[..., back:] += share * cost[..., : cost.shape[-1] - back]
    return Stack(charge, np.cumsum(cost - charge, axis=-1))
