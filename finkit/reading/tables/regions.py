"""Where in the sheets the statement stands: found by the lines it holds, never by its place."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from finkit.reading.cells.grid import Cell, Day, Sheet, letters
from finkit.reading.corrections import SAID, Corrections
from finkit.reading.tables import headers
from finkit.reading.tables.headers import SPECIAL, Band
from finkit.reading.texts import labels, scale
from finkit.statement.lines import fold, taxonomy
from finkit.statement.period import ASSUMED, Period

# Sheets that hold assumptions, never a statement.
ASSUMPTIONS = frozenset({"models", "plans", "tasks", "prices", "market", "settings"})
_ELSEWHERE = frozenset(
    [
        "operating_cash_flow",
        "capital_expenditure",
        "cash_burn",
        "cash_burn_monthly",
        "cash_end",
        "inventory",
        "inventory_fifo",
        "lifo_reserve",
        "input_tokens",
        "cached_input_tokens",
        "output_tokens",
        "depreciation_amortization",
        "stock_compensation",
    ]
)
MAIN = frozenset(
    [
        "revenue",
        "cost_of_revenue",
        "gross_profit",
        "research_development",
        "sales_marketing",
        "general_administrative",
        "selling_general_administrative",
        "operating_expenses",
        "total_costs_expenses",
        "operating_income",
        "pretax_income",
        "income_tax",
        "net_income",
    ]
)
_LABEL_COLUMNS = 12
_REMARK, _REMARKS = 12, 20
_TRACE = 0.01
_SUPERSEDED = re.compile(r"(?i)as (?:previously |originally )?reported|previously reported|before restatement")
_RESTATED = re.compile(r"(?i)restated|revised|recast")
_ADJUSTED = re.compile(r"(?i)adjusted|non[- ]?gaap|pro[- ]?forma|underlying|convenience|constant currency|excl")
_UNDATED = 2.0
# A second column of labels inside the table begins another table beside the first.
_BESIDE = 0.5
_TITLES = (
    (re.compile(r"(?i)\b(?:balance sheets?|financial position|comprehensive income|stockholders|equity|parenthetical"
                r"|details?\b|tables?\b|segments?|bilanz|ratios?|multiples)\b"), -2.0),
    (re.compile(r"(?i)\bincome statements?|statements? of (?:consolidated )?(?:operations|income|earnings)"
                r"|profit (?:and|&|or) loss|\bp ?& ?l\b|gewinn- und verlust|compte de résultat|estado de resultados"
                r"|cuenta de resultados|损益|利润表|損益"), 2.0),
)  # fmt: skip


@dataclass(frozen=True)
class Region:
    """A table: its header, the columns of labels, the rows below, and what was left out and why.

    `label` is the column of labels that names most lines, `labels` all columns of words left of the figures,
    `company_column` one that says whose row it is. All positions are zero-based; `last` is the last row.
    """

    sheet: Sheet
    band: Band
    label: int
    labels: tuple[int, ...]
    periods: dict[int, Period]
    special: dict[str, int]
    last: int
    score: float
    left_out: dict[int, str] = field(default_factory=dict)
    company_column: int | None = None
    span: tuple[int, int] = (0, 10**6)
    remarks: Callable[[], list[tuple[int, str]]] = list

    @property
    def header(self) -> int:
        """The last row of the header."""
        return self.band.last


def is_income(line: str) -> bool:
    """Whether a line belongs to an income statement (and is not only a memo of cash, stock or tokens)."""
    return line in taxonomy() and line not in _ELSEWHERE


def worth(lines: set[str]) -> float:
    """How much of an income statement the lines make: main lines count 1, others of it a quarter."""
    return sum(1.0 if line in MAIN else 0.25 for line in lines if is_income(line))


def _worth(lines: set[str]) -> float:
    """As `worth`, and a trace for lines of other statements: a cash-flow table is a table, too."""
    return worth(lines) + sum(_TRACE for line in lines if line in _ELSEWHERE)


def find(sheets: list[Sheet], said: Corrections | None = None) -> list[Region]:
    """Every table that names lines of an income statement, the best first; empty where none does.

    Where `said` names sheets, they come in its order.
    """
    said = said or Corrections()
    named = [sheet for sheet in sheets if sheet.name in said.sheets or fold(sheet.name) not in ASSUMPTIONS]
    found = [region for sheet in named for region in _regions(sheet, said)]
    order = {name: -at for at, name in enumerate(said.sheets)}
    return sorted(found, key=lambda region: (order.get(region.sheet.name, 0), *rank(region)), reverse=True)


def text_of(cell: Cell) -> str:
    """A cell as text: whole numbers without a point."""
    if isinstance(cell, float):
        return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    return " ".join(str(cell).replace("\u00a0", " ").split())


def labels_seen(sheets: list[Sheet], most: int = 5) -> list[str]:
    """The first texts of the sheets, to say what was found instead."""
    seen: dict[str, None] = {}
    for sheet in sheets:
        for row in sheet.rows[:200]:
            for cell in row[:_LABEL_COLUMNS]:
                if isinstance(cell, str) and not isinstance(cell, Day) and re.search(r"[^\W\d_]{2}", cell):
                    seen[text_of(cell)[:60]] = None
                    if len(seen) == most:
                        return list(seen)
    return list(seen)


def is_undated(sheet: Sheet) -> bool:
    """Whether a sheet names lines of an income statement beside figures, but no period anywhere."""
    if headers.bands(sheet):
        return False
    lines = {
        labels.match(text_of(row[at])[:120], fuzzy=False).line
        for row in sheet.rows[:300]
        for at in range(min(len(row), 3))
        if isinstance(row[at], str) and row[at] and any(map(_is_figure, row[at + 1 :]))
    }
    return worth(lines) >= _UNDATED


def titles(region: Region, *, above: bool = False) -> list[str]:
    """The texts above the header and in its label cells, the nearest first; of the header none where `above`.

    Of tables side by side each has the texts above its own columns, and those above all.
    """
    texts = []
    for at in range(region.band.last, max(region.band.first - 16, -1), -1):
        row = region.sheet.rows[at]
        inside = at >= region.band.first
        for column, cell in enumerate(row):
            if not region.span[0] <= column < region.span[1] or (above and inside and column not in region.labels):
                continue
            words = isinstance(cell, str) and not isinstance(cell, Day) and cell.strip()
            if words and not (inside and column in region.periods):
                texts.append(text_of(cell)[:300])
    return texts


def is_detail(region: Region) -> bool:
    """Whether a table's title says that it is another statement, or a detail of one."""
    words = " ".join([region.sheet.name, *titles(region)[:12]])
    return _bonus(words) < 0


