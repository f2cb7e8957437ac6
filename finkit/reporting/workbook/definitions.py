"""What the gross margin includes, and the same figures by other definitions: stated, never mixed with the lines."""

from __future__ import annotations

from finkit.analysis.analyze import Analysis
from finkit.reporting.workbook.blocks import FIRST, Line, Sheet
from finkit.reporting.workbook.cite import about, cited
from finkit.statement.company import INCLUDED
from finkit.statement.fact import Fact
from finkit.statement.lines import taxonomy

_ASKED = {
    "serving_compute": "Serving compute",
    "accelerator_depreciation": "Depreciation of accelerators",
    "staff": "Staff",
    "free_tier": "Free tier",
    "revenue_share": "Revenue share",
}
_BLOCKS = {
    "Gross margin by other definitions": ("gross_margin_stated", "compute_margin_stated", "gross_profit"),
    "Operating income by other definitions": ("operating_income", "operating_margin_stated"),
    "Net income by other definitions": ("net_income",),
}


def fill(sheet: Sheet, analysis: Analysis) -> None:
    """Write what the gross margin includes, then the other definitions."""
    company, style = analysis.statement.company, sheet.book.style
    sheet.heading("What the gross margin includes")
    for part in INCLUDED:
        sheet.words(sheet.row, 0, _ASKED[part])
        sheet.words(sheet.row, FIRST, company.included(part), style.text(align="right"))
        sheet.row += 1
    sheet.remark(f"Source: {company.includes_source or 'none; what cost of revenue holds is not established'}")
    for title, facts in found(analysis).items():
        sheet.heading(title)
        sheet.title_cells(["value", "period", "basis", "source"])
        for name, fact in facts.items():
            _fact(sheet, name, fact)


def found(analysis: Analysis) -> dict[str, dict[str, Fact]]:
    """Facts by other definitions, by the name of their row, in their blocks."""
    facts = {f"definition_{i}": f for i, f in enumerate(analysis.quality.definitions) if not f.segment}
    given = {
        title: {name: f for name, f in facts.items() if f.line in lines and f.value is not None}
        for title, lines in _BLOCKS.items()
    }
    return {title: held for title, held in given.items() if held}


def inputs(sheet: Sheet, lines: dict[int, Line], cells: dict[tuple[int, int], str], analysis: Analysis) -> None:
    """The figures on Inputs, in one column; `lines` and `cells` are what Sources repeats."""
    for facts in found(analysis).values():
        for name, fact in facts.items():
            lines[sheet.row] = line = _line(name, fact)
            cells[sheet.row, 0] = f"{_when(fact)}: {cited(fact)}"
            sheet.given(line, fact.value or 0.0, notes={0: about(fact)})


def _line(name: str, fact: Fact) -> Line:
    return Line(name, f"{fact.label}: {fact.definition}", taxonomy()[fact.line].unit, bases=[fact.weakest])


def _when(fact: Fact) -> str:
    plain = fact.scenario == "actual" or fact.scenario in fact.period
    return fact.period if plain else f"{fact.period}, {fact.scenario}"


def _fact(sheet: Sheet, name: str, fact: Fact) -> None:
    text, row = sheet.book.style.text, sheet.row
    held = {"figure": (sheet.book.refs[name], sheet.book.values[name])}
    sheet.block([_line(name, fact)], f"{sheet.name}.{name}", "figure", refs=held, scalar=True)
    small = text(font_size=8, align="right", indent=1)
    sheet.words(row, FIRST + 1, _when(fact), small)
    sheet.words(row, FIRST + 2, fact.weakest, small)
    sheet.words(row, FIRST + 3, fact.source, text(font_size=8, indent=1))
