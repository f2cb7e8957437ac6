"""The sheet Serving: worked out afresh by LibreOffice it gives Python's figures, and says what no hardware can do."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finkit.analysis.analyze import analyze
from finkit.analysis.inference.bottom_up import BottomUp
from finkit.analysis.inference.roofline import roofline_cost
from finkit.analysis.span import Span
from finkit.files import shipped
from finkit.reading import read
from finkit.reporting.workbook import write_workbook
from tests.libreoffice import recalculate, requires_libreoffice, typed
from tests.reporting.test_workbook import by_id
from tests.reporting.usage import ASSUMED, LARGE, lab

EXACT: Any = {"rel": 1e-9, "abs": 1e-12}
# A fleet without a utilization, and with every input of the books.
UNUSED = {
    "period": "FY2025", "model": LARGE, "gpu_hour": {"value": 3, "low": 2, "high": 5}, "gpus": 800, "hours": 8760,
    "input_tokens": 800_000, "cached_tokens": 100_000, "output_tokens": 600_000, "paid": {"value": 0.6, "low": 0.5,
    "high": 0.9}, "tokens_per_second": {"value": 90, "low": 50, "high": 140}, "active_parameters": 200,
    "bytes_per_parameter": 2, "peak_tflops": 989, "bandwidth": 3350, "batch": 64,
}  # fmt: skip
FLEETS = [*ASSUMED["serving"], UNUSED]
CELLS: dict[str, list[float]] = {
    "gpu_price_f1": [45_000, 30_000, 70_000], "gpu_life_f1": [5, 7, 2], "interest_f1": [0], "gpu_opex_f1": [0.3],
    "availability_f1": [0.8], "tokens_per_second_f1": [100, 150, 50], "utilization_f1": [0.4, 0.9, 0.2],
    "gpu_hour_rented_f2": [4], "gpus_f2": [5000], "cached_tokens_f2": [20_000], "batch_f2": [256],
    "gpu_hour_rented_f3": [2.5, 1, 9], "paid_f3": [0.75, 0.9, 0.6], "output_tokens_f3": [900_000],
    "peak_tflops_f3": [1979], "list_output_f1": [60],
}  # fmt: skip


def changed() -> dict[str, Any]:
    """What `CELLS` does to the cells, done to the tables."""
    fleets, prices = copy.deepcopy(FLEETS), copy.deepcopy(ASSUMED["prices"])
    fleets[0] |= {
        "gpu_price": {"value": 45_000, "low": 30_000, "high": 70_000}, "gpu_life": {"value": 5, "low": 2, "high": 7},
        "interest": 0, "opex": 0.3, "availability": 0.8, "tokens_per_second": {"value": 100, "low": 50, "high": 150},
        "utilization": {"value": 0.4, "low": 0.2, "high": 0.9},
    }  # fmt: skip
    fleets[1] |= {"gpu_hour": 4, "gpus": 5000, "cached_tokens": 20_000, "batch": 256}
    fleets[2] |= {"gpu_hour": {"value": 2.5, "low": 1, "high": 9}, "paid": {"value": 0.75, "low": 0.6, "high": 0.9},
                  "output_tokens": 900_000, "peak_tflops": 1979}  # fmt: skip
    prices[3]["output"] = 60
    return {"serving": fleets, "prices": prices}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three fleets as given, with blue cells changed, with a use above 1, and DeepSeek's day; recalculated."""
    folder = tmp_path_factory.mktemp("serving")
    paths = {name: folder / f"{name}.xlsx" for name in ("given", "changed", "overused", "day")}
    write_workbook(lab(serving=FLEETS), paths["given"])
    typed(paths["given"], paths["changed"], "Serving", CELLS)
    typed(paths["given"], paths["overused"], "Serving", {"utilization_f1": [1.2]})
    write_workbook(analyze(read(shipped("statements") / "deepseek.csv")), paths["day"])
    found = recalculate(list(paths.values()), folder / "out")
    return {name: found[path] for name, path in paths.items()}


