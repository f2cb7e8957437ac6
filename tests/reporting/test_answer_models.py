"""The first screen's answer on models and on R&D carried as models; numbers worked by hand."""

from __future__ import annotations

import re

import pytest

import finkit
from finkit.analysis.analyze import analyze
from finkit.files import shipped
from finkit.reporting.answer_models import model
from finkit.reporting.page import Page
from finkit.statement.statement import Statement
from tests.reporting.test_generations_part import ALL_AT_ONCE, LAB, answer, lab, said_of
from tests.reporting.test_html import facts


def test_the_answer_names_payback_tenure_range_and_what_turns_it() -> None:
    said = answer()
    # 80 over 60 a year is 16 months against a year; a final run of 8 to 24 pays back in 3.2.
    assert (
        "Two (1 January 2025 to 31 December 2025) does not pay back before the next model: it cost 80.0 m (all" in said
    )
    assert "payback 16.0 months against a tenure of 12.0 months, 1.33 times it" in said
    # Lowest: a tenth of 80 over two years of 60; highest: as shown.
    assert (
        "runs from 0.07 (final run, gross profit, 24 months) to 1.33 (R&D as stated, gross profit, its tenure)." in said
    )
    assert "all R&D as stated) and left 60.0 m of gross profit over 12.0 months of full use, payback 16.0" in said
    assert (
        "Of 11 other combinations of cost, result and service these turn that alone: counting all R&D since the last "
        "release (payback 8.0 months), or counting the final run alone (payback 3.2 months), or a life of 16 months or "
        "more."
    ) in said


def test_without_models_the_answer_says_what_would_bring_it() -> None:
    bare = analyze(Statement.build(facts("FY2025 revenue 100", company="MiniMax"))[0])
    said = [str(part) for sentence in model(Page(bare)) for part in sentence]
    assert said == [
        "Absent, payback against tenure: needs release dates of models (a Models table), or revenue and R&D by year."
    ]


def test_attributions_that_agree_still_give_each_payback() -> None:
    one, two = ALL_AT_ONCE["models"]
    rows = [one | {"list_price_in": 1, "list_price_out": 1}, two | {"list_price_in": 0.1, "list_price_out": 0.1}]
    moved = answer(models=rows, adoption={"share_at_once": 0.5})
    # 80 over 52.5 in 10.5 months is 16.0; a tenth of the price while One is still in use takes revenue from Two.
    assert "Payback is 16.0 months by use and 27.8 by list price: the verdict is the same; by serving cost" in moved
    assert "by list price payback is not known, for want of a list price of One and Two" in answer()
    dear = answer(models=[one, two | {"relative_serving_cost": 2}])
    assert "Payback is 16.0 months by use and 16.0 by serving cost: the verdict is the same; by list price" in dear


def test_what_turns_the_answer_only_together_or_at_the_end_of_a_range_is_named() -> None:
    one, two = ALL_AT_ONCE["models"]
    dear = LAB.replace("research_development 40", "research_development 500")
    # 500 over 60 a year is 100 months; a final run of 50 to 150 is 10, 20 and 30: two years hold the middle.
    said = answer(dear, models=[one, {k: two[k] for k in ("name", "release", "superseded")}])
    assert "payback 100.0 months against a tenure of 12.0 months" in said
    assert (
        "Of 7 other combinations of cost, result and service none turns that alone at the centre of the ranges, two "
        "together do: counting the final run alone with a life of 20 months or more; "
    ) in said
    assert (
        "at their ends one does: counting the final run alone (50.0 m against 60.0 m left, payback 10.0 months)."
    ) in said


def test_paybacks_on_every_known_result_stand_on_the_first_screen() -> None:
    text = f"{LAB}FY2024 sales_marketing 5\nFY2025 sales_marketing 20\nFY2025 general_administrative 50\n"
    said = answer(text, partner_share=0.2)
    # 80 over 60, over 60 less a fifth of 100, over 60 less 20, over -10: a year each.
    assert (
        "Held to less than gross profit: 24.0 months after the partner's share; before that share 24.0 months after "
        "S&M and never after S&M and G&A."
    ) in said


