"""Native charts, drawn below the figures that they show, or in room left above them, where no page cuts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.formula import Ref
from finkit.reporting.workbook.blocks import FIRST, HEAD, Book, Sheet

ROWS = 17
CROWD = 4  # series from which the legend is set small
# Okabe-Ito: told apart by the common colour blindnesses and in grey print.
GRID = {"visible": True, "line": {"color": "#E0E0E0"}}
COLOURS = ("#0072B2", "#D55E00", "#999999", "#E69F00", "#009E73", "#CC79A7")
DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "long_dash_dot")
MARKERS = ("circle", "square", "diamond", "triangle", "x", "plus")


@dataclass(frozen=True, slots=True)
class Curve:
    """Cells of a curve over a number: those `across` and `up`, each the one or more rows and columns of a `Ref`.

    `name` is a text of finkit's own, or the row and column of a cell. `joined` is whether a line joins the points.
    """

    name: str | tuple[int, int]
    across: Ref
    up: Ref
    joined: bool = True


def room(sheet: Sheet) -> int:
    """Rows left free for a chart; the first of them."""
    top = sheet.row
    sheet.row += ROWS
    return top


def column(ref: Ref, c: int = 0) -> Ref:
    """One column of a block."""
    return Ref(ref.sheet, ref.row, ref.col + c, ref.rows, 1, "row")


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
    said = title if unit == "ratio" else f"{title}, {book.style.unit(unit, book.currency)}"
    chart.set_title({"name": said, "name_font": {"size": 11, "bold": False}, "overlay": False})
    chart.set_y_axis({"num_format": book.style.number(unit), "major_gridlines": GRID})
    chart.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    chart.set_legend({"position": "bottom", "font": {"size": 9 if len(shown) < CROWD else 7}})
    _put(sheet, chart, right=right)
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


def curves(
    sheet: Sheet, title: str, found: Sequence[Curve], *, across: str, x: str = "ratio", y: str = "ratio",
    span: tuple[float, float] | None = None, low: float | None = None, high: float | None = None, right: bool = False,
) -> None:  # fmt: skip
    """Curves over a number, told apart by dash and marker as well as colour; `x` and `y` are the axes' units.

    `span` is where the axis across begins and ends, `low` and `high` where the one upwards does.
    """
    book = sheet.book
    chart = book.file.add_chart({"type": "scatter", "subtype": "straight"})
    for i, one in enumerate(found):
        colour = COLOURS[i % len(COLOURS)]
        line = {"color": colour, "width": 2, "dash_type": DASHES[i % len(DASHES)]} if one.joined else {"none": True}
        fill = {"fill": {"color": colour}, "border": {"color": colour}}
        marker = {"type": MARKERS[i % len(MARKERS)], "size": 5, **fill}
        chart.add_series({
            "name": one.name if isinstance(one.name, str) else [sheet.name, *one.name],
            "categories": _cells(one.across), "values": _cells(one.up), "line": line,
            "marker": marker if one.joined else {"type": "x", "size": 9, "border": {"color": "#000000"}},
        })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}, "overlay": False})
    first, last = span or (None, None)
    chart.set_y_axis({"num_format": _short(book, y), "major_gridlines": GRID, "min": low, "max": high})
    chart.set_x_axis({
        "name": across, "name_font": {"size": 9, "bold": False}, "num_format": _short(book, x), "min": first,
        "max": last, "label_position": "low", "num_font": {"size": 9}, "major_gridlines": {"visible": False},
    })  # fmt: skip
    chart.set_legend({"position": "bottom", "font": {"size": 9 if len(found) < CROWD else 7}})
    _put(sheet, chart, right=right)


def _short(book: Book, unit: str) -> str:
    return "0%" if unit == "ratio" else book.style.number(unit)


def _cells(ref: Ref) -> list[object]:
    return [ref.sheet, ref.row, ref.col, ref.row + ref.rows - 1, ref.col + ref.cols - 1]


def _put(sheet: Sheet, chart: object, *, right: bool) -> None:
    """The chart below the figures, or `right` of the one before."""
    chart.set_size({"width": 520, "height": 310})  # type: ignore[attr-defined]
    row, col = (sheet.row - ROWS, FIRST) if right else (sheet.row, 0)
    sheet.page.insert_chart(row, col, chart, {"x_offset": 5, "y_offset": 6, "object_position": 2})
    if not right:
        sheet.row += ROWS


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
