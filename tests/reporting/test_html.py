"""Pages: figures at full precision, hostile text, the first screen's numbers, charts, and Chromium with no network."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from finkit.analysis.analyze import Analysis, analyze, analyze_all
from finkit.analysis.compare import compare
from finkit.errors import OutputError, ReadError
from finkit.reading import read_all
from finkit.reporting.charts import ACCENT
from finkit.reporting.html import comparison_page, index_page, report_page
from finkit.reporting.numbers import coins
from finkit.reporting.page import Figure, Page, link
from finkit.reporting.page_behaviour import behaviour_section
from finkit.reporting.page_company import company_section
from finkit.reporting.page_evidence import evidence_section
from finkit.reporting.page_leverage import leverage_section
from finkit.reporting.page_models import models_section
from finkit.reporting.page_treatments import treatments_section
from finkit.reporting.publish import index_entries
from finkit.reporting.verdict import verdict
from finkit.reporting.write import write
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.statement import Statement

# period, line, value in millions
LAB = """
FY2024 revenue 100
FY2024 cost_of_revenue 60
FY2024 research_development 120
FY2024 sales_marketing 20
FY2024 general_administrative 10
FY2025 revenue 300
FY2025 cost_of_revenue 150
FY2025 research_development 240
FY2025 sales_marketing 50
FY2025 general_administrative 30
FY2025 total_costs_expenses 470.04
"""


def facts(text: str, **more: Any) -> Facts:
    rows = []
    for period, line, value in (row.split() for row in text.strip().splitlines()):
        year = period[2:]
        rows.append({
            "company": "Example AI", "line": line, "label": line.replace("_", " "), "period": period,
            "start": f"{year}-01-01", "end": f"{year}-12-31", "months": 12, "value": float(value) * 1e6,
            "currency": "USD", "basis": "leaked", "basis_stated": True, "rounding": 5e4, "scale_stated": True,
            "currency_stated": True, "confidence": "high", "source": "The Paper", "url": "https://example.org/a",
            "file": "lab.csv", "cell": "row 2", **more,
        })  # fmt: skip
    return Facts.of_rows(rows)


def lab(text: str = LAB, **more: Any) -> Analysis:
    return analyze(Statement.build(facts(text, **more))[0], {"generations": "R&D by year"})


@pytest.fixture(scope="module")
def companies() -> dict[str, Analysis]:
    return {analysis.name: analysis for analysis in analyze_all(read_all(None))}


def said(analysis: Analysis, about: str = "Company") -> str:
    return next(str(answer) for answer in verdict(Page(analysis)) if answer.about == about)


class Seen(HTMLParser):
    """The figures, tags, links and scripts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.figures: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes |= set(held)
        if tag == "data":
            self.figures.append((held["data-measure"], held["data-period"], held["value"]))
        if "href" in held:
            self.links.append(held["href"])


def section(page: str, start: str, end: str) -> str:
    return page[page.index(start) : page.index(end)]


def test_first_screen_snapshot(snapshot: SnapshotAssertion) -> None:
    assert section(report_page(lab()), "<header>", "</header>") == snapshot


@pytest.mark.parametrize("part", ["statement", "company", "models", "evidence"])
def test_section_snapshot(part: str, snapshot: SnapshotAssertion) -> None:
    page = report_page(lab())
    start = page.index(f'<section id="{part}">')
    assert page[start : page.index("</section>", start)] == snapshot


def guessed(text: str = "P&L") -> Analysis:
    """A lab without a stated scale, with a question, a guess, a sheet left and figures that are no line."""
    spare = facts("FY2025 x 7", line="", label=f"Widgets {text}", reason="unmapped", sheet=text, file="lab.xlsx")
    loose = facts("FY2025 research_compute 5", file="lab.xlsx", sheet=text, scale_stated=False)
    guesses = [
        Guess("lab.xlsx", text, "row 3", "label", "revenue", f"'Net {text}'", 0.8, "other_income (0.70)"),
        Guess("lab.xlsx", text, "column F", "scale", "as printed", f"smaller than {text}: does the unit change?", 0.5,
              question=True),
        Guess("lab.xlsx", text, "row 9", "unread", "", f"other statement: {text}"),
    ]  # fmt: skip
    return analyze(Statement.build(Facts.concat([facts(LAB), loose, spare]), None, guesses)[0])


