"""The page's part on cadence: two maps side by side, stop against go on, R&D in three lines; numbers worked by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import Analysis, analyze
from finkit.analysis.models.standards import standards
from finkit.reporting.html import report_page
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_cadence import CadenceSection, cadence_section
from finkit.reporting.page_grid import Grid
from finkit.reporting.page_triangle import triangles_section
from finkit.statement.statement import Statement
from tests.reporting.test_html import facts

# In millions. Two releases a year apart: a generation costs a year's R&D, 80; gross profit is 60.
LAB = """
FY2024 revenue 50
FY2024 cost_of_revenue 20
FY2024 research_development 40
FY2025 revenue 100
FY2025 cost_of_revenue 40
FY2025 research_development 80
FY2025 sales_marketing 5
FY2025 general_administrative 5
"""
MODELS = [{"name": "One", "release": "2024-01-01"}, {"name": "Two", "release": "2025-01-01"}]
SLOW: dict[str, Any] = {"models": MODELS, "life_months": 12}


def lab(text: str = LAB, **assumed: Any) -> Analysis:
    return analyze(Statement.build(facts(text))[0], SLOW | assumed)


def section(**assumed: Any) -> CadenceSection:
    return cadence_section(Page(lab(**assumed)))


def figures(grid: Grid | None, label: str) -> list[float]:
    assert grid is not None
    cells = next(line for line in grid.lines if line.label == label).cells
    return [float(c.value) if isinstance(c, Figure) else math.nan for c in cells]


def test_cadence_snapshot(snapshot: SnapshotAssertion) -> None:
    page = report_page(lab())
    start = page.index('<h3 id="cadence">')
    assert page[start : page.index('id="standards"', start)] == snapshot


def test_a_generation_of_a_years_research_is_named_once() -> None:
    asked = analyze(Statement.build(facts(LAB))[0], {"generations": "R&D by year"})
    assert (
        "A generation is taken to cost 80.0 m USD (R&D of FY2025; "
        "a release every 12.0 months, each year's R&D standing for a generation)"
    ) in " ".join(cadence_section(Page(asked)).says)


def test_the_interval_with_most_cash_is_the_best_of_those_shown() -> None:
    # A generation of 80 x 366 / 365: cash of 60 x 0.6065 - 26.7 = 9.7 at three years, 9.73 between two and three.
    assert section().says[2] == (
        "If users leave for rivals who release every 12 months, at a rate of 0.50 (assumed), cash is highest of the 6 "
        "intervals shown at a release every 36 months, 9.7 m USD a year (a margin of 15.9% on 61% of revenue), though "
        "falling there; of all intervals it is highest at 35.4 months."
    )
    slow = section(cadence={"loss_rate": {"value": 0.1, "low": 0.1, "high": 1}})
    assert "falling" not in slow.says[2]
    assert "of revenue), still rising there; of all intervals it is highest at " in slow.says[2]
    assert slow.rates is not None
    assert [str(cell) for cell in slow.rates.lines[0].cells[8:]] == ["36", "no end"]
    assert [str(cell) for cell in slow.rates.lines[2].cells[8:]] == ["24", "none"]


def test_the_margin_at_the_companys_own_interval_is_said() -> None:
    # Gross margin of 60% less R&D of 80%: a release every 91 days is shorter than any of the maps.
    often = [MODELS[0], MODELS[1] | {"release": "2024-04-01"}]
    assert (
        section(models=often)
        .says[0]
        .endswith(
            "At its own interval of 3.0 months, shorter than any on the maps, the margin after training is −20.0%."
        )
    )
    assert "At its own interval of 12.0 months the margin after training is −20.0%." in section().says[0]


def test_where_no_interval_pays_the_least_loss_of_those_shown_is_said() -> None:
    dear = lab(LAB.replace("research_development 80", "research_development 200"))
    assert (
        "cash after training is below 0 at every interval; of the 6 intervals shown it is least so at a release"
        in (cadence_section(Page(dear)).says[2])
    )


def test_the_two_maps_stand_side_by_side() -> None:
    fixed, rivals = section().maps
    year = fixed.heads.index("12")
    # A year of 366 days between the releases: 366 / 365 of a year's R&D.
    margin = 0.6 - 0.8 * 366 / 365
    held = {label: cells for label, cells in fixed.rows if cells}
    shown = held["Margin, training as spent"][year].figure
    assert isinstance(shown, Figure)
    assert float(shown.value) == pytest.approx(margin)
    assert held["Margin, training as spent"][year].tint == "loss-1"
    # At a release every 36 months a model serves 36, however short its life: its payback is as early in every row.
    paid = [label for label, _ in fixed.rows].index("Months until a model has earned its cost, at a life of")
    last = fixed.heads.index("36")
    assert {cells[last].tint for _, cells in fixed.rows[paid + 1 :]} == {"gain-2"}
    kept = dict(rivals.rows)["Revenue kept"][rivals.heads.index("24")].figure
    assert isinstance(kept, Figure)
    assert float(kept.value) == pytest.approx(math.exp(-0.5 / 2))


def test_the_range_of_loss_rates_has_its_break_evens() -> None:
    found = section().rates
    cost = 80 * 366 / 365
    assert figures(found, "Revenue held fixed (0)")[6] == pytest.approx(12 * cost / 60)
    assert found is not None
    assert [[str(cell) for cell in line.cells[6:8]] for line in found.lines[:3]] == [
        ["16.0", "no end"], ["18.3", "99.7"], ["none", "none"]
    ]  # fmt: skip


def test_the_intervals_that_pay_have_an_end_where_users_leave() -> None:
    assert section().says[-1] == (
        "Gross profit pays for training with revenue held fixed at intervals of 16.0 months or more; "
        "at loss rate 0.50 only at 18.3 to 99.7 months; at loss rate 1.00 at no interval."
    )
    cheap = lab(LAB.replace("research_development 80", "research_development 50"))
    assert (
        cadence_section(Page(cheap))
        .says[-1]
        .endswith("at loss rate 0.50 only at 10.0 to 137.8 months; at loss rate 1.00 only at 10.0 to 51.1 months.")
    )


def test_the_ends_of_what_is_assumed_have_a_row_each() -> None:
    cost, found = 0.8 * 366 / 365, section(cadence={"discount": {"value": 0.12, "low": 0.08, "high": 0.16}})
    often, seldom = (figures(found.rates, f"Loss rate 0.50, rivals every {months} months") for months in (6, 18))
    # A release every 12 and every 24 months: users have left for half a year and 1.5, or for none and half a year.
    assert [often[2], often[4]] == pytest.approx([0.6 - cost * math.exp(0.125), 0.6 - cost / 2 * math.exp(0.375)])
    assert [seldom[2], seldom[4]] == pytest.approx([0.6 - cost, 0.6 - cost / 2 * math.exp(0.125)])
    # Gross profit less upkeep, over discount and decay.
    low = figures(found.stops, "Users leave at 0.50 a year, discounted at 8.0%")[0]
    high = figures(found.stops, "Users leave at 0.50 a year, discounted at 16.0%")[0]
    assert low * 0.58 == pytest.approx(high * 0.66)
    # Two generations alive at a release a year, the older as dear as the newer or a third of it.
    even, steep = 0.6 - cost, 0.6 - cost * (1 + 1 / 3) / 2
    assert (
        "at 1 to 3 times the margin at a release every 12 months, training amortized over 24 and revenue held fixed, "
        f"is −{-100 * even:.1f}% to {100 * steep:.1f}%)."
    ) in found.says[0]


def test_what_is_assumed_without_a_range_has_no_ends() -> None:
    found = section(cadence={"rival_months": 12, "research_growth": 2})
    assert found.rates is not None
    assert len(found.rates.lines) == 3
    assert "times the one before (assumed)." in found.says[0]


def test_without_a_loss_rate_there_is_one_map_and_no_stop() -> None:
    found = section(cadence={"loss_rate": 0})
    assert len(found.maps) == 1
    assert found.stops is None


def test_stopping_against_going_on_needs_growth_below_the_discount_rate() -> None:
    flagged = section(cadence={"long_run_growth": 0.12}).stops
    assert flagged is not None
    assert "growth is not below the discount rate" in flagged.note
    # Revenue doubled: no growth for ever. Going on grows by what is assumed, 5% a year.
    slow = {"cadence": {"drift_share": 0, "loss_rate": {"value": 0.5, "low": 0.5, "high": 0.5}}}
    held = analyze(
        Statement.build(facts(LAB.replace("research_development 80", "research_development 50")))[0], SLOW | slow
    )
    stops = cadence_section(Page(held)).stops
    # Stop: 60 / 0.62; go on: (60 - 50) / 0.07; even at 60 x 0.07 / 10 - 0.12.
    stop, _, on, even, _ = figures(stops, "Users leave at 0.50 a year")
    assert [stop / 1e6, on / 1e6, even] == pytest.approx([60 / 0.62, 10 / 0.07, 0.3])


def test_going_on_does_not_grow_as_last_year_did() -> None:
    """Revenue doubled in FY2025; gross profit of 60 less R&D of 50 goes on at 5%, discounted at 12%."""
    stops = cadence_section(Page(lab(LAB.replace("research_development 80", "research_development 50")))).stops
    assert figures(stops, "Users leave at 0.50 a year")[2] == pytest.approx(10e6 / 0.07)
    assert stops is not None
    assert "growth of 5.0% a year for ever (assumed)" in stops.note


def test_the_maps_stand_one_below_the_other_on_a_narrow_page() -> None:
    page = report_page(lab())
    assert '<div class="multiples maps wide">' in page
    rule = "@media screen and (max-width: 1250px) { .multiples.maps { grid-template-columns: minmax(0, 1fr); }"
    # After the rule for pages in general, which it must override.
    assert page.index(rule) > page.index(".multiples { display: grid;")


def test_the_part_says_that_its_figures_are_assumed() -> None:
    page = report_page(lab())
    assert (
        'derived from assumed ones<i class="mark assumed" title="derived from assumed figures">ƒ◇</i>: interval'
    ) in page


def test_use_in_the_first_year_over_the_ranges_of_growth_and_share() -> None:
    """METHODS 1.2: 81.25% on a flat base at a release a year, 68.20% to 90.00% over the ranges."""
    grid = section().first_year
    assert figures(grid, "Release every 12.0 months, flat base") == pytest.approx([0.8125, 0.9], abs=5e-7)
    growing = figures(grid, "Release every 12.0 months, base grows 3.532 times a year")
    assert growing == pytest.approx([0.681973, 0.810191], abs=5e-7)
    assert grid is not None
    assert [str(cell) for cell in grid.lines[0].cells] == ["81.25%", "90.00%"]
    assert "Over these ranges 68.20% to 90.00% at a release every 12.0 months." in grid.note


def test_use_in_the_first_year_follows_the_growth_and_the_use_given() -> None:
    later = [MODELS[0], MODELS[1] | {"release": "2025-07-02"}]
    grid = section(models=later, adoption={"growth": 2, "usage_weighted_share": 0.6, "share_at_once": 0.25}).first_year
    assert grid is not None
    assert [line.label for line in grid.lines] == [
        "Release every 12.0 months, flat base", "Release every 12.0 months, base grows 2 times a year",
        "Release every 18.0 months, flat base", "Release every 18.0 months, base grows 2 times a year",
    ]  # fmt: skip
    assert figures(grid, grid.lines[1].label) == pytest.approx([0.744629, 0.855172], abs=5e-7)
    # 18 months apart: 13/24 of use in the first 12, but for a day.
    assert figures(grid, grid.lines[2].label)[0] == pytest.approx(13 / 24, abs=1e-3)


def test_research_in_three_lines_with_amortization_beside_them() -> None:
    models = [MODELS[0], MODELS[1] | {"training_cost": 20e6, "currency": "USD"}]
    found = section(models=models).research
    assert figures(found, "Upkeep against drift")[:2] == pytest.approx([2e6, 6e6])
    assert figures(found, "Competitive replacement")[:2] == pytest.approx([20e6 * 365 / 366, 60e6 * 365 / 366])
    assert figures(found, "Growth, the rest")[:2] == pytest.approx(
        [80e6 - 6e6 - 60e6 * 365 / 366, 80e6 - 2e6 - 20e6 * 365 / 366]
    )
    # Twelve months, spread evenly: half of this year's R&D and half of the last.
    assert figures(found, "Yardstick: R&D amortized")[:2] == pytest.approx([60e6, 60e6])


def test_the_yardstick_at_the_growth_of_research() -> None:
    # R&D doubled: a life of a year charges half of spend from the next period on.
    assert figures(section().yardstick, "Next period") == pytest.approx([0.5, 0.5])
    assert figures(section().yardstick, "Same period") == pytest.approx([1, 1])


def test_standards_have_a_source_each() -> None:
    assert [s.name for s in standards()][:3] == ["ASC 730", "ASC 350-40", "ASC 985-20"]
    assert all(s.source and s.test and s.likely for s in standards())


def test_a_shop_has_no_cadence() -> None:
    shop = analyze(Statement.build(facts(LAB, company="Kroger"))[0])
    assert cadence_section(Page(shop)).absent == "it makes no models"


def test_a_year_without_research_says_what_is_missing() -> None:
    none = lab("FY2025 revenue 100\nFY2025 cost_of_revenue 40")
    assert cadence_section(Page(none)).absent == "R&D of FY2025 is not known"


def test_models_by_quarter_of_life_are_projected_from_the_older_ones() -> None:
    releases = ["2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01"]
    models = [
        {"name": f"M{k}", "release": day, "training_cost": 10e6, "currency": "USD"} for k, day in enumerate(releases)
    ]
    at_once = {"share_at_once": 1, "rest_months": 1}
    grid = triangles_section(Page(lab(models=models, adoption=at_once))).tables[0]
    # Everyone moves at once: M0 has half of 2024's gross profit of 30, and stays there; M3 half of 2025's 60.
    first, last = figures(grid, "M0"), figures(grid, "M3")
    assert first[5] == pytest.approx(15e6, rel=0.02)
    assert first[6:12] == pytest.approx([first[5]] * 6)
    assert last[5] == pytest.approx(30e6, rel=0.02)
    # Nothing was earned after the successor came: what is reached is all.
    assert last[1] == pytest.approx(1)
    assert "independent" in grid.note


def test_two_models_are_no_triangle() -> None:
    found = triangles_section(Page(lab()))
    assert found.tables == ()
    assert "needs 3 models" in found.absent[0]
