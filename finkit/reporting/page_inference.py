"""The section Inference: four measures of what tokens cost, what moved spending, price trend, indices, serving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finkit.analysis.inference.decomposition import LABELS, NONE_CONTINUES, Options
from finkit.analysis.inference.results import Inference, Series
from finkit.analysis.inference.usage import UsageTable
from finkit.reporting import charts, log_charts
from finkit.reporting.numbers import Scale, bracketed, percent, plain, scale_of, significant, words
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_company import Drawn
from finkit.reporting.page_grid import Grid, Head, Line
from finkit.reporting.page_price_fits import PriceFitsPart, price_fits_part
from finkit.reporting.page_serving import serving_grid

# So many models are named in a note.
SHOWN = 6
# What arithmetic leaves of an effect that is none, as a part of spending.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class InferenceSection:
    """Charts and tables of the section with its sentences; nothing where no usage, prices or serving are given."""

    charts: tuple[Drawn, ...]
    says: tuple[tuple[Figure | str, ...], ...]
    reading: tuple[tuple[Figure | str, ...], ...]
    fits: PriceFitsPart
    indices: Grid | None
    mix: Grid | None
    serving: Grid | None
    absent: tuple[str, ...]

    @property
    def wanted(self) -> bool:
        """Whether there is anything to show, be it why something asked for is absent."""
        return bool(self.charts or self.serving or self.absent)


def inference_section(page: Page) -> InferenceSection:
    """The section of one analysis."""
    found = page.analysis.inference
    serving = serving_grid(page, found.serving)
    if found.usage is None:
        assumed = page.analysis.assumptions
        asked = assumed.usage or assumed.prices or assumed.serving
        why = (f"Spending by model is absent: {found.why}.",) if asked else ()
        currency = assumed.prices[0].currency if assumed.prices else ""
        return InferenceSection((), (), (), price_fits_part(page, currency), None, None, serving, why)
    view = _View(page, found)
    absent = [f"{s.label} is absent: {s.why}." for s in found.measures if s.ratio is None and s.why]
    drawn = [view.measures(), view.spending()]
    return InferenceSection(
        tuple(d for d in drawn if d is not None), tuple(filter(None, (view.four(), view.at_most()))),
        view.three(found.options),
        price_fits_part(page, view.table.currency), view.indices(), view.mix(),
        serving, tuple(absent),
    )  # fmt: skip


class _View:
    """One company's inference with its period labels, scale of money and mark of evidence."""

    def __init__(self, page: Page, found: Inference) -> None:
        assert found.usage is not None
        self.page, self.found, self.table = page, found, found.usage
        self.first, self.last = found.spending.first, found.spending.last
        self.between = f"{self.first} to {self.last}"
        self.scale: Scale = scale_of([found.spending.split.vt, found.spending.split.v0])
        self.unit = f"{self.table.currency} {self.scale.word}".strip()
        told = [row.source for row in (*page.analysis.assumptions.usage, *self.table.prices)]
        self.rests_on = "assumed" if any(not s or s.startswith("assumed") for s in told) else "estimated"

    def figure(self, text: str, value: float | None, measure: str, period: str = "", says: str = "") -> Figure:
        """One figure of the section; quiet about nothing: its mark says what it rests on."""
        return self.page.worked(text, value, measure, period or self.between, rests_on=self.rests_on, says=says)

    def times(self, value: float | None, measure: str, ends: tuple[float, float] | None = None) -> Figure | str:
        """A ratio of the last period to the first, with its ends where it was assumed."""
        if value is None:
            return "not known"
        low, high = (_ratio(end) for end in ends or (value, value))
        return self.figure(bracketed(f"{_ratio(value)} times", low, high), value, measure)

    def money(self, value: float, measure: str, *, signed: bool = False) -> Figure:
        """An amount with its word."""
        sign = "+" if signed and value > 0 else ""
        return self.figure(sign + self.scale.money(value), value, measure)

    def told(self, value: float) -> bool:
        """Whether an amount is more than what rounding leaves of spending."""
        split = self.found.spending.split
        return abs(value) > ROUNDING * max(split.v0 or 0.0, split.vt or 0.0)

    def four(self) -> tuple[Figure | str, ...]:
        """All measures in one sentence; empty where none is known."""
        if all(series.ratio is None for series in self.found.measures):
            return ()
        parts: list[Figure | str] = []
        for series in self.found.measures:
            parts += [
                f", {series.label.lower()} " if parts else f"{series.label} ",
                self.times(series.ratio, series.name, series.ends),
            ]
        return (f"{self.last} against {self.first}: ", *parts, ". No one of them is the cost of inference.")

    def at_most(self) -> tuple[str, ...]:
        """Which cached tokens are charged as input; empty where each has a price."""
        told = _some(self.table.at_most)
        said = f"Spending is at most this: no price of cached input is known of {told}, and it is charged as input."
        return (said,) if told else ()

    def measures(self) -> Drawn | None:
        """The measures indexed to 100 in the first period, on a log axis."""
        series = [*self.found.measures, self.found.same_models]
        lines = [(s.label, s.indexed()) for s in series if s.ratio]
        if not lines:
            return None
        title = f"What tokens cost, {self.first} = 100"
        chart = log_charts.indexed_lines(title, "Index, log", self.table.periods, lines)
        rows = [
            Line(_with_unit(s, self.table.currency), (*self._by_period(s), self.times(s.ratio, s.name, s.ends)))
            for s in series
        ]
        heads = (*(Head(p) for p in self.table.periods), Head("Last / first"))
        note = "The price per token is what was paid on average: a move to a dearer model raises it at unchanged lists."
        note += self._averaged() + repeated(self.table)
        return Drawn("inference-measures", chart, Grid(title, heads, tuple(rows), note, "Measure", text=True), note)

    def _averaged(self) -> str:
        """Which prices changed within a period, and what stands for them; empty where none did."""
        told = _some(self.table.averaged)
        return f" Prices that changed within a period count by its days, not its tokens: {told}." if told else ""

    def _by_period(self, series: Series) -> list[Figure | str]:
        found: list[Figure | str] = []
        for period, value in zip(self.table.periods, series.values, strict=True):
            text = "" if value is None else plain(value, 3) if series.index else _small(value)
            found.append(self.figure(text, value, series.name, period) if value is not None else "none")
        return found

    def spending(self) -> Drawn | None:
        """The waterfall from the first period's spending to the last's."""
        found = self.found.spending
        split = found.split
        if split.v0 is None or split.vt is None or any(e is None for e in split.additive):
            return None
        effects = [(LABELS[f], e or 0.0, f) for f, e in zip(split.factors, split.additive, strict=True)]
        steps = [(self.first, split.v0, self.scale.money(split.v0), True)]
        steps += [(name, e, self.scale.number(e), False) for name, e, _ in effects]
        steps.append((self.last, split.vt, self.scale.money(split.vt), True))
        scaled = [(name, amount / self.scale.size, text, total) for name, amount, text, total in steps]
        title = f"What moved spending, {self.between}"
        chart = charts.waterfall(title, self.unit, scaled)
        lines = [
            Line(name, (self.money(e, f"effect_{f}"), self.times(m, f"ratio_{f}")))
            for (name, e, f), m in zip(effects, split.multiplicative, strict=True)
        ]
        lines.append(Line("Total", (self.money(split.vt - split.v0, "spend_change"), self.times(split.ratio, "total")),
                          kind="total"))  # fmt: skip
        lacks = f" A finer split needs {found.lacks}." if found.lacks else ""
        flag = f" {_sentence(_grouped(split.flag))}" if split.flag else ""
        note = f"Log mean Divisia, without a residual; it tells what moved with spending, not why.{lacks}{flag}"
        table = Grid(title, (Head("Effect"), Head("Ratio")), tuple(lines), note, f"Factor, {self.unit}", text=True)
        return Drawn("inference-spending", chart, table, note)

    def three(self, found: Options | None) -> tuple[tuple[Figure | str, ...], ...]:
        """The essay's three options in money."""
        if found is None:
            return () if self.found.spending.apart else ((f"{NONE_CONTINUES.capitalize()}, {self.between}.",),)
        saved = found.same_for_less + found.better_for_same
        says: list[tuple[Figure | str, ...]] = []
        parts: list[Figure | str] = []
        if self.told(saved):
            parts += ["Lower prices of the same models saved ", self.money(saved, "saved_by_price"), "."]
        if self.told(found.same_for_less):
            kept = self.money(found.same_for_less, "same_for_less")
            parts += [" The same for less: ", kept, " of it was kept."]
        if self.told(found.better_for_same):
            better = self.money(found.better_for_same, "better_for_same")
            parts += [" Better for the same: ", better, " of it went into other models and more tokens a task."]
        if self.told(found.more_for_more):
            beyond = "those beyond it" if parts else "other models and more tokens a task"
            more = self.money(found.more_for_more, "more_for_more")
            parts += [f"{' ' if parts else ''}More for more: ", more, f" was spent on {beyond}."]
        if parts:
            says.append(tuple(parts))
        if self.told(found.more_use):
            use = self.money(found.more_use, "more_use", signed=True)
            says.append(("More users and tasks moved spending by ", use, "."))
        first = self.first_option()
        says[:0] = [first] if first else []
        if self.told(found.dearer):
            says.append(("Higher prices of the same models took ", self.money(found.dearer, "dearer"), "."))
        if self.told(found.cheaper_choice):
            cheaper = self.money(found.cheaper_choice, "cheaper_choice")
            says.append(("Cheaper models and fewer tokens a task saved ", cheaper, "."))
        return tuple(says)

    def first_option(self) -> tuple[Figure | str, ...]:
        """What the first period's tokens cost at the same quality, then and now; empty where that is not known."""
        quality = next(s for s in self.found.measures if s.name == "quality_adjusted_price")
        before = self.found.spending.split.v0
        if quality.ratio is None or before is None:
            return ()
        costs = self.found.same_quality or (before, before * quality.ratio)
        then, now = costs[0] or 0.0, costs[-1] or 0.0
        low, high = (before * end for end in quality.ends) if quality.ends else (now, now)
        text = bracketed(*map(self.scale.money, (now, low, high)))
        listed: tuple[Figure | str, ...] = (", costs ",)
        if self.told(before - then):
            listed = (" or better, costs ", self.money(then, "same_quality_then"),
                      " on the cheapest models listed then, and ")  # fmt: skip
        return (
            f"What {self.first} bought for ", self.money(before, "spend_before"), ", at the same quality", *listed,
            self.figure(text, now, "same_quality_cost"), f" in {self.last}: the first option.",
        )  # fmt: skip

    def indices(self) -> Grid | None:
        """Fixed base and chained, with drift; None where a period has no tokens with a price."""
        if not self.found.indices:
            return None
        lines = []
        for index in self.found.indices:
            cells: list[Figure | str] = []
            for name, value in (("fixed", index.fixed_base[-1]), ("chained", index.chained[-1])):
                key = f"{index.name.lower()}_{name}"
                cells.append(self.figure(plain(value, 3), value, key) if value is not None else "none")
            drift = index.drift
            cells.append(self.figure(percent(drift, signed=True), drift, f"{index.name.lower()}_drift")
                         if drift is not None else "none")  # fmt: skip
            lines.append(Line(index.name, tuple(cells)))
        matched = self.found.indices[0].matched[-1]
        share = f"{percent(matched)} of spending" if matched is not None else "no spending"
        note = (
            f"Same models in both periods, {share} in the period where that is less: a new model is in none of these. "
            "Drift is what chaining alone adds."
        )
        heads = (Head("Fixed base"), Head("Chained"), Head("Drift"))
        return Grid(f"Price index, {self.last}, {self.first} = 1", heads, tuple(lines), note, "Index", text=True)

    def mix(self) -> Grid | None:
        """Price, volume and mix of tokens."""
        found = self.found.price_volume_mix
        parts = (("Volume", found.volume), ("Mix", found.mix), ("Price", found.price), ("New", found.new),
                 ("Dropped", found.dropped), ("Total", found.total))  # fmt: skip
        lines = [
            Line(name, (self.money(v, f"pvm_{name.lower()}") if v is not None else "none",),
                 kind="total" if name == "Total" else "")
            for name, v in parts
        ]  # fmt: skip
        note = "Tokens as quantity, at the mean price before; a model without an old price is new." + (
            f" {_sentence(found.flag)}" if found.flag else ""
        )
        title = f"Price, volume and mix of tokens, {self.between}"
        return Grid(title, (Head("Effect"),), tuple(lines), note, f"Part, {self.unit}", text=True)


