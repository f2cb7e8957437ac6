"""The statements that ship, read raw: every figure has its source and no collected figure is lost."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

REPO = Path(__file__).resolve().parents[1]
STATEMENTS = REPO / "statements"
COLLECTED = REPO.parent / "shared" / "labs"
LINES = tomllib.loads((REPO / "finkit" / "statement" / "lines.toml").read_text(encoding="utf-8"))
COMPANIES = tomllib.loads((STATEMENTS / "companies.toml").read_text(encoding="utf-8"))

HEADER = [
    "company",
    "segment",
    "line",
    "label",
    "period",
    "start",
    "end",
    "scenario",
    "value",
    "unit",
    "currency",
    "scale",
    "basis",
    "definition",
    "confidence",
    "source",
    "url",
    "as_of",
    "note",
]
COMPETES = ("company", "segment", "line", "start", "end", "scenario", "definition")
SCENARIOS = {"actual", "ttm", "forecast", "run_rate", "hypothetical"}
BASES = {"reported", "leaked", "estimated", "assumed"}
SCALES = {"units": 1, "thousands": 10**3, "millions": 10**6, "billions": 10**9}
NOTE_KEYS = {"as of", "url", "confidence", "definition", "note"}
SPELLED = {"xAI (SpaceX AI segment, incl. X)": "xAI", "Zhipu (Z.ai)": "Zhipu"}
COLUMN_ENDS = {
    "FY2022": "2022-12-31",
    "FY2023": "2023-12-31",
    "FY2024": "2024-12-31",
    "H1 2025": "2025-06-30",
    "9M 2025": "2025-09-30",
    "FY2025": "2025-12-31",
    "Q1 2026": "2026-03-31",
}
# What was collected and does not ship, with the reason.
NOT_USED = {
    (
        "MiniMax",
        "2025-12-31",
        "Cost of sales (derived: revenue less gross profit)",
    ): "finkit derives it itself",
}
# Labels of figures that are kept although no standard line fits.
UNMAPPED = {
    "Microsoft revenue share rate",
    "Inference cost overrun versus plan",
    "Contracted compute payment per month",
    "Compute budget through 2028",
    "Cost of sales: compute share",
    "Cost of sales: staff share",
    "Model training share of R&D",
    "Selling expenses, year-on-year change",
    "Cost of revenue, % of revenue",
    "Sales and marketing, % of revenue",
    "Research and development, % of revenue",
    "General and administrative, % of revenue",
}


@dataclass(frozen=True)
class Note:
    """A cell's note, one key a line."""

    basis: str
    source: str
    keys: dict[str, str] = field(default_factory=dict)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted(STATEMENTS.glob("*.csv")):
        for i, row in enumerate(rows_of(path), start=2):
            yield f"{path.name} row {i}", row


def amount(value: str, unit: str, scale: str) -> Decimal:
    return Decimal(value) / 100 if unit == "%" else Decimal(value) * SCALES[scale]


def parse(text: str) -> Note:
    first, *rest = text.split("\n")
    basis, _, source = first.partition(": ")
    keys = dict(line.split(": ", 1) for line in rest)
    assert len(keys) == len(rest), text
    return Note(basis, source, keys)


def openai_cells() -> Iterator[tuple[str, str, openpyxl.cell.Cell]]:
    sheet = openpyxl.load_workbook(STATEMENTS / "openai.xlsx")["Income statement"]
    periods = {cell.column: cell.value for cell in sheet[5] if cell.value}
    for row in sheet.iter_rows(min_row=6):
        for cell in row[1:]:
            if cell.value is not None:
                yield row[0].value, periods[cell.column], cell


