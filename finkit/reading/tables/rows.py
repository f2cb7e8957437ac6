"""The rows of a region: labels, numbers with their precision, and what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from finkit.reading.cells.grid import Cell, Day, Look, address
from finkit.reading.corrections import LEFT_OUT, SAID, Corrections
from finkit.reading.tables.headers import SPECIAL
from finkit.reading.tables.regions import Region, label_of, text_of
from finkit.reading.texts import labels, notes, numbers
from finkit.reading.texts.labels import Match
from finkit.reading.texts.numbers import Number
from finkit.reading.texts.scale import Units, find, of_format, of_unit
from finkit.statement.lines import fold, taxonomy

_SPAN = 5
_PLAIN = Look()
_TOTALS = frozenset({"total", "totals", "sum", "total net", "summe", "gesamt", "totale", "合计", "合計", "合 计"})
_SPLIT = re.compile(r"[\s$€£¥₹()%*\[\]]*|US\$|R\$")
_UNITS = {
    "%": "ratio", "percent": "ratio", "ratio": "ratio", "count": "count", "number": "count", "tokens": "tokens",
    "shares": "shares", "money": "money",
}  # fmt: skip


@dataclass
class Row:
    """One row while it is being read: what it may be, its numbers by column, what is said of it."""

    at: int
    label: str
    section: str
    values: dict[int, Number]
    looks: dict[int, Look]
    beside: dict[str, str]
    match: Match = field(default_factory=Match)
    unit: str = "money"
    units: Units = field(default_factory=Units)
    reason: str = ""
    turned: str = ""
    turned_where: set[int] = field(default_factory=set)
    note: str = ""
    asked: dict[int, str] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The standard line's id, empty while unmapped."""
        return self.match.line

    def drop(self, reason: str) -> None:
        """Keep the row, but as no standard line."""
        self.match, self.reason = Match("", 0.0, self.match.line, self.match.score), reason


def read(region: Region, looks: dict[str, Look], said: Corrections) -> tuple[list[Row], dict[str, dict[int, str]]]:
    """The rows that hold figures, and the rows of words that say something of each period (basis, source)."""
    mark = numbers.decimal_mark(_texts(region), region.sheet.separator)
    spans = _spans(region)
    found: list[Row] = []
    of_column: dict[str, dict[int, str]] = {}
    section = ""
    for at in range(region.header + 1, region.last + 1):
        cells = region.sheet.rows[at]
        label = label_of(cells, region.labels)
        named = SPECIAL.get(fold(label))
        if named and (words := _words(cells, region)):
            of_column[named] = words
            continue
        whole, places = _whole(cells, spans)
        values, seen = _values(whole, at, region, looks, mark, bool(labels.match(label[:200], fuzzy=False).line))
        if values:
            row = _row(at, _texts_of(cells, region.labels), section, values, seen, _beside(cells, region))
            row.places = places
            if fold(row.label) in _TOTALS and section:
                row.match, row.note = _of_section(section), f"the total under {section!r}"
                section = ""
            stated = said.line_of(row.label)
            if at in said.leave_rows:
                row.drop(LEFT_OUT)
            elif stated is not None:
                row.match = Match(stated, 1.0, rank=-1)
                row.reason, row.note = "" if stated else f"unmapped {SAID}", SAID
            found.append(row)
        elif label:
            section = label
    return found, of_column


def _of_section(section: str) -> Match:
    """The line that a bare total stands for: that of the heading above."""
    found = labels.match(f"Total {section}"[:200], fuzzy=False)
    found = found if found.line else labels.match(section[:200], fuzzy=False)
    return replace(found, score=min(found.score, 0.9))


def _row(
    at: int, texts: list[str], section: str, values: dict[int, Number], seen: dict[int, Look], beside: dict[str, str]
) -> Row:
    label = texts[0] if texts else ""
    row = Row(at, label, section, values, seen, beside)
    stated = beside.get("line", "")
    if stated in taxonomy():
        row.match = Match(stated, 1.0)
    elif texts:
        told = [labels.match(text[:200]) for text in texts]
        row.match = next((match for match in told if match.line), told[0])
    row.unit, row.reason = _unit(row)
    if row.reason:
        row.drop(row.reason)
    row.units = of_unit(beside.get("unit", "")).over(find(_brackets(label)))
    if beside.get("currency"):
        row.units = Units(None, beside["currency"], beside["currency"]).over(row.units)
    return row


def _unit(row: Row) -> tuple[str, str]:
    """A row's unit, and the reason why it can be no line of the statement (per share, shares)."""
    said = _UNITS.get(row.beside.get("unit", "").strip().lower(), "")
    if labels.is_per_share(row.label):
        return "money", "unmapped: per share"
    if labels.is_shares(row.label):
        return "shares", "unmapped: number of shares"
    line = taxonomy().get(row.line)
    figures = [number for number in row.values.values() if number.value is not None]
    percent = bool(figures) and all(number.percent for number in figures)
    if said == "ratio" or percent or (labels.is_ratio(row.label) and not (line and line.unit == "money")):
        if line and line.unit == "money":
            return "ratio", "unmapped: a ratio"
        return "ratio", ""
    if said:
        return said, ""
    if line:
        return line.unit, ""
    return ("count", "") if labels.is_count(row.label) else ("money", "")


