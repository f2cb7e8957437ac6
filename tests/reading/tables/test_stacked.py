"""Tables pasted into one column."""

from __future__ import annotations

from finkit.reading.cells.grid import Sheet
from finkit.reading.tables import stacked


def column(*cells: object) -> Sheet:
    return Sheet("P", [[cell] for cell in cells])


def test_labels_above_their_figures_become_rows_and_keep_their_places() -> None:
    cells = [["Breakdown", "TTM", "12/31/2022"], ["Total Revenue"], [14.0], [15.0], ["Net Income"], [-1.0], ["-"]]
    found = stacked.unfold(Sheet("P", cells))
    assert found is not None
    assert found.rows == [["", "TTM", "12/31/2022"], ["Total Revenue", 14.0, 15.0], ["Net Income", -1.0, "-"]]
    assert [found.place(*at) for at in ((0, 2), (1, 0), (1, 2), (2, 1))] == ["C1", "A2", "A4", "A6"]


def test_the_header_may_stand_in_the_column_too() -> None:
    found = stacked.unfold(column("Breakdown", "2023", "2022", "Total Revenue", 14.0, 15.0, "Net Income", 3.0, 4.0))
    assert found is not None
    assert found.rows[0] == ["", "2023", "2022"]
    assert found.place(1, 1) == "A5"


def test_what_is_no_such_column() -> None:
    assert stacked.unfold(column("A", 1.0, "B", 2.0, "C", 3.0, "D", 4.0)) is None
    assert stacked.unfold(Sheet("P", [["", 2023.0, 2022.0], ["Revenue", 1.0, 2.0], ["Net income", 1.0, 2.0]])) is None
