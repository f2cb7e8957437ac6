"""What a company's customers leave: its plans, its tasks and its unit economics, each with its inputs or absent."""

from __future__ import annotations

from dataclasses import dataclass

from finkit.analysis.customers.plans import Plans, analyze_plans
from finkit.analysis.customers.tasks import TaskResult, analyze_tasks
from finkit.analysis.customers.unit_economics import Layers, layers
from finkit.analysis.models.capitalization import Capitalization
from finkit.analysis.table import Table
from finkit.assumptions.settings import Assumptions


@dataclass(frozen=True, slots=True)
class Customers:
    """One company's customers; `absent` maps each part that lacks its inputs to the input that would bring it."""

    plans: Plans | None
    tasks: tuple[TaskResult, ...]
    absent: dict[str, str]
    _table: Table
    _capital: Capitalization | None

    def layers(self, row: int) -> Layers | None:
        """Unit economics of a row in layers; None without revenue and a cost of serving."""
        return layers(self._table, self._capital, row)


def analyze_customers(
    assumed: Assumptions, table: Table, capital: Capitalization | None, currency: str = ""
) -> Customers:
    """The plans and tasks that a company is given, and its layers on its own figures."""
    absent = {}
    if not assumed.plans:
        absent["plans"] = "a Plans table: price, what full limits are worth or tokens used, and the cost of serving"
    if not assumed.tasks:
        absent["tasks"] = "a Tasks table: wage, hours saved, tokens of a task and their price"
    return Customers(analyze_plans(assumed.plans, currency), analyze_tasks(assumed.tasks), absent, table, capital)
