"""Which generations a company has: those of R&D only where it is a lab, or where a user asks for them."""

from __future__ import annotations

import finkit
from finkit.analysis.models.lives import Generations
from finkit.statement.statement import Statement
from tests.reporting.test_html import facts

RESEARCH = """
FY2024 revenue 50
FY2024 cost_of_revenue 20
FY2024 research_development 40
FY2025 revenue 100
FY2025 cost_of_revenue 40
FY2025 research_development 80
"""


def models_of(company: str, **assumed: object) -> Generations | str:
    statement = Statement.build(facts(RESEARCH, company=company))[0]
    return finkit.analyze(statement, dict(assumed)).models.generations


def test_a_company_that_no_one_listed_makes_no_models_of_its_research() -> None:
    found = models_of("Nestlé")
    assert found == (
        "it is not listed as an AI lab: give its models' release dates in Models, or set generations = R&D by year in "
        "Settings, so that each year's R&D stands for a generation"
    )


def test_its_research_makes_models_where_that_is_asked_for() -> None:
    found = models_of("Nestlé", generations="R&D by year")
    assert isinstance(found, Generations)
    assert [life.name for life in found.lives] == ["R&D of FY2024", "R&D of FY2025"]


def test_a_years_research_has_one_basis_of_cost_and_its_final_run() -> None:
    found = models_of("MiniMax")
    assert isinstance(found, Generations)
    assert dict(found.lives[0].outlays) == {
        "all R&D as stated": (40e6, 40e6, 40e6), "final run": (4e6, 12e6, 8e6)
    }  # fmt: skip


def test_given_releases_need_no_list() -> None:
    found = models_of("Nestlé", models=[{"name": "One", "release": "2024-03-01"}])
    assert isinstance(found, Generations)
    assert [life.name for life in found.lives] == ["One"]


def test_a_listed_lab_has_models_of_its_research() -> None:
    found = models_of("MiniMax")
    assert isinstance(found, Generations)
    assert found.lineage.origin == "R&D by year"


ROWS = [{"name": "One", "release": "2024-03-01"}, {"name": "Two", "release": "2025-01-01"}]


def test_models_that_stand_aside_for_research_by_year_are_named() -> None:
    found = models_of("Nestlé", models=ROWS, generations="R&D by year")
    assert isinstance(found, Generations)
    assert ([life.name for life in found.lives], found.lineage.unused) == (
        ["R&D of FY2024", "R&D of FY2025"], ("One", "Two")
    )  # fmt: skip
    assert found.notes[0] == (
        "Generations = R&D by year is set in Settings: each year's R&D stands for a generation that is released when "
        "the year ends; the 2 models whose release is known (One to Two) are not used: leave generations empty in "
        "Settings to use them."
    )
    alone = models_of("Nestlé", models=ROWS)
    assert isinstance(alone, Generations)
    assert alone.lineage.unused == ()


def test_research_by_year_that_is_not_there_says_which_models_stand_aside() -> None:
    statement = Statement.build(facts("FY2025 revenue 100\nFY2025 cost_of_revenue 40", company="Nestlé"))[0]
    found = finkit.analyze(statement, {"models": ROWS[1:], "generations": "R&D by year"}).models.generations
    assert found == (
        "generations = R&D by year is set in Settings and no year's R&D is known; the model whose release is known "
        "(Two) is not used: leave generations empty in Settings to use it"
    )


def test_a_generation_of_a_years_research_serves_until_the_next_year_makes_its_own() -> None:
    one = "\n".join(line for line in RESEARCH.splitlines() if "FY2024 research" not in line)
    found = finkit.analyze(Statement.build(facts(one, company="MiniMax"))[0]).models.generations
    assert isinstance(found, Generations)
    (life,) = found.lives
    assert (life.release.isoformat(), life.end.isoformat(), life.projected) == ("2026-01-01", "2027-01-01", True)
    assert "it is taken to serve 12.0 months, until the next year's R&D makes its own." in found.notes[1]
