"""The shipped companies: OpenAI's five gross margins, and what the others' margins do and do not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from finkit.analysis.analyze import Analysis, analyze_all
from finkit.reading import read_all

STATEMENTS = Path(__file__).resolve().parents[3] / "statements"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Analysis]:
    return {of.name: of for of in analyze_all(list(read_all([STATEMENTS])))}


def row(of: Analysis, period: str) -> int:
    at = of.company.margins.row(period)
    assert at is not None
    return at


def test_openais_five_gross_margins_of_2025(shipped: dict[str, Analysis]) -> None:
    of = shipped["OpenAI"]
    held = of.company.treatments.at(row(of, "FY2025"))
    by = {(t.setting.switch, t.setting.name): t for t in (*held.settings, *held.beyond)}
    inside = by["partner_share", "net, if inside cost of revenue"]
    outside = by["partner_share", "net, if outside it"]
    free = by["free_tier", "in cost of revenue"]
    billed = by["billed_inference", "billed inference in cost of revenue"]
    margins = [t.cells["gross_margin"].value for t in (held.booked, inside, outside, free)]
    assert margins == pytest.approx([0.426, 0.533, 0.283, 0.33], abs=5e-4)
    assert billed.cells["gross_margin"].high == pytest.approx(0.2255, abs=5e-5)
    assert [t.established for t in (held.booked, inside, outside, free, billed)] == [True, *[False] * 4]
    assert all(t.conditions for t in (inside, outside, free, billed))
    assert any("Microsoft said numbers not quite right" in said for said in billed.conditions)
    assert held.booked.cells["operating_margin"].value == pytest.approx(-20.91 / 13.07)


def test_openais_published_definitions_as_costs(shipped: dict[str, Analysis]) -> None:
    of = shipped["OpenAI"]
    costs = {round(d.margin, 3): d.cost / 1e9 for d in of.company.definitions.at(row(of, "FY2025"))}
    assert costs == pytest.approx({0.426: 7.50, 0.33: 8.7569, 0.46: 7.0578, 0.70: 3.921})
    papers = [s for s in of.company.definitions.series() if "shareholder" in s.definition]
    assert [s.points for s in papers] == [(("Q1 2025", 0.33), ("Q1 2026", 0.39))]


def test_openai_breaks_even_in_four_years_or_never(shipped: dict[str, Analysis]) -> None:
    of = shipped["OpenAI"]
    fixed, variable = of.company.leverage.at(row(of, "FY2025")).readings
    assert fixed.growth.years == pytest.approx(4.370912, abs=5e-7)
    assert (variable.growth.years, variable.growth.flag[:24]) == (None, "contribution is negative")


def test_coreweave_darden_delta_and_zhipu(shipped: dict[str, Analysis]) -> None:
    cloud = shipped["CoreWeave"].company.definitions.inclusion(row(shipped["CoreWeave"], "H1 2025"))
    assert (cloud.gross_margin, dict(cloud.stops)["margin_after_infrastructure"]) == (
        pytest.approx(0.738, abs=5e-4), pytest.approx(0.177, abs=5e-4)
    )  # fmt: skip
    food = shipped["Darden"].company.definitions.inclusion(row(shipped["Darden"], "Q1 FY2026"))
    assert (food.gross_margin, dict(food.stops)["margin_after_food"]) == (
        pytest.approx(0.205, abs=5e-4), pytest.approx(0.695, abs=5e-4)
    )  # fmt: skip
    delta = shipped["Delta Air Lines"]
    booked = delta.company.treatments.at(row(delta, "FY2025")).booked
    assert booked.cells["gross_margin"].kind == "not applicable"
    assert booked.cells["contribution_margin"].value == pytest.approx(28715 / 63364)
    zhipu = shipped["Zhipu"].company.definitions.inclusion(row(shipped["Zhipu"], "FY2024"))
    assert (zhipu.gross_margin, dict(zhipu.parts)["Cloud and API"]) == (pytest.approx(0.563, abs=5e-4), 0.034)
    day = shipped["DeepSeek"].latest()
    assert day is not None
    assert shipped["DeepSeek"].company.definitions.inclusion(day).unranked == "hypothetical: never ranked"


def test_every_row_of_every_company_has_its_cells(shipped: dict[str, Analysis]) -> None:
    kinds: dict[str, int] = {}
    for of in shipped.values():
        for at in range(len(of.panel.rows)):
            held = of.company.treatments.at(at)
            of.company.leverage.at(at)
            of.company.scale.at(at)
            of.company.definitions.at(at)
            for cell in (c for t in (held.booked, *held.settings, *held.beyond) for c in t.cells.values()):
                kinds[cell.kind] = kinds.get(cell.kind, 0) + 1
                assert (cell.value is not None) == (cell.kind == "number")
                assert bool(cell.why) == (cell.kind in ("missing", "not applicable"))
                if cell.low is not None and cell.high is not None:
                    assert cell.low <= (cell.value if cell.value is not None else cell.high) <= cell.high
    assert set(kinds) == {"number", "range", "at most", "at least", "missing", "not applicable"}
