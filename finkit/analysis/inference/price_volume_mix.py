"""Price, volume and mix: why an amount over several products changed, without a residual. METHODS 5.3.

`volume (Q1 - Q0) p0_mean`, `mix sum (share1 - share0) Q1 (p0 - p0_mean)`, `price sum (p1 - p0) q1`, over products
that have a price in both periods; `new` and `dropped` stand apart. The formulas are measures, products along columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known, number
from finkit.analysis.measures import Floats, Measure, evaluate

Numbers = Sequence[float | None]

PVM = (
    Measure("kept", "Sold at a price in both periods: 1 is yes", "first(unit_price_0 * unit_price_t * 0 + 1, 0)",
            "count", "A product that is new or dropped has no price in one of them."),
    Measure("amount_0", "Amount before", "where(quantity_0 > 0, unit_price_0 * quantity_0, 0)", "money",
            "Price times quantity."),
    Measure("amount_t", "Amount after", "where(quantity_t > 0, unit_price_t * quantity_t, 0)", "money",
            "Price times quantity."),
    Measure("kept_0", "Quantity before, continuing", "quantity_0 * kept", "Mtok",
            "Quantity of products that have a price in both periods."),
    Measure("kept_t", "Quantity after, continuing", "quantity_t * kept", "Mtok",
            "Quantity of products that have a price in both periods."),
    Measure("base_amount", "Amount before, continuing", "amount_0 * kept", "money",
            "Amount of products that have a price in both periods."),
    Measure("mean_price", "Mean price before", "sum_periods(base_amount) / sum_periods(kept_0)", "money",
            "Amount over quantity of continuing products."),
    Measure("volume_effect", "Volume", "(kept_t - kept_0) * mean_price", "money",
            "Change of quantity at the mean price before."),
    Measure("volume_ratio", "Quantity, after over before", "sum_periods(kept_t) / sum_periods(kept_0)", "times",
            "Quantity of continuing products."),
    Measure("quantity_moved", "Quantity beside that at unchanged shares", "kept_t - kept_0 * volume_ratio", "Mtok",
            "What a change of share moved."),
    Measure("mix_effect", "Mix", "where(kept == 1, quantity_moved * (unit_price_0 - mean_price), 0)", "money",
            "Change of share of quantity, at the price before less the mean price."),
    Measure("price_effect", "Price", "where(kept == 1, (unit_price_t - unit_price_0) * quantity_t, 0)", "money",
            "Change of price at the later quantity."),
    Measure("new_amount", "New products", "amount_t * (1 - kept)", "money", "Amount of products without an old price."),
    Measure("dropped_amount", "Dropped products", "amount_0 * (kept - 1)", "money",
            "Less the amount of products without a new price."),
)  # fmt: skip
PARTS = ("volume_effect", "mix_effect", "price_effect", "new_amount", "dropped_amount")
PVM_TOTALS = (
    *(
        Measure(f"sum_{one.name}", one.label, f"sum_periods({one.name})", "money", one.says)
        for one in PVM if one.name in PARTS
    ),
    Measure("amount_change", "Change of the amount", "sum_periods(amount_t) - sum_periods(amount_0)", "money",
            "All products."),
    Measure("amount_came_and_went", "New and dropped", "sum_new_amount + sum_dropped_amount", "money", "All products."),
    Measure("amount_explained", "Change that the parts explain",
            "sum_volume_effect + sum_mix_effect + sum_price_effect + amount_came_and_went", "money", "All parts."),
    Measure("amount_unexplained", "Change that no part explains / both amounts",
            "(amount_change - amount_explained) / (sum_periods(amount_t) + sum_periods(amount_0))", "fine ratio",
            "0 but for rounding."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PriceVolumeMix:
    """The change of an amount in its unit, part by part; the parts add up to `total`.

    `amounts` are those of both periods. A part is None, with `flag`, where nothing sold before continues.
    """

    amounts: tuple[float | None, float | None]
    volume: float | None
    mix: float | None
    price: float | None
    new: float | None
    dropped: float | None
    flag: str = ""

    @property
    def total(self) -> float | None:
        """The change of the amount."""
        before, after = self.amounts
        return None if before is None or after is None else after - before


def price_volume_mix(p0: Numbers, q0: Numbers, p1: Numbers, q1: Numbers) -> PriceVolumeMix:
    """The parts between two periods; products stand in the same order, new ones last.

    A product without a price (None, or 0 where nothing was sold) is not there in that period. ValueError for a
    negative figure, for prices and quantities of one period that differ in number, and for a quantity without a price.
    """
    size = max(len(p0), len(p1))
    unit_price_0, quantity_0 = _period("0", p0, q0, size)
    unit_price_t, quantity_t = _period("1", p1, q1, size)
    given = {
        "unit_price_0": unit_price_0, "quantity_0": quantity_0, "unit_price_t": unit_price_t, "quantity_t": quantity_t,
    }  # fmt: skip
    found = evaluate(PVM, given, size)
    kept = found["kept"] == 1
    sums = {name: float(found[name].sum()) for name in ("amount_0", "amount_t", *PARTS)}
    flag = ""
    if not kept.any():
        flag = "no product has a price in both periods: all is new or dropped"
        sums |= dict.fromkeys(PARTS[:3], 0.0)
    elif not quantity_0[kept].sum():
        flag = "nothing that continues was sold before: volume and mix are not defined"
    volume, mix, price, new, dropped = (known(sums[name]) for name in PARTS)
    return PriceVolumeMix((known(sums["amount_0"]), known(sums["amount_t"])), volume, mix, price, new, dropped, flag)


def _period(when: str, prices: Numbers, quantities: Numbers, size: int) -> tuple[Floats, Floats]:
    """Prices (NaN where the product is not there) and quantities (then 0) of one period, `size` long."""
    if len(quantities) != len(prices):
        raise ValueError(f"q{when} has {len(quantities)} values: give {len(prices)}, as for p{when}")
    price, quantity = np.full(size, math.nan), np.zeros(size)
    for n, (p, q) in enumerate(zip(prices, quantities, strict=True)):
        price[n], quantity[n] = number(f"p{when}[{n}]", p, least=0), number(f"q{when}[{n}]", q, least=0)
        if math.isnan(price[n]) or (price[n] == 0 and not quantity[n] > 0):
            if quantity[n] > 0:
                raise ValueError(f"p{when}[{n}] is missing, but q{when}[{n}] = {quantity[n]:g}: give its price")
            price[n], quantity[n] = math.nan, 0.0
    return price, quantity
