"""The workbook to fill in: an income statement and a sheet for each table of assumptions, made from their classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from finkit.assumptions import entries
from finkit.assumptions.ranges import Range
from finkit.assumptions.rows import Row
from finkit.assumptions.sheets import EXAMPLE, mark_of
from finkit.assumptions.tables import SETTINGS_SHEET, Column, Setting, columns, settings, tables
from finkit.errors import OutputError
from finkit.files import write_with
from finkit.reporting.workbook import _open
from finkit.reporting.workbook.style import Style
from finkit.statement.lines import taxonomy

STATEMENT = "Income statement"
LINES = (
    "revenue", "cost_of_revenue", "gross_profit", "research_development", "sales_marketing", "general_administrative",
    "operating_income", "net_income",
)  # fmt: skip
PERIODS = ("FY2024", "FY2025", "FY2026")
UNITS = "USD millions"
# Rows that are ready for input: formats and validation reach so far.
ROWS = 200
# Rows below the heads that are printed.
PRINTED = 20
_TITLE, _HEADS, _FIRST = 0, 2, 3
_FORMATS = {"date": "yyyy-mm-dd", "text": "@", "choice": "@", "flag": "@"}
_EXAMPLES = 2
_LINE = "#D0D0D0"


def write_blank(name: str, path: Path) -> None:
    """A workbook for the company `name` at `path`; OutputError where a file stands there, or it cannot be written."""
    if path.exists():
        raise OutputError(f"{path}: it is there already; choose another --out")
    data = blank(name)
    write_with(path, lambda temporary: temporary.write_bytes(data))


def blank(name: str) -> bytes:
    """The workbook for the company `name`: nothing filled in, an example row in each table."""
    kinds = tables()
    held, file = _open([STATEMENT, *(kind.SHEET for kind in kinds.values()), SETTINGS_SHEET], f"finkit: {name}")
    style = Style(file, 0.0)
    _statement(file.get_worksheet_by_name(STATEMENT), style, name)
    for kind in kinds.values():
        _table(file.get_worksheet_by_name(kind.SHEET), style, kind)
    _settings(file.get_worksheet_by_name(SETTINGS_SHEET), style)
    file.close()
    return held.getvalue()


def _statement(page: Any, style: Style, name: str) -> None:
    """Labels of lines, heads of periods; the title says whose statement it is, the line below it in what units."""
    page.write_string(0, 0, f"{name} income statement", style.text(bold=True, font_size=14))
    page.write_string(1, 0, UNITS, style.text(font_color="#0000FF"))
    page.write_comment(1, 0, "Currency and scale of all figures: USD, USD thousands, EUR billions, ...")
    for n, period in enumerate(PERIODS, start=1):
        page.write_string(3, n, period, style.text(bold=True, bottom=1, align="right", font_color="#0000FF"))
    page.write_comment(3, 1, "Periods: FY2025, Q1 2025, H1 2025, Dec 31 2025, ... Add columns as needed.")
    for n, line in enumerate(LINES, start=4):
        page.write_string(n, 0, taxonomy()[line].name, style.text())
        for column in range(1, len(PERIODS) + 1):
            page.write_blank(n, column, None, _input(style, None, border=1, border_color=_LINE))
    page.write_comment(4, 0, "Costs are positive. Leave empty what is not known: it is not zero. Rows may be added.")
    page.data_validation(4, 1, 3 + len(LINES), len(PERIODS), _decimal(None, None, "Write a number, or nothing"))
    page.set_column(0, 0, 34)
    page.set_column(1, len(PERIODS), 13)
    _print(page, 4, 1, (3 + PRINTED, len(PERIODS)))


def _table(page: Any, style: Style, kind: type[Row]) -> None:
    """Heads with notes, a validated input row for each row below, and examples that are not read."""
    page.write_string(_TITLE, 0, _title(kind), style.text(bold=True, font_size=14))
    page.write_string(
        _TITLE + 1, 0, f"Rows marked {EXAMPLE} are not read: write below them. Bold heads are needed. Notes on the "
        "heads say what to write; the groups (+) hold low, high and source of a figure.",
        style.text(font_color="#7F7F7F"),
    )  # fmt: skip
    page.write_string(_HEADS, 0, EXAMPLE.capitalize(), style.text(font_color="#7F7F7F", bottom=1, valign="top"))
    page.set_column(0, 0, 13, style.text(font_color="#7F7F7F", italic=True))
    for at, column in enumerate(columns(kind), start=1):
        side = "left" if column.kind in ("text", "choice", "flag") else "right"
        look = style.text(bold=column.required, bottom=1, text_wrap=True, valign="top", align=side)
        page.write_string(_HEADS, at, column.head, look)
        page.write_comment(_HEADS, at, _note(column), {"x_scale": 1.6})
        hidden = {"level": 1, "hidden": True} if column.part else {}
        page.set_column(at, at, _width(column), _input(style, column), hidden)
        if (rule := _rule(column)) is not None:
            page.data_validation(_FIRST, at, _FIRST + ROWS - 1, at, rule)
    page.set_row(_HEADS, 42)
    for n in range(_EXAMPLES):
        _example(page, style, columns(kind), _FIRST + n, entries.example(kind, n))
    _print(page, _FIRST, 2, (_FIRST + PRINTED - 1, len(columns(kind))))


def _title(kind: type[Row]) -> str:
    first = str(kind.__doc__ or kind.SHEET).split("\n")[0]
    return f"{kind.SHEET}: {first[:1].lower()}{first[1:]}".replace("`", "").replace("_", " ").removesuffix(".")


def _example(page: Any, style: Style, wanted: tuple[Column, ...], row: int, shown: Mapping[str, Any]) -> None:
    if not shown:
        return
    page.write_string(row, 0, mark_of(shown.values()), style.text(font_color="#7F7F7F", italic=True))
    for at, column in enumerate(wanted, start=1):
        value = shown.get(f"{column.field} {column.part}".strip())
        look = style.text(font_color="#7F7F7F", italic=True, num_format=_FORMATS.get(column.kind, "General"))
        if isinstance(value, date):
            page.write_datetime(row, at, value, look)
        elif isinstance(value, str):
            page.write_string(row, at, value, look)
        elif value is not None:
            page.write_number(row, at, value, look)


def _settings(page: Any, style: Style) -> None:
    """Every setting with room for value, range and source, and what it is if nothing is written."""
    page.write_string(_TITLE, 0, "Settings: one value a row", style.text(bold=True, font_size=14))
    says = "A value left empty is finkit's own, which stands in the note. Low and high make a range."
    page.write_string(_TITLE + 1, 0, says, style.text(font_color="#7F7F7F"))
    for at, head in enumerate(("Key", "Value", "Low", "High", "Source", "Note")):
        page.write_string(_HEADS, at, head, style.text(bold=True, bottom=1))
    for row, setting in enumerate(settings(), start=_FIRST):
        page.write_string(row, 0, setting.key, style.text())
        for at in range(1, 4 if setting.column.range else 2):
            page.write_blank(row, at, None, _input(style, setting.column, border=1, border_color=_LINE))
            if (rule := _rule(setting.column)) is not None:
                page.data_validation(row, at, row, at, rule)
        page.write_string(row, 5, _setting_note(setting), style.text(font_color="#7F7F7F"))
    page.set_column(0, 0, 30)
    page.set_column(1, 3, 12)
    page.set_column(4, 4, 24, style.text(font_color="#0000FF"))
    page.set_column(5, 5, 100)
    _print(page, _FIRST, 1, (_FIRST + len(settings()) - 1, 5))


def _setting_note(setting: Setting) -> str:
    default = setting.default
    if isinstance(default, Range):
        span = f"{default.low:g} to {default.high:g}" if default.low < default.high else ""
        centre = "" if default.value is None else f"{default.value:g}"
        default = f"{', '.join(filter(None, (centre, span)))} ({default.source.removeprefix('assumed: ')})"
    own = f"empty: {default}" if default is not None else "empty: none"
    # The description of a kind of range tells its bounds already.
    says = setting.column.says if setting.column.range else _note(setting.column)
    return "; ".join(filter(None, (says, own)))


def _note(column: Column) -> str:
    """What to write: the field's description, its choices and bounds."""
    said = [column.says, *(["one of " + "; ".join(filter(None, column.choices))] if column.choices else [])]
    for bound, itself, above in ((column.least, "at least", "above"), (column.most, "at most", "below")):
        if bound is not None and column.part != "source":
            said.append(f"{itself if bound[1] else above} {bound[0]:g}")
    if column.kind == "date":
        said.append("a date")
    return "; ".join(filter(None, said)) or column.head


