"""The price of equal quality on the page: every fit in one table, their spread, and the trend with its band."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from finkit.analysis.inference.equal_quality import Frontier, Threshold
from finkit.analysis.inference.price_fits import ASSUMES, TREND, PriceFit, PriceFits
from finkit.reporting import log_charts
from finkit.reporting.numbers import percent, plain, significant, span
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_worked import rests_on

KINDS = ("input", "cached input", "output")
LEVEL = "90%"


@dataclass(frozen=True, slots=True)
class PriceFitsPart:
    """One sentence with the span of the fits, their chart and table, and the trend.

    Nothing where no price is given; a sentence alone, with what is lacking, where there is no factor at all.
    """

    says: tuple[Figure | str, ...] = ()
    spread: Drawn | None = None
    table: Grid | None = None
    trend: Drawn | None = None

    @property
    def charts(self) -> tuple[Drawn, ...]:
        """What is drawn."""
        return tuple(drawn for drawn in (self.spread, self.trend) if drawn is not None)


def price_fits_part(page: Page, currency: str) -> PriceFitsPart:
    """The part of one analysis, whose prices are in `currency`."""
    found = page.analysis.inference.fits
    if not found.fits:
        return PriceFitsPart()
    if all(fit.factor is None for fit in found.fits):
        lacks = dict.fromkeys(fit.flag for fit in found.fits)
        return PriceFitsPart((f"The price of equal quality is absent: {'; '.join(lacks)}.",))
    view = _View(page, found, currency)
    lead = found.lead
    return PriceFitsPart(view.says(), view.spread(), view.table(), view.trend(lead) if lead is not None else None)


class _View:
    """The fits of one company with their marks of evidence."""

    def __init__(self, page: Page, found: PriceFits, currency: str) -> None:
        self.page, self.found, self.currency = page, found, currency
        assumed = page.analysis.assumptions
        told = [row.source for row in (*assumed.prices, *(assumed.usage if found.by_use else ()))]
        self.rests_on = rests_on(*told) if found.by_use else "assumed"
        self.between = f"{found.first} to {found.last}" if found.first else "all prices"

    def figure(self, text: str, value: float | None, measure: str, of: str) -> Figure | str:
        """One figure; in words where there is none."""
        return self.page.worked(text, value, measure, of, rests_on=self.rests_on) if value is not None else "none"

    def says(self) -> tuple[Figure | str, ...]:
        """The lowest and the highest factor over the fits, and their narrowest and widest intervals."""
        span = self.found.span
        if span is None:
            return ("No fit of the price of equal quality has an interval: each row below names what it lacks.",)
        low, high = (self.figure(factor(v), v, f"equal_quality_{end}", self.between)
                     for end, v in zip(("lowest", "highest"), span, strict=True))  # fmt: skip
        n = len(self.found.told)
        if n == 1:
            return ("The one fit with an interval divides the price of equal quality by ", low, " a year, ",
                    *self._interval(self.found.told[0]), ".")  # fmt: skip
        tight, wide = self.found.told[0], self.found.told[-1]
        return (
            f"Over {n} fits the price of equal quality is divided by ", low, " to ", high, " a year. The narrowest "
            f"{LEVEL} t interval reaches from ", *self._interval(tight), ", the widest from ", *self._interval(wide),
            ": the spread of the fits is the message, no one of them.",
        )  # fmt: skip

    def _interval(self, fit: PriceFit) -> tuple[Figure | str, ...]:
        """An interval with how many prices stand behind it."""
        low, high = fit.interval or (math.nan, math.nan)
        ends = [
            self.figure(factor(v), v, f"equal_quality_{end}", _name(fit)) for end, v in (("low", low), ("high", high))
        ]
        return (ends[0], " to ", ends[1], f" (n = {fit.n})")

    def spread(self) -> Drawn | None:
        """Each factor with its interval on one log axis; None where none has an interval."""
        held = [fit for fit in self.found.fits if fit.factor is not None]
        if not self.found.told:
            return None
        rows = [(_name(fit), fit.factor or 0.0, fit.interval, factor(fit.factor or 0.0)) for fit in held]
        chart, cut = log_charts.spread("Price of equal quality, by fit", "Divided by, a year, log", rows)
        said = f"Bars are {LEVEL} t intervals; open circles have none. Left of the dashed line the price rises."
        beyond = " A bar that ends at an edge reaches beyond it, as the table says." if cut else ""
        return Drawn("inference-fits", chart, None, said + beyond)

    def table(self) -> Grid:
        """Every fit under what its method assumes; what is lacking in words."""
        lines: list[Line] = []
        for method, fits in itertools.groupby(self.found.fits, key=lambda fit: fit.method):
            lines.append(Line(f"{ASSUMES[method]}.", kind="group"))
            lines += [self._line(fit) for fit in fits]
        heads = ("Divided by, a year", f"{LEVEL} t interval", "n", "Last / first", "Kennedy", "s.e. of log", "Lacks")
        note = f"{self._blend()} List prices per token: neither cost nor tokens a task are in them."
        title = "Price of equal quality: the spread of the fits is the message"
        return Grid(title, tuple(map(Head, heads)), tuple(lines), note, "Fit", text=True)

    def _line(self, fit: PriceFit) -> Line:
        name = _name(fit)
        beside = fit.set_by or (f"{fit.models} models" if fit.models is not None else "")
        cells = (
            self.figure(factor(fit.factor or 0.0), fit.factor, f"{fit.method}_factor", name),
            _span(fit.interval) if fit.interval else "none", str(fit.n or "none"),
            self._of_index(fit.index, "index", fit), self._of_index(fit.kennedy, "kennedy", fit),
            self._of_index(fit.se, "se", fit), fit.flag,
        )  # fmt: skip
        return Line(f"{fit.label} ({beside})" if beside else fit.label, cells)

    def _of_index(self, value: float | None, measure: str, fit: PriceFit) -> Figure | str:
        return "" if value is None else self.figure(plain(value, 3), value, f"{fit.method}_{measure}", _name(fit))

    def _blend(self) -> str:
        parts = [f"{percent(s, 0)} {kind}" for kind, s in zip(KINDS, self.found.shares, strict=True) if s]
        why = f"as used in {self.found.first}" if self.found.by_use else "assumed: three tokens in to one out"
        indices = f"; indices are {self.between}" if self.found.first else ""
        held = [price for price in self.page.analysis.assumptions.prices if price.score is not None]
        bare = sum(price.cached is None for price in held) if self.found.shares[KINDS.index("cached input")] else 0
        most = (
            f" {bare} of {len(held)} scored prices have none for cached input: at most that of input." if bare else ""
        )
        return f"Prices are blended of {', '.join(parts)}, {why}{indices}.{most}"

    def trend(self, found: Frontier) -> Drawn:
        """The cheapest price at or above a score with the fit's band."""
        band, decline = found.band, found.trend
        assert band is not None
        assert decline.factor is not None
        assert decline.interval is not None
        title = f"Cheapest price of {_at(found.at)} or more ({found.at.model})"
        chart = log_charts.trend(
            title, f"{self.currency} per Mtok, log", tuple(zip(found.days, found.prices, strict=True)),
            (band.days, band.fitted, band.low, band.high),
        )  # fmt: skip
        rows = [
            Line(
                day,
                (
                    self.figure(significant(p), p, "frontier_price", day),
                    significant(f),
                    span(significant(a), significant(b)),
                ),
            )
            for day, p, f, a, b in zip(found.days, found.prices, band.fitted, band.low, band.high, strict=True)
        ]
        level = percent(decline.level, 0)
        heads = (Head("Price"), Head("Fitted"), Head(f"{level} t interval of the line"))
        note = (
            f"Falls {factor(decline.factor)} times a year, {_span(decline.interval)} ({level} t interval, "
            f"n = {decline.n}): the interval is the finding. List prices, not cost; scores may be contaminated."
        )
        return Drawn("inference-trend", chart, Grid(title, heads, tuple(rows), note, "From", text=True), note)


def factor(value: float) -> str:
    """A factor a year, in words where it is beyond what a price can do."""
    if not 1e-3 <= value <= 1e6:
        return "below 0.001" if value < 1 else "above 1 m"
    return plain(value, 0 if value >= 1000 else 1 if value >= 10 else 2 if value >= 0.01 else 3)


def _span(ends: tuple[float, float]) -> str:
    return span(factor(ends[0]), factor(ends[1]))


def _at(at: Threshold) -> str:
    return f"{at.benchmark} {at.score:g}" if at.benchmark else f"a score of {at.score:g}"


def _name(fit: PriceFit) -> str:
    """A fit's label where its method does not stand over it."""
    return fit.label if fit.method == TREND else f"{fit.method.capitalize()}: {fit.label}"
