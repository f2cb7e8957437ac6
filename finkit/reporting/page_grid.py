"""Tables of a page: rows of figures under heads, with sparklines and columns that a narrow page may leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from finkit.reporting.page import Figure, Page
from finkit.statement.panel import Row
from finkit.statement.period import day_number

RECENT = 6
WIDE = 9
_KINDS = {12: "Years", 6: "Halves", 9: "Nine months", 3: "Quarters", 1: "Months"}


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of values in a box of 64 by 18: its unbroken runs, the height of zero, the last point."""

    runs: tuple[str, ...]
    zero: str
    last: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head; `old` columns are left out of a narrow page until asked for, `first` begins a group."""

    text: str
    title: str = ""
    old: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table; `kind` is total, of-which, group or nothing."""

    label: str
    cells: tuple[Figure | str, ...] = ()
    depth: int = 0
    kind: str = ""
    title: str = ""
    anchor: str = ""
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: caption, heads of its value columns, rows, a note under it. `text` columns are words."""

    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    note: str = ""
    corner: str = ""
    sparks: bool = False
    text: bool = False
    name: str = ""

    @property
    def old(self) -> int:
        """How many columns are left out until asked for."""
        return sum(head.old for head in self.heads)


def words_grid(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, note: str = "", name: str = ""
) -> Grid | None:
    """A table of words and figures, its first column the label; None where it has no rows."""
    lines = tuple(Line(str(first), tuple(rest)) for first, *rest in rows)
    if not lines:
        return None
    return Grid(caption, tuple(Head(h) for h in heads[1:]), lines, note, heads[0], text=True, name=name)


def period_heads(page: Page, rows: Sequence[int]) -> tuple[Head, ...]:
    """A head a period, grouped by length; beyond a page's width the earlier years step back."""
    years = [r for r in rows if page.row(r).months == 12]
    old = set(years[:-RECENT]) if len(rows) > WIDE else set()
    heads, before = [], None
    for r in rows:
        at = page.row(r)
        heads.append(Head(page.period(r), dates(at), r in old, before is not None and at.months != before))
        before = at.months
    return tuple(heads)


def dates(row: Row) -> str:
    """A period's dates in words."""
    kind = _KINDS.get(row.months or 0, "")
    return f"{row.start} to {row.end}{f' ({kind.lower()})' if kind else ''}" if row.start else row.end


def line(
    page: Page,
    name: str,
    rows: Sequence[int],
    make: Callable[[str, int], Figure] | None = None,
    *,
    depth: int = 0,
    kind: str = "",
    anchor: str = "",
    unit: str = "",
) -> Line:
    """A line or measure across `rows`, with its sparkline over equal periods."""
    cells = tuple((make or page.cell)(name, r) for r in rows)
    values = [(page.row(r), float(c.value) if c.value else None) for r, c in zip(rows, cells, strict=True)]
    label = f"{page.label(name)}{f' ({unit})' if unit else ''}"
    return Line(label, cells, depth, kind, _says(name), anchor, spark(values))


def spark(values: Sequence[tuple[Row, float | None]]) -> Spark | None:
    """A sparkline over equal periods with at least three values, years first; broken where a period is missing."""
    series: dict[int, list[tuple[float, float]]] = {}
    for row, value in values:
        if value is not None and row.months and row.end:
            series.setdefault(row.months, []).append((day_number(row.end) / 30.4375, value))
    months, held = max(series.items(), key=lambda s: (s[0] == 12 and len(s[1]) > 2, len(s[1])), default=(0, []))
    if len(held) < 3:
        return None
    low, high = min(0.0, *(v for _, v in held)), max(0.0, *(v for _, v in held))
    height, first, length = (high - low) or 1.0, held[0][0], (held[-1][0] - held[0][0]) or 1.0
    runs: list[list[str]] = [[]]
    last = ("", "")
    for i, (when, value) in enumerate(held):
        if i and when - held[i - 1][0] > 1.5 * months:
            runs.append([])
        last = f"{1 + 60 * (when - first) / length:.1f}", f"{1 + 16 * (high - value) / height:.1f}"
        runs[-1].append(",".join(last))
    return Spark(tuple(" ".join(run) for run in runs), f"{1 + 16 * high / height:.1f}", last)


def _says(name: str) -> str:
    from finkit.analysis.measures import registry
    from finkit.statement.lines import taxonomy

    known = registry().get(name) or taxonomy().get(name)
    return known.says if known else ""
