"""What follows from a market's cost and value of a token, live: blends, open weights, truces, entry, rivals, resale."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from finkit.analysis.market.blend import BLEND, SHARES
from finkit.analysis.market.cournot import RIVALS, WEIGHTED
from finkit.analysis.market.entry import ENTRY
from finkit.analysis.market.lerner import CONDUCT, COST_HELD, PRICE_HELD
from finkit.analysis.market.markets import FIRMS, centre, competitors
from finkit.analysis.market.open_weights import CEILING, DIFFUSION, WINDOW
from finkit.analysis.market.passthrough import RATES, RESELLER
from finkit.analysis.market.truce import RACE, SWITCHES, TRUCE
from finkit.analysis.measures import Measure
from finkit.assumptions.ranges import Range
from finkit.reporting.workbook.market_part import Part

ENTRANTS = 12
_FIT = Measure("firms_that_fit", "Firms that earn it, of those counted here", "sum_periods(room)", "count",
               "How many of these numbers of firms leave each the fixed cost.")  # fmt: skip
_STEEP = Measure("steepness", "Elasticity of demand, without its sign", "0 - demand_elasticity", "plain",
                 "At the price as given.")  # fmt: skip
_AFTER = Measure("entry_profit", "Gross profit of the market a period", "potential * market_profit", "money",
                 "At that number of firms, each competing.")  # fmt: skip


def fill(part: Part) -> None:
    """Each part that the market has inputs for, at the inputs as given."""
    row = part.found.row
    part.sheet.remark("From here on every input is as given; the report has what the ranges make of these parts.")
    if row.output_share is not None:
        _blends(part)
    _passed(part)
    if part.found.ceiling is not None:
        _ceiling(part)
    _truce(part)
    if row.potential is not None and row.fixed_cost is not None:
        _entry(part)
    if part.found.switched is not None:
        _switches(part)
    if row.rival_costs:
        _rivals(part)
    if part.found.by_share is not None:
        _by_share(part)
    if part.found.resale is not None:
        _resale(part)


def _rows(part: Part, measures: Iterable[Measure], cols: int | None) -> None:
    for measure in measures:
        part.formula(measure, cols=cols)


def _one(part: Part, name: str, label: str, unit: str, given: Range | None) -> None:
    """An input as given, with its source."""
    value = centre(given)
    source = (given.source if given is not None else "") or part.found.row.source
    part.given(name, label, unit, np.nan if value is None else value, source)


def _blends(part: Part) -> None:
    part.sheet.heading("The price is a guess too: cost and margin over blends, conduct as today")
    part.given("blend_share", "Tokens written / all tokens", "ratio", np.array(SHARES), None)
    kept = dict(part.held)
    part.held["output_share"] = part.held["blend_share"]
    part.first("input_price", "output_price")
    part.formula(BLEND[0], cols=len(SHARES), name="price_of_blend")
    part.held["market_price"] = part.held["price_of_blend"]
    for measure in PRICE_HELD[2:]:
        part.formula(measure, cols=len(SHARES), name=f"{measure.name}_of_blend")
    part.held = kept


def _passed(part: Part) -> None:
    part.sheet.heading("What of a dollar of cost reaches the price, by form of demand")
    part.given("passing_firms", "Equal firms", "count", np.array(FIRMS, dtype=float), None)
    part.held["firms"] = part.held["passing_firms"]
    for form, rate in RATES.items():
        if form == "isoelastic" and part.found.own is not None:
            part.formula(_STEEP)
        if form != "isoelastic" or part.found.own is not None:
            part.formula(rate, cols=len(FIRMS))


def _ceiling(part: Part) -> None:
    row, months = part.found.row, part.found.ceiling.months if part.found.ceiling is not None else ()
    part.sheet.heading("Open weights: the ceiling falls as they catch up")
    _one(part, "open_price", "Price of open weights", "price", row.open_price)
    _one(part, "first_premium", "What the gap is worth at first", "price", row.quality_premium)
    _one(part, "catch_up_months", "Months until they have caught up", "months", row.catch_up_months)
    part.given("months_passed", "Months since the gap opened", "months", np.array(months), None)
    _rows(part, DIFFUSION, len(months))
    _rows(part, CEILING[:1], None)
    _rows(part, CEILING[1:], len(months))
    part.formula(WINDOW)


def _truce(part: Part) -> None:
    own = part.held["conduct"]
    part.sheet.heading("Truce on the price: the discount factor a period that holds it, by number of firms")
    part.given("truce_firms", "Equal firms", "count", np.array(FIRMS[1:], dtype=float), None)
    part.held["firms"] = part.held["truce_firms"]
    part.formula(CONDUCT, cols=len(FIRMS) - 1, name="truce_conduct")
    part.held["conduct"] = part.held["truce_conduct"]
    _rows(part, TRUCE, len(FIRMS) - 1)
    part.held["conduct"] = own


def _entry(part: Part) -> None:
    row, own = part.found.row, part.held["conduct"]
    part.sheet.heading("Free entry: one more firm stays out where it would not earn its R&D")
    _one(part, "potential", f"{row.price_per} a period at a price of zero", "count", row.potential)
    _one(part, "entry_cost", "R&D of a firm a period", "money", row.fixed_cost)
    part.given("entrants", "Equal firms", "count", np.arange(1.0, ENTRANTS + 1), None)
    part.held["firms"] = part.held["entrants"]
    part.formula(CONDUCT, cols=ENTRANTS, name="entry_conduct")
    part.held["conduct"] = part.held["entry_conduct"]
    for measure in COST_HELD[:6]:
        part.formula(measure, cols=ENTRANTS, name=f"entry_{measure.name}")
        part.held[measure.name] = part.held[f"entry_{measure.name}"]
    _rows(part, ENTRY, ENTRANTS)
    part.formula(_FIT)
    part.held["conduct"] = own


def _switches(part: Part) -> None:
    """A price war and an R&D race, each on or off; and what patience a truce on R&D takes."""
    row, n = part.found.row, competitors(part.found.row)
    part.sheet.heading(f"Two switches, {n} firms: columns are the price kept and fought over, rows R&D held and raced")
    own = part.held["conduct"]
    part.given("rivals_now", "Equal firms", "count", float(n), None)
    part.held["firms"] = part.held["rivals_now"]
    part.formula(CONDUCT, name="switch_conduct")
    part.held["conduct"] = part.held["switch_conduct"]
    for measure in TRUCE:
        part.formula(measure, name=f"switch_{measure.name}")
        part.held[measure.name] = part.held[f"switch_{measure.name}"]
    _one(part, "held_research", "R&D of a firm a period, held", "money", row.fixed_cost)
    _one(part, "race_research", "R&D of a firm a period, raced", "money", row.race_cost)
    part.given("price_war", "Price war: 1 is yes", "0 or 1", np.array([0.0, 1.0]), None)
    part.column("race", "R&D race: 1 is yes, row", (0.0, 1.0))
    states = ("R&D held", "R&D raced")
    part.block(SWITCHES[0], states, 1)
    part.formula(SWITCHES[1], cols=2)
    part.block(SWITCHES[2], states, 2)
    if part.found.race is not None:
        _race(part)
    part.held["conduct"] = own


def _race(part: Part) -> None:
    _one(part, "racer_share", "Users that the one that races draws", "ratio", part.found.row.race_share)
    for measure in COST_HELD[:5]:
        part.formula(measure, name=f"race_{measure.name}")
        part.held[measure.name] = part.held[f"race_{measure.name}"]
    part.formula(_AFTER)
    part.held["race_profit"] = part.held["entry_profit"]
    for measure in RACE:
        part.formula(measure, name=f"research_{measure.name}")
        part.held[measure.name] = part.held[f"research_{measure.name}"]
    if part.found.race is not None and part.found.race.flag:
        part.sheet.remark(part.found.race.flag)


def _rivals(part: Part) -> None:
    costs = part.found.row.rival_costs
    part.sheet.heading("Rivals of unequal cost: who stays, at what price")
    part.given("rival_cost", "Marginal cost of each firm", "price", np.array(costs), part.found.row.source)
    part.given("rival_count", "Firms", "count", float(len(costs)), None)
    part.column("firm_number", "Place of firm", [float(k + 1) for k in range(len(costs))])
    labels = [f"firm {k + 1}" for k in range(len(costs))]
    for measure in RIVALS:
        if measure.name == "firm_cost":
            part.block(measure, labels, 1)
        elif measure.name in ("no_dearer", "no_dearer_count"):
            part.block(measure, labels, len(costs))
        else:
            part.formula(measure, cols=None if measure.name in ("rivals_price", "rivals_hhi") else len(costs))


def _by_share(part: Part) -> None:
    shares = part.found.row.shares
    part.sheet.heading("Margins by share, at the price as given")
    part.given("firm_share", "Share of each firm", "ratio", np.array(shares), part.found.row.source)
    for measure in WEIGHTED:
        part.formula(measure, cols=None if measure.name == "mean_margin" else len(shares))


def _resale(part: Part) -> None:
    row = part.found.row
    part.sheet.heading("A reseller: what it keeps as its wholesale price moves")
    _one(part, "wholesale", "Wholesale", "number", row.wholesale)
    _one(part, "retail", "Retail", "number", row.retail)
    _one(part, "new_wholesale", "Wholesale later", "number", row.new_wholesale)
    for measure in RESELLER:
        part.formula(measure)
