"""R&D split into maintenance and growth by the charge of its spreading."""

from __future__ import annotations

import pytest

from finkit.analysis.analyze import analyze
from finkit.analysis.company.research import maintenance_vs_growth
from tests.statement.tables import statement


def test_damodaran_s_cisco() -> None:
    # Amortization 3280.2 of 3320 spent (published 3,280): nearly all of it keeps what there is.
    found = maintenance_vs_growth([3320, 3192, 3135, 3448, 3922, 2704], 5)
    assert (found.maintenance, found.growth) == (pytest.approx(3280.2), pytest.approx(39.8))
    assert (found.share, found.flag) == (pytest.approx(3280.2 / 3320), "")


def test_no_spend_has_no_share_and_a_short_history_is_flagged() -> None:
    found = maintenance_vs_growth([0.0, 10.0], 5)
    assert (found.maintenance, found.growth, found.share) == (2.0, -2.0, None)
    assert found.flag == "the history is shorter than the life: maintenance is too low"


def test_years_of_a_company_at_its_own_model_life() -> None:
    # Over 1.5 years, spent evenly: H(x) = ∫ min(u, 1.5) is .5, 1.875, 3.375, ...; steps over 1.5 are 1/3, 11/12, 1, so
    # that a year's spend is charged 1/3 in its own year, 7/12 in the next, 1/12 in the third.
    table = "line | FY2023 | FY2024 | FY2025\nrevenue | 1 | 2 | 4\nresearch_development | 6 | 12 | 24"
    years = analyze(statement(table)).company.research
    by_year = {year.period: year for year in years}
    latest = by_year["FY2025"]
    assert latest.life == 1.5
    assert latest.maintenance == (pytest.approx(24e9 / 3 + 12e9 * 7 / 12 + 6e9 / 12), latest.maintenance[0])
    assert latest.growth[1] == pytest.approx(24e9 - latest.maintenance[0])
    assert (latest.short, by_year["FY2023"].short) == (False, True)
    assert by_year["FY2023"].maintenance == (pytest.approx(2e9), None)
    assert by_year["FY2023"].growth[0] is None


def test_a_year_without_research_has_no_share() -> None:
    """0 this year after 100 and 100, life 2 with the lag: 100 of charge, growth -100."""
    found = maintenance_vs_growth([0.0, 100.0, 100.0], 2.0)
    assert (found.maintenance, found.growth, found.share) == (100.0, -100.0, None)
    assert found.flag == "there is no R&D this year: no share"
