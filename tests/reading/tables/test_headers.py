"""Header bands: several rows, merged cells, days, serials, words that titles explain, quarters without a year."""

from __future__ import annotations

import pytest

from finkit.reading.cells.grid import Day, Sheet
from finkit.reading.tables import headers
from finkit.statement.period import Period
from tests.reading.sheets import cells

Spans = dict[int, tuple[str, str, int | None, str]]


def sheet(text: str, name: str = "", merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    return Sheet(name, [["" if cell is None else cell for cell in row] for row in cells(text)], True, merged)


def spans(of: Sheet) -> Spans:
    bands = headers.bands(of)
    assert len(bands) == 1
    return {column: _span(period) for column, period in bands[0].periods.items()}


def _span(period: Period) -> tuple[str, str, int | None, str]:
    return period.start, period.end, period.months, period.scenario


def test_lengths_above_dates_reach_the_columns_to_their_right() -> None:
    found = spans(
        sheet("""
    Statements of Income (USD $) | 3 Months Ended | | 6 Months Ended |
     | Mar. 29, 2025 | Mar. 30, 2024 | Mar. 29, 2025 | Mar. 30, 2024
    Net sales | 95 | 90 | 219 | 210
    """)
    )
    assert found == {
        1: ("2024-12-30", "2025-03-29", 3, ""),
        2: ("2023-12-31", "2024-03-30", 3, ""),
        3: ("2024-09-30", "2025-03-29", 6, ""),
        4: ("2023-09-30", "2024-03-30", 6, ""),
    }


def test_months_in_one_row_years_in_another_with_blank_columns_and_rows_between() -> None:
    found = spans(
        sheet("""
    INCOME STATEMENTS
    (In millions, except per share amounts)
     | Three Months Ended June 30, | | | | Twelve Months Ended June 30, | | |
     |
     | 2023 | | 2022 | | 2023 | | 2022
    Revenue | 56 | | 51 | | 211 | | 198
    """)
    )
    assert found == {
        1: ("2023-04-01", "2023-06-30", 3, ""),
        3: ("2022-04-01", "2022-06-30", 3, ""),
        5: ("2022-07-01", "2023-06-30", 12, ""),
        7: ("2021-07-01", "2022-06-30", 12, ""),
    }


def test_a_merged_range_reaches_no_further_than_it_is_merged() -> None:
    merged = ((0, 1, 0, 2),)
    text = " | Quarter ended | | |\n | 31.12.2023 | 31.12.2022 | 31.12.2021\nRevenue | 1 | 2 | 3"
    found = spans(sheet(text, "", merged))
    assert {column: months for column, (_, _, months, _) in found.items()} == {1: 3, 2: 3, 3: 0}


def test_a_title_over_the_labels_is_no_part_of_the_header() -> None:
    found = spans(sheet(" | Financial years ended 30 September\n | £m | H1 23 | H2 23\n | Revenue | 1 | 2"))
    assert found == {2: ("2023-01-01", "2023-06-30", 6, ""), 3: ("2023-07-01", "2023-12-31", 6, "")}


def test_a_title_with_words_of_time_is_none_either() -> None:
    text = "USD millions, fiscal years ended 30 June, audited\n\nYear ended | 2023-06-30 | 2024-06-30\nRevenue | 1 | 2"
    band = headers.bands(sheet(text))[0]
    assert [period.label for period in band.periods.values()] == ["2023-06-30", "2024-06-30"]


def test_estimates_over_years_that_say_so_themselves() -> None:
    found = spans(sheet(" | | | Estimates |\n | 2023A | 2024A | 2025E | 2026E\nRevenue | 1 | 2 | 3 | 4"))
    assert [scenario for _, _, _, scenario in found.values()] == ["", "", "forecast", "forecast"]


def test_day_counts_of_a_spreadsheet_are_dates_where_their_steps_are_years() -> None:
    found = spans(sheet("Report Date | 44651 | 45016 | 45382\nSales | 121 | 146 | 153"))
    assert [end for _, end, _, _ in found.values()] == ["2022-03-31", "2023-03-31", "2024-03-31"]


def test_figures_that_look_like_day_counts_are_none() -> None:
    assert headers.bands(sheet("Sales | 44651 | 45020 | 45382\nTax | 44000 | 45000 | 46000")) == []


def test_a_row_of_filing_dates_is_not_of_the_period() -> None:
    found = spans(
        sheet("""
    Fiscal Year | FY2023 | FY2022
    Period End Date | 31-Dec-2023 | 31-Dec-2022
    Filing Date | 22-Feb-2024 | 16-Feb-2023
    Revenue | 93 | 94
    """)
    )
    assert found == {1: ("2023-01-01", "2023-12-31", 12, ""), 2: ("2022-01-01", "2022-12-31", 12, "")}


def test_quarters_without_a_year_take_that_of_the_title_or_the_sheet() -> None:
    titled = sheet("Profit and loss account 2022\n\n | Q1 | Q2\nTurnover | 42 | 43")
    named = sheet(" | Q1 | Q2\nTurnover | 42 | 43", "2022")
    for one in (titled, named):
        assert spans(one)[2] == ("2022-04-01", "2022-06-30", 3, "")
    assert headers.bands(sheet(" | Q1 | Q2\nTurnover | 42 | 43", "P&L")) == []


def test_a_title_may_say_what_a_header_means() -> None:
    found = spans(
        sheet("""
    제 55 기 2023.01.01 부터 2023.12.31 까지
    제 54 기 2022.01.01 부터 2022.12.31 까지
     | 제 55 기 | 제 54 기
    매출액 | 258 | 302
    """)
    )
    assert found == {1: ("2023-01-01", "2023-12-31", 12, ""), 2: ("2022-01-01", "2022-12-31", 12, "")}


def test_units_and_audit_under_a_header_belong_to_it() -> None:
    band = headers.bands(sheet(" | 2023 | 2022\n | TEUR | TEUR\n | audited | restated\nUmsatz | 1 | 2"))[0]
    assert (band.first, band.last) == (0, 2)
    assert band.words[1] == ["2023", "TEUR", "audited"]


@pytest.mark.parametrize(
    "row",
    [
        "Revenue | 2024 | 2025",
        "Founded | 1998 | 2,004.5",
        "Shares | 2023 | 2023",
        "Cost of sales | '-1979 | '-1900",
        "Cost | (1979) | (1900)",
        "Change | 12% | 4%",
    ],
)
def test_rows_of_figures_are_no_headers(row: str) -> None:
    assert headers.bands(sheet(f"{row}\nOther | 1 | 2")) == []


def test_dates_as_cells_and_the_order_of_day_and_month() -> None:
    dated = Sheet("", [["", Day("2023-12-31"), Day("2022-12-31")], ["Sales", 1.0, 2.0]])
    assert [end for _, end, _, _ in spans(dated).values()] == ["2023-12-31", "2022-12-31"]
    days = sheet(" | 03/04/2024 | 25/04/2024\nSales | 1 | 2")
    assert [end for _, end, _, _ in spans(days).values()] == ["2024-04-03", "2024-04-25"]


def test_a_row_that_says_other_things_of_its_columns_is_no_header() -> None:
    found = spans(
        sheet("""
     | 2022 | 2023 | LTM
    Revenue | 1 | 2 | 3
    Calculation Type | REP | REP | LTM
    Stock-based compensation | 4 | 5 | 6
    """)
    )
    assert len(found) == 3


def test_quarters_without_a_year_belong_to_the_year_to_their_right_or_go_on_from_their_left() -> None:
    found = spans(sheet(" | Q1 | Q2 | Q3 | Q4 | 2023 | Q1 | Q2 | Q3 | Q4 | 2024\nRevenue" + " | 5.5" * 10))
    assert [found[column][0] for column in (1, 4, 5, 6, 9)] == [
        "2023-01-01", "2023-10-01", "2023-01-01", "2024-01-01", "2024-10-01",
    ]  # fmt: skip
    assert len(found) == 10
    found = spans(sheet(" | Q4 2023 | Q1 | Q2 | Q3 | Q4\nRevenue" + " | 5.5" * 5))
    assert [start for start, _, _, _ in found.values()] == [
        "2023-10-01", "2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01",
    ]  # fmt: skip
