"""Sheets of assumptions: heads however they are written, every value to its cell, and what is refused in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from finkit.assumptions import entries, sheets
from finkit.assumptions.placed import Placed, merged
from finkit.assumptions.settings import Assumptions
from finkit.assumptions.tables import Column, columns, settings, tables
from finkit.errors import AssumptionError


def address(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def cells(sheet: str, text: str, unread: Mapping[str, str] | None = None) -> sheets.Cells:
    """A sheet of book.xlsx, columns parted by pipes."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    return sheets.Cells("book.xlsx", sheet, rows, address, unread or {})


def read(sheet: str, text: str, unread: Mapping[str, str] | None = None) -> Placed:
    given = cells(sheet, text, unread)
    key = sheets.key_of(given.sheet, given.rows)
    assert key
    return sheets.read(given, key)


def refused(sheet: str, text: str, unread: Mapping[str, str] | None = None) -> str:
    with pytest.raises(AssumptionError) as error:
        Assumptions.of(read(sheet, text, unread))
    return str(error.value)


MODELS = """
Example | Name    | RELEASE    | Training  cost | training cost (low) | Training cost high | Currency | Note
example | Model 1 | 2025-01-15 | 100000000      |                     |                    | USD      |
        | Alpha   | 2024-03-01 | 1,200          | 1000                | 1 500              | USD      | from the press

        | Beta    | 7 Aug 2025 |                | 5                   | 9                  | EUR      |
"""


def test_heads_need_no_case_order_or_brackets_and_blank_rows_are_no_rows() -> None:
    given = read("models", MODELS)
    assert given == {
        "models": [
            {"name": "Alpha", "release": date(2024, 3, 1), "currency": "USD",
             "training_cost": {"value": 1200.0, "low": 1000.0, "high": 1500.0}},
            {"name": "Beta", "release": date(2025, 8, 7), "currency": "EUR",
             "training_cost": {"low": 5.0, "high": 9.0}},
        ]
    }  # fmt: skip
    held = Assumptions.of(given).models
    assert [model.training_cost and model.training_cost.centre for model in held] == [1200, 7]
    assert given.place(("models", 1, "training_cost", "low")) == "book.xlsx, sheet Models, E5".replace(
        "Models", "models"
    )


def test_percentages_are_fractions_however_they_are_written() -> None:
    given = read(
        "Plans", "Name | Price | Utilization | Utilization low | Utilization high\nPlus | 20 | 25% | .2 | 30 %"
    )
    (plan,) = Assumptions.of(given).plans
    assert plan.utilization is not None
    assert (plan.utilization.value, plan.utilization.low, plan.utilization.high) == (0.25, 0.2, 0.3)


def test_heads_alone_are_no_rows() -> None:
    assert read("Plans", "Name | Price\n | \n") == {}


SETTINGS = """
Key                       | Value     | Low | High | Source
Life months               | 24        | 12  | 36   | a survey
adoption.share at once    | 25%       |     |      |
adoption.curve            | Logistic  |     |      |
treatments.training       | amortized |     |      |
missing.FY2024.revenue    |           | 1   | 2    |
cadence.loss_rate         |           |     |      |
"""


def test_settings_by_key_nested_ones_too() -> None:
    found = Assumptions.of(read("SETTINGS", SETTINGS))
    assert (found.life_months.low, found.life_months.value, found.life_months.source) == (12, 24, "a survey")
    assert (found.adoption.share_at_once.value, found.adoption.curve) == (0.25, "logistic")
    assert found.treatments == {"training": "amortized"}
    assert found.missing["FY2024"]["revenue"].high == 2
    assert found.cadence == Assumptions().cadence


