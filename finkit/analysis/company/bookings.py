"""Bookings: the five switches and two more, what each setting sets, and the formulas that margins follow from.

METHODS 2.9. A switch is a 0/1 name in the formulas, so that a worksheet's switch cells recalculate every margin.
What is moved keeps its class: moving a cost changes neither contribution nor operating income.
"""

from __future__ import annotations

from dataclasses import dataclass

from finkit.analysis.measures import Measure
from finkit.assumptions.settings import SETTINGS

AS_BOOKED = "as booked"
MARGINS = ("gross_margin", "contribution_margin", "operating_margin")


@dataclass(frozen=True, slots=True)
class Setting:
    """One position of a switch: `scalars` are the 0/1 names that it sets to 1; "as booked" sets none.

    `part` is what of the company's inclusion marks the switch is about, `mark` what they would say if the cost
    stood there already ("yes", "no"), both empty where no mark tells.
    """

    switch: str
    name: str
    scalars: tuple[str, ...] = ()
    part: str = ""
    mark: str = ""


TREATMENTS = (
    Measure("share_shown", "Partner share taken off revenue", "where(share_net, partner_share, 0)", "money",
            "The partner's share, where revenue is shown net of it."),
    Measure("share_from_cost", "Of it, from cost of revenue", "where(share_inside, share_shown, 0)", "money",
            "The part of it that leaves cost of revenue with it."),
    Measure("free_shown", "Free-tier inference moved in",
            "where(free_to_cost, free_outside, where(free_to_sales, 0 - free_inside, 0))", "money",
            "Free users' inference moved into cost of revenue; negative when moved out."),
    Measure("staff_shown", "Staff and support moved in",
            "where(staff_to_cost, staff_serving, where(staff_to_overhead, 0 - staff_serving, 0))", "money",
            "Staff who serve customers moved into cost of revenue; negative when moved out."),
    Measure("stock_shown", "Stock compensation left out of cost of revenue", "where(stock_out, stock_in_cost, 0)",
            "money", "Pay in shares inside cost of revenue, where it is left out."),
    Measure("billed_shown", "Billed inference moved in", "where(billed_to_cost, billed_elsewhere, 0)", "money",
            "Inference billed by a cloud partner beyond what cost of revenue holds of it, moved in."),
    Measure("accelerators_shown", "Accelerators moved in", "where(accelerators_to_cost, accelerators, 0)", "money",
            "Technology and infrastructure outside cost of revenue, moved in."),
    Measure("moved_in", "Moved into cost of revenue", "free_shown + staff_shown + billed_shown + accelerators_shown",
            "money", "All that is moved into cost of revenue, less what is moved out."),
    Measure("revenue_shown", "Revenue as shown", "revenue - share_shown", "money",
            "Revenue, net of the partner's share where it is shown so."),
    Measure("cost_shown", "Cost of revenue as shown", "cost_of_revenue - share_from_cost - stock_shown + moved_in",
            "money", "Cost of revenue under the switches."),
    Measure("gross_profit_shown", "Gross profit as shown", "revenue_shown - cost_shown", "money",
            "Revenue as shown less cost of revenue as shown."),
    Measure("gross_margin_shown", "Gross margin as shown", "gross_profit_shown / maximum(revenue_shown, 0)", "ratio",
            "What a dollar of revenue as shown leaves after cost of revenue as shown."),
    Measure("unplaced", "Moved from no known line", "share_shown - share_from_cost + billed_shown", "money",
            "What leaves an overhead line that no source names."),
    Measure("stock_variable_shown", "Stock compensation left out of variable overhead",
            "where(stock_out, stock_in_variable, 0)", "money", "Pay in shares inside variable overhead, left out."),
    Measure("contribution_shown", "Contribution as shown",
            "contribution - where(from_variable, 0, unplaced) + stock_shown + stock_variable_shown", "money",
            "Contribution under the switches; lower by what is moved where it was no variable cost before."),
    Measure("contribution_margin_shown", "Contribution margin as shown",
            "contribution_shown / maximum(revenue_shown, 0)", "ratio",
            "What a dollar of revenue as shown leaves after every cost that moves with it."),
    Measure("stock_pay_shown", "Stock compensation left out", "where(stock_out, stock_pay, 0)", "money",
            "All pay in shares, where it is left out."),
    Measure("training_shown", "R&D spread over the life of models",
            "where(training_amortized, training_spread, 0)", "money",
            "What operating income gains where R&D is spread, non-GAAP."),
    Measure("operating_result_shown", "Operating income as shown",
            "operating_result + stock_pay_shown + training_shown", "money",
            "Operating income, non-GAAP where stock compensation is left out or training is spread."),
    Measure("operating_margin_shown", "Operating margin as shown",
            "operating_result_shown / maximum(revenue_shown, 0)", "ratio",
            "Operating income as shown over revenue as shown."),
)  # fmt: skip

