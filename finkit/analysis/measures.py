"""The registry of measures: one formula each, which Python evaluates, Excel recalculates and reports print."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.formula import Formula

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: `formula` over line ids and other measures, `unit` money, ratio, times or quarters, one sentence."""

    name: str
    label: str
    formula: str
    unit: str
    says: str

    @property
    def parsed(self) -> Formula:
        """Its formula, parsed once."""
        return Formula.parse(self.formula)


# Money sums by class of cost are inputs here; `company/costs.py` makes them from the lines.
MARGINS = (
    Measure("revenue_year_ago", "Revenue a year earlier", "at(revenue, year_ago)", "money",
            "Revenue of the equal period one year before."),
    Measure("revenue_growth", "Revenue growth", "revenue / maximum(revenue_year_ago, 0) - 1", "ratio",
            "Change of revenue against the equal period one year before."),
    Measure("gross_margin_lines", "Gross margin from the lines", "gross_profit / revenue", "ratio",
            "What a dollar of revenue leaves after cost of revenue."),
    Measure("gross_margin", "Gross margin", "first(gross_margin_lines, gross_margin_stated)", "ratio",
            "What a dollar of revenue leaves after cost of revenue; the stated ratio where no line gives it."),
    Measure("variable_overhead", "Variable overhead", "variable_split", "money",
            "Costs outside cost of revenue whose class is variable; needs sales and marketing apart."),
    Measure("fixed_overhead", "Fixed overhead", "fixed_split", "money",
            "Costs outside cost of revenue whose class is fixed, R&D apart; needs administration apart."),
    Measure("contribution", "Contribution", "gross_profit - variable_overhead", "money",
            "Revenue less cost of revenue and variable overhead."),
    Measure("contribution_margin", "Contribution margin", "contribution / revenue", "ratio",
            "What a dollar of revenue leaves after every cost that moves with it, by class."),
    Measure("overhead_split", "Overhead, line by line", "variable_split + fixed_split", "money",
            "Overhead with sales and marketing and administration apart."),
    Measure("overhead_unsplit", "Overhead, SG&A in one line", "variable_unsplit + fixed_unsplit", "money",
            "Overhead where selling, general and administrative cost is one line."),
    Measure("overhead", "Overhead", "first(overhead_split, overhead_unsplit)", "money",
            "All operating costs outside cost of revenue and R&D."),
    Measure("result_before_research", "Result before R&D", "gross_profit - overhead", "money",
            "What is left before research and development."),
    Measure("result_before_research_margin", "Result before R&D / revenue", "result_before_research / revenue", "ratio",
            "What a dollar of revenue leaves before research and development."),
    Measure("operating_income_lines", "Operating income from the lines",
            "lines_tie * (result_before_research - research_total)", "money",
            "Gross profit less every operating line given, where that ties to the stated result within rounding."),
    Measure("operating_result", "Operating income, lines first", "first(operating_income_lines, operating_income)",
            "money", "Operating income from the lines; the stated figure where lines are missing."),
    Measure("operating_margin_lines", "Operating income / revenue", "operating_result / revenue", "ratio",
            "Operating income over revenue."),
    Measure("operating_margin", "Operating margin", "first(operating_margin_lines, operating_margin_stated)", "ratio",
            "Operating income over revenue, from the lines where they are complete, else as stated."),
    Measure("operating_margin_reported", "Operating margin on the stated result", "operating_income / revenue", "ratio",
            "The operating income that the source states, over revenue."),
    Measure("net_margin", "Net margin", "net_income / revenue", "ratio", "Net income over revenue."),
    Measure("cost_ratio", "Total costs / revenue", "total_costs_expenses / revenue", "ratio",
            "All operating costs per dollar of revenue."),
    Measure("research_intensity", "R&D / revenue", "research_development / revenue", "ratio",
            "Research and development per dollar of revenue."),
    Measure("sales_marketing_ratio", "S&M / revenue", "sales_marketing / revenue", "ratio",
            "Sales and marketing per dollar of revenue."),
    Measure("administration_ratio", "G&A / revenue", "general_administrative / revenue", "ratio",
            "General and administrative cost per dollar of revenue."),
    Measure("overhead_ratio", "SG&A / revenue", "selling_general_administrative / revenue", "ratio",
            "Selling, general and administrative cost per dollar of revenue."),
    Measure("result_before_administration", "Result before G&A and other",
            "bounded * (gross_profit - first(research_development, 0) - first(sales_marketing, 0))", "money",
            "Where no operating income is known: gross profit less the R&D and S&M that are, an upper bound of it."),
    Measure("margin_after_infrastructure", "Margin after technology and infrastructure",
            "gross_margin_lines - technology_infrastructure / revenue", "ratio",
            "What a dollar of revenue leaves once the accelerators are counted as a cost of serving it."),
    Measure("margin_after_food", "Margin after food and beverage only", "1 - food_beverage / revenue", "ratio",
            "What a restaurant's dollar leaves after food and beverage alone."),
)  # fmt: skip

