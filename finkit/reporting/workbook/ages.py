"""Ages: gross profit by month, from Usage, and tokens by period, from Inference, as Triangle counts them; live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.usage import KINDS
from finkit.analysis.measures import Floats
from finkit.analysis.models.vintage_triangle import AGED, TOKENS, USED, VintageTriangle
from finkit.formula import Ref
from finkit.formula.excel import Shape
from finkit.reporting.workbook.blocks import FIRST, Line, Sheet
from finkit.reporting.workbook.model_part import EPOCH, Part, wide

NAME = "Ages"
WHAT = (
    "Gross profit by month from Usage, tokens by period from Inference, as Triangle counts them. Nothing is typed here."
)
_Refs = Mapping[str, tuple[Ref, Floats]]


def fill(sheet: Sheet, part: Part, analysis: Analysis, held: VintageTriangle) -> None:
    """Write the steps to the ages of a triangle; the last of them, what is at each age, is Triangle's own."""
    if held.quantity == TOKENS:
        _tokens(sheet, part, analysis)
    else:
        assert sheet.book.models is not None
        _gross_profit(sheet, part, held, sheet.book.models)


def _gross_profit(sheet: Sheet, part: Part, held: VintageTriangle, models: Part) -> None:
    """By month of Usage up to the end of each age; the month of release counts as the first."""
    ref, start = models.held["month_start"]
    wide(sheet, ref.cols)
    sheet.heading("Gross profit by month and model, by use")
    for name, label in (("month_start", "From"), ("month_end", "To, the day after")):
        line = Line(f"ages_{name}", label, "date")
        sheet.formula(line, "day", refs={"day": models.held[name]}, cols=ref.cols)
        part.held[name] = sheet.book.refs[line.name], sheet.book.values[line.name]
    days = (start + EPOCH).astype(int)
    months = np.array([day.year * 12 + day.month for day in map(date.fromordinal, days.tolist())])
    part.period(sheet, "calendar_month", "Calendar month, from 1", "count", months - months[0] + 1.0)
    covered = months[days < held.until.toordinal()]
    last = np.searchsorted(covered, np.arange(months[0], covered[-1] + 1), side="right").astype(float)
    part.period(sheet, "month_last", "Column in which each calendar month ends", "position", last)
    at = [models.rows.index(name) for name in part.rows]
    sheet.heading("Released")
    released = [{"release": _row(models, "release", v)} for v in at]
    _rows(sheet, part, "release", "date", "release", released, "row")
    sheet.heading("Workings: gross profit by use, the middle of its range")
    ends = [{end: _row(models, f"model_left_{end}", v) for end in ("low", "high")} for v in at]
    _rows(sheet, part, "left", "money", "(low + high) / (1 + 1)", ends, "block")
    for one in AGED[:-1]:
        sheet.heading(one.label)
        cols = {"released_here": ref.cols, "so_far": ref.cols, "release_month": 0}
        part.formula(sheet, one, cols=cols.get(one.name, part.held["age"][0].cols), rows=len(part.rows), named=False)


def _tokens(sheet: Sheet, part: Part, analysis: Analysis) -> None:
    """By period of Inference, whose blue cells they are."""
    table, block = analysis.inference.usage, sheet.book.refs["mtok"]
    assert table is not None
    width = len(table.periods)
    wide(sheet, width)
    given = sheet.book.values["mtok"].reshape(-1, width)
    owners = np.flatnonzero(table.mtok.sum(axis=0).ravel() > 0) // len(KINDS)
    held: list[_Refs] = []
    for name in part.rows:
        own = np.flatnonzero(owners == table.models.index(name))
        place = Ref(block.sheet, block.row + int(own[0]), FIRST, len(own), width, "block")
        held.append({"mtok": (place, given[own])})
    sheet.heading("Tokens by period and model")
    sheet.title_cells(table.periods)
    _rows(sheet, part, "tokens", "Mtok", "sum_rows(mtok)", held, "block")
    for one in USED[:-1]:
        sheet.heading(one.label)
        cols = 0 if one.name == "first_used" else width
        part.formula(sheet, one, cols=cols, rows=len(part.rows), named=False)


def _rows(
    sheet: Sheet, part: Part, name: str, unit: str, text: str, held: Sequence[_Refs], shape: Shape
) -> None:  # fmt: skip
    """One formula a model, over cells of its own on another sheet; all of them go by `name`."""
    first, found = sheet.row, []
    for model, refs in zip(part.rows, held, strict=True):
        cols = max(ref.cols for ref, _ in refs.values())
        sheet.formula(Line(f"ages_{name}", model, unit), text, refs=refs, cols=cols)
        found.append(sheet.book.values[f"ages_{name}"])
    values = np.stack(found)
    part.held[name] = Ref(sheet.name, first, FIRST, len(held), values.shape[1], shape), values


def _row(models: Part, name: str, v: int) -> tuple[Ref, Floats]:
    """One model's row of a block of Models or Usage."""
    ref, values = models.held[name]
    return Ref(ref.sheet, ref.row + v, ref.col, 1, ref.cols, "period"), values[v]