def fleets(which: str) -> tuple[BottomUp, ...]:
    return lab(**({"serving": FLEETS} if which == "given" else changed())).inference.serving


def cases(cells: list[Any], found: Span) -> None:
    """As given, cheapest, dearest; one cell where nothing has a range."""
    wanted = [found.value, found.low, found.high]
    count = 1 if found.low == found.high else 3
    assert cells[:count] == pytest.approx(wanted[:count], **EXACT)


BOTH = pytest.mark.parametrize("which", ["given", "changed"])


@requires_libreoffice
@BOTH
def test_hours_and_throughput_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held, found = by_id(copies[which], "Serving"), fleets(which)
    for k, fleet in enumerate(found, 1):
        cases(held[f"gpu_hour_f{k}"], fleet.gpu_hour)
    assert found[0].without_finance is not None
    cases(held["gpu_hour_unfinanced_f1"], found[0].without_finance)
    cases(held["throughput_cost_f1"], found[0].cost_per_mtok)
    assert held["list_margin_f1"][0] == pytest.approx(found[0].list_margin.value, **EXACT)
    uses = [span.value for _, span in found[2].by_use]
    assert held["use_cost_f3"][:3] == pytest.approx(uses, **EXACT)
    margins = [found[2].margin_over(span).value for _, span in found[2].by_use]
    assert held["use_margin_f3"][:3] == pytest.approx(margins, **EXACT)


@requires_libreoffice
@BOTH
def test_books_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held = by_id(copies[which], "Serving")
    for k, fleet in list(enumerate(fleets(which), 1))[1:]:
        assert fleet.day is not None
        for name, value in (
            ("machine_cost", fleet.day.cost), ("paid_revenue", fleet.day.revenue), ("serving_profit", fleet.day.profit),
            ("profit_to_cost", fleet.day.profit_to_cost), ("cache_hit_rate", fleet.day.cache_hit_rate),
            ("cost_per_output", fleet.day.cost_per_output), ("cost_per_token", fleet.day.cost_per_token),
        ):  # fmt: skip
            assert held[f"{name}_f{k}"][0] == pytest.approx(value, **EXACT), name
        cases(held[f"machine_cost_f{k}"], fleet.cost)
        cases(held[f"paid_revenue_f{k}"], Span(fleet.revenue.value, fleet.revenue.high, fleet.revenue.low))
        cases(held[f"serving_margin_f{k}"], Span(fleet.margin.value, fleet.margin.high, fleet.margin.low))
        over = fleet.profit_to_cost
        cases(held[f"profit_to_cost_f{k}"], Span(over.value, over.high, over.low))
        cases(held[f"cost_per_output_f{k}"], fleet.cost_per_output)
        cases(held[f"cost_per_token_f{k}"], fleet.cost_per_token)


@requires_libreoffice
@BOTH
def test_roofline_and_physical_check_agree_with_python(copies: dict[str, Path], which: str) -> None:
    held = by_id(copies[which], "Serving")
    for k, fleet in list(enumerate(fleets(which), 1))[1:]:
        given = fleet.given
        peak = None if given.peak_tflops is None else given.peak_tflops * 1e12
        bound = roofline_cost(
            fleet.gpu_hour.value, active_params_b=given.active_parameters, bytes_per_param=given.bytes_per_parameter,
            hbm_gb_s=given.bandwidth, batch=given.batch, mfu=1.0, peak_flops=peak,
        )  # fmt: skip
        for name, value in (
            ("prefill_speed", bound.prefill_per_gpu), ("prefill_floor", bound.input),
            ("decode_speed", bound.decode_per_instance), ("decode_floor", bound.output), ("peak_share", fleet.mfu),
            ("memory_share", fleet.bandwidth),
        ):  # fmt: skip
            assert held[f"{name}_f{k}"][0] == pytest.approx(value, **EXACT), name
        assert (held[f"peak_share_possible_f{k}"][0] == 0) == (fleet.mfu is not None and fleet.mfu > 1)
        assert (held[f"memory_share_possible_f{k}"][0] == 0) == (fleet.bandwidth is not None and fleet.bandwidth > 1)


