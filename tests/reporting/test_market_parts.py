"""Market on the page: the first screen, sentences, tables and charts, part by part."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import Analysis, analyze
from finkit.files import shipped
from finkit.reading import read
from finkit.reporting.html import report_page
from finkit.reporting.page import Page
from finkit.reporting.page_market import MarketSection, market_section
from finkit.reporting.verdict import verdict

BARE = {"price": 6, "tokens": 20, "hours": 0.4, "wage": 200}


@pytest.fixture(scope="module")
def essay() -> Analysis:
    return analyze(read(shipped("statements") / "who-wins.xlsx"))


def of(*rows: dict[str, Any]) -> tuple[Page, MarketSection]:
    page = Page(analyze(read(shipped("statements") / "who-wins.xlsx"), {"market": [{**BARE, **row} for row in rows]}))
    return page, market_section(page)


def told(section: MarketSection) -> list[str]:
    return ["".join(map(str, one)) for part in section.parts for one in part.says]


def test_the_shipped_example_is_an_example_without_figures(essay: Analysis) -> None:
    assert essay.statement.company.kind == "example"
    assert len(essay.statement.facts) == 0
    assert [one.row.name for one in essay.market.markets] == ["coding agents"]


def test_the_first_screen_answers_both_questions(essay: Analysis) -> None:
    market = next(answer for answer in verdict(Page(essay)) if answer.about == "Market")
    cost, held, solved = map(str, market.sentences)
    assert "implies a marginal cost of 2.00 (1.00 to 7.00) under one firm, a margin of 66.7% (30.0% to 83.3%)" in cost
    assert "66.7% (30.0% to 83.3%), 33.3% (15.0% to 41.7%), 22.2% (10.0% to 27.8%), 16.7%" in held
    assert "33.3% (9.7% to 55.6%) and 28.6% (7.9% to 50.0%) if the cost stays at 2.00 USD per Mtok" in solved


def test_sentences(essay: Analysis, snapshot: SnapshotAssertion) -> None:
    assert told(market_section(Page(essay))) == snapshot


def test_tables(essay: Analysis, snapshot: SnapshotAssertion) -> None:
    (part,) = market_section(Page(essay)).parts
    grids = [*(drawn.table for drawn in part.charts), *part.tables]
    assert [
        (grid.caption, grid.note, [(line.label, *map(str, line.cells)) for line in grid.lines])
        for grid in grids if grid is not None
    ] == snapshot  # fmt: skip


def test_charts_are_of_plotlys_schema(essay: Analysis) -> None:
    for drawn in market_section(Page(essay)).charts:
        figure = go.Figure(drawn.chart)
        assert len(figure.data) >= 1
        assert drawn.table is not None


def test_every_figure_is_marked_and_carries_its_precision(essay: Analysis) -> None:
    text = report_page(essay)
    assert '<data value="0.5" data-measure="solved_margin_2" data-period="coding agents">50.0%' in text
    assert "derived from assumed figures" in text


def test_the_duopoly_of_the_essay_holds_at_a_held_price_only() -> None:
    said = " ".join(told(of({})[1]))
    assert "With two firms the margin is 33.3% only if the price stays at 6.00 and the cost is really 4.00" in said
    assert "takes the price to 4.00 and the margin to 50.0%, and the margin is down to 33.3% with 4 firms" in said
    assert "six minutes more, the cost implied would be 1.00 instead of 2.00" in said


def test_several_markets_stand_apart() -> None:
    _, section = of({"name": "agents"}, {"name": "chat", "price": 3, "hours": 0.1})
    assert [part.name for part in section.parts] == ["agents", "chat"]
    assert len({drawn.name for drawn in section.charts}) == 4
    assert "the ceiling that open weights set (needs open price, quality premium)" in section.parts[0].absent


def test_an_impossible_price_is_told_and_draws_no_margin() -> None:
    """At a value of 4 a price of 3 implies a cost of -1 under one firm, of 1 under two: 4/6 of margin."""
    page, section = of({"price": 3})
    market = next(answer for answer in verdict(page) if answer.about == "Market")
    first, held = map(str, market.sentences)
    assert first == (
        "At 3.00 USD per Mtok no firm would stop at the price of this market under one firm: demand is inelastic there "
        "and the cost implied is below 0, so no cost and no margin follow from it."
    )
    assert held.startswith("Under 2 to 5 firms the margin is 66.7%, 44.4%, 33.3% and 26.7% if the price stays")
    (part,) = section.parts
    assert [drawn.name for drawn in part.charts] == ["market-margins-1"]
    margins = part.charts[0].table
    assert margins is not None
    assert [list(map(str, line.cells)) for line in margins.lines][:2] == [
        ["", "", "50.0%"],
        ["1.00", "66.7%", "66.7%"],
    ]
    assert "133.3%" not in report_page(page.analysis)
    # Two firms: d* = (D - C)/(D - N) = (0.879 - 0.736)/(0.879 - 0.607) at a cost of 0, as at any.
    truce = part.tables[-1]
    assert [head.text for head in truce.heads] == ["Discount factor"]
    assert [str(line.cells[0]) for line in truce.lines] == ["0.526", "0.582", "0.630", "0.669", "0.701"]
    assert "nan" not in report_page(page.analysis).split('<section id="market"')[1].split("</section>")[0]


def test_an_end_without_an_optimum_is_named_and_not_printed_as_a_margin() -> None:
    """Hours up to 0.7 make a token worth 7: a price of 6 is below that, and 7/6 would be its margin."""
    _, section = of({"hours": {"low": 0.2, "value": 0.5, "high": 0.7}})
    assert (
        "a marginal cost of 1.00 (no optimum to 4.00) under one firm, a margin of 83.3% (33.3% to no optimum)"
        in (told(section)[0])
    )
    assert not any("116.7%" in one for one in told(section))
    # 0.55 hours leave 6 - 5.5; a tenth of an hour more adds 1 to the value.
    said = " ".join(told(of({"hours": 0.55})[1]))
    assert "six minutes more, no firm would stop at the price; as given the cost implied is 0.50; it moves" in said


def test_without_a_market_the_page_says_what_would_bring_it() -> None:
    page, section = of()
    assert section.absent == (
        "Absent: needs a price or cost of a Mtok, Mtok a task, hours saved and a wage (Market table)."
    )
    market = next(answer for answer in verdict(page) if answer.about == "Market")
    assert str(market) == section.absent


def test_the_first_screen_names_the_markets_that_it_leaves_out() -> None:
    page, _ = of({"name": "coding"}, {"name": "mail"}, {"name": "search"})
    market = next(answer for answer in verdict(page) if answer.about == "Market")
    assert str(market.sentences[-1]) == "Below, not in these figures: mail, search."