def test_reading_snapshot(snapshot: SnapshotAssertion) -> None:
    page = report_page(guessed())
    assert section(page, '<div id="reading">', 'id="assumptions"') == snapshot


def test_unstated_units_are_asked_on_the_first_screen() -> None:
    first = section(report_page(guessed()), "<header>", "</header>")
    assert "lab.xlsx does not say whether its figures are units, thousands or millions: 1 is taken as printed." in first
    assert "lab.xlsx P&amp;L column F: smaller than P&amp;L: does the unit change?" in first
    assert "question" not in section(report_page(lab()), "<header>", "</header>")


def test_guesses_stay_text() -> None:
    hostile = '"><img src=x onerror=alert(1)></script><script>alert(1)</script>'
    page = report_page(guessed(hostile))
    seen = Seen(page)
    assert "img" not in seen.tags
    assert page.count("</script>") == seen.tags.count("script")


def test_index_snapshot(snapshot: SnapshotAssertion) -> None:
    page = index_page(index_entries([lab()], ("html", "xlsx")), [ReadError("bad.xlsx", "is no workbook")])
    assert section(page, "<header>", "<footer>") == snapshot


def test_figures_carry_full_precision() -> None:
    figures = Seen(report_page(lab())).figures
    assert ("gross_margin", "FY2025", "0.5") in figures
    assert ("operating_margin", "FY2025", repr(-170e6 / 300e6)) in figures
    assert ("incremental_gross_margin", "FY2025", repr(1 - 90 / 200)) in figures
    assert ("gross_profit_to_revenue", "FY2024", "0.4") in figures
    assert ("revenue_growth", "FY2025", "2.0") in figures


def test_same_inputs_same_page() -> None:
    assert report_page(lab()) == report_page(lab())
    other = LAB.replace("FY2025 revenue 300", "FY2025 revenue 301")
    assert Page(lab(other)).digest() != Page(lab()).digest()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "../../etc/x", '"><img src=x onerror=alert(1)>']
)
def test_hostile_text_stays_text(text: str) -> None:
    hostile = facts(LAB, company=text, source=text, note=f"</script>{text}", label=text, url="javascript:alert(1)")
    analysis = analyze(Statement.build(hostile)[0])
    for page in (
        report_page(analysis),
        comparison_page(compare([analysis])),
        index_page(index_entries([analysis], ["html"])),
    ):
        seen = Seen(page)
        assert "img" not in seen.tags
        assert not {name for name in seen.attributes if name.startswith("on")}
        assert not [href for href in seen.links if not re.fullmatch(r"#?[a-z0-9-]+(\.(html|xlsx)(#\w+)?)?", href)]
        assert page.count("</script>") == seen.tags.count("script")
        assert "alert(1)</script>" not in page


def test_only_web_addresses_become_links() -> None:
    assert link(" https://example.org/a ") == "https://example.org/a"
    assert [
        link(url) for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "http://[")
    ] == [""] * 5


def test_data_blocks_hold_no_markup() -> None:
    page = report_page(lab(note="a </script> & <b>"))
    blocks = re.findall(r'<script type="application/json" id="\w+">(.*?)</script>', page, re.S)
    assert len(blocks) == 2
    assert not any("<" in block for block in blocks)
    held = json.loads(blocks[1])
    assert held["facts"][0]["o"] == "a </script> & <b>"


def test_panel_shows_formula_with_numbers() -> None:
    page = Page(lab())
    assert page.latest is not None
    page.figure("gross_margin", page.latest)
    steps = page.panels[0]["n"]
    assert steps[0] == "Gross margin from the lines = Gross profit ÷ Revenue = 150.0 ÷ 300.0 = 50.0%"
    assert steps[1] == "Gross profit = Revenue − Cost of revenue = 300.0 − 150.0 = 150.0"
    assert {page.facts[i]["l"] for i in page.panels[0]["f"]} == {"revenue", "cost of revenue"}


