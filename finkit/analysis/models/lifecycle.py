"""The life of one model: what it cost, what it left while it was the flagship, and how long it takes to pay back.

METHODS 4.2 and 4.3. A payback is the outlay over what is left a month while the model serves, so it is compared with
its tenure month for month; each result that a model may be held to has a payback of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from finkit.analysis.given import known, number, ratio
from finkit.analysis.models.returns import irr

DAYS_PER_MONTH = 365 / 12
NEVER = "nothing is left to pay back from: never"
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Payback:
    """Months of service until `result` has covered the outlay; None with a `flag` where it never does or is unknown.

    Money in the unit of the inputs; `result` is what was left over the tenure.
    """

    result: float | None
    months: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """One model over its tenure; money in the unit of the inputs, margins over revenue, tenure in months.

    `paybacks` holds one for each result: gross profit, after the share, after staff, after staff, S&M and
    administration. `recovery` is gross profit over R&D. `flag` says which ratio has nothing to be a ratio of.
    """

    tenure: float | None
    gross_profit: float | None
    gross_margin: float | None
    operating_income: float | None
    operating_margin: float | None
    partner_share: float | None
    operating_after_share: float | None
    sales_to_revenue: float | None
    gross_less_research: float | None
    recovery: float | None
    paybacks: Mapping[str, Payback]
    flag: str = ""


@dataclass(frozen=True, slots=True)
class ModelCompany:
    """Each model as a company of its own beside the company as it reports; one figure a year or a model.

    `company` is each year's revenue less that year's cost and training, `accrual` the same with training charged a
    year later; `book` is what is capitalised at each year's end. Of the models, only those with a year of revenue.
    """

    years: tuple[int, ...]
    company: tuple[float | None, ...]
    accrual: tuple[float | None, ...]
    book: tuple[float | None, ...]
    profit: tuple[float | None, ...]
    multiples: tuple[float | None, ...]
    rates: tuple[float | None, ...]
    break_even_margin: float | None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Footnotes:
    """How the lines of a model's life follow from figures of its year; USD bn where money."""

    inference: float | None
    staff_salary: float | None
    staff_stock: float | None
    staff: float | None
    sales: float | None
    research: float | None
    research_in_window: float | None


def months_to_pay(outlay: float, left: float, served: float) -> float:
    """Months of service until `left`, earned over `served` months, covers `outlay`; infinite where it never does."""
    if outlay <= 0:
        return 0.0
    return outlay / left * served if left > 0 else math.inf


def payback(outlay: float | None, result: float | None, months: float | None) -> Payback:
    """Months until `outlay` is covered by `result`, which was left over `months` of service.

    None where either is missing, and where the result is 0 or less: then never. ValueError for an outlay below 0 or
    months not above 0.
    """
    cost, left = number("outlay", outlay, least=0), number("result", result)
    served = number("months", months, above=0)
    if math.isnan(cost + left + served):
        return Payback(known(left), None, UNKNOWN)
    pays = months_to_pay(cost, left, served)
    return Payback(left, pays) if math.isfinite(pays) else Payback(left, None, NEVER)


def tenure_months(release: date, end: date) -> float:
    """Months of 365/12 days from the first to the last day as flagship, both counted. ValueError for an end before."""
    if end < release:
        raise ValueError(f"end = {end}: give a day from the release {release} on")
    return ((end - release).days + 1) / DAYS_PER_MONTH


def model_lifecycle(
    revenue: float | None,
    inference: float | None,
    research: float | None,
    days: float | None,
    *,
    staff: float | None = None,
    sales: float | None = None,
    administration: float | None = None,
    partner_share: float | None = None,
) -> Lifecycle:
    """The economics of one model over a tenure of `days`, before and after its share, staff, S&M and administration.

    METHODS 4.3. Money in one unit, costs 0 or more, `partner_share` a part of revenue. What is missing makes what
    rests on it missing. ValueError for negative costs, a share outside 0 to 1, days not above 0.
    """
    income = number("revenue", revenue, least=0)
    costs = {
        "inference": number("inference", inference, least=0),
        "staff": number("staff", staff, least=0),
        "sales": number("sales", sales, least=0),
        "administration": number("administration", administration, least=0),
    }
    spent = number("research", research, least=0)
    share = number("partner_share", partner_share, least=0, most=1) * income
    tenure = number("days", days, above=0) / DAYS_PER_MONTH
    gross = income - costs["inference"]
    after_staff = gross - costs["staff"]
    operating = after_staff - costs["sales"] - costs["administration"]
    results = {
        "gross profit": gross,
        "after the partner's share": gross - share,
        "after staff": after_staff,
        "after staff, S&M and administration": operating,
    }
    return Lifecycle(
        tenure=known(tenure),
        gross_profit=known(gross),
        gross_margin=ratio(gross, income),
        operating_income=known(operating),
        operating_margin=ratio(operating, income),
        partner_share=known(share),
        operating_after_share=known(operating - share),
        sales_to_revenue=ratio(costs["sales"], income),
        gross_less_research=known(gross - spent),
        recovery=ratio(gross, spent),
        paybacks={name: payback(known(spent), known(left), tenure) for name, left in results.items()},
        flag="; ".join(
            told for base, told in ((income, "revenue is 0: no margin"), (spent, "R&D is 0: no recovery")) if base == 0
        ),
    )


