"""R&D carried as the models that it makes: income moves by the change of the book value, no charge counts twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import finkit
from finkit.analysis.models.carried import TREATMENTS, Carried, charges
from finkit.assumptions.models import Adoption

ALL_AT_ONCE = Adoption.model_validate({"share_at_once": 1})


def test_a_model_made_in_a_year_is_charged_over_the_next() -> None:
    days = np.array([date(year, 1, 1).toordinal() for year in range(2023, 2028)], dtype=float)
    spent = np.array([100.0, 1000.0, 10_000.0])
    for treatment in TREATMENTS[:3]:
        found = charges(days[:3], days[1:4], spent, days[1:4], days[2:], 12, treatment, ALL_AT_ONCE)
        assert found.charge == pytest.approx([0, 100, 1000]), treatment
        assert found.book == pytest.approx([100, 1000, 10_000]), treatment


def test_a_years_charge_by_schedule() -> None:
    """100 made in 2023, charged over 24 months from 2024, replaced after that year's 366 days, 12.03 months."""
    days = np.array([date(year, 1, 1).toordinal() for year in range(2023, 2026)], dtype=float)
    months = 366 / (365 / 12)
    rest, more = 24 - months, months - 12
    wanted = {
        "straight line": 100 * 366 / 730,
        "to its replacement": 100,
        "by use": 100,
        "sum of years": 100 * (1 - rest * (rest + 1) / (24 * 25)),
        # After 12 months a 13th begins, of which a day is charged; by use the first 12 of 12.03 months are.
        "double declining": 100 * (1 - (11 / 12) ** 12 * (1 - more / 12)),
        "declining balance": 100 * (1 - (23 / 24) ** 12 * (1 - more / 24)),
        "greater of": 100 * (12 / months + more * (1 - 12 / months)),
    }
    assert set(wanted) == set(TREATMENTS)
    for treatment, charge in wanted.items():
        found = charges(days[:2], days[1:], np.array([100.0, 0.0]), days[1:2], days[2:], 24, treatment, ALL_AT_ONCE)
        assert found.charge == pytest.approx([0, charge]), treatment
        assert found.book == pytest.approx([100, 100 - charge]), treatment


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(60, 400), st.floats(0, 1e9)), min_size=1, max_size=6),
    st.lists(st.integers(15, 500), min_size=1, max_size=6),
    st.floats(1, 60),
    st.sampled_from(TREATMENTS),
)
def test_income_carried_less_expensed_is_the_change_of_the_book_value(
    periods: list[tuple[int, float]], gaps: list[int], life: float, treatment: str
) -> None:
    ends = 738_500.0 + np.cumsum([days for days, _ in periods])
    starts = np.concatenate([[738_500.0], ends[:-1]])
    spent = np.array([value for _, value in periods])
    release = 738_400.0 + np.cumsum(gaps)
    found = charges(
        starts, ends, spent, release, np.append(release[1:], release[-1] + 300), life, treatment, Adoption()
    )
    change = np.diff(found.book, prepend=0.0)
    assert spent - found.charge == pytest.approx(change, rel=1e-9, abs=1e-3)
    assert found.book.min() >= -1e-3
    assert found.charge.min() >= -1e-3


def test_models_that_serve_a_day_each_are_charged_in_full() -> None:
    days = np.array([date(2025, 1, 1).toordinal(), date(2026, 1, 1).toordinal()], dtype=float)
    release = days[0] + np.arange(31, 36)
    for treatment in TREATMENTS[:3]:
        found = charges(days[:1], days[1:], np.array([365.0]), release, release + 1, 12, treatment, ALL_AT_ONCE)
        # 35 of 365 days' R&D made the models; over 365 days 334 are charged of the first, a day less of each after.
        over_life = 31 * 334 / 365 + sum((334 - n) / 365 for n in range(1, 5))
        assert found.charge == pytest.approx([over_life if treatment == "straight line" else 35]), treatment
        assert found.book == pytest.approx(365 - found.charge), treatment


def test_a_charge_is_in_proportion_to_its_cost_and_follows_its_own_life_and_adoption() -> None:
    """100, then 300, made in 2023 on one calendar: 2024 charges 366 of 730 days over 24 months, all over 12."""
    days = np.array([date(year, 1, 1).toordinal() for year in range(2023, 2026)], dtype=float)

    def charged(cost: float, life: float, treatment: str, adoption: Adoption) -> float:
        spent, release = np.array([cost, 0.0]), days[1:2]
        found = charges(days[:2], days[1:], spent, release, days[2:], life, treatment, adoption)
        return float(found.charge[1])

    for cost in (100.0, 300.0):
        assert charged(cost, 24, "straight line", ALL_AT_ONCE) == pytest.approx(cost * 366 / 730)
        assert charged(cost, 12, "straight line", ALL_AT_ONCE) == pytest.approx(cost)
    # A model of July 2024 made by half a year's R&D: all move at once, or a quarter and the rest over six months.
    release = np.array([days[1], date(2024, 7, 1).toordinal()])
    finish = np.array([release[1], days[2]])
    charges_of = [
        charges(days[:2], days[1:], np.array([0.0, 366.0]), release, finish, 12, "by use", adoption).charge[1]
        for adoption in (ALL_AT_ONCE, Adoption())
    ]
    months = 184 / (365 / 12)
    assert charges_of == pytest.approx([182, 182 * (6 * 0.625 + months - 6) / months])


