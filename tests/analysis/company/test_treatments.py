"""Treatments: OpenAI's year by its bookings, and what moving a cost may and may not change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.company.amounts import Amount
from finkit.analysis.company.bookings import AMOUNTS, MARGINS, SCALARS, SWITCHES, TREATMENTS
from finkit.analysis.company.sweep import Sweep
from finkit.analysis.company.treatments import Cell, Grid, Treated
from finkit.assumptions.settings import SETTINGS, Assumptions
from tests.statement.tables import OPENAI, row, statement

STATED = {"definition": "another definition", "label": "Gross margin, adjusted (incl. free-user inference)"}
MEMO = (
    row("related_party_research", "10.59"),
    row("related_party_cost_of_revenue", "6.047"),
    row("cloud_inference_billed", "8.67", "9M 2025", definition="a memo"),
    row("cloud_inference_billed", "5.02", "H1 2025", definition="a memo", note="the partner said not quite right"),
    row("stock_compensation", "2.5", "H1 2025"),
    row("gross_margin_stated", "0.33", **STATED),
)
ASSUMED = {"partner_share": {"value": 0.2, "source": "stated for the first half"}}


def analysis(table: str, *more: dict[str, Any], assumed: dict[str, Any] | None = None, **columns: Any) -> Analysis:
    return analyze(statement(table, *more, **columns), Assumptions.of(assumed or {}))


def grid(of: Analysis, period: str = "FY2025") -> Grid:
    at = of.company.margins.row(period)
    assert at is not None
    return of.company.treatments.at(at)


def under(held: Grid, switch: str, name: str = "") -> Treated:
    (found,) = (t for t in (*held.settings, *held.beyond) if t.setting.switch == switch and name in t.setting.name)
    return found


def gross(held: Grid, switch: str, name: str = "") -> Cell:
    return under(held, switch, name).cells["gross_margin"]


@pytest.fixture(scope="module")
def openai() -> Grid:
    return grid(analysis(OPENAI, *MEMO, assumed=ASSUMED, basis="leaked"))


# ---- OpenAI, FY2025


def test_as_booked_is_the_lines_own_margin_with_its_rounding(openai: Grid) -> None:
    cells = openai.booked.cells
    assert cells["gross_margin"].value == pytest.approx(0.426167, abs=5e-7)
    assert (cells["gross_margin"].low, cells["gross_margin"].high) == (
        pytest.approx(1 - 7.505 / 13.065), pytest.approx(1 - 7.495 / 13.075)
    )  # fmt: skip
    assert cells["contribution_margin"].value == pytest.approx(-0.012242, abs=5e-7)
    assert cells["operating_margin"].value == pytest.approx(-1.599847, abs=5e-7)
    assert {cell.kind for cell in cells.values()} == {"number"}
    assert openai.booked.established


def test_revenue_net_of_the_partners_share_where_it_stands_in_cost_of_revenue(openai: Grid) -> None:
    found = under(openai, "partner_share", "inside")
    assert found.cells["gross_margin"].value == pytest.approx(0.532708, abs=5e-7)
    assert found.cells["operating_margin"].value == pytest.approx(-1.999809, abs=5e-7)
    assert found.cells["contribution_margin"].value == pytest.approx(-0.16 / 10.456)
    assert found.cells["gross_margin"].basis == "assumed"
    assert not found.established
    assert found.conditions[0] == ("if the partner's share stands in cost of revenue today: no source establishes it")
    assert found.conditions[1] == "2.61 bn: stated for the first half"


def test_revenue_net_of_a_share_that_stands_outside_and_what_speaks_against_it(openai: Grid) -> None:
    found = under(openai, "partner_share", "outside")
    assert found.cells["gross_margin"].value == pytest.approx(0.282708, abs=5e-7)
    assert found.cells["operating_margin"].value == pytest.approx(-1.999809, abs=5e-7)
    assert not found.established
    # 17.2 - 10.59 - 6.047 = 0.563
    assert "outside R&D and cost of revenue are 0.56 bn: at most that much of a share of 2.61 bn" in found.against
    contribution = found.cells["contribution_margin"]
    assert contribution.kind == "range"
    assert contribution.low == pytest.approx((-0.16 - 2.614) / 10.456, abs=2e-3)  # none of it was variable overhead
    assert contribution.high == pytest.approx(-0.16 / 10.456, abs=2e-3)  # all of it was


def test_free_users_inference_moved_in_is_the_margin_that_a_source_states(openai: Grid) -> None:
    found = under(openai, "free_tier", "in cost of revenue")
    cell = found.cells["gross_margin"]
    assert (cell.value, cell.stated) == (pytest.approx(0.33), True)
    assert found.amounts["free_outside"].value == pytest.approx((13.07 * 0.67 - 7.5) * 1e9)  # 1.2569 bn
    assert found.conditions[0].startswith("if free users' inference stands outside cost of revenue today")
    assert not found.established
    out = gross(openai, "free_tier", "in sales")
    assert (out.kind, out.missing, out.why) == (
        "missing", ("free_tier_inference",), "Free-tier inference is not reported"
    )  # fmt: skip


def test_billed_inference_booked_elsewhere_bounds_the_margin_from_above(openai: Grid) -> None:
    found = under(openai, "billed_inference")
    cell = found.cells["gross_margin"]
    assert (cell.kind, cell.value, cell.low) == ("at most", None, None)
    assert cell.high == pytest.approx((13.07 - 7.5 - 8.67 + 6.047) / 13.07)
    assert cell.high == pytest.approx(0.2255, abs=5e-5)
    assert found.cells["operating_margin"].value == pytest.approx(-1.599847, abs=5e-7)
    assert found.cells["contribution_margin"].kind == "at most"
    assert found.cells["contribution_margin"].high == pytest.approx(-0.012242, abs=5e-7)
    assert "the source's note on H1 2025: the partner said not quite right" in found.conditions
    assert found.conditions[-1] == (
        "at least 2.62 bn: 8.67 bn billed in 9M 2025, less the partner's charges inside cost of revenue (6.05 bn)"
    )
    assert not found.established


def test_stock_compensation_needs_its_split_and_half_a_year_bounds_the_whole(openai: Grid) -> None:
    cells = under(openai, "stock_compensation").cells
    assert (cells["gross_margin"].kind, cells["gross_margin"].missing) == ("missing", ("stock_compensation",))
    assert cells["gross_margin"].why == "stock compensation by function is not reported"
    assert cells["contribution_margin"].kind == "missing"
    operating = cells["operating_margin"]
    assert (operating.kind, operating.low, operating.high) == ("at least", pytest.approx(-18.41 / 13.07), None)


def test_staff_without_a_line_is_missing_but_leaves_the_operating_margin(openai: Grid) -> None:
    cells = under(openai, "staff", "outside").cells
    assert cells["gross_margin"].missing == ("support",)
    assert cells["operating_margin"].value == pytest.approx(-1.599847, abs=5e-7)


def test_training_amortized_is_a_bound_where_earlier_research_is_not_known() -> None:
    open_below = grid(analysis(OPENAI.replace("12.48", "").replace("-8.78", ""), assumed={"life_months": 12}))
    operating = under(open_below, "training").cells["operating_margin"]
    assert (operating.kind, operating.low) == ("at most", None)
    assert operating.high == pytest.approx((-20.91 + 9.59) / 13.07, abs=3e-3)
    bounded = analysis(
        OPENAI, *MEMO,
        assumed={"life_months": 12, "missing": {"FY2024": {
            "cost_of_revenue": {"low": 1.8e9, "high": 3.76e9}, "sales_marketing": 1.05e9,
            "general_administrative": {"low": 0, "high": 0.44e9}}}},
    )  # fmt: skip
    cell = under(grid(bounded), "training").cells["operating_margin"]
    # One year, spread evenly: half of 19.18 is charged and half of 2024's 7.23 to 9.63.
    assert cell.kind == "range"
    assert cell.low == pytest.approx((-20.91 + 9.59 - 4.815) / 13.07, abs=3e-3)
    assert cell.high == pytest.approx((-20.91 + 9.59 - 3.615) / 13.07, abs=3e-3)


def test_the_users_own_combination() -> None:
    chosen = {"partner_share": "net, if inside cost of revenue", "free_tier": "in cost of revenue"}
    held = grid(analysis(OPENAI, *MEMO, assumed={**ASSUMED, "treatments": chosen}))
    # 13.07 - 2.614 of revenue; 7.50 - 2.614 + 1.2569 of cost.
    assert held.chosen.cells["gross_margin"].value == pytest.approx(1 - (7.5 - 2.614 + 1.2569) / 10.456)
    assert not held.chosen.established
    assert len(held.chosen.conditions) == 4
    assert (held.inputs["share_net"], held.inputs["free_to_cost"], held.inputs["stock_out"]) == (1.0, 1.0, 0.0)
    assert grid(analysis(OPENAI)).chosen == grid(analysis(OPENAI)).booked


# ---- other companies


def test_coreweaves_accelerators() -> None:
    table = """
        line | H1 2025
        revenue | 2194420
        cost_of_revenue | 575061
        technology_infrastructure | 1231315
        sales_marketing | 47348
        general_administrative | 348957
        operating_income | -8261
    """
    held = grid(analysis(table, company="CoreWeave", scale=1e3), "H1 2025")
    assert held.booked.cells["gross_margin"].value == pytest.approx(0.737944, abs=5e-7)
    assert gross(held, "accelerators").value == pytest.approx(0.176832, abs=5e-7)
    assert under(held, "free_tier", "in sales").conditions == ("this is how it is booked",)
    assert [t.setting.switch for t in held.beyond] == ["accelerators"]


def test_an_airline_has_no_gross_margin_and_a_contribution_by_a_stated_mapping() -> None:
    table = "line | FY2025\nrevenue | 100\nfuel | 40\nstaff_costs | 30\naircraft_rent | 10\noperating_income | 20"
    held = grid(analysis(table, company="Delta Air Lines"))
    cells = held.booked.cells
    assert (cells["gross_margin"].kind, cells["gross_margin"].value) == ("not applicable", None)
    assert cells["contribution_margin"].value == pytest.approx(0.6)
    assert held.booked.conditions == ("contribution by the classes of its lines: Fuel are taken to move with revenue",)
    assert under(held, "partner_share", "inside").conditions == ("not applicable: does not arise in the business",)


def test_a_line_of_the_statement_stands_where_the_statement_has_it() -> None:
    table = "line | FY2025\nrevenue | 10\ncost_of_revenue | 6\nsupport | 1\nfree_tier_inference | 2"
    held = grid(analysis(table))
    assert gross(held, "staff", "in cost").value == pytest.approx(0.4)
    assert gross(held, "staff", "outside").value == pytest.approx(0.5)
    assert gross(held, "free_tier", "in sales").value == pytest.approx(0.6)
    assert under(held, "free_tier", "in sales").established


def test_an_assumed_amount_makes_a_range() -> None:
    assumed = {"missing": {"FY2025": {"free_tier_inference": {"low": 1e9, "high": 2e9}}}}
    found = under(
        grid(analysis("line | FY2025\nrevenue | 10\ncost_of_revenue | 4", assumed=assumed)), "free_tier", "in cost"
    )
    cell = found.cells["gross_margin"]
    assert (cell.kind, cell.basis) == ("range", "assumed")
    assert (cell.low, cell.high) == (pytest.approx(1 - 6.5 / 9.5), pytest.approx(1 - 4.5 / 10.5))
    assert found.conditions[-1] == "1.00 bn to 2.00 bn: assumed"


def test_zero_revenue_has_no_margin_under_any_setting() -> None:
    held = grid(analysis("line | FY2025\nrevenue | 0\ncost_of_revenue | 4\nsupport | 1\noperating_income | -5"))
    cells = [cell for treated in (held.booked, *held.settings) for cell in treated.cells.values()]
    assert {cell.kind for cell in cells} == {"missing"}
    assert held.booked.cells["gross_margin"].why == "revenue as shown is not above zero"


def test_a_row_without_a_cost_of_revenue_names_it() -> None:
    cell = grid(analysis("line | FY2025\nrevenue | 10\noperating_income | -5")).booked.cells["gross_margin"]
    assert (cell.kind, cell.missing, cell.why) == ("missing", ("cost_of_revenue",), "Cost of revenue is not reported")


# ---- properties of the formulas


amounts = st.floats(0, 30)
bits = st.integers(0, 1).map(float)
inputs = st.fixed_dictionaries(
    {"revenue": st.floats(50, 100), "cost_of_revenue": amounts, "contribution": amounts,
     "operating_result": st.floats(-50, 50), **dict.fromkeys(AMOUNTS, amounts), **dict.fromkeys(SCALARS, bits)}
)  # fmt: skip
MOVES = (
    "free_to_cost",
    "free_to_sales",
    "staff_to_cost",
    "staff_to_overhead",
    "billed_to_cost",
    "accelerators_to_cost",
)


def shown(values: dict[str, float], name: str) -> float:
    return Sweep.of(values, {}).at(f"{name}_shown")


@given(inputs)
def test_moving_a_cost_never_changes_operating_income_nor_contribution_where_it_was_variable(
    values: dict[str, float],
) -> None:
    still = values | dict.fromkeys(SCALARS, 0.0)
    moved = still | {name: values[name] for name in (*MOVES, "share_net", "share_inside")} | {"from_variable": 1.0}
    assert shown(moved, "operating_result") == values["operating_result"]
    assert shown(moved, "contribution") == pytest.approx(values["contribution"])


@given(inputs)
def test_with_every_switch_as_booked_margins_are_the_booked_ones(values: dict[str, float]) -> None:
    still = values | dict.fromkeys(SCALARS, 0.0)
    revenue = values["revenue"]
    assert shown(still, "gross_margin") == pytest.approx(1 - values["cost_of_revenue"] / revenue)
    assert shown(still, "contribution_margin") == pytest.approx(values["contribution"] / revenue)
    assert shown(still, "operating_margin") == pytest.approx(values["operating_result"] / revenue)


@given(inputs)
def test_a_share_inside_and_one_outside_leave_one_operating_margin(values: dict[str, float]) -> None:
    still = values | dict.fromkeys(SCALARS, 0.0) | {"share_net": 1.0}
    inside, outside = ({**still, "share_inside": side} for side in (1.0, 0.0))
    assert shown(inside, "operating_margin") == shown(outside, "operating_margin")
    kept = values["revenue"] - values["partner_share"]
    assert shown(inside, "gross_margin") - shown(outside, "gross_margin") == pytest.approx(
        values["partner_share"] / kept
    )


def test_a_switch_that_is_off_needs_no_amount() -> None:
    values = dict.fromkeys([*AMOUNTS], float("nan")) | dict.fromkeys(SCALARS, 0.0)
    values |= {"revenue": 10.0, "cost_of_revenue": 4.0, "contribution": 3.0, "operating_result": 1.0}
    assert [shown(values, name) for name in MARGINS] == pytest.approx([0.6, 0.3, 0.1])


def test_every_formula_uses_what_a_worksheet_can_hold() -> None:
    known = {*AMOUNTS, *SCALARS, "revenue", "cost_of_revenue", "contribution", "operating_result"}
    for measure in TREATMENTS:
        assert {*measure.parsed.names} <= known, measure.name
        assert len(measure.parsed.names) <= 5, measure.name
        known.add(measure.name)


def test_the_switches_are_those_that_a_user_may_set() -> None:
    assert {name: tuple(s.name for s in held) for name, held in SWITCHES.items()} == SETTINGS
    assert {scalar for held in SWITCHES.values() for s in held for scalar in s.scalars} <= {*SCALARS}


def test_an_amounts_point() -> None:
    assert Amount(1.0, 3.0).point == 2.0
    assert Amount(1.0, float("inf"), open_above=True).point == 1.0
    assert Amount(float("-inf"), 3.0).point == 3.0