def test_charts_are_plotly_schema(companies: dict[str, Analysis]) -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    checked = 0
    for analysis in companies.values():
        page = Page(analysis)
        company, models = company_section(page), models_section(page)
        costs = (*behaviour_section(page).charts, treatments_section(page).dots, leverage_section(page).path)
        for drawn in (*company.charts, company.definitions, models.drawn, *costs):
            if drawn is not None:
                figure = graph_objects.Figure(drawn.chart, skip_invalid=False)
                assert len(figure.data) == len(drawn.chart["data"])
                checked += 1
    assert checked >= len(companies)


def test_waterfall_ends_at_the_result() -> None:
    drawn = company_section(Page(lab())).charts[0]
    bars = drawn.chart["data"][0]
    assert bars["orientation"] == "h"
    steps = [x for x, kind in zip(bars["x"], bars["measure"], strict=True) if kind == "relative"]
    assert bars["y"][-1] == "Operating income"
    assert bars["x"][0] + sum(steps) == pytest.approx(bars["x"][-1]) == pytest.approx(-170.0)


@pytest.mark.parametrize(
    ("name", "measure", "share"),
    [
        ("Zhipu", "result_before_administration", "−770.2%"),
        ("GPT-5 bundle (January 2026)", "result_before_research", "−11.5%"),
    ],
)
def test_waterfall_and_its_table_agree(companies: dict[str, Analysis], name: str, measure: str, share: str) -> None:
    drawn = company_section(Page(companies[name])).charts[0]
    bars, table = drawn.chart["data"][0], drawn.table
    assert table is not None
    amounts = bars["x"] if bars.get("orientation") == "h" else bars["y"]
    cells = [(cell, share) for cell, share in (line.cells for line in table.lines) if isinstance(cell, Figure)]
    assert [figure.text for figure, _ in cells] == bars["text"]
    assert [figure.measure for figure, _ in cells] == bars["customdata"]
    scale = Page(companies[name]).scale.size
    assert [float(figure.value) / scale for figure, _ in cells] == pytest.approx(amounts)
    assert (cells[-1][0].measure, cells[-1][1]) == (measure, share)
    assert all(str(part).startswith("−") for part in cells[1])


def test_run_rates_stand_apart_with_their_growth(companies: dict[str, Analysis]) -> None:
    table = company_section(Page(companies["Anthropic"])).run_rates
    assert table is not None
    row = next(line for line in table.lines if line.label == "End 2025 to May 2026")
    texts = [cell.text if isinstance(cell, Figure) else cell for cell in row.cells]
    # (47 / 9) ** (1 / 5) - 1 = 39.2% a month; (47 / 9) ** (12 / 5) - 1 = 5,183% a year.
    assert texts[2:5] == ["5.0", "39.2%", "5,182.7%"]
    assert company_section(Page(companies["Zhipu"])).run_rates is None


def test_nothing_booked_nothing_in_colour(companies: dict[str, Analysis]) -> None:
    drawn = company_section(Page(companies["Anthropic"])).definitions
    assert drawn is not None
    assert "in colour" not in drawn.says
    assert ACCENT not in str(drawn.chart["data"])


def test_figures_read_reconcile(companies: dict[str, Analysis]) -> None:
    for analysis in companies.values():
        page = Page(analysis)
        found = re.match(r"Figures read: (\d+), of which (\d+) used \(([^)]*)\)(.*?);", said(analysis, "Evidence"))
        assert found is not None
        table = evidence_section(page).facts
        lines = () if table is None else table.lines
        assert len(lines) == int(found[1])
        assert sum(line.cells[-1] == "used" for line in lines) == int(found[2])
        aside = re.findall(r", (\d+) (?:by|kept|set)", found[4])
        assert int(found[2]) + sum(map(int, aside)) == int(found[1])


