"""Cost of serving from the machines up, beside the list price and the reported margin, with its physical check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from finkit.analysis.inference.bottom_up import BottomUp
from finkit.analysis.span import Span
from finkit.reporting.numbers import bracketed, percent, scale_of, significant
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, Head, Line

CHECK = "Physical check"
LACKS = "What is lacking"
NOTE = (
    "Accelerators alone: cache memory, reserved peaks, free users and staff are outside, so that a margin bottom up is "
    "no gross margin. Ranges are the cheapest and the dearest corner of the inputs."
)


def serving_grid(page: Page, fleets: Sequence[BottomUp]) -> Grid | None:
    """A column a fleet; None without one."""
    if not fleets:
        return None
    columns = [_column(page, fleet) for fleet in fleets]
    each = dict.fromkeys(label for column in sorted(columns, key=len, reverse=True) for label in column)
    labels = sorted(each, key=lambda label: (label == CHECK, label == LACKS))
    lines = [Line(label, tuple(column.get(label, "") for column in columns)) for label in labels]
    heads = tuple(Head(f"{f.given.model or 'fleet'}, {f.given.period}", f.given.source) for f in fleets)
    told = list(dict.fromkeys(f.given.source for f in fleets if f.given.source))
    note = f"{NOTE} Source: {'; '.join(told)}." if told else NOTE
    return Grid("Cost of serving, from the machines up", heads, tuple(lines), note, "Figure", text=True)


def _column(page: Page, fleet: BottomUp) -> dict[str, Figure | str]:
    """Label to figure of one fleet, as far as its inputs go."""
    given, period, currency = fleet.given, fleet.given.period, fleet.given.currency
    known = given.source and not given.source.startswith("assumed")

    def figure(text: str, value: float | None, measure: str, says: str = "") -> Figure:
        return page.worked(text, value, measure, period, rests_on="assumed", says=says)

    def span(found: Span, show: Callable[[float], str], measure: str, before: str = "") -> Figure | str:
        if found.value is None:
            return "none"
        text = f"{show(found.value)} (an end of its range is not defined)"
        if found.low is not None and found.high is not None:
            text = bracketed(show(found.value), show(found.low), show(found.high))
        return figure(before + text, found.value, measure, "Known from its source" if known else "Assumed")

    held: dict[str, Figure | str] = {f"GPU hour, {currency}": span(fleet.gpu_hour, significant, "gpu_hour")}
    if fleet.without_finance is not None:
        held[f"GPU hour without finance, {currency}"] = span(fleet.without_finance, significant, "gpu_hour_unfinanced")
    day = fleet.day
    if day is not None and day.cost is not None:
        money = scale_of([day.revenue or day.cost]).money
        most = "at most " if fleet.at_most else ""
        held[f"Machines of the period, {currency}"] = span(fleet.cost, money, "serving_cost")
        held[f"Tokens at list price, {currency}"] = span(fleet.revenue, money, "revenue_at_list", most)
        held["Margin bottom up"] = span(fleet.margin, percent, "margin_bottom_up", most)
        held["Profit over cost"] = span(fleet.profit_to_cost, percent, "profit_to_cost", most)
        held["Input read from a cache"] = _share(figure, day.cache_hit_rate, "cache_hit_rate")
        if day.cost_per_output is not None and day.cost_per_token is not None:
            held[f"All cost per Mtok of output, {currency}"] = span(
                fleet.cost_per_output, significant, "cost_per_output_mtok"
            )
            held[f"All cost per Mtok, {currency}"] = span(fleet.cost_per_token, significant, "cost_per_mtok_all")
    if fleet.cost_per_mtok.value is not None:
        held[f"Cost per Mtok by throughput, {currency}"] = span(fleet.cost_per_mtok, significant, "cost_per_mtok")
    for use, cost in fleet.by_use:
        held[f"Cost per Mtok at {use:.0%} use (assumed), {currency}"] = span(
            cost, significant, f"cost_per_mtok_at_{100 * use:.0f}"
        )
    if fleet.price is not None:
        price = fleet.price
        cached = "not known" if price.cached is None else f"{price.cached:g}"
        held[f"List price per Mtok: input, cached, output, {price.currency}"] = figure(
            f"{price.input:g}, {cached}, {price.output:g}", price.output, "list_price", price.source
        )
        if fleet.list_margin.value is not None:
            held["Margin of the output price over that cost"] = span(fleet.list_margin, percent, "list_margin")
        for use, cost in fleet.by_use:
            label = f"Margin of the output price at {use:.0%} use (assumed)"
            held[label] = span(fleet.margin_over(cost), percent, f"list_margin_at_{100 * use:.0f}")
    held["Gross margin by the statement"] = _reported(page, period)
    if fleet.mfu is not None:
        held["Arithmetic needed, part of the peak"] = _share(figure, fleet.mfu, "implied_mfu")
    if fleet.bandwidth is not None:
        held["Memory traffic of decoding, part of what there is"] = _share(figure, fleet.bandwidth, "bandwidth_share")
    limits = {"arithmetic": fleet.mfu, "memory traffic": fleet.bandwidth}
    checked = [name for name, part in limits.items() if part is not None]
    left = "".join(f"; {name} not checked" for name in limits if name not in checked)
    if lacks := list(filter(None, (*fleet.lacks, fleet.at_most))):
        held[LACKS] = "; ".join(lacks)
    held[CHECK] = "; ".join(fleet.impossible) or (
        f"possible: {' and '.join(checked)} at or below what the hardware gives{left}"
        if checked
        else "not checked: needs parameters, the hardware's peak and the tokens of the period"
    )
    return held


def _share(figure: Callable[..., Figure], value: float | None, measure: str) -> Figure | str:
    return "none" if value is None else figure(percent(value), value, measure)


def _reported(page: Page, period: str) -> Figure | str:
    """The gross margin of the period of that label, by the statement."""
    for row in page.rows:
        if page.row(row).label == period and page.at("gross_margin", row) is not None:
            return page.figure("gross_margin", row)
    return "none in the statement for this period"
