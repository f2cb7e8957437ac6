"""Plain text for the terminal: facts, names, checks, a comparison."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from finkit.analysis.compare import Comparison
from finkit.analysis.measures import ALL, registry
from finkit.statement.fact import COLUMNS, FLAGS, NUMBERS, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.statement import Statement

SHORT = ("company", "segment", "line", "label", "period", "scenario", "value", "currency", "basis", "chosen", "reason")


def facts_text(facts: Facts, shape: str) -> str:
    """Facts as csv, json (one object a fact) or a short table."""
    if shape == "json":
        columns = [_plain(facts, name) for name in COLUMNS]
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    wanted = COLUMNS if shape == "csv" else SHORT
    texts = [_texts(facts, name) for name in wanted]
    if shape == "table":
        return table(wanted, zip(*texts, strict=True))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(zip(*texts, strict=True))
    return out.getvalue()


def names_text(shape: str) -> str:
    """The standard lines and the measures: name, unit, sentence; a measure's formula too."""
    entries = [{"name": line.id, "kind": "line", "unit": line.unit, "says": line.says} for line in taxonomy().lines]
    entries += [{"name": m.name, "kind": "measure", "unit": m.unit, "says": m.says, "formula": m.formula} for m in ALL]
    if shape == "json":
        return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    heads = ("name", "kind", "unit", "says", "formula")
    return table(heads, ([entry.get(head, "") for head in heads] for entry in entries))


def checks_text(statements: Iterable[Statement], *, everything: bool = False) -> tuple[str, int]:
    """The identities that could be checked, a line each where there is a residual, and how many failed."""
    out, held, failed = [], 0, 0
    for statement in statements:
        for check in statement.checks:
            held += check.within
            failed += not check.within
            if not check.within or everything or abs(check.residual) > 1e-9 * max(abs(check.stated), 1.0):
                verdict = "within rounding" if check.within else "FAILS"
                where = " ".join(part for part in (statement.name, check.segment, check.period) if part)
                out.append(
                    f"{verdict:<15} {where}: {check.identity}: stated {_money(check.stated)}, parts sum to "
                    f"{_money(check.summed)}, residual {_money(check.residual)} {check.currency} "
                    f"(rounding allows {_money(check.allowed)})"
                )
    out.append(f"{held} checks hold, {failed} fail")
    return "\n".join(out) + "\n", failed


def comparison_table(comparison: Comparison) -> str:
    """A comparison for the terminal: one company a row."""
    heads = ("company", "period", "revenue", *(registry()[m].label for m in comparison.measures))
    rows = []
    for row in comparison.rows:
        revenue = "" if row.revenue is None else f"{_money(row.revenue)} {row.currency}"
        figures = [_ratio(row.values[name], name) for name in comparison.measures]
        rows.append([row.analysis.name, row.period, revenue, *figures])
    return table(heads, rows).rstrip("\n")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Left-aligned columns under their heads, two spaces apart; control characters shown as spaces."""
    held = [[_short(_clean(str(cell))) for cell in row] for row in rows]
    widths = [max([len(head), *(len(row[i]) for row in held)]) for i, head in enumerate(heads)]
    body = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [list(heads), *held]
    ]
    return "\n".join(line.rstrip() for line in body) + "\n"


def _texts(facts: Facts, name: str) -> list[str]:
    return [_text(value) for value in _plain(facts, name)]


def _plain(facts: Facts, name: str) -> list[Any]:
    column: list[Any] = np.asarray(facts[name]).tolist()
    if name in NUMBERS:
        return [None if v != v else int(v) if v.is_integer() and abs(v) < 1e15 else v for v in column]
    return [bool(v) for v in column] if name in FLAGS else column


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _money(value: float) -> str:
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:,.4g} {word}"
    return f"{value:,.4g}"


def _ratio(value: float | None, name: str) -> str:
    if value is None or math.isnan(value):
        return ""
    if registry()[name].unit == "times":
        return f"{value:.2f}"
    return f"{value:.1%}".replace("-0.0%", "0.0%")