@pytest.mark.parametrize(
    ("sheet", "text", "says"),
    [
        ("Models", "Name | Release\nA | soon", "Models, B2: release = 'soon': write a date such as 2025-08-07"),
        (
            "Models", "Name | Release\nA | 08/07/2025",
            "Models, B2: release = '08/07/2025': write a date such as 2025-08-07",
        ),
        ("Models", "Name | Release\nA | 2024-01", "Models, B2: release = '2024-01': write a date such as 2025-08-07"),
        (
            "Models", "Name | Release | Currency\nA | 2025-08-07 | usd",
            "Models, C2: currency = 'usd': give an ISO code such as USD",
        ),
        (
            "Models", "Name | Release\n" + "x" * 61 + " | 2025-08-07",
            f"Models, A2: name = {'x' * 61!r}: give 60 characters or fewer",
        ),
        ("Models", "Name | Releese\nA | 2025-08-07", "Models, B1: unknown column 'Releese': did you mean release?"),
        ("Models", "Name | Release\nA |", "Models, B2: release is missing: The day on which users could have it"),
        ("Models", "Name | Currency\nA | USD", "Models: no column 'release': The day on which users could have it"),
        (
            "Models", "Name | Release\nA | 2025-08-07\na | 2025-09-01",
            "Models, A3: name = 'a': another row has this name: a generation stands in one row",
        ),
        (
            "Models", "Name | Release\nA | 2025-08-07\nB | 2024-09-01",
            "Models, B3: release = 2024-09-01: before A (2025-08-07): order the rows by release",
        ),
        (
            "Models", "Name | Release | Training cost\nA | 2025-08-07 | 5",
            "Models, row 2: currency: the training cost has no currency: give an ISO code such as USD",
        ),
        (
            "Models", "Name | Release | Training cost | Currency\nA | 2025-08-07 | 5 |",
            "Models, D2: currency: the training cost has no currency: give an ISO code such as USD",
        ),
        ("Plans", "Name | Price\nPlus | -5", "Plans, B2: price = -5: give 0 or more"),
        (
            "Plans", "Name | Price\nPlus | $20/month",
            "Plans, B2: price = '$20/month': write a number alone, such as 20: Price of a user and month; "
            "0 is a free plan",
        ),
        (
            "Plans", "Name | Price | Users\nPlus | 20 | 1 20",
            "Plans, C2: users = '1 20': write a number alone, such as 1000000: Users of this plan",
        ),
        (
            "Tasks", "Name | Wage | Hours saved | Tokens | Price\nReview | 200 | 24 min | 20 | 6",
            "Tasks, C2: hours saved = '24 min': write a number alone, such as 0.4: Hours that one task saves, "
            "on average",
        ),
        (
            "Usage", "Period | Model | Input tokens | Token unit\n2025 | a | 1 | Mtok",
            "Usage, D2: token unit = 'Mtok': give tokens, thousand or million",
        ),
        (
            "Prices", "Model | Input | Output | My remark\na | 1 | 2 | x",
            "Prices, D1: unknown column 'My remark': there are model, from, to, input, output, cached, currency, "
            "score, benchmark, url, source; a column of remarks is headed Note",
        ),
        (
            "Plans", "Name | Price | Utilization\nPlus | 5 | 1.2",
            "Plans, C2: utilization = 1.2: give 1 or less",
        ),
        (
            "Plans", "Name | Price | Utilization low | Utilization high\nPlus | 5 | .2 | 120%",
            "Plans, D2: utilization high = 1.2: give 1 or less",
        ),
        (
            "Plans", "Name | Price | Utilization low | Utilization high\nPlus | 5 | .4 | .2",
            "Plans, C2: utilization: low 0.4 is above high 0.2 in D2",
        ),
        (
            "Models",
            "Name | Release | Currency | Training cost | Training cost low\nA | 2025-08-07 | USD | 6e7 | 9e9",
            "Models, E2: training cost: low 9000000000 is above value 60000000 in D2",
        ),
        (
            "Models",
            "Name | Release | Currency | Training cost | Training cost high\nA | 2025-08-07 | USD | 60000000 | 5e7",
            "Models, D2: training cost: value 60000000 is above high 50000000 in E2",
        ),
        (
            "Plans", "Name | Price | Utilization | Utilization low | Utilization high\nPlus | 5 | .5 | .2 | .4",
            "Plans, C2: utilization: value 0.5 is outside 0.2 to 0.4 in E2",
        ),
        (
            "Plans", "Name | Price | Utilisation\nPlus | 5 |",
            "Plans, C1: unknown column 'Utilisation': did you mean utilization?",
        ),
        (
            "Plans", "Name | Price | Utilization low\nPlus | 5 | .4",
            "Plans, C2: utilization: write low and high, or a value alone",
        ),
        (
            "Plans", "Name | Price | price\nPlus | 5 | 6",
            "Plans, C1: the column 'price' is there twice: B1 is one already",
        ),
        ("Plans", "Name | Price | \nPlus | 5 | 6", "Plans, C2: '6' has no head above it: name its column"),
        ("Plans", "Name | Price\nPlus | #REF!", "Plans, B2: price: error #REF!"),
        (
            "Plans", "Name | Price | Users (millions)\nPlus | 5 | 2",
            "Plans, C1: the head 'Users (millions)' gives a unit of its own: write what is asked: Users of this plan",
        ),
        (
            "Plans", "Name | Price | Utilization (%)\nPlus | 5 | 2",
            "Plans, C1: the head 'Utilization (%)' gives a unit of its own: write 0.25 or 25% in the cells",
        ),
        (
            "Plans", "Example | Name | Price\nexample 5ac9 | Plus | 5",
            "Plans, A2: the row is marked example and has been changed: clear this cell to have it read",
        ),
        (
            "Plans", "Name | Price | Cost per Mtok high\nPlus | 5 | -2",
            "Plans, C2: cost per mtok: write low and high, or a value alone",
        ),
        (
            "Prices", "Model | From | Input | Output\nm | 2025-01-01 | 1 | 2\nm | 2025-01-01 | 1 | 3",
            "Prices, B3: from = 2025-01-01: a second price of m from the same day",
        ),
        (
            "Market", "Name | Price | Tokens | Hours | Wage\na | 6 | 20 | 1 | 9\nA | 7 | 20 | 1 | 9",
            "Market, A3: name = 'A': an earlier row has that name: give each its own",
        ),
        (
            "Settings", "Key | Value\nlife_month | 5",
            "Settings, A2: unknown setting 'life_month': did you mean life_months?",
        ),
        (
            "Settings", "Key | Value\nlife_months | 0",
            "Settings, B2: life_months = 0: give 1 or more",
        ),
        (
            "Settings", "Key | Value\nlife_months | long",
            "Settings, B2: life_months = 'long': write a number alone, such as 0.25 or 25%: A model's life in "
            "months, from 1 to 240",
        ),
        ("Settings", "Key | Value\n | 5", "Settings, A2: a value without its key: name the setting"),
        (
            "Settings", "Key | Value\nlife_months | 5\nLife months | 5",
            "Settings, A3: life_months is set a second time: it is in book.xlsx, sheet Settings, B2 too",
        ),
        (
            "Settings", "Key | Value | Low\nadoption.curve | bass | 2",
            "Settings, C2: adoption.curve is one value and has no low",
        ),
        (
            "Settings", "Key | Value\nadoption.curve | steep",
            "Settings, B2: adoption.curve = 'steep': "
            "give step-linear, exponential, logistic or bass",
        ),
        (
            "Settings", "Key | Value\nadoption.imitation | 0.1\nadoption.curve | bass",
            "Settings, B3: adoption.curve = 'bass': this curve needs adoption.innovation (p a month, above 0) too",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_names_sheet_cell_value_and_what_is_allowed(sheet: str, text: str, says: str) -> None:
    assert refused(sheet, text) == f"book.xlsx, sheet {says}"


def test_an_unknown_column_without_a_cell_says_nothing() -> None:
    usage = "Example | Period | Model | Output tokens | Token unit | Category"
    held = read("Usage", f"{usage}\nexample | 2025-06 | gpt-4o | 450 | million | chat\n | 2025-07 | a | 1 | million |")
    assert held == {"usage": [{"period": "2025-07", "model": "a", "output_tokens": 1.0, "token_unit": "million"}]}
    assert refused("Usage", f"{usage}\n | 2025-07 | a | 1 | million | chat").startswith(
        "book.xlsx, sheet Usage, F1: unknown column 'Category': "
    )


def test_a_cell_that_only_looks_empty_is_refused() -> None:
    plans = "Name | Price | Users\nPlus | 5 |"
    assert refused("Plans", plans, {"C2": "error #REF!"}) == "book.xlsx, sheet Plans, C2: users: error #REF!"
    assert read("Plans", plans) == {"plans": [{"name": "Plus", "price": 5.0}]}


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("Market", "Region | Share\nEurope | 5", ""),
        ("Usage", "Period | Model\n2025 | A", "usage"),
        ("Sheet1", "period | Model | INPUT TOKENS\n2025 | A | 5", "usage"),
        ("", "model | input | output | currency\nA | 1 | 2 | USD", "prices"),
        ("", "period | model | region | city | street | tokens\n2025 | A | b | c | d | 5", ""),
        ("", "line | period | value | currency\nrevenue | 2025 | 5 | USD", ""),
        ("", "name | revenue | spend | currency\nAcme | 1 | 2 | USD", ""),
        ("Plans", "", ""),
    ],
)
def test_a_sheet_is_known_by_its_name_and_heads_and_usage_and_prices_by_heads_alone(
    name: str, text: str, key: str
) -> None:
    assert sheets.key_of(name, cells(name, text).rows) == key


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("Model", "Name | Release\nA | 2025-08-07", "models"),
        ("Planes", "Name | Price\nPlus | 20", "plans"),
        ("Setting", "Key | Value\nlife_months | 12", "settings"),
        ("Sheet2", "Name | Currency | Price | Users | Mean usage | Notes\nPlus | USD | 20 | 5 | 8 |", "plans"),
        # An analyst's own sheets of such names are no tables.
        ("Model", "USD millions | FY2024 | FY2025\nRevenue | 1 | 2", ""),
        ("Sheet2", "Name | Currency | Price | Users | Churn\nPlus | USD | 20 | 5 | 8", ""),
    ],
)
def test_a_sheet_called_nearly_like_a_table_or_with_all_its_heads_is_not_lost(name: str, text: str, key: str) -> None:
    assert sheets.key_of(name, cells(name, text).rows) == key


