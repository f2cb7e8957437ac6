"""Behaviour of companies' cost lines: rules by number of periods, what is left out, classes, pooling and words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from finkit.analysis.analyze import analyze, analyze_all
from finkit.analysis.company.behaviour import LineBehaviour
from finkit.analysis.company.behaviours import Behaviours
from finkit.assumptions.settings import Assumptions
from finkit.statement.fact import Facts
from finkit.statement.panel import Panel
from finkit.statement.statement import Statement
from tests.statement.tables import OPENAI, row, statement

# METHODS 2.5's changes of revenue and cost.
REVENUE, COST = [0.42, 0.95, 1.26, 0.31, 0.58], [0.40, 0.80, 1.10, 0.36, 0.49]


def levels(changes: list[float]) -> list[float]:
    """Figures that have those log changes, from 1 on."""
    return np.exp(np.cumsum([0.0, *changes])).tolist()


def facts(company: str, first: int, **lines: list[float]) -> list[dict[str, Any]]:
    """Years from `first` on, a line a list."""
    return [
        row(line, f"{value:.12f}", f"FY{first + i}", company=company)
        for line, values in lines.items()
        for i, value in enumerate(values)
    ]


def build(*parts: list[dict[str, Any]]) -> list[Statement]:
    return Statement.build(Facts.of_rows([one for part in parts for one in part]))


def behaviour(table: str, line: str, **assumed: Any) -> LineBehaviour:
    """The behaviour of one line of one company."""
    found = analyze(statement(table), Assumptions.of(assumed)).company.behaviour.of(line)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def acme() -> LineBehaviour:
    (made,) = build(facts("Acme", 2020, revenue=levels(REVENUE), sales_marketing=levels(COST)))
    found = analyze(made).company.behaviour.of("sales_marketing")
    assert found is not None
    return found


def test_six_years_give_the_t_interval_and_hc3_of_methods_2_5(acme: LineBehaviour) -> None:
    assert (acme.periods, acme.changes, acme.months, acme.method) == (6, 5, 12, "t interval, HC3")
    own = acme.elasticity
    assert own is not None
    assert (own.value, own.dof) == (pytest.approx(0.792695, abs=1e-6), 3)
    assert (own.low, own.high) == (pytest.approx(0.627228, abs=1e-6), pytest.approx(0.958162, abs=1e-6))
    assert acme.hc3 is not None
    assert (acme.hc3.low, acme.hc3.high) == (pytest.approx(0.470801, abs=1e-6), pytest.approx(1.114588, abs=1e-6))
    assert acme.hac is None
    assert acme.drift == pytest.approx(np.mean(COST) - 0.792694711 * np.mean(REVENUE))


def test_the_estimate_is_drawn_to_the_prior_by_its_weight(acme: LineBehaviour) -> None:
    # nu 3 inflates se .0519936 by sqrt(3) to .0900556; prior SG&A of the panel, .654352 and .294349.
    weight = 0.294349**2 / (0.294349**2 + 0.0900556**2)
    assert acme.drawn is not None
    assert acme.drawn.weight == pytest.approx(weight, abs=1e-6)
    assert acme.drawn.mean == pytest.approx(weight * 0.792695 + (1 - weight) * 0.654352, abs=1e-5)
    assert acme.prior.source.startswith("Selling, general and administrative of 1,794 US companies")


def test_classes_under_three_priors_and_the_figure_that_would_change_the_class(acme: LineBehaviour) -> None:
    assert acme.by_data is not None
    assert acme.flat is not None
    for chances in (acme.by_label, acme.by_data, acme.flat):
        assert sum(chances.values()) == pytest.approx(1.0)
    # t densities with 3 dof at .792695: scale sqrt(.0519936² + .15²) = .158756 about 1, sqrt(.0519936² + .2²) =
    # .206648 about .5.
    assert acme.flat["variable"] / acme.flat["mixed"] == pytest.approx(
        (1 + ((0.792695 - 1) / 0.158756) ** 2 / 3) ** -2 / 0.158756
        / ((1 + ((0.792695 - 0.5) / 0.206648) ** 2 / 3) ** -2 / 0.206648), rel=1e-4,
    )  # fmt: skip
    assert (acme.likeliest, acme.hard, acme.shown) == ("mixed", False, "not settled")
    assert acme.change_to == ("fixed", "variable")
    assert acme.change_at[1] is not None
    assert acme.change_at[1] > 0.792695


def test_one_sentence_says_it_all(acme: LineBehaviour) -> None:
    assert acme.says.startswith(
        "Sales and marketing, 6 years: 1% more revenue goes with 0.79% more cost (95% interval 0.63 to 0.96); "
        "semi-variable 0.5"
    )
    assert "under a flat prior" in acme.says
    assert "it would be fixed below" in acme.says
    assert any("no response to falls" in note for note in acme.notes)


def test_the_band_passes_through_the_mean_and_widens_away_from_it(acme: LineBehaviour) -> None:
    middle = float(np.mean(REVENUE))
    centre, low, high = acme.band([middle, middle + 1])
    assert centre[0] == pytest.approx(np.mean(COST))
    # At the mean: t x se x sqrt(Sxx / n).
    spread = float(np.sum((np.array(REVENUE) - middle) ** 2))
    assert high[0] - centre[0] == pytest.approx(3.182446 * 0.0519936 * math.sqrt(spread / 5), abs=1e-6)
    assert high[1] - low[1] > high[0] - low[0]


def test_the_fan_starts_at_the_latest_period(acme: LineBehaviour) -> None:
    last = acme.points[-1]
    centre, low, high = acme.fan([last.revenue, 2 * last.revenue])
    assert (centre[0], low[0], high[0]) == pytest.approx((last.cost,) * 3)
    assert centre[1] == pytest.approx(last.cost * 2**0.792694711)
    assert low[1] < centre[1] < high[1]


def test_three_years_give_ratios_the_reason_and_the_prior() -> None:
    table = "line | FY2023 | FY2024 | FY2025\nrevenue | 1.0 | 2.0 | 4.0\nsales_marketing | 0.5 | 0.8 | 1.2"
    found = behaviour(table, "sales_marketing")
    assert (found.method, found.elasticity, found.flat, found.drawn) == ("ratios", None, None, None)
    assert [p.ratio for p in found.points] == pytest.approx([0.5, 0.4, 0.3])
    assert found.by_data is not None
    assert found.by_data["mixed"] == pytest.approx(0.542625)
    assert found.says == (
        "Sales and marketing, 50% of revenue in FY2023, 40% of revenue in FY2024, 30% of revenue in FY2025: "
        "no elasticity, 3 years give 2 usable changes, 3 are needed; by the prior alone (Selling, general and "
        "administrative of 1,794 US companies, 2000 to 2019) semi-variable 0.54, not settled."
    )
    with pytest.raises(ValueError, match="no elasticity"):
        found.band([0.1])


def test_four_years_are_said_to_tell_little() -> None:
    (made,) = build(facts("Acme", 2022, revenue=[1, 2, 3, 5], sales_marketing=[1, 1.6, 1.7, 3.4]))
    found = analyze(made).company.behaviour.of("sales_marketing")
    assert found is not None
    assert (found.method, found.changes) == ("t interval", 3)
    assert found.elasticity is not None
    assert found.elasticity.dof == 1
    assert "4 years: compatible with fixed and with variable" in found.notes


def test_the_user_s_class_wins_and_is_shown() -> None:
    found = behaviour(OPENAI, "sales_marketing", classes={"sales_marketing": "fixed"})
    assert (found.shown, found.override) == ("fixed overhead", "fixed")
    assert found.says.endswith("; fixed overhead, set by the user.")


def test_research_is_never_called_fixed() -> None:
    flat = [1.0, 1.001, 0.999, 1.0, 1.001, 0.999, 1.0, 1.002]
    (made,) = build(facts("Acme", 2018, revenue=levels([0.3, 0.5, 0.4, 0.2, 0.6, 0.1, 0.5]), research_development=flat))
    found = analyze(made).company.behaviour.of("research_development")
    assert found is not None
    assert (found.likeliest, found.hard) == ("fixed", True)
    assert found.shown == "R&D, discretionary: does not follow revenue"
    assert "fixed" not in found.says.replace("unmoved", "")


def test_a_gap_breaks_the_chain_and_a_cost_of_zero_drops_its_changes() -> None:
    table = """
        line            | FY2015 | FY2016 | FY2018 | FY2019 | FY2020 | FY2021 | FY2022
        revenue         | 1.0    | 1.5    | 2.0    | 2.2    | 3.0    | 4.0    | 5.0
        sales_marketing | 0.5    | 0.6    | 0.8    | 0.0    | 0.9    | 1.3    | 1.4
    """
    found = behaviour(table, "sales_marketing")
    # 2016, 2021 and 2022 are left: 2018 follows a gap, 2019 and 2020 touch the zero.
    assert (found.periods, found.changes) == (7, 3)
    assert [p.period for p in found.points if p.dlog_cost is not None] == ["FY2016", "FY2021", "FY2022"]
    assert "a gap between FY2016 and FY2018: that change is left out" in found.notes
    assert "FY2019: cost is not above 0, so its changes are left out" in found.notes


def test_revenue_that_never_moves_has_no_elasticity() -> None:
    table = """
        line            | FY2020 | FY2021 | FY2022 | FY2023 | FY2024
        revenue         | 1.0    | 1.0    | 1.0    | 1.0    | 1.0
        sales_marketing | 0.5    | 0.6    | 0.8    | 0.7    | 0.9
    """
    found = behaviour(table, "sales_marketing")
    assert (found.elasticity, found.method) == (None, "ratios")
    assert "no elasticity, revenue never moves, or always alike" in found.notes


def test_a_cost_without_revenue_has_neither_ratio_nor_elasticity() -> None:
    found = behaviour("line | FY2024 | FY2025\nsales_marketing | 0.5 | 0.6", "sales_marketing")
    assert (found.method, found.periods) == ("none", 0)
    assert "no period with both revenue and this cost" in found.says


def test_years_that_are_sums_of_quarters_are_not_fitted_beside_them() -> None:
    quarters = [f"Q{q} {year}" for year in range(2021, 2025) for q in (1, 2, 3, 4)]
    given = [row(line, str(100 + 7 * i), q) for i, q in enumerate(quarters) for line in ("revenue", "hosting")]
    analysis = analyze(*build(given))
    assert analysis.panel.rows[0].months == 12
    found = analysis.company.behaviour.of("hosting")
    assert found is not None
    assert (found.months, found.changes) == (3, 15)


def test_quarters_and_years_never_share_a_line() -> None:
    quarters = [f"Q{q} {year}" for year in (2023, 2024) for q in (1, 2, 3, 4)]
    steps = levels([0.1, 0.2, -0.1, 0.3, 0.1, 0.2, 0.1])
    given = [row("revenue", f"{v:.9f}", q) for v, q in zip(steps, quarters, strict=True)]
    given += [row("hosting", f"{v**0.5:.9f}", q) for v, q in zip(steps, quarters, strict=True)]
    found = analyze(*build(given)).company.behaviour.of("hosting")
    assert found is not None
    # Eight quarters beat two years that finkit adds up or that are given.
    assert (found.months, found.periods, found.changes) == (3, 8, 7)
    assert found.elasticity is not None
    assert found.elasticity.value == pytest.approx(0.5, abs=1e-6)
    given += facts("Acme", 2019, revenue=[1, 2, 3, 5], hosting=[1, 2, 3, 5])
    years = analyze(*build(given)).company.behaviour.of("hosting")
    assert years is not None
    assert years.months == 12
    assert years.elasticity is not None
    assert years.elasticity.value == pytest.approx(1.0, abs=1e-6)
    assert any(note == "years are fitted; there are quarters too" for note in years.notes)


def test_an_elasticity_far_from_all_belongs_to_no_class() -> None:
    draw = np.random.default_rng(1)
    steps = draw.normal(0.1, 0.1, 12)
    costs = levels((-3 * steps + draw.normal(0, 0.01, 12)).tolist())
    (made,) = build(facts("Acme", 2010, revenue=levels(steps.tolist()), sales_marketing=costs))
    found = analyze(made).company.behaviour.of("sales_marketing")
    assert found is not None
    assert (found.likeliest, found.probability, found.shown) == ("none", 0.0, "none of the classes")
    assert "it belongs to none of the classes" in found.says


def lab_and_peers(peers: int) -> list[Statement]:
    draw = np.random.default_rng(4)
    parts = [facts("Lab", 2022, revenue=[1, 3, 6, 14], sales_marketing=[1, 2, 5, 9])]
    for i in range(peers):
        steps = draw.normal(0.1, 0.15, 10)
        costs = (0.3 + 0.1 * i) * steps + draw.normal(0, 0.01, 10)
        parts.append(facts(f"Peer {i}", 2014, revenue=levels(steps.tolist()), sales_marketing=levels(costs.tolist())))
    return build(*parts)


def test_a_lab_with_four_periods_borrows_from_the_others_and_says_how_much() -> None:
    lab = analyze_all(lab_and_peers(6))[0].company.behaviour.of("sales_marketing")
    assert lab is not None
    assert lab.pooled is not None
    assert lab.pooled.companies == tuple(f"Peer {i}" for i in range(6))
    # The peers are at .3, .4, ... .8: mean .55, spread .187.
    assert lab.pooled.centre == pytest.approx(0.55, abs=0.03)
    assert lab.pooled.between == pytest.approx(0.187, abs=0.04)
    assert lab.elasticity is not None
    assert lab.pooled.drawn.weight + lab.pooled.borrowed == pytest.approx(1.0)
    ends = sorted((lab.pooled.centre, lab.elasticity.value))
    assert ends[0] < lab.pooled.drawn.mean < ends[1]
    assert f"{lab.pooled.borrowed:.0%} of it borrowed" in lab.pooled.says


def test_few_peers_take_their_spread_from_the_prior_and_one_is_no_pool() -> None:
    lab = analyze_all(lab_and_peers(3))[0].company.behaviour.of("sales_marketing")
    assert lab is not None
    assert lab.pooled is not None
    assert lab.pooled.between == pytest.approx(0.294349, abs=1e-6)
    assert lab.pooled.flag == "3 companies: how far companies differ is taken from the prior"
    alone = analyze_all(lab_and_peers(1))[0].company.behaviour.of("sales_marketing")
    assert alone is not None
    assert alone.pooled is None


def test_but_for_the_pool_a_company_is_the_same_in_company_and_alone() -> None:
    made = lab_and_peers(5)
    together, alone = analyze_all(made)[3], analyze(made[3])
    ours, own = together.company.behaviour.of("sales_marketing"), alone.company.behaviour.of("sales_marketing")
    assert ours is not None
    assert own is not None
    assert (ours.says, ours.elasticity, ours.by_data, ours.points) == (
        own.says,
        own.elasticity,
        own.by_data,
        own.points,
    )


def test_the_frame_has_a_row_a_line() -> None:
    frame = analyze(statement(OPENAI)).company.behaviour.frame()
    assert frame["line"].tolist() == [
        "cost_of_revenue", "research_development", "sales_marketing", "general_administrative",
    ]  # fmt: skip
    assert set(frame["method"]) == {"ratios"}


def test_no_periods_at_all() -> None:
    assert Behaviours(Panel.of(Facts({}, 0))).of("Acme", {}).lines == ()


@pytest.mark.slow
def test_intervals_of_six_periods_cover_what_is_true() -> None:
    draw = np.random.default_rng(11)
    panels = 2000
    true = draw.uniform(0, 1.2, (panels, 1))
    x = draw.normal(0.25, 0.25, (panels, 5))
    y = 0.03 + true * x + draw.normal(0, 0.08, (panels, 5))
    revenue, cost = (np.exp(np.cumsum(np.column_stack([np.zeros(panels), c]), axis=1)) for c in (x, y))
    years, size = np.arange(2020, 2026), panels * 6
    made = Panel.of(
        Facts(
            {
                "company": np.tile(np.repeat([f"Company {i:04}" for i in range(panels)], 6).astype(object), 2),
                "line": np.repeat(np.array(["revenue", "sales_marketing"], dtype=object), size),
                "start": [f"{y}-01-01" for y in years] * panels * 2,
                "end": [f"{y}-12-31" for y in years] * panels * 2,
                "months": 12.0, "currency": "USD", "chosen": True,
                "value": np.concatenate([revenue.ravel(), cost.ravel()]),
            },
            2 * size,
        )
    )  # fmt: skip
    found = Behaviours(made)
    assert found.estimates.low.shape == (panels, 1)
    t = float(np.mean((found.estimates.low <= true) & (true <= found.estimates.high)))
    z = float(np.mean(np.abs(found.fits.slope - true) <= 1.96 * found.fits.se))
    print(f"\n95% intervals of 6 periods over {panels} panels: t covers {t:.1%}, z would cover {z:.1%}")
    assert 0.93 <= t <= 0.97
    assert z < 0.93
