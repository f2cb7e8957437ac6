"""Files of one fact a row: columns by name, worked through column by column."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from finkit.errors import ReadError
from finkit.reading import company, labels, notes, numbers, regions, scale, signs
from finkit.reading.columns import back, scenario_of
from finkit.reading.company import Sidecar
from finkit.reading.grid import Cell, Sheet, letters
from finkit.statement.fact import CONFIDENCES, Facts
from finkit.statement.lines import fold, taxonomy
from finkit.statement.period import months_between, parse_period

HEADERS = {
    "company": "company", "entity": "company", "company name": "company", "segment": "segment",
    "line": "line", "line id": "line", "concept": "line", "label": "label", "line label": "label", "account": "label",
    "item": "label", "line item": "label", "metric": "label", "period": "period", "period label": "period",
    "fiscal period": "period", "fiscal year": "period", "start": "start", "period start": "start",
    "start date": "start", "end": "end", "period end": "end", "end date": "end", "date": "end", "months": "months",
    "scenario": "scenario", "value": "value", "amount": "value", "unit": "unit", "units": "unit",
    "currency": "currency", "scale": "scale", "basis": "basis", "definition": "definition",
    "confidence": "confidence", "source": "source", "url": "url", "link": "url", "as of": "as_of",
    "source date": "as_of", "note": "note", "notes": "note",
}  # fmt: skip
_UNITS = {
    "": "", "money": "money", "ratio": "ratio", "fraction": "ratio", "%": "%", "percent": "%", "pct": "%",
    "count": "count", "number": "count", "tokens": "tokens", "shares": "shares",
}  # fmt: skip
_HEADER_ROWS = 20
_ISO_LIKE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
Texts = list[str]


def header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The header row of one-fact-a-row data and its columns by name, or None where the sheet is no such table."""
    for at, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row[:200]):
            name = HEADERS.get(fold(str(cell))) if isinstance(cell, str) and cell else None
            if name:
                found.setdefault(name, column)
        if "value" in found and found.keys() & {"line", "label"} and found.keys() & {"period", "end"}:
            return at, found
    return None


def read(path: Path, sheet: Sheet, beside: Sidecar) -> Facts | None:
    """The facts of a sheet that holds one a row; None where it is no such table."""
    found = header_of(sheet)
    if found is None:
        return None
    header, columns = found
    body = sheet.rows[header + 1 :]
    keep = [i for i, row in enumerate(body) if any(row)]
    across = list(itertools.zip_longest(*(body[i] for i in keep), fillvalue=""))
    n, blank = len(keep), ("",) * len(keep)
    held = {name: _column(across[c] if c < len(across) else blank) for name, c in columns.items()}
    letter = letters(columns["value"])
    at = [f"{letter}{header + 2 + i}" for i in keep]
    facts = _facts(path, sheet.name, held, at, n, beside)
    mapped = {line for line in set(facts["line"].tolist()) if regions.is_income(line)}
    if not mapped:
        seen = ", ".join(repr(text) for text in dict.fromkeys(facts["label"].tolist()[:5]))
        raise ReadError(
            path.name, f"no income statement line was found (found {seen})", remedy="see finkit names for the lines"
        )
    return facts


