"""What a market's figures say, a figure in every sentence and its doubt beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from finkit.analysis.market.cases import conduct_in_words
from finkit.analysis.market.markets import FIRMS, MarketResult
from finkit.analysis.measures import Floats
from finkit.assumptions.ranges import Range
from finkit.reporting.market_figures import Cells, short
from finkit.reporting.numbers import percent, plain
from finkit.reporting.page_results import Part

Told = tuple[Part, ...]
NO_TRUCE = "at one end it holds by itself or not at all"


def sentences(cells: Cells) -> Iterator[Told]:
    """Every sentence of a market's part of the section."""
    yield from verdict_of(cells)
    yield from _duopoly(cells)
    yield from _sensitivity(cells)
    yield from _surplus(cells)
    yield from _war(cells)
    yield from _open(cells)
    yield from _truce(cells)
    yield from _entry(cells)
    yield from _resale(cells)
    # The verdict has led with the first flag where no firm would stop at the price.
    for flag in cells.found.flags[0 if stops(cells.found) else 1 :]:
        yield (flag,)


def stops(found: MarketResult) -> bool:
    """Whether firms would stop at the price, where there is one: the cost that it implies is 0 or more."""
    return found.own is None or bool(found.own.valid[0])


def verdict_of(cells: Cells) -> Iterator[Told]:
    """Implied cost with its range; the margin under one to five firms, at the price held and at the cost held."""
    found = cells.found
    if not stops(found):
        yield (
            f"At {cells.at_price} no firm would stop at the price of {found.row.name} under "
            f"{conduct_in_words(found.row)}: demand is inelastic there and the cost implied is below 0, so no "
            "cost and no margin follow from it.",
        )  # fmt: skip
    elif found.own is not None:
        yield (
            f"At {cells.at_price} the price of {found.row.name} implies a marginal cost of ",
            cells.cost("implied_cost", found.own.cost), f" under {conduct_in_words(found.row)}, a margin of ",
            cells.margin("held_margin", found.own.margin), ": the cost is what three guesses leave, not observed.",
        )  # fmt: skip
    firms = [n for n in FIRMS[:5] if found.held is not None and found.held.valid[n - 1, 0]]
    if found.held is not None and firms:
        margins = [cells.margin(f"held_margin_{n}", found.held.margin[n - 1]) for n in firms]
        under = f"{firms[0]} to {firms[-1]}" if len(firms) > 1 else f"{firms[0]}"
        yield (
            f"Under {under} firms the margin is ", *_joined(margins),
            " if the price stays and each number of firms implies another cost.",
        )  # fmt: skip
    if np.isfinite(found.solved.margin[0, 0]):
        margins = [cells.ratio(f"solved_margin_{n}", found.solved.margin[n - 1]) for n in FIRMS[:5]]
        told = "It is " if firms else "Under 1 to 5 firms the margin is "
        yield told, *_joined(margins), f" if the cost stays at {cells.at_cost} and the price moves."


def _duopoly(cells: Cells) -> Iterator[Told]:
    """What a second firm does: the margin of the essay holds only at a held price."""
    found = cells.found
    if found.held is None or not found.held.valid[1, 0] or not np.isfinite(found.solved.margin[1, 0]):
        return
    meets = found.meets_at
    until = f"with {meets} firms" if meets else f"with more than {FIRMS[-1]} firms"
    yield (
        "With two firms the margin is ", cells.margin("held_margin_2", found.held.margin[1]),
        f" only if the price stays at {short(float(found.cases.price[0]))} and the cost is really ",
        cells.cost("implied_cost_2", found.held.cost[1]), "; if the cost is ",
        cells.price("cost_held", found.cases.cost), " the second firm takes the price to ",
        cells.price("solved_price_2", found.prices[1]), " and the margin to ",
        cells.ratio("solved_margin_2", found.solved.margin[1]),
        f", and the margin is down to {percent(float(found.held.margin[1, 0]))} {until}.",
    )  # fmt: skip


def _sensitivity(cells: Cells) -> Iterator[Told]:
    found = cells.found
    if found.own is None or not stops(found):
        return
    cost, slope = float(found.own.cost[0]), float(found.slopes.hours)
    more = cells.cost("cost_six_minutes_more", cost + slope / 10)
    implied = (
        ("the cost implied would be ", more, " instead of ")
        if more.text
        else ("no firm would stop at the price; as given the cost implied is ",)
    )
    yield (
        "Were the mean saving six minutes more, ", *implied, cells.cost("cost_as_given", cost),
        "; it moves by ", cells.price("slope_wage", float(found.slopes.wage)), " per unit of wage and by ",
        cells.price("slope_tokens", float(found.slopes.tokens)), f" per {found.row.tokens_in} of a task.",
    )  # fmt: skip


def _surplus(cells: Cells) -> Iterator[Told]:
    parts = cells.found.solved.users_part[:, 0]
    shown = [cells.ratio(f"users_part_{n}", parts[n - 1]) for n in FIRMS[:4]]
    yield (
        "Users hold ",
        *_joined(shown),
        " of the surplus under 1 to 4 firms, if demand is exponential; firms the rest.",
    )


