"""A market read from its row: both closures by number of firms, and each part that the row has the inputs for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.analysis.framed import Framed, between
from finkit.analysis.given import known
from finkit.analysis.market.blend import SHARES, blended_price
from finkit.analysis.market.cases import Cases
from finkit.analysis.market.chain import chain
from finkit.analysis.market.cournot import ByShare, Rivals, by_share, rivals
from finkit.analysis.market.entry import WAR, FreeEntry, free_entry
from finkit.analysis.market.lerner import (
    FAR,
    MIXED,
    Equilibrium,
    Implied,
    Slopes,
    equilibrium,
    implied_cost,
    mixed,
    slopes,
)
from finkit.analysis.market.open_weights import MONTHS, Ceiling, ceiling
from finkit.analysis.market.passthrough import RATES, Resale, resale
from finkit.analysis.market.truce import SWITCHES, Truce, price_truce, research_truce
from finkit.analysis.measures import Floats
from finkit.analysis.span import ends
from finkit.assumptions.market import Market
from finkit.assumptions.ranges import Range

Part = Callable[[Market, float, float], Any]
FIRMS = (1, 2, 3, 4, 5, 6)
ASSUMES = (
    "hours saved have an exponential tail, tokens a task do not answer the price, one product, Cournot conduct, "
    "users who pay for the full value in cash"
)
CRITIC = (
    "cost is not observed here: it is what is left of three guesses, the price blended, the hours saved and the "
    "tokens of a task; conduct is assumed, not tested; labs are short of capacity, differ, and price by customer."
)
ABSENT = "a price or cost of a Mtok, Mtok a task, hours saved and a wage (Market table)"


@dataclass(frozen=True)
class MarketResult:
    """One market. Arrays are (firms, cases) over `FIRMS` and the cases of `Cases`, (cases,) where conduct is its own.

    `own` is the price held under the market's own conduct, `held` under each number of firms; both None without a
    price. `solved` holds the cost. Other parts are None where `absent` names the input that would bring them;
    `corners` has each as given and at all ends of its inputs.
    """

    row: Market
    cases: Cases
    own: Implied | None
    held: Implied | None
    solved: Equilibrium
    slopes: Slopes
    blends: Floats | None
    blended: Implied | None
    ceiling: Ceiling | None
    truces: Truce
    race: Truce | None
    switched: Floats | None
    entry: FreeEntry | None
    rivals: Rivals | None
    by_share: ByShare | None
    resale: Resale | None
    corners: Mapping[str, tuple[Any, ...]]
    flags: tuple[str, ...]
    absent: tuple[tuple[str, str], ...]

    def over(self, part: str, read: Callable[[Any], float | None]) -> Floats:
        """A figure of a part as given, then the least and the most of it over all ends of the part's inputs.

        `part` is one of `PARTS` or "by_share", and there. Where no end moves it, it stands alone; NaN: an end has none.
        """
        found = np.array([np.nan if (v := read(at)) is None else float(v) for at in self.corners[part]])
        if (found == found[0]).all() or np.isnan(found).all():
            return found[:1]
        least, most = np.nanmin(found), np.nanmax(found)
        return np.array([found[0], least, most, *([np.nan] if np.isnan(found).any() else [])])

    @property
    def war(self) -> tuple[Floats, Floats]:
        """Revenue and gross profit of all firms, over the revenue of one firm: (firms, cases).

        NaN where one firm sells nothing, as at a cost above what any task is worth.
        """
        given = {
            "solved_price": self.solved.price, "first_solved_price": self.solved.price[0],
            "market_revenue": self.solved.revenue, "first_market_revenue": self.solved.revenue[0],
            "market_profit": self.solved.profit,
        }  # fmt: skip
        found = chain(WAR, given)
        return found["war_revenue"], found["war_profit"]

    @property
    def prices(self) -> Floats:
        """Price at the cost held by number of firms: as given, and the two ends over the ranges, (firms, 3).

        The price rises in cost and in what a token is worth. A cost that is given has a range of its own; one that a
        price implies falls as a token's worth rises, as in the cases.
        """
        cases, firms = self.cases, np.array(FIRMS, dtype=float)
        if self.row.marginal_cost is None:
            return self.solved.price
        ends = [end(cases.cost) + end(cases.value) / firms for end in (np.min, np.max)]
        return np.column_stack([self.solved.price[:, 0], *ends])

    @property
    def pass_through(self) -> dict[str, Floats]:
        """What of a dollar of cost reaches the price by form of demand and number of firms, (firms,).

        Constant elasticity is that at the price: missing without one, and where the firms' demand is too inelastic.
        """
        steep = np.nan if self.own is None else -float(self.own.elasticity[0])
        given = {"firms": np.array(FIRMS, dtype=float), "steepness": steep}
        return {form: chain([rate], given)[rate.name] for form, rate in RATES.items()}

    @property
    def truce_discounts(self) -> Floats:
        """The discount factor that holds a truce among two to six firms: their number alone sets it, no cost does."""
        return price_truce(0.0, float(self.cases.value[0]), np.array(FIRMS[1:], dtype=float)).discount

    @property
    def meets_at(self) -> int | None:
        """How many firms take the margin, at the cost held, to what two leave at the price held; None beyond six."""
        if self.held is None:
            return None
        found = [n for n, m in zip(FIRMS, self.solved.margin[:, 0], strict=True) if m <= self.held.margin[1, 0] + 1e-9]
        return found[0] if found else None


@dataclass(frozen=True, slots=True, repr=False)
class MarketResults(Framed):
    """The markets of a company's Market table; none where the table is empty, and then what would bring them."""

    markets: tuple[MarketResult, ...]
    absent: str = ABSENT

    def records(self) -> Iterator[dict[str, Any]]:
        """One row a market and number of firms, both closures apart: the price held, and the cost held.

        Where the price is no optimum of so many firms the cost that it would imply is below 0, and there is no margin.
        """
        for one in self.markets:
            s, held = one.solved, one.held
            for i, n in enumerate(FIRMS):
                yield {
                    "market": one.row.name,
                    "firms": n,
                    "price": known(one.cases.price[0]),
                    **_ranged("implied_cost", None if held is None else held.cost[i]),
                    "margin_price_held": known(held.margin[i, 0]) if held is not None and held.valid[i, 0] else None,
                    "price_is_an_optimum": None if held is None else bool(held.valid[i, 0]),
                    "cost": known(one.cases.cost[0]),
                    **_ranged("price_cost_held", one.prices[i]),
                    **_ranged("margin_cost_held", s.margin[i]),
                    "tasks_served": known(s.served[i, 0]),
                    "users_part_of_surplus": known(s.users_part[i, 0]),
                }