def _bonus(words: str) -> float:
    return sum(weight for pattern, weight in _TITLES if pattern.search(words))


def rank(region: Region) -> tuple[float, bool, bool, int]:
    """What tables are ordered by: lines and title, visible, dates stated, number of periods."""
    words = " ".join([region.sheet.name, *titles(region)[:12]])
    # Stated dates are the ground that labels such as Q1-16 are aligned to.
    dated = any(period.note != ASSUMED for period in region.periods.values())
    return region.score + _bonus(words), region.sheet.visible, dated, len(region.periods)


def _regions(sheet: Sheet, said: Corrections) -> Iterator[Region]:
    bands = headers.corrected(sheet, said) if said.header is not None or said.periods else headers.bands(sheet)
    remarks = functools.cache(functools.partial(_remarks, sheet))
    ends = [*(band.first for band in bands[1:]), len(sheet.rows)][: len(bands)]
    for band, end in zip(bands, ends, strict=True):
        for region in _beside(sheet, band, end - 1, said):
            yield replace(region, remarks=remarks)


def _remarks(sheet: Sheet) -> list[tuple[int, str]]:
    """The long texts that stand alone in their row, each with its row."""
    found = []
    for at, row in enumerate(sheet.rows):
        filled = [cell for cell in row if cell != ""]
        if len(filled) == 1 and isinstance(filled[0], str) and len(filled[0]) > _REMARK:
            found.append((at, text_of(filled[0])[:300]))
    return found


def below(region: Region) -> list[str]:
    """The sentences under or between the figures that might state units, the last of the sheet."""
    remarks = region.remarks()
    first = bisect_right(remarks, region.header, key=lambda remark: remark[0])
    return [text for _, text in remarks[max(first, len(remarks) - _REMARKS) :]]


def _beside(sheet: Sheet, band: Band, last: int, said: Corrections) -> Iterator[Region]:
    """The tables under one header: one, or several side by side where labels stand between their figures."""
    worths = _worths(sheet, band, last, said)
    best = max(worths.values(), default=0.0)
    if not best:
        return
    starts = [c for c in sorted(worths) if worths[c] >= max(2.0, _BESIDE * best)]
    first = min(band.periods)
    groups = [c for i, c in enumerate(starts) if c > first and any(p > c for p in band.periods)
              and any((starts[i - 1] if i else -1) < p < c for p in band.periods)]  # fmt: skip
    edges = [-1, *groups, 10**6]
    for left, right in pairwise(edges):
        periods = {c: p for c, p in band.periods.items() if left < c < right and c not in said.leave_columns}
        region = _region(sheet, band, periods, worths, max(left, 0), last, said) if periods else None
        if region:
            # The first of several has no labels but its own; what stands left of all is above all.
            yield replace(region, span=(0 if left < 0 else left, right)) if groups else region


