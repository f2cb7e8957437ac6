"""A panel: the chosen figures of any number of companies, one array a line, one row a company and period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from finkit.statement.coded import Coded, Flags, Ints, close, dense, joint, runs
from finkit.statement.coded import Floats as Floats
from finkit.statement.fact import Column, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import TOLERANCE_DAYS, day_number, period_label, shift_year
from finkit.statement.same import days, on_days, period_keys

# Years first, then halves, nine months, quarters; anything else behind them.
_LENGTHS = {12.0: 0, 6.0: 1, 9.0: 2, 3.0: 3, 1.0: 4, 0.0: 9}
_SCENARIOS = {"actual": 0, "hypothetical": 1, "ttm": 2, "forecast": 3, "run_rate": 4}


class Row(NamedTuple):
    """What one row of a panel is about."""

    company: str
    segment: str
    scenario: str
    currency: str
    label: str
    start: str
    end: str
    months: int | None


@dataclass(frozen=True)
class Panel:
    """Chosen figures by line and row; `source[line]` points at the row of `facts`, -1 where there is none.

    Rows of one company stand together, ordered by segment, scenario, length and end. Arrays have one value
    a row; NaN is missing.
    """

    rows: tuple[Row, ...]
    facts: Facts
    values: dict[str, Floats]
    source: dict[str, Ints]

    @classmethod
    def of(cls, facts: Facts) -> Panel:
        """The panel of all chosen, mapped facts."""
        used = facts["chosen"] & (facts["scenario"] != "run_rate")
        instants = used & _instants(facts)
        flows = np.flatnonzero(used & ~instants)
        heads, numbers = _placed(facts, flows)
        panel = cls(_rows(facts, heads), facts, {}, {})
        panel._put(flows, numbers)
        panel._put(*_on_their_day(facts, np.flatnonzero(instants), heads))
        return panel

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, line: str) -> Floats:
        """The values of `line`, all missing where no company has it."""
        found = self.values.get(line)
        return found if found is not None else np.full(len(self), np.nan)

    def cut(self, rows: slice) -> Panel:
        """The panel of those rows alone, on the same facts."""
        values = {line: column[rows] for line, column in self.values.items() if not np.isnan(column[rows]).all()}
        return Panel(self.rows[rows], self.facts, values, {line: self.source[line][rows] for line in values})

    def fact_column(self, line: str, column: str, default: Any) -> Column:
        """A column of the facts behind `line`, row by row; `default` where there is none."""
        source = self.source.get(line)
        if source is None:
            return np.full(len(self), default)
        held = self.facts[column]
        out = np.full(len(self), default, dtype=held.dtype if held.dtype != object else object)
        at = source >= 0
        out[at] = held[source[at]]
        return out

    def rounding(self, line: str) -> Floats:
        """Half the last printed digit of each figure; 0 where it is not known."""
        held: Floats = np.nan_to_num(self.fact_column(line, "rounding", np.nan).astype(float))
        return held

    def roundings(self) -> Panel:
        """The same panel with each figure's rounding in place of its value."""
        return replace(self, values={n: np.where(np.isnan(v), v, self.rounding(n)) for n, v in self.values.items()})

    def companies(self) -> dict[str, slice]:
        """Each company's rows, which stand together."""
        found: dict[str, slice] = {}
        for i, row in enumerate(self.rows):
            first = found[row.company].start if row.company in found else i
            found[row.company] = slice(first, i + 1)
        return found

    def company_index(self) -> Ints:
        """A number a row, equal within a company."""
        names: dict[str, int] = {}
        return np.array([names.setdefault(row.company, len(names)) for row in self.rows], dtype=np.int64)

    def year_ago(self) -> Floats:
        """The 1-based row of the equal-length period one year earlier (within a week), NaN where there is none."""
        rows = [(i, row) for i, row in enumerate(self.rows) if row.end]
        known: dict[tuple[object, ...], int] = {}
        keys = ((row.company, row.segment, row.scenario, row.currency, row.months) for _, row in rows)
        series = np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
        ends = Coded.of(np.array([row.end for _, row in rows], dtype=object))
        end, wanted = days(ends), ends.tell(lambda day: day_number(shift_year(day))).array()
        i, j = close(on_days(series, wanted), on_days(series, end), TOLERANCE_DAYS)
        # The nearest, of two as near the earlier.
        gap = end[j] - wanted[i]
        order = np.lexsort((-j, gap, np.abs(gap), i))
        nearest = order[runs(i[order])]
        place, out = np.array([i for i, _ in rows], dtype=np.int64), np.full(len(self), np.nan)
        out[place[i[nearest]]] = place[j[nearest]] + 1
        return out

    def _put(self, facts: Ints, rows: Ints) -> None:
        """Write facts into rows; where several stand in one place, the last of them stays."""
        codes = self.facts.coded("line").codes[facts]
        _, first = np.unique(codes, return_index=True)
        for at in np.sort(first).tolist():
            here = codes == codes[at]
            line = str(self.facts["line"][facts[at]])
            values = self.values.setdefault(line, np.full(len(self), np.nan))
            source = self.source.setdefault(line, np.full(len(self), -1, dtype=np.int64))
            values[rows[here]] = self.facts["value"][facts[here]]
            source[rows[here]] = facts[here]


