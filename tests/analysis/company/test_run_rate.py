"""Run rates: essay 003's pairs, and the steps between a company's own."""

from __future__ import annotations

import pytest

from finkit.analysis.company.run_rate import months_from, run_rate_growth, run_rate_steps
from tests.statement.tables import row, statement


def test_anthropic_from_one_to_four_billion_in_six_months() -> None:
    found = run_rate_growth(1.0, 4.0, 6)
    assert found.monthly == pytest.approx(0.259921, abs=5e-7)  # 4 ** (1 / 6)
    assert found.annualized == pytest.approx(15.0)  # 16 times
    assert found.flag == ""


def test_two_months_are_flagged() -> None:
    found = run_rate_growth(10.0, 12.0, 2)
    assert found.monthly == pytest.approx(0.095445, abs=5e-7)
    assert found.annualized == pytest.approx(1.2**6 - 1)
    assert found.flag == "months between: 2, too few to annualise: shown for arithmetic only"


def test_what_has_no_growth() -> None:
    assert run_rate_growth(None, 4.0, 6).monthly is None
    for inputs, name in (((0.0, 4.0, 6), "before"), ((1.0, -4.0, 6), "after"), ((1.0, 4.0, 0), "months")):
        with pytest.raises(ValueError, match=f"{name} = .*: give a number above 0"):
            run_rate_growth(*inputs)


def test_steps_stay_within_one_definition() -> None:
    rates = [
        row("revenue_run_rate", "9", "Dec 2025", scenario="run_rate"),
        row("revenue_run_rate", "47", "May 2026", scenario="run_rate"),
        row("revenue_run_rate", "1", "Dec 2024", scenario="run_rate", definition="by word of the CEO"),
    ]
    (step,) = run_rate_steps(statement("line | FY2025\nrevenue | 4.5", *rates).facts)
    assert (step.before.period, step.after.period, step.months) == ("Dec 2025", "May 2026", 5.0)
    assert step.growth.monthly == pytest.approx((47 / 9) ** 0.2 - 1)


def test_months_between_two_dates_of_run_rates() -> None:
    """Essay 003: 10 bn in June, 12 at the end of August; a month stands for its last day."""
    assert months_from("2025-06", "2025-08") == 2
    assert months_from("2025-06-30", "2025-08-31") == 2
    assert months_from("2025-06", "2025-08-31") == 2
    assert months_from("2025-06-30", "2025-07-15") == pytest.approx(15 / (365.25 / 12))
    with pytest.raises(ValueError, match="a later one"):
        months_from("2025-08", "2025-06")
    with pytest.raises(ValueError, match="'June' is no date"):
        months_from("June", "2025-08")
