"""The page's part on generations and the first screen's answer on models; numbers worked by hand."""

from __future__ import annotations

import re
from typing import Any

import plotly.graph_objects as go
import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import Analysis, analyze
from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError
from finkit.reporting.answer_models import model
from finkit.reporting.html import report_page
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_generations import GenerationsSection, generations_section
from finkit.reporting.paybacks import ranged
from finkit.statement.statement import Statement
from tests.reporting.test_html import facts

# In millions: gross profit 30, then 60.
LAB = """
FY2024 revenue 50
FY2024 cost_of_revenue 20
FY2024 research_development 40
FY2024 operating_income -20
FY2025 revenue 100
FY2025 cost_of_revenue 40
FY2025 research_development 80
FY2025 operating_income -30
"""
ALL_AT_ONCE: dict[str, Any] = {
    "life_months": {"value": 18, "low": 12, "high": 24, "source": "assumed"},
    "adoption": {"share_at_once": 1},
    "models": [
        {"name": "One", "release": "2024-01-01", "training_cost": 20e6, "currency": "USD", "training_basis": "all R&D"},
        {"name": "Two", "release": "2025-01-01", "training_cost": 80e6, "currency": "USD", "training_basis": "all R&D",
         "superseded": "2025-12-31"},
    ],
}  # fmt: skip


def lab(text: str = LAB, **assumed: Any) -> Analysis:
    return analyze(Statement.build(facts(text))[0], ALL_AT_ONCE | assumed)


def section(**assumed: Any) -> GenerationsSection:
    return generations_section(Page(lab(**assumed)))


def said_of(analysis: Analysis) -> str:
    return " ".join("".join(map(str, sentence)) for sentence in model(Page(analysis)))


def answer(text: str = LAB, **assumed: Any) -> str:
    return said_of(lab(text, **assumed))


def test_generations_snapshot(snapshot: SnapshotAssertion) -> None:
    page = report_page(lab())
    start = page.index('<div id="generations">')
    found = page[start : page.index('<h3 id="cadence">', start) if '<h3 id="cadence">' in page else None]
    assert re.sub(r'data-key="\d+"', 'data-key=""', found[: found.index('id="attributed"')]) == snapshot


def test_attributions_that_disagree_are_said() -> None:
    one, two = ALL_AT_ONCE["models"]
    # Users move slowly, and Two's list price is 30 times One's: by price nearly all revenue is Two's at once.
    rows = [one | {"list_price_in": 1, "list_price_out": 1}, two | {"list_price_in": 30, "list_price_out": 30}]
    rows[1]["training_cost"] = 62e6
    moved = answer(models=rows, adoption={"share_at_once": 0.5})
    assert moved.startswith(
        "Whether Two pays back before the next model depends on attribution: by use it does not, 12.4 months; by list "
        "price it does, 10.1 months, against a tenure of 12.0 months. Two "
    )
    assert "payback 12.4 months against a tenure of 12.0 months" in moved
    # Two's use in 2025 is half at once and the rest over six months, 10.5 months: 62 over 52.5 of gross profit.
    assert "combinations of cost, result and service these turn that by use alone: " in moved
    assert "By serving cost payback is as by use, for want of a relative serving cost of any model; use moves" in moved
    assert "verdict" not in moved
    keyed = section(models=rows, adoption={"share_at_once": 0.5}).keyed
    assert keyed is not None
    assert [head.text for head in keyed.heads[:3]] == ["By use", "By list price", "By serving cost"]
    assert {line.label: [str(cell) for cell in line.cells] for line in keyed.lines} == {
        "One": ["7.2", "10.6", "7.2", "12.0", "yes"],
        "Two": ["12.4", "10.1", "12.4", "12.0", "depends on attribution"],
    }


def test_results_after_the_partners_share_say_that_they_do_not_take_it_off_too() -> None:
    text = f"{LAB}FY2024 sales_marketing 5\nFY2025 sales_marketing 20\n"
    shared = generations_section(Page(lab(text, partner_share=0.2))).paybacks
    assert shared is not None
    assert [line.label for line in shared.lines] == [
        "Gross profit",
        "After the partner's share",
        "After S&M, before the partner's share",
    ]
    bare = generations_section(Page(lab(text))).paybacks
    assert bare is not None
    assert [line.label for line in bare.lines] == ["Gross profit", "After S&M"]


