"""Generations of companies: the shipped labs and examples, what is missing, and one pass that equals each alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import finkit
from finkit.analysis.models.lives import Generations, ModelLife
from finkit.analysis.models.payoff import Outlay, Payoff, paybacks
from finkit.analysis.models.shipped import flagships
from finkit.files import shipped
from finkit.statement.fact import Facts
from finkit.statement.statement import Statement

NAMES = (
    "openai.xlsx", "openai-memo.csv", "gpt-5-bundle.csv", "amodei.csv", "minimax.csv", "zhipu.csv", "anthropic.csv",
    "kroger.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def analyses() -> dict[str, finkit.Analysis]:
    read = finkit.read_all([shipped("statements") / name for name in NAMES])
    return {one.name: one for one in finkit.analyze_all(read)}


def held(analysis: finkit.Analysis) -> Generations:
    found = analysis.models.generations
    assert isinstance(found, Generations)
    return found


def lead(analysis: finkit.Analysis) -> tuple[ModelLife, Payoff]:
    life = held(analysis).lead
    assert life is not None
    assert isinstance(life.payoff, Payoff)
    return life, life.payoff


def test_both_versions_of_the_bundle_reproduce(analyses: dict[str, finkit.Analysis]) -> None:
    life, found = lead(analyses["GPT-5 bundle (January 2026)"])
    assert (life.name, life.projected) == ("GPT-5", False)
    assert (found.centre, found.tenure) == pytest.approx((7.1989, 4.1753), abs=5e-5)
    assert (found.pays, found.ratio_high) == (False, None)
    assert life.recovery == pytest.approx((0.58, 0.58))
    _, later = lead(analyses["GPT-5 bundle (later version)"])
    assert later.centre == pytest.approx(5 / 2 * 4.175342, abs=1e-5)


def test_a_cost_that_is_given_with_a_range_is_taken_at_its_value(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.csv"
    rows = ("company,line,label,period,value,currency,scale", "Lab X,revenue,,FY2024,240,USD,millions",
            "Lab X,cost_of_revenue,,FY2024,120,USD,millions")  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    cost = {"value": 60e6, "low": 40e6, "high": 120e6}
    model = {"name": "One", "release": "2024-01-01", "superseded": "2024-12-31", "training_cost": cost}
    life = held(finkit.analyze(finkit.read(path), {"models": [model | {"currency": "USD"}]})).lives[0]
    assert life.outlays["final run"] == (40e6, 120e6, 60e6)
    assert isinstance(life.payoff, Payoff)
    # 120 m are left over 366 days, or 12.03 months: half of them pay 60 m back, a third 40 m, all of them 120 m.
    assert (life.payoff.low, life.payoff.centre, life.payoff.high) == pytest.approx((4.0110, 6.0164, 12.0329), abs=1e-4)
    assert life.returns is not None
    assert life.returns.worth_low < life.returns.worth < life.returns.worth_high
    assert life.returns.worth - life.returns.worth_low > 2 * (life.returns.worth_high - life.returns.worth)


def test_the_range_of_the_partners_share_is_in_what_is_left_after_it(tmp_path: Path) -> None:
    rows = ("company,line,label,period,value,currency,scale", "Lab X,revenue,,FY2024,240,USD,millions",
            "Lab X,cost_of_revenue,,FY2024,120,USD,millions")  # fmt: skip
    path = tmp_path / "lab-x.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    model = {"name": "One", "release": "2024-01-01", "superseded": "2024-12-31", "training_cost": 72e6}
    share = {"value": 0.15, "low": 0.1, "high": 0.3}
    said = {"models": [model | {"currency": "USD"}], "partner_share": share}
    left = held(finkit.analyze(finkit.read(path), said)).lives[0].earned["usage"]
    assert (left["gross profit"].low, left["gross profit"].high) == pytest.approx((120e6, 120e6))
    # A partner that takes 30% leaves 70% of 240 less 120, one that takes 10% leaves 90%, one that takes 15% 84 m.
    shared = left["after the partner's share"]
    assert (shared.low, shared.high) == pytest.approx((48e6, 96e6))
    assert paybacks(Outlay(72e6, 72e6, 72e6), shared) == pytest.approx((9.0247, 10.3139, 18.0493), abs=1e-4)


def test_s_and_m_of_a_models_own_is_taken_at_its_value(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.csv"
    rows = ("company,line,label,period,value,currency,scale", "Lab X,revenue,,FY2024,240,USD,millions",
            "Lab X,cost_of_revenue,,FY2024,120,USD,millions")  # fmt: skip
    path.write_text("\n".join(rows), encoding="utf-8")
    sales = {"value": 0.1, "low": 0.05, "high": 0.45}
    model = {"name": "One", "release": "2024-01-01", "superseded": "2024-12-31", "sales_share": sales}
    left = held(finkit.analyze(finkit.read(path), {"models": [model]})).lives[0].earned["usage"]["after S&M"]
    # 5%, 10% and 45% of 240 off 120.
    assert (left.low, left.centre, left.high) == pytest.approx((12e6, 96e6, 108e6))


def test_amodeis_models_pay_back_in_half_their_year(analyses: dict[str, finkit.Analysis]) -> None:
    found = held(analyses["Each model as a company (Amodei)"])
    paid = [life.payoff.ratio for life in found.lives if isinstance(life.payoff, Payoff)]
    assert paid == pytest.approx([0.5, 0.5])
    assert [life.recovery for life in found.lives] == [pytest.approx((2, 2)), pytest.approx((2, 2)), None]
    # Revenue of 2024 belongs to the model of 2023, to the cent.
    assert found.revenue["usage"].low.tolist() == [[0, 200e6, 0], [0, 0, 2e9], [0, 0, 0]]


def test_openais_flagships_are_shipped_and_its_periods_add_up(analyses: dict[str, finkit.Analysis]) -> None:
    found = held(analyses["OpenAI"])
    assert [life.name for life in found.lives] == [
        "GPT-3.5 (ChatGPT)",
        "GPT-4",
        "GPT-4 Turbo",
        "GPT-4o",
        "GPT-5",
        "GPT-5.2",
    ]
    assert found.usage.sum(axis=0) == pytest.approx(1.0, abs=1e-9)
    for key in ("usage", "serving cost"):
        brought = found.revenue[key]
        total = dict(zip(brought.periods, brought.high.sum(axis=0), strict=True))
        assert (total["H1 2025"], total["H2 2025"]) == pytest.approx((4.30e9, 8.77e9), rel=1e-12)
    # GPT-4's cost is a range of two methods; variants are no generations.
    assert found.lives[1].outlays["final run"].ends == (40_586_593, 78_000_000)
    life, paid = lead(analyses["OpenAI"])
    assert (life.name, paid.pays) == ("GPT-5", False)
    assert {switch.choice.service for switch in paid.switches} > {"a life of 12 months"}


def test_flagships_ship_with_the_day_that_ended_each() -> None:
    models = flagships()["OpenAI"]
    assert [m.name for m in models if m.superseded is None] == ["GPT-5.2"]
    assert len(flagships()["Anthropic"]) == 11


def test_a_lab_without_dates_has_a_generation_a_year(analyses: dict[str, finkit.Analysis]) -> None:
    found = held(analyses["MiniMax"])
    assert [life.name for life in found.lives] == [f"R&D of FY{year}" for year in (2022, 2023, 2024, 2025)]
    assert "No release dates are known" in found.notes[0]
    # FY2023's R&D is in no source: a year of FY2022's would otherwise stand for two.
    assert [life.name for life in held(analyses["Zhipu"]).lives] == ["R&D of FY2024"]


def test_what_is_missing_is_said(analyses: dict[str, finkit.Analysis]) -> None:
    assert held(analyses["Anthropic"]).lead is None
    assert "its cost is not known" in str(held(analyses["Anthropic"]).lives[-2].payoff)
    assert analyses["Kroger"].models.generations == "it makes no models"


def test_one_pass_equals_each_company_alone(analyses: dict[str, finkit.Analysis]) -> None:
    alone = finkit.analyze(finkit.read(shipped("statements") / "minimax.csv"))
    assert held(alone).usage == pytest.approx(held(analyses["MiniMax"]).usage, abs=1e-12)
    for one, other in zip(held(alone).lives, held(analyses["MiniMax"]).lives, strict=True):
        assert one.payoff == other.payoff


def test_a_cost_in_another_currency_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "lab-z.csv"
    path.write_text(
        "company,line,label,period,value,currency,scale,basis\n"
        "Lab Z,revenue,Revenue,FY2024,10,EUR,millions,reported\n"
        "Lab Z,cost_of_revenue,Cost of revenue,FY2024,4,EUR,millions,reported\n",
        encoding="utf-8",
    )
    row = {"name": "Z1", "release": "2024-01-01", "training_cost": 3e6, "currency": "USD"}
    found = held(finkit.analyze(finkit.read(path), {"models": [row]}))
    assert "The cost of Z1 is not in EUR and is left out: no rate is given." in found.notes
    assert found.lives[0].outlays == {}


def test_models_outside_all_periods_are_named(tmp_path: Path) -> None:
    path = tmp_path / "lab-z.csv"
    path.write_text("USD millions,FY2024\nRevenue,10\nCost of revenue,4\n", encoding="utf-8")
    rows = [{"name": f"Z{year}", "release": f"{year}-01-01"} for year in (1999, 2000, 2024, 2035)]
    found = held(finkit.analyze(finkit.read(path), {"models": rows}))
    said = "No period with revenue and cost of revenue covers the service of Z1999, Z2035: what they brought is unknown"
    assert f"{said}, not 0." in found.notes
    months = [life.earned["usage"]["gross profit"].months for life in found.lives]
    # Three quarters of Z2000's users leave evenly over six months: 0.75 * 6 / 2 months of use in 2024.
    assert months == pytest.approx([0, 2.25, 366 / (365 / 12) - 2.25, 0])


def test_a_year_whose_label_is_a_whole_header_names_its_generation_by_its_last_day(tmp_path: Path) -> None:
    path = tmp_path / "lab-z.csv"
    long = "12 months ended 31 December 2024 (in millions of dollars, audited, restated)"
    path.write_text(f'USD millions,"{long}"\nRevenue,10\nCost of revenue,4\nR&D,3\n', encoding="utf-8")
    found = held(finkit.analyze(finkit.read(path), {"generations": "R&D by year"}))
    assert [model.name for model in found.lineage.models] == ["R&D of the year to 2024-12-31"]


def test_a_lab_whose_file_names_no_currency_still_has_generations(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    text = "line,FY2024,FY2025\nRevenue,200,400\nCost of revenue,90,170\nResearch and development,150,300\n"
    path.write_text(text, encoding="utf-8")
    found = held(finkit.analyze(finkit.read(path), {"generations": "R&D by year"}))
    assert [model.name for model in found.lineage.models] == ["R&D of FY2024", "R&D of FY2025"]
    assert [m.training_cost.centre for m in found.lineage.models if m.training_cost is not None] == [150.0, 300.0]


def test_a_models_own_sales_share_stands_for_the_companys(tmp_path: Path) -> None:
    """Two models share 2024's 200 of revenue half and half; the company's S&M of 60 is 30% of it."""
    path = tmp_path / "lab-s.csv"
    path.write_text(
        "company,line,label,period,value,currency,scale,basis\n"
        "Lab S,revenue,Revenue,FY2023,200,USD,millions,reported\n"
        "Lab S,cost_of_revenue,Cost of revenue,FY2023,80,USD,millions,reported\n"
        "Lab S,sales_marketing,S&M,FY2023,60,USD,millions,reported\n",
        encoding="utf-8",
    )
    models = [
        {"name": "One", "release": "2023-01-01"},
        {"name": "Two", "release": "2023-07-02", "sales_share": {"low": 0.1, "high": 0.2}},
    ]
    given = {"models": models, "adoption": {"share_at_once": 1, "rest_months": 1}}
    found = held(finkit.analyze(finkit.read(path), given))
    one, two = (life.earned["usage"]["after S&M"] for life in found.lives)
    # One's 182 days bring 60% of their revenue and cost 30% of it; as long Two serves, at 60% less 10 to 20%.
    assert (one.low, one.high) == pytest.approx((200e6 * 182 / 365 * 0.3,) * 2)
    assert (two.low, two.high) == pytest.approx((200e6 * 182 / 365 * 0.4, 200e6 * 182 / 365 * 0.5))
    assert "S&M of Two is its own part of revenue, as given; of other models it is the company's, by revenue." in (
        found.notes
    )


def test_a_models_own_sales_share_needs_no_line_of_the_company(tmp_path: Path) -> None:
    path = tmp_path / "lab-t.csv"
    path.write_text(
        "company,line,label,period,value,currency,scale,basis\n"
        "Lab T,revenue,Revenue,FY2023,200,USD,millions,reported\n"
        "Lab T,cost_of_revenue,Cost of revenue,FY2023,80,USD,millions,reported\n",
        encoding="utf-8",
    )
    model = {"name": "One", "release": "2023-01-01", "training_cost": 30e6, "currency": "USD", "sales_share": 0.3}
    found = held(finkit.analyze(finkit.read(path), {"models": [model]}))
    life = found.lives[0]
    assert life.earned["usage"]["after S&M"].low == pytest.approx(60e6)
    assert isinstance(life.payoff, Payoff)
    assert "after S&M" in life.payoff.results
    # 30 takes 3 months at 120 a year and 6 at 60: at most half of the shortest life, a year.
    assert life.payoff.ratio_high == pytest.approx(0.5)


QUARTERS = [f"Q{q} {year}" for year in (2024, 2025) for q in (1, 2, 3, 4)]


def quarters(**more: float) -> Statement:
    """Eight quarters of revenue that grows from 100 m by a quarter, of which 45% is cost; further lines as parts."""
    rows = [
        {
            "company": "Lab Q", "line": line, "label": line, "period": period, "months": 3,
            "start": (start := date(2024 + n // 4, n % 4 * 3 + 1, 1)).isoformat(),
            "end": date(start.year, start.month + 2, (31, 30, 30, 31)[n % 4]).isoformat(),
            "value": part * 100e6 * 1.25**n, "currency": "USD", "basis": "reported", "file": "q.csv", "cell": "A1",
        }
        for n, period in enumerate(QUARTERS)
        for line, part in {"revenue": 1.0, "cost_of_revenue": 0.45, **more}.items()
    ]  # fmt: skip
    return Statement.build(Facts.of_rows(rows))[0]


def quarterly(rows: list[dict[str, Any]], **assumed: Any) -> Generations:
    return held(finkit.analyze(quarters(), {"models": rows, **assumed}))


def every(days: int, count: int = 6, **said: Any) -> list[dict[str, Any]]:
    """Models one after another, so many days apart, from New Year 2024 on."""
    first = date(2024, 1, 1)
    return [
        {"name": f"M{n}", "release": first + timedelta(days=days * n), "training_cost": 60e6, "currency": "USD", **said}
        for n in range(count)
    ]


PRICED = {"list_price_in": 2, "list_price_out": 8, "relative_serving_cost": 1}


@settings(max_examples=30, deadline=None)
@given(
    gaps=st.lists(st.integers(20, 300), min_size=1, max_size=7),
    lead=st.integers(-200, 300),
    share=st.floats(0, 1),
    ended=st.booleans(),
)
def test_equal_prices_and_costs_of_serving_attribute_as_use_does(
    gaps: list[int], lead: int, share: float, ended: bool
) -> None:
    days = [date(2024, 1, 1) + timedelta(days=lead + sum(gaps[:n])) for n in range(len(gaps))]
    rows: list[dict[str, Any]] = [{"name": f"M{n}", "release": day, **PRICED} for n, day in enumerate(days)]
    rows[-1] |= {"superseded": days[-1] + timedelta(days=gaps[-1])} if ended else {}
    assume(max(day for day in (*days, rows[-1].get("superseded", days[-1]))) > date(2024, 2, 1))
    assume(days[-1] + timedelta(days=(gaps[-2] if len(gaps) > 1 else 540)) > date(2024, 1, 1))
    found = quarterly(rows, adoption={"share_at_once": share})
    for life in found.lives:
        by_use = life.earned["usage"]["gross profit"]
        for key in ("list price", "serving cost"):
            other = life.earned[key]["gross profit"]
            assert (other.low, other.high) == pytest.approx((by_use.low, by_use.high), rel=1e-12, abs=1e-3)
            assert other.months == pytest.approx(by_use.months, rel=1e-12, abs=1e-9)
    wanted = [100e6 * 1.25 ** QUARTERS.index(period) for period in found.revenue["usage"].periods]
    for brought in found.revenue.values():
        sums, used = brought.high.sum(axis=0), found.revenue["usage"]
        assert brought.names == used.names
        # A quarter before the first model's release has nothing to attribute.
        assert [s for s, all_of_it in zip(sums, wanted, strict=True) if s] == pytest.approx(
            [all_of_it for s, all_of_it in zip(sums, wanted, strict=True) if s], rel=1e-12
        )
        assert brought.high == pytest.approx(used.high, rel=1e-9, abs=1e-2)
        rows_of = dict(zip(brought.names, brought.high.sum(axis=1), strict=True))
        for life in found.lives:
            assert rows_of[life.name] == pytest.approx(life.revenue[1], rel=1e-9, abs=1e-2)


def test_what_the_next_model_brings_is_no_listed_models() -> None:
    """Six models 75 days apart: from 26 March 2025 users move to a seventh, then to three more, that no row gives."""
    found = quarterly(every(75, **PRICED))
    brought = found.revenue["usage"]
    assert brought.names == ("M0", "M1", "M2", "M3", "M4", "M5", "next models (projected)")
    assert dict(zip(brought.names, brought.high.sum(axis=1), strict=True))["M5"] == pytest.approx(
        found.lives[5].revenue[1], rel=1e-12
    )
    assert quarterly(every(110)).names[-1] == "next model (projected)"
    # By October 2025 all have moved on: of the last quarter no listed model has any.
    assert brought.high[:, -1] == pytest.approx([0] * 6 + [100e6 * 1.25**7], rel=1e-12)
    said = "it is taken to have M5's list price and relative cost of serving (assumed)"
    assert any("From 26 March 2025 users move" in note and said in note for note in found.notes)


def test_what_follows_the_last_model_has_its_price_and_cost_of_serving() -> None:
    """M0's users have left by 14 September 2024: from October what M1 and the next model share is as they are used."""
    rows = every(75, 2, **PRICED)
    rows[1] |= {"list_price_in": 6, "list_price_out": 24, "relative_serving_cost": 2}
    found = quarterly(rows, adoption={"share_at_once": 0.2})
    fourth = found.revenue["usage"].high[:, QUARTERS.index("Q4 2024")]
    assert fourth[0] == 0
    assert min(fourth[1:]) > 1e6
    for brought in (found.revenue["list price"], found.cost["serving cost"]):
        part = brought.high[:, QUARTERS.index("Q4 2024")] / brought.high[:, QUARTERS.index("Q4 2024")].sum()
        assert part == pytest.approx(fourth / fourth.sum(), rel=1e-12)
    # While M0 is in use, at a third of the price, it brings less than its part of use.
    second = QUARTERS.index("Q2 2024")
    assert found.revenue["list price"].high[0, second] < 0.6 * found.revenue["usage"].high[0, second]


