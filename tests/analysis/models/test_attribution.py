"""Attribution and spans: what is spread over months and models adds up to the periods that it comes from."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finkit.analysis.models.attribution import attributed, blended, by_month, keyed, month_shares
from finkit.analysis.models.months import cells, edges
from finkit.analysis.models.spans import Spans, best
from finkit.analysis.models.vintages import usage_shares
from finkit.assumptions.models import Adoption


def day(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def line(*periods: tuple[str, str, float]) -> Spans:
    start = np.array([[day(a) for a, _, _ in periods]])
    end = np.array([[day(b) + 1 for _, b, _ in periods]])
    money = np.array([[value for _, _, value in periods]])
    return Spans(np.arange(len(periods))[None, :], start, end, money, money)


def test_of_overlapping_periods_the_finer_ones_that_cover_as_much_are_kept() -> None:
    year, half, other, quarter = (0, 365), (0, 181), (181, 365), (181, 273)
    assert best(["FY", "H1", "H2"], [year, half, other]) == ["H1", "H2"]  # type: ignore[list-item, comparison-overlap]
    assert best([1, 2, 3], [year, half, quarter]) == [1]
    assert best([], []) == []


def test_a_period_is_spread_over_its_days() -> None:
    held = line(("2024-01-01", "2024-02-29", 60.0))
    start, end, _ = cells(edges(np.array([[day("2024-01-01")]]), np.array([[day("2025-01-01")]]), [held]))
    assert by_month(held.low, month_shares(held, start, end))[0] == pytest.approx([31.0, 29.0])


def test_months_are_cut_where_a_model_or_a_period_begins() -> None:
    held = line(("2025-08-07", "2025-12-11", 6.1))
    found = edges(np.array([[day("2025-08-07")]]), np.array([[day("2025-12-12")]]), [held])[0]
    words = [date.fromordinal(int(d)).isoformat() for d in found]
    assert words == ["2025-08-01", "2025-08-07", "2025-09-01", "2025-10-01", "2025-11-01", "2025-12-01", "2025-12-12",
                     "2026-01-01"]  # fmt: skip


def test_prices_move_revenue_and_a_price_that_is_missing_leaves_it_unknown() -> None:
    use = np.array([[0.5, 0.0], [0.5, 1.0]])
    assert keyed(use, np.array([30.0, 10.0])) == pytest.approx(np.array([[0.75, 0], [0.25, 1]]))
    half = keyed(use, np.array([np.nan, 10.0]))
    assert np.isnan(half[:, 0]).all()
    assert half[:, 1].tolist() == [0.0, 1.0]
    assert blended(np.array(5.0), np.array(25.0)) == 10.0


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(20, 400), st.floats(-1e12, 1e12)), min_size=1, max_size=6),
    st.lists(st.integers(20, 500), min_size=1, max_size=6),
    st.floats(0, 1),
    st.lists(st.floats(0.1, 50), min_size=7, max_size=7),
)
def test_models_add_up_to_each_period_by_every_key(
    periods: list[tuple[int, float]], gaps: list[int], share: float, prices: list[float]
) -> None:
    first = day("2023-01-01")
    ends = first + np.cumsum([days for days, _ in periods])
    starts = np.concatenate([[first], ends[:-1]])
    money = np.array([[value for _, value in periods]])
    held = Spans(np.arange(len(periods))[None, :], starts[None, :], ends[None, :], money, money)
    release = (first + np.cumsum([0, *gaps]))[None, :].astype(float)
    start, end, _ = cells(edges(release, release + 1, [held]))
    use = usage_shares(release, start, end, Adoption.model_validate({"share_at_once": share}))
    parts = month_shares(held, start, end)
    assert by_month(money, parts).sum() == pytest.approx(money.sum(), rel=1e-9, abs=1e-3)
    for shares in (use, keyed(use, np.array([prices[: release.shape[1]]]))):
        total = attributed(money, parts, shares).sum(axis=1)
        assert total == pytest.approx(money, rel=1e-12, abs=1e-9)
