"""Native charts of models: use as a stacked area, a timeline with paybacks, results both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, Sheet
from finkit.reporting.workbook.charts import COLOURS, GRID
from finkit.reporting.workbook.model_part import Part

# Neighbours in the stack differ in lightness as well as in hue, so that they part in grey print.
_AREAS = ("#0072B2", "#A6CEE3", "#D55E00", "#F5C18B", "#009E73", "#A8DDB5", "#CC79A7", "#E5C1D6")
_SMALL = {"size": 9}
COLUMNS = 6  # of Models, which a chart reaches over


def shares(sheet: Sheet, part: Part, row: int) -> None:
    """The part of all use that each model serves, one area on another, over the days of Usage."""
    days, use = part.held["month_start"][0], part.held["usage"][0]
    chart = sheet.book.file.add_chart({"type": "area", "subtype": "stacked"})
    for v in range(use.rows):
        chart.add_series({
            "name": [use.sheet, use.row + v, 0], "categories": _cells(days), "values": _cells(_row(use, v)),
            "fill": {"color": _AREAS[v % len(_AREAS)]}, "border": {"none": True},
        })  # fmt: skip
    chart.set_x_axis({"date_axis": True, "num_format": "mmm yy", "major_unit": 6, "major_unit_type": "months",
                      "num_font": _SMALL})  # fmt: skip
    chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": GRID})
    # Beside the columns that print repeats, else each page would repeat a part of it.
    _put(sheet, chart, "Use by generation", row, FIRST)


def timeline(sheet: Sheet, part: Part, drawn: Sequence[tuple[str, str]], count: int, first: float, row: int) -> None:
    """From `row` on the bars of the first `count` models: `drawn` figures with their colours, end to end.

    One without a colour is not seen; `first` is the day on which the axis begins, as the worksheet counts days.
    """
    chart = sheet.book.file.add_chart({"type": "bar", "subtype": "stacked"})
    for name, colour in drawn:
        ref = replace(part.held[name][0], rows=count)
        chart.add_series({
            "name": [ref.sheet, ref.row - 1, 0],
            "categories": [ref.sheet, ref.row, 0, ref.row + count - 1, 0], "values": _cells(ref),
            "fill": {"color": colour} if colour else {"none": True}, "border": {"none": True}, "gap": 60,
        })  # fmt: skip
    chart.set_y_axis({"reverse": True, "num_font": _SMALL})
    chart.set_x_axis({"min": first, "num_format": "mmm yy", "major_gridlines": GRID, "num_font": _SMALL})
    _put(sheet, chart, "Models with their payback on gross profit, by use", row)


def beside(sheet: Sheet, part: Part, title: str, names: Sequence[str], labels: tuple[int, int], row: int) -> None:
    """Rows of figures side by side from `row` on, right of the timeline, a group of columns a period.

    `labels` is the cell of the first period's name.
    """
    chart = sheet.book.file.add_chart({"type": "column"})
    for name, colour in zip(names, COLOURS, strict=False):
        ref = part.held[name][0]
        at, first = labels
        chart.add_series({
            "name": [ref.sheet, ref.row, 0], "values": _cells(ref), "fill": {"color": colour}, "gap": 80,
            "categories": [ref.sheet, at, first, at, first + ref.cols - 1],
        })  # fmt: skip
    chart.set_x_axis({"label_position": "low", "num_font": _SMALL})
    chart.set_y_axis({"num_format": sheet.book.style.number("money"), "major_gridlines": GRID})
    _put(sheet, chart, f"{title}, {sheet.book.style.unit('money', sheet.book.currency)}", row, FIRST)
    sheet.reach = FIRST + COLUMNS - 1


def _put(sheet: Sheet, chart: Any, title: str, row: int, col: int = 0) -> None:
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": {"size": 8}})
    chart.set_size({"width": 640, "height": 310})
    sheet.page.insert_chart(row, col, chart, {"x_offset": 5, "y_offset": 6, "object_position": 2})


def _row(ref: Ref, v: int) -> Ref:
    return Ref(ref.sheet, ref.row + v, ref.col, 1, ref.cols, "period")


def _cells(ref: Ref) -> list[object]:
    return [ref.sheet, ref.row, ref.col, ref.row + ref.rows - 1, ref.col + ref.cols - 1]
