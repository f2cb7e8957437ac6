"""Time FinanceToolkit's profitability ratios and finkit's margins on the same numbers, in one run, by hand.

    python -m tests.benchmarks.peer_ratios PYTHON_OF_AN_ENVIRONMENT_WITH_FINANCETOOLKIT_2.3.0

The peer gets the same 500 companies x 5 years as frames in the shape that it works on, finkit as a panel and as
chosen facts. Its whole set of ratios also wants a balance sheet and cash flows: those are filled with numbers made
from the same revenue, which costs it nothing. No network is used.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

import numpy as np

PEER = """
import sys, timeit
import numpy as np, pandas as pd
from importlib.metadata import version
from financetoolkit.ratios import profitability_model as model
from financetoolkit.ratios.ratios_controller import Ratios

held = np.load(sys.argv[1])
count, years = held["revenue"].shape
tickers = [f"Company {i:03}" for i in range(count)]
periods = pd.PeriodIndex([str(2021 + i) for i in range(years)], freq="Y")
revenue, cost, result = held["revenue"], held["cost_of_revenue"], held["operating_income"]

def frame(items):
    index = pd.MultiIndex.from_product([tickers, list(items)])
    values = np.stack(list(items.values()), axis=1).reshape(-1, years)
    return pd.DataFrame(values, index=index, columns=periods)

income = frame({"Revenue": revenue, "Cost of Goods Sold": cost, "Operating Income": result,
    "Net Income": 0.8 * result, "Income Before Tax": result, "Income Tax Expense": 0.2 * result,
    "Interest Expense": 0.01 * revenue, "Depreciation and Amortization": 0.05 * revenue, "EBITDA": 1.1 * result,
    "Interest Income": 0.01 * revenue})
stocks = ["Total Assets", "Total Equity", "Total Debt", "Total Shareholder Equity", "Total Current Liabilities",
    "Total Liabilities", "Intangible Assets", "Total Current Assets", "Short Term Debt", "Preferred Stock",
    "Cash and Cash Equivalents", "Short Term Investments", "Accounts Receivable", "Goodwill", "Net Debt",
    "Minority Interest", "Goodwill and Intangible Assets"]
balance = frame({name: (i + 2) * 0.1 * revenue for i, name in enumerate(stocks)})
flows = ["Cash Flow from Operations", "Free Cash Flow", "Capital Expenditure", "Dividends Paid", "Income Taxes Paid",
    "Interest Paid", "Depreciation and Amortization", "Stock Based Compensation", "Operating Cash Flow"]
cash = frame({name: 0.1 * revenue for name in flows})

def ratios():
    return Ratios(tickers, {"period": income}, balance, income, cash, start_date="2021", end_date="2025")

def controlled():
    one = ratios()
    return one.get_gross_margin(), one.get_operating_margin()

def bare():
    r = income.loc[:, "Revenue", :]
    return model.get_gross_margin(r, income.loc[:, "Cost of Goods Sold", :]), model.get_operating_margin(
        income.loc[:, "Operating Income", :], r)

def everything():
    return ratios().collect_profitability_ratios()

def best(call):
    return min(timeit.repeat(call, number=1, repeat=5))

gross = bare()[0].to_numpy()
assert np.allclose(gross, (revenue - cost) / revenue), "not the same numbers"
print("FinanceToolkit", version("financetoolkit"))
try:
    found = everything()
    print(f"  {'all profitability ratios':44}{best(everything) * 1e3:9.1f} ms  {len(found) // count} ratios")
except Exception as error:
    print(f"  all profitability ratios: {type(error).__name__}: {error}")
print(f"  {'gross and operating margin, by its controller':44}{best(controlled) * 1e3:9.1f} ms  2 ratios")
print(f"  {'gross and operating margin, bare functions':44}{best(bare) * 1e3:9.1f} ms  2 ratios")
"""


def main(python: str) -> None:
    """Print both, the peer first."""
    from finkit.analysis.measures import MARGINS
    from finkit.statement.fact import Facts
    from finkit.statement.panel import Panel
    from finkit.statement.statement import Statement
    from tests.benchmarks.panel import facts_of, income, margins

    lines = income()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.npz"
        np.savez(path, **lines)
        subprocess.run([python, "-c", PEER, str(path)], check=True)
    chosen = Facts.concat([statement.facts for statement in Statement.build(facts_of(lines))])
    panel = Panel.of(chosen)
    found = margins(panel)
    assert np.allclose(
        found["gross_margin"], ((lines["revenue"] - lines["cost_of_revenue"]) / lines["revenue"]).ravel()
    )
    print("finkit")
    for name, call in (
        ("all margins, on a panel", lambda: margins(panel)),
        ("all margins, from chosen facts", lambda: margins(Panel.of(chosen))),
    ):
        print(f"  {name:44}{min(timeit.repeat(call, number=1, repeat=5)) * 1e3:9.1f} ms  {len(MARGINS)} measures")


if __name__ == "__main__":
    main(sys.argv[1])