def _facts(path: Path, sheet: str, held: dict[str, Texts], at: Texts, n: int, beside: Sidecar) -> Facts:
    blank = [""] * n
    label = held.get("label") or held.get("line") or blank
    line, reason, definition = _lines(held.get("line", blank), label, held.get("definition", blank))
    value, rounding, percent, own_scale, number_note = _numbers(held["value"])
    unit, factor, stated, currency, unit_reason = _units(held, line, percent, own_scale, n, beside)
    # A margin with a currency is money: its gross profit.
    line = [
        "gross_profit" if one == "gross_margin_stated" and kind == "money" else one
        for one, kind in zip(line, unit, strict=True)
    ]
    other_unit = _other_units(line, unit)
    line = ["" if other else one for one, other in zip(line, other_unit, strict=True)]
    start, end, months, period, forecast, period_note, period_reason = _periods(held, n)
    scenario, scenario_reason = _scenarios(held.get("scenario", blank), line, forecast)
    basis, basis_stated, source, basis_note = _bases(held, scenario, n)
    loss = _losses(label, line, unit, value)
    confidence, confidence_note = _confidences(held.get("confidence", blank))
    given = held.get("company", blank)
    default = company.of_sheet(path, beside, []) if not all(given) else ""
    names = _each(given, lambda name: company.canonical(name) if name else default)
    cost = signs.costs(names, list(zip(held.get("segment", blank), start, end, period, scenario, strict=True)),
                       line, unit, value)  # fmt: skip
    figure, rounding, size_note = _scaled(np.where(loss | cost, -value, value), rounding, factor)
    dated = _each(held.get("as_of", blank), notes.dated)
    reason = _joined([
        reason, other_unit, unit_reason, scenario_reason, period_reason,
        scale.unstated(names, np.array(line, dtype=object) != "", unit, value, factor, stated, own_scale),
    ])  # fmt: skip
    note = _joined([
        held.get("note", blank), _said(loss, signs.LOSS), _said(cost, signs.COST), number_note, size_note,
        period_note, basis_note, confidence_note, [undated for _, undated in dated],
    ])  # fmt: skip
    columns: dict[str, Any] = {
        "file": path.name, "sheet": sheet, "cell": at,
        "company": names,
        "segment": held.get("segment", ""), "line": line, "label": label, "period": period, "start": start, "end": end,
        "months": months, "scenario": scenario, "value": figure, "unit": unit,
        "currency": currency, "scale": factor_shown(factor, percent, own_scale), "scale_stated": stated,
        "currency_stated": np.array([bool(text) for text in currency], dtype=bool), "basis": basis,
        "basis_stated": basis_stated, "confidence": confidence, "source": source,
        "url": held.get("url", ""), "as_of": [day for day, _ in dated], "definition": definition, "reason": reason,
        "note": note, "rounding": rounding,
    }  # fmt: skip
    return Facts(columns, n)


