"""Gross margin times turnover: GMROI, with the basis of turnover always named.

METHODS 1.13: a supermarket's thin margin turned fast beats a fashion house's fat one turned slowly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.given import known, number, numbers, ratio, unknown

BASES = ("cogs", "sales")
NO_COST = "gross margin is 1: no cost of goods, GMROI is undefined; a 100% markup is a gross margin of 0.5"


@dataclass(frozen=True, slots=True)
class Gmroi:
    """Gross profit per dollar of inventory at cost, with both turnovers; None where undefined, said in `flag`.

    `margin_times_turnover` is gross margin times the turnover given: GMROI only on the sales basis.
    """

    gross_margin: float | None
    gmroi: float | None
    cogs_turnover: float | None
    sales_turnover: float | None
    margin_times_turnover: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Contrast:
    """One business of a contrast: its GMROI, and what other operating cost leaves of its gross margin."""

    business: str
    gross_margin: float | None
    gmroi: float | None
    operating_margin: float | None
    flag: str = ""


def gmroi(gross_margin: float | None, turnover: float | None, *, turnover_basis: str) -> Gmroi:
    """`GM/(1-GM) x turnover` on cost of goods, `GM x turnover` on sales; margin 0 to 1, turnover above 0 a year."""
    if turnover_basis not in BASES:
        raise ValueError(f"turnover_basis = {turnover_basis!r}: use one of {', '.join(BASES)}")
    margin = number("gross_margin", gross_margin, least=0, most=1)
    turns = number("turnover", turnover, above=0)
    product = margin * turns
    if margin == 1:
        of_cost, of_sales = (None, known(turns)) if turnover_basis == "sales" else (known(turns), None)
        return Gmroi(1.0, None, of_cost, of_sales, known(product), NO_COST)
    cogs, sold = (turns, turns / (1 - margin)) if turnover_basis == "cogs" else (turns * (1 - margin), turns)
    flag = "gross margin or turnover is not known" if math.isnan(product) else ""
    return Gmroi(known(margin), known(margin * sold), known(cogs), known(sold), known(product), flag)


def gmroi_from_levels(revenue: float | None, cogs: float | None, average_inventory_cost: float | None) -> Gmroi:
    """GMROI from amounts of one year, all in one currency and 0 or more; inventory at cost, averaged."""
    sold, cost = number("revenue", revenue, least=0), number("cogs", cogs, least=0)
    held = number("average_inventory_cost", average_inventory_cost, least=0)
    margin, turns = ratio(sold - cost, sold), ratio(cost, held)
    product = None if margin is None or turns is None else margin * turns
    if cost == 0:
        return Gmroi(margin, None, turns, ratio(sold, held), product, NO_COST)
    lacks = unknown({"revenue": sold, "cogs": cost, "average_inventory_cost": held})
    flag = "inventory is zero" if held == 0 else "revenue is zero: no margin" if sold == 0 else lacks
    return Gmroi(margin, ratio(sold - cost, held), turns, ratio(sold, held), product, flag)


def contrast(
    business: Sequence[str],
    gross_margin: Sequence[float | None],
    other_cost_share: Sequence[float | None],
    turnover: Sequence[float | None],
    *,
    turnover_basis: str,
) -> tuple[Contrast, ...]:
    """Businesses side by side; lists of one length, margins and shares as fractions of revenue."""
    n = len(business)
    margins, turns = numbers("gross_margin", gross_margin, like=n), numbers("turnover", turnover, like=n)
    shares = numbers("other_cost_share", other_cost_share, like=n, least=0)
    out = []
    for name, margin, share, turned in zip(business, margins, shares, turns, strict=True):
        found = gmroi(margin, turned, turnover_basis=turnover_basis)
        out.append(Contrast(name, found.gross_margin, found.gmroi, known(margin - share), found.flag))
    return tuple(out)