def _ranged(name: str, values: Floats | None) -> dict[str, float | None]:
    """Three columns: a figure as given, the least and the most of it; no ends where one is missing."""
    held = np.full(3, np.nan) if values is None else values
    ends = (known(float(end)) for end in (held.min(), held.max()))
    return {name: known(float(held[0])), **between(name, *ends)}


def read_markets(rows: Sequence[Market]) -> MarketResults:
    """Each row of a Market table, in its order."""
    return MarketResults(tuple(read_market(row) for row in rows))


def read_market(row: Market) -> MarketResult:
    """Every part that a row of the Market table has inputs for."""
    cases, firms = Cases.of(row), np.array(FIRMS, dtype=float)[:, None]
    priced = not math.isnan(cases.price[0])
    own = implied_cost(cases.price, cases.value, conduct=cases.conduct) if priced else None
    held = implied_cost(cases.price, cases.value, firms=firms) if priced else None
    solved = equilibrium(cases.cost, cases.value, firms=firms)
    cost, value = float(cases.cost[0]), float(cases.value[0])
    blends = None
    if row.output_share is not None:
        blends = blended_price(cases.input_price[0], cases.output_price[0], SHARES)
    corners = {name: tuple(_corners(row, cases, *at)) for name, at in PARTS.items()}
    slopes_held = own.elasticity.tolist() if row.shares and own is not None else ()
    corners["by_share"] = tuple(by_share(row.shares, -slope) for slope in slopes_held) or (None,)
    return MarketResult(
        row, cases, own, held, solved,
        slopes=slopes(cases.tokens[0], cases.hours[0], cases.wage[0], conduct=cases.conduct),
        blends=blends,
        blended=None if blends is None else implied_cost(blends, value, conduct=cases.conduct),
        **{name: at[0] for name, at in corners.items() if name != "now"},
        corners=corners, flags=tuple(_flags(own, cases)), absent=tuple(_absent(row, cost)),
    )  # fmt: skip


def _corners(row: Market, cases: Cases, part: Part, fields: Sequence[str]) -> Iterator[Any]:
    """A part as given, then at every corner of its own inputs and of the cost held and what a token is worth.

    A cost that is given has a range of its own; one that a price implies goes with what a token is worth.
    """
    yield part(row, float(cases.cost[0]), float(cases.value[0]))
    pairs = set(zip(cases.cost[1:].tolist(), cases.value[1:].tolist(), strict=True))
    if row.marginal_cost is not None:
        pairs = set(itertools.product(cases.cost[1:].tolist(), cases.value[1:].tolist()))
    held = [(name, given) for name in fields if (given := getattr(row, name)) is not None]
    for at in itertools.product(*(ends(given) for _, given in held)):
        update = {name: type(given)(value=end, low=end, high=end) for (name, given), end in zip(held, at, strict=True)}
        moved = row.model_copy(update=update)
        for cost, value in pairs:
            yield part(moved, cost, value)


def centre(given: Range | None) -> float | None:
    """The value of a range, None where there is none."""
    return None if given is None else given.centre


def _ceiling(row: Market, cost: float, value: float) -> Ceiling | None:
    months = {*MONTHS, *((row.months_since_gap.centre,) if row.months_since_gap else ())}
    return _ceiling_at(row, cost, value, sorted(months))


