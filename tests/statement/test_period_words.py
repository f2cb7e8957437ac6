"""Labels of periods in any usual form, to dates."""

from __future__ import annotations

import pytest

from finkit.statement.period import ASSUMED, parse_period

DATED = [
    ("12/31/2009", "", "2009-12-31", 0, ""),
    ("3/31/2010", "", "2010-03-31", 0, ""),
    ("31.12.2023", "", "2023-12-31", 0, ""),
    ("31/12/2023", "", "2023-12-31", 0, ""),
    ("Sep. 30, 2023", "", "2023-09-30", 0, ""),
    ("30 September 2023", "", "2023-09-30", 0, ""),
    ("31 décembre 2023", "", "2023-12-31", 0, ""),
    ("31 de diciembre de 2023", "", "2023-12-31", 0, ""),
    ("30. Juni 2024", "", "2024-06-30", 0, ""),
    ("31-Mar-24", "", "2024-03-31", 0, ""),
    ("20231231", "", "2023-12-31", 0, ""),
    ("2023年12月31日", "", "2023-12-31", 0, ""),
    ("12 Months Ended Dec. 31, 2022", "2022-01-01", "2022-12-31", 12, ""),
    ("Three Months Ended June 30, 2023 (Unaudited)", "2023-04-01", "2023-06-30", 3, ""),
    ("Quarter ended 31.12.2023", "2023-10-01", "2023-12-31", 3, ""),
    ("Six months to 30 June 2024", "2024-01-01", "2024-06-30", 6, ""),
    ("52 weeks ended 28 January 2024", "2023-01-29", "2024-01-28", 12, ""),
    ("Restated 12 months Dec-31-2014", "2014-01-01", "2014-12-31", 12, ""),
    ("Reclassified 3 months Q1 Mar-31-2012", "2012-01-01", "2012-03-31", 3, ""),
    ("LTM 12 months Sep-30-2019", "2018-10-01", "2019-09-30", 12, "ttm"),
    ("FY 2024 31/12/2024", "2024-01-01", "2024-12-31", 12, ""),
    ("FY ending Mar 2024", "2023-04-01", "2024-03-31", 12, ""),
    ("2024年3月期", "2023-04-01", "2024-03-31", 12, ""),
    ("01/01/2024 - 31/12/2024", "2024-01-01", "2024-12-31", 12, ""),
    ("自 2022年4月1日 至 2023年3月31日", "2022-04-01", "2023-03-31", 12, ""),
    ("Jan-Mar 2024", "2024-01-01", "2024-03-31", 3, ""),
    ("2023年1-6月", "2023-01-01", "2023-06-30", 6, ""),
]
CALENDAR = [
    ("FY2023-Q1", "2023-01-01", "2023-03-31", 3, ""),
    ("FY23Q1", "2023-01-01", "2023-03-31", 3, ""),
    ("Q124", "2024-01-01", "2024-03-31", 3, ""),
    ("Q1-16", "2016-01-01", "2016-03-31", 3, ""),
    ("23Q1", "2023-01-01", "2023-03-31", 3, ""),
    ("4T23", "2023-10-01", "2023-12-31", 3, ""),
    ("1. Quartal 2024", "2024-01-01", "2024-03-31", 3, ""),
    ("1er semestre 2024", "2024-01-01", "2024-06-30", 6, ""),
    ("1S24", "2024-01-01", "2024-06-30", 6, ""),
    ("HY24", "2024-01-01", "2024-06-30", 6, ""),
    ("9M24", "2024-01-01", "2024-09-30", 9, ""),
    ("2023年三季报", "2023-01-01", "2023-09-30", 9, ""),
    ("2023年中报", "2023-01-01", "2023-06-30", 6, ""),
    ("FY24/25", "2024-04-01", "2025-03-31", 12, ""),
    ("24A", "2024-01-01", "2024-12-31", 12, ""),
    ("25E", "2025-01-01", "2025-12-31", 12, "forecast"),
    ("YTD Q3 2024", "2024-01-01", "2024-09-30", 9, ""),
    ("FY2023/24", "2023-04-01", "2024-03-31", 12, ""),
    ("2023-24", "2023-04-01", "2024-03-31", 12, ""),
    ("end_of_2022", "2022-01-01", "2022-12-31", 12, ""),
    ("Exercice 2023", "2023-01-01", "2023-12-31", 12, ""),
    ("2024 (restated)", "2024-01-01", "2024-12-31", 12, ""),
    ("2Q FY2024E", "2024-04-01", "2024-06-30", 3, "forecast"),
    ("2025 Budget", "2025-01-01", "2025-12-31", 12, "forecast"),
    ("Mar-15", "2015-03-01", "2015-03-31", 1, ""),
    ("Jun 24", "2024-06-01", "2024-06-30", 1, ""),
    ("2023/12", "2023-12-01", "2023-12-31", 1, ""),
    ("2009-10", "2009-10-01", "2009-10-31", 1, ""),
    ("Run-rate Dec 2024", "2024-12-01", "2024-12-31", 1, "run_rate"),
    ("Year to date June 30, 2024", "2024-01-01", "2024-06-30", 6, ""),
]


@pytest.mark.parametrize(("label", "start", "end", "months", "scenario"), DATED)
def test_labels_that_give_their_dates(label: str, start: str, end: str, months: int, scenario: str) -> None:
    found = parse_period(label)
    assert found is not None
    assert (found.start, found.end, found.months, found.scenario, found.note) == (start, end, months, scenario, "")


@pytest.mark.parametrize(("label", "start", "end", "months", "scenario"), CALENDAR)
def test_labels_that_leave_the_dates_to_the_calendar(
    label: str, start: str, end: str, months: int, scenario: str
) -> None:
    found = parse_period(label)
    assert found is not None
    assert (found.start, found.end, found.months, found.scenario, found.note) == (start, end, months, scenario, ASSUMED)


@pytest.mark.parametrize(
    "label",
    [
        "FY2024 vs FY2023", "2024 %", "CAGR 2020-2024", "% of revenue 2023", "YoY", "Note 12", "FY", "Q4", "2020-2024",
        "Twelve Months Ended June 30,", "December 31", "May", "Marketing", "Q126 Guide", "FY26 Guidance 12-13 bn",
        "H20", "A100", "2023 Adjusted", "FY+1", "Year 1", "YTD 2024", "S&M", "31.02.2023",
    ],
)  # fmt: skip
def test_what_names_no_period(label: str) -> None:
    assert parse_period(label) is None


def test_a_date_that_reads_two_ways_is_american_unless_said() -> None:
    assert parse_period("03/04/2024").end == "2024-03-04"  # type: ignore[union-attr]
    assert parse_period("03/04/2024", day_first=True).end == "2024-04-03"  # type: ignore[union-attr]