def test_revenue_before_the_first_release_is_no_listed_models() -> None:
    found = quarterly([{"name": "M", "release": "2024-03-01"}])
    brought = found.revenue["usage"]
    assert brought.names[:2] == ("before M", "M")
    # 60 of the first quarter's 91 days lie before March.
    assert brought.high[:2, 0] == pytest.approx([100e6 * 60 / 91, 100e6 * 31 / 91], rel=1e-12)


def test_a_release_after_the_last_period_that_ends_a_tenure_is_said() -> None:
    rows = [{"name": "A", "release": "2025-01-01"}, {"name": "B", "release": "2028-05-01"}]
    found = quarterly(rows)
    # 1,216 days in months of 365/12.
    assert (
        "B is released on 1 May 2028, after the last period reported ends (31 December 2025): the tenure of A, 40.0 "
        "months, runs to that release."
    ) in found.notes
    rows[1]["release"] = "2026-01-01"
    assert not any("after the last period reported" in note for note in quarterly(rows).notes)


def test_days_without_a_flagship_are_said() -> None:
    rows = [{"name": "A", "release": "2024-01-01", "superseded": "2024-06-30"}, {"name": "B", "release": "2024-10-01"}]
    found = quarterly(rows)
    assert (
        "From 1 July 2024 to 30 September 2024 no model is flagship: A is superseded before B is released. Use of "
        "those days stays with A; its tenure, 6.0 months, does not hold them."
    ) in found.notes
    # As the note says, the third quarter is all A's.
    assert found.revenue["usage"].high[0, 2] == pytest.approx(100e6 * 1.25**2, rel=1e-12)
    rows[0]["superseded"] = "2024-10-01"
    assert not any("no model is flagship" in note for note in quarterly(rows).notes)


