"""Serving: each fleet from the machines up in three cases, beside list price and reported margin; all live.

The GPU hour, cost by throughput, the period's books, the roofline, and whether the hardware can do it at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.bottom_up import USES, BottomUp
from finkit.analysis.inference.gpu_hour import HOURS
from finkit.analysis.inference.serving_formulas import (
    ARITHMETIC,
    AT_USE,
    BANDWIDTH,
    BOOKS,
    HOUR,
    LIST_MARGIN,
    MACHINES,
    MEMORY_SHARE,
    PEAK_SHARE,
    PER_TOKEN,
    RATE,
    THROUGHPUT,
    USE_MARGIN,
    exceeded,
    possible,
)
from finkit.analysis.inference.throughput import MILLION, SECONDS
from finkit.analysis.measures import Floats, Measure
from finkit.assumptions.ranges import Range
from finkit.assumptions.serving import Serving
from finkit.formula import Ref
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.inference_rows import characters
from finkit.reporting.workbook.plans import heads
from finkit.reporting.workbook.style import COMPUTED

NAME = "Serving"
CASES = ("as given", "cheapest", "dearest")
IMPOSSIBLE = "serving_impossible"
WHAT = (
    "Accelerators alone: cache memory, reserved peaks, free users, staff are outside. Blue cells are given, in three "
    "cases where they have a range."
)
# Units as cells: a formula has no numbers but 0 and 1.
_UNITS = (
    ("hours_of_year", "Hours of a year", HOURS), ("seconds_of_hour", "Seconds of an hour", SECONDS),
    ("million", "A million", MILLION), ("billion", "A billion", 1e9), ("tera", "Tera", 1e12),
    ("flops_of_parameter", "FLOP a token and active parameter", 2.0),
)  # fmt: skip
_CHEAP, _DEAR = ("centre", "low", "high"), ("centre", "high", "low")
# Field, name on the sheet, label, unit, and which end of its range is cheap.
_RENTED = (("gpu_hour", "gpu_hour_rented", "GPU hour as rented", "fine money", _CHEAP),)
_OWNED = (
    ("gpu_price", "gpu_price", "Price of a GPU with its share of the server", "money", _CHEAP),
    ("gpu_life", "gpu_life", "Life in years", "years", _DEAR),
    ("interest", "interest", "Cost of finance a year; empty is none", "ratio", _CHEAP),
    ("opex", "gpu_opex", "Power, hosting, staff / depreciation; empty is none", "ratio", _CHEAP),
    ("availability", "availability", "Part of all hours that can be used; empty is all", "ratio", _DEAR),
)
_SPEED = (
    ("tokens_per_second", "tokens_per_second", "Output tokens a second and GPU at full load", "number", _DEAR),
    ("utilization", "utilization", "Part of the time at that load", "ratio", _DEAR),
)
_BOOKS = (
    ("gpus", "gpus", "GPUs in use, mean", "number", ()), ("hours", "gpu_hours", "Hours of the period", "number", ()),
    ("input_tokens", "input_tokens", "Input tokens, cached ones among them", "Mtok", ()),
    ("cached_tokens", "cached_tokens", "of these, read from a cache", "Mtok", ()),
    ("output_tokens", "output_tokens", "Output tokens", "Mtok", ()),
)  # fmt: skip
_PAID = (("paid", "paid", "Part of the tokens that is paid for; empty is all", "ratio", _DEAR),)
_CHIP = (
    ("active_parameters", "active_parameters", "Active parameters, billions", "number", ()),
    ("peak_tflops", "peak_tflops", "Peak of a GPU, TFLOP/s", "number", ()),
    ("bandwidth", "bandwidth", "Memory bandwidth of a GPU, GB/s", "number", ()),
    ("bytes_per_parameter", "bytes_per_parameter", "Bytes of a parameter", "number", ()),
    ("batch", "batch", "Sequences decoded at once", "number", ()),
)
_CHECKED = (
    ("peak_share", "Arithmetic"), ("memory_share", "Memory traffic"), ("utilization", "Part of the time at full load"),
)  # fmt: skip
Fields = Sequence[tuple[str, str, str, str, tuple[str, ...]]]


@dataclass
class _Fleet:
    """One fleet's part of the sheet: what stands where under the names of the formulas, its names ending in `mark`."""

    sheet: Sheet
    found: BottomUp
    mark: str
    held: dict[str, tuple[Ref, Floats]]

    def given(self, fields: Fields) -> None:
        """Blue cells: three cases of what has a range, one cell of what has none."""
        row = self.found.given
        for field, name, label, unit, ends in fields:
            value = getattr(row, field)
            source = _source(row, value)
            ranged = isinstance(value, Range) and len(ends) > 1 and value.low != value.high
            one = np.nan if value is None else float(value.centre if isinstance(value, Range) else value)
            found: Any = np.array([getattr(value, end) for end in ends]) if ranged else one
            self.put(name, label, unit, found, source)

    def put(self, name: str, label: str, unit: str, value: Any, source: str) -> None:
        """One blue row."""
        size = np.size(value)
        notes = dict.fromkeys(range(size), source) if source else None
        left = Line(name + self.mark, label, _unit(unit), bases=[rests_on(source)] * size)
        self.sheet.given(left, value, notes=notes)
        self.hold(name)

    def repeat(self, name: str, label: str, unit: str, figure: tuple[Ref, Floats]) -> None:
        """One cell that shows another."""
        left = Line(name + self.mark, label, _unit(unit), indent=1)
        self.sheet.formula(left, "figure", refs={"figure": figure}, scalar=True)
        self.hold(name)

    def formulas(self, measures: Iterable[Measure]) -> None:
        """A row each, in as many cases as its operands have; none where an operand is not on the sheet."""
        for one in measures:
            self.formula(one)

    def formula(self, one: Measure) -> None:
        """One row of a measure."""
        widths = [ref.cols for n in one.parsed.names if n in self.held for ref in (self.held[n][0],)]
        left = Line(one.name + self.mark, one.label, _unit(one.unit), one.says)
        wide = max(widths, default=1)
        if self.sheet.formula(left, one.formula, refs=self.held, cols=wide, scalar=wide == 1):
            self.hold(one.name)

    def hold(self, name: str) -> None:
        """The last row under `name` as the formulas of this fleet call it."""
        book = self.sheet.book
        self.held[name] = book.refs[name + self.mark], book.values[name + self.mark]

    def has(self, *names: str) -> bool:
        """Whether each of these stands on the sheet, be it empty."""
        return all(name in self.held for name in names)


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Serving, where there is a fleet."""
    return [NAME] if analysis.inference.serving else []


def fill(book: Book, analysis: Analysis, columns: Columns) -> None:
    """Write Serving, fleet after fleet."""
    fleets = analysis.inference.serving
    own = replace(book, currency=fleets[0].given.currency)
    sheet = Sheet(own, NAME, f"Cost of serving, from the machines up: {analysis.name}", WHAT, columns=False)
    known = (found.cost.high or 0.0 for found in fleets)
    most = (found.revenue.high or 0.0 for found in fleets)
    sheet.page.set_column(FIRST, FIRST + len(CASES) - 1, characters(15, *known, *most))
    heads(sheet, CASES)
    sheet.heading("Units")
    for name, label, value in _UNITS:
        sheet.given(Line(name, label, "flop" if value > MILLION else "count"), value, kind=COMPUTED)
    for k, found in enumerate(fleets):
        sheet.book.currency = found.given.currency
        part = _Fleet(sheet, found, f"_f{k + 1}", {n: (book.refs[n], book.values[n]) for n, _, _ in _UNITS})
        same = next((n for n, other in enumerate(fleets[:k]) if other.price == found.price), None)
        _fleet(part, columns, "" if same is None else f"_f{same + 1}")
    _impossible(sheet, len(fleets))
    sheet.page.freeze_panes(BODY - 1, FIRST)
    sheet.page.repeat_rows(0, HEAD)
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(CASES) - 1)
    sheet.page.fit_to_pages(1, 0)


def _fleet(part: _Fleet, columns: Columns, priced: str) -> None:
    """One fleet as far as its inputs go; its list price stands with the fleet whose mark is `priced`, if any."""
    row, sheet = part.found.given, part.sheet
    title = f"{row.model or 'Fleet'}, {row.period}, in {row.currency}"
    sheet.heading(f"{title}: a GPU hour")
    part.given(_RENTED if row.gpu_hour is not None else _OWNED)
    if row.gpu_hour is None:
        part.formulas(HOUR)
    part.formula(RATE)
    if part.found.price is not None:
        _price(part, priced)
    if row.tokens_per_second is not None:
        sheet.heading(f"{title}: cost by throughput")
        part.given(_SPEED)
        part.formulas(THROUGHPUT)
        if part.found.price is not None:
            part.formula(LIST_MARGIN)
        if row.utilization is None:
            _at_use(part)
    if row.gpus is not None and row.hours is not None:
        sheet.heading(f"{title}: the period's books")
        part.given((*_BOOKS, *_PAID))
        part.formula(MACHINES)
        part.formulas(BOOKS if part.found.price is not None else BOOKS[:1])
        part.formulas(PER_TOKEN)
    _reported(part, columns)
    if row.active_parameters is not None:
        sheet.heading(f"{title}: roofline, what the hardware can do at the most")
        part.given(_CHIP)
        part.formulas((*ARITHMETIC, *BANDWIDTH))
    _checks(part, title)
    for lack in filter(None, (*part.found.lacks, part.found.at_most)):
        sheet.remark(lack)
    if part.found.at_most:
        sheet.pasted("the words on cached input", ("list_cached", "cached_tokens"), part.held)


def _price(part: _Fleet, priced: str) -> None:
    """The list price in blue, or as the fleet marked `priced` has it: one price stands in one cell."""
    price, book = part.found.price, part.sheet.book
    assert price is not None
    part.sheet.heading(f"List price of {price.model}")
    for name, label, value in (("input", "input", price.input), ("cached", "cached input; empty is as input, at most",
                               price.cached), ("output", "output", price.output)):  # fmt: skip
        if priced:
            there = book.refs[f"list_{name}{priced}"], book.values[f"list_{name}{priced}"]
            part.repeat(f"list_{name}", f"List price, {label}", "per Mtok", there)
        else:
            value = np.nan if value is None else value
            part.put(f"list_{name}", f"List price, {label}", "per Mtok", value, price.source)


def _at_use(part: _Fleet) -> None:
    """Cost at each use that is assumed where none is given, as given alone."""
    part.put("assumed_use", "Part of the time at full load, three assumed", "ratio", np.array(USES), "assumed")
    for name, label, source, unit in (
        ("throughput_hour", "GPU hour, as given", "gpu_hour", "fine money"),
        ("throughput_speed", "Tokens a second, as given", "tokens_per_second", "number"),
    ):
        ref, values = part.held[source]
        part.repeat(name, label, unit, (replace(ref, cols=1, shape="scalar"), np.asarray(np.ravel(values)[0])))
    part.formulas(AT_USE)
    if part.found.price is not None:
        part.formula(USE_MARGIN)


def _reported(part: _Fleet, columns: Columns) -> None:
    """The gross margin of the statement in the fleet's period, from its sheet."""
    book, period = part.sheet.book, part.found.given.period
    margins = book.values.get("gross_margin", np.full(len(columns.rows), np.nan))
    labels = [columns.panel.rows[row].label for row in columns.rows]
    at = [c for c, label in enumerate(labels) if label == period and not np.isnan(margins[c])]
    if not at:
        return
    left = Line(f"reported_margin{part.mark}", "Gross margin by the statement", "ratio", "Of the same period.")
    part.sheet.formula(left, "figure", refs={"figure": book.scalar("gross_margin", at[0])}, scalar=True)


