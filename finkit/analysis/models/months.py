"""Months: the calendar of a company's models and periods, cut where a period or a model begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from finkit.analysis.measures import Floats
from finkit.analysis.models.spans import Ints, Spans

_LONGEST = 360


def edges(release: Floats, finish: Floats, lines: Sequence[Spans]) -> list[Floats]:
    """Each company's days on which a month, a period or a model begins or ends, from the first that matters.

    `release` and `finish` (companies, models) are days as ordinals. The first day is that of the first release, or of
    the period that it falls into. Months are cut at these days: what one holds is of one period, its use is exact.
    """
    start = np.concatenate([line.start for line in lines], axis=1)
    end = np.concatenate([line.end for line in lines], axis=1)
    released = np.nanmin(release, axis=1, keepdims=True)
    used = end > released
    every = np.concatenate([release, np.where(used, start, np.nan), np.where(used, end, np.nan)], axis=1)
    # The last day that is a period's or begins a model; the day after a period's last opens no month of its own.
    ended = np.concatenate([release, np.where(used, end - 1, np.nan)], axis=1)
    first, last = np.nanmin(every, axis=1), np.nanmax(ended, axis=1)
    within = np.concatenate([every, np.where(finish <= last[:, None], finish, np.nan)], axis=1)
    return [
        np.unique([*first_of_months(int(a), int(b)), *row[~np.isnan(row)]])
        for a, b, row in zip(first, last, within, strict=True)
    ]


def first_of_months(first: int, last: int) -> Floats:
    """The first days of all months from the one that holds `first` to the one after that which holds `last`."""
    a, b = date.fromordinal(first), date.fromordinal(last)
    count = min((b.year - a.year) * 12 + b.month - a.month + 1, _LONGEST)
    return _first_days(a.year * 12 + a.month - 1 + np.arange(count + 1))


def _first_days(months: Ints) -> Floats:
    days = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(float)
    return np.asarray(days + date(1970, 1, 1).toordinal())


def cells(edges: Sequence[Floats]) -> tuple[Floats, Floats, Floats]:
    """First day of each month or part of one and of the next, (companies, months), and how many there are.

    A company with fewer goes on, so that no cell is empty: nothing of its periods falls there.
    """
    count = np.array([len(one) - 1 for one in edges])
    start = np.empty((len(edges), int(count.max()) + 1))
    for c, one in enumerate(edges):
        start[c, : len(one)] = one
        start[c, len(one) :] = one[-1] + np.arange(1, start.shape[1] - len(one) + 1)
    return start[:, :-1], start[:, 1:], count
