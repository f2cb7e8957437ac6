"""Where in the sheets the statement stands: found by the lines it holds, never by its place."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from finkit.reading import labels
from finkit.reading.grid import Cell, Day, Sheet, letters
from finkit.statement.lines import fold, taxonomy
from finkit.statement.period import Period, parse_period

# The columns (or rows) that say something about the figures beside them.
SPECIAL = {
    "basis": "basis", "source": "source", "sources": "source", "segment": "segment", "note": "note", "notes": "note",
    "comment": "note", "comments": "note", "line": "line", "line id": "line", "definition": "definition",
    "confidence": "confidence", "url": "url", "link": "url", "as of": "as_of", "source date": "as_of",
    "unit": "unit", "units": "unit", "scale": "unit", "currency": "currency", "company": "company",
    "scenario": "scenario",
}  # fmt: skip
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
_MAIN = frozenset(
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
_SEARCH_COLUMNS = 400
_LABEL_COLUMNS = 12


@dataclass(frozen=True)
class Region:
    """A header row with its periods, the column of labels, the rows below, and what was left out and why."""

    sheet: Sheet
    header: int
    label: int
    periods: dict[int, Period]
    special: dict[str, int]
    last: int
    score: float
    left_out: dict[int, str] = field(default_factory=dict)


def is_income(line: str) -> bool:
    """Whether a line belongs to an income statement (and is not only a memo of cash, stock or tokens)."""
    return line in taxonomy() and line not in _ELSEWHERE


def find(sheets: list[Sheet]) -> list[Region]:
    """The regions of the sheet that holds most of an income statement, best first; empty where none does."""
    best: list[Region] = []
    for sheet in sheets:
        if fold(sheet.name) in ASSUMPTIONS:
            continue
        found = sorted(_regions(sheet), key=lambda region: -region.score)
        if found and _rank(found[0]) > (_rank(best[0]) if best else (0.0, False)):
            best = [region for region in found if region.score > 0]
    return best


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


def _rank(region: Region) -> tuple[float, bool]:
    return region.score, region.sheet.visible


def _regions(sheet: Sheet) -> list[Region]:
    headers = [
        (i, periods) for i, row in enumerate(sheet.rows) if (periods := _periods(row)) and not _is_line(row, periods)
    ]
    kept: list[tuple[int, dict[int, Period]]] = []
    for i, periods in headers:
        # One year alone in a row of a wider table is a figure (a count, a founding year), not a header.
        if kept and len(periods) == 1 and len(kept[-1][1]) > 1 and _numeric(sheet.rows[i], periods):
            continue
        kept.append((i, periods))
    ends = [*(i for i, _ in kept[1:]), len(sheet.rows)][: len(kept)]
    return [
        region for (i, periods), end in zip(kept, ends, strict=True) if (region := _region(sheet, i, periods, end - 1))
    ]


def _region(sheet: Sheet, header: int, periods: dict[int, Period], last: int) -> Region | None:
    row = sheet.rows[header]
    first = min(periods)
    special = {
        SPECIAL[fold(text_of(cell))]: column
        for column, cell in enumerate(row[:_SEARCH_COLUMNS])
        if column not in periods and fold(text_of(cell)) in SPECIAL
    }
    taken = set(special.values())
    scores = {column: _score(sheet, header, last, column) for column in range(min(first, _LABEL_COLUMNS))}
    # A column headed Line, Company or Note may hold the labels, but only where no other does.
    label = max(scores, key=lambda column: (scores[column] > 0, column not in taken, scores[column], -column),
                default=None)  # fmt: skip
    if label is None:
        return None
    special = {name: column for name, column in special.items() if column != label}
    left_out = {
        column: f"column {letters(column)} ({text_of(cell)[:40]}) is no period"
        for column, cell in enumerate(row[:_SEARCH_COLUMNS])
        if column > label and text_of(cell) and column not in periods and column not in taken
    }
    return Region(sheet, header, label, periods, special, last, scores[label], left_out)


def _score(sheet: Sheet, header: int, last: int, column: int) -> float:
    """How much of an income statement the column names: main lines count 1, others less."""
    seen: set[str] = set()
    for row in sheet.rows[header + 1 : last + 1]:
        if column < len(row) and isinstance(row[column], str) and row[column]:
            line = labels.match(text_of(row[column])[:120], fuzzy=False).line
            if is_income(line):
                seen.add(line)
    return sum(1.0 if line in _MAIN else 0.25 for line in seen)


def _periods(row: list[Cell]) -> dict[int, Period]:
    """The periods that a row's cells name, by column; empty where the row is no header."""
    found: dict[int, Period] = {}
    others = 0
    for column, cell in enumerate(row[:_SEARCH_COLUMNS]):
        if cell == "" or isinstance(cell, bool):
            continue
        period = _period(cell)
        if period:
            found[column] = period
        elif isinstance(cell, float) or (isinstance(cell, str) and re.fullmatch(r"[-(]?[\d.,]+[)%]?", cell.strip())):
            others += 1
    if not found or others:
        return {}
    years = [row[column] for column in found if isinstance(row[column], float)]
    return {} if len(set(years)) < len(years) else found


def _period(cell: Cell) -> Period | None:
    if isinstance(cell, Day):
        return parse_period(cell[:10]) if "1970" <= cell[:4] <= "2100" else None
    if isinstance(cell, float):
        return parse_period(str(int(cell))) if 1990 <= cell <= 2100 and cell == int(cell) else None
    if isinstance(cell, str) and 2 < len(cell) < 60 and any(c.isdigit() for c in cell):
        return _parsed(" ".join(cell.split()))
    return parse_period(cell) if isinstance(cell, str) and cell.strip().upper() in ("TTM", "LTM") else None


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> Period | None:
    return parse_period(text)


def _numeric(row: list[Cell], periods: dict[int, Period]) -> bool:
    return all(isinstance(row[column], float) or text_of(row[column]).isdigit() for column in periods)


def _is_line(row: list[Cell], periods: dict[int, Period]) -> bool:
    """Whether a row that looks like years is a line of the statement (revenue of 2,024 and 2,025)."""
    texts = [text_of(cell) for cell in row[: min(periods)] if isinstance(cell, str) and cell]
    return any(labels.match(text[:120], fuzzy=False).line for text in texts)