def _placed(facts: Facts, used: Ints) -> tuple[Ints, Ints]:
    """The fact at the head of each row, rows in their order, and the number of the row that each used fact stands in.

    A figure without a currency joins the row of the first currency that is there.
    """
    currency, blank = facts.coded("currency").codes[used], facts["currency"][used] == ""
    period = dense(joint(facts.key("company", "segment", "scenario", "months"), period_keys(facts))[used])
    named = np.flatnonzero(~blank)[::-1]
    first = np.full(int(period.max(initial=-1)) + 1, -1)
    first[period[named]] = currency[named]
    held = np.where(blank & (first[period] >= 0), first[period], currency)
    _, met, row = np.unique(joint(period, held), return_index=True, return_inverse=True)
    heads = used[met]
    heads[row[named]] = used[named]
    order = _row_order(facts, heads, used[met])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return heads[order], place[row]


def _row_order(facts: Facts, heads: Ints, met: Ints) -> Ints:
    """Rows as a panel has them: companies as they are met, then segment, scenario, length, end."""
    company = facts.coded("company").codes[heads]
    first = np.full(int(company.max(initial=-1)) + 1, len(facts))
    np.minimum.at(first, company, met)
    scenario = facts.coded("scenario").tell(lambda text: _SCENARIOS.get(text, 9)).array()
    length = facts.coded("months").tell(lambda months: _LENGTHS.get(months, 8)).array()
    segment, end, start, currency = (facts.coded(name).ranks() for name in ("segment", "end", "start", "currency"))
    ranks = [ranks[heads] for ranks in (currency, start, end, length, scenario, segment)]
    return np.lexsort((met, *ranks, first[company]))


def _rows(facts: Facts, heads: Ints) -> tuple[Row, ...]:
    names = ("company", "segment", "scenario", "currency", "period", "start", "end")
    columns = [facts[name][heads].tolist() for name in names]
    months = [None if given != given else int(given) for given in facts["months"][heads].tolist()]
    columns[4] = [
        label if label and label != end else period_label(start, end, length)
        for label, start, end, length in zip(*columns[4:], months, strict=True)
    ]
    return tuple(map(Row._make, zip(*columns, months, strict=True)))


def _on_their_day(facts: Facts, instants: Ints, heads: Ints) -> tuple[Ints, Ints]:
    """Each amount at a date with every row of its company, segment, scenario and currency that ends within a week."""
    both = np.concatenate([instants, heads])
    place = on_days(dense(facts.key("company", "segment", "scenario")[both]), days(facts.coded("end"))[both])
    at, row = close(place[: len(instants)], place[len(instants) :], TOLERANCE_DAYS)
    currency = facts["currency"]
    fits = (currency[heads[row]] == currency[instants[at]]) | (currency[heads[row]] == "")
    return instants[at[fits]], row[fits]


def _instants(facts: Facts) -> Flags:
    stocks = {line.id for line in taxonomy().lines if line.kind == "stock"}
    return np.asarray(facts.coded("line").tell(lambda line: line in stocks).array(bool) & (facts["months"] == 0))
