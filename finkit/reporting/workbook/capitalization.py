"""Capitalization: operating income with R&D spread over the life of models, non-GAAP, low and high."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.costs import SPLIT, WHOLE
from finkit.analysis.measures import Floats
from finkit.formula import Ref
from finkit.reporting.workbook import assumptions, charts
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.statement.lines import taxonomy

NAME = "Capitalization"
WAYS = {"even": "spread evenly", "lag": "one-year lag"}
ENDS = ("low", "high")
# One hue a convention: the low end pale, the high end dark.
_HUES = ("#4D4D4D", "#8CC4E8", "#0072B2", "#F2B48A", "#B34F00")
Extra = dict[str, tuple[Ref, Floats]]


def sheets(analysis: Analysis, columns: Columns) -> list[str]:
    """Capitalization, where R&D of a period on a sheet can be spread."""
    found = analysis.models.capitalization
    return [NAME] if found is not None and any(row in columns.rows for row in found.rows) else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Capitalization: results, chart, results by life, then the workings below."""
    what = "Non-GAAP, an analyst's view: R&D becomes an asset, charged over the life of models. Years only."
    sheet = Sheet(book, NAME, f"R&D capitalized (non-GAAP): {analysis.name}", what)
    if _holds_charge(analysis, columns):
        sheet.remark("R&D of a year shown already holds an amortized charge: capitalizing it counts that part twice.")
    work = _Work(sheet, analysis, columns)
    if work.short:
        sheet.remark("No operating income is known in these years: R&D and its charge are shown, no result after it.")
    top = sheet.row
    sheet.row = work.reserve()
    work.research()
    work.weights()
    spread = {name: work.charges(name, "research", work.weight(name, 0)) for name in WAYS}
    compared: dict[str, Extra] = {}
    if not work.short:
        compared = {name: work.charges(name, "latest", work.refs(f"weight_{name}"), cols=work.lives) for name in WAYS}
    sheet.row = top
    work.results(spread)
    work.chart()
    work.by_life(compared)