def model_as_company(
    training: Mapping[int, float | None], revenue: Mapping[int, float | None], cost_share: float | None = 0.0
) -> ModelCompany:
    """Each year's model, sold in the year after: what the company shows, and what each model earns on its own.

    METHODS 4.2. `training` and `revenue` by year in one unit; `cost_share` is the cost of serving over revenue. A year
    without training has none; a model whose year of revenue is not given is left out of the models. ValueError for
    negative figures or a share outside 0 to 1.
    """
    share = number("cost_share", cost_share, least=0, most=1)
    for name, held in (("training", training), ("revenue", revenue)):
        if not isinstance(held, Mapping):
            raise ValueError(f"{name} = {held!r}: give an amount for each year")
    spent = {int(y): number(f"training[{y}]", v, least=0) for y, v in training.items()}
    sold = {int(y): number(f"revenue[{y}]", v, least=0) for y, v in revenue.items()}
    years = tuple(sorted({*spent, *sold}))
    left = {y: sold.get(y, 0.0) * (1 - share) for y in years}
    models = [(spent[y], left[y + 1]) for y in sorted(spent) if y + 1 in sold]
    unsold = [str(y) for y in sorted(spent) if y + 1 not in sold]
    total, cost = sum(sold.get(y + 1, 0.0) for y in spent), sum(spent[y] for y in spent if y + 1 in sold)
    flows = [(-outlay, back) for outlay, back in models]
    free = [str(y) for y in sorted(spent) if y + 1 in sold and spent[y] == 0]
    flags = (
        f"no revenue is given for the model of {' and '.join(unsold)}" if unsold else "",
        f"the model of {' and '.join(free)} cost nothing: no multiple and no rate" if free else "",
    )
    return ModelCompany(
        years=years,
        company=tuple(known(left[y] - spent.get(y, 0.0)) for y in years),
        accrual=tuple(known(left[y] - spent.get(y - 1, 0.0)) for y in years),
        book=tuple(known(spent.get(y, 0.0)) for y in years),
        profit=tuple(known(back - outlay) for outlay, back in models),
        multiples=tuple(ratio(back, outlay) for outlay, back in models),
        rates=tuple(None if math.isnan(a + b) or not a else irr((a, b)).rate for a, b in flows),
        break_even_margin=ratio(cost, total),
        flag="; ".join(filter(None, flags)),
    )


def footnotes(
    days: float | None,
    *,
    revenue: float | None = None,
    revenue_of_year: float | None = None,
    inference_of_year: float | None = None,
    headcount: float | None = None,
    salary: float | None = None,
    benefits: float | None = None,
    serving_part: float | None = None,
    stock_of_year: float | None = None,
    stock_part: float | None = None,
    sales_a_day: float | None = None,
    research: Sequence[float | None] = (),
    research_growth: float | None = None,
    window: tuple[date, date] | None = None,
) -> Footnotes:
    """The lines of a model's life from figures of its year, as METHODS 4.3's source works them out.

    `revenue`, `*_of_year` and `research` in USD bn, `salary` in USD, `sales_a_day` in USD m. Inference is its part of
    the year by revenue; staff those who serve, pay and stock; `research_in_window` the part of a year's R&D between
    two days, if it grows `research_growth` times a year. Missing in, missing out.
    """
    given = {
        name: number(name, value, least=0)
        for name, value in (
            ("days", days), ("revenue", revenue), ("revenue_of_year", revenue_of_year), ("salary", salary),
            ("inference_of_year", inference_of_year), ("headcount", headcount), ("benefits", benefits),
            ("serving_part", serving_part), ("stock_of_year", stock_of_year), ("stock_part", stock_part),
            ("sales_a_day", sales_a_day),
        )
    }  # fmt: skip
    part = ratio(given["revenue"], given["revenue_of_year"])
    pay = given["headcount"] * given["salary"] * given["benefits"] * given["serving_part"] * given["days"] / 365 / 1e9
    stock = given["stock_of_year"] * given["stock_part"] * given["serving_part"]
    spent = [number(f"research[{i}]", value, least=0) for i, value in enumerate(research)]
    return Footnotes(
        inference=None if part is None else known(part * given["inference_of_year"]),
        staff_salary=known(pay),
        staff_stock=known(stock),
        staff=known(pay + stock),
        sales=known(given["sales_a_day"] * given["days"] / 1e3),
        research=known(sum(spent)) if spent else None,
        research_in_window=None if window is None else _window(number("growth", research_growth, above=0), *window),
    )


def _window(growth: float, start: date, end: date) -> float | None:
    """The part of a calendar year's spend between two of its days, where spend grows `growth` times over the year."""
    if end < start or start.year != end.year:
        raise ValueError(f"window = {start} to {end}: give two days of one year, in order")
    a, b = ((day - date(day.year, 1, 1)).days / 365 for day in (start, end))
    if math.isnan(growth):
        return None
    return b - a if growth == 1 else (growth**b - growth**a) / (growth - 1)