def test_a_final_run_above_all_known_r_and_d_is_said() -> None:
    rows = every(182, 3, training_basis="final run")
    rows[1]["training_cost"] = 170e6
    found = held(finkit.analyze(quarters(research_development=0.8), {"models": rows}))
    # R&D of 80 in the first quarter and 91 of 91 days of 100 in the second.
    assert [note for note in found.notes if "final run stated" in note] == []
    rows[1]["training_cost"] = 190e6
    found = held(finkit.analyze(quarters(research_development=0.8), {"models": rows}))
    assert (
        "The final run stated for M1, USD 190.0 m, is above all R&D since the last release, USD 180.0 m at most: one "
        "of the two holds more or less than it says."
    ) in found.notes
    rows[1]["training_months"] = 3
    found = held(finkit.analyze(quarters(research_development=0.8), {"models": rows}))
    assert any("is above all R&D of the 3 months before its release, USD 10" in note for note in found.notes)


def test_r_and_d_that_counts_for_two_models_is_said() -> None:
    rows = every(182, 3)
    rows[2]["training_months"] = 6
    found = held(finkit.analyze(quarters(research_development=0.8), {"models": rows}))
    assert not any("counts for both" in note for note in found.notes)
    rows[2]["training_months"] = 9
    found = held(finkit.analyze(quarters(research_development=0.8), {"models": rows}))
    # 182 days are 5.98 months.
    said = "The months of R&D stated for M2 reach back before the release of the model before, by up to 3.0 months"
    assert any(note.startswith(said) for note in found.notes)


