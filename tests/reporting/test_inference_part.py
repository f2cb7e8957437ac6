"""The page's section Inference: measures, what moved spending, trend, indices and serving, only with their inputs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import analyze
from finkit.errors import AssumptionError
from finkit.files import shipped
from finkit.reading import read
from finkit.reporting.html import report_page
from finkit.reporting.page import Page
from finkit.reporting.page_grid import Grid
from finkit.reporting.page_inference import inference_section
from finkit.reporting.page_serving import serving_grid
from finkit.statement.statement import Statement
from tests.reporting.test_html import facts
from tests.reporting.usage import ASSUMED, LAB, LARGE, MIDDLE, SMALL, lab, price, use


def cells(grid: Grid | None) -> dict[str, list[str]]:
    assert grid is not None
    return {line.label: [str(cell) for cell in line.cells] for line in grid.lines}


def text(sentence: tuple[Any, ...]) -> str:
    return "".join(str(part) for part in sentence)


def test_section_snapshot(snapshot: SnapshotAssertion) -> None:
    page = report_page(lab())
    start = page.index('<section id="inference">')
    # Keys count the figures of the whole page.
    assert re.sub(r' data-key="\d+"', "", page[start : page.index("</section>", start)]) == snapshot


def test_every_measure_is_named() -> None:
    found = inference_section(Page(lab()))
    assert text(found.says[0]) == (
        "FY2025 against FY2024: Price per token 1.31 times, quality-adjusted price 0.26 times, "
        "spend per task 2.50 times, spend per user 3.23 times, total spend 5.01 times. "
        "No one of them is the cost of inference."
    )
    measures = cells(found.charts[0].table)
    assert measures["Spend per user (USD)"] == ["8.175", "26.42", "3.23 times"]
    assert measures["Same models (Fisher) (index)"][2] == "0.51 times"


def test_cached_tokens_without_a_price_of_their_own_make_spending_an_upper_bound() -> None:
    prices = [{k: v for k, v in price.items() if k != "cached"} for price in ASSUMED["prices"]]
    found = inference_section(Page(lab(prices=prices)))
    assert text(found.says[1]) == (
        f"Spending is at most this: no price of cached input is known of {MIDDLE} in FY2025, and it is charged as "
        "input."
    )
    assert found.fits.table is not None
    assert "6 of 6 scored prices have none for cached input" not in found.fits.table.note
    cached = [row | {"cached_tokens": row["input_tokens"] / 2} for row in ASSUMED["usage"]]
    note = inference_section(Page(lab(prices=prices, usage=cached))).fits.table
    assert note is not None
    assert note.note.count("6 of 6 scored prices have none for cached input: at most that of input.") == 1
    assert len(inference_section(Page(lab())).says) == 1


def test_the_measures_stand_on_a_log_axis() -> None:
    chart = inference_section(Page(lab())).charts[0].chart
    assert chart["layout"]["yaxis"]["type"] == "log"
    assert [trace["y"][0] for trace in chart["data"]] == [100.0] * 6


def test_the_three_options_in_money() -> None:
    # At 60 or more "open" cost 2 and 6 in FY2024, "newer" 0.4 and 1.2 in FY2025, less than the small model too:
    # 1 m x 2 + 0.2 m x 6 + 0.35 m = 3.55 m, then (1.4 m x 0.4 + 0.3 m x 1.2) = 0.92 m.
    found = inference_section(Page(lab()))
    assert [text(s) for s in found.reading] == [
        "What FY2024 bought for 16.4 m, at the same quality or better, costs 3.6 m on the cheapest models listed "
        "then, and 0.92 m in FY2025: the first option.",
        "Lower prices of the same models saved 13.3 m. Better for the same: 13.3 m of it went into other models and "
        "more tokens a task. More for more: 51.8 m was spent on those beyond it.",
        "More users and tasks moved spending by +13.7 m.",
    ]  # fmt: skip
    steps = found.charts[1].chart["data"][0]
    assert steps["measure"] == ["absolute", *["relative"] * 5, "absolute"]
    assert steps["x"][0] + sum(steps["x"][1:-1]) == pytest.approx(steps["x"][-1])


def test_an_option_that_is_nothing_is_not_told() -> None:
    # One model, two Mtok a million tasks, twice the tasks; its price doubles, or halves.
    usage = [use("FY2024", "m", 1, 1, 1e6), use("FY2025", "m", 2, 2, 2e6)]
    dearer = [price("m", "2023-01-01", 1, 1, 50), price("m", "2025-01-01", 2, 2, 50)]
    found = [text(s) for s in inference_section(Page(lab(usage=usage, prices=dearer))).reading]
    # Spending goes from 2 to 8: tasks and prices, both doubled, move it by 3 each.
    assert found[-2:] == [
        "More users and tasks moved spending by +3.00.", "Higher prices of the same models took 3.00.",
    ]  # fmt: skip
    assert not [s for s in found if "for less" in s or "for the same" in s or "for more" in s]
    cheaper = [price("m", "2023-01-01", 2, 2, 50), price("m", "2025-01-01", 1, 1, 50)]
    found = [text(s) for s in inference_section(Page(lab(usage=usage, prices=cheaper))).reading]
    # From 4 to 4: the tasks added 4 ln 2, which the price took back.
    assert "Lower prices of the same models saved 2.77. The same for less: 2.77 of it was kept." in found


def test_a_price_averaged_over_a_period_is_told() -> None:
    changed = [price(SMALL, "2023-03-01", 0.5, 1.5, 40), price(SMALL, "2025-07-01", 0.25, 1, 40)]
    found = inference_section(Page(lab(prices=[*changed, *ASSUMED["prices"][1:]])))
    said = "Prices that changed within a period count by its days, not its tokens: small in FY2025."
    assert found.charts[0].says.endswith(said)
    assert "count by its days" not in inference_section(Page(lab())).charts[0].says


def test_without_scores_the_quality_adjusted_price_is_absent() -> None:
    unscored = [{k: v for k, v in price.items() if k != "score"} for price in ASSUMED["prices"]]
    found = inference_section(Page(lab(prices=unscored)))
    assert [d.name for d in found.charts] == ["inference-measures", "inference-spending"]
    assert found.absent == (
        "Quality-adjusted price is absent: needs the score of every model used in the first period, in Prices.",
    )


def test_models_that_come_and_go_are_told_once() -> None:
    usage = [row for row in ASSUMED["usage"] if row["model"] != SMALL or row["period"] == "FY2024"]
    said = inference_section(Page(lab(usage=usage))).charts[1].says
    assert f"{LARGE} (input and output) appears: its whole value goes to mix; " in said
    assert f"{MIDDLE} (cached input) appears: its whole value goes to tokens per" in said
    assert said.endswith(f"{SMALL} (input and output) disappears: its whole value goes to mix.")
    newer = [{**row, "model": "newer"} for row in ASSUMED["usage"] if row["model"] == LARGE]
    said = inference_section(Page(lab(usage=[*ASSUMED["usage"], *newer]))).charts[1].says
    assert f"{LARGE} (input and output), newer (input and output) appear: their whole value goes to mix" in said


def test_without_a_model_of_both_periods_no_option_is_told() -> None:
    usage = [row for row in ASSUMED["usage"] if (row["model"] == LARGE) == (row["period"] == "FY2025")]
    found = inference_section(Page(lab(usage=usage)))
    said = "No model continues: price and mix cannot be told apart, FY2024 to FY2025."
    assert [text(s) for s in found.reading] == [said]
    assert "Usage. No model continues: price and mix cannot be told apart; " in found.charts[1].says
    assert found.mix is not None
    assert found.mix.note.endswith("is new. No product has a price in both periods: all is new or dropped.")


def test_an_assumed_price_of_quality_shows_its_range() -> None:
    given = lab(quality_price={"value": 0.04, "low": 0.02, "high": 0.2})
    assert "quality-adjusted price 0.04 times (0.02 to 0.20)," in text(inference_section(Page(given)).says[0])
    # 16.35 m x 0.04, 0.02 and 0.2.
    assert text(inference_section(Page(given)).reading[0]) == (
        "What FY2024 bought for 16.4 m, at the same quality, costs 0.65 m (0.33 m to 3.3 m) in FY2025: "
        "the first option."
    )


def test_serving_stands_beside_the_statements_margin() -> None:
    grid = inference_section(Page(lab())).serving
    found = cells(grid)
    assert found["Cost per Mtok by throughput, USD"][0] == "15.72 (4.64 to 56.73)"
    assert found["Gross margin by the statement"] == ["41.7%", "41.7%"]
    assert found["Physical check"][1].startswith("MFU 10.39 is above 1: impossible")
    assert grid is not None
    assert grid.lines[-1].label == "Physical check"


def test_deepseeks_day_shows_its_three_prices_and_which_limit_is_not_checked() -> None:
    found = cells(serving_grid(page := Page(analyze(read(shipped("statements") / "deepseek.csv"))),
                               page.analysis.inference.serving))  # fmt: skip
    assert found["Machines of the period, USD"] == ["87.1 k (43.5 k to 130.6 k)"]
    assert found["Tokens at list price, USD"] == ["562.1 k"]
    assert found["List price per Mtok: input, cached, output, USD"] == ["0.55, 0.14, 2.19"]
    assert found["Physical check"] == [
        "possible: arithmetic at or below what the hardware gives; memory traffic not checked"
    ]


def test_what_stands_beside_no_price_is_no_physical_fault() -> None:
    fleet = {"period": "FY2025", "model": "m", "gpu_hour": 2, "tokens_per_second": 100}
    found = cells(inference_section(Page(lab(serving=[fleet]))).serving)
    assert found["What is lacking"] == ["no list price of 'm' ships; give it in Prices"]
    assert found["Physical check"] == [
        "not checked: needs parameters, the hardware's peak and the tokens of the period"
    ]
    # 2 / (100 x 3600) x 1e6 = 5.556 at full use.
    assert found["Cost per Mtok at 30% use (assumed), USD"] == ["18.52"]
    assert found["Cost per Mtok at 50% use (assumed), USD"] == ["11.11"]
    assert found["Cost per Mtok at 100% use (assumed), USD"] == ["5.556"]
    listed = cells(inference_section(Page(lab(serving=[fleet | {"model": LARGE}]))).serving)
    assert listed["Margin of the output price at 30% use (assumed)"] == ["75.3%"]
    assert "Margin of the output price over that cost" not in listed


def test_a_fleet_without_a_price_has_its_cost_and_one_without_a_cached_price_an_upper_bound() -> None:
    """8 GPUs for 10 hours at 2 cost 160; 9 of 10 Mtok read from a cache, at 15, and 4 written at 75 bring 450."""
    fleet = {"period": "FY2025", "model": "m", "gpus": 8, "hours": 10, "gpu_hour": {"value": 2, "low": 1, "high": 3},
             "input_tokens": 10, "cached_tokens": 9, "output_tokens": 4}  # fmt: skip
    found = cells(inference_section(Page(lab(serving=[fleet]))).serving)
    assert found["Machines of the period, USD"] == ["160.00 (80.00 to 240.00)"]
    assert (found["Tokens at list price, USD"], found["Margin bottom up"]) == (["none"], ["none"])
    found = cells(inference_section(Page(lab(serving=[fleet | {"model": LARGE}]))).serving)
    assert found["Tokens at list price, USD"] == ["at most 450.00"]
    assert found["Margin bottom up"] == ["at most 64.4% (46.7% to 82.2%)"]
    assert found["What is lacking"][0].startswith("no price of cached input of large is known: 9 Mtok are charged as")


def test_names_stay_text() -> None:
    page = report_page(lab())
    assert MIDDLE not in page[page.index('<section id="inference">') :]


def test_without_usage_and_serving_there_is_no_section() -> None:
    bare = analyze(Statement.build(facts(LAB))[0])
    assert '<section id="inference">' not in report_page(bare)
    assert bare.inference.why == "needs tokens by period and model, in Usage, of two periods or more"
    only = inference_section(Page(lab(usage=ASSUMED["usage"][:2])))
    assert only.charts == ()
    assert only.serving is not None
    assert only.absent == (f"Spending by model is absent: {bare.inference.why}.",)


def test_a_model_without_any_price_is_refused_by_its_row() -> None:
    said = r"\[\[assumptions.usage\]\] 1: model = 'small': no list price of 'small' ships; give it in Prices"
    with pytest.raises(AssumptionError, match=said):
        lab(prices=ASSUMED["prices"][1:])


def test_why_there_is_no_spending_is_on_the_page_where_nothing_else_is() -> None:
    page = report_page(lab(usage=[use("FY2024", "gpt-4o", 1, 1, 1)], prices=[], serving=[]))
    why = "needs tokens by period and model, in Usage, of two periods or more"
    assert f"Spending by model is absent: {why}." in page
    assert '<a href="#inference">Inference</a>' in page
    only_prices = inference_section(Page(lab(usage=[], serving=[])))
    assert only_prices.wanted
    assert only_prices.absent == (
        "Spending by model is absent: needs tokens by period and model, in Usage, of two periods or more.",
    )


ONE = [price("m", "2023-01-01", 1, 2, 50)]
EDGES: dict[str, tuple[dict[str, Any], list[str], str]] = {
    "free models": (
        {"prices": [price("m", "2023-01-01", 0, 0, 1)],
         "usage": [use("FY2024", "m", 1, 1, 1), use("FY2025", "m", 2, 2, 1)]},
        ["inference-spending"], "",
    ),
    "nothing used at first": (
        {"prices": ONE, "usage": [use("FY2024", "m", 0, 0, 0), use("FY2025", "m", 2, 2, 1)]},
        ["inference-spending"], "",
    ),
    "nothing used": (
        {"prices": ONE, "usage": [use("FY2024", "m", 0, 0, 0), use("FY2025", "m", 0, 0, 0)]}, [],
        "Spending by model is absent: no tokens are used in FY2024 and FY2025, in Usage.",
    ),
    "three years": (
        {"usage": [*ASSUMED["usage"], use("FY2023", SMALL, 40_000, 10_000, 3e7, users=5)]},
        ["inference-measures", "inference-spending"], "",
    ),
    "no tasks and no users": (
        {"usage": [{k: v for k, v in row.items() if k not in ("tasks", "users")} for row in ASSUMED["usage"]]},
        ["inference-measures", "inference-spending"],
        "Spend per user is absent: needs users of each period, in Usage.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("edge", EDGES)
def test_what_is_zero_or_missing_leaves_a_page_without_nan(edge: str) -> None:
    given, charts, absent = EDGES[edge]
    analysis = lab(**given)
    found = inference_section(Page(analysis))
    assert [d.name for d in found.charts] == charts
    assert not absent or absent in found.absent
    page = report_page(analysis)
    assert not re.findall(
        r">(?:nan|None|inf)\b|NaN|Infinity", page[page.index('<section id="inference">') :].split("<script")[0]
    )


def test_a_margin_that_has_no_end_where_nothing_is_paid_for_says_so() -> None:
    """None to all of 1,000 x 0.5 + 1,000 x 1.5 = 2,000 is paid for; half of it leaves 1 - 400 / 1,000."""
    fleet = {"period": "FY2025", "model": SMALL, "gpus": 100, "hours": 2, "gpu_hour": 2, "input_tokens": 1000,
             "output_tokens": 1000, "paid": {"value": 0.5, "low": 0, "high": 1}}  # fmt: skip
    found = cells(inference_section(Page(lab(serving=[fleet]))).serving)
    assert found["Margin bottom up"] == ["60.0% (an end of its range is not defined)"]
    assert found["Profit over cost"] == ["150.0% (−100.0% to 400.0%)"]


def test_a_row_of_usage_written_twice_is_named() -> None:
    found = inference_section(Page(lab(usage=[*ASSUMED["usage"], ASSUMED["usage"][2]])))
    assert "one may be a copy: small in FY2025." in found.charts[0].says
    assert "copy" not in inference_section(Page(lab())).charts[0].says


def test_what_is_per_piece_of_nothing_says_so() -> None:
    usage = [use("FY2024", SMALL, 10, 5, 7, users=3), use("FY2025", SMALL, 0, 0, 0, users=0)]
    absent = inference_section(Page(lab(usage=usage))).absent
    assert absent == (
        "Price per token is absent: no tokens in FY2025, in Usage.",
        "Spend per task is absent: no tasks in FY2025, in Usage.",
        "Spend per user is absent: no users in FY2025, in Usage.",
    )