@requires_libreoffice
def test_what_is_impossible_is_counted_on_checks_and_cover(copies: dict[str, Path]) -> None:
    """The second fleet needs ten times its arithmetic and 38 times its bandwidth; a use of 1.2 is a third figure."""
    for which, count in (("given", 2), ("changed", 0), ("overused", 3), ("day", 0)):
        assert by_id(copies[which], "Checks")["impossible"][0] == count
        assert by_id(copies[which], "Cover")["all_possible"][0] == (count == 0)
    assert by_id(copies["overused"], "Serving")["utilization_possible_f1"][:3] == [0, 1, 1]
    page = openpyxl.load_workbook(copies["given"])["Serving"]
    cell = next(r[4] for r in page.iter_rows() if r[2].value == "peak_share_possible_f2")
    assert "impossible" in cell.number_format


@requires_libreoffice
def test_deepseeks_day_beside_the_reported_margin(copies: dict[str, Path]) -> None:
    """Published: 87,072 of cost; 562,100 of tokens at list price; 84.5%, and 92.3 to 76.8% at 1 to 3 dollars."""
    held = by_id(copies["day"], "Serving")
    assert held["machine_cost_f1"][:3] == pytest.approx([87_072, 43_536, 130_608])
    assert held["paid_revenue_f1"][0] == pytest.approx(562_100)
    assert held["serving_margin_f1"][:3] == pytest.approx([0.845095, 0.922548, 0.767643], abs=1e-6)
    assert held["profit_to_cost_f1"][0] == pytest.approx(5.455577, abs=1e-6)
    assert held["reported_margin_f1"][0] == pytest.approx(1 - 87_072 / 562_027)
    assert held["memory_share_possible_f1"][0] in (None, "")


def test_a_company_with_serving_alone_has_the_sheet(tmp_path: Path) -> None:
    write_workbook(lab(usage=[], prices=[]), tmp_path / "alone.xlsx")
    names = openpyxl.load_workbook(tmp_path / "alone.xlsx").sheetnames
    assert "Serving" in names
    assert not {"Inference", "Spending", "Products"} & set(names)


def test_what_lacks_is_said_and_a_quantity_without_a_range_stands_once(tmp_path: Path) -> None:
    write_workbook(analyze(read(shipped("statements") / "deepseek.csv")), tmp_path / "day.xlsx")
    page = openpyxl.load_workbook(tmp_path / "day.xlsx")["Serving"]
    assert "the check of bandwidth needs batch beside bandwidth, bytes_per_parameter" in [c.value for c in page["A"]]
    gpus = next(r for r in page.iter_rows() if r[2].value == "gpus_f1")
    assert [c.value for c in gpus[4:]] == [1814, None, None]


def test_cached_tokens_without_a_price_of_their_own_are_said_to_be_an_upper_bound(tmp_path: Path) -> None:
    write_workbook(lab(serving=FLEETS), tmp_path / "given.xlsx")
    page = openpyxl.load_workbook(tmp_path / "given.xlsx")["Serving"]
    said = [c.value for c in page["A"] if "price of cached input of" in str(c.value)]
    checks = [c.value for c in openpyxl.load_workbook(tmp_path / "given.xlsx")["Checks"]["A"]]
    assert "List cached, Serving: for Serving, the words on cached input" in checks
    assert said == [
        "no price of cached input of large is known: 100,000 Mtok are charged as input, so revenue, profit and margin "
        "are at most these; give it in Prices"
    ]


def test_a_list_price_of_two_fleets_stands_in_one_cell(tmp_path: Path) -> None:
    write_workbook(lab(serving=FLEETS), tmp_path / "given.xlsx")
    page = openpyxl.load_workbook(tmp_path / "given.xlsx")["Serving"]
    rows = {r[2].value: r for r in page.iter_rows()}
    assert rows["list_output_f1"][4].value == 75
    first = f"$E${rows['list_output_f1'][4].row}"
    assert rows["list_output_f3"][4].value == f'=IF(ISNUMBER({first}),{first},"")'