def factor_shown(
    factor: np.ndarray[Any, Any], percent: np.ndarray[Any, Any], own: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """The scale to report: 1 for ratios, a number's own word of scale where it has one."""
    return np.where(np.isnan(own), np.where(factor < 1, 1.0, factor), own)


def _each(texts: Texts, tell: Callable[[str], Any]) -> list[Any]:
    """`tell` of each text, asked once for each different one."""
    known = {text: tell(text) for text in set(texts)}
    return list(map(known.__getitem__, texts)) if len(known) > 1 else list(known.values()) * len(texts)


def _column(cells: Sequence[Cell]) -> Texts:
    return [cell.strip() if type(cell) is str else regions.text_of(cell) for cell in cells]


def _joined(parts: list[Texts]) -> Texts:
    used = [part for part in parts if any(part)]
    if not used:
        return [""] * len(parts[0])
    return ["; ".join(filter(None, texts)) for texts in zip(*used, strict=True)] if len(used) > 1 else used[0]


def _said(where: Any, words: str) -> Texts:
    return [words if here else "" for here in where.tolist()]


def _scaled(value: Any, rounding: Any, factor: Any) -> tuple[Any, Any, Texts]:
    """Values and roundings multiplied out; what is too large for a number is no value, and the note says so."""
    figure = value * factor
    large = np.abs(figure) > numbers.LARGEST
    rounding = np.where(large, np.nan, rounding * factor)
    return np.where(large, np.nan, figure), rounding, _said(large, numbers.TOO_LARGE)


def _lines(ids: Texts, label: Texts, definition: Texts) -> tuple[Texts, Texts, Texts]:
    lines = taxonomy()

    def tell(pair: tuple[str, str]) -> tuple[str, str, str]:
        stated, text = pair
        if stated in lines:
            return stated, "", ""
        match = labels.match((stated or text)[:200]) if stated or text else labels.Match()
        if not match.line and stated and text:
            match = labels.match(text[:200])
        return match.line, "" if match.line else "unmapped", match.definition

    known = {pair: tell(pair) for pair in set(zip(ids, label, strict=True))}
    told = [known[pair] for pair in zip(ids, label, strict=True)]
    return (
        [t[0] for t in told],
        [t[1] for t in told],
        [given or t[2] for given, t in zip(definition, told, strict=True)],
    )


def _numbers(texts: Texts) -> tuple[Any, Any, Any, Any, Texts]:
    mark = numbers.decimal_mark(set(texts[:5000]))
    missing = numbers.Number(None)

    def tell(text: str) -> numbers.Number:
        if not text:
            return missing
        return numbers.parse(text, mark) or numbers.Number(None, note=f"not a number: {text[:40]!r}")

    told = _each(texts, tell)
    value = np.array([np.nan if t.value is None else t.value for t in told], dtype=np.float64)
    rounding = np.array([t.rounding for t in told], dtype=np.float64)
    percent = np.array([t.percent for t in told], dtype=bool)
    own = np.array([np.nan if t.scale is None else t.scale for t in told], dtype=np.float64)
    return value, rounding, percent, own, [t.note for t in told]


def _units(
    held: dict[str, Texts], line: Texts, percent: Any, own: Any, n: int, beside: Sidecar
) -> tuple[Texts, Any, Any, Texts, Texts]:
    blank = [""] * n
    lines = taxonomy()

    def tell(key: tuple[str, str, str, str, bool]) -> tuple[str, float, bool, str, str]:
        unit, word, money, line_id, printed = key
        kind, why = _UNITS.get(unit.lower(), ""), ""
        spoken = scale.of_unit(unit) if unit and not kind else scale.Units()
        if unit and not kind and spoken.scale is None and not spoken.currency:
            why = f"unit {unit[:30]!r} is none of {', '.join(filter(None, _UNITS))}, nor one such as USD millions"
        factor = scale.scale_of(word) if word else spoken.scale
        if word and factor is None:
            why = f"scale {word[:30]!r} is none of units, thousands, millions, billions"
        if not kind and money.lower() in ("%", "tokens", "shares"):
            kind, money = _UNITS[money.lower()], ""
        own_unit = lines[line_id].unit if line_id in lines else "money"
        known = _currency(money) if money else spoken.currency or beside.currency.upper()
        kind = (kind if not (printed and kind == "money") else "") or (
            "ratio" if printed else "money" if money and own_unit == "ratio" else own_unit
        )
        if kind == "%":
            return "ratio", 1.0 if printed else 0.01, True, "", why
        if kind == "ratio":
            return "ratio", 1.0, bool(word), "", why
        return kind, factor or 1.0, factor is not None, known if kind == "money" else "", why

    keys = list(zip(held.get("unit", blank), held.get("scale", blank), held.get("currency", blank), line,
                    percent.tolist(), strict=True))  # fmt: skip
    known = {key: tell(key) for key in set(keys)}
    told = [known[key] for key in keys]
    factor = np.where(np.isnan(own), np.array([t[1] for t in told], dtype=np.float64), 1.0)
    stated = np.array([t[2] for t in told], dtype=bool) | ~np.isnan(own)
    return [t[0] for t in told], factor, stated, [t[3] for t in told], [t[4] for t in told]


def _other_units(line: Texts, unit: Texts) -> Texts:
    lines = taxonomy()
    pairs = list(zip(line, unit, strict=True))
    known = {(one, kind): notes.other_unit(kind, lines[one].unit) if one and lines[one].unit != kind else ""
             for one, kind in set(pairs)}  # fmt: skip
    return [known[pair] for pair in pairs]


def _currency(text: str) -> str:
    return scale.code(text) or (text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else "")


def _iso(text: str, last: bool) -> str:
    """An ISO date from one, a year and month, or a date with a time; empty where it is none."""
    match = re.match(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d\d:.*)?$", text) or re.match(
        r"^(\d{4})(\d\d)(\d\d)$", text
    )
    if not match:
        return ""
    year, month = int(match[1]), int(match[2])
    if not (1 <= month <= 12 and 1900 <= year <= 2200):
        return ""
    days = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else days if last else 1
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= days else ""