def test_a_sheet_called_like_a_table_and_filled_without_heads_is_told_what_they_are() -> None:
    assert sheets.headless(cells("Prices", "gpt-4o | 2.5 | 10")) == (
        "no row of heads says what its columns are: write them above the rows (model, from, to, input, output, "
        "cached, currency, score, benchmark, url, source), or rename the sheet"
    )
    assert sheets.headless(cells("Prices", "Prices: a title alone")) == ""
    assert sheets.headless(cells("Price notes", "gpt-4o | 2.5 | 10")) == ""


def test_a_date_that_a_spreadsheet_made_of_a_month_is_the_month_again() -> None:
    period = Column("period", "", "Period", "text")
    assert entries.value("2025-06-01", period, "mmm-yy") == "2025-06"
    assert entries.value("2025-06-01", period, "yyyy-mm-dd") == "2025-06-01"
    assert entries.value(2025.0, period) == "2025"


def test_settings_of_two_places_join_and_one_that_differs_names_both() -> None:
    book = read("Settings", "Key | Value\nadoption.growth | 2")
    toml = Placed.of_toml("acme.finkit.toml", {"adoption": {"share_at_once": 0.5}, "life_months": 24})
    whole = merged([book, toml])
    assert whole == {"adoption": {"growth": {"value": 2.0}, "share_at_once": 0.5}, "life_months": 24}
    with pytest.raises(AssumptionError) as error:
        Assumptions.of(merged([book, Placed.of_toml("acme.finkit.toml", {"life_months": 241})]))
    assert str(error.value).startswith("acme.finkit.toml: [assumptions]: life_months = 241: ")
    with pytest.raises(AssumptionError) as error:
        merged([book, Placed.of_toml("acme.finkit.toml", {"adoption": {"growth": 3}})])
    assert str(error.value) == (
        "acme.finkit.toml: [assumptions]: adoption.growth is given here and in book.xlsx, sheet Settings, B2: keep one"
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"plans": [{"name": "A", "price": 5}, {"name": "B", "price": -5}]},
         "[[assumptions.plans]] 2: price = -5: give 0 or more"),
        ({"plans": [{"name": "A", "price": 5, "utilization": {"low": 0.1, "hihg": 0.2}}]},
         "[[assumptions.plans]] 1: unknown key utilization.hihg; did you mean high? allowed: value, low, high, source"),
        ({"models": [{"name": "A", "release": "2025-08-07"}, {"name": "B", "release": "2024-09-01"}]},
         "[[assumptions.models]] 2: release = '2024-09-01': before A (2025-08-07): order the rows by release"),
        ({"plans": {"name": "A"}},
         "[assumptions]: plans = {'name': 'A'}: write [[assumptions.plans]] above the values of each row"),
        ({"adoption": 3}, "[assumptions]: adoption = 3: write [assumptions.adoption], then key = value lines"),
    ],
)  # fmt: skip
def test_toml_names_the_row_and_the_key(given: dict[str, Any], says: str) -> None:
    with pytest.raises(AssumptionError) as error:
        Assumptions.of(Placed.of_toml("acme.finkit.toml", given))
    assert str(error.value) == f"acme.finkit.toml: {says}"


