"""Chain ladder and Mack's standard error as formulas, the same as `chain_ladder`, for a worksheet. METHODS 4.5.

Rows are vintages, columns ages; `amount` is what each brought at each age, missing where the age is not reached.
`age` counts columns from 1, `age_count` is how many there are. Unit of the amounts.
"""

from __future__ import annotations

from finkit.analysis.measures import Measure

OLDEST = "the oldest age observed"
"""No tail is added beyond it: what a vintage brings later is in none of these."""
# Over vintages and ages.
AGES = (
    Measure("cumulative", "Cumulative", "prev(cumulative) + amount", "", "Up to the end of each age."),
    Measure("start", "At the age before, where both are known", "first(0 * cumulative + prev(cumulative), 0)", "",
            "What the factor to this age rests on."),
    Measure("reached_next", "At this age, where both are known", "first(cumulative + 0 * prev(cumulative), 0)", "",
            "What the factor to this age leads to."),
    Measure("pair", "Both are known", "first(0 * cumulative + 0 * prev(cumulative) + 1, 0)", "count", "1 is yes."),
)  # fmt: skip
# Over ages alone.
FACTORS = (
    Measure("base", "Sum at the age before", "sum_rows(start)", "", "Of vintages known at both ages."),
    Measure("factor", "Factor to this age", "sum_rows(reached_next) / base", "times", "Weighted by volume."),
    Measure("pairs", "Vintages known at both ages", "sum_rows(pair)", "count", "How many the factor rests on."),
)  # fmt: skip
COMPLETED = Measure("completed", f"Known, then projected to {OLDEST}", "first(cumulative, prev(completed) * factor)",
                    "", "What is not reached yet is the age before times the factor.")  # fmt: skip
# One figure a vintage.
ULTIMATE = (
    Measure("reached", "Ages reached", "sum_periods(known)", "count", "How far the vintage has come."),
    Measure("latest", "Latest", "at(cumulative, reached)", "", "The diagonal."),
    Measure("ultimate", f"Projected to {OLDEST}", "at(completed, age_count)", "",
            "Latest times the factors left; what comes after that age is not in it."),
    Measure("future", "Still to come up to that age", "ultimate - latest", "", "Projected less latest."),
    Measure("developed", "Part reached of that", "latest / ultimate", "share", "Latest over projected."),
)  # fmt: skip
KNOWN = Measure("known", "Reached", "first(0 * cumulative + 1, 0)", "count", "1 is yes.")
DEVIATION = Measure("deviation", "Squared deviation from the factor, weighted",
                    "first(start * (reached_next / start - factor) ** (1 + 1), 0)", "",
                    "Of each vintage known at both ages.")  # fmt: skip
# Mack's rule takes the least of last**2 / before, before and last: from the last two own ones on, each is the one
# before times the smaller of their two ratios.
VARIANCES = (
    Measure("own_variance", "Variance by vintages", "where(pairs > 1, sum_rows(deviation) / (pairs - 1), 0 / 0)", "",
            "Where two vintages or more show the age."),
    Measure("own_count", "How many ages have one so far", "prev(own_count) + first(0 * own_variance + 1, 0)", "count",
            "The rule needs two."),
    Measure("fall", "Falls by", "first(where(own_variance * prev(own_variance) > 0, minimum(own_variance / "
            "prev(own_variance), prev(own_variance) / own_variance), 0 * own_variance), prev(fall))", "times",
            "The smaller ratio of the last two."),
    Measure("variance", "Variance, Mack", "first(own_variance, where(own_count > 1, prev(variance) * fall, 0 / 0))", "",
            "By vintages, else by his rule for an age that one vintage shows."),
    Measure("per_step", "Variance over the factor squared", "variance / factor ** (1 + 1)", "", "Of one step."),
)  # fmt: skip
STEPS = (
    Measure("own_part", "Error of the steps left",
            "where(age > reached, per_step * (1 / prev(completed) + 1 / base), 0)", "number",
            "Process and factor, relative and squared."),
    Measure("still", "Projected, where the step is left", "where(age > reached, ultimate, 0)", "", "0 where reached."),
    Measure("still_squared", "The same squared", "still ** (1 + 1)", "squared", "For the pairs that share a factor."),
)  # fmt: skip
ERRORS = (
    Measure("squared", "Error squared", "ultimate ** (1 + 1) * sum_periods(own_part)", "squared",
            "Of each vintage's future."),
    Measure("error", "Mack's standard error", "squared ** (1 / (1 + 1))", "", "Of each vintage's future."),
)  # fmt: skip
PAIRS = (
    Measure("still_sum", "Projected of all that have the step left", "sum_rows(still)", "", ""),
    Measure("still_sum_squared", "Sum of their squares", "sum_rows(still_squared)", "squared", ""),
    Measure("shared", "Error that they share", "where(still_sum > 0, per_step / base * (still_sum ** (1 + 1) - "
            "still_sum_squared), 0)", "squared", "Vintages rest on the same factors."),
)  # fmt: skip
TOTAL = (
    Measure("total_future", "Still to come up to that age, all", "sum_rows(future)", "", ""),
    Measure("total_error", "Mack's standard error, all", "(sum_rows(squared) + sum_periods(shared)) ** (1 / (1 + 1))",
            "", "Of all vintages' future together."),
)  # fmt: skip
