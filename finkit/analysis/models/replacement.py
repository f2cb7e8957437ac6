"""Replacement: what is left of each model's cost when the next one comes, and what the tests of impairment make of it.

METHODS 4.6, non-GAAP for R&D that no standard lets a lab carry. The life is cut first, to the months that users take to
leave; then the book value is held to the gross profit by use that is still to come from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from finkit.analysis.models.lives import Generations, ModelLife
from finkit.analysis.models.payoff import OUTLAYS
from finkit.analysis.models.supersession import impairment, life_cut
from finkit.assumptions.settings import Assumptions


@dataclass(frozen=True, slots=True)
class Replacement:
    """One model on the day it was replaced; money of the company's currency, a range of cost at its centre.

    `book` is straight line over the life assumed, `charge` what a month bears once the life is cut, None where the
    life is over. `flows` is the gross profit by use still to come, `worth` the same discounted, which stands for fair
    value and value in use; losses are 0 or more.
    """

    name: str
    on: date
    book: float
    charge: float | None
    flows: float
    worth: float
    us_loss: float | None
    ifrs_loss: float | None


def replacements(found: Generations, assumed: Assumptions) -> tuple[Replacement, ...]:
    """The models that were replaced, whose cost is known and whose gross profit is until their users had left."""
    return tuple(one for life in found.lives if (one := _replaced(life, assumed)) is not None)


def _replaced(life: ModelLife, assumed: Assumptions) -> Replacement | None:
    cost = next((life.outlays[name].centre for name in OUTLAYS if name in life.outlays), None)
    if cost is None or life.after is None or life.projected:
        return None
    whole = assumed.life_months.centre
    age = min(life.tenure, whole)
    cut = life_cut(cost, whole, age, age + assumed.adoption.rest_months.centre)
    rate = assumed.cadence.discount.centre
    flows = max(sum(value for _, value in life.after), 0.0)
    worth = max(sum(value / (1 + rate) ** years for years, value in life.after), 0.0)
    book = cost * (1 - age / whole)
    tested = impairment(book, flows, worth, worth, None)
    charge = cut.charge if book else None
    return Replacement(life.name, life.end, book, charge, flows, worth, tested.us_loss, tested.ifrs_loss)
