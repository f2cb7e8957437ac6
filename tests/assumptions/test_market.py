"""Rows of the Market table: ranges, lists, blends; what does not go together is refused by field."""

from __future__ import annotations

from typing import Any

import pytest

from finkit.assumptions.market import Market
from finkit.assumptions.settings import Assumptions
from finkit.errors import AssumptionError

ESSAY = {"price": 6, "tokens": 20, "hours": 0.4, "wage": 200}


def test_a_row_holds_ranges_and_lists() -> None:
    row = Market.model_validate({**ESSAY, "hours": {"value": 0.4, "low": 0.3, "high": 0.5}, "rival_costs": "1; 2;3"})
    assert (row.hours.low, row.hours.centre, row.hours.high) == (0.3, 0.4, 0.5)
    assert row.rival_costs == (1.0, 2.0, 3.0)
    assert Market.model_validate({**ESSAY, "rival_costs": 2}).rival_costs == (2.0,)
    assert (row.catch_up_months.low, row.catch_up_months.high) == (12, 24)


def test_a_blend_may_stand_for_the_price() -> None:
    row = Market.model_validate(
        {"input_price": 5, "output_price": 25, "output_share": 0.05, "tokens": 20, "hours": 0.4, "wage": 200}
    )
    assert row.price is None
    assert row.output_share is not None
    assert row.output_share.centre == 0.05


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"price": 0}, "price = 0"),
        ({"price": None}, "give a price, or a marginal cost"),
        ({"tokens": -20}, "tokens = -20"),
        ({"input_price": 5}, "output_price"),
        ({"input_price": 5, "output_price": 25, "output_share": 0.05}, "not both"),
        ({"output_share": 1.5}, "output_share = 1.5"),
        ({"firms": 2, "conduct": 0.5}, "give the number of firms or conduct, not both"),
        ({"firms": 0}, "firms = 0"),
        ({"firms": 1.5}, "firms = 1.5"),
        ({"wage_currency": "EUR"}, "prices are in USD: give both in one currency"),
        ({"tokens_in": "ktok"}, "prices are per Mtok: give tokens and prices in one unit"),
        ({"price_per": "tok"}, "price_per = 'tok'"),
        ({"currency": "dollars"}, "currency = 'dollars'"),
        ({"rival_costs": "1; -2"}, "a cost is 0 or more"),
        ({"shares": "0.5; 0.6"}, "shares add to 1.1"),
        ({"shares": "50%; 50%"}, "write numbers with ; between them"),
        ({"wholesale": 50}, "a reseller needs wholesale and retail"),
        ({"prise": 6}, "prise"),
    ],
)
def test_what_is_refused(more: dict[str, Any], told: str) -> None:
    with pytest.raises(AssumptionError) as refused:
        Assumptions.of({"market": [{**ESSAY, **more}]})
    assert told in str(refused.value)
