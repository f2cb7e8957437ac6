import math
from pathlib import Path

import pytest

from finkit.reading import canonical
from finkit.reading.cells.grid import address
from finkit.reading.tables import signs
from finkit.reading.texts import labels, notes, numbers, scale


@pytest.mark.parametrize(
    ("text", "value", "rounding"),
    [
        ("7.50", 7.5, 0.005), ("(210)", -210.0, 0.5), ("1,234", 1234.0, 0.5), ("190*", 190.0, 0.5),
        ("12.5%", 0.125, 0.0005), ("$ 1,234.5", 1234.5, 0.05), ("($210)", -210.0, 0.5), ("1\u00a0234", 1234.0, 0.5),
        ("−5", -5.0, 0.5), ("3.7bn", 3.7e9, 5e7), ("(12.5)%", -0.125, 0.0005), ("12,34,567", 1234567.0, 0.5),
        ("0", 0.0, 0.5), ("HK$12.0", 12.0, 0.05), ("45 [2]", 45.0, 0.5), ("~40", 40.0, 0.5), ("12e3", 12000.0, 500.0),
    ],
)  # fmt: skip
def test_numbers_as_printed(text: str, value: float, rounding: float) -> None:
    found = numbers.parse(text)
    assert found is not None
    assert (found.value, found.rounding) == pytest.approx((value, rounding))


@pytest.mark.parametrize("text", ["n/a", "–", "-", "NM", "not disclosed"])
def test_not_reported_is_no_zero(text: str) -> None:
    found = numbers.parse(text)
    assert found is not None
    assert (found.value, math.isnan(found.rounding)) == (None, True)


@pytest.mark.parametrize("text", ["abc", "Q1 2025", "2024-01-01", "1,2,3", "12 months", "1_000", "=1+1", "inf"])
def test_other_text_is_no_number(text: str) -> None:
    assert numbers.parse(text) is None


def test_decimal_commas_only_by_evidence() -> None:
    assert numbers.decimal_mark(["1.234,5", "12"]) == ","
    assert numbers.decimal_mark(["1,234", "12"]) == "."
    assert numbers.decimal_mark(["1,25", "1.25"]) == "."


@pytest.mark.parametrize(
    ("text", "factor", "currency"),
    [
        ("USD billions", 1e9, "USD"), ("in millions of US dollars", 1e6, "USD"), ("RMB'000", 1e3, "CNY"),
        ("€m", 1e6, "EUR"), ("$ in thousands", 1e3, "USD"), ("(HK$ in millions, except per share)", 1e6, "HKD"),
        ("All figures are in thousands of euros", 1e3, "EUR"), ("£000", 1e3, "GBP"), ("(in millions)", 1e6, ""),
        ("Amounts in US$", None, "USD"), ("Company B", None, ""), ("Revenue in 2024", None, ""),
        ("1 m", None, ""), ("单位：万元", 1e4, ""), ("Losses are negative, costs positive.", None, ""),
    ],
)  # fmt: skip
def test_scale_and_currency_as_stated(text: str, factor: float | None, currency: str) -> None:
    found = scale.find(text)
    assert (found.scale, found.currency) == (factor, currency)
    assert bool(found.evidence) == (factor is not None or bool(currency))


@pytest.mark.parametrize(
    ("label", "line", "score"),
    [
        ("Revenue", "revenue", 1.0), ("Total research and development", "research_development", 0.95),
        ("Sales and marketing (2)", "sales_marketing", 0.95), ("Net income ($ in millions)", "net_income", 0.95),
        ("Cost of revenue¹", "cost_of_revenue", 0.95),
    ],
)  # fmt: skip
def test_labels_by_dictionary(label: str, line: str, score: float) -> None:
    found = labels.match(label)
    assert (found.line, found.score) == (line, score)


@pytest.mark.parametrize(
    ("text", "factor", "currency"),
    [
        ("dane w tys. PLN", 1e3, "PLN"), ("R$ mil", 1e3, "BRL"), ("(Miles de pesos)", 1e3, ""),
        ("TEUR", 1e3, "EUR"),
        ("USD Mil", 1e6, "USD"), ("₹ in lakhs", 1e5, "INR"), ("（単位：百万円）", 1e6, "JPY"),
        ("(Euro/000)", 1e3, "EUR"),
        ("Millions of US $ except per share data", 1e6, "USD"),
        ("USD ($) shares in Thousands, $ in Millions", 1e6, "USD"),
        ("MSEK", 1e6, "SEK"), ("Marketing", None, ""), ("Tax", None, ""),
    ],
)  # fmt: skip
def test_units_as_the_world_writes_them(text: str, factor: float | None, currency: str) -> None:
    found = scale.find(text)
    assert (found.scale, found.currency) == (factor, currency)


def test_labels_nearly_so_and_their_runner_up() -> None:
    found = labels.match("Resarch and developmnt")
    assert (found.line, 0.7 < found.score < 0.9) == ("research_development", True)
    assert labels.match("Operating profit (excludes stock compensation)").definition == "excludes stock compensation"


@pytest.mark.parametrize("label", ["Revenue growth", "Deferred revenue", "Other revenue per user", "Goodwill", "Costs"])
def test_labels_of_other_things_stay_unmapped(label: str) -> None:
    assert labels.match(label).line == ""


def test_labels_that_say_loss() -> None:
    assert all(map(signs.says_loss, ["Net loss", "Loss before income taxes", "EBITDA loss", "Loss from operations"]))
    assert not any(map(signs.says_loss, ["Net income (loss)", "Profit/loss for the year", "Revenue", "(Loss)"]))


def test_a_note_in_free_form_and_an_unknown_basis() -> None:
    assert notes.parse("Seen: twice\nleaked: A\nbasis: rumour") == {
        "source": "A", "note": "Seen: twice; basis given as 'rumour'", "other_basis": "rumour",
    }  # fmt: skip


def test_addresses() -> None:
    assert [address(0, 0), address(9, 25), address(0, 26), address(1048575, 16383)] == [
        "A1",
        "Z10",
        "AA1",
        "XFD1048576",
    ]


def test_canonical_names() -> None:
    assert (canonical(" z.ai "), canonical("Nobody  Ltd")) == ("Zhipu", "Nobody Ltd")


def test_reading_imports_no_pandas(tmp_path: Path) -> None:
    import subprocess
    import sys

    heavy = "('pandas', 'numpy', 'openpyxl')"
    code = f"import sys, finkit.reading.cells.worker; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