def test_models_without_a_payback_are_named() -> None:
    one, two = ALL_AT_ONCE["models"]
    late = [one, two | {"superseded": None}, {"name": "Three", "release": "2025-12-20"}]
    assert (
        "The 2 other generations, by use: One pays back, 8.0 months against 12.0; payback is unknown of Three, with "
        "revenue and its cost known for less than 25% of the use."
    ) in answer(models=late)
    # Of a final run beside all R&D it is said which cost a model is held to: 20 of 30 a year is 8 months.
    run = answer(models=[one | {"training_basis": "final run"}, two])
    assert "The 1 other generation, by use: One pays back, 8.0 months against 12.0 for the final run alone." in run
    alone = answer(models=[{"name": "One", "release": "2023-06-01", "superseded": "2024-12-31"}, two])
    assert "The 1 other generation, by use: payback is unknown of One, for want of a cost." in alone
    rows = [{"name": f"M{k}", "release": f"2025-{2 * k + 1:02}-01", "training_cost": 1e6 * 10**k, "currency": "USD",
             "training_basis": "all R&D"} for k in range(6)]  # fmt: skip
    # 60 over a year is 5 a month: 1 and 10 come back within two months, 1,000 and more do not.
    assert "The 5 other generations, by use: 2 pay back; 3 do not pay back." in answer(models=rows)


def test_revenue_without_its_cost_says_what_a_margin_on_it_recovers() -> None:
    said = answer("FY2024 revenue 50\nFY2025 revenue 100", models=[
        {"name": "One", "release": "2024-01-01"}, {"name": "Two", "release": "2025-01-01", "superseded": "2025-12-31"}
    ])  # fmt: skip
    assert said == (
        "Absent, payback against tenure of 2 generations, One to Two: cost is known of none and revenue with its cost "
        "in the use of none; R&D by period or training costs (Models), and cost of revenue by period would bring it. "
        "Two (12.0 months) brought 100.0 m of revenue by use: each 10 points of gross margin on it recover 10.0 m of "
        "its cost."
    )


def test_the_first_screen_gives_the_result_expensed_and_carried() -> None:
    said = answer()
    # One was made before FY2024, which is not known, and would be charged to the middle of 2025.
    assert "Operating income in FY2025: −30.0 m with R&D expensed, at most 23.3 m with R&D carried as models" in said
    bare = "\n".join(line for line in LAB.splitlines() if "operating_income" not in line)
    short = " ".join("".join(map(str, sentence)) for sentence in model(Page(lab(bare))))
    assert "Result before G&A and other in FY2025: −20.0 m with R&D expensed, at most 33.3 m with R&D" in short
    tail = "; sales and marketing and general and administrative not reported: upper bounds of operating income."
    assert tail in short


def test_a_year_is_carried_from_the_halves_that_make_it_up() -> None:
    said = said_of(analyze(finkit.read(shipped("statements") / "openai.xlsx")))
    found = re.search(r"Operating income in FY2025: −20.91 bn with R&D expensed, −([\d.]+) to −([\d.]+) bn", said)
    assert found is not None
    # R&D of the halves, 6.70 and 12.48, less their charges over 18 months, 0.88 to 1.65 and 4.65 to 5.36.
    assert [float(x) for x in found.groups()] == pytest.approx([8.74, 7.26], abs=0.03)


def test_a_result_without_the_charge_of_unknown_research_is_at_most_what_is_shown() -> None:
    # R&D of 2023 is not known; what it made is released as 2024 begins and charged over 24 months, to the end of 2025.
    long = said_of(lab(generations="R&D by year", models=[], life_months=24))
    assert "−30.0 m with R&D expensed, at most 30.0 m with R&D carried as models and charged over 24 months" in long
    assert "(non-GAAP); R&D before FY2024 is not known, so what it made is not charged." in long
    # Over 12 months its charge has ended: 80 of 2025 is in the making, 40 of 2024 is charged in 2025.
    brief = said_of(lab(generations="R&D by year", models=[], life_months=12))
    assert "expensed, 10.0 m with R&D carried as models and charged over 12 months (non-GAAP)." in brief
