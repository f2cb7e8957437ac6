"""Plain text for the terminal: facts, names, checks, a comparison."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from finkit.analysis.compare import Comparison
from finkit.analysis.measures import ALL, registry
from finkit.reporting.numbers import rounded, significant
from finkit.statement.fact import COLUMNS, FLAGS, NUMBERS, Facts
from finkit.statement.lines import taxonomy
from finkit.statement.statement import Statement

SHORT = ("company", "segment", "line", "label", "period", "scenario", "value", "currency", "basis", "chosen", "reason")
_NEEDS_QUOTES = re.compile(r'[,"\r\n]')


def facts_text(facts: Facts, shape: str) -> str:
    """Facts as csv, json (one object a fact) or a short table."""
    if shape == "table":
        return table(SHORT, zip(*(_texts(facts, name, str, "") for name in SHORT), strict=True))
    if shape == "json":
        encoded = json.JSONEncoder(ensure_ascii=False).encode
        one = " {\n" + ",\n".join(f'  "{name}": %s' for name in COLUMNS) + "\n }"
        objects = map(one.__mod__, zip(*(_texts(facts, name, encoded, "null") for name in COLUMNS), strict=True))
        return "[\n" + ",\n".join(objects) + "\n]\n" if len(facts) else "[]\n"
    rows = map(",".join, zip(*(_texts(facts, name, _quoted, "") for name in COLUMNS), strict=True))
    return "\n".join([",".join(COLUMNS), *rows, ""])


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
    columns = list(zip(*rows, strict=True)) or [()] * len(heads)
    lines = zip(*map(_aligned, heads, columns), strict=True)
    return "\n".join([*("  ".join(line).rstrip() for line in lines), ""])


def _aligned(head: str, cells: Sequence[str]) -> list[str]:
    shown = {cell: _short(_clean(cell)) for cell in dict.fromkeys(cells)}
    width = max(map(len, (head, *shown.values())))
    padded = {cell: text.ljust(width) for cell, text in shown.items()}
    return [head.ljust(width), *map(padded.__getitem__, cells)]


def _texts(facts: Facts, name: str, text: Callable[[str], str], missing: str) -> list[str]:
    """A column as text, each different cell written once: `text` of a text, `missing` for a missing number."""
    cells: list[Any] = facts[name].tolist()
    written: dict[Any, str]
    if name in FLAGS:
        written = {True: "true", False: "false"}
    elif name in NUMBERS:
        # Whole numbers stand without a point, as long as a float tells them apart.
        written = {
            v: missing if v != v else repr(int(v) if v.is_integer() and abs(v) < 1e15 else v)
            for v in dict.fromkeys(cells)
        }
    else:
        written = {cell: text(cell) for cell in dict.fromkeys(cells)}
        if all(cell is out for cell, out in written.items()):
            return cells
    return list(map(written.__getitem__, cells))


def _quoted(text: str) -> str:
    """A cell of a csv file, in quotes where it needs them."""
    if not _NEEDS_QUOTES.search(text):
        return text
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([text, ""])
    return out.getvalue().removesuffix(",\n")


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _clean(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _money(value: float) -> str:
    for size, word in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{significant(value / size)} {word}"
    return significant(value)


def _ratio(value: float | None, name: str) -> str:
    if value is None or math.isnan(value):
        return ""
    if registry()[name].unit == "times":
        return f"{rounded(value, 2)}"
    return f"{rounded(value * 100, 1)}%".replace("-0.0%", "0.0%")
