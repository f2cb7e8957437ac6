"""List prices by date: past days keep past prices, and a price that is not known is an error with a name."""

from __future__ import annotations

from itertools import pairwise

import pytest

from finkit.analysis.inference.list_price_table import table
from finkit.assumptions.list_prices import list_prices, price_of


def test_past_days_keep_past_prices() -> None:
    assert (price_of("gpt-4o", "2024-10-01").input, price_of("gpt-4o", "2025-10-01").input) == (5, 2.5)
    assert price_of("gpt-5.6-luna", "2026-07-29").output == 6
    assert price_of("gpt-5.6-luna", "2026-07-30").output == 1.2


def test_a_price_of_cached_input_from_another_source_is_named() -> None:
    """DeepSeek's day states 0.14 beside 0.55 and 2.19; the histories have no price of cached input."""
    found = price_of("deepseek-reasoner", "2025-02-28")
    assert found.by_kind == price_of("deepseek-r1", "2025-02-28").by_kind == (0.55, 0.14, 2.19)
    assert "of cached input: DeepSeek open-infra-index day 6" in found.source
    without = price_of("claude-3-haiku", "2024-06-01")
    assert (without.cached, without.by_kind) == (None, (0.25, 0.25, 1.25))


@pytest.mark.parametrize(
    ("model", "day", "said"),
    [
        ("gpt-4o", "2023-01-01", "no list price of gpt-4o on 2023-01-01: it is known from 2024-05-14"),
        ("gpt-40", "2025-01-01", r"no list price of 'gpt-40' ships \(did you mean gpt-4"),
        ("abacus", "2025-01-01", "no list price of 'abacus' ships; give it in Prices"),
    ],
)
def test_a_price_that_is_not_known_is_an_error(model: str, day: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        price_of(model, day)


def test_every_shipped_price_is_above_zero_and_follows_the_one_before() -> None:
    assert len(list_prices()) > 120
    for prices in list_prices().values():
        for price in prices:
            assert min(price.input, price.output) > 0
            assert price.start is not None
            assert price.source
            assert price.url.startswith("https://")
        for before, after in pairwise(prices):
            assert before.end is not None
            assert after.start is not None
            assert (after.start - before.end).days == 1


def change(day: str, model: str, into: float, out: float) -> dict[str, str]:
    return {"observed_date": day, "model": model, "input_usd_per_mtok": str(into), "output_usd_per_mtok": str(out),
            "commit": "abc"}  # fmt: skip


def listed(vendor: str, model: str, into: float, out: float, start: str = "", end: str = "") -> dict[str, str]:
    return {"vendor": vendor, "model": model, "input_usd_per_mtok": str(into), "output_usd_per_mtok": str(out),
            "input_cached_usd_per_mtok": "", "from_date": start, "to_date": end}  # fmt: skip


def test_the_table_tells_each_price_once_and_leaves_errors_out() -> None:
    found = table(
        [listed("openai", "gpt-x", 2, 8), listed("openai", "gpt-y", 1, 2, end="2025-07-30"),
         listed("openai", "gpt-y", 0.5, 1, start="2025-07-30"), listed("unknown", "z", 1, 1),
         listed("openai", "gpt-image-9", 1, 1)],
        {"gpt-x": "2025-10-10", "gpt-y": "2025-06-01"},
        [change("2024-05-01", "gpt-x", 0, 0), change("2024-06-01", "gpt-x", 0.5, 1.5),
         change("2024-07-01", "gpt-x", 5, 15), change("2025-01-01", "gpt-x", 2, 8),
         change("2024-03-01", "anthropic/claude-3-5-sonnet-20240620", 3, 15)],
    )  # fmt: skip
    assert [(p.model, p.start, p.end, p.input, p.dated) for p in found] == [
        ("claude-3.5-sonnet", "2024-03-01", "", 3, "seen"),
        ("gpt-x", "2024-07-01", "2024-12-31", 5, "seen"),
        ("gpt-x", "2025-01-01", "", 2, "seen"),
        ("gpt-y", "2025-06-01", "2025-07-29", 1, "seen"),
        ("gpt-y", "2025-07-30", "", 0.5, "stated"),
    ]
