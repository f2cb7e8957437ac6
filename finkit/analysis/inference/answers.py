"""Answers on inference: four measures between two periods, and one fleet from the machines up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from finkit.analysis.answer import Answer, Finding, Listing
from finkit.analysis.inference.bottom_up import BottomUp
from finkit.analysis.inference.decomposition import options
from finkit.analysis.inference.four_costs import inference_cost_four_measures
from finkit.analysis.inference.lmdi import Decomposition
from finkit.analysis.span import Span

ESSAY = "essay: Is the cost of inference going up or down?"
NONE = Span(None, None, None)
_ORDER = ("users", "tasks_per_user", "tokens_per_task", "price")


def answer_of_costs(
    before: Mapping[str, float], after: Mapping[str, float], quality_price: float | None, currency: str
) -> Answer:
    """The four measures, what each factor did to the total, and the three options."""
    found = inference_cost_four_measures(before, after, quality_price)
    figures = tuple(
        Finding(m.name.lower().replace(" ", "_").replace("-", "_"), f"{m.name}, after over before", m.ratio, "times",
                why=m.flag)
        for m in found.measures
    )  # fmt: skip
    effects = Listing(
        "What moved total spend", ("Factor", currency), ("money",),
        tuple((name.replace("_", " "), (found.split.effect(name),)) for name in _ORDER),
    )  # fmt: skip
    return Answer(
        "What tokens cost, in four measures", (*figures, *_options(found.split, currency)),
        "total = users x tasks per user x tokens per task x price; effects are log means times log changes",
        "one price and one quality of all tokens in each period; quality moves with quality_price alone",
        "It tells what moved with spending, not why; no one measure is the cost of inference.",
        tuple(filter(None, (found.split.flag,))), (ESSAY, "LMDI-I: Ang (2005)"), (effects,),
    )  # fmt: skip


def _options(split: Decomposition, currency: str) -> list[Finding]:
    """Essay 003's three options, the mix of models unchanged, and what else moved spending, so that they add up."""
    found = options(split)
    if found is None:
        return []
    told = (("The same for less", found.same_for_less), ("Better for the same", found.better_for_same),
            ("More for more", found.more_for_more), ("More use", found.more_use))  # fmt: skip
    seldom = (("Higher prices", found.dearer), ("Fewer tokens a task saved", found.cheaper_choice))
    return [
        Finding(label.lower().replace(" ", "_"), label, value, currency)
        for label, value in (*told, *((label, value) for label, value in seldom if value))
    ]


def answer_of_serving(found: BottomUp) -> Answer:
    """What a fleet's tokens cost, what their list price leaves, and whether the hardware can."""
    given = found.given
    figures = [
        _span("gpu_hour", "GPU hour", found.gpu_hour, given.currency),
        _span("gpu_hour_unfinanced", "GPU hour without finance", found.without_finance or NONE, given.currency),
        _span("cost_per_mtok", "Cost of a Mtok by throughput", found.cost_per_mtok, f"{given.currency}/Mtok"),
        _span("list_margin", "Margin of the output price over that cost", found.list_margin, "ratio"),
        *_by_use(found),
        *_books(found),
        Finding("mfu", "Arithmetic needed over the peak", found.mfu, "ratio"),
        Finding("bandwidth", "Memory traffic needed over the bandwidth", found.bandwidth, "ratio"),
    ]
    price = found.price
    return Answer(
        "What a token costs from the machines up", tuple(f for f in figures if f.value is not None or f.why),
        "cost of a Mtok = hour / (tokens a second x utilization x 3600) x 1e6; hour = (annuity + running cost) / 8760 "
        "/ availability; period: GPUs x hours x hour against tokens x list price",
        "steady load; accelerators alone; no input from a cache where none is given",
        "KV cache, long context, reserved peaks, free users and staff are outside: this margin is no gross margin.",
        found.flags, tuple(filter(None, (price.source if price else "", given.source))),
    )  # fmt: skip


def _books(found: BottomUp) -> Iterator[Finding]:
    """Cost, revenue and margin of the period; nothing without GPUs and hours, cost alone without tokens or a price."""
    day, currency = found.day, found.given.currency
    if day is None:
        return
    yield _span("cost", "Machines of the period", found.cost, currency)
    for name, label, value, unit in (
        ("cost_per_output", "All cost per Mtok of output", found.cost_per_output, f"{currency}/Mtok"),
        ("cost_per_token", "All cost per Mtok", found.cost_per_token, f"{currency}/Mtok"),
    ):
        yield _span(name, label, value, unit)
    given = {"a list price": found.price, "input tokens": found.given.input_tokens,
             "output tokens": found.given.output_tokens}  # fmt: skip
    lacks = [what for what, one in given.items() if one is None]
    needs = f"needs {', '.join(lacks)}" if lacks else ""
    most = ", at most" if found.at_most else ""
    yield _span("revenue", f"Tokens at list price{most}", found.revenue, currency, needs)
    yield _span("margin", f"Margin of the period, bottom up{most}", found.margin, "ratio", needs or day.flag)
    yield _span("profit_to_cost", f"Profit over cost{most}", found.profit_to_cost, "ratio")


def _by_use(found: BottomUp) -> Iterator[Finding]:
    """Cost and margin at each use that is assumed where none is given."""
    for use, cost in found.by_use:
        at, where = f"{100 * use:.0f}", f"at {use:.0%} use (assumed)"
        yield _span(f"cost_per_mtok_at_{at}", f"Cost of a Mtok {where}", cost, f"{found.given.currency}/Mtok")
        margin = found.margin_over(cost)
        yield _span(f"list_margin_at_{at}", f"Margin of the output price {where}", margin, "ratio")


def _span(name: str, label: str, found: Span, unit: str, why: str = "") -> Finding:
    ends = [v for v in (found.low, found.high) if v is not None and not math.isnan(v)]
    low, high = (min(ends), max(ends)) if len(ends) == 2 else (None, None)
    return Finding(name, label, found.value, unit, low=low, high=high, why=why)
