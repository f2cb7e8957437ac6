"""Facts that filers tagged: financial statement data sets (num with sub and pre), and company facts as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from finkit.errors import ReadError
from finkit.reading.cells import guard, text
from finkit.reading.cells.grid import Sheet, letters
from finkit.reading.cells.guard import Limits
from finkit.reading.columnar import figures, tagged
from finkit.reading.columnar.tagged import Tagged
from finkit.reading.company import Sidecar
from finkit.reading.found import Found
from finkit.reading.tables.regions import text_of
from finkit.statement.coded import Coded
from finkit.statement.guess import Guess
from finkit.statement.lines import taxonomy
from finkit.statement.period import back, is_date, months_between, period_label

# The columns that each member of a data set is known by, whatever its file is called.
_KNOWN = {
    "num": {"adsh", "tag", "ddate", "qtrs", "value"}, "sub": {"adsh", "cik", "name"}, "pre": {"adsh", "tag", "stmt"},
}  # fmt: skip
_SAID = {
    "sub": "it lists filings, without figures",
    "pre": "it holds the labels and the order of filed statements, without figures",
}
_STATEMENTS = {"IS": "income statement", "CI": "income statement", "CF": "cash flow statement"}
_FILES, _FILE_BYTES, _LINE = 200, 64_000_000, 4_096


class Table(NamedTuple):
    """A member of a data set: its sheet and its columns by name."""

    sheet: Sheet
    columns: dict[str, int]

    def texts(self, name: str) -> Coded:
        """A column as texts; empty throughout where it is not there."""
        rows = self.sheet.rows[1:]
        if name not in self.columns:
            return Coded.one("", len(rows))
        return figures.texts(next(figures.columns(rows, [self.columns[name]])))

    def by(self, *key: str, of: tuple[str, ...]) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The texts of some columns by those of others, the first of each key."""
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        at = [self.columns.get(name) for name in (*key, *of)]
        for row in self.sheet.rows[1:]:
            told = tuple("" if c is None or c >= len(row) else text_of(row[c]).strip() for c in at)
            found.setdefault(told[: len(key)], told[len(key) :])
        return found


def kind_of(header: list[object]) -> str:
    """What member of a data set a first row begins: num, sub or pre; empty where none."""
    names = {str(cell).strip().casefold() for cell in header}
    return next((kind for kind, known in _KNOWN.items() if known <= names), "")


def read(path: Path, sheets: list[Sheet], beside: Sidecar) -> Found | None:
    """The facts of a data set's num with what sub and pre among `sheets`, or beside `path`, say of them.

    None where no sheet is a member of a data set; ReadError where num is not there. Values are as tagged, in
    units; those of a segment or co-registrant keep it as their segment.
    """
    held = {kind: _table(sheet) for sheet in reversed(sheets) if sheet.rows and (kind := kind_of(sheet.rows[0]))}
    if not held:
        return None
    if "num" not in held:
        kind = next(iter(held))
        remedy = "read num, with this file beside it"
        raise ReadError(path.name, f"{_SAID[kind]} ({kind} of a financial statement data set)", remedy=remedy)
    guesses = []
    if len(sheets) == 1:
        for kind, (name, table) in _siblings(path, held["num"]).items():
            held[kind] = table
            guesses.append(Guess(path.name, "", "", "sheet", name, f"it holds the {kind} of the same filings"))
    return Found(tagged.facts_of(path, _facts(held), held["num"].sheet.name), tuple(guesses))


def _table(sheet: Sheet) -> Table:
    return Table(sheet, {str(cell).strip().casefold(): at for at, cell in enumerate(sheet.rows[0])})


def _siblings(path: Path, num: Table) -> dict[str, tuple[str, Table]]:
    """The sub and the pre of the folder that tell of most of the filings in num, found by their first line."""
    filings = set(num.texts("adsh").known)
    best: dict[str, tuple[int, str, Table]] = {}
    files = sorted(p for p in path.parent.iterdir() if p.suffix.lower() in (".txt", ".tsv", ".csv") and p != path)
    for other in files[:_FILES]:
        kind = _sniffed(other)
        if kind not in ("sub", "pre"):
            continue
        try:
            guard.check(other, Limits())
            table = _table(text.read(other))
        except ReadError:
            continue
        shared = len(filings & set(table.texts("adsh").known))
        if shared > (best[kind][0] if kind in best else 0):
            best[kind] = (shared, other.name, table)
    return {kind: (name, table) for kind, (_, name, table) in best.items()}


