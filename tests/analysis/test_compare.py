"""Companies side by side: order, currencies, what is shown."""

from __future__ import annotations

import pytest

from finkit.analysis.analyze import analyze
from finkit.analysis.compare import compare
from finkit.errors import CurrencyError, FinkitError
from tests.statement.tables import statement

ONE = "line | FY2025 | FY2024\nrevenue | 10 | 8\ncost_of_revenue | 4 | 3"


def of(name: str, table: str = ONE, **columns: object) -> object:
    return analyze(statement(table, company=name, **columns))


def test_labs_come_first_and_examples_only_on_request() -> None:
    given = [of("Kroger"), of("Amodei's example"), of("DeepSeek"), of("OpenAI"), of("Someone new")]
    kinds = {a.name: a.statement.company.kind for a in given}  # type: ignore[attr-defined]
    names = [r.analysis.name for r in compare(given).rows]  # type: ignore[arg-type]
    assert names[-1] == "Kroger"
    assert {kinds[n] for n in names} == {"lab", "comparator"}
    more = [r.analysis.name for r in compare(given, examples=True).rows]  # type: ignore[arg-type]
    assert more == [*names, *(n for n in kinds if kinds[n] == "example")]
    assert len(more) == 5


def test_each_in_its_latest_year() -> None:
    (row,) = compare([of("Acme")]).rows  # type: ignore[list-item]
    assert (row.period, row.revenue, row.currency, row.note) == ("FY2025", 10e9, "USD", "")
    assert row.values["gross_margin"] == pytest.approx(0.6)
    assert row.values["revenue_growth"] == pytest.approx(0.25)
    assert row.values["operating_margin"] is None
    assert row.why["capital_intensity"] == "Capital expenditure is not reported"
    assert row.bases["gross_margin"] == "reported"
    assert row.inclusion == ("unknown",) * 5


def test_a_half_is_said_to_be_no_full_year() -> None:
    (row,) = compare([of("Acme", "line | H1 2025\nrevenue | 10\ncost_of_revenue | 4")]).rows  # type: ignore[list-item]
    assert (row.period, row.note) == ("H1 2025", "not a full year")


def test_currencies_stay_apart_without_a_rate() -> None:
    found = compare([of("A"), of("B", currency="CNY")])  # type: ignore[list-item]
    assert found.currency == ""
    assert [(r.revenue, r.currency) for r in found.rows] == [(10e9, "USD"), (10e9, "CNY")]
    assert found.frame()["gross_margin"].tolist() == pytest.approx([0.6, 0.6])


def test_a_stated_rate_converts_revenue_alone() -> None:
    found = compare([of("A"), of("B", currency="CNY")], rates={"CNY": 0.14}, to="USD")  # type: ignore[list-item]
    assert found.currency == "USD"
    assert found.frame()["revenue"].tolist() == pytest.approx([10e9, 1.4e9])
    assert found.frame()["gross_margin"].tolist() == pytest.approx([0.6, 0.6])


def test_a_currency_without_a_rate_is_named() -> None:
    with pytest.raises(CurrencyError, match=r"^B reports in CNY: give its rate to USD$"):
        compare([of("A"), of("B", currency="CNY")], to="USD")  # type: ignore[list-item]
    with pytest.raises(CurrencyError, match=r"^B reports in an unstated currency: give its rate to USD$"):
        compare([of("A"), of("B", currency="")], to="USD")  # type: ignore[list-item]
    with pytest.raises(FinkitError, match="rates are given but no currency to convert to: name it"):
        compare([of("A")], rates={"CNY": 0.14})  # type: ignore[list-item]


def test_nothing_to_compare() -> None:
    assert compare([]).rows == ()