# What each 0/1 name says when it is 1.
SCALARS = {
    "share_net": "revenue is shown net of the partner's share",
    "share_inside": "the partner's share stands in cost of revenue",
    "free_to_cost": "free users' inference moves into cost of revenue",
    "free_to_sales": "free users' inference moves out to sales and marketing",
    "staff_to_cost": "staff and support move into cost of revenue",
    "staff_to_overhead": "staff and support move out of cost of revenue",
    "stock_out": "stock compensation is left out",
    "training_amortized": "R&D is spread over the life of models",
    "billed_to_cost": "billed inference booked elsewhere moves into cost of revenue",
    "accelerators_to_cost": "technology and infrastructure moves into cost of revenue",
    "from_variable": "what is moved from no known line was variable overhead before",
}
# What each amount is, and the line that would give it.
AMOUNTS = {
    "partner_share": "revenue_share",
    "free_outside": "free_tier_inference",
    "free_inside": "free_tier_inference",
    "staff_serving": "support",
    "stock_pay": "stock_compensation",
    "stock_in_cost": "stock_compensation",
    "stock_in_variable": "stock_compensation",
    "training_spread": "research_development",
    "billed_elsewhere": "cloud_inference_billed",
    "accelerators": "technology_infrastructure",
}

_SHARE, _FREE, _STAFF, _STOCK, _TRAINING = SETTINGS.values()
SWITCHES: dict[str, tuple[Setting, ...]] = {
    "partner_share": (
        Setting("partner_share", _SHARE[0]),
        Setting("partner_share", _SHARE[1], ("share_net", "share_inside"), "revenue_share", "yes"),
        Setting("partner_share", _SHARE[2], ("share_net",), "revenue_share", "no"),
    ),
    "free_tier": (
        Setting("free_tier", _FREE[0]),
        Setting("free_tier", _FREE[1], ("free_to_cost",), "free_tier", "yes"),
        Setting("free_tier", _FREE[2], ("free_to_sales",), "free_tier", "no"),
    ),
    "staff": (
        Setting("staff", _STAFF[0]),
        Setting("staff", _STAFF[1], ("staff_to_cost",), "staff", "yes"),
        Setting("staff", _STAFF[2], ("staff_to_overhead",), "staff", "no"),
    ),
    "stock_compensation": (
        Setting("stock_compensation", _STOCK[0]),
        Setting("stock_compensation", _STOCK[1], ("stock_out",)),
    ),
    "training": (Setting("training", _TRAINING[0]), Setting("training", _TRAINING[1], ("training_amortized",))),
}
# Bookings outside the grid of five, shown only where the lines are there.
BEYOND = (
    Setting("billed_inference", "billed inference in cost of revenue", ("billed_to_cost",)),
    Setting("accelerators", "accelerators in cost of revenue", ("accelerators_to_cost",)),
)
BOOKED = Setting("", AS_BOOKED)
