"""Plans: a plan a column, margin by use, what a mean user leaves, totals, power users, a price rise; live.

Mean use after a cap and beyond the included rests on a distribution of use: computed by finkit, as is its spread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.plans import PlanResult, Plans
from finkit.analysis.customers.price_rise import RISE
from finkit.analysis.customers.user import LIGHT, POWER, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import FULL, MARGIN, USES
from finkit.analysis.measures import Measure
from finkit.assumptions.plans import Plan
from finkit.assumptions.ranges import Range
from finkit.formula import Ref
from finkit.reporting.page_worked import rests_on
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet

NAME = "Plans"
_SCALARS = {"light_left", "light_price"}
_GIVEN = (
    ("price", "Price of a user and month", "unit money"),
    ("users", "Users", "count"),
    ("api_value", "API value at full limits", "unit money"),
    ("cost_share", "Cost of serving / API list price", "ratio"),
    ("utilization", "Part of the limits used, mean", "ratio"),
    ("unit_cost", "Cost of a Mtok", "unit money"),
    ("overage_price", "Price of a Mtok beyond the included", "unit money"),
    ("new_price", "A price that is thought of", "unit money"),
)
_USE = "Computed by finkit, not live: from the mean or the distribution of use, the cap and the tokens included."


def wanted(analysis: Analysis) -> bool:
    """Whether there are plans."""
    return analysis.customers.plans is not None


def fill(book: Book, analysis: Analysis) -> None:
    """Write Plans."""
    plans = analysis.customers.plans
    assert plans is not None
    count = len(plans.each)
    what = f"A plan a column, {plans.currency or 'money'} a user and month. Blue cells are given; the rest follows."
    sheet = Sheet(book, NAME, f"Plans: {analysis.name}", what, columns=False)
    sheet.page.set_column(FIRST, FIRST + max(count, len(USES)), 15)
    heads(sheet, [one.plan.name for one in plans.each])
    sheet.heading("Given")
    for name, label, unit in _GIVEN:
        sheet.given(_line(name, label, unit, plans), plans.values[name], notes=_notes(name, plans))
    sheet.given(Line("is_light", "Whose users carry the power users: 1 is yes", "0 or 1"), plans.values["is_light"])
    sheet.heading("Use a month, in Mtok")
    for name, label in (("served_tokens", "Tokens served to a mean user"), ("overage_tokens", "of these, overage")):
        sheet.computed(Line(name, label, "Mtok", _USE), plans.values[name])
    _measures(sheet, "At full limits", FULL, count)
    _by_use(sheet, count)
    _measures(sheet, "A mean user", USER, count)
    _measures(sheet, "All users", TOTALS, count)
    for one in WHOLE:
        sheet.formula(_of(one), one.formula, scalar=True)
    _measures(sheet, "Users at full limits and who carries them", (*LIGHT, *POWER), count)
    _measures(sheet, "A price rise", RISE, count)
    _spread(sheet, plans)
    sheet.one_page()
    sheet.page.repeat_rows(0, HEAD)
    sheet.page.print_area(0, 0, sheet.row, FIRST + max(count, len(USES)))


def heads(sheet: Sheet, names: Sequence[str]) -> None:
    """The names of columns that are no periods, where other sheets have the periods."""
    look = sheet.book.style.text(bold=True, align="right", indent=1, text_wrap=True, bottom=1, valign="bottom")
    sheet.page.set_row(HEAD, 42)
    for c, name in enumerate(names):
        sheet.words(HEAD, FIRST + c, name, look)
    sheet.page.freeze_panes(BODY - 1, FIRST)


def _line(name: str, label: str, unit: str, plans: Plans) -> Line:
    # A price that is thought of is no one's figure, whatever the row's source.
    return Line(
        name,
        label,
        unit,
        bases=[rests_on("" if name == "new_price" else _source(one.plan, name)) for one in plans.each],
    )


def _notes(name: str, plans: Plans) -> dict[int, str]:
    """The range and source of each plan's figure."""
    notes = {}
    for c, one in enumerate(plans.each):
        held, source = getattr(one.plan, name), _source(one.plan, name)
        ends = f"{held.low:g} to {held.high:g}\n" if isinstance(held, Range) and held.low != held.high else ""
        if held is not None:
            notes[c] = f"{ends}{source or 'assumed'}"
    return notes


def _source(plan: Plan, name: str) -> str:
    held = getattr(plan, name)
    return (held.source if isinstance(held, Range) else "") or plan.source


def _measures(sheet: Sheet, heading: str, measures: Sequence[Measure], count: int) -> None:
    sheet.heading(heading)
    for one in measures:
        scalar = one.name in _SCALARS
        sheet.formula(_of(one), one.formula, cols=count, scalar=scalar)


def _of(one: Measure) -> Line:
    return Line(one.name, one.label, "unit money" if one.unit == "money" else one.unit, one.says)


def _by_use(sheet: Sheet, count: int) -> None:
    """The margin at each part of the limits, a row each."""
    sheet.heading("Margin by the part of the limits used")
    first = sheet.row
    for k, use in enumerate(USES):
        sheet.given(Line(f"at_utilization_{k}", f"Part of the limits {k + 1}", "ratio", bases=["assumed"]), use)
    book = sheet.book
    book.refs["at_utilization"] = Ref(NAME, first, FIRST, len(USES), 1, "row")
    book.values["at_utilization"] = np.array(USES)[:, None]
    rows = [Line(f"{MARGIN.name}_{k}", f"Margin at part {k + 1}", "ratio", MARGIN.says) for k in range(len(USES))]
    sheet.block(rows, MARGIN.name, MARGIN.formula, cols=count)


def _spread(sheet: Sheet, plans: Plans) -> None:
    """The spread of use and one more user, as finkit computed them."""
    if all(one.use is None for one in plans.each):
        return
    sheet.heading("How use is spread, computed by finkit, not live")
    rows: tuple[tuple[str, str, Callable[[PlanResult], float | None]], ...] = (
        ("use_gini", "Gini of use", lambda one: one.use.gini if one.use else None),
        ("use_top_1", "Use of the heaviest 1%", lambda one: one.use.top_share(0.01) if one.use else None),
        ("use_top_10", "Use of the heaviest 10%", lambda one: one.use.top_share(0.1) if one.use else None),
        ("use_unprofitable", "Users who cost more than they pay", lambda one: _flat(one, "share_unprofitable")),
        ("use_at_cap", "Users at the cap", lambda one: _flat(one, "share_at_cap")),
        ("use_margin", "Margin without a cap", lambda one: _flat(one, "margin")),
        ("use_margin_capped", "Margin with the cap", lambda one: _flat(one, "margin_capped")),
    )
    for name, label, take in rows:
        values = np.array([np.nan if (v := take(one)) is None else v for one in plans.each])
        sheet.computed(Line(name, label, "rate" if name == "use_gini" else "ratio"), values)
    for k, leaving in enumerate(("all light users there", "half of them gone", "all of them gone")):
        for field, label, unit in (("mean", "One more user at mean use", "unit money"), ("margin", "Margin", "ratio")):
            values = np.array(
                [np.nan if not one.added or (v := getattr(one.added[k], field)) is None else v for one in plans.each]
            )
            sheet.computed(Line(f"added_{field}_{k}", f"{label}, {leaving}", unit), values)


def _flat(one: PlanResult, field: str) -> float | None:
    found: float | None = getattr(one.flat, field) if one.flat else None
    return found
