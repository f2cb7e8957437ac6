"""Plans: a plan a column, margin by use, what a mean user leaves, totals, power users, a price rise; live.

In three cases where inputs have ranges. Mean use after a cap and beyond the included rests on a distribution of use:
computed by finkit, as is its spread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.distribution import LORENZ_AT, lorenz
from finkit.analysis.customers.flat_rate import MULTIPLES
from finkit.analysis.customers.plans import Plans
from finkit.analysis.customers.price_rise import RISE
from finkit.analysis.customers.spread import Spread
from finkit.analysis.customers.user import AT_USE, CARRY, FLAT_RATE, HEAVY, LIGHT, POWER, SERVED, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import EVEN, FULL, MARGIN, USES
from finkit.analysis.measures import Measure
from finkit.analysis.span import Span
from finkit.assumptions.plans import Plan
from finkit.assumptions.ranges import Range
from finkit.formula import Ref
from finkit.reporting.page_worked import ranged, rests_on
from finkit.reporting.workbook import cases, charts
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.style import COMPUTED

NAME = "Plans"
LOW = -2.0
_ONE = {
    "light_left",
    "light_price",
    "all_fixed",
    "all_users",
    "mean_left",
    "all_to_carry",
    *(one.name for one in WHOLE),
}
_GIVEN = (
    ("price", "Price of a user and month", "unit money"),
    ("users", "Users", "count"),
    ("api_value", "API value at full limits", "unit money"),
    ("cost_share", "Cost of serving / API list price", "ratio"),
    ("utilization", "Part of the limits used, mean", "ratio"),
    ("usage", "Mean use, where no spread or cap bears on it", "Mtok"),
    ("unit_cost", "Cost of a Mtok", "unit money"),
    ("overage_price", "Price of a Mtok beyond the included", "unit money"),
    ("heavy_users", "Heavy users / users", "ratio"),
    ("heavy_cost", "Cost that they cause / cost of all", "ratio"),
    ("fixed_cost", "Fixed cost a month to carry", "unit money"),
    ("new_price", "A price that is thought of", "unit money"),
)
# Inputs of parts that most plans have not.
_SOME = ("heavy_users", "heavy_cost", "fixed_cost")
_WHAT = (
    "Blue cells are given, grey ones computed by finkit and not live; the rest follows. Where inputs have ranges, "
    "further rows have the ends that leave least and most of a user."
)
_USE = "Computed by finkit, not live: from the distribution of use, the cap and the tokens included."
_SPREAD: tuple[tuple[str, str, Callable[[Spread], Span]], ...] = (
    ("use_gini", "Gini of use", lambda spread: spread.gini),
    ("use_top_1", "Use of the heaviest 1%", lambda spread: spread.top(0.01)),
    ("use_top_10", "Use of the heaviest 10%", lambda spread: spread.top(0.1)),
    ("use_unprofitable", "Users who cost more than they pay", lambda spread: spread.flat("share_unprofitable")),
    ("use_at_cap", "Users at the cap", lambda spread: spread.flat("share_at_cap")),
    ("use_margin", "Margin without a cap", lambda spread: spread.flat("margin")),
    ("use_margin_capped", "Margin with the cap", lambda spread: spread.flat("margin_capped")),
)
_LEAVING = ("all light users there", "half of them gone", "all of them gone")


def wanted(analysis: Analysis) -> bool:
    """Whether there are plans."""
    return analysis.customers.plans is not None


def fill(book: Book, analysis: Analysis) -> None:
    """Write Plans."""
    plans = analysis.customers.plans
    assert plans is not None
    count = len(plans.each)
    sheet = Sheet(
        book,
        NAME,
        f"Plans: {analysis.name}",
        f"A plan a column, {plans.currency or 'money'} a user and month. {_WHAT}",
        columns=False,
    )
    sheet.page.set_column(FIRST, FIRST + max(count, len(USES)), 15)
    heads(sheet, [one.plan.name for one in plans.each])
    sheet.heading("Given")
    for name, label, unit in _GIVEN:
        if name in _SOME and np.isnan(plans.values[name]).all():
            continue
        cases.given(sheet, _line(name, label, unit, plans), plans.values[name], notes=_notes(name, plans))
    sheet.given(Line("is_light", "Whose users carry the power users: 1 is yes", "0 or 1"), plans.values["is_light"])
    sheet.heading("Use a month, in Mtok")
    for name, label in (("spread_tokens", "Tokens served, of a spread"), ("overage_tokens", "of these, overage")):
        cases.given(sheet, Line(name, label, "Mtok"), plans.values[name], kind=COMPUTED, notes={0: _USE})
    _measures(sheet, "", (SERVED, *FLAT_RATE), count)
    _by_units(sheet, plans)
    _measures(sheet, "At full limits", FULL, count)
    _by_use(sheet, plans)
    _measures(sheet, "A mean user", USER, count)
    if any(one.heavy for one in plans.each):
        _measures(sheet, "Heavy users and the rest", HEAVY, count)
    _measures(sheet, "All users", (*TOTALS, *WHOLE), count)
    if plans.carries:
        _measures(sheet, "Users that carry the fixed cost", CARRY, count)
    _measures(sheet, "Users at full limits and who carries them", (*LIGHT, *POWER), count)
    _measures(sheet, "A price rise", RISE, count)
    _spread(sheet, plans)
    _further_margins(sheet, plans)
    sheet.page.fit_to_pages(1, 0)
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
    bases = [rests_on("" if name == "new_price" else _source(one.plan, name)) for one in plans.each]
    return Line(name, label, unit, bases=bases)


def _notes(name: str, plans: Plans) -> dict[int, str]:
    """The source of each plan's figure."""
    each = enumerate(one.plan for one in plans.each)
    return {c: _source(plan, name) or "assumed" for c, plan in each if getattr(plan, name) is not None}


