"""The prior table that ships: its published figures, its source, and that the panel rebuilds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from finkit.analysis.company.classes import CLASSES, shares
from finkit.analysis.company.panel_priors import annual_changes, table, trimmed
from finkit.analysis.company.priors import TABLE, kin, panel_prior, prior_of, responses
from finkit.analysis.company.sticky import fit_sticky
from finkit.files import shipped
from finkit.statement.fact import Facts
from finkit.statement.panel import Panel
from tests.statement.tables import statement

PANEL = Path(__file__).resolve().parents[4] / "shared" / "fixtures" / "open" / "simfin_us_income_annual.csv"
needs_panel = pytest.mark.skipif(not PANEL.is_file(), reason="the panel is not beside the checkout")
# METHODS 2.1: up response, what a fall adds, observations.
PUBLISHED = {
    "cost_of_revenue": (0.8449, -0.0596, 12_721),
    "selling_general_administrative": (0.5488, -0.2017, 12_538),
    "research_development": (0.2802, -0.1237, 5_257),
}


@pytest.mark.parametrize("line", PUBLISHED)
def test_the_table_holds_the_published_responses(line: str) -> None:
    found = responses()[line]
    assert (round(found.up, 4), round(found.extra, 4), found.n) == PUBLISHED[line]
    assert found.prior.elasticity == found.centre
    assert found.prior.sd == found.between


def test_sga_lies_where_anderson_banker_and_janakiraman_found_it() -> None:
    found = responses()["selling_general_administrative"]
    assert (found.up, found.extra) == (pytest.approx(0.5459, abs=0.005), pytest.approx(-0.1914, abs=0.015))


def test_every_row_names_source_method_and_command() -> None:
    head, *rows = (shipped("statements") / "reference" / TABLE).read_text(encoding="utf-8").splitlines()
    assert head.split(",")[-4:] == ["source", "url", "method", "rebuilt_with"]
    assert all("panel_priors simfin_us_income_annual.csv" in row and "random slope" in row for row in rows)


def test_the_odds_are_shares_of_companies_and_sum_to_one() -> None:
    for found in responses().values():
        assert found.prior.odds == pytest.approx(shares(found.centre, found.between), abs=1e-5)
        assert sum(found.prior.odds) == pytest.approx(1.0)
    assert len(CLASSES) == len(responses()["cost_of_revenue"].prior.odds)


def test_labels_say_more_of_sales_and_less_of_research_than_companies_do() -> None:
    # METHODS 2.1: R&D is less fixed and S&M less variable than the labels say.
    sales, research = panel_prior("sales_marketing"), panel_prior("research_development")
    assert sales is not None
    assert sales.elasticity < prior_of("sales_marketing").elasticity
    assert research is not None
    assert research.fixed < prior_of("research_development").fixed
    assert research.discretionary


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("sales_marketing", "selling_general_administrative"),
        ("hosting", "cost_of_revenue"),
        ("training_compute", "research_development"),
        ("revenue_share", "revenue_share"),
        ("fuel", "fuel"),
    ],
)
def test_what_stands_in_for_a_line(line: str, whole: str) -> None:
    assert kin(line) == whole


def test_a_contract_and_a_line_that_no_panel_has_keep_the_judgement() -> None:
    assert panel_prior("revenue_share") is None
    assert panel_prior("fuel") is None
    assert prior_of("revenue_share").odds[0] == pytest.approx(0.97 / 1.01)
    assert prior_of("cost_of_revenue").source == "judgement on the label"


def test_changes_are_of_consecutive_years_with_stated_costs_above_zero() -> None:
    acme = statement("""
        line                           | FY2020 | FY2021 | FY2022 | FY2024 | FY2025
        revenue                        | 100    | 200    | 200    | 400    | 800
        cost_of_revenue                | 50     | 100    | 0      | 100    | 150
        selling_general_administrative | 150    | 160    | 240    | 100    | 200
    """)
    cost = annual_changes(acme.panel(), "cost_of_revenue")
    # 2021 and 2025: a cost of 0 and the missing 2023 break the others.
    assert cost.ends.tolist() == ["2021-12-31", "2025-12-31"]
    assert cost.revenue == pytest.approx(np.log([2, 2]))
    assert cost.cost == pytest.approx(np.log([2, 1.5]))
    # SG&A above revenue in 2022 is left out; above it in the year before is not.
    assert annual_changes(acme.panel(), "selling_general_administrative").ends.tolist() == ["2021-12-31", "2025-12-31"]


def test_tails_are_cut_of_revenue_first_and_then_of_cost() -> None:
    acme = statement("line | FY2024 | FY2025\nrevenue | 1 | 2\ncost_of_revenue | 1 | 2")
    one = annual_changes(acme.panel(), "cost_of_revenue")
    many = type(one)(np.arange(1000.0), np.arange(1000.0)[::-1], np.zeros(1000), np.zeros(1000))
    # 0.5% of 1000 from each end, then 0.5% of the 990 left: 5 a side each time.
    assert len(trimmed(many).revenue) == 980


@needs_panel
def test_the_panel_gives_the_published_responses() -> None:
    from finkit.reading import read_all

    panel = Panel.of(Facts.concat([s.facts for s in read_all([PANEL])]))
    for line, (up, extra, n) in PUBLISHED.items():
        c = trimmed(annual_changes(panel, line))
        found = fit_sticky(c.revenue, c.cost)
        assert (round(float(found.up), 4), round(float(found.extra), 4), len(c.cost)) == (up, extra, n)


@needs_panel
@pytest.mark.slow
def test_the_panel_rebuilds_the_table_that_ships() -> None:
    from finkit.reading import read_all

    panel = Panel.of(Facts.concat([s.facts for s in read_all([PANEL])]))
    made = [row.split(",") for row in table(panel, [PANEL.name]).splitlines()]
    kept = (shipped("statements") / "reference" / TABLE).read_text(encoding="utf-8").splitlines()
    for row, held in zip(made, (line.split(",") for line in kept), strict=True):
        for one, other in zip(row, held, strict=True):
            assert one == other or float(one) == pytest.approx(float(other), rel=1e-4)
