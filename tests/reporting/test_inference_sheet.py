"""The sheets Inference, Products, Spending and Trend: worked out afresh by LibreOffice they give Python's figures."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finkit.analysis.analyze import Analysis
from finkit.analysis.inference.decomposition import spending_by_step
from finkit.analysis.inference.index_formulas import INDICES
from finkit.analysis.inference.price_trend import price_decline_trend, trend_band
from finkit.analysis.inference.results import Inference
from finkit.reporting import log_charts
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice
from tests.reporting.test_workbook import by_id
from tests.reporting.usage import ASSUMED, LARGE, MIDDLE, SMALL, lab, price, use

EXACT: Any = {"rel": 1e-9, "abs": 1e-9}
# A third year: the small model's price bounces, the large one's use grows; no new cell has a blank beside it.
LATER = [
    use("FY2026", SMALL, 700_000, 350_000, 4e8, users=4e6),
    use("FY2026", MIDDLE, 2_500_000, 800_000, 1.5e8, cached_tokens=500_000),
    use("FY2026", LARGE, 2_000_000, 900_000, 2e8),
]
THREE: dict[str, Any] = {
    "prices": [*ASSUMED["prices"], price(SMALL, "2026-01-01", 0.3, 1.0, 40)], "usage": [*ASSUMED["usage"], *LATER],
}  # fmt: skip
# Cells of Inference by id and column, each beside the same change of what the workbook is written from.
CELLS = {
    ("mtok_2", 1): 500_000, ("mtok_6", 2): 0, ("list_price_5", 1): 12, ("list_price_5", 2): 12,
    ("period_users", 2): 5e6, ("tasks_by_model_3", 1): 3e8,
}  # fmt: skip
DAYS, PRICES = ("2023-06-01", "2024-03-01", "2025-06-01"), (20.0, 4.0, 0.5)


def changed() -> dict[str, Any]:
    """What `CELLS` does to the cells, done to the tables."""
    tables = copy.deepcopy(THREE)
    tables["prices"][2]["output"] = 12
    small, large, last = tables["usage"][2], tables["usage"][4], tables["usage"][7]
    small["output_tokens"], large["tasks"], last["input_tokens"] = 500_000, 3e8, 0
    tables["usage"][5]["users"] = 5e6
    return tables


def flipped(path: Path, to: Path) -> Path:
    """The workbook with blue cells changed, each found by its id."""
    book = openpyxl.load_workbook(path)
    trend = {("frontier_price", c): value for c, value in enumerate(PRICES)} | {("frontier_day", 1): 45352}
    for name, cells in (("Inference", CELLS), ("Trend", trend)):
        page = book[name]
        rows = {page.cell(r, 3).value: r for r in range(page.max_row, 0, -1)}
        for (line, column), value in cells.items():
            page.cell(rows[line], 5 + column).value = value
    book.save(to)
    return to


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workbooks of two periods, of three, and of three with blue cells changed; recalculated."""
    folder = tmp_path_factory.mktemp("inference")
    paths = {name: folder / f"{name}.xlsx" for name in ("two", "three", "changed")}
    write_workbook(lab(), paths["two"])
    write_workbook(lab(**THREE), paths["three"])
    flipped(paths["three"], paths["changed"])
    found = recalculate(list(paths.values()), folder / "out")
    return {name: found[path] for name, path in paths.items()}


def test_a_cached_price_that_is_not_known_is_noted_on_its_cell(tmp_path: Path) -> None:
    prices = [{k: v for k, v in price.items() if k != "cached"} for price in ASSUMED["prices"]]
    write_workbook(lab(prices=prices), tmp_path / "bare.xlsx")
    page = openpyxl.load_workbook(tmp_path / "bare.xlsx")["Inference"]
    row = next(r for r in page.iter_rows() if r[0].value == f"List price, {MIDDLE}, cached input")
    assert [c.value for c in row[4:6]] == [10, 5]
    assert row[5].comment is not None
    assert "No price of cached input is known: that of input, at most." in row[5].comment.text
    said = "Spending is at most this where a note on a price says so: that of cached input is not known."
    assert said in [c.value for c in page["A"]]
    write_workbook(lab(), tmp_path / "known.xlsx")
    assert said not in [c.value for c in openpyxl.load_workbook(tmp_path / "known.xlsx")["Inference"]["A"]]


