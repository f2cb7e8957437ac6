"""One model's life: METHODS 4.2 and 4.3, with the figures of the GPT-5 bundle and of Amodei's cartoon."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from finkit.analysis.models.lifecycle import (
    NEVER,
    UNKNOWN,
    footnotes,
    model_as_company,
    model_lifecycle,
    payback,
    tenure_months,
)


def test_the_bundle_has_as_many_paybacks_as_results() -> None:
    found = model_lifecycle(6.1, 3.2, 5, 127, staff=1.2, sales=2.2, administration=0.2, partner_share=0.2)
    assert found.tenure == pytest.approx(4.1753, abs=5e-5)
    months = {name: one.months for name, one in found.paybacks.items()}
    assert months["gross profit"] == pytest.approx(7.1989, abs=5e-5)
    assert months["after the partner's share"] == pytest.approx(12.4, abs=0.05)
    assert months["after staff"] == pytest.approx(12.3, abs=0.05)
    assert months["after staff, S&M and administration"] is None
    assert found.paybacks["after staff, S&M and administration"].flag == NEVER
    assert (found.operating_income, found.operating_after_share) == pytest.approx((-0.7, -1.92))
    assert (found.gross_margin, found.recovery, found.gross_less_research) == pytest.approx((0.475410, 0.58, -2.1))


def test_the_later_version_pays_back_later() -> None:
    assert model_lifecycle(6, 4, 5, 127).paybacks["gross profit"].months == pytest.approx(5 / 2 * 127 * 12 / 365)


def test_days_from_first_to_last_as_flagship() -> None:
    assert tenure_months(date(2025, 8, 7), date(2025, 12, 11)) * 365 / 12 == pytest.approx(127)
    with pytest.raises(ValueError, match="give a day from the release 2025-08-07"):
        tenure_months(date(2025, 8, 7), date(2025, 8, 6))


def test_what_is_missing_makes_a_payback_unknown_and_what_is_negative_is_refused() -> None:
    assert payback(None, 2.9, 4).flag == UNKNOWN
    assert model_lifecycle(6.1, None, 5, 127).paybacks["gross profit"].months is None
    with pytest.raises(ValueError, match="outlay = -1"):
        payback(-1, 2, 4)
    with pytest.raises(ValueError, match=r"partner_share = 1\.2"):
        model_lifecycle(6.1, 3.2, 5, 127, partner_share=1.2)


def test_amodeis_models_earn_twice_their_cost_while_the_company_loses() -> None:
    found = model_as_company({2023: 100, 2024: 1000, 2025: 10_000}, {2024: 200, 2025: 2000})
    assert found.company == (-100, -800, -8000)
    assert found.accrual == (0, 100, 1000)
    assert found.book == (100, 1000, 10_000)
    assert found.profit == (100, 1000)
    assert found.multiples == (2, 2)
    assert found.rates == pytest.approx((1, 1))
    assert found.break_even_margin == 0.5
    assert found.flag == "no revenue is given for the model of 2025"


def test_at_a_margin_of_half_the_cartoon_breaks_even() -> None:
    found = model_as_company({2023: 100}, {2024: 200}, 0.5)
    assert (found.profit, found.multiples) == ((0,), (1,))
    assert found.rates == pytest.approx((0,), abs=1e-9)
    with pytest.raises(ValueError, match=r"cost_share = 1\.5"):
        model_as_company({2023: 100}, {2024: 200}, 1.5)


def test_lines_of_the_bundle_follow_from_its_footnotes() -> None:
    found = footnotes(
        127, revenue=6.1, revenue_of_year=13, inference_of_year=7, headcount=3500, salary=310_000, benefits=1.4,
        serving_part=0.4, stock_of_year=6, stock_part=0.42, sales_a_day=17, research=(9, 1, 4.6, 0.4, 0.6),
        research_growth=2.3, window=(date(2025, 4, 16), date(2025, 8, 7)),
    )  # fmt: skip
    assert found.inference == pytest.approx(3.284615, abs=5e-7)
    assert found.staff_salary == pytest.approx(0.211412, abs=5e-7)
    assert (found.staff_stock, found.sales, found.research) == pytest.approx((1.008, 2.159, 15.6))
    assert found.research_in_window == pytest.approx(0.287538, abs=5e-7)
    with pytest.raises(ValueError, match="two days of one year"):
        footnotes(127, research_growth=2, window=(date(2025, 4, 1), date(2026, 1, 1)))


def test_without_a_tenure_margins_stand_and_paybacks_do_not() -> None:
    found = model_lifecycle(6.1, 3.2, 5.0, None)
    assert found.gross_margin == pytest.approx(2.9 / 6.1)
    assert (found.tenure, found.paybacks["gross profit"].months) == (None, None)
    assert found.paybacks["gross profit"].flag == UNKNOWN
    unnamed: Any = [100, 1000]
    with pytest.raises(ValueError, match=r"training = .*an amount for each year"):
        model_as_company(unnamed, {2024: 200})


def test_a_ratio_to_nothing_is_none_with_its_reason() -> None:
    found = model_lifecycle(0.0, 3.2, 0.0, 127)
    assert (found.gross_margin, found.recovery) == (None, None)
    assert found.flag == "revenue is 0: no margin; R&D is 0: no recovery"
    free = model_as_company({2023: 0.0}, {2024: 150.0})
    assert (free.profit, free.multiples, free.rates) == ((150.0,), (None,), (None,))
    assert free.flag == "the model of 2023 cost nothing: no multiple and no rate"