def _source(plan: Plan, name: str) -> str:
    held = getattr(plan, name)
    return (held.source if isinstance(held, Range) else "") or plan.source


def _measures(sheet: Sheet, heading: str, measures: Sequence[Measure], count: int) -> None:
    if heading:
        sheet.heading(heading)
    for one in measures:
        cases.follow(sheet, one, cols=None if one.name in _ONE else count)


def _further_margins(sheet: Sheet, plans: Plans) -> None:
    """Plans whose margin reaches further than where a user leaves least or most: who uses more may pay more too."""
    for i, one in enumerate(plans.each):
        shown = ranged(plans.span("user_margin", i))
        if one.margin.wide and ranged(one.margin) != shown:
            sheet.remark(f"{one.plan.name}: over all ends of the ranges the margin of a user is {ranged(one.margin)}.")


def _by_units(sheet: Sheet, plans: Plans) -> None:
    """What a user of a plan by tokens leaves at multiples of its mean use, as given."""
    if all(one.by_units is None for one in plans.each):
        return
    sheet.heading("A flat price by use: what a user leaves at so many times the mean use")
    ref = _down(sheet, "at_multiple", "Times the mean use", MULTIPLES, "times")
    rows = [Line(f"{AT_USE.name}_{k}", f"Contribution at use {k + 1}", "unit money", AT_USE.says)
            for k in range(ref.rows)]  # fmt: skip
    held = {name: cases.as_given(sheet, name) for name in ("price", "unit_cost", "usage")}
    sheet.block(rows, AT_USE.name, AT_USE.formula, refs=held, cols=len(plans.each))


def _down(sheet: Sheet, name: str, label: str, values: Sequence[float], unit: str) -> Ref:
    """Choices one below the other, under one name."""
    ref = Ref(NAME, sheet.row, FIRST, len(values), 1, "row")
    for k, value in enumerate(values):
        sheet.given(Line(f"{name}_{k}", f"{label} {k + 1}", unit, bases=["assumed"]), value)
    sheet.book.refs[name], sheet.book.values[name] = ref, np.array(values)[:, None]
    return ref


