"""From the machines up: the cost of a fleet's tokens beside their list price, and the margin that leaves.

METHODS 6. Accelerators alone: KV cache, reserved peaks, free users and staff are outside, so that this margin is not
a gross margin. Its physical check compares the arithmetic and the bandwidth that the tokens need with the hardware's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from finkit.analysis.given import known, ratio
from finkit.analysis.inference.day import ServingDay, inference_day_pnl
from finkit.analysis.inference.gpu_hour import gpu_hour_cost
from finkit.analysis.inference.throughput import SECONDS, cost_per_mtok, impossible
from finkit.analysis.inference.usage import by_period
from finkit.analysis.span import Span, span_of
from finkit.assumptions.list_prices import GIVE_IT, price_of, prices_of
from finkit.assumptions.prices import Price, spans_of
from finkit.assumptions.ranges import Range
from finkit.assumptions.serving import Serving
from finkit.statement.period import parse_period

# Shown side by side, as assumed, where no utilization is given: it moves the cost of a token most.
USES = (0.3, 0.5, 1.0)
# In the order of a price by kind.
_KINDS = ("input_miss", "input_cache_hit", "output")
_OWNED = ("gpu_life", "interest", "opex", "availability")
_BOOKS = ("gpus", "hours", "input_tokens", "output_tokens")
# A part, the inputs that ask for it, and those it needs.
_NEEDS = (
    ("the cost by throughput needs", ("utilization",), ("tokens_per_second",)),
    ("the period's books need", (*_BOOKS, "cached_tokens", "paid"), _BOOKS),
    ("the check of arithmetic needs", ("peak_tflops", "active_parameters"),
     ("peak_tflops", "active_parameters", *_BOOKS)),
    ("the check of bandwidth needs", ("bandwidth", "bytes_per_parameter", "batch"),
     ("bandwidth", "bytes_per_parameter", "batch", "active_parameters", "gpus", "hours", "output_tokens")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BottomUp:
    """One fleet: its GPU hour, the cost of an output token's million, the day's books, and whether physics allows it.

    `without_finance` is the hour at no interest, None where no interest is given. `day` is None where the GPUs or the
    hours are not known; the spans from `cost` to `cost_per_token` are its figures over the ranges of the GPU hour and
    of what is paid for, None without the tokens or the list price that they need. `at_most` says why they are upper
    bounds, empty where they are not: the price of cached input is not known. `mfu` is the arithmetic needed over the
    peak, `bandwidth` the memory traffic of decoding over what the GPU has. Without a utilization
    `cost_per_mtok` is not known and `by_use` has that cost at each of `USES`. `lacks` says which inputs are missing
    for what others ask, `impossible` what the hardware cannot do.
    """

    given: Serving
    gpu_hour: Span
    without_finance: Span | None
    cost_per_mtok: Span
    by_use: tuple[tuple[float, Span], ...]
    price: Price | None
    cost: Span
    revenue: Span
    margin: Span
    profit_to_cost: Span
    cost_per_output: Span
    cost_per_token: Span
    day: ServingDay | None
    mfu: float | None
    bandwidth: float | None
    lacks: tuple[str, ...]
    at_most: str
    impossible: tuple[str, ...]

    @property
    def flags(self) -> tuple[str, ...]:
        """All that is to be doubted."""
        return tuple(filter(None, (*self.lacks, self.at_most, *self.impossible)))

    @property
    def list_margin(self) -> Span:
        """What the list price of output leaves over the cost of a million by throughput; None without both."""
        return self.margin_over(self.cost_per_mtok)

    def margin_over(self, cost: Span) -> Span:
        """The same over another cost of a million."""
        listed = math.nan if self.price is None else self.price.output
        found = [None if one is None else ratio(listed - one, listed) for one in (cost.value, cost.low, cost.high)]
        return span_of(found[0], found[1:])


def bottom_up(given: Serving, prices: Sequence[Price]) -> BottomUp:
    """The fleet of one row, at prices of the table or, where it lacks the model, at those that ship."""
    hour = gpu_hour(given)
    price, why = _price(given, prices)
    days = [
        _day(given, price, rate, _at(given.paid, end, 1.0))
        for rate, end in ((hour.value, "centre"), (hour.high, "low"), (hour.low, "high"))
    ]
    mfu, bandwidth = _arithmetic(given), _bandwidth(given)
    wrong = [impossible(mfu or 0.0)]
    if bandwidth is not None and bandwidth > 1:
        wrong.append(f"decoding needs {bandwidth:,.2f} times the memory bandwidth: impossible")
    uses = USES if given.utilization is None and given.tokens_per_second is not None else ()
    return BottomUp(
        given,
        hour,
        gpu_hour(given, financed=False) if _financed(given) else None,
        _per_mtok(given, hour, given.utilization),
        tuple((use, _per_mtok(given, hour, Range(low=use, high=use))) for use in uses),
        price,
        _over(days, "cost"),
        _over(days, "revenue"),
        _over(days, "gross_margin"),
        _over(days, "profit_to_cost"),
        _over(days, "cost_per_output"),
        _over(days, "cost_per_token"),
        days[0],
        mfu,
        bandwidth,
        tuple(filter(None, (why, *_lacks(given)))),
        _at_most(given, price),
        tuple(filter(None, wrong)),
    )


def _over(days: Sequence[ServingDay | None], name: str) -> Span:
    """A figure of the period's books at its centre, and over its dearest and its cheapest corner."""
    centre, *corners = (None if day is None else getattr(day, name) for day in days)
    return span_of(centre, corners)