def test_sentences_say_what_is_not_in_them(companies: dict[str, Analysis]) -> None:
    gpt, openai, zhipu = (said(companies[n]) for n in ("GPT-5 bundle (January 2026)", "OpenAI", "Zhipu"))
    assert "as expensed" not in gpt
    assert "(−11.5% in 7 August to 11 December 2025): R&D of the period is not reported and not in it" in gpt
    assert "10.59 in R&D, 6.05 in cost of revenue, 0.56 elsewhere" in openai
    assert "−38.53 bn (after noncontrolling interests) and −60.35 bn (before" in openai
    assert "and 2.6 quarters at the stated average burn of 327.3 m a month" in zhipu
    assert "= 153.0 m; revenue is only projected, at 11.0 m" in said(companies["Stability AI"])
    assert "9.5% in FY2023, 9.7% in FY2024 and 9.2% in FY2025" in said(companies["Delta Air Lines"])
    kroger = said(companies["Kroger"])
    assert "From FY2023 to FY2024 revenue fell by 2.92 bn" in kroger
    assert "inventory at cost: FIFO less LIFO reserve" in kroger
    assert "Of 5 costs" not in kroger
    assert "and (no figures between) 4,800.0 m in Q1 2026" in said(companies["Anthropic"])


def test_no_ids_in_reasons(companies: dict[str, Analysis]) -> None:
    for analysis in companies.values():
        page = report_page(analysis)
        for title in re.findall(r'class="(?:gap|none)" title="([^"]*)"', page):
            assert not re.search(r"[a-z]_[a-z]|quarters is not| is not reported and ", title), title


def test_cents_round_as_the_percentage_shown() -> None:
    assert [coins(v, "USD") for v in (0.1951, 0.2051, -0.1951)] == ["20 cents", "21 cents", "−20 cents"]


def test_openai_first_screen(companies: dict[str, Analysis]) -> None:
    text = said(companies["OpenAI"])
    for phrase in (
        "revenue of FY2025 left 42.6% (43 cents) after cost of revenue and −1.2% (−1 cents) after sales and marketing",
        "33.0% (gross margin, adjusted (incl. free-user inference); −10.8% after sales and marketing)",
        "46.0% (gross margin, company forecast incl. free users)",
        "From H1 2025 to H2 2025 revenue rose by 4.47 bn and the added dollar left 44.1% (44 cents; 40.5% to 47.5%",
        "5.4% (5 cents; −1.4% to 11.8% for rounding) after sales and marketing",
        "H2 2025 is derived (FY2025 less H1 2025)",
        "cost of revenue of H1 2025, 2.50 bn, is of medium confidence",
        "It lost 1.60 per dollar",
        "over 18 months (assumed; non-GAAP) between 0.94 and 1.07 lost spread evenly and between 0.50 and 0.68 lost",
        "R&D of 2024 is bounded (7.23 to 9.63 bn), not known",
        "17.20 of 34.00 bn of costs (50.6%) went to one related party",
    ):
        assert phrase in text
    assert "misses by 0.020 bn (within rounding of" in said(companies["OpenAI"], "Evidence")


def test_openai_figures(companies: dict[str, Analysis]) -> None:
    figures = {(m, p): float(v) for m, p, v in Seen(report_page(companies["OpenAI"])).figures if v}
    assert figures["gross_margin", "FY2025"] == pytest.approx(0.426167, abs=5e-7)
    assert figures["sales_marketing_ratio", "FY2025"] == pytest.approx(0.438409, abs=5e-7)
    assert figures["operating_margin", "FY2025"] == pytest.approx(-1.599847, abs=5e-7)


def test_a_short_report_says_what_it_lacks(companies: dict[str, Analysis]) -> None:
    text = said(companies["xAI"])
    assert "−59.5% in FY2024, −198.8% in FY2025 and −302.0% in Q1 2026 (3 months)" in text
    assert "No gross margin in any of 3 periods" in text
    assert "no cost of revenue" in text
    assert "Capital expenditure was 3.97 times revenue in FY2025" in text
    assert "it includes the X platform's advertising" in text
    assert "Gross margin: not applicable in any of 13 periods" in said(companies["Delta Air Lines"])


def test_upper_bounds_name_the_missing_line(companies: dict[str, Analysis]) -> None:
    zhipu, minimax = said(companies["Zhipu"]), said(companies["MiniMax"])
    assert "left 56.3% (56 fen) after cost of revenue" in zhipu
    assert "Result before G&A and other was −2,406.1 m" in zhipu
    assert "an upper bound of operating income, because general and administrative is not reported" in zhipu
    assert "Adjusted net loss was 2,466.0 m in FY2024 by the company's own definition: never operating income" in zhipu
    assert "left 25.4% (25 cents)" in minimax
    assert "sales and marketing and general and administrative are not reported" in minimax


