"""Behaviour: how each cost line moves with revenue, as finkit computed it; no cell of it is live."""

from __future__ import annotations

from collections.abc import Iterator

from finkit.analysis.analyze import Analysis
from finkit.analysis.company.behaviour import LineBehaviour
from finkit.analysis.company.classes import CLASSES
from finkit.reporting.workbook.blocks import FIRST, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns
from finkit.reporting.workbook.margins import stamp
from finkit.reporting.workbook.style import COMPUTED

NAME = "Behaviour"
_WORDS = {"variable": "in line with revenue", "mixed": "semi-variable", "fixed": "unmoved by revenue"}
_TITLES = ("Periods", "Changes", "Elasticity", "t interval, low", "t interval, high", "HC3, low", "HC3, high",
           "Prior's elasticity", "With the prior", "With other companies", "Of it borrowed", "Class changes below",
           "Class changes above")  # fmt: skip
_UNITS = ("count", "count", *["rate"] * 8, "ratio", "rate", "rate")
_WIDE, _LINE, _HEADS = 13, 13.5, 40


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Behaviour, where a line has a period with revenue."""
    return [NAME] if _lines(analysis) else []


def _lines(analysis: Analysis) -> list[LineBehaviour]:
    return [line for line in analysis.company.behaviour.lines if line.periods]


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Behaviour."""
    what = "Computed by finkit, not live: Checks says when Inputs no longer hold the figures that it was computed on."
    sheet = Sheet(book, NAME, f"How costs move with revenue: {analysis.name}", what)
    found = _lines(analysis)
    sheet.page.set_column(FIRST, FIRST + len(_TITLES), _WIDE)
    sheet.page.fit_to_pages(1, 0)
    note = f"Computed by finkit from the periods on Inputs; inputs {stamp(book)}."
    sheet.heading("Elasticity: percent of cost per percent of revenue; 95% intervals")
    _heads(sheet, _TITLES)
    for line in found:
        _row(sheet, line, f"elasticity_{line.line}", list(zip(_estimates(line), _UNITS, strict=True)), note)
    for title, name, chances in (
        ("Probability of each class, by the panel of US companies", "panel", [line.by_data for line in found]),
        ("Probability of each class, by the judgement on the label", "label", [line.by_label for line in found]),
        ("Probability of each class, under a flat prior", "flat", [line.flat for line in found]),
    ):
        sheet.heading(title)
        _heads(sheet, [_WORDS.get(name, name) for name in CLASSES])
        for line, held in zip(found, chances, strict=True):
            cells = [(held[c] if held else None, "ratio") for c in CLASSES]
            _row(sheet, line, f"{name}_{line.line}", cells, note)
    sheet.heading("In words: the class stated, the prior used, what was found")
    for line in found:
        _said(sheet, line)
    sheet.pasted("how costs move", ("revenue", *(line.line for line in found)))
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(_TITLES) - 1)


def _estimates(line: LineBehaviour) -> Iterator[float | None]:
    own, hc3, drawn, pooled = line.elasticity, line.hc3, line.drawn, line.pooled
    yield from (float(line.periods), float(line.changes))
    yield from (None, None, None) if own is None else (own.value, own.low, own.high)
    yield from (None, None) if hc3 is None else (hc3.low, hc3.high)
    yield line.prior.elasticity
    yield None if drawn is None else drawn.mean
    yield from (None, None) if pooled is None else (pooled.drawn.mean, pooled.borrowed)
    yield from line.change_at


def _row(
    sheet: Sheet, line: LineBehaviour, name: str, cells: list[tuple[float | None, str]], note: str
) -> None:  # fmt: skip
    sheet.beside(Line(name, line.name, "", line.says), sheet.row)
    for c, (value, unit) in enumerate(cells):
        if value is not None:
            sheet.page.write_number(sheet.row, FIRST + c, value, sheet.book.style.cell(COMPUTED, unit))
    sheet.note(sheet.row, FIRST, note)
    sheet.row += 1


def _heads(sheet: Sheet, titles: list[str] | tuple[str, ...]) -> None:
    look = sheet.book.style.text(italic=True, align="right", text_wrap=True, font_color="#595959", bottom=4)
    sheet.page.set_row(sheet.row, _HEADS)
    for c, title in enumerate(titles):
        sheet.words(sheet.row, FIRST + c, title, look)
    sheet.row += 1


def _said(sheet: Sheet, line: LineBehaviour) -> None:
    stated = f"{line.shown}, set by the user" if line.override else line.shown
    style = sheet.book.style
    sheet.words(sheet.row, 0, f"{line.name}: {stated}. Method: {line.method}. Prior: {line.prior.source}.")
    for text in (line.says, *line.notes):
        sheet.row += 1
        sheet.words(sheet.row, 0, text, style.text(font_color="#595959", indent=1))
    sheet.row += 1
