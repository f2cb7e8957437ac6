"""A statement looked at: values, frames, conflicts, and text from outside that stays text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from finkit.statement.company import company_of
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.statement import Statement, merge
from tests.statement.tables import OPENAI, row, statement


def test_values_by_line_and_period() -> None:
    found = statement(OPENAI, row("revenue", "29", "2026E", company="OpenAI"), company="OpenAI")
    assert (found.name, found.currency) == ("OpenAI", "USD")
    assert found.value("revenue", "FY2025") == 13.07e9
    assert found.value("revenue", "FY2019") is None
    assert found.fact("revenue", "2026E") is None
    assert found.value("revenue", "2026E", scenario="forecast") == 29e9


def test_the_wide_frame_has_lines_down_and_periods_across() -> None:
    wide = statement(OPENAI).wide()
    assert list(wide.columns) == ["FY2024", "FY2025", "H1 2025", "H2 2025"]
    assert wide.loc["gross_profit", "FY2025"] == pytest.approx(5.57e9)
    assert wide.loc["cost_of_revenue"].isna().tolist() == [True, False, False, False]
    assert list(wide.index[:2]) == ["revenue", "cost_of_revenue"]


def test_the_long_frame_keeps_every_figure_with_its_reason() -> None:
    found = statement("line | FY2025\nrevenue | 13.07", row("revenue", "14", as_of="2020"), as_of="2026")
    assert found.long()["chosen"].tolist() == [True, False]
    assert found.long()["reason"].tolist()[1].startswith("lost to reported 1.307e+10 (later source")


def test_a_hostile_name_is_text_in_html() -> None:
    found = statement("line | FY2025\nrevenue | 1", company="<script>alert(1)</script>")
    assert "<script>" not in found._repr_html_()
    assert found.company.slug == "script-alert-1-script"


def test_stocks_stand_in_the_periods_that_end_on_their_day() -> None:
    found = statement("line | FY2025 | H1 2025\nrevenue | 10 | 4\ncash_end | 20 | 17.5")
    panel = found.panel()
    assert {r.label: v for r, v in zip(panel.rows, panel.get("cash_end"), strict=True)} == {
        "FY2025": 20e9, "H1 2025": 17.5e9, "H2 2025": 20e9
    }  # fmt: skip


def test_a_stranger_is_a_lab_until_said_otherwise() -> None:
    assert (company_of("Nobody & Sons").kind, company_of("Nobody & Sons").slug) == ("lab", "nobody-sons")
    assert company_of("  open  ai ").name == "OpenAI"
    assert company_of("Kroger").kind == "comparator"
    assert company_of("Nobody").included("staff") == "unknown"


def test_merging_again_keeps_what_reading_set_aside() -> None:
    aside = row("revenue", "9", "FY2024", reason="scenario not understood")
    found = statement("line | FY2025\nrevenue | 10", aside)
    (again,) = merge([found])
    assert again.value("revenue", "FY2025") == 10e9
    assert again.value("revenue", "FY2024") is None


def test_each_guess_goes_to_the_companies_that_its_file_has_figures_of() -> None:
    scale = Guess("labs.csv", "", "", "scale", "millions", "USD m in the title", 0.9, "thousands")
    label = Guess("beta.csv", "", "B3", "label", "revenue", "net turnover", question=True)
    facts = Facts.of_rows([
        row("revenue", "1", company="Acme", file="labs.csv"),
        row("revenue", "2", company="Beta", file="labs.csv"),
        row("net_income", "1", company="Beta", file="beta.csv"),
        row("revenue", "3", company="Gamma", file="gamma.csv"),
    ])  # fmt: skip
    found = Statement.build(facts, guesses=[scale, label])
    assert {one.name: one.guesses for one in found} == {"Acme": (scale,), "Beta": (scale, label), "Gamma": ()}
    assert [one.guesses for one in merge(found)] == [one.guesses for one in found]
    assert statement(OPENAI).guesses == ()


def test_a_companys_facts_stay_in_the_order_read_with_the_derived_behind() -> None:
    facts = Facts.of_rows([
        row("revenue", "10", company="B"), row("revenue", "5", company="A"), row("net_income", "1", company="B"),
        row("cost_of_revenue", "3", company="A"), row("cost_of_revenue", "4", company="B"),
    ])  # fmt: skip
    b, a = Statement.build(facts)
    assert (b.name, b.facts["line"].tolist()) == ("B", ["revenue", "net_income", "cost_of_revenue", "gross_profit"])
    assert (a.name, a.facts["value"].tolist()) == ("A", [5e9, 3e9, 2e9])


def test_building_loads_no_pandas() -> None:
    code = (
        "import sys\nfrom finkit.statement.statement import Statement\nfrom finkit.statement.fact import Facts\n"
        "Statement.build(Facts.of_rows([{'company': 'A', 'line': 'revenue', 'value': 1.0}]))\n"
        "print('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
