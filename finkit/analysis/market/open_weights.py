"""Open weights as a ceiling on the price, which falls as they catch up: METHODS 1.15 and 8, essays 001 and 002."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from finkit.analysis.given import known, number
from finkit.analysis.market.chain import amounts, chain
from finkit.analysis.measures import Floats, Measure

MONTHS = (0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0)

CEILING = (
    Measure("monopoly_price", "Price of a monopoly", "marginal_cost + mean_value", "price",
            "Marginal cost plus what a Mtok is worth on average."),
    Measure("ceiling", "Ceiling: open price and what the gap is worth", "open_price + premium", "price",
            "Above it users take the open weights."),
    Measure("limit_price", "Price under the ceiling", "maximum(marginal_cost, minimum(monopoly_price, ceiling))",
            "price", "The lower of the monopoly's price and the ceiling, and never below cost."),
    Measure("limit_margin", "Margin under the ceiling", "(limit_price - marginal_cost) / limit_price", "ratio",
            "Price less cost, over price."),
)  # fmt: skip
DIFFUSION = (
    Measure("premium", "What the gap is worth", "first_premium * maximum(1 - months_passed / catch_up_months, 0)",
            "price", "What the better model is worth more, falling evenly to nothing as the open weights catch up."),
)  # fmt: skip
WINDOW = Measure(
    "earning_months", "Months until the ceiling is at cost",
    "where(open_price >= marginal_cost, 0 / 0, where(first_premium > 0, "
    "catch_up_months * maximum(1 - (marginal_cost - open_price) / first_premium, 0), 0))",
    "months", "When the margin is gone; none where the open price alone covers the cost.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """The price that open weights leave, per Mtok, and the margin on it; arrays as the inputs broadcast."""

    monopoly_price: Floats
    price: Floats
    margin: Floats
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The limit price by month since the gap opened, and the months until its margin is gone.

    `premium` is what the gap is worth at each month. `earning_months` is None where it never is; `flag` says why.
    """

    months: tuple[float, ...]
    premium: Floats
    limit: Limit
    earning_months: float | None
    flag: str = ""


def limit_price(
    open_price: ArrayLike | None, premium: ArrayLike | None, cost: ArrayLike | None, value: ArrayLike | None
) -> Limit:
    """`max(MC, min(MC + z, open price + premium))`: prices and cost 0 or more, `value` the mean value z above 0."""
    given = {
        "open_price": amounts("open_price", open_price, least=0),
        "premium": amounts("quality_premium", premium, least=0),
        "marginal_cost": amounts("mc", cost, least=0),
        "mean_value": amounts("zbar", value, above=0),
    }
    found = chain(CEILING, given)
    below = (found["ceiling"] < given["marginal_cost"]).any()
    flag = "the ceiling is below cost: at cost the margin is zero and users of open weights are lost" if below else ""
    flag = "price and cost are both zero: no margin" if (found["limit_price"] == 0).any() else flag
    return Limit(found["monopoly_price"], found["limit_price"], found["limit_margin"], flag)


def ceiling(
    open_price: float | None, premium: float | None, cost: float | None, value: float | None,
    catch_up_months: float | None = 18.0, months: Sequence[float] = MONTHS,
) -> Ceiling:  # fmt: skip
    """The limit price at each of `months` (0 or more), the premium gone at `catch_up_months` (above 0)."""
    given = {
        "first_premium": amounts("quality_premium", premium, least=0),
        "catch_up_months": amounts("catch_up_months", catch_up_months, above=0),
        "months_passed": amounts("months", months, least=0),
    }
    gap = chain(DIFFUSION, given)["premium"]
    limit = limit_price(open_price, gap, cost, value)
    held = {"open_price": number("open_price", open_price), "marginal_cost": number("mc", cost)}
    earning = known(float(chain([WINDOW], {**given, **held})[WINDOW.name]))
    covered = held["open_price"] >= held["marginal_cost"]
    flag = "the open price alone covers the cost: the margin falls and stays above zero" if covered else ""
    return Ceiling(tuple(np.atleast_1d(given["months_passed"]).tolist()), gap, limit, earning, flag)