def _now(row: Market, cost: float, value: float) -> Ceiling | None:
    """The ceiling today; None where the months since the gap opened are not given."""
    since = row.months_since_gap
    return None if since is None else _ceiling_at(row, cost, value, (since.centre,))


def _ceiling_at(row: Market, cost: float, value: float, months: Sequence[float]) -> Ceiling | None:
    if row.open_price is None or row.quality_premium is None:
        return None
    opened, premium = row.open_price.centre, row.quality_premium.centre
    return ceiling(opened, premium, cost, value, row.catch_up_months.centre, months)


def _truces(row: Market, cost: float, value: float) -> Truce:
    return price_truce(cost, value, np.array(FIRMS[1:], dtype=float))


def _rivals(row: Market, cost: float, value: float) -> Rivals | None:
    return rivals(row.rival_costs, value) if row.rival_costs else None


def _entry(row: Market, cost: float, value: float) -> FreeEntry | None:
    if row.potential is None or row.fixed_cost is None:
        return None
    return free_entry(row.potential.centre, value, cost, row.fixed_cost.centre)


def competitors(row: Market) -> int:
    """The number of firms of a truce or a race: the market's own, at least two."""
    return max(2, row.firms or 2)


def _race(row: Market, cost: float, value: float) -> Truce | None:
    if row.potential is None or row.fixed_cost is None or row.race_cost is None or row.race_share is None:
        return None
    n = competitors(row)
    profit = row.potential.centre * float(equilibrium(cost, value, firms=n).profit)
    return research_truce(profit, n, row.race_share.centre, row.fixed_cost.centre, row.race_cost.centre)


def _switched(row: Market, cost: float, value: float) -> Floats | None:
    """Profit of each firm after R&D: R&D held and raced by row, the price kept and fought over by column."""
    if row.potential is None or row.fixed_cost is None or row.race_cost is None:
        return None
    truce = price_truce(cost, value, competitors(row))
    given = {
        "potential": row.potential.centre, "colluding": truce.colluding, "competing": truce.competing,
        "held_research": row.fixed_cost.centre, "race_research": row.race_cost.centre,
        "price_war": np.array([0.0, 1.0]), "race": np.array([[0.0], [1.0]]),
    }  # fmt: skip
    return chain(SWITCHES, given)["profit_under_switches"]


def _resale(row: Market, cost: float, value: float) -> Resale | None:
    if row.wholesale is None or row.retail is None:
        return None
    return resale(row.wholesale.centre, row.retail.centre, centre(row.new_wholesale))


# Each part that rests on further inputs of a row, with those that have ranges.
PARTS: Mapping[str, tuple[Part, tuple[str, ...]]] = {
    "ceiling": (_ceiling, ("open_price", "quality_premium", "catch_up_months")),
    "now": (_now, ("open_price", "quality_premium", "catch_up_months", "months_since_gap")),
    "truces": (_truces, ()),
    "race": (_race, ("potential", "fixed_cost", "race_cost", "race_share")),
    "switched": (_switched, ("potential", "fixed_cost", "race_cost")),
    "entry": (_entry, ("potential", "fixed_cost")),
    "rivals": (_rivals, ()),
    "resale": (_resale, ("wholesale", "retail", "new_wholesale")),
}


def _flags(own: Implied | None, cases: Cases) -> Iterator[str]:
    times = float(cases.cost[0] / cases.value[0])
    if times >= FAR:
        asked = MIXED.format(what="cost", ratio=times)
        yield f"{asked[0].upper()}{asked[1:]}"
    if own is None:
        return
    if not own.valid[0]:
        yield f"As given, {own.flag}."
    elif not own.valid.all():
        yield "At one end of the ranges the implied cost is negative: no firm would stop at that price."
    if cases.cost[0] > cases.price[0]:
        yield (
            f"The cost given, {cases.cost[0]:g}, is above the price, {cases.price[0]:g}: a token sold at it loses "
            f"{cases.cost[0] / cases.price[0] - 1:.1%} of the price, whatever the conduct."
        )
    question = mixed(cases.price[0], cases.value[0])
    if question:
        yield f"{question[0].upper()}{question[1:]}"


def _absent(row: Market, cost: float) -> Iterator[tuple[str, str]]:
    needs = (
        ("blends of input and output prices", ("input_price", "output_price", "output_share")),
        ("the ceiling that open weights set", ("open_price", "quality_premium")),
        ("free entry", ("potential", "fixed_cost")),
        ("a race in R&D", ("potential", "fixed_cost", "race_cost", "race_share")),
        ("rivals of unequal cost", ("rival_costs",)),
        ("margins by share", ("shares",)),
        ("a reseller's margin", ("wholesale", "retail")),
    )
    if row.price is None and row.output_share is None:
        yield "the cost that a price implies", "price"
    if math.isnan(cost):
        yield "margins, a price war and truces at a cost held", "marginal cost, as the price implies none"
    for part, fields in needs:
        lacking = [name.replace("_", " ") for name in fields if getattr(row, name) in (None, ())]
        if lacking:
            yield part, ", ".join(lacking)