def _region(
    sheet: Sheet, band: Band, periods: dict[int, Period], worths: dict[int, float], left: int, last: int,
    said: Corrections,
) -> Region | None:  # fmt: skip
    first = min(periods)
    special = {
        SPECIAL[fold(text_of(cell))]: column
        for at in range(band.first, band.last + 1)
        for column, cell in enumerate(sheet.rows[at][: max(periods) + 40])
        if column not in periods and column >= left and fold(text_of(cell)) in SPECIAL
    }
    taken = set(special.values())
    words = [c for c in range(left, first) if c in worths][:_LABEL_COLUMNS]
    # A column headed Line, Company or Note may hold the labels, but only where no other does.
    label = max(words, key=lambda c: (worths[c] > 0, c not in taken, worths[c], -c), default=None)
    if said.labels is not None and said.labels in worths:
        label = said.labels
    if label is None or not worths[label]:
        return None
    special = {name: column for name, column in special.items() if column != label}
    company = special.get("company", _company_column(sheet, band, last, label, words))
    others = tuple(c for c in words if c != label and c != company and c not in special.values())
    periods, twice = _once(band, periods)
    left_out = twice | {
        column: text[:40]
        for column, text in band.others.items()
        if column > label and column not in special.values() and column < max(periods) + 3
    }
    left_out |= {c: f"left out {SAID}" for c in said.leave_columns if c in band.periods}
    region = Region(sheet, band, label, (label, *others), periods, special, last, worths[label], left_out, company)
    return replace(region, score=_score(region, said))


def _once(band: Band, periods: dict[int, Period]) -> tuple[dict[int, Period], dict[int, str]]:
    """One column for each period; the others with the reason, such as a translation or adjusted figures.

    Of two columns for one period the one stays whose currency most columns name, else the one not said to be
    adjusted, else the first.
    """
    money = {column: scale.first(band.words.get(column, [])).currency for column in periods}
    usual = Counter(code for code in money.values() if code).most_common(1)
    kept: dict[tuple[str, str, str, str], int] = {}
    left: dict[int, str] = {}
    for column, period in periods.items():
        key = (period.start, period.end, period.label if not period.end else "", period.scenario)
        other = kept.setdefault(key, column)
        if other == column:
            continue
        worse = _is_lesser(band, column, money, usual) >= _is_lesser(band, other, money, usual)
        kept[key], loser = (other, column) if worse else (column, other)
        words = " ".join(band.words.get(loser, [])) or period.label
        left[loser] = f"{words[:40]}: the period of column {letters(kept[key])} again"
    return {column: period for column, period in periods.items() if column not in left}, left


def _is_lesser(band: Band, column: int, money: dict[int, str], usual: list[tuple[str, int]]) -> tuple[bool, bool, bool]:
    """How far a column stands behind another of its period: in another currency, adjusted, not the restated one."""
    other = bool(usual) and money[column] not in ("", usual[0][0])
    words = " ".join(band.words.get(column, []))
    restated = bool(_RESTATED.search(words)) and not _SUPERSEDED.search(words)
    return other, bool(_ADJUSTED.search(words)), not restated


def _score(region: Region, said: Corrections) -> float:
    """What the lines are worth that have a figure under some period."""
    seen = set()
    for row in region.sheet.rows[region.header + 1 : region.last + 1]:
        text = label_of(row, region.labels)
        # A figure may stand beside its header's column, where `$` has a cell of its own.
        if text and any(map(_is_figure, row[min(region.periods) : max(region.periods) + 4])):
            seen.add(said.line_of(text) or labels.match(text[:120], fuzzy=False).line)
    return _worth(seen)


def label_of(row: list[Cell], columns: tuple[int, ...]) -> str:
    """A row's label: the text of the label column, else the rightmost text of the columns of words beside it."""
    for column in (columns[0], *sorted(columns[1:], reverse=True)):
        cell = row[column] if column < len(row) else ""
        if isinstance(cell, str) and not isinstance(cell, Day) and cell.strip():
            return text_of(cell)
    return ""


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, float) or (isinstance(cell, str) and any(c.isdigit() for c in cell))


def _worths(sheet: Sheet, band: Band, last: int, said: Corrections) -> dict[int, float]:
    """How much of an income statement each column of words names; columns without words are not in it."""
    seen: dict[int, set[str]] = {}
    for row in sheet.rows[band.last + 1 : last + 1]:
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell and not isinstance(cell, Day) and column not in band.periods:
                text = text_of(cell)
                if any(c.isalpha() for c in text):
                    line = said.line_of(text) or labels.match(text[:120], fuzzy=False).line
                    seen.setdefault(column, set()).add(line)
    return {column: _worth(lines - {""}) for column, lines in seen.items()}


def _company_column(sheet: Sheet, band: Band, last: int, label: int, words: list[int]) -> int | None:
    """A column of names beside the labels whose blocks each repeat the same labels: whose rows they are."""
    body = [row for row in sheet.rows[band.last + 1 : last + 1] if label < len(row) and text_of(row[label])]
    for column in words:
        if column == label or len(body) < 4:
            continue
        names = [text_of(row[column]) if column < len(row) else "" for row in body]
        blocks = dict.fromkeys(names)
        if (
            "" in blocks
            or not 2 <= len(blocks) <= len(body) // 2
            or any(labels.match(n[:120], False).line for n in blocks)
        ):
            continue
        pairs = {(name, text_of(row[label])) for name, row in zip(names, body, strict=True)}
        repeated = len({text for _, text in pairs}) <= 0.7 * len(body)
        if repeated and len(pairs) > 0.9 * len(body):
            return column
    return None