def repeated(table: UsageTable) -> str:
    """Which rows of Usage are alike and add up all the same; empty where none are."""
    told = _some(table.repeated)
    return f" Rows of Usage that are alike in every count are added up; one may be a copy: {told}." if told else ""


def _sentence(flag: str) -> str:
    """A flag with a capital and a point, unless it begins with a model's name."""
    return f"N{flag[1:]}." if flag.startswith("no ") else f"{flag}."


def _some(held: Sequence[tuple[str, str]]) -> str:
    """The first of models and periods, and how many more there are."""
    more = f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    return ", ".join(f"{model} in {period}" for model, period in held[:SHOWN]) + more


def _grouped(flag: str) -> str:
    """What appears and disappears, told once for all kinds of token of a model and all models alike."""
    groups: dict[str, dict[str, list[str]]] = {}
    for said in flag.split("; "):
        verb = next((v for v in ("disappears", "appears") if f" {v}: " in said), "")
        name, _, rest = said.partition(f" {verb}: ") if verb else (said, "", "")
        model, _, kind = name.rpartition(", ") if verb else (name, "", "")
        kinds = groups.setdefault(f"{verb}: {rest}" if verb else "", {}).setdefault(model or name, [])
        kinds += [kind] if kind and model else []
    told = [
        f"{', '.join(f'{m} ({words(kinds)})' if kinds else m for m, kinds in models.items())} "
        + (what.replace("appears: its", "appear: their") if len(models) > 1 else what)
        for what, models in groups.items()
    ]
    return "; ".join(map(str.strip, told))


def _with_unit(series: Series, currency: str) -> str:
    unit = {"price_per_token": f"{currency} per Mtok", "total": currency}.get(series.name, currency)
    return f"{series.label} ({'index' if series.index else unit})"


def _ratio(value: float) -> str:
    """Two decimals, or two digits that count where there would be none."""
    return plain(value, 2) if value >= 0.01 or not value else significant(value, 2)


def _small(value: float) -> str:
    """Four digits, however small or large."""
    scaled = scale_of([value])
    return scaled.money(value) if abs(value) >= 1000 else significant(value)