def test_why_a_payback_is_unknown_is_in_few_words() -> None:
    rows = every(75, 4, **PRICED)
    rows[1] = {key: value for key, value in rows[1].items() if key not in PRICED}
    rows[2] = {"name": "M2", "release": rows[2]["release"]}
    rows[3]["release"] = "2026-05-01"
    found = quarterly(rows)
    assert [life.lacking for life in found.lives] == ["", "", "cost not given", "no known period covers its use"]
    assert found.unpriced == ("M1", "M2")
    assert found.lives[1].payoffs["list price"] == "no list price is given of M1, M2"


def test_a_result_within_rounding_has_no_known_sign(tmp_path: Path) -> None:
    """10.0 less 5.0 and 4.9 leaves 0.1, and each may be 0.05 off: -0.05 to 0.25. Gross profit of 5.0 is settled."""
    path = tmp_path / "lab-r.csv"
    rows = ("revenue,10.0", "cost_of_revenue,5.0", "sales_marketing,4.9", "general_administrative,3.0")
    path.write_text(
        "company,line,value,period,currency,scale,basis\n"
        + "".join(f"Lab R,{row},FY2024,USD,billions,reported\n" for row in rows),
        encoding="utf-8",
    )
    model = {"name": "R1", "release": "2024-01-01", "training_cost": 2e9, "currency": "USD"}
    life = held(finkit.analyze(finkit.read(path), {"models": [model]})).lives[0]
    left = life.earned["usage"]
    assert (left["gross profit"].low, left["gross profit"].rounded) == (pytest.approx(5e9), False)
    sales = left["after S&M"]
    assert (sales.low, sales.high, sales.rounded) == (pytest.approx(-0.05e9), pytest.approx(0.25e9), True)
    assert (left["after S&M and G&A"].high, left["after S&M and G&A"].rounded) == (pytest.approx(-2.9e9), False)
    paid = life.payoff
    assert isinstance(paid, Payoff)
    # The middle of 0.1 bn in a year would take 20 years, its high 8, its low for ever.
    year = 366 / 365 * 12
    assert paybacks(Outlay(2e9, 2e9, 2e9), sales) == (pytest.approx(8 * year), pytest.approx(20 * year), None)
    assert paid.ratio_high is None
