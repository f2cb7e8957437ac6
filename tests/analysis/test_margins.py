"""Margins, added-dollar margins and cash, worked by hand from published figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finkit.analysis.analyze import Analysis, analyze, analyze_all
from finkit.analysis.company.costs import SUMS
from finkit.analysis.measures import ALL, registry
from finkit.assumptions.settings import Assumptions
from finkit.statement.lines import taxonomy
from tests.statement.tables import KROGER, OPENAI, row, statement

INPUTS = {"bounded", "year_ago", "step_from", "quarters", "lines_tie"}


def analysis(table: str, *more: dict[str, Any], **columns: Any) -> Analysis:
    return analyze(statement(table, *more, **columns))


@pytest.fixture(scope="module")
def openai() -> Analysis:
    return analysis(OPENAI, basis="leaked", confidence="high")


# ---- published


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("gross_margin", 0.426167),
        ("sales_marketing_ratio", 0.438409),
        ("contribution", -0.16e9),
        ("contribution_margin", -0.012242),
        ("result_before_research", -1.73e9),
        ("result_before_research_margin", -0.132364),
        ("operating_income_lines", -20.91e9),
        ("operating_margin", -1.599847),
        ("operating_margin_reported", -1.600612),
        ("research_intensity", 1.467483),
        ("revenue_growth", 2.532432),
        ("cost_ratio", 2.601377),
    ],
)
def test_openai_2025(openai: Analysis, measure: str, value: float) -> None:
    assert openai.company.margins.value(measure, "FY2025") == pytest.approx(value, abs=5e-7)


def test_openai_paid_half_of_its_costs_to_one_party(openai: Analysis) -> None:
    assert openai.company.cash.value("related_party_share", "FY2025") == pytest.approx(17.2 / 34.0)


@pytest.mark.parametrize(("revenue", "cost", "margin"), [("312414", "136525", 0.563000), ("79038", "58959", 0.254042)])
def test_zhipu_2024_and_minimax_2025(revenue: str, cost: str, margin: float) -> None:
    found = analysis(f"line | FY2025\nrevenue | {revenue}\ncost_of_revenue | {cost}", scale=1e3)
    assert found.company.margins.value("gross_margin", "FY2025") == pytest.approx(margin, abs=5e-7)


def test_the_added_dollar_of_2025_with_its_rounding(openai: Analysis) -> None:
    table = openai.company.incremental
    at = table.row("H2 2025")
    assert at is not None
    assert table.at("revenue_step", at) == pytest.approx(4.47e9)  # 8.77 - 4.3
    assert table.at("incremental_gross_margin", at) == pytest.approx(0.4407, abs=5e-5)
    assert table.range_at("incremental_gross_margin", at) == pytest.approx((1 - 2.6 / 4.37, 1 - 2.4 / 4.57))
    assert table.range_at("incremental_gross_margin", at) == pytest.approx((0.405, 0.475), abs=5e-4)
    assert table.at("incremental_contribution_margin", at) == pytest.approx(0.0537, abs=5e-5)
    assert table.range_at("incremental_contribution_margin", at) == pytest.approx((-0.014, 0.118), abs=5e-4)


def test_gmroi_of_kroger_on_average_inventory() -> None:
    found = analysis(
        KROGER.replace("| 147123 |", "| 147123 | 150039").replace("| 113720 |", "| 113720 | 116675"), scale=1e6
    )
    cash = found.company.cash
    assert cash.value("average_inventory", "FY2024") == 7070e6  # (9440 - 2400 + 9410 - 2310) / 2
    assert cash.value("gmroi", "FY2024") == pytest.approx(33403 / 7070)
    assert cash.value("inventory_turnover", "FY2024") == pytest.approx(113720 / 7070)
    assert found.company.margins.value("operating_margin", "FY2024") == pytest.approx(3849 / 147123)


def test_capital_expenditure_of_xai() -> None:
    found = analysis("line | FY2025\nrevenue | 3.2\noperating_income | -6.36\ncapital_expenditure | 12.7")
    assert found.company.cash.value("capital_intensity", "FY2025") == 3.96875
    assert found.company.margins.value("operating_margin", "FY2025") == pytest.approx(-1.9875)
    assert found.company.margins.value("gross_margin", "FY2025") is None


def test_runway_is_cash_over_burn_a_quarter() -> None:
    cash = analysis(
        "line | H1 2025\nrevenue | 4.3\ncash_burn | 2.5\ncash_end | 17.5\noperating_income | -7.8"
    ).company.cash
    assert cash.value("burn_per_quarter", "H1 2025") == 1.25e9
    assert cash.value("runway", "H1 2025") == 14.0
    assert cash.value("burn_to_loss", "H1 2025") == pytest.approx(2.5 / 7.8)


def test_burn_from_operating_cash_flow_and_no_runway_for_a_company_that_earns() -> None:
    burning = analysis("line | FY2025\noperating_cash_flow | -8\ncash_end | 4").company.cash
    assert (burning.value("burn", "FY2025"), burning.value("runway", "FY2025")) == (8e9, 2.0)
    earning = analysis("line | FY2025\noperating_cash_flow | 8\ncash_end | 4").company.cash
    assert earning.value("runway", "FY2025") is None


# ---- missing is said


def test_zero_revenue_leaves_no_margin_and_says_so() -> None:
    found = analysis("line | FY2025\nrevenue | 0\ncost_of_revenue | 2\noperating_income | -5")
    margins, at = found.company.margins, 0
    for name in ("gross_margin", "operating_margin", "cost_ratio"):
        assert margins.at(name, at) is None
        assert margins.why_missing(name, at) == "Revenue is zero"
    assert margins.value("gross_profit", "FY2025") == -2e9


def test_a_fall_in_revenue_has_no_added_dollar() -> None:
    found = analysis("line | FY2025 | FY2024\nrevenue | 8 | 10\ncost_of_revenue | 4 | 5")
    table, at = found.company.incremental, found.company.incremental.row("FY2025")
    assert at is not None
    assert table.at("incremental_gross_margin", at) is None
    assert table.range_at("incremental_gross_margin", at) is None
    assert table.why_missing("incremental_gross_margin", at) == "Revenue added is zero"
    assert found.company.margins.at("revenue_growth", at) == pytest.approx(-0.2)


def test_growth_from_revenue_below_zero_is_none() -> None:
    found = analysis("line | FY2023 | FY2024 | FY2025\nrevenue | -200 | 300 | 400\ncost_of_revenue | 50 | 90 | 170")
    margins = found.company.margins
    assert margins.value("revenue_growth", "FY2024") is None
    assert margins.value("revenue_growth", "FY2025") == pytest.approx(1 / 3)


def test_what_would_bring_a_missing_measure() -> None:
    found = analysis("line | FY2025\nrevenue | 10\ncost_of_revenue | 4\nresearch_development | 6")
    margins = found.company.margins
    assert margins.why_missing("gross_margin", 0) == ""
    assert margins.why_missing("contribution_margin", 0) == "Sales and marketing is not reported"
    assert margins.why_missing("net_margin", 0) == "Net income is not reported"
    assert margins.why_missing("revenue_growth", 0) == "no period of equal length ends a year earlier"
    assert found.company.incremental.why_missing("revenue_step", 0) == "no earlier period of equal length is reported"
    assert found.company.cash.why_missing("gmroi", 0) == (
        "Inventory is not reported and no period of equal length ends a year earlier"
    )
    assert margins.value("result_before_administration", "FY2025") == 0.0
    assert margins.value("operating_margin", "FY2025") is None


def test_a_year_before_that_lacks_the_line_is_named() -> None:
    found = analysis("line | FY2025 | FY2024\nrevenue | 10 |\nnet_income | 1 | 1")
    at = found.company.margins.row("FY2025")
    assert at is not None
    assert found.company.margins.why_missing("revenue_growth", at) == "Revenue is not reported in FY2024"


def test_a_statement_by_nature_says_that_gross_margin_does_not_apply() -> None:
    found = analysis("line | FY2025\nrevenue | 61643\nstaff_costs | 16161", company="Delta", scale=1e6)
    for name in ("gross_margin", "contribution_margin"):
        assert found.company.margins.why_missing(name, 0) == (
            "not applicable: the statement is by nature of expense, without a cost of revenue"
        )


def test_growth_compares_equal_lengths_a_year_apart() -> None:
    found = analysis("line | Q1 2026 | Q1 2025 | FY2025\nrevenue | 5.7 | 1.9 | 13.07")
    margins = found.company.margins
    assert margins.value("revenue_growth", "Q1 2026") == pytest.approx(2.0)
    assert margins.value("revenue_growth", "FY2025") is None


def test_lines_that_miss_the_stated_result_give_way_to_it() -> None:
    found = analysis(
        "line | FY2025\nrevenue | 100\ncost_of_revenue | 40\nresearch_development | 30\nsales_marketing | 10\n"
        "general_administrative | 10\noperating_income | 2",
        scale=1e6,
    )
    margins = found.company.margins
    assert margins.value("operating_income_lines", "FY2025") is None
    assert margins.value("operating_margin", "FY2025") == pytest.approx(0.02)
    assert [check.residual for check in found.quality.failed] == [-8e6, -8e6]


# ---- what a figure rests on


def test_a_measure_names_its_facts_and_the_weakest_of_them(openai: Analysis) -> None:
    margins, at = openai.company.margins, openai.company.margins.row("FY2025")
    assert at is not None
    assert [f.line for f in margins.inputs("gross_margin", at)] == ["revenue", "gross_profit"]
    assert (margins.basis("revenue", at), margins.basis("gross_margin", at)) == ("leaked", "derived")
    assert margins.rests_on("gross_margin", at) == "leaked"
    assert {(f.line, f.period) for f in margins.inputs("revenue_growth", at)} == {
        ("revenue", "FY2025"), ("revenue", "FY2024")
    }  # fmt: skip
    assert margins.basis("inventory", at) == ""


def test_of_which_lines_are_not_what_a_margin_rests_on() -> None:
    found = analysis(OPENAI + "    depreciation_amortization | 1.1 | |\n    stock_compensation | 6 | |\n")
    at = found.company.margins.row("FY2025")
    assert at is not None
    held = {f.line for f in found.company.margins.inputs("operating_margin", at)}
    assert held == {
        "revenue", "gross_profit", "sales_marketing", "general_administrative", "research_development"
    }  # fmt: skip
    assert found.company.margins.at("operating_margin", at) == pytest.approx(-1.599847, abs=5e-7)


# ---- sources that disagree

LEAK = {"basis": "leaked", "confidence": "medium"}


def ranged(measure: str, table: str, *more: dict[str, Any]) -> tuple[float, float] | None:
    found = analysis(table, *more, **LEAK)
    part = found.company.margins
    at = part.row("FY2025")
    assert at is not None
    return part.range_at(measure, at)


def test_a_range_of_the_cost_reaches_what_was_derived_from_it() -> None:
    cost = [row("cost_of_revenue", text, as_of=date, **LEAK) for text, date in (("4", "2025"), ("5", "2026"))]
    table = "line | FY2025\nrevenue | 10\nsales_marketing | 2"
    assert ranged("gross_profit", table, *cost) == (5e9, 6e9)
    assert ranged("gross_margin", table, *cost) == pytest.approx((0.5, 0.6))
    assert ranged("contribution_margin", table, *cost) == pytest.approx((0.3, 0.4))
    assert ranged("sales_marketing_ratio", table, *cost) is None


def test_a_range_of_revenue_moves_profit_and_revenue_together() -> None:
    revenue = [row("revenue", text, as_of=date, **LEAK) for text, date in (("8", "2025"), ("10", "2026"))]
    table = "line | FY2025 | FY2024\nrevenue | | 4\ncost_of_revenue | 4 | 2"
    assert ranged("gross_margin", table, *revenue) == pytest.approx((1 - 4 / 8, 1 - 4 / 10))
    assert ranged("revenue_growth", table, *revenue) == pytest.approx((1.0, 1.5))
    stated = "line | FY2025\ngross_margin_stated | 0.4"
    assert ranged("gross_margin", stated, *revenue) is None
    assert ranged("gross_profit", stated, *revenue) == pytest.approx((3.2e9, 4e9))


def test_a_range_of_an_overhead_reaches_the_contribution() -> None:
    selling = [row("sales_marketing", text, as_of=date, **LEAK) for text, date in (("2", "2025"), ("3", "2026"))]
    assert ranged("contribution_margin", "line | FY2025\nrevenue | 10\ncost_of_revenue | 4", *selling) == pytest.approx(
        (0.3, 0.4)
    )


# ---- many at once

TABLES = [
    OPENAI,
    "line | FY2025 | FY2024\nrevenue | 312 | 125\ncost_of_revenue | 137 | 44\n"
    "research_development | 2195 | 500\nsales_marketing | 387",
    "line | FY2025\nrevenue | 3.2\noperating_income | -6.36\ncapital_expenditure | 12.7",
    "line | FY2025\nrevenue | 61\nstaff_costs | 16\nfuel | 10\ndepreciation_amortization | 2\noperating_income | 33",
    KROGER,
    "line | H1 2025 | Q1 2025\nrevenue | 0\ncash_burn | 2\ncash_end | 9",
]  # fmt: skip


def everything(found: Analysis) -> dict[str, Any]:
    company = found.company
    parts: dict[str, Any] = {"rows": found.panel.rows, "costs": company.costs, "quality": found.quality}
    for i, table in enumerate((company.margins, company.incremental, company.cash)):
        names = {*(line.id for line in taxonomy().lines), *registry(), *SUMS, *INPUTS}
        for at in range(len(found.panel)):
            for name in sorted(names):
                key = (i, name, at)
                if name in taxonomy() or name in registry():
                    parts[repr((*key, "why"))] = table.why_missing(name, at)
                    parts[repr((*key, "on"))] = (table.inputs(name, at), table.rests_on(name, at))
                if table.at(name, at) is not None:
                    parts[repr((*key, "at"))] = table.at(name, at)
                parts[repr((*key, "range"))] = table.range_at(name, at)
    capital = found.models.capitalization
    if capital is not None:
        parts["capital"] = (capital.rows, capital.life, capital.holds_charge.tolist())
        for key in capital.tables:
            held = capital.tables[key]
            for name in (
                "charge_low",
                "charge_high",
                "income_low",
                "income_high",
                "margin_low",
                "margin_high",
                "short",
            ):
                parts[repr((key, name))] = np.nan_to_num(getattr(held, name), nan=-9.0).tolist()
    return {key: value for key, value in parts.items() if value not in (None, ([], ""))}


def test_company_7_of_50_equals_it_alone() -> None:
    cost = [row("cost_of_revenue", text, "FY2024", as_of=date, **LEAK) for text, date in (("1", "2025"), ("2", "2026"))]
    given = [
        statement(TABLES[i % 6], *({**c, "company": f"C{i}"} for c in cost), company=f"C{i}", **LEAK) for i in range(50)
    ]
    assumed = [
        Assumptions.of({"life_months": 6 + i, "classes": {"sales_marketing": "fixed"} if i % 2 else {}})
        for i in range(50)
    ]
    together = analyze_all(given, assumed)
    for i in (0, 1, 2, 3, 4, 5, 6, 49):
        assert everything(together[i]) == everything(analyze(given[i], assumed[i]))


# ---- the registry


@pytest.mark.parametrize("measure", ALL, ids=lambda m: m.name)
def test_every_formula_is_made_of_known_names(measure: Any) -> None:
    before = [m.name for m in ALL[: ALL.index(measure)]]
    known = {line.id for line in taxonomy().lines} | {*SUMS} | INPUTS | {*before}
    assert set(measure.parsed.names) <= known
    assert len(measure.parsed.names) <= 5
    assert measure.unit in ("money", "ratio", "times", "quarters")
    assert measure.says.endswith(".")
    assert measure.label


def test_names_are_unique_and_no_measure_hides_a_line() -> None:
    assert len(registry()) == len(ALL)
    assert {m.name for m in ALL} & {line.id for line in taxonomy().lines} == set()


def test_nothing_to_analyze_is_nothing() -> None:
    assert analyze_all([]) == []