def test_a_split_without_a_model_of_both_periods_says_so(tmp_path: Path) -> None:
    usage = [row for row in ASSUMED["usage"] if (row["model"] == LARGE) == (row["period"] == "FY2025")]
    write_workbook(lab(usage=usage), tmp_path / "none.xlsx")
    column = [c.value for c in openpyxl.load_workbook(tmp_path / "none.xlsx")["Inference"]["A"]]
    assert "no model continues: price and mix cannot be told apart" in column


@pytest.mark.parametrize("size", [1, 1e6])
def test_columns_are_as_wide_as_their_figures(tmp_path: Path, size: float) -> None:
    """Spending of 82 m, and a million times that: a column too narrow shows nothing but ###."""
    usage = [
        {k: v * size if k in ("input_tokens", "output_tokens", "cached_tokens") else v for k, v in row.items()}
        for row in ASSUMED["usage"]
    ]
    fleet = {"period": "FY2025", "model": LARGE, "gpus": 1000 * size, "hours": 8760, "gpu_hour": 2}
    write_workbook(lab(usage=usage, serving=[fleet]), tmp_path / "wide.xlsx")
    book = openpyxl.load_workbook(tmp_path / "wide.xlsx", data_only=True)
    for name in ("Inference", "Products", "Spending", "Serving"):
        page = book[name]
        cells = [c for row in page.iter_rows(min_col=5, max_col=5) for c in row if isinstance(c.value, int | float)]
        longest = max(len(f"{c.value:,.2f}") for c in cells if c.number_format.startswith("#,##0.00;"))
        assert page.column_dimensions["E"].width >= longest, name


def of(which: str) -> Inference:
    found: Analysis = lab(**{"two": {}, "three": THREE, "changed": changed()}[which])
    return found.inference


def same(cells: Sequence[Any], wanted: Sequence[float | None]) -> None:
    for one, other in zip(cells, wanted, strict=False):
        assert (one in (None, "")) if other is None else (one == pytest.approx(other, **EXACT))
    assert len(cells) >= len(wanted)


ALL = pytest.mark.parametrize("which", ["two", "three", "changed"])


@requires_libreoffice
@ALL
def test_the_four_measures_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held, found = by_id(copies[which], "Inference"), of(which)
    for series in (*found.measures, found.same_models):
        name = "total_spend" if series.name == "total" else series.name
        if series.name == "quality_adjusted_price" and which == "changed":
            continue  # grey: computed on the cells as they were written
        same(held[name], series.values)
        same(held[f"{name}_indexed"], series.indexed())


@requires_libreoffice
@ALL
def test_what_moved_spending_agrees_with_python(copies: dict[str, Path], which: str) -> None:
    found, held = of(which), by_id(copies[which], "Spending")
    split, page = found.spending.split, by_id(copies[which], "Inference")
    for name, effect, ratio in zip(split.factors, split.additive, split.multiplicative, strict=True):
        same(held[f"sum_{name}"][:1], [effect])
        same(held[f"factor_{name}"][:1], [ratio])
        same(page[f"step_sum_{name}"][:1], [effect])
    same(page["step_spend_0"][:1], [split.v0])
    same(page["step_spend_t"][:1], [split.vt])
    assert held["unexplained"][0] == pytest.approx(0, abs=1e-12)
    parts = found.price_volume_mix
    wanted = (parts.volume, parts.mix, parts.price, parts.new, parts.dropped, parts.total)
    for name, value in zip(("sum_volume_effect", "sum_mix_effect", "sum_price_effect", "sum_new_amount",
                            "sum_dropped_amount", "amount_change"), wanted, strict=True):  # fmt: skip
        assert page[f"part_{name}"][0] == pytest.approx(value, rel=1e-9, abs=1e-6)


@requires_libreoffice
@pytest.mark.parametrize("which", ["three", "changed"])
def test_each_step_agrees_with_python(copies: dict[str, Path], which: str) -> None:
    held, table = by_id(copies[which], "Spending"), of(which).usage
    assert table is not None
    names, effects = spending_by_step(table)
    for name, steps in zip(names, effects.T.tolist(), strict=True):
        same(held[f"sum_{name}"][1:3], steps)


