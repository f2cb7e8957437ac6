"""Seven schedules for the models of a company, by month of the calendar: formulas that a worksheet shows live.

METHODS 1.2, 3.3 and 4.6. Rows are models, columns months cut where a period or a model begins. `served_from` and
`served_to` are months since a model's release at a month's start and end, `model_use` its months of full use. Money as
`cost`; lives in months.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure
from finkit.analysis.models import schedules
from finkit.analysis.models.schedules import retold

# What each model is charged for where R&D is known by period, as in `carried`: all of it since the last release.
CARRIED = (
    Measure("carried_from", "R&D carried from", "first(release_before, spent_start_first)", "date",
            "The release before; of the first model, the first day of known R&D."),
    Measure("carried_days", "Days of it in the period",
            "maximum(minimum(spent_end, release) - maximum(spent_start, carried_from), 0)", "days",
            "Days of the period between the two."),
    Measure("carried_part", "R&D of the period carried for it",
            "carried_days / (spent_end - spent_start) * (spent_low + spent_high) / (1 + 1)", "money",
            "The part of the period's R&D that falls on those days, the middle of its range."),
    Measure("carried_cost", "R&D carried for it",
            "first(where(finish > release, sum_periods(carried_part), 0), 0)", "money",
            "What falls in known periods; nothing for a model after the last period."),
)  # fmt: skip
STATED = Measure("stated_cost", "Cost as on Models", "first(cost_taken, 0)", "money",
                 "Middle of the range; 0 where it is unknown: nothing is charged.")  # fmt: skip
COST = Measure("cost", "Cost that is charged", "where(charge_research == 1, carried_cost, stated_cost)", "money",
               "As chosen on Models.")  # fmt: skip
LIVES = (
    Measure("salvage", "Kept at the end of its life", "cost * salvage_part", "money", "Never charged."),
    Measure("usage_total", "Use expected, in months of full use",
            "first(where(finish > release, finish - release, 0 / 0) / days_per_month, life)", "months of use",
            "That of its time as flagship; the life where no end is known."),
    Measure("life_kept", "Life, cut at the replacement", "minimum(life, usage_total)", "months of use",
            "The life, or the tenure where that is shorter."),
)  # fmt: skip
RATES = (
    Measure("declining_rate", "Charged of the opening book value in a month, declining balance",
            "declining_times / life", "share", "So many times the rate of straight line."),
    Measure("double_rate", "Charged of the opening book value in a month, double declining", "double_times / life",
            "share", "So many times the rate of straight line."),
)  # fmt: skip
SERVED = (
    Measure("elapsed", "In service at the month's end", "minimum(served_to, life)", "months of use",
            "Months since the release, at most the life."),
    Measure("elapsed_before", "In service at its start", "minimum(served_from, life)", "months of use",
            "Months since the release, at most the life."),
    *schedules.OPENING,
    Measure("model_use", "Use, in months of full use", "share_of_use * month_length * model_served",
            "months of use", "Use of the month from the release on."),
    *schedules.USED,
)  # fmt: skip
_CUT = retold((*SERVED[:2], *schedules.STRAIGHT_LINE), "cut", "straight line to its replacement", life="life_kept")
_DECLINING = {"rate": "declining_rate", "switch": "declining_switch"}
_DOUBLE = {"rate": "double_rate", "switch": "double_switch"}
SCHEDULES = (
    ("Straight line", schedules.STRAIGHT_LINE),
    ("Straight line to its replacement", _CUT),
    ("Declining balance", retold(schedules.DECLINING, "balance", "declining balance", **_DECLINING)),
    ("Double declining", retold(schedules.DECLINING, "double", "double declining", **_DOUBLE)),
    ("Sum of years", schedules.SUM_OF_YEARS),
    ("Units of production, by use", schedules.UNITS),
    ("Greater of use and straight line (ASC 985-20)", schedules.GREATER),
)
"""What each schedule is called, with its steps: those of its charge and its book value among them."""
