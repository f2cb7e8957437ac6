"""Tables of a market beyond the margins: blends, open weights, the truce, switches, rivals, a reseller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from finkit.analysis.market.blend import SHARES
from finkit.analysis.market.markets import FIRMS, competitors
from finkit.analysis.market.open_weights import Ceiling
from finkit.analysis.market.passthrough import RATES
from finkit.analysis.measures import Floats
from finkit.reporting import charts
from finkit.reporting.market_figures import Cells
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, words_grid

LEFT = "it has left the market"
NO_BEST = "no price is the best where the number of firms times the elasticity is 1 or less, or no price is given"


def tables(cells: Cells) -> Iterator[Grid]:
    """Each table that the market has inputs for."""
    for made in (_blends(cells), _passed(cells), _truce(cells), _switches(cells), _rivals(cells), _by_share(cells)):
        if made is not None:
            yield made


def ceiling(cells: Cells, k: int) -> Drawn:
    """The price and margin that open weights leave, by month since the gap opened."""
    found = cells.found.ceiling
    assert found is not None
    title = f"What open weights leave, by months since the gap opened: {cells.found.row.name}"
    margins = [value if value == value else None for value in found.limit.margin.tolist()]
    months = [plain(m, 0) for m in found.months]

    def over(read: Callable[[Ceiling], Floats], i: int) -> Floats:
        return cells.found.over("ceiling", lambda at: float(read(at)[i]))

    rows = [
        (f"{m} months", cells.price(f"premium_{m}", over(lambda at: at.premium, i)),
         cells.price(f"limit_price_{m}", over(lambda at: at.limit.price, i)),
         cells.ratio(f"limit_margin_{m}", over(lambda at: at.limit.margin, i)))
        for i, m in enumerate(months)
    ]  # fmt: skip
    heads = ("Months", "What the gap is worth", "Price under the ceiling", "Margin")
    note = f"In {cells.unit}. {found.flag[:1].upper()}{found.flag[1:]}".strip()
    table = words_grid(title, heads, rows, note=note)
    says = "The gap closes evenly; the price is the ceiling, never below cost and never above one firm's."
    return Drawn(
        f"market-ceiling-{k + 1}", charts.lines(title, "Margin, % of price", months, [("margin", margins)]), table, says
    )


def _blends(cells: Cells) -> Grid | None:
    found = cells.found
    if found.blends is None or found.blended is None:
        return None
    rows = [
        (percent(share), cells.price(f"blend_price_{share:g}", found.blends[i]),
         cells.cost(f"blend_cost_{share:g}", found.blended.cost[i]),
         cells.margin(f"blend_margin_{share:g}", found.blended.margin[i]))
        for i, share in enumerate(SHARES)
    ]  # fmt: skip
    heads = ("Tokens written / all tokens", "Price", "Cost implied", "Margin")
    return words_grid("The price is a guess too: over blends of input and output tokens", heads, rows,
                      note=f"Prices and costs in {cells.unit}; hours, wage and tokens as given.")  # fmt: skip


def _passed(cells: Cells) -> Grid | None:
    found = cells.found.pass_through
    rows = [(f"{n} {'firm' if n == 1 else 'firms'}", *(cells.ratio(f"pass_{form}_{n}", rates[i], NO_BEST)
             for form, rates in found.items())) for i, n in enumerate(FIRMS)]  # fmt: skip
    heads = ("A fall of cost", *(RATES[form].label for form in found))
    note = (
        "Other figures here assume exponential demand, which passes 100% on; constant elasticity is that at the price."
    )
    return words_grid("What of a dollar of cost reaches the price", heads, rows, note=note)


def _truce(cells: Cells) -> Grid | None:
    t, discounts = cells.found.truces, cells.found.truce_discounts
    factors = [cells.number(f"truce_discount_{n}", discounts[i]) for i, n in enumerate(FIRMS[1:])]
    title, told = "How patient firms must be to keep the price of one", "at which the truce pays"
    if np.isnan(t.colluding).all():
        rows = [(f"{n} firms", factors[i]) for i, n in enumerate(FIRMS[1:])]
        note = f"The least a period {told}; it depends on the number of firms alone. Profits need a cost."
        return words_grid(title, ("Truce on the price", "Discount factor"), rows, note=note)
    whole = [
        (f"{n} firms", *(cells.price(f"{name}_{n}", cells.found.over("truces", _of(name, i)))
                         for name in ("colluding", "competing", "deviating")), factors[i])
        for i, n in enumerate(FIRMS[1:])
    ]  # fmt: skip
    heads = ("Truce on the price", "Each while it holds", "Each after it", "The one that breaks it", "Discount factor")
    return words_grid(title, heads, whole,
                      note=f"Profits in {cells.unit}, per potential token; the discount factor is the least a period "
                           f"{told}, and depends on the number of firms alone.")  # fmt: skip


def _switches(cells: Cells) -> Grid | None:
    found = cells.found
    if found.switched is None or np.isnan(found.switched).all():
        return None
    rows = [
        (label, *(cells.count(f"profit_{r}_{c}", found.over("switched", _place(r, c))) for c in (0, 1)))
        for r, label in enumerate(("R&D held", "R&D raced"))
    ]
    n = competitors(found.row)
    title = f"Two switches, {n} firms: profit of each after R&D, a period"
    return words_grid(title, ("", "Price kept", "Price war"), rows,
                      note=f"In {found.row.currency}, at the potential tokens given.")  # fmt: skip


def _rivals(cells: Cells) -> Grid | None:
    found = cells.found.rivals
    if found is None:
        return None
    rows = [
        (f"firm {k + 1}, cost {cost:g}", cells.ratio(f"rival_share_{k}", cells.found.over("rivals", _of("shares", k))),
         cells.ratio(f"rival_margin_{k}", cells.found.over("rivals", _of("margins", k)), LEFT, lost="none at one end"))
        for k, cost in enumerate(cells.found.row.rival_costs)
    ]  # fmt: skip
    price = "no price" if found.price is None else f"a price of {plain(found.price, 2)} {cells.unit}"
    said = f"As given, {found.active} of {len(rows)} firms stay, at {price}; "
    return words_grid("Rivals of unequal cost", ("Firm", "Share of tokens", "Margin"), rows,
                      note=f"{said}concentration (HHI) {_index(found.hhi)}.")  # fmt: skip


def _by_share(cells: Cells) -> Grid | None:
    found = cells.found.by_share
    if found is None:
        return None
    rows = [
        (percent(share), cells.ratio(f"share_margin_{k}", cells.found.over("by_share", _of("margins", k))))
        for k, share in enumerate(cells.found.row.shares)
    ]
    note = f"Weighted by share {percent(found.mean)}: HHI {_index(found.hhi)} over the elasticity. {found.flag}"
    return words_grid("Margins by share, at the price given", ("Share", "Margin"), rows, note=note.strip())


def _index(hhi: float | None) -> str:
    return "none" if hhi is None else plain(hhi, 3)


def _of(name: str, i: int) -> Callable[[Any], float | None]:
    """How a figure of one firm, or of so many, is read from a part."""
    return lambda part: _or_nan(getattr(part, name)[i])


def _place(row: int, col: int) -> Callable[[Floats], float]:
    """How a figure is read from a table of them."""
    return lambda table: float(table[row, col])


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
