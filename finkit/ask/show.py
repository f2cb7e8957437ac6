"""An answer as a short text for people, or as JSON for machines."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from finkit.analysis.answer import Answer, Finding, Listing
from finkit.reporting.numbers import percent, plain

WIDTH = 100


def as_text(answer: Answer) -> str:
    """The figures a line each, tables below them, then how they were worked out and what to doubt."""
    wide = max((len(f.label) for f in answer.figures), default=0)
    lines = [answer.question, ""]
    lines += [f"  {f.label:<{wide}}  {shown(f)}" for f in answer.figures]
    for table in answer.tables:
        lines += ["", *_listing(table)]
    lines += [""]
    said = (("Formula", answer.formula), ("Assumes", answer.assumption), ("Critic", answer.critic),
            *(("Flag", flag) for flag in answer.flags), ("Sources", "; ".join(answer.sources)))  # fmt: skip
    for about, text in said:
        if text:
            lines += textwrap.wrap(f"{about}: {text}", WIDTH, subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def as_data(answer: Answer) -> str:
    """The answer as JSON; what is missing or without end is null."""
    return json.dumps(_finite(asdict(answer)), indent=2, ensure_ascii=False) + "\n"


def shown(found: Finding) -> str:
    """A figure with its range and unit, or why there is none."""
    if found.value is None:
        return f"none: {found.why}" if found.why else "none"
    text = number(found.value, found.unit)
    if found.low is not None and found.high is not None and found.low != found.high:
        text += f" ({number(found.low, found.unit)} to {number(found.high, found.unit)})"
    unit = "" if found.unit == "ratio" else f" {found.unit}" if found.unit else ""
    return f"{text}{unit}{f'; {found.why}' if found.why else ''}"


def number(value: float, unit: str) -> str:
    """A number for people: a ratio as percent, else four digits that count."""
    if not math.isfinite(100 * value):
        return "no end"
    if unit == "ratio":
        return percent(value)
    size = math.floor(math.log10(abs(value))) if value else 0
    text = plain(value, min(6, max(0, 3 - size)))
    return text.rstrip("0").rstrip(".") if "." in text else text


def _listing(table: Listing) -> Iterator[str]:
    rows = [[label, *("none" if v is None else number(v, u) for v, u in zip(values, table.units, strict=True))]
            for label, values in table.rows]  # fmt: skip
    every = [list(table.heads), *rows]
    wide = [max(len(row[c]) for row in every) for c in range(len(table.heads))]
    yield f"  {table.caption}"
    for row in every:
        cells = (text.ljust(w) if c == 0 else text.rjust(w) for c, (text, w) in enumerate(zip(row, wide, strict=True)))
        yield f"  {'  '.join(cells)}".rstrip()


def _finite(held: Any) -> Any:
    if isinstance(held, dict):
        return {key: _finite(value) for key, value in held.items()}
    if isinstance(held, list | tuple):
        return [_finite(value) for value in held]
    return None if isinstance(held, float) and not math.isfinite(held) else held
