"""The spread of use in the workbook: closed forms that LibreOffice recalculates as Python does, samples as counted."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finkit
from finkit.analysis.customers.closed_forms import CAPPED, FORM, RESULTS, TERMS, TOPS, USERS, normal_quantile
from finkit.analysis.customers.distribution import LORENZ_AT, Distribution, Lognormal, Pareto, heaviest, lorenz
from finkit.analysis.customers.overage import flat_plan
from finkit.analysis.customers.plans import PlanResult, analyze_plans
from finkit.analysis.market.chain import chain
from finkit.assumptions.settings import Assumptions
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice

LAB = "Line (USD),FY2025\nRevenue,2000\nCost of revenue,800\n"
PLANS: list[dict[str, Any]] = [
    {"name": "Plus", "price": 20, "api_value": 400, "utilization": 0.1},
    {"name": "Max", "price": 200, "usage": 8, "unit_cost": {"low": 1, "value": 2, "high": 3},
     "distribution": "lognormal", "sigma": {"low": 1.2, "value": 1.5, "high": 1.8}, "cap": 40, "included": 10,
     "overage_price": 4},
    {"name": "Tail", "price": 20, "usage": 3, "unit_cost": 2, "distribution": "pareto", "alpha": 1.5, "cap": 40},
    {"name": "Fat", "price": 20, "unit_cost": 2, "distribution": "pareto", "alpha": 0.9, "minimum": 1},
    {"name": "Seen", "price": 20, "unit_cost": 2, "distribution": "sample", "sample": "1; 2; 3; 4; 10; 30", "cap": 20,
     "included": 5, "overage_price": 3},
]  # fmt: skip
CHANGED: list[dict[str, Any]] = [
    PLANS[0] | {"cost_share": 0.4},
    PLANS[1] | {"price": 150, "usage": 12, "unit_cost": {"low": 1.5, "value": 2.5, "high": 4}, "cap": 30,
                "sigma": {"low": 0.9, "value": 1.1, "high": 2.1}, "included": 6, "overage_price": 5},
    PLANS[2] | {"price": 25, "usage": 4, "alpha": 1.2, "unit_cost": 3, "cap": 20},
    PLANS[3] | {"alpha": 1.7, "minimum": 2, "unit_cost": 1},
    PLANS[4],
]  # fmt: skip
MARKS = ("", "_least", "_most")


def expected(one: PlanResult) -> dict[str, float | None]:
    """Figures of a plan at one point, by their ids, from the distributions and not from the sheet's formulas."""
    assert one.spread is not None
    state = one.spread.centre
    found = {"use_gini": state.use.gini, "use_top_0": heaviest(state.use, TOPS[0]),
             "use_top_1": heaviest(state.use, TOPS[1])}  # fmt: skip
    flat = state.flat
    assert flat is not None
    found |= {"use_unprofitable": flat.share_unprofitable, "use_at_cap": flat.share_at_cap,
              "use_margin": flat.margin, "use_margin_capped": flat.margin_capped}  # fmt: skip
    for k, added in enumerate(state.added):
        found |= {f"added_mean_{k}": added.mean, f"added_margin_{k}": added.margin}
        found |= {f"added_median_{k}": added.median, f"added_heavy_{k}": added.heavy}
    curve = lorenz(state.use)
    return found | {f"use_part_{k}": None if curve is None else curve[k] for k in range(len(LORENZ_AT))}


def point(plan: dict[str, Any], case: int) -> dict[str, Any]:
    """A plan at one of its cases: the cost high where least is left, and sigma low, which a cap bites least."""
    ends = {"unit_cost": ("value", "high", "low"), "sigma": ("value", "low", "high")}
    return plan | {name: plan[name][ends[name][case]] for name in ends if isinstance(plan.get(name), dict)}


def results(plans: list[dict[str, Any]]) -> tuple[PlanResult, ...]:
    found = analyze_plans(Assumptions.of({"plans": plans}).plans)
    assert found is not None
    return found.each


def row_of(sheet: Any, name: str) -> int:
    return next((cell.row for cell in sheet["C"] if cell.value == name), 0)