def _input(style: Style, column: Column | None, **look: Any) -> Any:
    """Blue as every input; numbers show as typed."""
    return style.text(font_color="#0000FF", num_format=_FORMATS.get(column.kind if column else "", "General"), **look)


def _width(column: Column) -> int:
    return 22 if column.kind == "text" else 13


def _rule(column: Column) -> dict[str, Any] | None:
    """The validation of a column's cells; lists only where no choice holds a comma, which parts them."""
    says = _note(column)[:250]
    if column.kind in ("number", "whole"):
        rule = _decimal(column.least, column.most, says)
        return {**rule, "validate": "integer"} if column.kind == "whole" else rule
    if column.kind == "date":
        first = date(1990, 1, 1)
        return {"validate": "date", "criteria": ">=", "value": first, "error_message": says, "error_title": "A date"}
    choices = ["yes", "no"] if column.kind == "flag" else [choice for choice in column.choices if choice]
    if choices and not any("," in choice for choice in choices):
        return {"validate": "list", "source": choices, "error_message": says, "error_title": "One of the list"}
    return None


def _decimal(least: tuple[float, bool] | None, most: tuple[float, bool] | None, says: str) -> dict[str, Any]:
    """A number within bounds; a bound that is not allowed itself is left to reading where there are two."""
    rule: dict[str, Any] = {"validate": "decimal", "error_message": says, "error_title": "A number"}
    if least and most:
        return {**rule, "criteria": "between", "minimum": least[0], "maximum": most[0]}
    if least:
        return {**rule, "criteria": ">=" if least[1] else ">", "value": least[0]}
    if most:
        return {**rule, "criteria": "<=" if most[1] else "<", "value": most[0]}
    return {**rule, "criteria": "between", "minimum": -1e50, "maximum": 1e50}


def _print(page: Any, rows: int, frozen: int, last: tuple[int, int]) -> None:
    """Heads that stay in sight, and one page that reaches to the row and column of `last`."""
    page.freeze_panes(rows, frozen)
    page.set_landscape()
    page.set_paper(9)
    page.print_area(0, 0, *last)
    page.fit_to_pages(1, 1)
