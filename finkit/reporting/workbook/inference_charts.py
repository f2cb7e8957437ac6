"""Charts of the sheets on inference: indices on a log axis, the waterfall of spending, a price trend with its band.

They stand above the figures, so that no page cuts them: `reserve` leaves their rows free.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Sheet
from finkit.reporting.workbook.charts import COLOURS, DASHES, GRID, MARKERS, ROWS

WIDE = 540
ACROSS = 6  # columns of figures that a chart on the right reaches over
_NONE = {"none": True}
_UP, _DOWN, _TOTAL = COLOURS[1], COLOURS[4], COLOURS[2]


def reserve(sheet: Sheet) -> None:
    """Leave the first rows to charts."""
    sheet.row = BODY + ROWS


def indices(sheet: Sheet, title: str, names: Sequence[str]) -> None:
    """Rows as lines over the sheet's periods, on a log axis; what is empty between two figures is bridged."""
    chart = sheet.book.file.add_chart({"type": "line"})
    for i, name in enumerate(names):
        ref = sheet.book.refs[name]
        look = {"color": COLOURS[i % len(COLOURS)]}
        chart.add_series({
            "name": [sheet.name, ref.row, 0],
            "categories": [sheet.name, HEAD, FIRST, HEAD, FIRST + ref.cols - 1],
            "values": [sheet.name, ref.row, FIRST, ref.row, FIRST + ref.cols - 1],
            "line": {**look, "width": 2, "dash_type": DASHES[i % len(DASHES)]},
            "marker": {"type": MARKERS[i % len(MARKERS)], "size": 6, "fill": look, "border": look},
        })  # fmt: skip
    chart.show_blanks_as("span")
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    _finish(sheet, chart, title, "#,##0", log=True)


def waterfall(sheet: Sheet, title: str, labels: tuple[int, int]) -> None:
    """Spending from one period to the other: bars on `bar_base`, which is not drawn, named by the rows `labels`."""
    chart = sheet.book.file.add_chart({"type": "column", "subtype": "stacked"})
    shown = (("bar_base", ""), ("bar_total", _TOTAL), ("bar_up", _UP), ("bar_down", _DOWN), ("bar_up_below", _UP),
             ("bar_down_below", _DOWN))  # fmt: skip
    for name, colour in shown:
        ref = sheet.book.refs[name]
        chart.add_series({
            "name": sheet.book.labels[name].partition(",")[0],
            "categories": [sheet.name, labels[0], 0, labels[1], 0],
            "values": [ref.sheet, ref.row, FIRST, ref.row + ref.rows - 1, FIRST],
            "fill": {"color": colour} if colour else _NONE, "border": _NONE, "gap": 40,
        })  # fmt: skip
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    _finish(sheet, chart, title, "#,##0", hidden=[0, 4, 5], right=True)


def trend(sheet: Sheet, title: str) -> None:
    """Prices by day with the fitted line and its band, on a log axis."""
    chart = sheet.book.file.add_chart({"type": "scatter", "subtype": "straight"})
    days = sheet.book.refs["frontier_day"]
    for name, colour, dash in (("frontier_price", COLOURS[0], ""), ("price_fitted", COLOURS[1], "solid"),
                               ("band_low", COLOURS[2], "dash"), ("band_high", COLOURS[2], "dash")):  # fmt: skip
        ref, look = sheet.book.refs[name], {"color": colour}
        chart.add_series({
            "name": [sheet.name, ref.row, 0],
            "categories": [sheet.name, days.row, FIRST, days.row, FIRST + days.cols - 1],
            "values": [sheet.name, ref.row, FIRST, ref.row, FIRST + ref.cols - 1],
            "line": {**look, "width": 2, "dash_type": dash} if dash else _NONE,
            "marker": {"type": "none"} if dash else {"type": "circle", "size": 7, "fill": look, "border": look},
        })  # fmt: skip
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy-mm", "num_font": {"size": 8}, "label_position": "low",
                      "major_gridlines": {"visible": False}})  # fmt: skip
    _finish(sheet, chart, title, "#,##0.00", log=True)


def _finish(
    sheet: Sheet, chart: Any, title: str, form: str, *, log: bool = False, hidden: Sequence[int] = (),
    right: bool = False,
) -> None:  # fmt: skip
    """Title, axes and legend, and the chart in the rows left free, on the left or on the right."""
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    axis = {"num_format": form, "major_gridlines": GRID, "num_font": {"size": 9}}
    chart.set_y_axis({**axis, "log_base": 10} if log else axis)
    chart.set_legend({"position": "bottom", "font": {"size": 8}, "delete_series": list(hidden)})
    chart.set_size({"width": WIDE, "height": 310})
    place = {"x_offset": 5, "y_offset": 6, "object_position": 2}
    sheet.page.insert_chart(BODY, FIRST if right else 0, chart, place)