def test_restaurant_and_hypothetical(companies: dict[str, Analysis]) -> None:
    assert "69.5% after food and beverage only, and 20.5%" in said(companies["Darden"])
    deepseek = said(companies["DeepSeek"])
    assert "84.5%" in deepseek
    assert "hypothetical" in deepseek
    assert "ranked nowhere" in deepseek


def test_every_sentence_has_a_figure_and_none_is_nan(companies: dict[str, Analysis]) -> None:
    for analysis in companies.values():
        for answer in verdict(Page(analysis)):
            for sentence in answer.sentences:
                assert re.search(r"\d|^Absent", str(sentence)), str(sentence)
        page = report_page(analysis)
        assert not re.search(r">[^<>{}]*\bnan\b[^<>{}]*<", page[: page.index("<footer>")])


def test_comparison_keeps_currencies_apart(companies: dict[str, Analysis]) -> None:
    page = comparison_page(compare(list(companies.values())))
    assert "each in its own currency (CNY, EUR and USD)" in page
    assert "0 of 10 are ranked here" in page
    assert "DeepSeek" not in page
    assert 'href="openai.html#gross_margin"' in page


def test_equal_and_known_inclusions_are_ranked() -> None:
    held = dict.fromkeys(("serving_compute", "accelerator_depreciation", "staff", "free_tier", "revenue_share"), "no")
    both = []
    for name, cost in (("A Shop", "60"), ("B Shop", "40")):
        one = Statement.build(facts(LAB.replace("cost_of_revenue 150", f"cost_of_revenue {cost}"), company=name))[0]
        both.append(analyze(dataclasses.replace(one, company=dataclasses.replace(one.company, includes=held))))
    assert "2 of 2 are ranked, in their groups" in comparison_page(compare(both))


def test_write_picks_the_format(tmp_path: Path) -> None:
    assert write(lab(), tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(OutputError, match=r"\.html or \.xlsx"):
        write(lab(), tmp_path / "a.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


def test_pages_stand_alone_in_chromium(tmp_path: Path, companies: dict[str, Analysis]) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None:
        pytest.skip("chromium is not installed")
    for analysis in companies.values():
        write(analysis, tmp_path / f"{analysis.statement.company.slug}.html")
    write(compare(list(companies.values())), tmp_path / "comparison.html")
    entries = index_entries(list(companies.values()), ("html",))
    (tmp_path / "index.html").write_text(index_page(entries), encoding="utf-8")
    asked: list[str] = []
    said: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        context = browser.new_context(offline=True)
        context.route(
            re.compile(r"^(?!file:|data:|blob:)"), lambda route: (asked.append(route.request.url), route.abort())
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.add_init_script("addEventListener('securitypolicyviolation', e => console.log(e.violatedDirective))")
        for path in sorted(tmp_path.glob("*.html")):
            page.goto(path.as_uri())
            assert page.locator(".chart").count() == page.locator(".chart.js-plotly-plot").count(), path.name
            assert page.locator(".chart").count() == page.locator(".chart .svg-container").count(), path.name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        page.goto((tmp_path / "openai.html").as_uri())
        assert page.locator(".js-plotly-plot .main-svg").count() >= 4
        page.locator('#gross_margin button:has(data[data-period="FY2025"])').click()
        panel = page.locator("#panel").inner_text()
        assert "5.57 ÷ 13.07 = 42.6%" in panel
        assert page.locator("#panel a[href^='https://']").count() >= 1
        page.keyboard.press("Escape")
        assert page.locator("#panel").is_hidden()
        page.locator("label[for=view-share]").click()
        assert page.locator("#statement-share").is_visible()
        assert page.locator("#statement-money").is_hidden()
        browser.close()
    assert asked == []
    assert said == []


def test_the_policy_stands_in_the_page_as_written() -> None:
    page = report_page(lab())
    assert "content=\"default-src 'none'; script-src 'sha256-" in page
    assert "; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'\">" in page
