"""List prices of the labs' models by date, as they ship, and what a model cost on a day.

`statements/reference/list_prices.csv`, rebuilt by `finkit.analysis.inference.list_price_table`. A price that is not
known is an error with the model's name, never 0; past days keep past prices.
"""

from __future__ import annotations

import csv
import difflib
import functools
from datetime import date

from finkit.assumptions.prices import Price
from finkit.files import shipped

TABLE = "list_prices.csv"
GIVE_IT = "give it in Prices"


@functools.cache
def list_prices() -> dict[str, tuple[Price, ...]]:
    """The shipped prices of each model, earliest first."""
    path = shipped("statements") / "reference" / TABLE
    found: dict[str, list[Price]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            found.setdefault(row["model"], []).append(
                Price(
                    model=row["model"],
                    start=_day(row["from"]),
                    end=_day(row["to"]),
                    input=float(row["input"]),
                    output=float(row["output"]),
                    cached=float(row["cached"]) if row["cached"] else None,
                    score=None,
                    benchmark="",
                    currency=row["currency"],
                    source=f"{row['source']} (price {row['dated']} from {row['from']})",
                    url=row["url"],
                )
            )
    return {model: tuple(prices) for model, prices in found.items()}


def prices_of(model: str, currency: str = "USD") -> tuple[Price, ...]:
    """The shipped prices of a model, earliest first; ValueError where there are none, or none in that currency."""
    held = list_prices().get(model, ())
    if not held:
        near = difflib.get_close_matches(model, list_prices(), 3)
        hint = f" (did you mean {', '.join(near)}?)" if near else ""
        raise ValueError(f"no list price of {model!r} ships{hint}; {GIVE_IT}")
    if held[0].currency != currency:
        raise ValueError(f"the list price of {model!r} is in {held[0].currency}, Prices is in {currency}; {GIVE_IT}")
    return held


def price_of(model: str, day: date | str) -> Price:
    """The list price of a model on a day; ValueError names a model that is not listed, or not yet, or no more."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    held = prices_of(model)
    for price in held:
        if (price.start or date.min) <= when <= (price.end or date.max):
            return price
    first, last = held[0].start or date.min, held[-1].end
    raise ValueError(
        f"no list price of {model} on {when}: it is known "
        + (f"from {first}" if when < first or not last else f"to {last}")
        + f"; {GIVE_IT}"
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