def test_an_unknown_treatment_is_refused() -> None:
    one = np.array([738_000.0])
    with pytest.raises(ValueError, match="treatment = 'faster': use one of straight line"):
        charges(one, one + 10, one, one, one, 12, "faster", Adoption())


def read(folder: Path, *more: str) -> finkit.Analysis:
    path = folder / "lab-y.csv"
    head = "company,line,label,period,value,currency,scale,basis"
    figures = [
        "Lab Y,revenue,Revenue,FY2023,10,USD,millions,reported",
        "Lab Y,operating_income,Operating income,FY2023,-95,USD,millions,reported",
        "Lab Y,research_development,R&D,FY2023,100,USD,millions,reported",
        "Lab Y,revenue,Revenue,FY2024,60,USD,millions,reported",
        "Lab Y,operating_income,Operating income,FY2024,-190,USD,millions,reported",
        "Lab Y,research_development,R&D,FY2024,240,USD,millions,reported",
    ]
    path.write_text("\n".join([head, *figures, *more]), encoding="utf-8")
    return finkit.analyze(finkit.read(path), {"generations": "R&D by year"})


def test_a_lab_without_release_dates_is_carried_by_year(tmp_path: Path) -> None:
    found = read(tmp_path).models.carried
    assert isinstance(found, Carried)
    assert found.what == ("operating income", "operating income")
    over = next(one for one in found.treated if one.treatment == "straight line" and one.life == 18)
    # FY2023's 100 is released with 2024 and charged over 18 months, 547.5 days: 366 of them in 2024.
    assert over.charge[0] == pytest.approx([0, 100e6 * 366 / 547.5])
    assert over.income[0] == pytest.approx([5e6, -190e6 + 240e6 - 100e6 * 366 / 547.5])


def test_models_projected_after_the_last_are_charged_what_their_r_and_d_was(tmp_path: Path) -> None:
    """Two listed 122 days apart; their users pay for what came after, whose R&D is charged like theirs."""
    path = tmp_path / "lab-p.csv"
    quarters = [(f"Q{q} {year}", 10.0 + q) for year in (2024, 2025) for q in (1, 2, 3, 4)]
    text = "company,line,label,period,value,currency,scale,basis\n" + "".join(
        f"Lab P,{line},{line},{period},{value},USD,millions,reported\n"
        for period, spent in quarters
        for line, value in (("revenue", 50), ("operating_income", -5), ("research_development", spent))
    )
    path.write_text(text, encoding="utf-8")
    models = [{"name": "One", "release": "2024-03-01"}, {"name": "Two", "release": "2024-07-01"}]
    read = finkit.read(path)
    found = finkit.analyze(read, {"models": models}).models.carried
    assert isinstance(found, Carried)
    days = [date(2024, 10, 31), date(2025, 3, 2), date(2025, 7, 2), date(2025, 11, 1)]
    assert list(found.projected) == days
    # Replaced at once, each is charged over its 122 days: in 2025's third quarter that of March, a day, and of July.
    spent = {period: value * 1e6 for period, value in quarters}
    march = 62 / 92 * spent["Q4 2024"] + 60 / 90 * spent["Q1 2025"]
    july = 30 / 90 * spent["Q1 2025"] + spent["Q2 2025"] + 1 / 92 * spent["Q3 2025"]
    cut = next(one for one in found.treated if one.treatment == "to its replacement")
    assert cut.charge[0][6] == pytest.approx(march / 122 + july * 91 / 122, rel=0.02)
    for one in found.treated:
        for charge, book, income in zip(one.charge, one.book, one.income, strict=True):
            assert income - found.expensed == pytest.approx(np.diff(book, prepend=0.0), rel=1e-9, abs=1e-3)
            assert (charge[3:] > 0).all(), one.treatment
    # R&D is the same each year, 12.5 m a quarter: in the steady state as much is charged (METHODS 3.4).
    assert found.over(18).charge[0][-1] == pytest.approx(12.5e6, rel=0.05)


def test_a_list_of_models_that_is_long_out_of_date_is_refused(tmp_path: Path) -> None:
    days = [{"name": "A", "release": "2023-06-01"}, {"name": "B", "release": "2023-06-11"}]
    analysis = read(tmp_path)
    found = finkit.analyze(analysis.statement, {"models": days}).models.carried
    assert found == (
        "the last model listed, B, is replaced on 2023-06-21, and more than 24 would follow it at that interval in the "
        "periods of R&D: give the models released since in Models"
    )


def test_r_and_d_that_holds_a_charge_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "Lab Y,research_amortised,Amortised,FY2024,5,USD,millions,reported").models.carried
    assert found == (
        "R&D of FY2024 already holds an amortized charge: give the spend incurred in its place, carrying it would "
        "count the charge twice"
    )
