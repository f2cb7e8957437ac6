"""Attribution: what a company's periods show, spread over months and over the models in use.

METHODS 4.2: by use; by use at list prices; by use at the relative cost of serving. A period is spread evenly over its
days. Attributed figures add up to the period that they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finkit.analysis.measures import Floats, Measure
from finkit.analysis.models.payoff import PAYBACK
from finkit.analysis.models.schedules import retold, worked
from finkit.analysis.models.spans import Spans

KEYS = ("usage", "list price", "serving cost")
INPUT_PER_OUTPUT = 3
"""Input tokens to one output token in a list price's blend: assumed."""

BLENDED = Measure("list_price", "List price in USD, blended",
                  "(input_per_output * list_price_in + list_price_out) / (input_per_output + 1)", "per Mtok",
                  "Missing where either is.")  # fmt: skip
WEIGHED = (
    Measure("weighed", "Use, weighed", "where(usage > 0, usage * weight, 0)", "number",
            "Missing where a model in use has no weight."),
    Measure("weighed_all", "Use of all models, weighed", "sum_rows(weighed)", "number", "Of the month."),
    Measure("weighed_share", "Part that falls to the model",
            "where(weighed_all == 0, 0, weighed / weighed_all)", "share", "The models of a month add up to 1."),
)  # fmt: skip
KEPT = Measure("kept", "Part of the month that counts", "known * model_served", "share",
               "From the release on, where revenue and cost of revenue are known.")  # fmt: skip
_LEFT = (
    Measure("model_months", "Months of use",
            "first(where(revenue_share * cost_share >= 0, usage * month_length * kept, 0), 0)", "months of use",
            "Use in months whose parts are known."),
    Measure("model_left_low", "Gross profit, low",
            "first(kept * (revenue_low * revenue_share - cost_of_revenue_high * cost_share), 0)", "money",
            "Its part of revenue less its part of cost."),
    Measure("model_left_high", "Gross profit, high",
            "first(kept * (revenue_high * revenue_share - cost_of_revenue_low * cost_share), 0)", "money",
            "Its part of revenue less its part of cost."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A key other than use, as a worksheet shows it: what falls to each model by month, and its payback.

    `weight` is the figure of each model that weighs its use.
    """

    name: str
    weight: str
    shares: tuple[Measure, ...]
    left: tuple[Measure, ...]
    payback: tuple[Measure, ...]


def _key(name: str, tail: str, weight: str, moves: str) -> Key:
    shares = _told(WEIGHED, tail, name, weight=weight)
    parts = {"revenue_share": "usage", "cost_share": "usage"} | {moves: f"weighed_share_{tail}"}
    left = _told(_LEFT, tail, name, **parts)
    held = {step.name: f"{step.name}_{tail}" for step in _LEFT}
    payback = _told([one for one in PAYBACK if one.name != "tenure"], tail, name, **held)
    return Key(name, weight, shares, left, payback)


def _told(steps: Sequence[Measure], tail: str, name: str, **given: str) -> tuple[Measure, ...]:
    """The steps by another key: low and high stay told apart."""
    told = zip(steps, retold(steps, tail, "", **given), strict=True)
    return tuple(replace(new, label=f"{old.label.replace(' by use', '')}, by {name}") for old, new in told)


BY = (
    _key("list price", "price", "list_price", "revenue_share"),
    _key("serving cost", "serving", "serving_cost", "cost_share"),
)
"""Prices move revenue, the cost of serving moves cost."""


def blended(price_in: Floats, price_out: Floats) -> Floats:
    """One price of a Mtok from the list prices of input and output; NaN where either is missing."""
    given = {"list_price_in": price_in, "list_price_out": price_out, "input_per_output": np.asarray(INPUT_PER_OUTPUT)}
    return worked((BLENDED,), given)["list_price"]


def keyed(usage: Floats, factor: Floats) -> Floats:
    """Shares of use weighed by `factor`, (..., models, months) and (..., models); each month adds up to 1.

    A month is missing where a model in use has no factor; one without any use stays 0.
    """
    return worked(WEIGHED, {"usage": usage, "weight": factor[..., None]})["weighed_share"]


def month_shares(found: Spans, month_start: Floats, month_end: Floats) -> Floats:
    """The part of each period's days in each month, (companies, periods, months); a period's parts add up to 1."""
    return found.share(month_start, month_end)


def by_month(values: Floats, parts: Floats) -> Floats:
    """Each month's money, (companies, months), 0 where no period covers any of it; `values` (companies, periods)."""
    return np.asarray(np.einsum("cp,cpm->cm", np.nan_to_num(values), parts))


def attributed(values: Floats, parts: Floats, shares: Floats) -> Floats:
    """Each model's part of each period, (companies, models, periods), which adds up over models to the period.

    `parts` (companies, periods, months) from `month_shares`, `shares` (companies, models, months). NaN in a period, or
    in a month of it that has a share missing, makes the period's parts missing.
    """
    by_period = parts.swapaxes(-1, -2)
    absent = np.isnan(shares)
    held = np.where(absent, 0.0, shares) @ by_period
    whole = held.sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        # The parts of a period's months add up to 1 but for the last digit, which is given back here.
        exact = np.where(whole > 0, held / whole, 0.0)
    found = exact * values[:, None, :]
    lost = absent.any(axis=-2, keepdims=True).astype(float) @ by_period > 0
    return np.where(lost, np.nan, found)
