"""Seven schedules for the models of a company, by month of the calendar: formulas that a worksheet shows live.

METHODS 1.2, 3.3 and 4.6. Rows are models, columns months cut where a period or a model begins. `served_from` and
`served_to` are months since a model's release at a month's start and end, `model_use` its months of full use. Money as
`cost`; lives in months.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure
from finkit.analysis.models import schedules
from finkit.analysis.models.schedules import retold

LIVES = (
    Measure("cost", "Cost", "first((cost_low + cost_high) / (1 + 1), 0)", "money",
            "Middle of the range; 0 where it is unknown: nothing is charged."),
    Measure("salvage", "Kept at the end of its life", "cost * salvage_part", "money", "Never charged."),
    Measure("usage_total", "Use expected, in months of full use", "first(tenure, life)", "months of use",
            "That of its tenure; the life where no end is known."),
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
