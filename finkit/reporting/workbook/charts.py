"""Native charts, drawn below the figures that they show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finkit.reporting.workbook.blocks import FIRST, HEAD, Book, Sheet

ROWS = 17
CROWD = 4  # series from which the legend is set small
# Okabe-Ito: told apart by the common colour blindnesses and in grey print.
GRID = {"visible": True, "line": {"color": "#E0E0E0"}}
COLOURS = ("#0072B2", "#D55E00", "#999999", "#E69F00", "#009E73", "#CC79A7")


def draw(
    sheet: Sheet, title: str, names: Sequence[str], *, unit: str, span: range,
    stacked: bool = False, right: bool = False, colours: Sequence[str] = COLOURS,
) -> bool:  # fmt: skip
    """A chart of rows `names` over the columns of `span`, below the figures or `right` of the chart before.

    False where there is nothing to draw. Ratios known in every column are lines; others are columns, because a gap
    would read as zero in a line.
    """
    book = sheet.book
    shown = [n for n in names if n in book.refs and not np.isnan(book.values[n][span.start : span.stop]).all()]
    if not shown or len(span) == 0:
        return False
    gaps = any(np.isnan(book.values[n][span.start : span.stop]).any() for n in shown)
    lines = unit == "ratio" and not gaps and len(span) > 1
    kind = {"type": "line"} if lines else {"type": "column", **({"subtype": "stacked"} if stacked else {})}
    chart = book.file.add_chart(kind)
    for i, name in enumerate(shown):
        chart.add_series(_series(book, name, span, colours[i % len(colours)], lines))
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_y_axis({"num_format": book.style.number(unit), "major_gridlines": GRID})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    chart.set_legend({"position": "bottom", "font": {"size": 9 if len(shown) < CROWD else 7}})
    chart.set_size({"width": 520, "height": 310})
    row, col = (sheet.row - ROWS, FIRST) if right else (sheet.row, 0)
    sheet.page.insert_chart(row, col, chart, {"x_offset": 5, "y_offset": 6, "object_position": 2})
    if not right:
        sheet.row += ROWS
    return True


def _series(book: Book, name: str, span: range, colour: str, lines: bool) -> dict[str, object]:
    ref = book.refs[name]
    first, last = FIRST + span.start, FIRST + span.stop - 1
    look: dict[str, object] = {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "size": 5}}
    return {
        "name": [ref.sheet, ref.row, 0],
        "categories": [ref.sheet, HEAD, first, HEAD, last],
        "values": [ref.sheet, ref.row, first, ref.row, last],
        **(look if lines else {"fill": {"color": colour}, "border": {"none": True}, "gap": 80}),
    }


def years(months: Sequence[int | None], known: Sequence[bool]) -> range:
    """The longest run of columns of one length, cut to those where something is known."""
    runs: list[range] = []
    for c, length in enumerate(months):
        if runs and months[runs[-1].start] == length:
            runs[-1] = range(runs[-1].start, c + 1)
        else:
            runs.append(range(c, c + 1))
    cut = [range(min(there), max(there) + 1) for run in runs if (there := [c for c in run if known[c]])]
    return max(cut, key=len, default=range(0))