def _checks(part: _Fleet, title: str) -> None:
    """Whether the hardware can do it: every part of its limits at most 1."""
    part.sheet.heading(f"{title}: physical check")
    if part.has("active_parameters", "gpus"):
        part.formulas((*PEAK_SHARE, *MEMORY_SHARE))
    checked = [(name, label) for name, label in _CHECKED if part.has(name)]
    if all(np.isnan(part.held[name][1]).all() for name, _ in checked):
        part.sheet.remark("Not checked: needs a utilization, or parameters, hardware and the tokens of the period.")
    for name, label in checked:
        part.formula(possible(name, f"{label}: at most 1"))
    for name, label in checked:
        part.formula(exceeded(name, f"{label}: above 1"))


def _impossible(sheet: Sheet, fleets: int) -> None:
    """How many figures of all fleets no hardware can reach."""
    book = sheet.book
    names = [f"{name}_impossible_f{k + 1}" for k in range(fleets) for name, _ in _CHECKED]
    there = [name for name in names if name in book.refs]
    if not there:
        return
    sheet.heading("All fleets: figures that are impossible")
    so_far = "0"
    for n, name in enumerate(there):
        last = n == len(there) - 1
        total = IMPOSSIBLE if last else f"{IMPOSSIBLE}_{n + 1}"
        label = "Impossible, all" if last else f"Impossible, first {n + 1}"
        one = name if book.refs[name].shape == "scalar" else f"sum_periods({name})"
        sheet.formula(Line(total, label, "failures"), f"{so_far} + {one}", scalar=True)
        so_far = total


def _source(row: Serving, value: Any) -> str:
    return (value.source if isinstance(value, Range) else "") or row.source


def _unit(unit: str) -> str:
    # In full: a GPU hour is small beside the revenue that sets the scale of the workbook.
    return "unit money" if unit == "money" else unit
