"""Sub-periods that no file gives: the year less its first half is the second half, said to be derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from finkit.statement.fact import CONFIDENCES, Fact, Facts, weakest
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Floats
from finkit.statement.period import months_between, near, next_day, period_label

LENGTHS = (3, 6)
FINER = 10
RATES = ("cash_burn_monthly", "revenue_run_rate")


def remainders(facts: Facts) -> Facts:
    """Facts for halves and quarters left when a chosen figure's part is taken from its whole.

    Whole and part must be of one company, segment, line, scenario and currency, in money, of no other
    definition, and share their first or last day; the rest must be a half or a quarter that no chosen
    figure gives. Value = whole - part, with the rounding of both (`joint_rounding`), and the range of both
    where sources disagree. Averages and rates leave nothing when one is taken from another.
    """
    rows = list(_rows(facts))
    return Facts.of_rows(rows)


def joint_rounding(a: Any, b: Any) -> Floats:
    """The rounding of a sum or difference of two figures: both together, unless one is ten times finer.

    A rounding at least ten times finer than its partner's is neglected.
    Year 13.07 (± 0.005) less half 4.3 (± 0.05) is 8.77 ± 0.05: the year's finer digits are taken as exact.
    """
    fine, coarse = np.minimum(a, b), np.maximum(a, b)
    return np.asarray(np.where(FINER * fine <= coarse * (1 + 1e-9), coarse, fine + coarse))


def _rows(facts: Facts) -> Iterator[dict[str, Any]]:
    series: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    names = ("company", "segment", "line", "scenario", "currency")
    for i in _flows(facts):
        series[tuple(str(facts[n][i]) for n in names)].append(facts.row(i))
    for held in series.values():
        found: list[tuple[str, str]] = [(f.start, f.end) for f in held]
        for whole, part, start, end in _differences(held):
            if not any(near(start, a) and near(end, b) for a, b in found):
                found.append((start, end))
                yield _derived(whole, part, start, end)


def _flows(facts: Facts) -> list[int]:
    lines = taxonomy()
    stocks = {*RATES, *(line.id for line in lines.lines if line.kind == "stock")}
    wanted = facts["chosen"] & (facts["unit"] == "money") & (facts["start"] != "") & (facts["definition"] == "")
    return [int(i) for i in wanted.nonzero()[0] if facts["line"][i] not in stocks and facts["scenario"][i] == "actual"]


def _differences(held: list[Fact]) -> Iterator[tuple[Fact, Fact, str, str]]:
    for whole in sorted(held, key=lambda f: f.months or 0):
        for part in held:
            if not whole.months or not part.months or part.months >= whole.months:
                continue
            if near(whole.start, part.start):
                start, end = next_day(part.end), whole.end
            elif near(whole.end, part.end):
                start, end = whole.start, next_day(part.start, -1)
            else:
                continue
            if months_between(start, end) in LENGTHS:
                yield whole, part, start, end


def _derived(whole: Fact, part: Fact, start: str, end: str) -> dict[str, Any]:
    months = months_between(start, end)
    doubt = max((whole, part), key=lambda f: CONFIDENCES.index(f.confidence) if f.confidence in CONFIDENCES else -1)
    return {
        "company": whole.company, "segment": whole.segment, "line": whole.line, "label": taxonomy()[whole.line].name,
        "period": period_label(start, end, months), "start": start, "end": end, "months": float(months or 0),
        "scenario": whole.scenario, "value": (whole.value or 0.0) - (part.value or 0.0), "unit": whole.unit,
        "currency": whole.currency, "scale": 1.0, "scale_stated": True, "currency_stated": whole.currency_stated,
        "basis": "derived", "basis_stated": True, "rests_on": weakest((whole.weakest, part.weakest)),
        "confidence": doubt.confidence, "formula": f"{whole.line} {whole.period} - {part.period}", "chosen": True,
        "rounding": float(joint_rounding(whole.rounding or 0.0, part.rounding or 0.0)), **_range(whole, part),
        "note": f"{whole.period} less {part.period}",
    }  # fmt: skip


def _range(whole: Fact, part: Fact) -> dict[str, float]:
    if whole.low is None and part.low is None:
        return {}
    (a, b), (c, d) = (
        (f.value if f.low is None else f.low, f.value if f.high is None else f.high) for f in (whole, part)
    )
    return {"low": (a or 0.0) - (d or 0.0), "high": (b or 0.0) - (c or 0.0)}