@pytest.mark.parametrize("key", list(tables()))
def test_each_table_reads_back_the_example_that_it_shows(key: str) -> None:
    kind = tables()[key]
    shown = entries.example(kind, 0)
    heads = [column for column in columns(kind) if f"{column.field} {column.part}".strip() in shown]
    row = [shown[f"{column.field} {column.part}".strip()] for column in heads]
    text = [str(value) if isinstance(value, date) else value for value in row]
    page = sheets.Cells("book.xlsx", kind.SHEET, [[column.head for column in heads], text], address)
    held = sheets.read(page, sheets.key_of(kind.SHEET, page.rows))
    assert len(held[key]) == 1
    assert kind.model_validate(held[key][0]).model_fields_set == {column.field for column in heads}
    for mark in (sheets.mark_of(shown.values()), sheets.EXAMPLE):
        marked = sheets.Cells("book.xlsx", kind.SHEET, [["Example", *(c.head for c in heads)], [mark, *text]], address)
        assert sheets.read(marked, key) == {}


def test_an_example_is_known_by_its_mark_whatever_finkit_shows_today() -> None:
    heads, shown = "Example | Name | Price | Note", ("Old plan", 7.5)
    mark = sheets.mark_of(shown)
    assert mark == "example 5ff9"
    assert read("Plans", f"{heads}\n{mark} | Old plan | 7.50 | a remark\n | Plus | 5 |") == {
        "plans": [{"name": "Plus", "price": 5.0}]
    }
    # By hand, or in a book of an earlier finkit, which wrote no number.
    assert read("Plans", f"{heads}\nExample | Old plan | 8 |") == {}
    assert refused("Plans", f"{heads}\n{mark} | Old plan | 8 |").startswith("book.xlsx, sheet Plans, A2: the row is")


def test_every_setting_can_be_named_by_its_key() -> None:
    assert [entries.setting_of(setting.key) for setting in settings()] == list(settings())