def _by_use(sheet: Sheet, plans: Plans) -> None:
    """The margin at each part of the limits, a row each, in each case; and its chart, as given."""
    book, count = sheet.book, len(plans.each)
    known = [c for c, one in enumerate(plans.each) if one.by_use is not None]
    if not known:
        return
    sheet.heading("Margin by the part of the limits used")
    across = _down(sheet, "at_utilization", "Part of the limits", USES, "ratio")
    for case, (mark, said) in enumerate(cases.marks(book, "cost_to_price")):
        name = f"{MARGIN.name}{mark}"
        rows = [
            Line(f"{name}_{k}", f"Margin at part {k + 1}{said}", "ratio", MARGIN.says, 1 if mark else 0)
            for k in range(len(USES))
        ]
        at = {"cost_to_price": cases.as_given(sheet, "cost_to_price", case)}
        sheet.block(rows, name, MARGIN.formula, refs=at, cols=count)
    held = {name: cases.as_given(sheet, name) for name in ("cost_to_price", "break_even_utilization")}
    sheet.formula(Line(EVEN.name, EVEN.label, EVEN.unit, EVEN.says), EVEN.formula, refs=held, cols=count)
    margins = book.refs[MARGIN.name]
    curves = [charts.Curve((HEAD, FIRST + c), across, charts.column(margins, c)) for c in known]
    curves.append(charts.Curve("break-even", held["break_even_utilization"][0], book.refs[EVEN.name], joined=False))
    sheet.row += 1
    charts.curves(sheet, "Margin of a user by the part of the limits used", curves, across="part of the limits used",
                  span=(0, 1), low=LOW, high=1)  # fmt: skip


def _spread(sheet: Sheet, plans: Plans) -> None:
    """The spread of use and one more user, as finkit computed them."""
    spreads = [one.spread for one in plans.each]
    if not any(spreads):
        return
    sheet.heading("How use is spread, computed by finkit, not live")
    for name, label, take in _SPREAD:
        line = Line(name, label, "rate" if name == "use_gini" else "ratio")
        cases.ranges(sheet, line, [take(spread) if spread else None for spread in spreads])
    for k, leaving in enumerate(_LEAVING):
        for field, label, unit in (("mean", "One more user at mean use", "unit money"), ("margin", "Margin", "ratio")):
            line = Line(f"added_{field}_{k}", f"{label}, {leaving}", unit)
            cases.ranges(sheet, line, [spread.added(k, field) if spread else None for spread in spreads])
    _lorenz(sheet, spreads)


def _lorenz(sheet: Sheet, spreads: Sequence[Spread | None]) -> None:
    """The part of use that the lightest part of users take, at the spread as given; and its chart."""
    found = [lorenz(spread.centre.use) if spread else None for spread in spreads]
    known = [c for c, curve in enumerate(found) if curve is not None]
    if not known:
        return
    sheet.heading("Who uses how much: users from the lightest to the heaviest, computed by finkit, not live")
    first = sheet.row
    for k, part in enumerate(LORENZ_AT):
        sheet.computed(Line(f"users_part_{k}", f"Part of users {k + 1}", "ratio"), part)
    across, top = Ref(NAME, first, FIRST, len(LORENZ_AT), 1, "row"), sheet.row
    for k in range(len(LORENZ_AT)):
        values = np.array([np.nan if curve is None else curve[k] for curve in found])
        sheet.computed(Line(f"use_part_{k}", f"Part of use by part of users {k + 1}", "ratio"), values)
    use = Ref(NAME, top, FIRST, len(LORENZ_AT), len(found), "block")
    curves = [charts.Curve((HEAD, FIRST + c), across, charts.column(use, c)) for c in known]
    curves.append(charts.Curve("all users alike", across, across))
    sheet.row += 1
    charts.curves(sheet, "Who uses how much", curves, across="part of users", span=(0, 1), low=0, high=1)