def _war(cells: Cells) -> Iterator[Told]:
    revenue, profit = cells.found.war
    if not np.isfinite(revenue[:, 0]).all():
        return
    peak = int(np.argmax(revenue[:, 0]))
    yield (
        f"As firms enter, revenue peaks at {FIRMS[peak]} ", "firm" if peak == 0 else "firms", ", ",
        cells.ratio("revenue_at_peak", revenue[peak]), " of what one firm takes, while gross profit falls from ",
        cells.ratio("profit_of_one", profit[0]), " to ",
        cells.ratio(f"profit_of_{FIRMS[-1]}", profit[-1]), f" of it with {FIRMS[-1]}, at a cost held.",
    )  # fmt: skip


def _open(cells: Cells) -> Iterator[Told]:
    found, now, since = cells.found, cells.found.corners["now"][0], cells.found.row.months_since_gap
    if since is not None and now is not None and np.isfinite(now.limit.margin[0]):
        yield (
            "At ", cells.count("months_since_gap", np.array([since.centre, since.low, since.high])),
            " months since the gap opened, open weights leave a price of ",
            cells.price("limit_price_now", found.over("now", lambda at: at.limit.price[0])), " and a margin of ",
            cells.ratio("limit_margin_now", found.over("now", lambda at: at.limit.margin[0])),
            ", if the gap closes evenly.",
        )  # fmt: skip
    if found.ceiling is not None and found.ceiling.earning_months is not None:
        catch, earning = found.row.catch_up_months, found.over("ceiling", lambda at: at.earning_months)
        yield (
            "Open weights take the margin to zero after ", cells.count("earning_months", earning, high="never"),
            f" months, if they catch up evenly in {plain(catch.centre, 0)} ({catch.source or 'assumed'}).",
        )  # fmt: skip


def _truce(cells: Cells) -> Iterator[Told]:
    found = cells.found.truce_discounts
    yield (
        "A truce on the price holds among two firms from a discount factor of ",
        cells.number("truce_discount_2", found[0]), " a period, among six from ",
        cells.number("truce_discount_6", found[-1]), *_patience(cells),
    )  # fmt: skip
    race = cells.found.race
    if race is not None:
        discount = cells.found.over("race", lambda at: at.discount)
        shown = cells.number("race_discount", discount, race.flag, lost=NO_TRUCE)
        told: Sequence[Part] = (" from a discount factor of ", shown, ".") if shown.text else (f": {race.flag}.",)
        share = percent(_centre(cells.found.row.race_share))
        yield (
            f"A truce on R&D, with {share} of users to the one that races, holds" if shown.text else "A truce on R&D",
            *told,
        )


def _patience(cells: Cells) -> tuple[Part, ...]:
    given = cells.found.row.discount
    if given is None:
        return ("; how patient they are is not given.",)
    held = [n for n, d in zip(FIRMS[1:], cells.found.truce_discounts.tolist(), strict=True) if d <= given.centre]
    among = f"up to {held[-1]} firms" if held else "none of 2 to 6 firms"
    return (f"; at {plain(given.centre, 2)}, as assumed, it holds among {among}.",)


def _entry(cells: Cells) -> Iterator[Told]:
    found, row = cells.found.entry, cells.found.row
    if found is None:
        return
    fixed = plain(_centre(row.fixed_cost), 0)
    if found.firms is None:
        yield (f"R&D of {fixed} {row.currency} a period does not cap the number of firms: {found.flag}.",)
        return
    each = found.profits[found.firms - 1] if found.firms else found.profits[0]
    yield (
        f"R&D of {fixed} {row.currency} a period leaves room for ",
        cells.count("firms_that_fit", cells.found.over("entry", lambda at: at.firms)),
        f" firms: each then earns {plain(each or 0.0, 1)}, and one more would earn "
        f"{plain(found.profits[-1] or 0.0, 1)}.",
    )  # fmt: skip


def _resale(cells: Cells) -> Iterator[Told]:
    found = cells.found.resale
    if found is None or found.margin is None:
        return

    def over(name: str) -> Floats:
        return cells.found.over("resale", lambda at: getattr(at, name))

    yield (
        "A reseller keeps ", cells.ratio("resale_margin", over("margin")), " of retail",
        *(() if found.percent_change is None or found.dollar_margin is None else (
            "; as its wholesale price moves, the same markup changes its gross profit by ",
            cells.ratio("same_percent_change", over("percent_change")), " and the same amount makes its margin ",
            cells.ratio("same_dollar_margin", over("dollar_margin"), lost="none at one end"),
        )), ".",
    )  # fmt: skip


def _centre(given: Range | None) -> float:
    return float("nan") if given is None else given.centre


def _joined(figures: Sequence[Part]) -> tuple[Part, ...]:
    """Figures as a list: a, b and c."""
    out: list[Part] = []
    for i, one in enumerate(figures):
        out += [one] if i == 0 else [" and " if i == len(figures) - 1 else ", ", one]
    return tuple(out)