def _texts(region: Region) -> list[str]:
    rows = region.sheet.rows[region.header + 1 : region.last + 1]
    return [row[c] for row in rows[:500] for c in region.periods if c < len(row) and isinstance(row[c], str) and row[c]]


def _texts_of(cells: list[Cell], columns: tuple[int, ...]) -> list[str]:
    """The row's texts in the columns of words, its label first."""
    first = label_of(cells, columns)
    texts = [text_of(cells[c]) for c in columns if c < len(cells) and isinstance(cells[c], str) and cells[c].strip()]
    return list(dict.fromkeys([first, *texts])) if first else []


def _brackets(label: str) -> str:
    inside = " ".join(re.findall(r"[(\[][^()\[\]]*[)\]]", label))
    tail = re.search(r",\s*([^,]*)$", label)
    return inside or (tail[1] if tail else "")


def _words(cells: list[Cell], region: Region) -> dict[int, str]:
    """The words of a row that describes its columns; empty where it holds a figure."""
    found: dict[int, str] = {}
    for column in region.periods:
        cell = cells[column] if column < len(cells) else ""
        if isinstance(cell, float) or (isinstance(cell, str) and not isinstance(cell, Day) and numbers.parse(cell)):
            return {}
        if cell != "":
            found[column] = text_of(cell)
    return found


def _beside(cells: list[Cell], region: Region) -> dict[str, str]:
    places = dict(region.special)
    if region.company_column is not None:
        places["company"] = region.company_column
    found = {name: text_of(cells[c]) for name, c in places.items() if c < len(cells) and text_of(cells[c])}
    if "source" in found:
        found = {**found, **notes.of_source(found["source"]), **({"basis": found["basis"]} if "basis" in found else {})}
    return found


def _spans(region: Region) -> dict[int, list[int]]:
    """The columns without a header right of each period's, where a web page's table sets `$` and `)`."""
    columns = sorted(region.periods)
    taken = {*region.left_out, *region.special.values(), *region.labels}
    found = {}
    for column, after in zip(columns, [*columns[1:], columns[-1] + _SPAN], strict=True):
        free = [c for c in range(column + 1, min(after, column + _SPAN)) if c not in taken]
        if free:
            found[column] = free
    return found


def _whole(cells: list[Cell], spans: dict[int, list[int]]) -> tuple[list[Cell], dict[int, int]]:
    """A row's cells with figures that are split over several put together, and where their digits stand."""
    whole, places = cells, {}
    for column, beside in spans.items():
        own = cells[column] if column < len(cells) else ""
        if isinstance(own, float) or (isinstance(own, str) and own.count("(") == own.count(")") and numbers.parse(own)):
            continue
        parts = [(c, cells[c]) for c in (column, *beside) if c < len(cells) and cells[c] != ""]
        digits = [(c, cell) for c, cell in parts if isinstance(cell, float) or any(x.isdigit() for x in str(cell))]
        if len(digits) != 1 or not all(c == digits[0][0] or _SPLIT.fullmatch(str(cell)) for c, cell in parts):
            continue
        if whole is cells:
            whole = list(cells) + [""] * (max(spans) + 1 - len(cells))
        alone = isinstance(digits[0][1], float) and not any("(" in str(cell) for _, cell in parts)
        whole[column] = digits[0][1] if alone else "".join(text_of(cell) for _, cell in parts)
        places[column] = digits[0][0]
    return whole, places


def _values(
    cells: list[Cell], at: int, region: Region, looks: dict[str, Look], mark: str, line: bool
) -> tuple[dict[int, Number], dict[int, Look]]:
    values: dict[int, Number] = {}
    seen: dict[int, Look] = {}
    for column in region.periods:
        cell = cells[column] if column < len(cells) else ""
        look = looks.get(address(at, column), _PLAIN) if looks else _PLAIN
        number = _number(cell, look, mark)
        if number is not None:
            values[column] = number
            if look is not _PLAIN:
                seen[column] = look
    # A row of words is a heading or a remark; one that prints, computes or breaks its figures is kept.
    telling = ("printed", "a formula", "error", numbers.TOO_LARGE)
    digits = line and any(any(c.isdigit() for c in number.note) for number in values.values())
    if not digits and all(n.value is None and not n.note.startswith(telling) for n in values.values()):
        return {}, {}
    return values, seen


def _number(cell: Cell, look: Look, mark: str) -> Number | None:
    if isinstance(cell, bool):
        return Number(None, note=f"not a number: {cell}")
    if isinstance(cell, float):
        return numbers.shown(cell, look.format)
    if isinstance(cell, Day):
        return Number(None, note=f"not a number: {cell}")
    if cell.strip():
        return numbers.parse(cell, mark) or Number(None, note=f"not a number: {text_of(cell)[:40]!r}")
    if look.error:
        return Number(None, note=f"error {look.error}")
    if look.formula:
        return Number(
            None, note="a formula that was never calculated: open the file in a spreadsheet program and save it"
        )
    return None


def currency_of_formats(rows: list[Row]) -> str:
    """The currency that the cells' number formats print, or empty."""
    for row in rows:
        for look in row.looks.values():
            if found := of_format(look.format):
                return found
    return ""
