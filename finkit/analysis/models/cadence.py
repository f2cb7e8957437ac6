"""Cadence: what a slower or faster release of models does to margin, cash and payback. METHODS 3.4 and 8.

With revenue held fixed a slower release always looks better; `loss_rate` says how fast users leave for rivals who
release sooner. Both are formulas, so that a worksheet recalculates the map.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number, numbers, unknown
from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.schedules import worked

NO_INTERVAL = "no interval pays for training"
MONTHS = 12.0
INTERVALS = (6.0, 9.0, 12.0, 18.0, 24.0, 36.0)
# Lives of at most six release intervals are worked out exactly: 36 months at a release every 6.
MOST_GENERATIONS = 6


def _charge_ratio() -> str:
    """(min(m,1) + (min(max(m-1,0),1) + ...)/G)/m: METHODS 3.4's cadence for a life of m release intervals."""
    text = ""
    for back in reversed(range(MOST_GENERATIONS)):
        served = f"minimum(maximum(generations{' - 1' * back}, 0), 1)"
        text = f"({served} + {text} / cost_growth)" if text else served
    return f"{text} / generations"


REVENUE = (
    Measure("kept", "Revenue kept", "exp(0 - loss_rate * maximum(interval - rival_interval, 0) / (1 + 1))", "ratio",
            "What users who leave for rivals with newer models leave of revenue."),
    Measure("revenue_at", "Revenue a year", "revenue * kept", "money", "Revenue at that release interval."),
    Measure("training_a_year", "Training cash a year", "generation_cost / interval", "money",
            "The cost of one generation over the years between two."),
    Measure("cash_after_training", "Cash after training a year", "gross_margin * revenue_at - training_a_year",
            "money", "Gross profit less the year's spend on the next generation."),
    Measure("margin_after_training", "Margin after training, cash", "cash_after_training / revenue_at", "ratio",
            "What a dollar of revenue leaves after the year's spend on the next generation."),
)  # fmt: skip
LIFE = (
    Measure("generations", "Life in release intervals", "life / interval", "times",
            "How many release intervals a model serves."),
    Measure("charge_ratio", "Charge / training cash", _charge_ratio(), "ratio",
            "Amortization over the spend of the same time, each generation costing more than the one before."),
    Measure("margin_amortized", "Margin after amortized training",
            "gross_margin - training_a_year * charge_ratio / revenue_at", "ratio",
            "What a dollar of revenue leaves after training spread over the lives of models."),
    Measure("cost_covered", "Training cost / gross profit between two releases",
            "generation_cost / (maximum(gross_margin, 0) * revenue_at * interval)", "times",
            "Above 1 a generation does not earn its cost before the next has taken its users."),
    Measure("payback", "Payback in years", "where(cost_covered <= 1, maximum(life, interval) * cost_covered, 0 / 0)",
            "years", "Years until a generation has earned its cost, used evenly while it serves; none is never."),
)  # fmt: skip
STOP = (
    Measure("decay_years", "Years until gross profit falls to maintenance",
            "ln(gross_profit / maintenance) / decay", "years", "After that serving stops."),
    Measure("stop_decaying", "Worth if training stops, maintenance falls with revenue",
            "(gross_profit - maintenance) / (discount + decay)", "money",
            "Gross profit and maintenance decay together for ever."),
    Measure("stop_until", "Worth if training stops, maintenance paid until it is not earned",
            "gross_profit * (1 - exp(0 - (discount + decay) * decay_years)) / (discount + decay) "
            "- maintenance * (1 - exp(0 - discount * decay_years)) / discount", "money",
            "Gross profit decays, maintenance does not, and serving stops when it earns no more than that."),
    Measure("go_on", "Worth if training goes on",
            "where(gross_profit > research, (gross_profit - research) / maximum(discount - growth, 0), 0 / 0)", "money",
            "Gross profit less R&D, growing for ever; none where it is not above 0 or growth not below discount."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CadenceMap:
    """Margin, cash and payback by release interval (months, columns) and model life (months, rows).

    `kept`, `cash` (money a year) and `margin` are by interval, `margin_amortized` and `payback` (months, NaN is never)
    lives x intervals. Gross profit pays for training at intervals of `break_even` to `break_even_to` months: None is
    never, said in `flag`, and no upper end where no users leave. `loss_rate` 0 is revenue held fixed. `peak` is the
    interval of all, shown or not, at which cash is highest, None where there is none; `rises` says whether cash still
    rises at the longest interval shown.
    """

    intervals: tuple[float, ...]
    lives: tuple[float, ...]
    loss_rate: float
    kept: Floats
    cash: Floats
    margin: Floats
    margin_amortized: Floats
    payback: Floats
    break_even: float | None
    break_even_to: float | None
    peak: float | None
    rises: bool
    flag: str = ""

    @property
    def best(self) -> float:
        """The interval with most cash, in months, of those shown."""
        return max(zip(self.cash.tolist(), self.intervals, strict=True))[1]


@dataclass(frozen=True, slots=True)
class StopValue:
    """Stop training against going on, in the unit of gross profit; `flag` says why a worth is not printed.

    `decaying` and `until` are what stopping is worth as maintenance falls with revenue or is paid until it is not
    earned. The break-even decays are the rates a year at which users may leave before going on is worth more; below 0
    stopping never pays.
    """

    decaying: float | None
    until: float | None
    go_on: float | None
    break_even_decaying: float | None
    break_even_until: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Future:
    """Free cash flow a year and what the company is worth, by margin; worth None where growth is not below discount."""

    free_cash_flow: tuple[float | None, ...]
    value: tuple[float | None, ...]
    flag: str = ""


def margin_after_training(
    revenue: float, gross_margin: float, generation_cost: float, interval: ArrayLike,
    *, rival_interval: float = 0.0, loss_rate: float = 0.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Profit a year and margin after training at each release `interval` (years): gm R - C/c, and over revenue.

    Revenue falls as exp(-loss_rate max(0, c - rival_interval) / 2). Revenue and cost in one unit; without
    revenue there is no margin.
    """
    found = worked(REVENUE, _priced(revenue, gross_margin, generation_cost, interval, rival_interval, loss_rate))
    return found["cash_after_training"], found["margin_after_training"]


def break_even_interval(
    revenue: float, gross_margin: float, generation_cost: float, *, rival_interval: float = 0.0, loss_rate: float = 0.0
) -> float | None:
    """The least release interval in years at which gross profit pays for training; None where none does."""
    window = paying_intervals(
        revenue, gross_margin, generation_cost, rival_interval=rival_interval, loss_rate=loss_rate
    )  # fmt: skip
    return None if window is None else window[0]


def paying_intervals(
    revenue: float, gross_margin: float, generation_cost: float, *, rival_interval: float = 0.0, loss_rate: float = 0.0
) -> tuple[float, float | None] | None:
    """The release intervals in years, from and to, at which gross profit pays for training; None where none does.

    Without an upper end, None, where users do not leave or training costs nothing.
    """
    profit = number("gross_margin", gross_margin, most=1) * number("revenue", revenue, least=0)
    cost = number("generation_cost", generation_cost, least=0)
    rate, rival = number("loss_rate", loss_rate, least=0), number("rival_interval", rival_interval, least=0)
    if math.isnan(profit + cost + rate + rival) or profit <= 0:
        return None
    fixed = cost / profit
    if rate == 0 or cost == 0:
        return fixed, None
    # Gross profit between two releases rises with the interval only up to 2 / loss_rate.
    best = max(2 / rate, rival)

    def short(interval: float) -> float:
        return cost - profit * interval * math.exp(-rate * (interval - rival) / 2)

    if short(best) > 0:
        return None
    beyond = 2 * best
    while short(beyond) <= 0 and math.isfinite(beyond):
        beyond *= 2
    least = fixed if fixed <= rival else _crossing(short, rival, best)
    return least, _crossing(short, beyond, best) if math.isfinite(beyond) else None


def cash_peak(
    revenue: float, gross_margin: float, generation_cost: float, *, rival_interval: float = 0.0, loss_rate: float = 0.0
) -> float | None:
    """The release interval in years at which cash after training is highest, where training pays at any; else None.

    None too where no users leave: cash then rises with every longer interval. Below 0 at all of them, it nears 0 as
    releases stop.
    """
    window = paying_intervals(
        revenue, gross_margin, generation_cost, rival_interval=rival_interval, loss_rate=loss_rate
    )  # fmt: skip
    if window is None or loss_rate == 0:
        return None

    def rising(interval: float) -> float:
        return _slope(revenue * gross_margin, generation_cost, interval, rival_interval, loss_rate)

    # Cash rises to the rivals' interval; beyond it what is lost outweighs what is saved most at 4 / loss_rate.
    steepest = max(4 / loss_rate, rival_interval)
    return rival_interval if rising(rival_interval) <= 0 else _crossing(rising, rival_interval, steepest)


def _slope(profit: float, cost: float, interval: float, rival: float, rate: float) -> float:
    """What a longer interval in years adds to cash a year: training saved less gross profit that leaves."""
    lost = rate / 2 * profit * math.exp(-rate * max(interval - rival, 0.0) / 2) if interval >= rival else 0.0
    return (cost / interval**2 if interval else math.inf) - lost


def _crossing(short: Callable[[float], float], unpaid: float, paid: float) -> float:
    """The interval that pays next to one that does not, between the two."""
    for _ in range(200):
        middle = (unpaid + paid) / 2
        unpaid, paid = (middle, paid) if short(middle) > 0 else (unpaid, middle)
    return paid


def cadence_map(
    revenue: float, gross_margin: float, generation_cost: float,
    *, cost_growth: float = 1.0, rival_interval: float = 0.0, loss_rate: float = 0.0,
    intervals: Sequence[float] = INTERVALS, lives: Sequence[float] = INTERVALS,
) -> CadenceMap:  # fmt: skip
    """The map: intervals and lives in months, a generation costing `cost_growth` times the one before.

    `rival_interval` in years. The cost of a generation is the same at every interval. ValueError for a life of more
    than `MOST_GENERATIONS` intervals.
    """
    every = np.array(numbers("intervals", intervals, above=0)) / MONTHS
    served = np.array(numbers("lives", lives, above=0))[:, None] / MONTHS
    if (served / every).max() > MOST_GENERATIONS * (1 + 1e-12):
        raise ValueError(f"lives = {list(lives)!r}: give at most {MOST_GENERATIONS} times the shortest interval")
    given = _priced(revenue, gross_margin, generation_cost, every, rival_interval, loss_rate)
    given |= {"life": served, "cost_growth": np.asarray(number("cost_growth", cost_growth, above=0))}
    found = worked((*REVENUE, *LIFE), given)
    window = paying_intervals(
        revenue, gross_margin, generation_cost, rival_interval=rival_interval, loss_rate=loss_rate
    )
    least, most = (None, None) if window is None else window
    peak = cash_peak(revenue, gross_margin, generation_cost, rival_interval=rival_interval, loss_rate=loss_rate)
    rises = _slope(revenue * gross_margin, generation_cost, float(every.max()), rival_interval, loss_rate) > 0
    flag = "" if least is not None else NO_INTERVAL
    return CadenceMap(
        tuple(intervals), tuple(lives), loss_rate, found["kept"], found["cash_after_training"],
        found["margin_after_training"], found["margin_amortized"], found["payback"] * MONTHS,
        None if least is None else least * MONTHS, None if most is None else most * MONTHS,
        None if peak is None else peak * MONTHS, rises, flag,
    )  # fmt: skip


def stop_value(
    gross_profit: float | None, research: float | None, growth: float | None, discount: float | None,
    decay: float | None, maintenance: float | None = 0.0,
) -> StopValue:  # fmt: skip
    """(GP - m)/(r + decay) and its variant against (GP - R&D)/(r - g); money of one year, rates a year.

    `decay` 0 or more, `maintenance` 0 or more. No perpetuity where growth is not below the discount rate or R&D takes
    all of gross profit: `go_on` and the break-evens are None and flagged.
    """
    profit, spent = number("gross_profit", gross_profit), number("rd", research, least=0)
    g, r = number("growth", growth, above=-1), number("discount", discount, above=0)
    leaving, kept = number("decay", decay, least=0), number("maintenance", maintenance, least=0)
    decaying, until = (profit - kept) / (r + leaving), _until(profit, kept, r, leaving)
    if math.isnan(profit + spent + g + r):
        return StopValue(known(decaying), known(until), None, None, None, "an input is not known")
    doubts = ["growth is not below the discount rate: going on has no finite worth"] if g >= r else []
    doubts += ["R&D takes all of gross profit: going on is worth nothing as a perpetuity"] if profit <= spent else []
    if doubts:
        return StopValue(known(decaying), known(until), None, None, None, "; ".join(doubts))
    on = (profit - spent) / (r - g)
    even = (profit - kept) / on - r
    flag = "going on is worth more at any decay" if even < 0 else ""
    return StopValue(known(decaying), known(until), on, known(even), _even_until(profit, kept, r, on), flag)


def grim_future(
    revenue: float | None, margins: Sequence[float | None], research_share: float | None, discount: float | None,
    growth: float | None, assets: float | None,
) -> Future:  # fmt: skip
    """FCF = margin R - research_share R, and the greater of `assets` and FCF / (r - g), for each margin.

    Missing in, missing out: a worth needs all of them.
    """
    sales, share = number("revenue", revenue, least=0), number("rd_share", research_share, least=0)
    r, g = number("discount", discount), number("growth", growth, above=-1)
    floor = number("asset_value", assets, least=0)
    flows = tuple(sales * (margin - share) for margin in numbers("margin", margins, most=1))
    shown = tuple(known(flow) for flow in flows)
    if g >= r:
        return Future(shown, (None,) * len(flows), "growth is not below the discount rate: no finite worth")
    worth = tuple(math.nan if math.isnan(flow + floor + r + g) else max(floor, flow / (r - g)) for flow in flows)
    given = {"revenue": sales, "rd_share": share, "discount": r, "growth": g, "asset_value": floor}
    lacks = unknown(given) or ("a margin is not known" if any(map(math.isnan, worth)) else "")
    return Future(shown, tuple(known(value) for value in worth), lacks)


def _priced(
    revenue: float, gross_margin: float, cost: float, interval: ArrayLike, rival: float, rate: float
) -> dict[str, Floats]:
    every = np.atleast_1d(np.asarray(interval, dtype=float))
    given = {
        "revenue": number("revenue", revenue, least=0),
        "gross_margin": number("gross_margin", gross_margin, most=1),
        "generation_cost": number("generation_cost", cost, least=0),
        "rival_interval": number("rival_interval", rival, least=0),
        "loss_rate": number("loss_rate", rate, least=0),
    }
    numbers("cadence", every.tolist(), above=0)
    return {"interval": every} | {name: np.asarray(value) for name, value in given.items()}


def _until(profit: float, kept: float, r: float, decay: float) -> float:
    """Worth of decaying gross profit less maintenance until the one falls to the other."""
    if math.isnan(profit + kept + r + decay):
        return math.nan
    if profit <= kept:
        return 0.0
    if kept == 0 or decay == 0:
        return (profit - kept) / (r + decay)
    years = math.log(profit / kept) / decay
    earned = profit * -math.expm1(-(r + decay) * years) / (r + decay)
    return earned - kept * -math.expm1(-r * years) / r


def _even_until(profit: float, kept: float, r: float, on: float) -> float | None:
    """The decay at which `_until` is worth `on`; None where going on is worth more at any decay."""
    if math.isnan(kept) or _until(profit, kept, r, 0.0) < on:
        return None
    low, high = 0.0, 1.0
    while _until(profit, kept, r, high) > on:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _until(profit, kept, r, middle) > on else (low, middle)
    return high
