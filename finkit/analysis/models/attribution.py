"""Attribution: what a company's periods show, spread over months and over the models in use.

METHODS 4.2: by use; by use at list prices; by use at the relative cost of serving. A period is spread evenly over its
days. Attributed figures add up to the period that they come from.
"""

from __future__ import annotations

import numpy as np

from finkit.analysis.measures import Floats
from finkit.analysis.models.spans import Spans

KEYS = ("usage", "list price", "serving cost")
INPUT_PER_OUTPUT = 3
"""Input tokens to one output token in a list price's blend: assumed."""


def blended(price_in: Floats, price_out: Floats) -> Floats:
    """One price of a Mtok from the list prices of input and output; NaN where either is missing."""
    return (INPUT_PER_OUTPUT * price_in + price_out) / (INPUT_PER_OUTPUT + 1)


def keyed(usage: Floats, factor: Floats) -> Floats:
    """Shares of use weighed by `factor`, (..., models, months) and (..., models); each month adds up to 1.

    A month is missing where a model in use has no factor; one without any use stays 0.
    """
    weight = np.where(usage > 0, usage * factor[..., None], 0.0)
    total = weight.sum(axis=-2, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total == 0, 0.0, weight / total)


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
    return np.where(absent.astype(float) @ by_period > 0, np.nan, found) if absent.any() else np.asarray(found)