def test_every_row_says_what_it_is_and_where_it_is_from() -> None:
    for place, row in shipped():
        assert list(row) == HEADER, place
        assert row["company"] in {c["name"] for c in COMPANIES.values()}, place
        assert row["line"] in LINES or (row["line"] == "" and row["label"] in UNMAPPED), place
        assert row["scenario"] in SCENARIOS, place
        assert row["basis"] in BASES, place
        assert row["confidence"] in {"high", "medium", "low"}, place
        assert row["unit"] in {"money", "%", "tokens"}, place
        assert row["scale"] in SCALES, place
        assert row["source"], place
        assert (row["currency"] in {"USD", "CNY", "EUR"}) == (row["unit"] == "money"), place
        assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?", row["as_of"]), place
        assert row["url"].startswith("https://") or row["source"].startswith("10-K, through SimFin"), place
        Decimal(row["value"])


def test_dates_are_iso_and_an_instant_has_no_start() -> None:
    for place, row in shipped():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["end"]), place
        stock = LINES.get(row["line"], {}).get("kind") == "stock"
        assert (row["start"] == "") == stock, place
        assert row["start"] < row["end"], place


def test_ratios_stand_on_ratio_lines_and_money_on_money_lines() -> None:
    for place, row in shipped():
        if row["line"]:
            unit = LINES[row["line"]].get("unit", "money")
            assert unit == {"%": "ratio"}.get(row["unit"], row["unit"]), place


def test_usual_figures_of_one_source_rank_never_contradict_each_other() -> None:
    """Two reported figures of one line, period, scenario and definition would be a hidden conflict."""
    seen: dict[tuple[str, ...], str] = {}
    for place, row in shipped():
        if row["line"] and row["basis"] == "reported":
            key = tuple(row[k] for k in COMPETES)
            assert key not in seen, f"{place} and {seen[key]}"
            seen[key] = place


def test_run_rates_are_never_revenue() -> None:
    found = [row for _, row in shipped() if row["scenario"] == "run_rate"]
    assert {row["line"] for row in found} == {"revenue_run_rate"}
    assert sorted(row["value"] for row in found) == ["1.0", "450", "47", "9", "9.5"]


def test_kinds_of_company() -> None:
    kinds: dict[str, set[str]] = {}
    for company in COMPANIES.values():
        kinds.setdefault(company["kind"], set()).add(company["name"])
    assert set(kinds) == {"lab", "comparator", "example"}
    assert kinds["lab"] == {
        "OpenAI",
        "Anthropic",
        "xAI",
        "Zhipu",
        "MiniMax",
        "CoreWeave",
        "Stability AI",
        "Perplexity",
    }
    assert kinds["comparator"] == {
        "Microsoft",
        "Snowflake",
        "Palantir",
        "Kroger",
        "Darden",
        "Delta Air Lines",
        "LVMH",
    }
    assert kinds["example"] == {
        "DeepSeek",
        "GPT-5 bundle (January 2026)",
        "GPT-5 bundle (later version)",
        "Each model as a company (Amodei)",
        "Subscriptions",
        "Four meanings of the cost of inference",
        "Who wins in AI (essay's market)",
        "Tokens by model",
    }
    assert [key for key, c in COMPANIES.items() if c.get("by_nature")] == ["delta"]


def test_each_gross_margin_says_what_it_includes() -> None:
    parts = {"serving_compute", "accelerator_depreciation", "staff", "free_tier", "revenue_share"}
    for key, company in COMPANIES.items():
        includes = dict(company["includes"])
        assert includes.pop("includes_source").endswith("."), key
        assert set(includes) == parts, key
        assert set(includes.values()) <= {"yes", "no", "unknown"}, key
        assert company["slug"] == key


def test_notes_of_the_openai_workbook_follow_the_grammar() -> None:
    cells = list(openai_cells())
    assert len(cells) == 39
    for label, period, cell in cells:
        assert cell.comment is not None, (label, period)
        note = parse(cell.comment.text)
        assert note.basis in BASES, (label, period)
        assert note.source, (label, period)
        assert set(note.keys) <= NOTE_KEYS, (label, period)
        assert note.keys["confidence"] in {"high", "medium", "low"}
        assert note.keys["url"].startswith("https://")
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}", note.keys.get("as of", "2025"))


