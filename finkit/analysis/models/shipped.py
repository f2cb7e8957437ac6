"""Generations that ship with finkit: the flagships of the labs with their prices and what is known of their cost.

`statements/reference/flagships.csv` says which model took the place of which; `models.csv` has prices and costs, where
several rows of one flagship make a range. Variants of a flagship are rows without one, never generations.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable, Mapping
from typing import Any

from finkit.assumptions.models import Generation
from finkit.files import shipped

LEAST = 3
"""A company with fewer dated flagships has its generations made from its R&D."""


@functools.cache
def flagships() -> Mapping[str, tuple[Generation, ...]]:
    """The generations of each company that has `LEAST` dated flagships or more, in order of release."""
    known = _by_flagship(_rows("models.csv"))
    found: dict[str, list[dict[str, str]]] = {}
    for row in _rows("flagships.csv"):
        found.setdefault(row["company"], []).append(row)
    return {
        company: tuple(_generation(row, known.get((company, row["model"]), [])) for row in rows)
        for company, rows in found.items()
        if len(rows) >= LEAST
    }


def _generation(row: Mapping[str, str], known: list[dict[str, str]]) -> Generation:
    given: dict[str, Any] = {"name": row["model"], "release": row["release_date"], "source": row["source"]}
    if row["displaced_date"]:
        given["superseded"] = row["displaced_date"]
    costs = [k for k in known if k["training_cost_low_usd"]]
    if costs:
        said = "; ".join(dict.fromkeys(k["training_cost_basis"] for k in costs))
        cost = _range((k[f"training_cost_{end}_usd"] for k in costs for end in ("low", "high")), said)
        given |= {"training_cost": cost, "currency": "USD", "training_basis": costs[0]["training_holds"]}
    for column, name in (("input", "list_price_in"), ("output", "list_price_out")):
        prices = [k for k in known if k[f"{column}_price_usd_per_mtok"]]
        if prices:
            said = "; ".join(dict.fromkeys(k["source"] for k in prices))
            given[name] = _range((k[f"{column}_price_usd_per_mtok"] for k in prices), said)
    return Generation.model_validate(given)


def _range(values: Iterable[str], source: str) -> dict[str, Any]:
    held = [float(value) for value in values]
    return {"low": min(held), "high": max(held), "source": source}


def _by_flagship(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows:
        if row["flagship"]:
            found.setdefault((row["company"], row["flagship"]), []).append(row)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (shipped("statements") / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