def test_a_payback_stands_with_its_range() -> None:
    one, two = ALL_AT_ONCE["models"]
    wide = {"value": 75e6, "low": 30e6, "high": 120e6, "source": "a memo"}
    found = section(models=[one, two | {"training_cost": wide}])
    assert found.timeline is not None
    assert found.timeline.table is not None
    assert found.companies is not None
    assert found.keyed is not None
    # 30, 75 and 120 over 60 a year, against a tenure of a year.
    assert str(found.timeline.table.lines[1].cells[-1]) == "15.0 months (6.0 to 24.0)"
    labels = [trace["text"][0].strip() for trace in found.timeline.chart["data"] if trace["mode"] == "text"]
    assert labels[1] == "pays back after 15.0 months (6.0 to 24.0)"
    assert str(found.companies.lines[1].cells[6]) == "15.0 (6.0 to 24.0)"
    assert [str(cell) for cell in found.keyed.lines[1].cells] == [
        "15.0 (6.0 to 24.0)", "unknown", "15.0 (6.0 to 24.0)", "12.0", "undecided"
    ]  # fmt: skip
    assert "Payback stands at the centre of the ranges" in found.companies.note
    # 60 comes back in its year: half of a cost of 120, all of 75 but a fifth, twice 30.
    assert found.returns is not None
    assert [line.label for line in found.returns.lines] == ["One", "Two"]
    partly = section(adoption={"share_at_once": 0.5}).returns
    assert partly is not None
    # One's users have left by the middle of 2025, Two is in use to the end of it.
    assert [line.label for line in partly.lines] == ["One", "Two, so far"]
    irr, low, high, npv, least, most = (float(c.value) for c in found.returns.lines[1].cells if isinstance(c, Figure))
    assert low < irr < 0 < high
    assert least == pytest.approx(npv - 45e6, rel=0.1)
    assert most == pytest.approx(npv + 45e6, rel=0.1)
    said = answer(models=[one, two | {"training_cost": wide}])
    assert said.startswith(
        "Whether Two (1 January 2025 to 31 December 2025) pays back before the next model is undecided: it cost 30.0 "
        "to 120.0 m (all R&D as stated) and left 60.0 m of gross profit over 12.0 months of full use, payback 15.0 "
        "months (6.0 to 24.0) against a tenure of 12.0 months, 1.25 times it; at the centre of the ranges it does not. "
    )
    assert ranged(0.0, 10.148, None) == "10.1 months (0.0 to never)"
    assert ranged(None, None, None) == "never"


def test_revenue_whose_cost_is_known_stands_beside_gross_profit() -> None:
    text = LAB.replace("FY2024 cost_of_revenue 20\n", "")
    found = generations_section(Page(lab(text, adoption={"share_at_once": 0.5}))).companies
    assert found is not None
    assert [head.text for head in found.heads[3:6]] == ["Revenue, all", "Revenue, cost known", "Gross profit"]
    cells = {line.label: [str(cell) for cell in line.cells[3:6]] for line in found.lines}
    # One keeps half of 2025's use, falling to nothing over six months: 0.125 of 100, of which 0.4 is cost.
    assert cells == {"One": ["62.5", "12.5", "7.5"], "Two": ["87.5", "87.5", "52.5"]}


def test_charts_are_plotlys_and_the_areas_add_up() -> None:
    found = section(adoption={"share_at_once": 0.25})
    drawn = [d for d in (found.usage, found.timeline, found.carried) if d is not None]
    assert len(drawn) == 3
    for one in drawn:
        go.Figure(one.chart)
    assert found.usage is not None
    shares = [trace["y"] for trace in found.usage.chart["data"]]
    # A month's mean stands at the middle of its days, not at their first.
    assert found.usage.chart["data"][0]["x"][0] == "2024-01-16"
    assert all(abs(sum(month) - 1) < 1e-9 for month in zip(*shares, strict=True))


def test_models_released_after_the_periods_give_no_result_carried() -> None:
    late = [{"name": "Z", "release": "2030-01-01"}, {"name": "Y", "release": "2031-01-01"}]
    found = analyze(Statement.build(facts(LAB))[0], Assumptions.of(ALL_AT_ONCE | {"models": late}))
    why = (
        "every model lies outside the periods (sheet Models: release 2030-01-01 of Z, the first of 2 models, is after "
        "the last period ends, 2025-12-31): give the models that these periods sold"
    )
    assert (found.models.generations, found.models.carried) == (why, why)
    assert said_of(found) == f"Absent, payback against tenure: {why}."
    old = [{"name": "Z", "release": "2020-01-01", "superseded": "2021-01-01"}]
    with pytest.raises(AssumptionError, match="superseded = '2021-01-01': before the first period begins, 2024-01-01"):
        lab(models=old)


def test_a_result_is_carried_only_where_a_model_is_released_in_its_periods() -> None:
    open_end = [{"name": "Z", "release": "2020-01-01"}]
    assert lab(models=open_end).models.carried == (
        "no model is released within the periods of R&D: none of it would be charged"
    )
    said = answer(models=open_end)
    assert said.startswith("Absent, payback against tenure of Z: cost is known of none and revenue with its cost in")
    assert "carried" not in said
    assert section(models=open_end).no_carried.startswith("no model is released within")


def test_the_carried_table_gives_income_by_treatment() -> None:
    found = section().carried
    assert found is not None
    assert found.table is not None
    lines = {line.label: [getattr(cell, "value", "") for cell in line.cells] for line in found.table.lines}
    assert [float(v) for v in lines["As expensed"]] == [-20e6, -30e6]
    # R&D of 2024 makes Two, charged from January 2025: 40 over 18 months; R&D of 2025 makes what comes after.
    assert [round(float(v)) for v in lines["Carried, straight line over 18 months"]] == [
        20_000_000, round(-30e6 + 80e6 - 40e6 * 12 / 18)
    ]  # fmt: skip


