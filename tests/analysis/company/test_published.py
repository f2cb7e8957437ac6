"""Stated margins: as costs, beside the cost booked; series apart; what may be ranked."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.company.published import Inclusion, Published
from tests.statement.tables import OPENAI, row, statement

PAPERS = {"definition": "as the shareholder papers define it", "label": "Gross margin"}
STATED = (
    row("gross_margin_stated", "0.33", definition="adjusted",
        label="Gross margin, adjusted (incl. free-user inference)"),
    row("gross_margin_stated", "0.46", definition="expected", label="Gross margin expected, free users in",
        scenario="forecast"),
    row("compute_margin_stated", "0.70", "Oct 2025", definition="paying users", label="Compute margin"),
    row("compute_margin_stated", "0.52", "Dec 2024", definition="paying users", label="Compute margin"),
    row("gross_margin_stated", "0.33", "Q1 2025", **PAPERS),
    row("gross_margin_stated", "0.39", "Q1 2026", **PAPERS),
)  # fmt: skip


def found(of: Analysis, period: str = "FY2025") -> tuple[Published, ...]:
    at = of.company.margins.row(period)
    assert at is not None
    return of.company.definitions.at(at)


def inclusion(table: str, period: str, *more: dict[str, Any], **columns: Any) -> Inclusion:
    of = analyze(statement(table, *more, **columns))
    at = of.company.margins.row(period)
    assert at is not None
    return of.company.definitions.inclusion(at)


@pytest.fixture(scope="module")
def openai() -> Analysis:
    return analyze(statement(OPENAI, *STATED))


def test_each_definition_is_the_cost_that_it_implies(openai: Analysis) -> None:
    booked, adjusted, expected, compute = found(openai)
    costs = [one.cost / 1e9 for one in (booked, expected, adjusted, compute)]
    assert costs == pytest.approx([7.50, 7.0578, 8.7569, 3.921])
    gaps = [one.gap for one in (booked, adjusted, expected, compute)]
    assert gaps == pytest.approx([0.0, 1.2569e9, -0.4422e9, -3.579e9])
    assert (adjusted.cost_low, adjusted.cost_high) == (pytest.approx(13.07e9 * 0.665), pytest.approx(13.07e9 * 0.675))


def test_what_cannot_be_reconciled_is_said(openai: Analysis) -> None:
    booked, adjusted, expected, compute = found(openai)
    assert booked.says == "as booked"
    assert adjusted.says.startswith("1.26 bn more cost than booked; free users' inference booked elsewhere would be")
    assert adjusted.says.endswith("counts free users too and is 1.70 bn apart: not reconciled")
    assert "0.44 bn less cost than booked" in expected.says
    assert "a forecast, not the accounts" in expected.says
    assert "the other 3.58 bn of cost of revenue has no split" in compute.says
    assert compute.period == "Oct 2025"


def test_two_definitions_are_two_series(openai: Analysis) -> None:
    series = {one.definition: one.points for one in openai.company.definitions.series()}
    assert series == {
        "adjusted": (("FY2025", 0.33),),
        "as the shareholder papers define it": (("Q1 2025", 0.33), ("Q1 2026", 0.39)),
    }


def test_a_period_without_revenue_or_cost_of_revenue(openai: Analysis) -> None:
    (compute,) = found(openai, "FY2024")
    assert (compute.gap, compute.cost) == (None, pytest.approx(3.7e9 * 0.48))
    assert compute.says == "no cost of revenue is reported to set it against"
    assert found(analyze(statement("line | FY2025\ncost_of_revenue | 3"))) == ()


def test_a_stated_margin_that_agrees_with_the_lines() -> None:
    of = analyze(statement("line | FY2025\nrevenue | 10\ncost_of_revenue | 6", row("gross_margin_stated", "0.40")))
    assert found(of)[1].says == "agrees with the cost booked within rounding"
    other = analyze(statement("line | FY2025\nrevenue | 10\ncost_of_revenue | 6", row("gross_margin_stated", "0.30")))
    assert found(other)[1].says == "1.00 bn more cost than booked; no line says what: not reconciled"


def test_what_a_margin_includes_and_what_keeps_it_from_a_rank() -> None:
    table = "line | H1 2025\nrevenue | 2194.420\ncost_of_revenue | 575.061\ntechnology_infrastructure | 1231.315"
    cloud = inclusion(table, "H1 2025", company="CoreWeave", scale=1e6)
    assert cloud.gross_margin == pytest.approx(0.7379, abs=5e-5)
    assert dict(cloud.stops) == {"margin_after_infrastructure": pytest.approx(0.1768, abs=5e-5)}
    assert dict(cloud.marks)["accelerator_depreciation"] == "no"
    assert cloud.unranked == "not known whether it includes staff, revenue share"


def test_the_parts_of_a_company_stand_beside_its_margin() -> None:
    part = row("gross_margin_stated", "0.034", "FY2024", segment="Cloud and API", company="Zhipu")
    zhipu = inclusion(
        "line | FY2024\nrevenue | 312414\ncost_of_revenue | 136525", "FY2024", part, company="Zhipu", scale=1e3
    )
    assert zhipu.gross_margin == pytest.approx(0.563, abs=5e-4)
    assert zhipu.parts == (("Cloud and API", 0.034),)


def test_hypothetical_by_nature_and_missing_margins_are_never_ranked() -> None:
    day = inclusion(
        "line | FY2025\nrevenue | 562027\ncost_of_revenue | 87072", "FY2025",
        company="DeepSeek", scenario="hypothetical", scale=1.0,
    )  # fmt: skip
    assert (day.kind, day.unranked) == ("hypothetical", "hypothetical: never ranked")
    delta = inclusion("line | FY2025\nrevenue | 10\nfuel | 4", "FY2025", company="Delta Air Lines")
    assert (delta.kind, delta.gross_margin, delta.unranked) == (
        "not applicable", None, "the statement is by nature of expense"
    )  # fmt: skip
    assert inclusion("line | FY2025\nrevenue | 10", "FY2025").unranked == "no gross margin is known"
    table = "line | Q1 FY2026\nrevenue | 10\nfood_beverage | 3\nrestaurant_labor | 3\nrestaurant_expenses | 2"
    darden = inclusion(table, "Q1 FY2026", company="Darden")
    assert (darden.gross_margin, dict(darden.stops), darden.unranked) == (
        pytest.approx(0.2), {"margin_after_food": pytest.approx(0.7)}, ""
    )  # fmt: skip
