"""Sub-periods that no file gives: the year less its first half is the second half, said to be derived."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from finkit.statement.coded import Coded, Flags, Floats, Ints, close
from finkit.statement.fact import CONFIDENCES, WEAKNESS, Column, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import TOLERANCE_DAYS, months_between, period_label
from finkit.statement.same import days, on_days

LENGTHS = (3, 6)
FINER = 10
_LONGEST_QUARTER = 100
RATES = ("cash_burn_monthly", "revenue_run_rate")


class _Spans(NamedTuple):
    """Stretches of days, each of a series: what is given, or what is left where `part` is taken from `whole`."""

    series: Ints
    start: Ints
    end: Ints
    whole: Ints
    part: Ints

    def take(self, rows: Any) -> _Spans:
        return _Spans(*(column[rows] for column in self))

    def same(self, other: _Spans) -> tuple[Ints, Ints]:
        """All pairs of a stretch here and one there whose starts and ends lie within a week of each other."""
        i, j = close(on_days(self.series, self.start), on_days(other.series, other.start), TOLERANCE_DAYS)
        near = np.abs(self.end[i] - other.end[j]) <= TOLERANCE_DAYS
        return i[near], j[near]


def remainders(facts: Facts) -> Facts:
    """Facts for halves and quarters left when a chosen figure's part is taken from its whole.

    Whole and part must be of one company, segment, line, scenario and currency, in money, of no other
    definition, under one label where they stand in one file, and share their first or last day; the rest must be a
    half of a year or a quarter that no chosen figure gives. Value = whole - part, with the rounding of both
    (`joint_rounding`), and the range of both where sources disagree. Averages and rates leave nothing when one is
    taken from another.
    """
    rows = np.flatnonzero(flows(facts))
    if len(set(facts["months"][rows].tolist())) < 2:
        return Facts({}, 0)
    _, first, where = np.unique(
        facts.key("company", "segment", "line", "scenario", "currency")[rows], return_index=True, return_inverse=True
    )
    start, end = (days(facts.coded(name))[rows] for name in ("start", "end"))
    given = _Spans(first[where], start, end, rows, rows)
    rests = _differences(given, facts["months"][rows])
    return _derived(facts, _not_given(rests.take(_one_scope(facts, rests)), given))


def joint_rounding(a: Any, b: Any) -> Floats:
    """The rounding of a sum or difference of two figures: both together, unless one is ten times finer.

    A rounding at least ten times finer than its partner's is neglected.
    Year 13.07 (± 0.005) less half 4.3 (± 0.05) is 8.77 ± 0.05: the year's finer digits are taken as exact.
    """
    fine, coarse = np.minimum(a, b), np.maximum(a, b)
    return np.asarray(np.where(FINER * fine <= coarse * (1 + 1e-9), coarse, fine + coarse))


def flows(facts: Facts) -> Flags:
    """Chosen actual figures of money over a stretch of days, of no other definition; neither rates nor stocks."""
    lines = taxonomy()
    stocks = {*RATES, *(line.id for line in lines.lines if line.kind == "stock")}
    usual = facts["chosen"] & (facts["unit"] == "money") & (facts["definition"] == "") & (facts["scenario"] == "actual")
    dated = (facts["start"] != "") & (facts["end"] != "")
    return np.asarray(usual & dated & facts.coded("line").tell(lambda line: line not in stocks).array(bool))


def _differences(given: _Spans, months: Floats) -> _Spans:
    """Every half and quarter that is a given stretch less a shorter one, the shortest wholes first."""
    starts, ends = on_days(given.series, given.start), on_days(given.series, given.end)
    i, j = _shorter(*close(starts, starts, TOLERANCE_DAYS), months)
    k, m = _shorter(*close(ends, ends, TOLERANCE_DAYS), months)
    ends_only = np.abs(given.start[k] - given.start[m]) > TOLERANCE_DAYS
    k, m = k[ends_only], m[ends_only]
    whole, part = np.concatenate([i, k]), np.concatenate([j, m])
    start = np.concatenate([given.end[j] + 1, given.start[k]])
    end = np.concatenate([given.end[i], given.start[m] - 1])
    order = np.lexsort((part, whole, months[whole], given.series[whole]))
    found = _Spans(given.series[whole], start, end, given.whole[whole], given.part[part]).take(order)
    return found.take(np.isin(_each(found, months_between).astype(float), LENGTHS))


def _one_scope(facts: Facts, rests: _Spans) -> Flags:
    """Whether whole and part measure one thing: in one file, two labels of a line need not (with minorities, without).

    A half is what a year leaves; nine months less their first three are no half of any year.
    """
    file, label = facts.coded("file").codes, facts.coded("label").codes
    two = (file[rests.whole] == file[rests.part]) & (label[rests.whole] != label[rests.part])
    half = rests.end - rests.start > _LONGEST_QUARTER
    return np.asarray(~two & (~half | (facts["months"][rests.whole] == 12)))


def _shorter(whole: Ints, part: Ints, months: Floats) -> tuple[Ints, Ints]:
    kept = (months[part] > 0) & (months[part] < months[whole])
    return whole[kept], part[kept]


def _not_given(rests: _Spans, given: _Spans) -> _Spans:
    """The rests that no figure gives, the first of those that are the same."""
    new = np.ones(len(rests.start), dtype=bool)
    new[rests.same(given)[0]] = False
    rests = rests.take(new)
    kept = [True] * len(rests.start)
    for i, j in zip(*(side.tolist() for side in rests.same(rests)), strict=True):
        if j < i and kept[j]:
            kept[i] = False
    return rests.take(np.array(kept, dtype=bool))


def _derived(facts: Facts, rests: _Spans) -> Facts:
    whole, part = facts.take(rests.whole), facts.take(rests.part)
    periods = list(zip(whole["line"], whole["period"], part["period"], strict=True))
    months = _each(rests, months_between).astype(float)
    kept = ("company", "segment", "line", "scenario", "unit", "currency", "currency_stated")
    columns: dict[str, Any] = {
        **{name: whole[name] for name in kept}, "label": whole.coded("line").tell(named).column(),
        "period": _each(rests, lambda start, end: period_label(start, end, months_between(start, end))),
        "start": _each(rests, lambda start, end: start), "end": _each(rests, lambda start, end: end),
        "months": months, "value": whole["value"] - part["value"], "scale": 1.0, "scale_stated": True,
        "basis": "derived", "basis_stated": True, "rests_on": weaker(whole, part), "chosen": True,
        "confidence": np.where(doubts(part) > doubts(whole), part["confidence"], whole["confidence"]),
        "formula": [f"{line} {year} - {half}" for line, year, half in periods],
        "rounding": joint_rounding(np.nan_to_num(whole["rounding"]), np.nan_to_num(part["rounding"])),
        **_range(whole, part), "note": [f"{year} less {half}" for _, year, half in periods],
    }  # fmt: skip
    return Facts(columns, len(whole))


def named(line: str) -> str:
    """The name of a line, as the label of a figure that no file gives."""
    return taxonomy()[line].name


def _each(spans: _Spans, what: Callable[[str, str], Any]) -> Column:
    """`what` of the first and the last day of each stretch, asked once for each different one."""
    _, at, codes = np.unique(on_days(spans.start, spans.end), return_index=True, return_inverse=True)
    firsts, lasts = ([date.fromordinal(day).isoformat() for day in side[at].tolist()] for side in spans[1:3])
    return Coded(list(zip(firsts, lasts, strict=True)), codes).tell(lambda dates: what(*dates)).array(object)


def weaker(whole: Facts, part: Facts) -> Column:
    """The weaker basis of each pair of facts."""
    names = {code: name for name, code in WEAKNESS.items()}
    weakest = np.maximum(whole.weakness(), part.weakness())
    return np.array([names.get(code, "") for code in weakest.tolist()], dtype=object)


def doubts(facts: Facts) -> Ints:
    """The place in `CONFIDENCES` of each fact's confidence; -1 where none is said."""
    return facts.coded("confidence").tell(lambda text: CONFIDENCES.index(text) if text in CONFIDENCES else -1).array()


def _range(whole: Facts, part: Facts) -> dict[str, Floats]:
    stated = np.isnan(whole["low"]) & np.isnan(part["low"])
    (a, b), (c, d) = (
        (np.where(np.isnan(f["low"]), f["value"], f["low"]), np.where(np.isnan(f["high"]), f["value"], f["high"]))
        for f in (whole, part)
    )
    return {"low": np.where(stated, np.nan, a - d), "high": np.where(stated, np.nan, b - c)}
