"""What a mean user of a plan pays, costs and leaves, and the plan's totals: formulas that a worksheet recalculates.

Mean use after a cap and beyond the included is worked out from the distribution of use; the rest follows from it.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure

SERVED = Measure("served_tokens", "Tokens served to a mean user", "first(spread_tokens, usage)", "Mtok",
                 "Under the cap, where use is spread over users; else mean use.")  # fmt: skip
USER = (
    Measure("utilized_cost", "Cost of a user at list prices", "full_cost * utilization", "money",
            "The API list value of what a user uses, at the cost share."),
    Measure("token_cost", "Cost of a user by tokens", "served_tokens * unit_cost", "money",
            "Tokens served a month, at the cost of a million."),
    Measure("user_cost", "Cost of a user", "first(token_cost, utilized_cost)", "money",
            "By tokens where they are known, else at list prices and the cost share."),
    Measure("overage_income", "Overage of a user", "where(overage_tokens > 0, overage_tokens * overage_price, 0)",
            "money", "What a mean user pays beyond the price; 0 without a price for it."),
    Measure("user_revenue", "Revenue of a user", "price + overage_income", "money", "The price and the overage."),
    Measure("user_contribution", "Contribution of a user", "user_revenue - user_cost", "money",
            "What a mean user leaves a month after the cost of serving."),
    Measure("user_margin", "Margin of a user", "user_contribution / user_revenue", "ratio",
            "What a dollar of a mean user's revenue leaves."),
)  # fmt: skip
FLAT_RATE = (
    Measure("break_even_use", "Break-even use", "price / unit_cost", "Mtok",
            "The use a month at which a user costs the price; what is charged beyond it apart."),
)  # fmt: skip
AT_USE = Measure("left_at_use", "Contribution at that use", "price - unit_cost * usage * at_multiple", "money",
                 "What a user of so many times the mean use leaves.")  # fmt: skip
HEAVY = (
    Measure("heavy_user_cost", "Cost of a heavy user", "user_cost * heavy_cost / heavy_users", "money",
            "The part of cost that heavy users cause, over the part of users that they are."),
    Measure("heavy_left", "Contribution of a heavy user", "user_revenue - heavy_user_cost", "money",
            "What a heavy user leaves a month."),
    Measure("rest_user_cost", "Cost of any other user", "user_cost * (1 - heavy_cost) / (1 - heavy_users)", "money",
            "The rest of the cost over the rest of users."),
    Measure("rest_left", "Contribution of any other user", "user_revenue - rest_user_cost", "money",
            "Below 0 the plan loses on those who are not heavy too: it is no problem of the tail."),
)  # fmt: skip
CARRY = (
    Measure("users_to_carry", "Users that carry the fixed cost",
            "where(user_contribution > 0, fixed_cost / user_contribution, 0 / 0)", "users",
            "Mean users of this plan whose contribution pays for its fixed cost."),
    Measure("fixed_part", "Fixed cost to carry", "first(fixed_cost, 0)", "money", "0 where a plan has none."),
    Measure("all_fixed", "Fixed cost of all plans", "sum_periods(fixed_part)", "money", "All plans, a month."),
    Measure("all_users", "Users of all plans", "sum_periods(users)", "users", "All plans."),
    Measure("mean_left", "Contribution of a mean user of all plans", "plans_contribution / all_users", "money",
            "At the mix of users between the plans."),
    Measure("all_to_carry", "Users that carry the fixed cost, at today's mix",
            "where(mean_left > 0, all_fixed / mean_left, 0 / 0)", "users",
            "Users of all plans, in the mix of today, whose contribution pays for the fixed cost of all."),
)  # fmt: skip
TOTALS = (
    Measure("plan_revenue", "Revenue of the plan", "users * user_revenue", "money", "All users of the plan, a month."),
    Measure("plan_contribution", "Contribution of the plan", "users * user_contribution", "money",
            "What all users of the plan leave a month."),
)  # fmt: skip
WHOLE = (
    Measure("plans_revenue", "Revenue of all plans", "sum_periods(plan_revenue)", "money", "All plans, a month."),
    Measure("plans_contribution", "Contribution of all plans", "sum_periods(plan_contribution)", "money",
            "What all plans leave a month."),
    Measure("plans_margin", "Margin of all plans", "plans_contribution / plans_revenue", "ratio",
            "What a dollar of all plans' revenue leaves."),
)  # fmt: skip
LIGHT = (
    Measure("light_part", "Contribution of a light user's plan", "where(is_light == 1, user_contribution, 0)", "money",
            "What a mean user of the light users' plan leaves; 0 for the other plans."),
    Measure("light_price_part", "Price of the light users' plan", "where(is_light == 1, price, 0)", "money",
            "The price of the light users' plan; 0 for the other plans."),
    Measure("light_left", "Contribution of a light user", "sum_periods(light_part)", "money",
            "What a light user leaves a month to carry others."),
    Measure("light_price", "Price that a light user pays", "sum_periods(light_price_part)", "money",
            "What a light user pays a month."),
)  # fmt: skip
POWER = (
    Measure("full_loss", "Loss on a user at full limits", "maximum(full_cost - price, 0)", "money",
            "What a user at full limits costs beyond the price, at the cost share."),
    Measure("light_needed", "Light users per power user", "where(light_left > 0, full_loss / light_left, 0 / 0)",
            "users", "Light users at their own use whose contribution pays for one user at full limits."),
    Measure("list_loss", "Loss at full limits, list price as cost", "maximum(api_value - price, 0)", "money",
            "The same loss if serving cost what the API's list price is."),
    Measure("list_needed", "Light users per power user, list price as cost", "list_loss / light_price", "users",
            "Light users, free to serve, whose price pays for one user at full limits billed at list prices."),
)  # fmt: skip
