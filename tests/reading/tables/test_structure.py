"""What sums tell: rows without a known label, parts of a total, unfinished columns, lost units."""

from __future__ import annotations

from pathlib import Path

import pytest

from finkit.reading import read_file
from finkit.statement.fact import Fact
from tests.reading.sheets import cells


def facts(tmp_path: Path, text: str) -> dict[str, Fact]:
    return {fact.cell: fact for fact in read_file(_csv(tmp_path, text)).facts}


def questions(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    guesses = read_file(_csv(tmp_path, text)).guesses
    return [(guess.about, guess.place, guess.evidence) for guess in guesses if guess.question]


def _csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.csv"
    rows = [["" if cell is None else f"{cell:.12g}" if isinstance(cell, float) else str(cell) for cell in row]
            for row in cells(text)]  # fmt: skip
    path.write_text("\n".join(map(";".join, rows)), encoding="utf-8")
    return path


def test_the_row_between_gross_profit_and_operating_income_is_operating_expenses(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | 2023 | 2024
    Revenue | 100 | 120
    Cost of revenue | 40 | 50
    Gross profit | 60 | 70
    Everything below the line | 45 | 52
    Operating income | 15 | 18
    """,
    )
    assert (found["C5"].line, found["C5"].value) == ("operating_expenses", 52)
    assert found["C5"].note.startswith("taken as operating_expenses: equals gross_profit - operating_income")


def test_no_row_is_taken_where_one_column_speaks_against_it(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | 2022 | 2023 | 2024
    Gross profit | 50 | 60 | 70
    Everything below the line | 40 | 45 | 53
    Operating income | 10 | 15 | 18
    """,
    )
    assert found["D3"].line == ""


def test_the_function_that_is_missing_from_operating_expenses(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | Q1 2023 | Q2 2023
    Revenue | 525186 | 533317
    COGS | 107645 | 106899
    S&M | 187093 | 184163
    R&D | 90100 | 99533
    G&M | 136233 | 132648
    Operating expenses | 413426 | 416344
    Operating income | 4115 | 10074
    """,
    )
    assert (found["B6"].line, found["B6"].value) == ("general_administrative", 136233)


def test_segments_that_add_up_are_no_line_of_the_whole(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | 2023 | 2024
    Net sales | 95 | 90
    Cost of sales | 50 | 48
    Gross margin | 45 | 42
    Products
    Net sales | 68 | 66
    Services
    Net sales | 27 | 24
    """,
    )
    assert [found[cell].line for cell in ("B2", "B6", "B8")] == ["revenue", "", ""]
    why = "segment: adds up with others to 'Net sales' in row 2"
    assert (found["B6"].segment, found["B6"].reason) == ("Products", why)


def test_of_two_rows_for_one_line_the_one_that_the_results_prove(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | 2023 | 2024
    Profit before tax | 601 | 680
    Income tax | 163 | 185
    Income tax expense | 168 | 189
    Net income | 433 | 491
    """,
    )
    assert [found[cell].line for cell in ("B3", "B4")] == ["", "income_tax"]
    assert found["B3"].reason == "unmapped: 'Income tax expense' in row 4 stands for income_tax"


def test_a_total_of_four_quarters_is_their_year_and_any_other_total_is_left_out(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | Q1 2022 | Q2 2022 | Q3 2022 | Q4 2022 | Total
    Revenue | 10 | 11 | 12 | 13 | 46
    Cost of sales | 4 | 4 | 5 | 5 | 18
    """,
    )
    assert (found["F2"].line, found["F2"].value, found["F2"].months) == ("revenue", 46, 12)
    assert (found["F2"].start, found["F2"].end) == ("2022-01-01", "2022-12-31")
    found = facts(tmp_path, " | FY2023 | FY2024 | Total\nRevenue | 10 | 11 | 21\nCost of sales | 4 | 5 | 9")
    assert (found["D2"].line, found["D2"].reason) == ("", "column D (Total): the sum of the 2 columns before it")


@pytest.mark.parametrize(("change", "cost"), [("10%", "25%"), ("0.10", "0.25"), ("10", "5"), ("10.0", "25.0")])
def test_a_column_of_changes_is_left_out_by_proof(tmp_path: Path, change: str, cost: str) -> None:
    rows = f" | 2023 | 2024 | Change\nRevenue | 100 | 110 | '{change}\nCost of sales | 20 | 25 | '{cost}"
    found = facts(tmp_path, rows)
    assert (found["D2"].line, found["D2"].reason) == ("", "column D (Change): the change between two periods")


def test_an_unfinished_column_is_a_forecast_and_its_formulas_are_no_results(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        """
     | Q3 2025 | Q4 2025 | Q1 2026 | Q2 2026
    Revenue | 105 | 120 | 157 |
    COGS | 30 | 33 | |
    Gross profit | 75 | 87 | 157 | 0
    Net income | 12 | 15 | 157 | 0
    """,
    )
    assert (found["D2"].scenario, found["D2"].value, found["C2"].scenario) == ("forecast", 157, "actual")
    assert [found[cell].value for cell in ("D4", "D5", "E4", "E5")] == [None] * 4
    assert found["D5"].note.startswith("unfinished column: its costs are blank")


MIXED = """
 | Q1 2025 | Q2 2025 | Q3 2025 | Q4 2025
Revenue | 981632 | 1212788 | 1364676 | 1572
COGS | 262394 | 312667 | 368824 | 509
Gross profit | 719238 | 900121 | 995852 | 1063
Net income | -314641 | -290509 | -110124 | -452
"""


def test_a_unit_that_changes_along_the_row_is_asked_about(tmp_path: Path) -> None:
    found = facts(tmp_path, MIXED)
    assert (found["E2"].value, found["E2"].scale_stated) == (1572, False)
    assert "about 1,000 times smaller than the periods beside" in found["E2"].note
    assert "times smaller" not in found["D2"].note
    asked = questions(tmp_path, MIXED)
    change = "from here the figures are about 1,000 times smaller than the periods beside: does the unit change?"
    assert ("scale", "column E", change) in asked


def test_one_figure_in_thousands_among_millions_is_asked_about(tmp_path: Path) -> None:
    text = """
    ($ in millions) | 2021 | 2022 | 2023 | 2024
    Revenue | 510 | 530 | 560 | 600
    Cost of revenue | 200 | 212 | 224000 | 240
    Gross profit | 310 | 318 | 336 | 360
    """
    assert "about 1,000 times the row's other periods" in facts(tmp_path, text)["D3"].note
    asked = [(about, place) for about, place, _ in questions(tmp_path, text)]
    assert asked == [("scale", "D3")]


def test_growth_of_a_young_company_is_no_change_of_unit(tmp_path: Path) -> None:
    text = " | 2021 | 2022 | 2023\nRevenue | 2 | 28 | 1300\nCost of sales | 3 | 20 | 400\nNet loss | -5 | -60 | -540"
    assert not [about for about, place, _ in questions(tmp_path, text) if about == "scale" and place]
