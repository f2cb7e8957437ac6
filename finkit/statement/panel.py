"""A panel: the chosen figures of any number of companies, one array a line, one row a company and period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from finkit.statement.choose import period_keys
from finkit.statement.fact import Facts
from finkit.statement.lines import taxonomy
from finkit.statement.period import TOLERANCE_DAYS, day_number, near, period_label, shift_year

Floats = np.ndarray[Any, np.dtype[np.float64]]
# Years first, then halves, nine months, quarters; anything else behind them.
_LENGTHS = {12.0: 0, 6.0: 1, 9.0: 2, 3.0: 3, 1.0: 4, 0.0: 9}
_SCENARIOS = {"actual": 0, "hypothetical": 1, "ttm": 2, "forecast": 3, "run_rate": 4}


@dataclass(frozen=True, slots=True)
class Row:
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
    source: dict[str, np.ndarray[Any, np.dtype[np.int64]]]

    @classmethod
    def of(cls, facts: Facts) -> Panel:
        """The panel of all chosen, mapped facts."""
        used = facts["chosen"] & (facts["scenario"] != "run_rate")
        instants = used & _instants(facts)
        order, rows, numbers = _placed(facts, np.flatnonzero(used & ~instants))
        panel = cls(tuple(rows), facts, {}, {})
        for fact, number in numbers:
            panel._put(fact, order[number])
        panel._put_instants(int(fact) for fact in np.flatnonzero(instants))
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

    def fact_column(self, line: str, column: str, default: Any) -> np.ndarray[Any, np.dtype[Any]]:
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

    def company_index(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """A number a row, equal within a company."""
        names: dict[str, int] = {}
        return np.array([names.setdefault(row.company, len(names)) for row in self.rows], dtype=np.int64)

    def year_ago(self) -> Floats:
        """The 1-based row of the equal-length period one year earlier (within a week), NaN where there is none."""
        series: dict[tuple[object, ...], dict[int, int]] = {}
        keys = [(r.company, r.segment, r.scenario, r.currency, r.months) for r in self.rows]
        for i, row in enumerate(self.rows):
            if row.end:
                series.setdefault(keys[i], {})[day_number(row.end)] = i
        out = np.full(len(self), np.nan)
        for i, row in enumerate(self.rows):
            earlier = _nearest(series[keys[i]], day_number(shift_year(row.end))) if row.end else None
            if earlier is not None:
                out[i] = earlier + 1
        return out

    def _put(self, fact: int, row: int) -> None:
        line = self.facts["line"][fact]
        if line not in self.values:
            self.values[line] = np.full(len(self), np.nan)
            self.source[line] = np.full(len(self), -1, dtype=np.int64)
        self.values[line][row] = self.facts["value"][fact]
        self.source[line][row] = fact

    def _put_instants(self, used: Iterable[int]) -> None:
        facts = self.facts
        ends: dict[tuple[str, ...], list[int]] = {}
        for row, at in enumerate(self.rows):
            ends.setdefault((at.company, at.segment, at.scenario), []).append(row)
        for fact in used:
            key = (facts["company"][fact], facts["segment"][fact], facts["scenario"][fact])
            for row in ends.get(key, ()):
                at = self.rows[row]
                if at.currency in (facts["currency"][fact], "") and near(at.end, facts["end"][fact]):
                    self._put(fact, row)


def _placed(facts: Facts, used: Any) -> tuple[dict[int, int], list[Row], list[tuple[int, int]]]:
    """The order of rows, the rows, and the number of the row that each used fact stands in."""
    keys, where = np.array(period_keys(facts), dtype=object), _Rows(facts)
    columns = [facts[name][used].tolist() for name in ("company", "segment", "scenario")]
    months = [str(given) for given in facts["months"][used].tolist()]
    identities = zip(*columns, keys[used].tolist(), months, strict=True)
    currencies = facts["currency"][used].tolist()
    given = zip(used.tolist(), identities, currencies, strict=True)
    numbers = [(fact, where.place(fact, identity, currency)) for fact, identity, currency in given]
    return *where.ordered(), numbers


class _Rows:
    """Rows as they are met, then in their order; a figure without a currency joins the row that is there."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.numbers: dict[tuple[str, ...], dict[str, int]] = {}
        self.rows: list[Row] = []

    def place(self, fact: int, identity: tuple[str, ...], currency: str) -> int:
        held = self.numbers.setdefault(identity, {})
        if currency not in held:
            if held and not currency:
                return next(iter(held.values()))
            if "" in held:
                held[currency] = held.pop("")
                self.rows[held[currency]] = _row(self.facts, fact)
            else:
                held[currency] = len(self.rows)
                self.rows.append(_row(self.facts, fact))
        return held[currency]

    def ordered(self) -> tuple[dict[int, int], list[Row]]:
        first = {name: i for i, name in reversed(list(enumerate(row.company for row in self.rows)))}
        ranked = sorted(range(len(self.rows)), key=lambda i: (first[self.rows[i].company], *_row_order(self.rows[i])))
        return {old: new for new, old in enumerate(ranked)}, [self.rows[i] for i in ranked]


def _row(facts: Facts, i: int) -> Row:
    months = facts["months"][i]
    names = ("company", "segment", "scenario", "currency", "period", "start", "end")
    company, segment, scenario, currency, label, start, end = (str(facts[n][i]) for n in names)
    if not label or label == end:
        label = period_label(start, end, None if months != months else int(months))
    return Row(company, segment, scenario, currency, label, start, end, None if months != months else int(months))


def _row_order(row: Row) -> tuple[object, ...]:
    length = _LENGTHS.get(float(row.months) if row.months is not None else -1.0, 8)
    return row.segment, _SCENARIOS.get(row.scenario, 9), length, row.end, row.start, row.currency


def _instants(facts: Facts) -> np.ndarray[Any, np.dtype[np.bool_]]:
    stocks = {line.id for line in taxonomy().lines if line.kind == "stock"}
    held = np.array([line in stocks for line in facts["line"].tolist()], dtype=bool)
    return np.asarray(held & (facts["months"] == 0))


def _nearest(days: dict[int, int], day: int) -> int | None:
    return next(
        (days[day + d] for d in sorted(range(-TOLERANCE_DAYS, TOLERANCE_DAYS + 1), key=abs) if day + d in days), None
    )
