"""Cost of serving from the machines up, beside the list price and the reported margin, with its physical check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


_Cells = dict[str, Figure | str]


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


def _column(page: Page, fleet: BottomUp) -> _Cells:
    """Label to figure of one fleet, as far as its inputs go."""
    column = _Column(page, fleet)
    held = _Cells()
    for part in (column.hours(), column.day(), column.throughput(), column.listed()):
        held |= part
    held["Gross margin by the statement"] = _reported(page, fleet.given.period)
    held |= column.needed()
    if lacks := list(filter(None, (*fleet.lacks, fleet.at_most))):
        held[LACKS] = "; ".join(lacks)
    return held | {CHECK: _checked(fleet)}


@dataclass(frozen=True, slots=True)
class _Column:
    """The figures of one fleet, each part as far as its inputs go."""

    page: Page
    fleet: BottomUp

    def hours(self) -> _Cells:
        """What an hour of an accelerator costs."""
        fleet, currency = self.fleet, self.fleet.given.currency
        held = {f"GPU hour, {currency}": self._span(fleet.gpu_hour, significant, "gpu_hour")}
        if fleet.without_finance is not None:
            label = f"GPU hour without finance, {currency}"
            held[label] = self._span(fleet.without_finance, significant, "gpu_hour_unfinanced")
        return held

    def day(self) -> _Cells:
        """What the machines of the period cost, and what its tokens bring at list price."""
        fleet, day, currency = self.fleet, self.fleet.day, self.fleet.given.currency
        if day is None or day.cost is None:
            return {}
        money = scale_of([day.revenue or day.cost]).money
        most = "at most " if fleet.at_most else ""
        held = {
            f"Machines of the period, {currency}": self._span(fleet.cost, money, "serving_cost"),
            f"Tokens at list price, {currency}": self._span(fleet.revenue, money, "revenue_at_list", most),
            "Margin bottom up": self._span(fleet.margin, percent, "margin_bottom_up", most),
            "Profit over cost": self._span(fleet.profit_to_cost, percent, "profit_to_cost", most),
            "Input read from a cache": self._share(day.cache_hit_rate, "cache_hit_rate"),
        }
        if day.cost_per_output is not None and day.cost_per_token is not None:
            output, every = f"All cost per Mtok of output, {currency}", f"All cost per Mtok, {currency}"
            held[output] = self._span(fleet.cost_per_output, significant, "cost_per_output_mtok")
            held[every] = self._span(fleet.cost_per_token, significant, "cost_per_mtok_all")
        return held

    def throughput(self) -> _Cells:
        """What a Mtok costs at the throughput given, and at assumed parts of it."""
        fleet, currency, held = self.fleet, self.fleet.given.currency, _Cells()
        if fleet.cost_per_mtok.value is not None:
            label = f"Cost per Mtok by throughput, {currency}"
            held[label] = self._span(fleet.cost_per_mtok, significant, "cost_per_mtok")
        for use, cost in fleet.by_use:
            label = f"Cost per Mtok at {use:.0%} use (assumed), {currency}"
            held[label] = self._span(cost, significant, f"cost_per_mtok_at_{100 * use:.0f}")
        return held

    def listed(self) -> _Cells:
        """The list price, and what it leaves over the cost of a Mtok."""
        fleet, price, held = self.fleet, self.fleet.price, _Cells()
        if price is None:
            return held
        cached = "not known" if price.cached is None else f"{price.cached:g}"
        held[f"List price per Mtok: input, cached, output, {price.currency}"] = self._figure(
            f"{price.input:g}, {cached}, {price.output:g}", price.output, "list_price", price.source
        )
        if fleet.list_margin.value is not None:
            label = "Margin of the output price over that cost"
            held[label] = self._span(fleet.list_margin, percent, "list_margin")
        for use, cost in fleet.by_use:
            label = f"Margin of the output price at {use:.0%} use (assumed)"
            held[label] = self._span(fleet.margin_over(cost), percent, f"list_margin_at_{100 * use:.0f}")
        return held

    def needed(self) -> _Cells:
        """What the tokens need of the hardware."""
        parts = {
            "Arithmetic needed, part of the peak": (self.fleet.mfu, "implied_mfu"),
            "Memory traffic of decoding, part of what there is": (self.fleet.bandwidth, "bandwidth_share"),
        }
        return {label: self._share(*part) for label, part in parts.items() if part[0] is not None}

    def _figure(self, text: str, value: float | None, measure: str, says: str = "") -> Figure:
        return self.page.worked(text, value, measure, self.fleet.given.period, rests_on="assumed", says=says)

    def _share(self, value: float | None, measure: str) -> Figure | str:
        return "none" if value is None else self._figure(percent(value), value, measure)

    def _span(self, found: Span, show: Callable[[float], str], measure: str, before: str = "") -> Figure | str:
        if found.value is None:
            return "none"
        text = f"{show(found.value)} (an end of its range is not defined)"
        if found.low is not None and found.high is not None:
            text = bracketed(show(found.value), show(found.low), show(found.high))
        source = self.fleet.given.source
        known = source and not source.startswith("assumed")
        return self._figure(before + text, found.value, measure, "Known from its source" if known else "Assumed")


def _checked(fleet: BottomUp) -> str:
    """Whether the hardware can do it, and which of its limits was not checked."""
    if fleet.impossible:
        return "; ".join(fleet.impossible)
    limits = {"arithmetic": fleet.mfu, "memory traffic": fleet.bandwidth}
    checked = [name for name, part in limits.items() if part is not None]
    if not checked:
        return "not checked: needs parameters, the hardware's peak and the tokens of the period"
    left = "".join(f"; {name} not checked" for name in limits if name not in checked)
    return f"possible: {' and '.join(checked)} at or below what the hardware gives{left}"


def _reported(page: Page, period: str) -> Figure | str:
    """The gross margin of the period of that label, by the statement."""
    for row in page.rows:
        if page.row(row).label == period and page.at("gross_margin", row) is not None:
            return page.figure("gross_margin", row)
    return "none in the statement for this period"