INCREMENTAL = (
    Measure("revenue_before", "Revenue of the period before", "at(revenue, step_from)", "money",
            "Revenue of the period that the step is taken from."),
    Measure("cost_before", "Cost of revenue of the period before", "at(cost_of_revenue, step_from)", "money",
            "Cost of revenue of the period that the step is taken from."),
    Measure("variable_before", "Variable overhead of the period before", "at(variable_overhead, step_from)", "money",
            "Variable overhead of the period that the step is taken from."),
    Measure("revenue_step", "Revenue added", "maximum(revenue - revenue_before, 0)", "money",
            "Revenue added from one period to the next; a fall has no incremental margin."),
    Measure("cost_step", "Cost of revenue added", "cost_of_revenue - cost_before", "money",
            "Cost of revenue added with it."),
    Measure("variable_step", "Variable overhead added", "variable_overhead - variable_before", "money",
            "Variable overhead added with it."),
    Measure("incremental_gross_margin", "Incremental gross margin", "1 - cost_step / revenue_step", "ratio",
            "What the added dollar of revenue left after cost of revenue."),
    Measure("incremental_contribution_margin", "Incremental contribution margin",
            "1 - (cost_step + variable_step) / revenue_step", "ratio",
            "What the added dollar of revenue left after cost of revenue and variable overhead."),
)  # fmt: skip

CASH = (
    Measure("burn", "Cash used", "first(cash_burn, 0 - operating_cash_flow)", "money",
            "Cash used in the period: as stated, else operating cash flow with its sign turned."),
    Measure("burn_to_loss", "Cash used / operating loss", "burn / maximum(0 - operating_result, 0)", "ratio",
            "How much of the operating loss was paid in cash in the period."),
    Measure("burn_per_quarter", "Cash used a quarter", "burn / quarters", "money",
            "Cash used, per quarter of the period."),
    Measure("runway", "Runway in quarters", "cash_end / maximum(burn_per_quarter, 0)", "quarters",
            "Quarters until cash at the period's end is gone at the period's rate of use."),
    Measure("capital_intensity", "Capital expenditure / revenue", "capital_expenditure / revenue", "times",
            "Cash spent on property and equipment per dollar of revenue."),
    Measure("related_party_share", "Paid to one related party / total costs",
            "related_party_costs / total_costs_expenses", "ratio",
            "The share of all costs that goes to one related party."),
    Measure("inventory_year_ago", "Inventory a year earlier", "at(inventory, year_ago)", "money",
            "Inventory at the end of the equal period one year before."),
    Measure("average_inventory", "Average inventory at cost", "(inventory + inventory_year_ago) / (1 + 1)", "money",
            "Mean of opening and closing inventory."),
    Measure("inventory_turnover", "Inventory turnover (cost of revenue)", "cost_of_revenue / average_inventory",
            "times", "Cost of revenue over average inventory at cost."),
    Measure("gmroi", "GMROI (gross profit / average inventory at cost)", "gross_profit / average_inventory", "times",
            "Gross profit per dollar of inventory at cost."),
)  # fmt: skip

ALL = (*MARGINS, *INCREMENTAL, *CASH)


@functools.cache
def registry() -> dict[str, Measure]:
    """Every measure by name."""
    return {measure.name: measure for measure in ALL}


def evaluate(measures: Iterable[Measure], given: Mapping[str, Floats], size: int) -> dict[str, Floats]:
    """Each measure's values on `size` rows, in order; later ones may use earlier ones; absent inputs are missing."""
    known: dict[str, Floats] = dict(given)
    missing = np.full(size, np.nan)
    found: dict[str, Floats] = {}
    for measure in measures:
        operands = {name: known.get(name, missing) for name in measure.parsed.names}
        found[measure.name] = known[measure.name] = np.broadcast_to(measure.parsed.evaluate(operands), (size,))
    return found


def spread(measure: Measure, values: Mapping[str, Floats], half: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """The low and high of a measure as its operands move by `half` in every combination.

    Operands are taken as independent of each other; missing half-widths are 0. Where the measure itself is
    missing, so is its range.
    """
    names = measure.parsed.names
    centre = measure.parsed.evaluate({n: values[n] for n in names})
    corners = [
        measure.parsed.evaluate(
            {n: values[n] + s * np.nan_to_num(half.get(n, 0.0)) for n, s in zip(names, signs, strict=True)}
        )
        for signs in itertools.product((-1.0, 1.0), repeat=len(names))
    ]
    stacked = np.stack(np.broadcast_arrays(*corners))
    bad = np.isnan(stacked).any(axis=0) | np.isnan(centre)
    low, high = np.where(bad, np.nan, stacked.min(axis=0)), np.where(bad, np.nan, stacked.max(axis=0))
    return low, high