def test_openai_2025_as_printed() -> None:
    held = {(label, period): cell for label, period, cell in openai_cells()}
    fy = {label: cell.value for (label, period), cell in held.items() if period == "FY2025"}
    costs = [fy[k] for k in ("Cost of revenue", "Research and development", "Sales and marketing")]
    costs.append(fy["General and administrative"])
    assert sum(map(Decimal, map(str, costs))) == Decimal("33.98")
    assert fy["Revenue"] == 13.07
    assert fy["Total costs and expenses"] == 34
    assert fy["Operating income (loss)"] == -20.92
    assert 1 - fy["Cost of revenue"] / fy["Revenue"] == pytest.approx(0.426167, abs=1e-6)
    printed = {key: cell.number_format.split(";")[0] for key, cell in held.items()}
    assert printed["Cost of revenue", "FY2025"] == "0.00"
    assert printed["Total costs and expenses", "FY2025"] == "0.00"
    assert printed["Microsoft charges within cost of revenue", "FY2025"] == "0.000"
    assert printed["Cost of revenue", "H1 2025"] == "0.0"
    net = parse(held["Net income (loss)", "FY2025"].comment.text)
    assert net.keys["definition"] == "after noncontrolling interests"
    half = parse(held["Cost of revenue", "H1 2025"].comment.text)
    assert half.keys["confidence"] == "medium"


def test_both_versions_of_the_gpt_5_bundle() -> None:
    rows = rows_of(STATEMENTS / "gpt-5-bundle.csv")
    lines: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        lines.setdefault(row["company"], {})[row["line"]] = Decimal(row["value"])
        assert row["basis"] == "estimated"
    first, later = lines["GPT-5 bundle (January 2026)"], lines["GPT-5 bundle (later version)"]
    gross = first["revenue"] - first["cost_of_revenue"]
    assert float(gross / first["revenue"]) == pytest.approx(0.475410, abs=1e-6)
    after = gross - first["staff_costs"] - first["sales_marketing"] - first["general_administrative"]
    assert after == Decimal("-0.7")
    assert (later["revenue"], later["cost_of_revenue"], later["gross_margin_stated"]) == (6, 4, 30)


def test_printed_lines_tie() -> None:
    """Sums worked from the files alone, in the unit printed."""

    def one(file: str, line: str, end: str, start: str = "") -> Decimal:
        found = [
            r
            for r in rows_of(STATEMENTS / file)
            if (r["line"], r["end"], r["segment"], r["definition"]) == (line, end, "", "") and start in ("", r["start"])
        ]
        assert len(found) == 1, (file, line, end)
        return Decimal(found[0]["value"])

    zhipu = [one("zhipu.csv", line, "2024-12-31") for line in ("revenue", "cost_of_revenue", "gross_profit")]
    assert zhipu[0] - zhipu[1] == zhipu[2] == 175889
    half = {"start": "2025-01-01"}
    parts = ("cost_of_revenue", "technology_infrastructure", "sales_marketing", "general_administrative")
    total = sum(one("coreweave.csv", line, "2025-06-30", **half) for line in parts)
    assert total == one("coreweave.csv", "total_costs_expenses", "2025-06-30", **half) == 2202681
    rest = ("cost_of_revenue", "selling_general_administrative", "rent", "depreciation_amortization")
    kroger = sum(one("kroger.csv", line, "2025-02-01") for line in rest)
    assert one("kroger.csv", "revenue", "2025-02-01") - kroger == 3849
    assert one("kroger.csv", "operating_income", "2025-02-01") == 3849
    results = {"revenue", "total_costs_expenses", "operating_income", "net_income"}
    delta = [r for r in rows_of(STATEMENTS / "delta.csv") if r["end"] == "2025-12-31"]
    natures = [Decimal(r["value"]) for r in delta if r["line"] not in results]
    assert len(natures) == 14
    assert sum(natures) == one("delta.csv", "total_costs_expenses", "2025-12-31") == 57542
    year = {"end": "2025-12-31", "start": "2025-01-01"}
    margin = one("minimax.csv", "gross_profit", **year) / one("minimax.csv", "revenue", **year)
    assert float(margin) == pytest.approx(0.254043, abs=1e-6)


