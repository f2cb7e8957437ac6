"""Lineage: which generations a company has, in order, and until when each served.

The generations given in assumptions come first, then the flagships that ship with finkit, of which one at least must
fall in its periods, then a generation a year of R&D: what a year's R&D made is taken to be released when the year ends.
R&D is a model's only where the company is listed as a lab, or where the assumptions say so. The last one is open:
it is taken to be replaced after as long as the one before it, else after a year where a year's R&D stands for it, else
after the life assumed, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from finkit.analysis.measures import Floats
from finkit.analysis.models.lifecycle import DAYS_PER_MONTH
from finkit.analysis.models.shipped import flagships
from finkit.analysis.models.spans import SCENARIOS
from finkit.assumptions.models import BY_RESEARCH, Generation
from finkit.assumptions.ranges import Amount
from finkit.assumptions.settings import Assumptions
from finkit.statement.company import listed
from finkit.statement.panel import Panel, Row
from finkit.statement.period import near, shift_year

GIVEN, SHIPPED = "given", "shipped"
SHOWN = 6
"""Generations made from R&D: the latest years."""
MOST = 24
"""Models projected after the last: where a company's periods go on for more, its list of models is out of date."""
LONGEST = 30
"""A label of a year that is longer, as a file's whole header can be, gives way to the year's last day."""
_YEAR = 365
_ASK = (
    "it is not listed as an AI lab: give its models' release dates in Models, or set generations = "
    f"{BY_RESEARCH} in Settings, so that each year's R&D stands for a generation"
)
ASKED = f"generations = {BY_RESEARCH} is set in Settings"
_NEEDS = "release dates of models (a Models table), or revenue and R&D by year"


@dataclass(frozen=True, slots=True)
class Lineage:
    """A company's generations in order of release; `origin` is where they are from.

    `ends` holds the day after each one's last as flagship; the last of them is `projected` where nothing says when it
    was replaced. `rows` are the company's own rows whose R&D made each, where R&D by year stands for generations;
    `unused` names the models that are known and stand aside because Settings asks for R&D by year.
    """

    models: tuple[Generation, ...]
    ends: tuple[date, ...]
    origin: str
    projected: bool
    rows: tuple[int, ...] = ()
    unused: tuple[str, ...] = ()

    def following(self, until: float) -> tuple[int, ...]:
        """The releases projected after the last model, as ordinals, to the first that is not before the day `until`.

        The first is the last model's end; others follow as far apart as that is from its release. Empty where there
        would be more than `MOST` before `until`.
        """
        first = self.ends[-1].toordinal()
        every = first - self.models[-1].release.toordinal()
        count = max(0, -int((first - until) // every))
        return () if count > MOST else tuple(first + every * n for n in range(count + 1))

    def __len__(self) -> int:
        return len(self.models)


def lineage(
    panel: Panel, name: str, rows: slice, assumed: Assumptions, research: tuple[Floats, Floats]
) -> Lineage | str:
    """The generations of the company `name`, whose rows are `rows`; in words what is missing where it has none.

    `research` is the low and high of R&D on the panel's rows.
    """
    by_research = assumed.generations == BY_RESEARCH
    models, origin = () if by_research else assumed.models, GIVEN
    made: tuple[int, ...] = ()
    if not models and not by_research:
        company = listed(name)
        if company is None:
            return _ASK
        if company.kind not in ("lab", "example"):
            return "it makes no models"
        models, origin = flagships().get(company.name, ()), SHIPPED
    outside = _outside(models, panel.rows[rows]) if models else ""
    if outside and origin == GIVEN:
        return outside
    if not models or outside:
        made = _years(panel, rows, research)
        models, origin = tuple(_of_year(panel.rows[i], *(float(x[i]) for x in research)) for i in made), BY_RESEARCH
    unused = _unused(name, assumed) if by_research else ()
    if not models:
        return f"needs {_NEEDS}" if not unused else f"{ASKED} and no year's R&D is known; {set_aside(unused)}"
    last = models[-1]
    end = last.superseded and last.superseded + timedelta(days=1)
    if end is None:
        alone = _YEAR if origin == BY_RESEARCH else round(assumed.life_months.centre * DAYS_PER_MONTH)
        end = last.release + timedelta(days=(last.release - models[-2].release).days if len(models) > 1 else alone)
    ends = [_end(before, after) for before, after in pairwise(models)]
    own = tuple(i - rows.start for i in made)
    return Lineage(models, (*ends, end), origin, last.superseded is None, own, unused)


def set_aside(unused: Sequence[str]) -> str:
    """Which models are known and not used, and how to have them used."""
    one = len(unused) == 1
    names = unused[0] if one else f"{unused[0]} to {unused[-1]}"
    return (
        f"{'the model' if one else f'the {len(unused)} models'} whose release is known ({names}) "
        f"{'is' if one else 'are'} not used: leave generations empty in Settings to use {'it' if one else 'them'}"
    )


def _unused(name: str, assumed: Assumptions) -> tuple[str, ...]:
    """The models given, else the flagships shipped, that stand aside where Settings asks for R&D by year."""
    company = listed(name)
    shipped = flagships().get(company.name, ()) if company is not None else ()
    return tuple(m.name for m in assumed.models or shipped)


def _outside(models: Sequence[Generation], rows: Sequence[Row]) -> str:
    """Why none of the models can belong to the periods, naming sheet, model, column and day; empty where one may."""
    first, last, end = models[0], models[-1], models[-1].superseded
    start, finish = min(row.start or row.end for row in rows), max(row.end for row in rows)
    which = "the only model" if len(models) == 1 else f"the {{}} of {len(models)} models"
    if first.release.isoformat() > finish:
        said = f"release {first.release} of {first.name}, {which.format('first')}, is after the last period ends"
        day = finish
    elif end is not None and end.isoformat() < start:
        said = f"superseded {end} of {last.name}, {which.format('last')}, is before the first period begins"
        day = start
    else:
        return ""
    return (
        f"every model lies outside the periods (sheet Models: {said}, {day}): give the models that these periods sold"
    )


def _end(model: Generation, after: Generation) -> date:
    """The day after a model's last as flagship: the next release, unless a last day is given."""
    return after.release if model.superseded is None else model.superseded + timedelta(days=1)


def _years(panel: Panel, rows: slice, research: tuple[Floats, Floats]) -> tuple[int, ...]:
    """The latest years of R&D that follow on one another, in order: each makes a generation."""
    low, high = research
    years = {
        row.end: i
        for i, row in enumerate(panel.rows[rows], start=rows.start)
        if row.months == 12 and row.segment == "" and row.scenario in SCENARIOS and low[i] >= 0 and high[i] > 0
    }
    kept: list[int] = []
    for end in sorted(years, reverse=True)[:SHOWN]:
        # A year that is missing would make the one before it serve for two.
        if kept and not near(shift_year(panel.rows[kept[-1]].end), end):
            break
        kept.append(years[end])
    return tuple(reversed(kept))


def _of_year(row: Row, low: float, high: float) -> Generation:
    """A generation released on the day after the year."""
    label = row.label if len(row.label) <= LONGEST else f"the year to {row.end}"
    return Generation.model_validate(
        {
            "name": f"R&D of {label}",
            "release": date.fromisoformat(row.end) + timedelta(days=1),
            "training_cost": Amount(low=low, high=high, source=f"R&D of {row.label}"),
            "currency": row.currency,
            "training_basis": "all R&D",
            "training_months": 12,
            "source": "made by finkit from R&D by year: no release dates are known",
        }
    )
