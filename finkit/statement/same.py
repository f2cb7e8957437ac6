"""Which periods are the same: equal lengths whose ends lie within a week of each other."""

from __future__ import annotations

import numpy as np

from finkit.statement.coded import Coded, Flags, Ints, dense, joint
from finkit.statement.fact import Facts
from finkit.statement.period import TOLERANCE_DAYS, day_number

_MORE_THAN_ANY_DAY = 2**22


def period_keys(facts: Facts) -> Ints:
    """A number a fact that is equal for periods of equal length whose ends lie within a week of each other.

    Within a company periods are gone through by their ends, and each is the same as the last that was not the
    same as one before it. A period without an end is known by its label.
    """
    label = facts.coded("period").codes * (facts["end"] == "")
    every = joint(facts.key("company", "start", "end", "months"), label)
    _, rows, where = np.unique(every, return_index=True, return_inverse=True)
    first = rows[_firsts(facts, rows)]
    named = (facts["end"][first] == "") & (facts["period"][first] != "")
    start = np.where(named, 0, facts.coded("start").codes[first])
    return dense(joint(start, facts.coded("end").codes[first], label[first]))[where]


def days(coded: Coded) -> Ints:
    """Each ISO date as a count of days; 0 where there is none."""
    return coded.tell(lambda text: day_number(text) if text else 0).array()


def on_days(series: Ints, day: Ints) -> Ints:
    """Days of many series on one scale, those of one far from those of any other."""
    return series * _MORE_THAN_ANY_DAY + day


def _firsts(facts: Facts, rows: Ints) -> Ints:
    """For each of `rows`, one a period of a company, the place among them of the period that it is the same as."""
    company, months = facts.coded("company").codes[rows], facts.coded("months").codes[rows]
    start, end = (days(facts.coded(name))[rows] for name in ("start", "end"))
    texts = [facts.coded(name).ranks()[rows] for name in ("period", "start", "end")]
    order = np.lexsort((*texts, months, company))
    near = _near_the_one_before(joint(company, months)[order], end[order])
    start, end = start[order], end[order]
    first = np.arange(len(rows))
    for i in np.flatnonzero(near).tolist():
        last = first[i - 1]
        if abs(end[i] - end[last]) <= TOLERANCE_DAYS and abs(start[i] - start[last]) <= TOLERANCE_DAYS:
            first[i] = last
    found = np.empty_like(first)
    found[order] = order[first]
    return found


def _near_the_one_before(series: Ints, end: Ints) -> Flags:
    near = np.zeros(len(end), dtype=bool)
    near[1:] = (np.diff(series) == 0) & (np.diff(end) <= TOLERANCE_DAYS) & (end[:-1] > 0)
    return near
