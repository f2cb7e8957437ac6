"""Earnings: what each model of many companies left of each result, over the months whose lines are known together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from finkit.analysis.measures import Floats
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.payoff import RESULTS, SHARED, Earned
from finkit.statement.coded import Flags

# What each result takes off revenue, line by line, in the order of `RESULTS`.
_TAKEN = (
    ("cost_of_revenue",),
    ("cost_of_revenue",),
    ("cost_of_revenue", "staff_costs"),
    ("cost_of_revenue", "staff_costs", "sales_marketing"),
    ("cost_of_revenue", "staff_costs", "sales_marketing", "general_administrative"),
)
# Of low, high, centre and rounding: the most is taken off the low, the least off the high; roundings add up.
_OPPOSITE, _SIGN = [1, 0, 2, 3], np.array([1.0, 1.0, 1.0, -1.0])[:, None, None, None]


@dataclass(frozen=True, slots=True)
class Earnings:
    """What every model left of one result, (companies, models), over its months of use; `rounded` as in `Earned`."""

    low: Floats
    high: Floats
    months: Floats
    rounded: Flags
    centre: Floats

    def of(self, c: int, v: int) -> Earned:
        """One model's."""
        low, high, months = (float(x[c, v]) for x in (self.low, self.high, self.months))
        return Earned(low, high, months, bool(self.rounded[c, v]), float(self.centre[c, v]))


@dataclass(frozen=True, slots=True)
class Books:
    """The lines of many companies by month, and what of them is each model's own whatever revenue is attributed by.

    `money` holds each line, (4, companies, months): low, high, centre and rounding. `covered` (companies, months) are
    the days of a month that the line's periods cover. `kept` (4, companies) is the part of revenue left after the
    partner's share. `sales` (3, companies, models) is a model's own S&M over its revenue, low, high and centre, NaN
    where the company's counts. `staffed` (companies,) says who reports staff costs at all.
    """

    money: Mapping[str, Floats]
    covered: Mapping[str, Floats]
    kept: Floats
    sales: Floats
    staffed: Flags

    def earnings(self, models: Floats, revenue_by: Floats, cost_by: Floats) -> dict[str, Earnings]:
        """Each result of every model. `models`: parts of use from the release on; the others: parts by one key.

        All are (companies, models, months). A month counts where every line of the result covers what revenue does.
        """
        income = self.money["revenue"][:, :, None] * revenue_by
        own = ~np.isnan(self.sales[0])[..., None]
        given = self.sales[[1, 0, 2, 1]][..., None] * income
        days = self.covered["revenue"]
        found = {}
        for result, lines in zip(RESULTS, _TAKEN, strict=True):
            left = income * self.kept[..., None, None] if result == SHARED else income
            known = (days > 0)[:, None] & (models > 0)
            for line in lines:
                same = (np.abs(self.covered[line] - days) < 1e-6)[:, None]
                by = cost_by if line == "cost_of_revenue" else revenue_by
                taken = (self.money[line][:, :, None] * by)[_OPPOSITE]
                if line == "staff_costs":
                    same = same | ~self.staffed[:, None, None]
                elif line == "sales_marketing":
                    taken, same = np.where(own, given, taken), same | own
                left, known = left - _SIGN * taken, known & same
            found[result] = _summed(left, known & ~np.isnan(left[0] + left[1]), models * days[:, None])
        return found


def _summed(left: Floats, used: Flags, days: Floats) -> Earnings:
    """The months used, summed; rounding is carried where it may turn the sign: elsewhere attribution leaves more."""
    low, high, centre, off = np.where(used, left, 0.0).sum(axis=-1)
    rounded = (np.minimum(np.abs(low), np.abs(high)) < off) & (off > 0)
    apart = np.where(rounded, off, 0.0)
    months = np.where(used, days / DAYS_PER_MONTH, 0.0).sum(axis=-1)
    return Earnings(low - apart, high + apart, months, rounded, centre)
