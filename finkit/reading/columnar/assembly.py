"""Columns to facts: units, signs, words and periods applied to all rows at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from finkit.reading.cells.grid import Sheet
from finkit.reading.columnar import spans, units, words
from finkit.reading.columnar.figures import Figures
from finkit.reading.columnar.spans import Span
from finkit.reading.columnar.units import Units
from finkit.reading.columnar.words import joined
from finkit.reading.tables import signs
from finkit.reading.texts import scale
from finkit.statement.coded import Coded
from finkit.statement.fact import Facts


@dataclass(frozen=True)
class Columns:
    """What is known of figures before they are facts, a row each.

    `held` are the texts beside them by role, `span` their periods (`spans.Span`), `loses` tells those that print a
    loss as a magnitude, `record` those of one company and period (None: by company, segment, period and scenario),
    `sign` is what the sidecar says of costs, `reason` and `note` what was found so far.
    """

    path: Path
    sheet: Sheet
    cells: list[str]
    held: Mapping[str, Coded]
    names: Coded
    line: Coded
    label: Coded
    definition: Coded
    span: Coded
    figures: Figures
    unit: Units
    loses: Any
    reason: Coded
    note: Coded
    record: Coded | None = None
    sign: str = ""


def facts_of(given: Columns) -> tuple[Facts, Any]:
    """The facts, and which of them are costs whose sign was turned."""
    held, read, unit, names, label = given.held, given.figures, given.unit, given.names, given.label
    segment = held.get("segment", Coded.one("", len(given.cells)))
    other = units.other(given.line, unit.unit)
    line = Coded.joint(given.line, other).tell(lambda pair: "" if pair[1] else pair[0]).merged()
    span = Coded.joint(given.span, line, label).tell(lambda told: spans.of_line(*told)).merged()
    old, new = spans.superseded(held.get("part", Coded.one("", len(line))), names, segment, line, span.tell(_period))
    said = words.read(held, line, span.tell(lambda s: s.scenario))
    money, mapped = unit.unit.tell("money".__eq__).array(bool), line.tell(bool).array(bool)
    loss = given.loses & money & mapped & (read.value > 0)
    value = np.where(loss, -read.value, read.value)
    record = given.record or Coded.joint(names, segment, span, said.scenario).merged()
    cost = signs.costs(names, record, line, label, money, value, given.sign)
    figure, rounding, size = units.multiplied(np.where(cost, -value, value), read.rounding, unit.factor)
    unstated = scale.unstated(names, mapped & money, value, unit.factor, unit.stated, read.own)
    unread = span.tell(lambda s: "period not understood" if s.unread else "")
    turned = (Coded.where(loss, signs.LOSS), Coded.where(cost, signs.COST))
    facts = Facts({
        "file": given.path.name, "sheet": given.sheet.name, "cell": given.cells, "company": names.column(),
        "segment": segment.column(), "line": line.column(), "label": label.column(),
        "period": span.tell(lambda s: s.label).column(), "start": span.tell(lambda s: s.start).column(),
        "end": span.tell(lambda s: s.end).column(),
        "months": span.tell(lambda s: np.nan if s.months is None else s.months).array(np.float64),
        "scenario": said.scenario.column(), "value": figure, "unit": unit.unit.column(),
        "currency": unit.currency.column(), "scale": units.shown(unit.factor, read.own), "scale_stated": unit.stated,
        "currency_stated": unit.currency.tell(bool).array(bool), "basis": said.basis.column(),
        "basis_stated": said.basis_stated.array(bool), "confidence": said.confidence.column(),
        "source": said.source.column(), "url": said.url.column(), "as_of": said.as_of.column(),
        "definition": given.definition.column(),
        "reason": joined(given.reason, old, other, unit.reason, said.reason, unread, unstated).column(),
        "note": joined(said.note, new, *turned, read.note, size, given.note, span.tell(lambda s: s.note)).column(),
        "rounding": rounding,
    }, len(given.cells))  # fmt: skip
    return facts, cost


def _period(span: Span) -> tuple[str, str, int | None, str]:
    return span.start, span.end, span.months, span.scenario