@requires_libreoffice
def test_other_periods_can_be_compared(copies: dict[str, Path], tmp_path: Path) -> None:
    """Positions 3 and 1: the same split backwards has every effect with its sign turned."""
    book = openpyxl.load_workbook(copies["three"])
    page = book["Spending"]
    rows = {page.cell(r, 3).value: r for r in range(page.max_row, 0, -1)}
    page.cell(rows["from_period"], 5).value, page.cell(rows["to_period"], 5).value = 3, 1
    book.save(tmp_path / "back.xlsx")
    held = by_id(recalculate([tmp_path / "back.xlsx"], tmp_path / "out")[tmp_path / "back.xlsx"], "Spending")
    split = of("three").spending.split
    for name, effect in zip(split.factors, split.additive, strict=True):
        assert held[f"sum_{name}"][0] == pytest.approx(-(effect or 0.0), rel=1e-9)


@requires_libreoffice
@ALL
def test_price_indices_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held = by_id(copies[which], "Inference")
    for name, index in zip(INDICES, of(which).indices, strict=True):
        same(held[f"index_{name}_fixed"], index.fixed_base)
        same(held[f"index_{name}_chained"], index.chained)
        same(held[f"{name}_drift"][len(index.periods) - 1 :], [index.drift])
        same(held["index_matched_share"], index.matched)


@requires_libreoffice
def test_the_trend_agrees_with_python(copies: dict[str, Path]) -> None:
    lead = of("two").fits.lead
    assert lead is not None
    for which, days, prices in (("two", lead.days, lead.prices), ("changed", DAYS, PRICES)):
        held, found = by_id(copies[which], "Trend"), price_decline_trend(days, prices)
        assert found.interval is not None
        same(held["decline_factor"], [found.factor])
        same(held["decline_low"], found.interval[:1])
        same(held["decline_high"], found.interval[1:])
        same(held["halving_months"], [found.halving_months])
        same(held["fit_part"], [found.r2])
        band = trend_band(days, prices, days)
        for name, wanted in (("price_fitted", band.fitted), ("band_low", band.low), ("band_high", band.high)):
            same(held[name], wanted)


@requires_libreoffice
@ALL
def test_bars_of_the_waterfall_stand_on_each_other(copies: dict[str, Path], which: str) -> None:
    held, split = by_id(copies[which], "Spending"), of(which).spending.split
    steps = [split.v0 or 0.0, *(e or 0.0 for e in split.additive)]
    for k in range(1, len(steps)):
        ends = sorted((sum(steps[:k]), sum(steps[: k + 1])))
        drawn = [held[f"{name}_{k + 1}"][0] for name in ("bar_base", "bar_up", "bar_down", "bar_total")]
        assert drawn == pytest.approx(
            [ends[0], ends[1] - ends[0] if steps[k] > 0 else 0, 0 if steps[k] > 0 else ends[1] - ends[0], 0],
            rel=1e-9, abs=1e-3,
        )  # fmt: skip
    assert held[f"bar_total_{len(steps) + 1}"][0] == pytest.approx(split.vt)


def test_a_bar_that_crosses_zero_is_drawn_on_both_sides(tmp_path: Path) -> None:
    """Spending that a price of a hundredth would take to below 0, before use lifts it again."""
    prices = [price(SMALL, "2024-01-01", 50, 50, 40, end="2024-12-31"), price(SMALL, "2025-01-01", 0.6, 0.6, 40)]
    usage = [use("FY2024", SMALL, 100, 0, 10, users=10, token_unit="million"),
             use("FY2025", SMALL, 1e8, 0, 10, users=5, token_unit="million")]  # fmt: skip
    write_workbook(lab(prices=prices, usage=usage), tmp_path / "cross.xlsx")
    held: dict[str, Any] = dict(by_id(tmp_path / "cross.xlsx", "Spending"))
    ends = [(held[f"bar_from_{k}"][0], held[f"bar_to_{k}"][0]) for k in range(1, 8)]
    crossing = [k for k, (a, b) in enumerate(ends, 1) if a * b < 0]
    assert crossing
    for k in crossing:
        shown = [held[f"{name}_{k}"][0] for name in ("bar_base", "bar_above", "bar_below")]
        assert shown == pytest.approx([0, max(ends[k - 1]), min(ends[k - 1])])


