"""Plans: a plan a column, margin by use, what a mean user leaves, totals, power users, a price rise; live.

In three cases where inputs have ranges. The steps of a distribution of use stand on Spread.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from finkit.analysis.analyze import Analysis
from finkit.analysis.customers.closed_forms import TERMS
from finkit.analysis.customers.flat_rate import MULTIPLES
from finkit.analysis.customers.plans import Plans
from finkit.analysis.customers.price_rise import RISE
from finkit.analysis.customers.user import AT_USE, CARRY, FLAT_RATE, HEAVY, LIGHT, POWER, SERVED, TOTALS, USER, WHOLE
from finkit.analysis.customers.utilization import EVEN, FULL, MARGIN, USES
from finkit.analysis.measures import Floats, Measure
from finkit.assumptions.plans import Plan
from finkit.assumptions.ranges import Range
from finkit.formula import Ref
from finkit.reporting.page_worked import ranged, rests_on
from finkit.reporting.workbook import cases, charts, spread
from finkit.reporting.workbook.blocks import BODY, FIRST, HEAD, Book, Line, Sheet
from finkit.reporting.workbook.derived import Columns

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
    ("mean_use", "Mean use, of a spread", "Mtok"),
    ("sigma", "Sigma: standard deviation of log use", "number"),
    ("alpha", "Alpha: exponent of the tail", "number"),
    ("least_use", "Use of the lightest user", "Mtok"),
    ("cap", "Cap on use", "Mtok"),
    ("included", "Included in the price", "Mtok"),
    ("unit_cost", "Cost of a Mtok", "unit money"),
    ("overage_price", "Price of a Mtok beyond the included", "unit money"),
    ("heavy_users", "Heavy users / users", "ratio"),
    ("heavy_cost", "Cost that they cause / cost of all", "ratio"),
    ("fixed_cost", "Fixed cost a month to carry", "unit money"),
    ("new_price", "A price that is thought of", "unit money"),
)
# Inputs of parts that most plans have not.
_SOME = ("mean_use", "sigma", "alpha", "least_use", "cap", "included", "heavy_users", "heavy_cost", "fixed_cost")
# Figures of a user that use may move against what is left, in words, and how they are written.
_CORNERS = {"served_tokens": ("use served, in Mtok,", "tokens"), "overage_income": ("overage of a user", "money"),
            "user_margin": ("the margin of a user", "ratio")}  # fmt: skip
# Inputs whose names in formulas are not those of their columns.
_FIELDS = {"mean_use": "usage", "least_use": "minimum"}
_WHAT = (
    "Blue cells are given, the rest follows; grey is what finkit counts of a sample. Where inputs have ranges, "
    "further rows have the ends that leave least and most of a user."
)


def sheets(analysis: Analysis, _columns: Columns) -> list[str]:
    """Plans, and Spread where one of them says how its use is spread."""
    plans = analysis.customers.plans
    return [] if plans is None else [NAME, *([spread.NAME] if spread.wanted(plans) else [])]


def fill(book: Book, analysis: Analysis, _columns: Columns) -> None:
    """Write Plans, and Spread."""
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
    work = _work(book, analysis, plans)
    _measures(sheet, "Use a month", (*TERMS, SERVED, *FLAT_RATE), count)
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
    if work is not None:
        spread.steps(work, plans)
        spread.results(sheet, plans)
    _pasted(sheet, plans, _further(sheet, plans))
    for one in plans.each:
        for part, lacking in one.absent.items():
            sheet.remark(f"{one.plan.name}: {part} needs {lacking}.")
    sheet.page.fit_to_pages(1, 0)
    sheet.page.repeat_rows(0, HEAD)
    sheet.page.print_area(0, 0, sheet.row, FIRST + max(count, len(USES)))


def _work(book: Book, analysis: Analysis, plans: Plans) -> Sheet | None:
    """The sheet Spread, filled as far as mean use; None where no plan says how its use is spread."""
    if not spread.wanted(plans):
        return None
    work = Sheet(book, spread.NAME, f"Spread of use: {analysis.name}", spread.WHAT, columns=False)
    work.page.set_column(FIRST, FIRST + len(plans.each), 15)
    heads(work, [one.plan.name for one in plans.each])
    spread.served(work, plans)
    return work


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
    return {
        c: _source(plan, name) or "assumed" for c, plan in each if getattr(plan, _FIELDS.get(name, name)) is not None
    }


def _source(plan: Plan, name: str) -> str:
    held = getattr(plan, _FIELDS.get(name, name))
    return (held.source if isinstance(held, Range) else "") or plan.source


def _measures(sheet: Sheet, heading: str, measures: Sequence[Measure], count: int) -> None:
    if heading:
        sheet.heading(heading)
    for one in measures:
        cases.follow(sheet, one, cols=None if one.name in _ONE else count)


def _pasted(sheet: Sheet, plans: Plans, told: Collection[int]) -> None:
    """By plan: what finkit counted of a sample, said of ranges, or chose as the ends that leave least and most."""
    left = "user_contribution"
    for c, one in enumerate(plans.each):
        plan, wide = one.plan, [held is not None and held.low < held.high for held in
                                (one.plan.users, one.plan.usage, one.plan.sigma, one.plan.alpha)]  # fmt: skip
        # Who pays for use may leave more by using more; more users leave less where each costs more than he pays.
        chosen = wide[0] or (plan.included is not None and any(wide))
        for what, names in (
            (f"the sample of {plan.name}", ("price", "unit_cost", "cap", "included") * (plan.distribution == "sample")),
            (f"the words on {plan.name}", (left, "price", "sigma", "alpha") * (c in told)),
            (f"which ends leave least of {plan.name}", (left,) * chosen),
        ):
            sheet.pasted(what, names, {name: _column(sheet.book, name, c) for name in names if name in sheet.book.refs})


def _column(book: Book, name: str, c: int) -> tuple[Ref, Floats]:
    """The cells of one plan in the rows of a name."""
    place = replace(book.refs[name], col=book.refs[name].col + c, cols=1, shape="block")
    return place, np.atleast_2d(book.values[name])[:, c : c + 1]


def _further(sheet: Sheet, plans: Plans) -> set[int]:
    """Figures that reach further than where a user leaves least or most: who uses more may pay more too; whose."""
    told = set()
    for i, one in enumerate(plans.each):
        for name, (what, form) in _CORNERS.items():
            span, shown = one.corners[name], plans.in_cases(name, i)
            if span.wide and ranged(span, form) != ranged(shown, form):
                sheet.remark(f"{one.plan.name}: over all ends of the ranges {what} is {ranged(span, form)}.")
                told.add(i)
    for i, words in spread.further(sheet, plans):
        sheet.remark(f"Over all ends of the ranges, {words}")
        told.add(i)
    return told


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