@requires_libreoffice
def test_a_changed_price_spread_cap_or_cost_moves_every_figure_of_use(tmp_path: Path) -> None:
    """Caches are gone from the changed workbook: every figure is LibreOffice's own, to 1e-9 of Python's."""
    (tmp_path / "lab.csv").write_text(LAB, encoding="utf-8")
    path, out = tmp_path / "book.xlsx", tmp_path / "changed.xlsx"
    write_workbook(finkit.analyze(finkit.read(tmp_path / "lab.csv"), {"plans": PLANS}), path)
    book = openpyxl.load_workbook(path)
    names = {"usage": "mean_use", "minimum": "least_use"}
    for c, plan in enumerate(CHANGED):
        for field, value in plan.items():
            if c == 4 or field in ("name", "distribution", "sample"):
                continue
            ends = value if isinstance(value, dict) else {"value": value}
            order = ("value", "low", "high") if field == "sigma" else ("value", "high", "low")
            for mark, end in zip(MARKS, order, strict=True):
                if end in ends and (at := row_of(book["Plans"], names.get(field, field) + mark)):
                    book["Plans"].cell(at, 5 + c, ends[end])
    book.save(out)
    sheet = openpyxl.load_workbook(recalculate([out], tmp_path / "out")[out], data_only=True)["Plans"]
    seen = 0
    for case, mark in enumerate(MARKS):
        for c, plan in enumerate(CHANGED):
            if c == 0:
                continue
            for name, value in expected(results([point(plan, case)])[0]).items():
                at = row_of(sheet, name + mark) or (0 if mark else row_of(sheet, name))
                shown = sheet.cell(at, 5 + c).value if at else None
                if value is None:
                    assert shown in (None, ""), (plan["name"], name, mark, shown)
                elif at:
                    assert shown == pytest.approx(value, rel=1e-9, abs=1e-12), (plan["name"], name, mark)
                    seen += 1
    assert seen > 150
    analyzed = analyze_plans(Assumptions.of({"plans": CHANGED}).plans)
    assert analyzed is not None
    for name in ("spread_tokens", "overage_tokens", "user_contribution", "user_margin"):
        for c, value in enumerate(analyzed.values[name][0].tolist()):
            shown = sheet.cell(row_of(sheet, name), 5 + c).value
            assert (shown or math.nan) == pytest.approx(value or math.nan, rel=1e-9, nan_ok=True), (name, c)


def test_the_written_figures_are_those_of_the_distributions(tmp_path: Path) -> None:
    """METHODS 7: mean 8, sigma 1.5, price 20, cost 2, cap 40 leave .362071 capped; Pareto 1, 1.5 leaves .731623."""
    plans = [
        {"name": "L", "price": 20, "usage": 8, "unit_cost": 2, "distribution": "lognormal", "sigma": 1.5, "cap": 40},
        {"name": "P", "price": 20, "minimum": 1, "unit_cost": 2, "distribution": "pareto", "alpha": 1.5, "cap": 40},
    ]
    (tmp_path / "lab.csv").write_text(LAB, encoding="utf-8")
    write_workbook(finkit.analyze(finkit.read(tmp_path / "lab.csv"), {"plans": plans}), tmp_path / "book.xlsx")
    sheet: Any = openpyxl.load_workbook(tmp_path / "book.xlsx", data_only=True)["Plans"]
    shown = {name: [sheet.cell(row_of(sheet, name), 5 + c).value for c in (0, 1)]
             for name in ("use_gini", "use_top_0", "use_unprofitable", "use_at_cap", "use_margin", "use_margin_capped",
                          "spread_tokens")}  # fmt: skip
    assert [round(v, 6) for v in shown["use_gini"]] == [0.711156, 0.5]
    assert [round(v, 6) for v in shown["use_top_0"]] == [0.204303, 0.215443]
    assert [round(v, 6) for v in shown["use_unprofitable"]] == [0.184390, 0.031623]
    assert round(shown["use_at_cap"][0], 6) == 0.034155
    assert [round(v, 6) for v in shown["use_margin"]] == [0.2, 0.7]
    assert [round(v, 6) for v in shown["use_margin_capped"]] == [0.362071, 0.731623]
    assert round(shown["spread_tokens"][0], 6) == 6.379287


POSITIVE = st.floats(0.05, 50)


@given(POSITIVE, st.one_of(st.floats(0.05, 3).map(lambda s: ("sigma", s)),
                           st.floats(1.05, 5).map(lambda a: ("alpha", a))), POSITIVE, POSITIVE)  # fmt: skip
def test_formulas_and_distributions_agree(mean: float, tail: tuple[str, float], cap: float, price: float) -> None:
    """Two routes to one figure, at any mean use, spread, cap and price, at a cost of 2 a Mtok."""
    kind, spread = tail
    use: Distribution = (
        Lognormal(mean, spread) if kind == "sigma" else Pareto(mean * (spread - 1) / spread, spread)
    )  # fmt: skip
    held = {name: math.nan for one in (*FORM, *CAPPED, *TERMS, *USERS, *RESULTS) for name in one.parsed.names}
    held |= {"mean_use": mean, kind: spread, "cap": cap, "price": price, "unit_cost": 2, "break_even_use": price / 2}
    for k, part in enumerate(TOPS):
        held |= {f"top_part_{k}": part, f"top_z_{k}": normal_quantile(part)}
    found = chain((*FORM, *CAPPED, *TERMS, *USERS, *RESULTS), held)
    flat = flat_plan(use, price, 2, cap)
    wanted = {"spread_tokens": use.capped(cap), "use_gini": use.gini, "use_top_0": use.top_share(TOPS[0]),
              "use_unprofitable": flat.share_unprofitable, "use_at_cap": flat.share_at_cap,
              "use_margin": flat.margin, "use_margin_capped": flat.margin_capped}  # fmt: skip
    for name, value in wanted.items():
        assert float(found[name]) == pytest.approx(value, rel=1e-9, abs=1e-11), name
    assert np.isfinite(found["capped_use"])