def test_each_input_stands_in_one_cell(tmp_path: Path) -> None:
    """Tokens and prices are typed on Inference alone; the sheets behind it hold formulas and positions."""
    write_workbook(lab(**THREE), tmp_path / "three.xlsx")
    book = openpyxl.load_workbook(tmp_path / "three.xlsx")
    typed = {
        name: {str(page.cell(c.row, 3).value).rstrip("0123456789_") for row in page.iter_rows(min_col=5) for c in row
               if c.data_type == "n" and c.value is not None}
        for name, page in ((n, book[n]) for n in ("Spending", "Products"))
    }  # fmt: skip
    assert typed == {"Spending": {"from_period", "to_period", "is_total"}, "Products": set()}


def test_charts_are_native_and_on_a_log_axis(tmp_path: Path) -> None:
    write_workbook(lab(), tmp_path / "two.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "two.xlsx")
    index, waterfall = book["Inference"]._charts
    assert index.y_axis.scaling.logBase == 10
    assert [series.val.numRef.f.count("Inference") for series in index.series] == [1] * 6
    assert waterfall.grouping == "stacked"
    assert {series.val.numRef.f.partition("!")[0] for series in waterfall.series} == {"Spending"}
    (trend,) = book["Trend"]._charts
    assert trend.y_axis.scaling.logBase == 10


@requires_libreoffice
def test_a_measure_of_0_is_a_gap_on_the_log_axis(tmp_path: Path) -> None:
    """No token is used in FY2025: spending is 0 there, and its index stays empty; FY2026 costs 2.5 m + 3.15 m."""
    usage = [row for row in THREE["usage"] if row["period"] == "FY2024"]
    usage += [use("FY2025", SMALL, 0, 0, 0), use("FY2026", SMALL, 5_000_000, 2_100_000, 4e8)]
    path = tmp_path / "gap.xlsx"
    write_workbook(lab(prices=ASSUMED["prices"], usage=usage), path)
    found = lab(prices=ASSUMED["prices"], usage=usage).inference
    held = by_id(recalculate([path], tmp_path / "out")[path], "Inference")
    assert held["total_spend"][:3] == pytest.approx([16_350_000, 0, 5_650_000])
    assert held["total_spend_indexed"][:3] == [100, None, pytest.approx(100 * 5_650_000 / 16_350_000)]
    total = next(one for one in found.measures if one.name == "total")
    assert total.indexed()[1] == 0
    chart = log_charts.indexed_lines("", "", ("a", "b", "c"), [("Total", total.indexed())])
    assert chart["data"][0]["y"][1] is None


def test_spending_from_nothing_has_no_index_to_draw(tmp_path: Path) -> None:
    usage = [use("FY2024", SMALL, 0, 0, 0), use("FY2025", SMALL, 1_000_000, 0, 10)]
    write_workbook(lab(usage=usage), tmp_path / "from.xlsx")
    book: Any = openpyxl.load_workbook(tmp_path / "from.xlsx")
    assert [chart.grouping for chart in book["Inference"]._charts] == ["stacked"]
    assert by_id(tmp_path / "from.xlsx", "Inference")["total_spend"][:2] == [0, 500_000]


def test_a_company_without_usage_has_no_such_sheet(tmp_path: Path) -> None:
    write_workbook(lab(usage=[], prices=[], serving=[]), tmp_path / "none.xlsx")
    names = set(openpyxl.load_workbook(tmp_path / "none.xlsx").sheetnames)
    assert not names & {"Inference", "Spending", "Products", "Trend", "Serving"}


def test_without_tasks_and_users_the_measures_say_what_they_need(tmp_path: Path) -> None:
    bare = [{k: v for k, v in row.items() if k not in ("tasks", "users")} for row in ASSUMED["usage"]]
    write_workbook(lab(usage=bare), tmp_path / "bare.xlsx")
    held = by_id(tmp_path / "bare.xlsx", "Inference")
    assert "spend_per_user" not in held
    assert held["price_per_token"][:2] == pytest.approx([16_350_000 / 1_700_000, 12.6])
    texts = [c.value for c in openpyxl.load_workbook(tmp_path / "bare.xlsx")["Inference"]["A"]]
    assert "Spend per task is absent: needs tasks of each model of each period, in Usage." in texts