def test_a_periods_charge_stands_by_schedule() -> None:
    found = section().schedules
    assert found is not None
    assert found.caption.startswith("FY2025: charge for models by schedule")
    lines = {line.label: [float(getattr(cell, "value", "nan")) / 1e6 for cell in line.cells] for line in found.lines}
    assert lines["Expensed: all R&D of the period"][:2] == [80, -30]
    # 40 of 2024 made Two: a year of 18 months, of its 12, and by the sum of 18 months; 80 of 2025 is in the making.
    charged = {
        "Straight line over 18 months": 40 * 12 / 18, "To its replacement": 40.0,
        "Sum of years over 18 months": 40 * (1 - 6 * 7 / (18 * 19)),
    }  # fmt: skip
    for label, charge in charged.items():
        assert lines[label] == pytest.approx([charge, -30 + 80 - charge, 40 + 80 - charge]), label


def test_what_is_left_at_replacement_is_tested() -> None:
    found = section().replaced
    assert found is not None
    (line,) = found.lines
    cells = [float(getattr(cell, "value", "nan")) / 1e6 for cell in line.cells[1:]]
    # 366 days of 18 months are charged of 20; all users left at once, so that nothing is still to come.
    left = 20 * (1 - 366 / (365 / 12) / 18)
    assert (line.label, str(line.cells[0])) == ("One", "1 January 2025")
    assert cells == pytest.approx([left, left / 6, 0, 0, left, left])


def test_models_that_lack_inputs_stand_in_the_tables_with_the_reason() -> None:
    one, two = ALL_AT_ONCE["models"]
    rows = [one, {"name": "Half", "release": "2024-07-01"}, two, {"name": "Late", "release": "2027-01-01"}]
    kept = ("revenue", "cost_of_revenue")
    lines = [line for line in LAB.splitlines() if line.split()[1:2] and line.split()[1] in kept]
    text = "\n".join(line for line in lines if line != "FY2025 cost_of_revenue 40")
    found = generations_section(Page(lab(text, models=[row | {"superseded": None} for row in rows])))
    assert found.companies is not None
    assert found.keyed is not None
    assert found.returns is not None
    assert found.timeline is not None
    assert found.timeline.table is not None
    wanted = {
        "Half": "unknown: cost not given", "Two": "unknown: cost of revenue not known of its use",
        "Late": "unknown: cost not given",
    }  # fmt: skip
    shown = {line.label: [str(cell) for cell in line.cells] for line in found.companies.lines}
    assert list(shown) == ["One", "Half", "Two", "Late"]
    assert shown["Half"][:2] == ["not given", ""]
    # No period covers Late's use: what it brought is unknown, not 0.
    assert shown["Late"][2:6] == ["unknown"] * 4
    for name, said in wanted.items():
        assert shown[name][6] == said
        assert {str(line.cells[-1]) for line in found.timeline.table.lines if line.label == name} == {said}
        assert {str(line.cells[0]) for line in found.returns.lines if line.label == name} == {said}
        assert {str(line.cells[-1]) for line in found.keyed.lines if line.label == name} == {said}


def test_models_without_a_price_are_named() -> None:
    one, two = ALL_AT_ONCE["models"]
    found = section(models=[one, two | {"list_price_in": 1, "list_price_out": 1}], adoption={"share_at_once": 0.5})
    assert found.keyed is not None
    assert "months in which a model without one is used do not count: none is given of One." in found.keyed.note
    bare = section()
    assert bare.attributed is not None
    assert "by list price it is not known: none is given of any model." in bare.attributed.note


def test_r_and_d_of_stated_months_is_not_called_that_since_a_release() -> None:
    model = {"name": "One", "release": "2025-01-01", "training_months": 6}
    found = section(models=[model])
    assert found.companies is not None
    assert found.paybacks is not None
    # Half of 365 of 2024's 366 days of R&D.
    assert [str(cell) for cell in found.companies.lines[0].cells[:2]] == ["19.9", "R&D of 6 months"]
    assert found.paybacks.heads[1].text == "Cost: all R&D of the 6 months before its release"


def test_what_follows_the_last_model_has_its_own_row_and_its_charge_is_said() -> None:
    models = [{"name": "One", "release": "2024-04-01"}, {"name": "Two", "release": "2024-07-01"}]
    found = section(models=models, adoption={"share_at_once": 1})
    assert found.attributed is not None
    assert found.carried is not None
    rows = {line.label: [str(cell) for cell in line.cells] for line in found.attributed.lines}
    # Two serves from July to September 2024, 91 of the year's 366 days of 50; One as long before it.
    assert rows == {
        "before One": ["12.4", "0.0"], "One": ["12.4", "0.0"], "Two": ["12.4", "0.0"],
        "next models (projected)": ["12.7", "100.0"],
    }  # fmt: skip
    assert (
        "R&D since the last release listed is charged to 6 models that are projected at its interval from 30 September "
        "2024 on. Before One, the first listed, there is no release: it bears all R&D from the first of these periods "
        "on."
    ) in found.carried.says