class _Work:
    def __init__(self, sheet: Sheet, analysis: Analysis, columns: Columns) -> None:
        self.sheet, self.book, self.columns, self.analysis = sheet, sheet.book, columns, analysis
        self.annual = [c for c, r in enumerate(columns.rows) if columns.panel.rows[r].months == 12]
        found = analysis.models.capitalization
        self.shown = [c for c, r in enumerate(columns.rows) if found and r in found.rows]
        self.latest = max(self.shown, default=0)
        self.count = assumptions.ages(analysis)
        self.lives = len(self.book.values["life_months"])
        # Without a result of any year there is nothing to compare lives by: one life, the charge alone.
        result = self.book.values.get("operating_result", np.full(self.book.width, np.nan))
        self.short = bool(np.isnan(result[self.shown]).all())

    def refs(self, name: str) -> tuple[Ref, Floats]:
        return self.book.refs[name], self.book.values[name]

    def reserve(self) -> int:
        """The first row of the workings: below the results, the chart and the results by life."""
        if self.short:
            return self.sheet.row + 5 + 2 * (2 + 2 * (1 if self._open() else 2))
        lines = 2 + 4 + 2 * 8 + 2 * 8 + 4
        return self.sheet.row + lines + charts.ROWS

    def research(self) -> None:
        """R&D by year, low and high, and of the years before."""
        sheet = self.sheet
        sheet.heading("Workings: R&D, known or bounded by what total costs leave")
        known, total = self.columns.panel.get("research_development"), self.columns.panel.get("total_costs_expenses")
        rows = [self.columns.rows[c] for c in self.annual]
        bounded = bool((np.isnan(known[rows]) & ~np.isnan(total[rows])).any())
        if bounded:
            self._others()
        low = "first(research_development, maximum(total_costs_expenses - others_high, 0), 0 * total_costs_expenses)"
        high = "first(research_development, maximum(total_costs_expenses - others_low, 0))"
        for end, text in zip(ENDS, (low, high) if bounded else ("research_development",) * 2, strict=True):
            first = sheet.row
            self._row(f"research_{end}_0", f"R&D, {end}", text)
            for k in range(1, self.count):
                before = f"at(research_{end}_{k - 1}, year_ago)"
                self._row(f"research_{end}_{k}", f"R&D {k} {'year' if k == 1 else 'years'} before, {end}", before)
            self._gather(f"research_{end}", first)

    def _others(self) -> None:
        """All costs but R&D: known figures, assumed ranges, else from 0 and open above."""
        for end in ENDS:
            parts = [self._taken(line, end) for line in SPLIT]
            first = self.sheet.row
            sga = [WHOLE, " + ".join(p for p in parts if p)] if all(parts) else [WHOLE]
            rows = [self._taken("cost_of_revenue", end)]
            rows += [self._some(f"{WHOLE}_taken_{end}", f"{taxonomy()[WHOLE].name}, {end}", sga)]
            rows += [self._taken(line, end) for line in assumptions.others(self.analysis, self.columns)]
            if all(rows):
                block = (
                    Ref(NAME, first, FIRST, len(rows), self.book.width),
                    np.stack([self.book.values[r] for r in rows]),
                )
                line = Line(f"others_{end}", f"All costs but R&D, {end}", indent=1)
                self.sheet.formula(line, "sum_rows(part)", refs={"part": block}, only=self.annual)

    def _taken(self, line: str, end: str) -> str:
        """The row of a line's figure, else of its assumed range; its name, empty where nothing is known."""
        reported = line in self.columns.panel.values or line in ("cost_of_revenue", *SPLIT)
        options = [line, f"{line}_{end}", *(["0"] if end == "low" or not reported else [])]
        return self._some(f"{line}_taken_{end}", f"{taxonomy()[line].name}, {end}", options)

    def _some(self, name: str, label: str, options: Sequence[str]) -> str:
        text = f"first({', '.join(options)})" if len(options) > 1 else options[0]
        return name if self._row(name, label, text) else ""

    def _row(self, name: str, label: str, text: str, unit: str = "money") -> bool:
        return self.sheet.formula(Line(name, label, unit, indent=1), text, only=self.annual)

    def _gather(self, name: str, first: int) -> None:
        """The rows from `first` on as one block, and its column of the latest year."""
        values = np.stack([self.book.values[f"{name}_{k}"] for k in range(self.count)])
        self.book.refs[name], self.book.values[name] = Ref(NAME, first, FIRST, self.count, self.book.width), values
        end = name.removeprefix("research_")
        self.book.refs[f"latest_{end}"] = Ref(NAME, first, FIRST + self.latest, self.count, 1, "row")
        self.book.values[f"latest_{end}"] = values[:, self.latest : self.latest + 1]

    def weights(self) -> None:
        """The share of R&D of each age that is charged to the year, for each life."""
        sheet = self.sheet
        sheet.heading("Workings: share of R&D charged to the year, by years since it was spent; one column a life")
        self._life_heads()
        life = Line("life", "Life of a model", "years")
        sheet.formula(life, "life_months / months_in_year", cols=self.lives, only=self.used)
        spent = "minimum({0}, life) * ({0} - minimum({0}, life) / (1 + 1))"
        for name, at, label in (
            ("charged_after", "(age + 1)", "end of the year"),
            ("charged_until", "age", "start of the year"),
            ("charged_before", "maximum(age - 1, 0)", "a year before"),
        ):
            self._block(name, f"Years charged, {label}", "years", spent.format(at))
        even = "((charged_after - charged_until) - (charged_until - charged_before)) / life"
        self._block("weight_even", "Charged, spread evenly", "ratio", even)
        lag = "where(age, minimum(maximum(life - (age - 1), 0), 1), 0) / life"
        self._block("weight_lag", "Charged, one-year lag", "ratio", lag)

    def _block(self, name: str, label: str, unit: str, text: str) -> None:
        lines = [Line(f"{name}_{k}", f"{label}: R&D of {_ago(k)}", unit, indent=1) for k in range(self.count)]
        self.sheet.block(lines, name, text, cols=self.lives, only=self.used)

    @property
    def used(self) -> tuple[int, ...] | None:
        """The lives worked out: all, or the assumed one alone."""
        return (0,) if self.short else None

    def weight(self, way: str, life: int) -> tuple[Ref, Floats]:
        """The shares by age for one life, down a column."""
        ref, values = self.refs(f"weight_{way}")
        return Ref(NAME, ref.row, FIRST + life, self.count, 1, "row"), values[:, life : life + 1]

    def charges(self, way: str, source: str, weight: tuple[Ref, Floats], cols: int | None = None) -> Extra:
        """Charge of each age's R&D, low and high: by year, or by life for the latest year."""
        found: Extra = {}
        for end in ENDS:
            if self.short and end == "high" and self._open():
                continue
            by = "by year" if source == "research" else "by life, latest year"
            self.sheet.heading(f"Workings: charge of R&D {by}, {WAYS[way]}, {end}")
            if source != "research":
                self._life_heads()
            spend = f"{source}_{end}"
            name = f"{'charged' if source == 'research' else 'compared'}_{way}_{end}"
            text = f"weight * first({spend}, 0)" if end == "low" else f"where(weight > 0, weight * {spend}, 0)"
            lines = [Line(f"{name}_{k}", f"Charge for R&D of {_ago(k)}", indent=1) for k in range(self.count)]
            only = self.shown if source == "research" else None
            self.sheet.block(lines, name, text, refs={"weight": weight}, cols=cols, only=only)
            ref, values = self.refs(name)
            width = ref.cols
            found[f"part_{end}"] = ref, values
            found[f"own_{end}"] = Ref(NAME, ref.row, FIRST, 1, width, "period"), values[0]
        return found

    def _open(self) -> bool:
        """Whether no year's charge has an upper end, because R&D of earlier years is not known."""
        found = self.analysis.models.capitalization
        rows = [self.columns.rows[c] for c in self.shown]
        tables = [] if found is None else [found.at(found.life, convention) for convention in WAYS.values()]
        return all(bool(np.isnan(table.charge_high[rows]).all()) for table in tables)

    def _plain(self) -> None:
        """R&D as expensed and the result before administration, where no operating income is known."""
        self.sheet.heading("R&D expensed")
        for name, label in (("research_development", "Research and development"),
                            ("result_before_administration", "Result before G&A and other")):  # fmt: skip
            if self.book.known(name):
                self.sheet.link(Line(name, label, indent=1), only=self.shown)

    def results(self, spread: dict[str, Extra]) -> None:
        """By year: the charge, operating income and margin after it."""
        if self.short:
            self._plain()
        else:
            self._expensed()
        for way, extra in spread.items():
            own: Extra = {f"research_{end}": self.refs(f"research_{end}_0") for end in ENDS}
            self.sheet.heading(f"With R&D amortized over the assumed life, {WAYS[way]}")
            self._results(way, {**extra, **own}, self.shown, None)

    def _expensed(self) -> None:
        self.sheet.heading("Operating income with R&D expensed")
        for name, label, unit in (("operating_result", "Operating income", "money"),
                                  ("operating_margin_lines", "Operating income / revenue", "ratio")):  # fmt: skip
            if self.book.known(name):
                self.sheet.link(Line(name, label, unit, indent=1), only=self.shown)

    def by_life(self, compared: dict[str, Extra]) -> None:
        """The latest year under each life."""
        for way, extra in compared.items():
            label = self.book.columns[self.latest]
            self.sheet.heading(f"{label} under other lives, {WAYS[way]}")
            self._life_heads()
            needed = [n for n in ("operating_result", "revenue") if n in self.book.refs]
            held: Extra = {n: self.book.scalar(n, self.latest) for n in needed}
            own = {f"research_{end}": self.book.scalar(f"research_{end}_0", self.latest) for end in ENDS}
            self._results(f"{way}_life", {**extra, **held, **own}, None, self.lives)

    def _results(self, tag: str, extra: Extra, only: Sequence[int] | None, cols: int | None) -> None:
        sheet, bases = self.sheet, ["assumed"] * max(self.book.width, self.lives)  # a life is assumed
        for end in (e for e in ENDS if f"part_{e}" in extra):
            line = Line(f"charge_{tag}_{end}", f"R&D amortized, {end}", indent=1, bases=bases)
            sheet.formula(line, f"sum_rows(part_{end})", refs=extra, only=only, cols=cols)
        texts = {
            "low": f"operating_result + research_low - own_low - (charge_{tag}_high - own_high)",
            "high": f"operating_result + research_high - own_high - (charge_{tag}_low - own_low)",
        }
        if self.short:
            self._before(tag, extra, bases)
            return
        for end, text in texts.items():
            line = Line(f"income_{tag}_{end}", f"Operating income, {end}", indent=1, bases=bases)
            sheet.formula(line, text, refs=extra, only=only, cols=cols)
        for end in ENDS:
            label = f"Operating income / revenue, {WAYS[tag.removesuffix('_life')]}, {end}"
            line = Line(f"margin_{tag}_{end}", label, "ratio", indent=1, bases=bases)
            sheet.formula(line, f"income_{tag}_{end} / maximum(revenue, 0)", refs=extra, only=only, cols=cols)

    def _before(self, tag: str, extra: Extra, bases: Sequence[str]) -> None:
        """The result before administration with R&D amortized: an upper end alone where history is short."""
        held = self.book.values.get("result_before_administration")
        if held is None or np.isnan(held[self.shown]).all():
            return
        for end, other in (("low", "high"), ("high", "low")):
            if f"part_{other}" in extra:
                text = f"result_before_administration + research_{end} - charge_{tag}_{other}"
                line = Line(f"before_{tag}_{end}", f"Result before G&A and other, {end}", indent=1, bases=bases)
                self.sheet.formula(line, text, refs=extra, only=self.shown)

    def chart(self) -> None:
        """Margins with R&D expensed and amortized."""
        names = [f"{NAME}.operating_margin_lines", *(f"margin_{way}_{end}" for way in WAYS for end in ENDS)]
        held = [self.book.values[n] for n in names if n in self.book.refs]
        if not held:
            return
        self.sheet.row += 1
        there = [c in self.shown and not np.isnan([v[c] for v in held]).all() for c in range(self.book.width)]
        span = charts.years([self.columns.panel.rows[r].months for r in self.columns.rows], there)
        title = "Operating margin: R&D expensed and amortized (non-GAAP)"
        charts.draw(self.sheet, title, names, unit="ratio", span=span, colours=_HUES)

    def _life_heads(self) -> None:
        self.sheet.title_cells(
            ["assumed", "low", "high", *("compared" for _ in range(self.lives - 3))][: 1 if self.short else None]
        )
        if "life" in self.book.refs:
            self.sheet.link(Line("life", "Life of a model", "years", indent=1), cols=self.lives)


def _holds_charge(analysis: Analysis, columns: Columns) -> bool:
    found = analysis.models.capitalization
    return found is not None and any(bool(found.holds_charge[row]) for row in columns.rows)


def _ago(k: int) -> str:
    return "the year" if k == 0 else f"{k} {'year' if k == 1 else 'years'} before"
