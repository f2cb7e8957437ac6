"""Spread: the steps from the spread of use to who costs what and what one more user leaves, a plan a column; live.

Of a lognormal and a Pareto every step is a formula; what a sample gives is counted by finkit.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from finkit.analysis.customers import closed_forms as forms
from finkit.analysis.customers.distribution import LORENZ_AT
from finkit.analysis.customers.plans import Plans
from finkit.analysis.customers.spread import Spread
from finkit.analysis.measures import Measure
from finkit.analysis.span import Span
from finkit.formula import Ref
from finkit.reporting.page_worked import ranged
from finkit.reporting.workbook import cases, charts
from finkit.reporting.workbook.blocks import FIRST, HEAD, Line, Sheet
from finkit.reporting.workbook.style import COMPUTED

NAME = "Spread"
WHAT = (
    "A plan a column, Mtok a user and month. Lognormal and Pareto are live; what a sample gives is counted by finkit "
    "(grey), as are quantiles of the normal distribution, which no input moves."
)
SINGLES = {"median": "Median", "heavy": "99th percentile"}
LEAVING = ("all light users there", "half of them gone", "all of them gone")
_SAMPLED = {
    "sample_mean": ("Mean of the sample", "Mtok"),
    "sample_capped": ("Mean of the sample under the cap", "Mtok"),
    "sample_within": ("Mean of the sample within the included", "Mtok"),
    "sample_gini": ("Gini of the sample", "rate"),
    **{f"sample_top_{k}": (f"Use of the heaviest {part:.0%} of the sample", "ratio")
       for k, part in enumerate(forms.TOPS)},
    "sample_unprofitable": ("Users of the sample who cost more than the price", "ratio"),
    "sample_at_cap": ("Users of the sample at the cap", "ratio"),
    **{f"sample_staying_{k}": (f"Mean of the sample, {LEAVING[k]}", "Mtok") for k in (1, 2)},
    **{f"sample_staying_within_{k}": (f"Mean of the sample within the included, {LEAVING[k]}", "Mtok") for k in (1, 2)},
    **{f"sample_{name}_{k}": (f"{label} of the sample, {LEAVING[k]}", "Mtok")
       for name, label in SINGLES.items() for k in range(len(LEAVING))},
}  # fmt: skip
# What each figure of Plans is over all ends of the ranges, of which the three cases may miss some.
_SPANS: dict[str, Callable[[Spread], Span]] = {
    "use_gini": lambda spread: spread.gini,
    "use_top_0": lambda spread: spread.top(forms.TOPS[0]),
    "use_top_1": lambda spread: spread.top(forms.TOPS[1]),
    "use_unprofitable": lambda spread: spread.flat("share_unprofitable"),
    "use_at_cap": lambda spread: spread.flat("share_at_cap"),
    "use_margin": lambda spread: spread.flat("margin"),
    "use_margin_capped": lambda spread: spread.flat("margin_capped"),
    **{
        f"added_{name}_{k}": lambda spread, name=name, k=k: spread.added(k, name)  # type: ignore[misc]
        for name in ("mean", *SINGLES)
        for k in range(len(LEAVING))
    },
}


def wanted(plans: Plans) -> bool:
    """Whether any plan says how its use is spread."""
    return any(one.spread for one in plans.each)


def served(sheet: Sheet, plans: Plans) -> None:
    """What is counted of samples, then mean use under the cap and within the included."""
    _constants(sheet)
    known = [name for name in _SAMPLED if not np.isnan(plans.values[name]).all()]
    if known:
        sheet.heading("Samples, counted by finkit, not live")
    for name in known:
        label, unit = _SAMPLED[name]
        cases.given(sheet, Line(name, label, unit), plans.values[name], kind=COMPUTED)
    sheet.heading("The distribution")
    _follow(sheet, forms.FORM, plans)
    sheet.heading("Under the cap and within the included")
    _follow(sheet, (*forms.CAPPED, *forms.WITHIN), plans)


def steps(sheet: Sheet, plans: Plans) -> None:
    """Users beyond a use, and what those use who stay as light users leave."""
    sheet.heading("Users beyond a use")
    _follow(sheet, forms.USERS, plans)
    for k in range(1, len(forms.GONE)):
        sheet.heading(f"Those who stay, {LEAVING[k]}")
        _follow(sheet, forms.staying(k), plans)
    sheet.heading("Users at the median and the 99th percentile of those who stay")
    for k, name in itertools.product(range(len(forms.GONE)), forms.SINGLES):
        _follow(sheet, forms.single(k, name, f"{SINGLES[name]}, {LEAVING[k]}"), plans)
    sheet.page.fit_to_pages(1, 0)
    sheet.page.repeat_rows(0, HEAD)
    sheet.page.print_area(0, 0, sheet.row, FIRST + len(plans.each))


def results(sheet: Sheet, plans: Plans) -> None:
    """On Plans: how use is spread, what one more user leaves, and who uses how much."""
    sheet.heading("How use is spread")
    _follow(sheet, forms.RESULTS, plans)
    sheet.heading("One more user, as light users leave")
    for k, left in enumerate(LEAVING):
        _follow(sheet, forms.added(k, left), plans)
        for name, label in SINGLES.items():
            _follow(sheet, (forms.added_single(k, name, f"One more user at the {label.lower()}, {left}"),), plans)
    _lorenz(sheet, plans)


def further(sheet: Sheet, plans: Plans) -> Iterator[tuple[int, str]]:
    """By place of the plan: figures whose range over all ends of the inputs is wider than their three cases."""
    for i, one in enumerate(plans.each):
        for name, read in _SPANS.items():
            held = sheet.book.values.get(name)
            if one.spread is None or held is None:
                continue
            span = read(one.spread)
            if span.value is None or span.low is None or span.high is None:
                continue
            shown = np.atleast_2d(held)[:, i]
            if span.low < shown.min() - 1e-9 or span.high > shown.max() + 1e-9:
                form = "plain" if name == "use_gini" else "money" if name.startswith("added_") else "ratio"
                label = sheet.book.labels[name]
                yield i, f"{one.plan.name}: {label[:1].lower()}{label[1:]} is {ranged(span, form)}."


def _follow(sheet: Sheet, measures: Sequence[Measure], plans: Plans) -> None:
    for one in measures:
        cases.follow(sheet, one, cols=len(plans.each), unit=_unit(one))


def _unit(one: Measure) -> str:
    return {"plain": "number"}.get(one.unit, "")


def _constants(sheet: Sheet) -> None:
    """Parts of users and how far from the mean of a normal figure they stand: no input moves them."""
    sheet.heading("Parts of users, and the quantiles of a normal distribution at them")
    for k, part in enumerate(forms.TOPS):
        sheet.computed(Line(f"top_part_{k}", f"The heaviest {part:.0%}", "ratio"), part)
        sheet.computed(Line(f"top_z_{k}", "Its quantile", "number"), forms.normal_quantile(part))
    for k, gone in enumerate(forms.GONE[1:], 1):
        sheet.computed(Line(f"stay_{k}", f"Users who stay, {LEAVING[k]}", "ratio"), 1 - gone)
        sheet.computed(Line(f"light_z_{k}", "Quantile of those gone", "number"), forms.normal_quantile(gone))
    for (k, gone), (name, part) in itertools.product(enumerate(forms.GONE), forms.SINGLES.items()):
        at, label = forms.quantile(gone, part), f"{SINGLES[name]}, {LEAVING[k]}"
        sheet.computed(Line(f"{name}_beyond_{k}", f"Users who use more: {label}", "ratio"), 1 - at)
        sheet.computed(Line(f"{name}_z_{k}", "Its quantile", "number"), forms.normal_quantile(at))


def _lorenz(sheet: Sheet, plans: Plans) -> None:
    """The part of use that the lightest part of users take, at the spread as given; and its chart."""
    book, count = sheet.book, len(plans.each)
    sheet.heading("Who uses how much: users from the lightest to the heaviest")
    across = _column(sheet, "users_part", "Part of users", "ratio", LORENZ_AT)
    _column(sheet, "users_z", "Quantile of part of users", "number", [forms.normal_quantile(at) for at in LORENZ_AT])
    names: tuple[str, ...] = ("sigma", "alpha", "use_gini")
    held = {one: cases.as_given(sheet, one) for one in names if one in book.refs}
    name, text = forms.CURVE.name, forms.CURVE.formula
    if book.known("sample_gini"):
        top = sheet.row
        for k, row in enumerate(plans.values["sample_part"]):
            sheet.computed(Line(f"sample_part_{k}", f"Of the sample, part {k + 1}", "ratio"), row)
        held["sample_part"] = Ref(sheet.name, top, FIRST, len(LORENZ_AT), count, "block"), plans.values["sample_part"]
        if book.known("spread_there"):
            sheet.block(_lines("form_part", "Of a distribution, part"), "form_part", text, refs=held, cols=count)
            text = "first(form_part, sample_part)"
        else:
            text = "sample_part"
    sheet.block(_lines(name, f"{forms.CURVE.label}"), name, text, refs=held, cols=count)
    use, values = book.refs[name], book.values[name]
    known = [c for c in range(count) if not np.isnan(values[:, c]).any()]
    curves = [charts.Curve((HEAD, FIRST + c), across, charts.column(use, c)) for c in known]
    curves.append(charts.Curve("all users alike", across, across))
    sheet.row += 1
    charts.curves(sheet, "Who uses how much", curves, across="part of users", span=(0, 1), low=0, high=1)


def _lines(name: str, label: str) -> list[Line]:
    return [Line(f"{name}_{k}", f"{label} {k + 1}", "ratio", forms.CURVE.says) for k in range(len(LORENZ_AT))]


def _column(sheet: Sheet, name: str, label: str, unit: str, values: Sequence[float]) -> Ref:
    """Constants one below the other, under one name."""
    ref = Ref(sheet.name, sheet.row, FIRST, len(values), 1, "row")
    for k, value in enumerate(values):
        sheet.computed(Line(f"{name}_{k}", f"{label} {k + 1}", unit), value)
    sheet.book.refs[name], sheet.book.values[name] = ref, np.array(values, dtype=float)[:, None]
    return ref
