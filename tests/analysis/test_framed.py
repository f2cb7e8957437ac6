"""Every result as a table: figures worked by hand, and short texts where a shell prints them."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

import finkit
from finkit.analysis.analyze import Analysis
from finkit.analysis.framed import Framed, table_html


@pytest.fixture(scope="module")
def shipped() -> dict[str, Analysis]:
    return {one.name: one for one in finkit.analyze_all(finkit.read_all(Path("statements")))}


def test_models_carry_cost_and_payback_by_each_attribution(shipped: dict[str, Analysis]) -> None:
    found = shipped["OpenAI"].models.generations
    assert not isinstance(found, str)
    rows = found.frame().set_index("model")
    gpt5 = rows.loc["GPT-5"]
    assert gpt5["release"] == date(2025, 8, 7)
    assert gpt5["replaced"] == date(2025, 12, 11)
    assert gpt5["cost_low"] == gpt5["cost_high"] == 5.0e9
    # 5.00 bn over what use left a month: 1.5422 bn over 2.4737 months of full use.
    left = (gpt5["gross_profit_low"] + gpt5["gross_profit_high"]) / 2
    assert gpt5["payback_usage"] == pytest.approx(5.0e9 / left * gpt5["full_use_months"], rel=1e-12)
    assert round(gpt5["payback_usage"], 1) == 8.0
    assert round(gpt5["payback_list_price"], 1) == 17.8
    assert gpt5["why"] == ""
    assert -1 < gpt5["irr"] < 0
    assert gpt5["npv"] < 0
    # Months of GPT-4 Turbo's use lie in no known period, nor does most of GPT-5.2's.
    assert rows.loc[["GPT-4 Turbo", "GPT-5.2"], ["irr", "npv"]].isna().all(axis=None)
    assert math.isnan(rows.loc["GPT-3.5 (ChatGPT)", "gross_profit_low"])
    assert rows.loc["GPT-3.5 (ChatGPT)", "why"].startswith("by usage: what it left is not known")


def test_research_is_expensed_and_amortized_row_by_row(shipped: dict[str, Analysis]) -> None:
    found = shipped["OpenAI"].models.capitalization
    assert found is not None
    rows = found.frame().set_index(["period", "life_months", "convention"])
    lagged = rows.loc[("FY2025", 18.0, "one-year lag")]
    # Charged: two thirds of 2024's R&D (7.23 to 9.63 bn) and a third of 2023's (0 to 2.40 bn).
    assert lagged["operating_margin_low"] == pytest.approx((-20.91 + 19.18 - 7.22) / 13.07, rel=1e-9)
    assert lagged["operating_margin_high"] == pytest.approx((-20.91 + 19.18 - 4.82) / 13.07, rel=1e-9)


def test_a_market_has_both_closures_by_number_of_firms(shipped: dict[str, Analysis]) -> None:
    rows = shipped["Who wins in AI (essay's market)"].market.frame().set_index("firms")
    assert rows["margin_price_held"].round(6).tolist()[:3] == [0.666667, 0.333333, 0.222222]
    assert rows["margin_cost_held"].round(6).tolist()[:3] == [0.666667, 0.5, 0.4]
    assert rows.loc[2, "implied_cost"] == pytest.approx(4.0)
    assert rows.loc[2, "price_cost_held"] == pytest.approx(4.0)


def test_plans_measures_leverage_scale_and_treatments(shipped: dict[str, Analysis]) -> None:
    plans = shipped["Subscriptions"].customers.plans
    assert plans is not None
    assert plans.frame().set_index("plan").loc["Claude Pro", "break_even_utilization"] == pytest.approx(0.2)
    four = shipped["Four meanings of the cost of inference"].inference.frame()
    assert four.set_index(["measure", "period"]).loc[("Spend per task", "FY2025"), "index"] == pytest.approx(360.0)
    company = shipped["OpenAI"].company
    leverage = company.leverage.frame().set_index(["period", "sales"])
    assert leverage.loc[("FY2025", "fixed"), "years_to_break_even"] == pytest.approx(4.370912, abs=1e-6)
    assert math.isnan(leverage.loc[("FY2025", "variable"), "years_to_break_even"])
    scale = company.scale.frame()
    at = scale[(scale.period == "FY2025") & (scale.elasticity == 0.0)].set_index("revenue_multiple")
    assert at.loc[2.0, "operating_margin"] == pytest.approx((2 * 5.57 - 5.73 - 1.57 - 19.18) / 26.14, rel=1e-9)
    treated = company.treatments.frame()
    booked = treated[(treated.period == "FY2025") & (treated.setting == "as booked") & (treated.switch == "")]
    assert booked.set_index("margin").loc["gross_margin", "value"] == pytest.approx(5.57 / 13.07)
    stated = company.definitions.frame().set_index(["label", "period"])
    assert stated.loc[("Gross margin from the lines", "FY2025"), "cost"] == 7.5e9


def test_carried_research_names_its_periods(shipped: dict[str, Analysis]) -> None:
    found = shipped["MiniMax"].models.carried
    assert not isinstance(found, str)
    rows = found.frame()
    one = rows[(rows.treatment == "straight line") & (rows.life_months == 18.0)]
    assert one.period.tolist() == list(found.periods)
    gap = one["carried_low"] - one["expensed"]
    # What is not charged yet is the change in book value.
    assert gap.dropna().tolist() == pytest.approx(one["book_low"].diff().fillna(one["book_low"])[gap.notna()].tolist())


def test_a_shell_prints_one_short_line(shipped: dict[str, Analysis]) -> None:
    one = shipped["OpenAI"]
    assert repr(one).startswith("<Analysis of OpenAI: ")
    assert repr(one.company.margins).startswith("<Table: ")
    for part in (one.models.generations, one.models.capitalization, one.company.treatments, one.market, one.inference):
        assert isinstance(part, Framed)
        assert len(repr(part)) < 80
        assert part._repr_html_().startswith("<table")


def test_texts_are_escaped_and_gaps_blank() -> None:
    import pandas as pd

    shown = table_html(pd.DataFrame([{"model": "<b>x</b>", "cost": None, "share": 1234.56789}]))
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "1,234.57" in shown
    assert "None" not in shown