def _lacks(given: Serving) -> list[str]:
    """Each part that some inputs ask for and others are missing to, and what stands unused beside a rented hour."""
    found = []
    owned = [name for name in _OWNED if getattr(given, name) is not None]
    if given.gpu_hour is not None and owned:
        found.append(f"{', '.join(owned)} not used: the GPU hour is given")
    for part, asks, needs in _NEEDS:
        asked = [name for name in asks if getattr(given, name)]
        missing = [name for name in needs if getattr(given, name) is None]
        if asked and missing:
            found.append(f"{part} {', '.join(missing)} beside {', '.join(asked)}")
    return found


def _at_most(given: Serving, price: Price | None) -> str:
    """Why revenue is an upper bound: tokens from a cache at a price that is not known."""
    if price is None or price.cached is not None or not given.cached_tokens:
        return ""
    return (
        f"no price of cached input of {price.model} is known: {given.cached_tokens:,.15g} Mtok are charged as input, "
        f"so revenue, profit and margin are at most these; {GIVE_IT}"
    )


def gpu_hour(given: Serving, *, financed: bool = True) -> Span:
    """Money an hour: as rented, else from price, life, finance and running cost, at their cheapest and dearest."""
    if given.gpu_hour is not None:
        return Span(given.gpu_hour.centre, given.gpu_hour.low, given.gpu_hour.high)

    def at(pick: str, other: str) -> float | None:
        return gpu_hour_cost(
            _at(given.gpu_price, pick, math.nan), _at(given.gpu_life, other, math.nan), _at(given.opex, pick, 0.0),
            interest=_at(given.interest, pick, 0.0) if financed else 0.0,
            availability=_at(given.availability, other, 1.0),
        ).per_hour  # fmt: skip

    return Span(at("centre", "centre"), at("low", "high"), at("high", "low"))


def _financed(given: Serving) -> bool:
    return given.gpu_hour is None and given.interest is not None


def _at(given: Range | None, pick: str, default: float) -> float:
    return default if given is None else float(getattr(given, pick))


def _price(given: Serving, prices: Sequence[Price]) -> tuple[Price | None, str]:
    """The model's price in the period in the fleet's currency, and why there is none."""
    found, why = _listed(given, prices)
    if found is not None and found.currency != given.currency:
        return None, f"the fleet is in {given.currency}, the price of {given.model} in {found.currency}: not compared"
    return found, why


