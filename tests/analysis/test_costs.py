"""Classes of cost by label, the user's word over them, and sums that wait for their lines."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finkit.analysis.analyze import analyze
from finkit.analysis.company.costs import class_sums, members
from finkit.analysis.company.priors import prior_of
from finkit.assumptions.settings import Assumptions
from tests.statement.tables import KROGER, OPENAI, statement


@pytest.mark.parametrize(
    ("line", "prior"),
    [
        ("cost_of_revenue", (0.85, 0.13, 0.02, 1.0, 0.15, False)),
        ("inference_compute", (0.85, 0.13, 0.02, 1.0, 0.15, False)),
        ("hosting", (0.85, 0.13, 0.02, 1.0, 0.15, False)),
        ("revenue_share", (0.97, 0.02, 0.01, 1.0, 0.05, False)),
        ("payment_fees", (0.97, 0.02, 0.01, 1.0, 0.05, False)),
        ("sales_marketing", (0.30, 0.45, 0.25, 0.8, 0.30, False)),
        ("support", (0.45, 0.45, 0.10, 0.8, 0.25, False)),
        ("general_administrative", (0.05, 0.45, 0.50, 0.5, 0.25, False)),
        ("research_development", (0.05, 0.25, 0.70, 0.5, 0.40, True)),
        ("training_compute", (0.05, 0.25, 0.70, 0.5, 0.40, True)),
        ("stock_compensation", (0.05, 0.30, 0.65, 0.5, 0.40, False)),
    ],
)
def test_the_priors_of_methods_2_1(line: str, prior: tuple[float, ...]) -> None:
    p = prior_of(line)
    assert (p.variable, p.mixed, p.fixed, p.elasticity, p.sd, p.discretionary) == prior
    assert p.variable + p.mixed + p.fixed == pytest.approx(1.0)


def test_classes_by_label_in_statement_order_with_the_prior_shown() -> None:
    costs = analyze(statement(OPENAI)).company.costs
    assert {c.line: c.cost_class for c in costs} == {
        "cost_of_revenue": "cogs",
        "research_development": "research",
        "sales_marketing": "variable",
        "general_administrative": "fixed",
    }
    by_line = {c.line: c for c in costs}
    assert by_line["sales_marketing"].evidence == "label prior: variable 0.30, mixed 0.45, fixed 0.25"
    assert by_line["research_development"].evidence.endswith("; discretionary, not fixed")


def test_the_user_s_word_wins_and_is_shown() -> None:
    found = analyze(statement(OPENAI), Assumptions.of({"classes": {"sales_marketing": "fixed"}}))
    line = next(c for c in found.company.costs if c.line == "sales_marketing")
    assert (line.cost_class, line.overridden, line.evidence) == ("fixed", True, "set by the user")
    margins = found.company.margins
    assert margins.value("variable_overhead", "FY2025") == 0.0
    assert margins.value("fixed_overhead", "FY2025") == pytest.approx(7.30e9)
    assert margins.value("contribution_margin", "FY2025") == pytest.approx(5.57 / 13.07)
    assert margins.value("operating_margin", "FY2025") == pytest.approx(-20.91 / 13.07)
    at = margins.row("FY2025")
    assert at is not None
    assert {f.line for f in margins.inputs("fixed_overhead", at)} == {"sales_marketing", "general_administrative"}
    assert margins.inputs("variable_overhead", at) == []


def test_an_operating_line_called_cogs_moves_with_revenue_and_leaves_gross_margin_as_booked() -> None:
    table = """
        line                           | FY2025
        revenue                        | 100
        cost_of_revenue                | 26
        technology_infrastructure      | 56
        sales_marketing                | 3
        general_administrative         | 2
    """
    found = analyze(statement(table), Assumptions.of({"classes": {"technology_infrastructure": "cogs"}}))
    assert found.company.margins.value("gross_margin", "FY2025") == pytest.approx(0.74)
    assert found.company.margins.value("contribution_margin", "FY2025") == pytest.approx(0.15)
    assert found.company.margins.value("margin_after_infrastructure", "FY2025") == pytest.approx(0.18)


def test_sums_wait_for_their_lines() -> None:
    panel = statement("line | FY2025 | FY2024\nrevenue | 10 | 8\nsales_marketing | 2 | 1\nrent | 1 |").panel()
    sums = class_sums(panel, [{}] * len(panel), np.zeros(len(panel), dtype=bool))
    by_year = {name: dict(zip((r.label for r in panel.rows), column, strict=True)) for name, column in sums.items()}
    assert by_year["variable_split"] == {"FY2025": 2e9, "FY2024": 1e9}
    assert all(math.isnan(value) for value in by_year["fixed_split"].values())  # administration is not given
    assert by_year["research_total"] == {"FY2025": 0.0, "FY2024": 0.0}
    assert all(math.isnan(value) for value in by_year["variable_unsplit"].values())


def test_depreciation_counts_as_a_cost_only_where_it_stands_alone() -> None:
    kroger = analyze(statement(KROGER, scale=1e6))
    assert "depreciation_amortization" in [c.line for c in kroger.company.costs]
    assert kroger.company.margins.value("fixed_unsplit", "FY2024") == (877 + 3246) * 1e6
    assert members("fixed_unsplit", kroger.panel, face=True) == ("rent", "depreciation_amortization")
    inside = analyze(statement(OPENAI + "    depreciation_amortization | 1.1 | |\n"))
    assert "depreciation_amortization" not in [c.line for c in inside.company.costs]


def test_selling_and_administration_in_one_line_gives_a_result_but_no_contribution() -> None:
    kroger = analyze(statement(KROGER, scale=1e6))
    assert {c.line: c.cost_class for c in kroger.company.costs} == {
        "cost_of_revenue": "cogs",
        "selling_general_administrative": "variable",
        "rent": "fixed",
        "depreciation_amortization": "fixed",
    }
    margins = kroger.company.margins
    assert margins.value("contribution", "FY2024") is None
    assert margins.value("overhead", "FY2024") == (25431 + 877 + 3246) * 1e6
    assert margins.value("operating_income_lines", "FY2024") == 3849e6
    at = margins.row("FY2024")
    assert at is not None
    assert margins.why_missing("contribution_margin", at) == "Sales and marketing is not reported"


def test_a_lab_without_sga_still_lists_its_selling_costs() -> None:
    zhipu = analyze(statement("line | FY2024\nrevenue | 312.4\nsales_marketing | 387\nresearch_development | 2195"))
    assert [c.line for c in zhipu.company.costs] == ["research_development", "sales_marketing"]


def test_parts_of_cost_of_revenue_are_listed_where_it_is_not_given() -> None:
    found = analyze(statement("line | FY2024\nrevenue | 34\nthird_party_models | 57"))
    assert [(c.line, c.cost_class) for c in found.company.costs] == [("third_party_models", "cogs")]