def _periods(held: dict[str, Texts], n: int) -> tuple[Texts, Texts, Any, Texts, list[bool], Texts, Texts]:
    blank = [""] * n
    keys = list(zip(*(held.get(name, blank) for name in ("start", "end", "period", "months")), strict=True))
    known = {key: _period(*key) for key in set(keys)}
    told = [known[key] for key in keys]
    months = np.array([np.nan if t[2] is None else t[2] for t in told], dtype=np.float64)
    return (
        [t[0] for t in told],
        [t[1] for t in told],
        months,
        [t[3] for t in told],
        [t[4] for t in told],
        [t[5] for t in told],
        ["period not understood" if t[6] else "" for t in told],
    )


def _period(start: str, end: str, label: str, spell: str) -> tuple[str, str, int | None, str, bool, str, bool]:
    """Start, end, months, label, whether a forecast, note, whether unreadable: from dates, else from the label."""
    first, last = _iso(start, False), _iso(end, True)
    said = parse_period(label) if label else None
    forecast = bool(said) and said is not None and said.scenario == "forecast"
    bad = "; ".join(f"{name} date not read: {text[:20]!r}" for name, text, iso in
                    (("start", start, first), ("end", end, last)) if text and not iso)  # fmt: skip
    length = int(float(spell)) if re.fullmatch(r"\d{1,2}(?:\.0)?", spell) else None
    if last and not first and length:
        first = back(last, length)
    if last:
        if first > last:
            return "", last, 0, label or last, forecast, f"start {first} is after the end", False
        return first, last, months_between(first, last), label or last, forecast, bad, False
    if said is None:
        undated = f"{label} is no date" if _ISO_LIKE.fullmatch(label) else "the period gives no dates"
        return "", "", None, label or end, False, bad or undated, True
    return said.start, said.end, said.months, label, forecast, "; ".join(filter(None, [bad, said.note])), False


def _scenarios(words: Texts, line: Texts, forecast: list[bool]) -> tuple[Texts, Texts]:
    told = _each(words, lambda word: (scenario_of(word.replace("_", " ")) or scenario_of(word)) if word else "")
    found = [
        given or ("run_rate" if one == "revenue_run_rate" else "forecast" if ahead else "actual")
        for given, one, ahead in zip(told, line, forecast, strict=True)
    ]
    return found, [notes.no_scenario(w) if w and not t else "" for w, t in zip(words, told, strict=True)]


def _bases(held: dict[str, Texts], scenario: Texts, n: int) -> tuple[Texts, Any, Texts, Texts]:
    blank = [""] * n
    words, sources = held.get("basis", blank), held.get("source", blank)
    told = _each(words, lambda word: notes.cleaned({"basis": word}))
    split = _each(sources, notes.of_source)
    noted = _each(held.get("note", blank), lambda text: notes.parse(text).get("basis", "") if ":" in text else "")
    basis, stated, source = [], [], []
    for word, parts, note, ahead in zip(told, split, noted, scenario, strict=True):
        given = word.get("basis", "") or parts.get("basis", "") or note
        unsure = ahead == "forecast" or notes.OTHER_BASIS in word
        basis.append(given or ("estimated" if unsure else "reported"))
        stated.append(bool(given))
        source.append(parts["source"])
    return basis, np.array(stated, dtype=bool), source, [word.get("note", "") for word in told]


def _losses(label: Texts, line: Texts, unit: Texts, value: Any) -> Any:
    lines = taxonomy()
    says = _each(label, signs.says_loss)
    income = _each(line, lambda one: bool(one) and lines[one].sign == "income")
    money = [one == "money" for one in unit]
    return np.array(says, dtype=bool) & np.array(income, dtype=bool) & np.array(money, dtype=bool) & (value > 0)


def _confidences(words: Texts) -> tuple[Texts, Texts]:
    told = [word.lower() if word.lower() in CONFIDENCES else "" for word in words]
    return told, [f"confidence given as {w!r}" if w and not t else "" for w, t in zip(words, told, strict=True)]