def test_bounds_of_openai_research_in_2024() -> None:
    sidecar = tomllib.loads((STATEMENTS / "openai.finkit.toml").read_text(encoding="utf-8"))
    missing = sidecar["assumptions"]["missing"]["FY2024"].values()
    low = 12.48e9 - sum(line["high"] for line in missing)
    high = 12.48e9 - sum(line["low"] for line in missing)
    assert (low, high) == (pytest.approx(7.23e9), pytest.approx(9.63e9))


def _held() -> set[tuple[str, ...]]:
    """Company, end, amount, scenario, confidence, source and address of each figure.

    The workbook signs its losses, the papers print them as magnitudes: both are the same figure.
    """
    held = set()
    for _, r in shipped():
        value = amount(r["value"], r["unit"], r["scale"])
        held.add(_key(r["company"], r["end"], value, r["scenario"], r["confidence"], r["source"], r["url"]))
    for _, period, cell in openai_cells():
        note = parse(cell.comment.text)
        value = abs(Decimal(str(cell.value))) * 10**9
        rest = ("actual", note.keys["confidence"], note.source, note.keys["url"])
        held.add(_key("OpenAI", COLUMN_ENDS[period], value, *rest))
    sheet = openpyxl.load_workbook(STATEMENTS / "microsoft.xlsx")["Income statements"]
    ends = [cell.value for cell in sheet[4][1:4]]
    for _, *values, basis, source, url, _, confidence in sheet.iter_rows(min_row=5, values_only=True):
        assert basis == "reported"
        for end, value in zip(ends, values, strict=True):
            held.add(_key("Microsoft", end, Decimal(value) * 10**6, "actual", confidence, source, url))
    return held


def _key(company: str, end: str, value: Decimal, *rest: str) -> tuple[str, ...]:
    return company, end, f"{value.normalize():f}", *rest


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected figures are not beside this checkout")
def test_every_collected_figure_ships_or_says_why_not() -> None:
    held = _held()
    names = {c["name"] for c in COMPANIES.values()}
    lost, refused = [], set()
    for row in rows_of(COLLECTED / "lines.csv"):
        company = SPELLED.get(row["company"], row["company"])
        if company not in names:
            continue
        if (company, row["period_end"], row["line_label"]) in NOT_USED:
            refused.add((company, row["period_end"], row["line_label"]))
            continue
        value = amount(row["value"], row["currency"], row["unit"])
        rest = (row["scenario"], row["confidence"], row["source"], row["url"])
        if _key(company, row["period_end"], value, *rest) not in held:
            lost.append((company, row["period_label"], row["line_label"], row["value"]))
    assert lost == []
    assert refused == set(NOT_USED)


@pytest.mark.skipif(not COLLECTED.is_dir(), reason="the collected figures are not beside this checkout")
def test_every_annual_line_of_the_comparators_ships() -> None:
    collected = rows_of(COLLECTED / "comparators_history.csv")
    histories = [r for path in STATEMENTS.glob("*-history.csv") for r in rows_of(path)]
    held = {(r["company"], r["end"], r["line"], Decimal(r["value"]) * SCALES[r["scale"]]) for r in histories}
    reference = rows_of(STATEMENTS / "reference" / "comparators_history.csv")
    held |= {(r["company"], r["period_end"], r["line"], Decimal(r["value"])) for r in reference}
    assert len(histories) + len(reference) == len(collected) == 993
    assert held == {(r["company"], r["period_end"], r["line"], Decimal(r["value"])) for r in collected}
