"""What an hour of a GPU costs its owner: life, running cost and finance. METHODS 6."""

from __future__ import annotations

import math
from dataclasses import dataclass

from finkit.analysis.given import known, number

HOURS = 8760.0


@dataclass(frozen=True, slots=True)
class GpuHour:
    """Cost a year and an available hour, in the currency of the price; None where a figure is missing."""

    annual: float | None
    per_hour: float | None


def gpu_hour_cost(
    capex: float | None, life_years: float | None, opex_share: float | None = 0.0, *,
    interest: float | None = 0.0, availability: float | None = 1.0,
) -> GpuHour:  # fmt: skip
    """`(annuity(capex, interest, life) + opex share x capex/life)/8760/availability`.

    `interest` a year as a fraction; at 0 the annuity is capex over life. `availability` is the part of all hours
    that can be used, above 0 to 1. ValueError for what is out of range.
    """
    c, life = number("capex", capex, above=0), number("life_years", life_years, above=0)
    opex, rate = number("opex_share", opex_share, least=0), number("interest", interest, least=0)
    usable = number("availability", availability, above=0, most=1)
    annual = annuity(c, rate, life) + opex * c / life
    return GpuHour(known(annual), known(annual / HOURS / usable))


def annuity(price: float, rate: float, years: float) -> float:
    """The equal yearly payment that repays `price` at `rate` over `years`; price over years where the rate is 0."""
    if math.isnan(rate):
        return math.nan
    return price / years if rate == 0 else price * rate / -math.expm1(-years * math.log1p(rate))
