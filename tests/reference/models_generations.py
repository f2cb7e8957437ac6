"""Adapters of model generations: the names of the reference cases to finkit's own. They only rename."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from finkit.analysis.given import unknown
from finkit.analysis.models.adoption import DONE_BY_THEN, adoption_curve, bass_diffusion, vintage_usage_profile
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH, footnotes, model_as_company, model_lifecycle, tenure_months
from finkit.analysis.models.schedules import ages, schedule
from finkit.analysis.models.vintages import usage_at
from finkit.assumptions.models import Adoption
from tests.reference.shape import alike, listed

Number = float | None
Many = Number | Sequence[Number]
Case = dict[str, Any]


def curve(
    months: Many,
    kind: str = "linear",
    step: Number = 0.25,
    rest_months: Number = 6,
    convention: str = "",
    variant: str = "",
) -> Case:
    said = re.search(r"([\d.]+)% of the rest", convention)
    done = float(said[1]) / 100 if said else DONE_BY_THEN
    found = adoption_curve(listed(months), step, rest_months, _curve(kind), done_by_then=done)
    return {"adopted": alike(months, found)}


def bass(p: float, q: float, t: Many, m: float = 1.0, variant: str = "") -> Case:
    found = bass_diffusion(p, q, listed(t), m)
    return {
        "F": alike(t, found.adopted),
        "peak_time": found.peak_time,
        "peak_rate": found.peak_rate,
        "F_at_peak": found.adopted_at_peak,
        "flag": found.flag,
    }


def profile(
    cadence_months: float,
    step_share: float = 0.25,
    rest_months: float = 6,
    curve: str = "linear",
    variant: str = "",
) -> Case:
    if lacks := unknown({"cadence_months": cadence_months, "step_share": step_share, "rest_months": rest_months}):
        return {"flag": lacks}
    adoption = Adoption.model_validate(
        {"share_at_once": step_share, "rest_months": rest_months, "curve": _curve(curve)}
    )
    found = vintage_usage_profile(cadence_months, adoption)
    quarters = range(4 * math.ceil(cadence_months + 3 * rest_months + 12) + 1)
    shares = {f"{n / 4:g}{end}": found.share_at(n / 4, before=end == "-") for n in quarters for end in ("", "-")}
    shares |= {f"{name}.0": share for name, share in shares.items() if name.isdigit()}
    return {
        "share_at_age_months": shares,
        "usage_months_total": found.usage_months,
        "usage_fraction_first_6m": found.fraction(0, 6),
        "usage_fraction_first_12m": found.fraction(0, 12),
        "usage_fraction_months_12_18": found.fraction(12, 18),
        "usage_fraction_months_18_24": found.fraction(18, 24),
        "calendar_life_months": found.life,
        "straight_line_24m_year1": float(schedule("straight line", 1.0, 24.0, ages(24)).charge[0, :12].sum()),
        "units_of_production_year1": found.fraction(0, 12),
        "flag": found.flag,
    }


def shares(
    launch_months: Sequence[Number],
    at_months: Sequence[Number],
    kind: str = "linear",
    step: float = 0.25,
    rest_months: float = 6,
    first_vintage_has_all: bool = True,
    variant: str = "",
) -> Case:
    if lacks := unknown({"step": step, "rest_months": rest_months}):
        return {"flag": lacks}
    adoption = Adoption.model_validate({"share_at_once": step, "rest_months": rest_months, "curve": _curve(kind)})
    found = usage_at(launch_months, at_months, adoption, first_has_all=first_vintage_has_all)
    return {"shares": found.tolist(), "sums": found.sum(axis=0).tolist()}


def company(
    training: Mapping[Any, Number],
    revenue: Mapping[Any, Number],
    inference_cost_share: Number = 0.0,
    variant: str = "",
) -> Case:
    found = model_as_company(training, revenue, inference_cost_share)
    return {
        "company_pnl": list(found.company),
        "model_profit": list(found.profit),
        "moic": list(found.multiples),
        "irr": list(found.rates),
        "accrual_pnl_one_year_life": list(found.accrual),
        "capitalised_asset_end": list(found.book),
        "break_even_gross_margin": found.break_even_margin,
        "flag": found.flag,
    }


def lifecycle(
    revenue: Number,
    inference: Number = None,
    staff: Number = None,
    sales_marketing: Number = None,
    admin: Number = None,
    rd_four_months: Number = None,
    revenue_share: Number = None,
    launch: str | None = "",
    superseded: str | None = "",
    days: float | None = None,
    footnotes: Mapping[str, Any] | None = None,
    variant: str = "",
) -> Case:
    if launch and superseded:
        served = tenure_months(_day("launch", launch), _day("superseded", superseded)) * DAYS_PER_MONTH
        days = served if days is None else days
    found = model_lifecycle(
        revenue,
        inference,
        rd_four_months,
        days,
        staff=staff,
        sales=sales_marketing,
        administration=admin,
        partner_share=revenue_share,
    )
    on_gross = found.paybacks["gross profit"]
    return _notes(days, revenue, footnotes or {}) | {
        "gross_profit": found.gross_profit,
        "gross_margin": found.gross_margin,
        "operating_income": found.operating_income,
        "operating_margin": found.operating_margin,
        "microsoft_share": found.partner_share,
        "operating_after_share": found.operating_after_share,
        "lifecycle_profit_gross": found.gross_less_research,
        "recovery_ratio": found.recovery,
        "tenure_months": found.tenure,
        "payback_months": on_gross.months,
        "sm_share": found.sales_to_revenue,
        "flag": "; ".join(filter(None, (on_gross.flag, found.flag))),
    }


def _day(name: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {given!r}: give a date such as 2025-08-07") from None


def _window(given: Any) -> tuple[date, date]:
    if not isinstance(given, list | tuple) or len(given) != 2:
        raise ValueError(f"rd_window = {given!r}: give two dates")
    return _day("rd_window", given[0]), _day("rd_window", given[1])


def _notes(days: Number, revenue: Number, said: Mapping[str, Any]) -> Case:
    window = said.get("rd_window")
    found = footnotes(
        days,
        revenue=revenue,
        revenue_of_year=said.get("revenue_2025"),
        inference_of_year=said.get("inference_2025"),
        headcount=said.get("headcount"),
        salary=said.get("base_salary"),
        benefits=said.get("benefits"),
        serving_part=said.get("serving_share"),
        stock_of_year=said.get("stock_usd_bn"),
        stock_part=said.get("stock_share_in_window"),
        sales_a_day=said.get("sm_musd_day"),
        research=tuple(said.get("rd_2025", {}).values()),
        research_growth=said.get("rd_growth"),
        window=None if window is None else _window(window),
    )
    return {
        "inference_from_year_share": found.inference,
        "staff_salary": found.staff_salary,
        "staff_stock": found.staff_stock,
        "staff_total": found.staff,
        "sm_from_daily": found.sales,
        "rd_total": found.research,
        "rd_window_share_plain_exponential": found.research_in_window,
    }


def _curve(kind: str) -> Any:
    return "step-linear" if kind in ("linear", "step_linear", "step-linear") else kind


ADAPTERS: dict[str, Callable[..., Case]] = {
    "adoption_curve": curve,
    "bass_diffusion": bass,
    "vintage_usage_profile": profile,
    "vintage_usage_share": shares,
    "model_as_company": company,
    "model_lifecycle": lifecycle,
}