def _sniffed(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > _FILE_BYTES:
            return ""
        with path.open("rb") as file:
            line = file.readline(_LINE).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""
    plain = line.rstrip("\r\n").replace('"', "")
    return next((kind for mark in "\t,;|" if (kind := kind_of(list(plain.split(mark))))), "")


def _facts(held: Mapping[str, Table]) -> list[Tagged]:
    num = held["num"]
    filings = held["sub"].by("adsh", of=("name", "form", "filed", "period", "fy", "fp")) if "sub" in held else {}
    shown = _shown(held.get("pre"))
    letter = letters(num.columns["value"])
    names = ("adsh", "tag", "version", "ddate", "qtrs", "coreg", "uom", "value", "segments")
    columns = [num.texts(name) for name in names]
    found = []
    for at, row in enumerate(zip(*(column.each() for column in columns), strict=True)):
        adsh, tag, version, ddate, qtrs, coreg, uom, value, segments = row
        name, form, filed, period, fy, fp = filings.get((adsh,), ("",) * 6)
        end, months = _day(ddate), 3 * int(float(qtrs)) if qtrs.replace(".", "").isdigit() else None
        stmt, label = shown.get((adsh, tag), ("", ""))
        start = back(end, months) if end and months else ""
        custom = version == adsh
        line = _line(tag, version, custom, stmt, label, known=bool(shown))
        found.append(Tagged(
            cell=f"{letter}{at + 2}", company=name or adsh, segment="; ".join(filter(None, (segments, coreg))),
            tag=tag if custom else f"{version.partition('/')[0]}:{tag}", label=label or tag, line=line[0], rank=line[1],
            start=start, end=end, months=months, unit=uom, value=value, as_of=_day(filed),
            source=" ".join(filter(None, (form, adsh))), reason=line[2],
            period=_labelled(start, end, months, _day(period), fy, fp),
        ))  # fmt: skip
    return found


def _shown(pre: Table | None) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Statement and label by filing and tag; a tag on several statements is the income statement's first."""
    if pre is None:
        return {}
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    ranked = {statement: rank for rank, statement in enumerate((*_STATEMENTS, "BS"))}
    for (adsh, tag, stmt), (label,) in pre.by("adsh", "tag", "stmt", of=("plabel",)).items():
        held = found.get((adsh, tag))
        if held is None or ranked.get(stmt, 9) < ranked.get(held[0], 9):
            found[adsh, tag] = (stmt, label)
    return found


def _line(tag: str, version: str, custom: bool, stmt: str, label: str, *, known: bool) -> tuple[str, int, str]:
    """Line, rank and why not: tags of the primary statements, a filer's own by its label on the income statement."""
    if custom:
        return tagged.by_label(label) if stmt in ("IS", "CI") else ("", 0, "unmapped: a tag of the filer's own")
    line, rank, reason = tagged.line_of(f"{version.partition('/')[0]}:{tag}")
    stands = bool(line) and taxonomy()[line].kind == "stock"
    if line and known and stmt not in _STATEMENTS and not (stands and stmt == "BS"):
        return "", 0, "unmapped: on neither the income statement nor the cash flow statement"
    return line, rank, reason


def _day(digits: str) -> str:
    plain = digits.partition(".")[0].replace("-", "")
    day = f"{plain[:4]}-{plain[4:6]}-{plain[6:8]}"
    return day if len(plain) == 8 and is_date(day) else ""


def _labelled(start: str, end: str, months: int | None, period: str, fy: str, fp: str) -> str:
    """A period by the filing's fiscal year and quarter where it ends with them, else by its dates."""
    if not (end and period and months in (3, 6, 9, 12) and fy.isdigit()):
        return period_label(start, end, months) if end else ""
    days = (date.fromisoformat(period) - date.fromisoformat(end)).days
    years = round(days / 365.25)
    if abs(days - 365.25 * years) > 20:
        return period_label(start, end, months)
    part = {3: fp if fp.startswith("Q") else "Q4", 12: ""}.get(months, f"{months}M")
    return " ".join(filter(None, (part, f"FY{int(fy) - years}")))


def read_json(path: Path, document: Any, beside: Sidecar) -> Found | None:
    """The facts of a parsed JSON document, every filing of each kept; None where it is no company facts.

    Periods are those of the facts' own dates: `fy` and `fp` are the filing's. Cells are JSON paths.
    """
    facts = document.get("facts") if isinstance(document, dict) else None
    if not isinstance(facts, dict) or not any(map(_is_concepts, facts.values())):
        return None
    name = beside.name or str(document.get("entityName") or "") or path.stem
    held = [one for space, concepts in facts.items() if _is_concepts(concepts) for one in _of(space, concepts, name)]
    shape = Guess(path.name, "", "$.facts", "shape", "company facts", "facts by tag, unit and filing")
    return Found(tagged.facts_of(path, held), (shape,))


def _is_concepts(concepts: Any) -> bool:
    """Whether tags stand here, each with units of lists of values."""
    if not isinstance(concepts, dict) or not concepts:
        return False
    units = [one.get("units") for one in concepts.values() if isinstance(one, dict)]
    return len(units) == len(concepts) and all(isinstance(unit, dict) for unit in units)


def _of(space: str, concepts: Mapping[str, Any], name: str) -> Iterator[Tagged]:
    for tag, concept in concepts.items():
        line, rank, reason = tagged.line_of(f"{space}:{tag}")
        for unit, filed in concept["units"].items():
            for at, one in enumerate(filed if isinstance(filed, list) else ()):
                if not isinstance(one, dict) or "val" not in one:
                    continue
                start, end = (day if is_date(day := str(one.get(key) or "")) else "" for key in ("start", "end"))
                months = months_between(start, end) if start <= end else None
                yield Tagged(
                    cell=f"$.facts.{space}.{tag}.units.{unit}[{at}].val", company=name, segment="",
                    tag=f"{space}:{tag}", label=str(concept.get("label") or tag), line=line, rank=rank, start=start,
                    end=end, months=months, unit=unit, value=one["val"], as_of=str(one.get("filed") or ""),
                    source=" ".join(str(one[key]) for key in ("form", "accn") if one.get(key)), reason=reason,
                    period=period_label(start, end, months) if end else "",
                )  # fmt: skip
