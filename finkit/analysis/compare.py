"""Companies side by side: one measure a column, each figure with its period, basis and what it includes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.framed import table_html
from finkit.analysis.measures import registry
from finkit.analysis.table import Table
from finkit.errors import CurrencyError
from finkit.statement.company import INCLUDED

if TYPE_CHECKING:
    import pandas as pd

COMPARED = (
    "revenue_growth", "gross_margin", "contribution_margin", "operating_margin", "research_intensity",
    "sales_marketing_ratio", "overhead_ratio", "capital_intensity", "gmroi",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One company in a comparison: the period it is shown in and its measures there."""

    analysis: Analysis
    row: int
    period: str
    revenue: float | None
    currency: str
    values: Mapping[str, float | None]
    bases: Mapping[str, str]
    why: Mapping[str, str]
    note: str = ""

    @property
    def inclusion(self) -> tuple[str, ...]:
        """What its gross margin includes, in the order of `INCLUDED`: ranks hold only between equal ones."""
        return tuple(self.analysis.statement.company.included(part) for part in INCLUDED)


@dataclass(frozen=True)
class Comparison:
    """Companies as rows, labs first, in the order given; ratios as fractions, revenue in units of `currency`.

    `currency` is empty where the companies report in different ones and no rate was given: then each row's
    revenue stays in its own.
    """

    rows: tuple[Compared, ...]
    measures: tuple[str, ...] = COMPARED
    currency: str = ""
    rates: Mapping[str, float] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """One row a company: period, currency, revenue and the measures."""
        import pandas as pd

        data = [
            {"company": r.analysis.name, "kind": r.analysis.statement.company.kind, "period": r.period,
             "currency": r.currency, "revenue": r.revenue, **{m: r.values[m] for m in self.measures}}
            for r in self.rows
        ]  # fmt: skip
        return pd.DataFrame(data).set_index("company")

    def _repr_html_(self) -> str:
        return table_html(self.frame(), index=True)


def compare(
    analyses: Sequence[Analysis], *, rates: Mapping[str, float] | None = None, to: str = "", examples: bool = False
) -> Comparison:
    """The comparison of `analyses`: labs, then comparators; examples only when asked for.

    Each company is shown in its latest year (or latest period, said so). Ratios need no currency. Revenue is
    converted to `to` only with `rates` (units of `to` for one of the currency); CurrencyError names a
    currency without a rate.
    """
    given = dict(rates or {})
    if given and not to:
        raise CurrencyError("rates are given but no currency to convert to: name it")
    wrong = [currency for currency, rate in given.items() if not 0 < rate < float("inf")]
    if wrong:
        raise CurrencyError(f"the rate of {wrong[0]} is {given[wrong[0]]:g}: give units of {to} for one, above 0")
    kept = [a for a in analyses if examples or a.statement.company.kind != "example"]
    ordered = sorted(kept, key=lambda a: _KIND_ORDER.get(a.statement.company.kind, 0))
    rows = tuple(row for a in ordered if (row := _compared(a, given, to)) is not None)
    currencies = {row.currency for row in rows if row.revenue is not None}
    return Comparison(rows, currency=currencies.pop() if len(currencies) == 1 else "", rates=given)


_KIND_ORDER = {"lab": 0, "comparator": 1, "example": 2}


def _compared(analysis: Analysis, rates: Mapping[str, float], to: str) -> Compared | None:
    row = analysis.latest()
    if row is None:
        return None
    at = analysis.panel.rows[row]
    revenue = float(analysis.panel.get("revenue")[row])
    currency = at.currency
    value = None if np.isnan(revenue) else revenue
    if to and currency != to and value is not None:
        if currency not in rates:
            raise CurrencyError(
                f"{analysis.name} reports in {currency or 'an unstated currency'}: give its rate to {to}"
            )
        value, currency = value * rates[currency], to
    values, bases, why = {}, {}, {}
    for name in COMPARED:
        table = _table(analysis, name)
        values[name] = table.at(name, row)
        bases[name] = table.rests_on(name, row)
        why[name] = table.why_missing(name, row)
    return Compared(
        analysis, row, at.label, value, currency, values, bases, why, "" if at.months == 12 else "not a full year"
    )


def _table(analysis: Analysis, name: str) -> Table:
    part = analysis.company
    return part.cash if registry()[name] in part.cash.measures else part.margins
