"""A day of serving: what the machines cost, what the tokens would bring at list price. METHODS 6.

Profit over cost and gross margin are two ratios: 545% of cost is 84.5% of revenue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from finkit.analysis.given import known, number, ratio, unknown

KINDS = ("input_cache_hit", "input_miss", "output")


@dataclass(frozen=True, slots=True)
class ServingDay:
    """Cost, revenue at list price and profit in money; ratios as fractions, None where not known or undefined."""

    cost: float | None
    revenue: float | None
    profit: float | None
    profit_to_cost: float | None
    gross_margin: float | None
    cache_hit_rate: float | None
    occupancy: float | None
    cost_per_output: float | None
    cost_per_token: float | None
    flag: str = ""


def inference_day_pnl(
    *, gpus: float | None, per_gpu_hour: float | None, hours: float | None, mtok: Mapping[str, float | None],
    price: Mapping[str, float | None], paid_share: float | None = 1.0, peak_gpus: float | None = None,
) -> ServingDay:  # fmt: skip
    """Machines in use times hours times rate, against millions of tokens times their price.

    `mtok` and `price` (money per million) are by kind: input_cache_hit, input_miss, output; a kind that is not there
    was not served. `paid_share` is the part of tokens that is paid for. ValueError for an unknown kind, tokens
    without a price, and more GPUs on average than at the peak.
    """
    count = number("gpus", gpus, above=0)
    cost = count * number("usd_per_gpu_hour", per_gpu_hour, above=0) * number("hours", hours, above=0)
    served = {kind: number(f"tokens_mtok.{kind}", n, least=0) for kind, n in _known_kinds("tokens_mtok", mtok).items()}
    listed = {kind: number(f"price.{kind}", p, least=0) for kind, p in _known_kinds("price", price).items()}
    for kind, n in served.items():
        if n and kind not in listed:
            raise ValueError(f"price has no {kind}, but {n:g} million such tokens were served")
    revenue = math.fsum(n * listed[kind] for kind, n in served.items() if n)
    revenue *= number("paid_share", paid_share, least=0, most=1)
    peak = number("peak_gpus", peak_gpus, above=0)
    if peak < count:
        raise ValueError(f"peak_gpus = {peak:g}: fewer than the average of {count:g}")
    hit, output = served.get("input_cache_hit", 0.0), served.get("output", 0.0)
    into = hit + served.get("input_miss", 0.0)
    undefined = {"revenue": revenue, "input": into, "output": output}
    flags = [f"{name} is zero: what is per {name} is undefined" for name, n in undefined.items() if n == 0]
    lacks = unknown({"cost": cost, "revenue": revenue, "input": into, "output": output})
    return ServingDay(
        known(cost), known(revenue), known(revenue - cost), ratio(revenue - cost, cost), ratio(revenue - cost, revenue),
        ratio(hit, into), ratio(count, peak), ratio(cost, output), ratio(cost, into + output),
        "; ".join(filter(None, (*flags, lacks))),
    )  # fmt: skip


def _known_kinds(name: str, given: Mapping[str, float | None]) -> Mapping[str, float | None]:
    for kind in given:
        if kind not in KINDS:
            raise ValueError(f"{name} has {kind!r}: use {', '.join(KINDS)}")
    return given