def _listed(given: Serving, prices: Sequence[Price]) -> tuple[Price | None, str]:
    if not given.model:
        return None, "no model is named: no list price stands beside the cost"
    held = [price for _, price in spans_of(prices).get(given.model, ())]
    span = parse_period(given.period)
    if span is None or not span.end:
        why = f"{given.period!r} has no date: no list price of {given.model} stands beside the cost"
        return (held[0], "") if len(held) == 1 else (None, why)
    first, last = (date.fromisoformat(day) for day in (span.start or span.end, span.end))
    try:
        found = _in_period(held or prices_of(given.model), first, last, given.period)
        if found is None and not held:
            price_of(given.model, last)
    except ValueError as error:
        return None, str(error)
    return found, "" if found else f"no price of {given.model} in {given.period}; {GIVE_IT}"


def _in_period(held: Sequence[Price], first: date, last: date, period: str) -> Price | None:
    """The price of a period as usage is priced: its mean over the days where it changed; None where there is none."""
    price, _, moved, bounded = by_period({"": held}, [(first, last)])
    there = [one for one in held if (one.start or date.min) <= last and (one.end or date.max) >= first]
    if not there or not moved[0, 0]:
        return there[-1] if there else None
    into, cached, out = price[0, 0].tolist()
    return there[-1].model_copy(update={
        "input": into, "cached": None if bounded[0, 0] else cached, "output": out,
        "source": "; ".join(filter(None, (there[-1].source, f"changed within {period}: mean over its days"))),
    })  # fmt: skip


def _day(given: Serving, price: Price | None, rate: float | None, paid: float) -> ServingDay | None:
    """The period's books; without tokens or a price its cost alone."""
    if given.gpus is None or given.hours is None:
        return None
    fresh = None if given.input_tokens is None else given.input_tokens - given.cached_tokens
    return inference_day_pnl(
        gpus=given.gpus, per_gpu_hour=rate, hours=given.hours, paid_share=paid,
        mtok=dict(zip(_KINDS, (fresh, given.cached_tokens, given.output_tokens), strict=True)),
        price=dict(zip(_KINDS, (None,) * 3 if price is None else price.by_kind, strict=True)),
    )  # fmt: skip


def _per_mtok(given: Serving, hour: Span, used: Range | None) -> Span:
    """Cost of a million output tokens by throughput, dearest where speed and use are lowest."""
    speed = given.tokens_per_second
    if speed is None or used is None:
        return Span(None, None, None)

    def at(rate: float | None, pick: str) -> float | None:
        return known(cost_per_mtok(rate, _at(speed, pick, math.nan), _at(used, pick, math.nan)))

    return Span(at(hour.value, "centre"), at(hour.low, "high"), at(hour.high, "low"))


def _arithmetic(given: Serving) -> float | None:
    """FLOPs needed over the peak: two a token and active parameter, for tokens that no cache held."""
    active, peak, gpus, hours, read, written = _or_missing(
        given.active_parameters, given.peak_tflops, given.gpus, given.hours, given.input_tokens, given.output_tokens
    )
    need = 2 * active * 1e9 * (read - given.cached_tokens + written) * 1e6
    return known(need / (peak * 1e12 * gpus * hours * SECONDS))


def _bandwidth(given: Serving) -> float | None:
    """Bytes of weights that decoding reads over what the memory can give, one read a step for the batch."""
    active, size, bandwidth, batch, gpus, hours, written = _or_missing(
        given.active_parameters, given.bytes_per_parameter, given.bandwidth, given.batch, given.gpus, given.hours,
        given.output_tokens,
    )  # fmt: skip
    need = written * 1e6 / batch * active * 1e9 * size
    return known(need / (bandwidth * 1e9 * gpus * hours * SECONDS))


def _or_missing(*values: float | None) -> list[float]:
    return [math.nan if value is None else value for value in values]
