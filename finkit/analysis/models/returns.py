"""Returns of one model as an investment: NPV, IRR, payback, multiple of the outlay. METHODS 4.4.

Flows stand one a period, the first at time 0, outlays negative. A missing flow is never taken as 0: what rests on it
is missing, with the reason as flag.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import figures, number, unknown
from finkit.analysis.measures import Floats

NO_CHANGE = "no sign change"
DAYS_A_YEAR = 365
# Rates from -99.9% to 99,900% are searched for roots where flows are dated, in steps of a third of a percent.
_SEARCHED = np.linspace(math.log(1e-3), math.log(1e3), 4001)


@dataclass(frozen=True, slots=True)
class Rate:
    """An internal rate of return a period (a year where flows are dated); None where there is none or not one.

    `roots` are all rates above -1 that bring NPV to 0, rising; `flag` says why a rate is missing or in doubt.
    """

    rate: float | None
    roots: tuple[float, ...]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Returns:
    """Returns of one stream of flows: `npv` at the discount rate, payback in periods (None is never), multiple.

    `multiple` is inflows over outlays, without time; None without outlays. Where a flow is missing all are (NPV as
    NaN), where the discount rate is, what is discounted; `flag` says so.
    """

    npv: float
    internal: Rate
    payback: float | None
    discounted_payback: float | None
    multiple: float | None
    flag: str = ""


def npv(flows: Sequence[float | None], rate: float | None) -> float:
    """Flows discounted at `rate` a period, above -1, the first not discounted; NaN where one is missing."""
    found = _flows(flows)
    return float(found @ _discounts(len(found), rate))


def irr(flows: Sequence[float | None]) -> Rate:
    """Every rate above -1 at which NPV is 0, one flow a period."""
    found = _flows(flows)
    if lacks := unknown({"cash_flows": found}):
        return Rate(None, (), lacks)
    changes = _sign_changes(found)
    if changes == 0:
        return Rate(None, (), NO_CHANGE)
    powers = np.arange(len(found), dtype=float)
    if changes == 1:
        return Rate(root := _one_root(found, powers), (root,))
    return _several(changes, _polynomial_roots(found))


def xirr(flows: Sequence[float | None], dates: Sequence[str | datetime.date | None]) -> Rate:
    """The rate a year at which dated flows are worth 0, actual days over 365; dates out of order are sorted."""
    found = _flows(flows)
    if len(dates) != len(found):
        raise ValueError(f"dates has {len(dates)} values: give {len(found)}, one a flow")
    days = np.array([math.nan if date is None else _day(date) for date in dates], dtype=float)
    if lacks := unknown({"cash_flows": found, "dates": days}):
        return Rate(None, (), lacks)
    unsorted = bool((np.diff(days) < 0).any())
    order = np.argsort(days, kind="stable")
    found, years = found[order], (days[order] - days.min()) / DAYS_A_YEAR
    warning = "dates were not in order: sorted" if unsorted else ""
    changes = _sign_changes(found)
    if changes == 0:
        return Rate(None, (), _joined(warning, NO_CHANGE))
    if changes == 1 and (found[years > 0] != 0).any():
        root = _one_root(found, years)
        return Rate(root, (root,), warning)
    several = _several(changes, _searched_roots(found, years))
    return Rate(several.rate, several.roots, _joined(warning, several.flag))


def payback(flows: Sequence[float | None]) -> float | None:
    """Periods until cumulative flows first reach 0 from below, within a period pro rata; None is never, or unknown."""
    total = np.cumsum(found := _flows(flows))
    if np.isnan(total).any():
        return None
    below = np.flatnonzero(total < 0)
    if not len(below):
        return 0.0 if (found != 0).any() else None
    back = np.flatnonzero(total[below[0] :] >= 0)
    if not len(back):
        return None
    at = int(below[0] + back[0])
    return at - 1 + float(-total[at - 1] / found[at])


def multiple(flows: Sequence[float | None]) -> float | None:
    """Inflows over outlays; None without outlays, or where a flow is missing."""
    found = _flows(flows)
    if np.isnan(found).any():
        return None
    out = float(-found[found < 0].sum())
    return float(found[found > 0].sum()) / out if out else None


def vintage_returns(flows: Sequence[float | None], discount: float | None) -> Returns:
    """All returns of one stream of flows at a `discount` rate a period, above -1."""
    found = _flows(flows)
    discounted = found * _discounts(len(found), discount)
    total = np.cumsum(found)
    recovered = np.flatnonzero((total[:-1] < 0) & (total[1:] >= 0))
    again = bool(len(recovered)) and bool((total[recovered[0] + 1 :] < 0).any())
    flag = "cumulative flows fall below 0 again after payback" if again else ""
    internal = irr(flows)
    return Returns(
        float(discounted.sum()), internal, payback(flows), payback(discounted.tolist()), multiple(flows),
        _joined(flag, unknown({"discount_rate": discount}), internal.flag),
    )  # fmt: skip


def _flows(flows: Sequence[float | None]) -> Floats:
    found = figures("cash_flows", flows)
    if not len(found):
        raise ValueError(f"cash_flows = {list(flows)!r}: give finite numbers, one a period")
    return found


def _discounts(periods: int, rate: float | None) -> Floats:
    growth = 1.0 + number("discount_rate", rate, above=-1)
    return np.asarray(growth ** -np.arange(periods, dtype=float))


def _day(date: str | datetime.date) -> int:
    try:
        found = datetime.date.fromisoformat(date[:10]) if isinstance(date, str) else date
        return found.toordinal()
    except (ValueError, AttributeError):
        raise ValueError(f"dates: {date!r} is no date; write 2025-08-07") from None


def _sign_changes(flows: Floats) -> int:
    signs = np.sign(flows[flows != 0])
    return int((np.diff(signs) != 0).sum())


def _worth(flows: Floats, powers: Floats) -> Callable[[float], float]:
    """Value of the flows at a log growth factor, scaled so that neither end overflows."""

    def value(log: float) -> float:
        weight = -log * powers
        return float(flows @ np.exp(weight - weight.max()))

    return value


def _one_root(flows: Floats, powers: Floats) -> float:
    """The one root of flows that change sign once: the first and last sign hold far out on either side."""
    value, wide = _worth(flows, powers), 1.0
    while value(-wide) * value(wide) > 0 and wide < 2**40:
        wide *= 2
    return math.expm1(_bisected(value, -wide, wide))


def _bisected(value: Callable[[float], float], low: float, high: float) -> float:
    """A root between two points whose values differ in sign, to the last digit."""
    positive = value(low) > 0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (value(middle) > 0) == positive:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _polynomial_roots(flows: Floats) -> list[float]:
    """Rates above -1 among the roots of the flows as a polynomial of 1 + rate, each refined."""
    scaled = flows / np.abs(flows).max()
    value = _worth(scaled, np.arange(len(flows), dtype=float))
    found = np.roots(scaled)
    near = np.sort(found[(np.abs(found.imag) < 1e-6 * np.abs(found)) & (found.real > 0)].real)
    rates: list[float] = []
    for root in (float(x) for x in near):
        low, high = math.log(root) - 1e-6, math.log(root) + 1e-6
        log = _bisected(value, low, high) if value(low) * value(high) < 0 else math.log(root)
        if not rates or abs(math.expm1(log) - rates[-1]) > 1e-6 * (1 + abs(rates[-1])):
            rates.append(math.expm1(log))
    return rates


def _searched_roots(flows: Floats, years: Floats) -> list[float]:
    value = _worth(flows, years)
    values = [value(float(log)) for log in _SEARCHED]
    return [
        math.expm1(_bisected(value, float(_SEARCHED[k]), float(_SEARCHED[k + 1])))
        for k in range(len(values) - 1)
        if values[k] * values[k + 1] < 0 or (values[k] == 0)
    ]


def _several(changes: int, roots: list[float]) -> Rate:
    many = {2: "two", 3: "three"}.get(changes, str(changes)) + " sign changes: IRR not unique"
    told = _joined(many if changes > 1 else "", "" if roots else "no rate brings NPV to 0")
    return Rate(roots[0] if len(roots) == 1 else None, tuple(roots), told)


def _joined(*flags: str) -> str:
    return "; ".join(flag for flag in flags if flag)
