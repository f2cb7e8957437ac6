"""The price of equal quality on the page: the sentence, the table under its assumptions, the charts on log axes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import analyze
from finkit.files import shipped
from finkit.reading.batch import read
from finkit.reporting.html import report_page
from finkit.reporting.log_charts import EDGES, spread
from finkit.reporting.page import Page
from finkit.reporting.page_price_fits import PriceFitsPart, factor, price_fits_part
from tests.reporting.usage import ASSUMED, MIDDLE, lab


def part(**change: Any) -> PriceFitsPart:
    return price_fits_part(Page(lab(**change)), "USD")


def text(found: PriceFitsPart) -> str:
    return "".join(str(each) for each in found.says)


def rows(found: PriceFitsPart) -> dict[str, list[str]]:
    assert found.table is not None
    return {line.label: [str(cell) for cell in line.cells] for line in found.table.lines}


def test_the_sentence_gives_the_lowest_and_the_highest_with_their_intervals() -> None:
    # The middle model's 60: 13.53, 2.71, 0.54 blended; the dummy on four products; eight prices of five models.
    assert text(part()) == (
        "Over 3 fits the price of equal quality is divided by 1.90 to 4.82 a year. The narrowest 90% t interval "
        "reaches from 1.65 to 2.31 (n = 4), the widest from 0.34 to 10.7 (n = 8): the spread of the fits is the "
        "message, no one of them."
    )


def test_every_fit_stands_in_one_table_under_what_it_assumes() -> None:
    found = part()
    held = rows(found)
    assert held[f"Score at 60 or more ({MIDDLE})"] == ["4.82", "1.13 to 20.6", "3", "", "", "", ""]
    assert held["Score at 40 or more (small)"] == [
        "1.10", "none", "2", "", "", "", "two prices: no interval: needs a third, cheaper one in Prices",
    ]  # fmt: skip
    assert held["Same products, weighed by spending"] == ["1.95", "1.65 to 2.31", "4", "0.511", "0.510", "0.071", ""]
    # Five models: a t of four degrees of freedom.
    assert held["Score (5 models)"] == ["1.90", "0.34 to 10.7", "8", "0.527", "0.378", "0.814", ""]
    assert held["Fisher, last against first"][:4] == ["1.96", "none", "4", "0.510"]
    assert found.table is not None
    assert [line.label.partition(",")[0].partition(":")[0] for line in found.table.lines if line.kind == "group"] == [
        "Cheapest price at a score or more", "Time-product dummy", "Hedonic time dummy", "Matched index",
    ]  # fmt: skip
    assert found.table.note.startswith("Prices are blended of 82% input, 18% output, as used in FY2024")


def test_the_trend_and_the_spread_stand_on_log_axes() -> None:
    found = part()
    assert found.trend is not None
    assert found.spread is not None
    assert found.trend.says.startswith("Falls 4.82 times a year, 1.13 to 20.6 (90% t interval, n = 3)")
    assert found.trend.chart["layout"]["yaxis"]["type"] == "log"
    assert found.spread.chart["layout"]["xaxis"]["type"] == "log"
    points = found.spread.chart["data"][-1]
    assert points["x"][1] == pytest.approx(4.824175)
    assert points["marker"]["symbol"][:2] == ["circle-open", "circle"]


def test_a_bar_beyond_the_edges_is_cut_and_said() -> None:
    chart, cut = spread("t", "u", [("a", 3.0, (1e-9, 1e12), "3.00"), ("<b>", 0.5, None, "0.50")])
    assert cut
    assert chart["data"][0]["x"] == list(EDGES)
    assert "&lt;b&gt;" in chart["layout"]["annotations"][1]["text"]
    assert not spread("t", "u", [("a", 3.0, (1.0, 9.0), "3.00")])[1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1.573, "1.57"), (42.02, "42.0"), (117290.3, "117,290"), (0.004, "0.004"), (1e-8, "below 0.001"),
     (3e12, "above 1 m")],
)  # fmt: skip
def test_factors_in_words_where_no_price_goes_so_far(value: float, shown: str) -> None:
    assert factor(value) == shown


def test_without_scores_the_matched_methods_stand_and_the_others_say_what_they_need() -> None:
    unscored = [{k: v for k, v in price.items() if k != "score"} for price in ASSUMED["prices"]]
    found = part(prices=unscored)
    assert found.trend is None
    assert text(found) == (
        "The one fit with an interval divides the price of equal quality by 1.95 a year, 1.65 to 2.31 (n = 4)."
    )
    needs = "needs the day, score and price of models in Prices"
    assert rows(found)["Cheapest price at a score"] == ["none", "none", "none", "", "", "", needs]
    assert rows(found)["Score"][-1] == needs


def test_one_model_has_no_fit_with_an_interval() -> None:
    one = {"prices": ASSUMED["prices"][:1], "usage": [ASSUMED["usage"][0], ASSUMED["usage"][2]]}
    assert text(part(**one)) == (
        "No fit of the price of equal quality has an interval: each row below names what it lacks."
    )


def test_one_price_is_told_in_a_sentence_alone() -> None:
    found = part(usage=[], serving=[], prices=ASSUMED["prices"][:1])
    assert text(found) == (
        "The price of equal quality is absent: fewer than two prices reach it: needs a later, cheaper model of that "
        "score in Prices; needs prices of two years in Prices, or tokens of two periods in Usage; needs tokens with a "
        "price in every period, in Usage."
    )
    assert (found.table, found.charts) == (None, ())


def test_prices_alone_are_blended_three_to_one_and_said_to_be() -> None:
    found = part(usage=[], serving=[])
    assert found.table is not None
    assert "Prices are blended of 75% input, 25% output, assumed: three tokens in to one out" in found.table.note
    assert rows(found)["Same models, weighed alike"][0] == "1.19"
    assert part(usage=[], prices=[], serving=[]) == PriceFitsPart()


def test_part_of_the_shipped_tokens(snapshot: SnapshotAssertion) -> None:
    page = report_page(analyze(read(shipped("statements") / "tokens.xlsx")))
    start = page.index('id="price-fits"')
    # Keys count the figures of the whole page.
    assert re.sub(r' data-key="\d+"', "", page[start : page.index("</table>", start)]) == snapshot
