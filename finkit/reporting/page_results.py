"""Sentences on results: the added dollar, the operating result, R&D amortized, upper bounds, cash."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from finkit.reporting.numbers import coins, one_of, percent, plain, words
from finkit.reporting.page import Figure, Page
from finkit.statement.fact import Fact
from finkit.statement.period import day_number

Part = str | Figure


def added(page: Page) -> int | None:
    """The row of the latest step that has an added-dollar margin."""
    table = page.analysis.company.incremental
    held = [r for r in page.rows if table.at("incremental_gross_margin", r) is not None]
    return max(held, key=lambda r: page.row(r).end, default=None)


def before(page: Page, row: int) -> int:
    """The row that a step starts from."""
    return int(page.at("step_from", row) or 1) - 1


def missing_lines(page: Page, row: int) -> list[str]:
    """The operating lines that would have to be known for operating income."""
    names = ("research_development", "sales_marketing", "general_administrative")
    return [page.label(n) for n in names if page.at(n, row) is None]


def capitalized(page: Page) -> list[int]:
    """The rows on which R&D amortized can be shown."""
    held = page.analysis.models.capitalization
    if held is None:
        return []
    tables = [table for (life, _), table in held.tables.items() if life == held.life]
    return [r for r in held.rows if any(math.isfinite(float(t.margin_high[r])) for t in tables)]


def recent(page: Page, rows: Sequence[int], most: int = 3) -> list[int]:
    """The latest periods that follow each other without a gap."""
    kept = list(rows[-most:])
    last = max((i for i, (a, b) in enumerate(itertools.pairwise(kept), 1) if gap(page, a, b)), default=0)
    return kept[last:]


def gap(page: Page, before: int, after: int) -> bool:
    """Whether time without figures lies between two periods."""
    end, start = page.row(before).end, page.row(after).start
    return bool(end and start) and day_number(start) - day_number(end) > 40


def series(page: Page, lead: str, name: str, rows: Sequence[int]) -> Iterator[Part]:
    """A measure in several periods: was 1 in A, 2 in B and 3 in C."""
    yield lead
    for i, r in enumerate(rows):
        months = page.row(r).months
        length = f" ({months} months)" if months and months < 12 else ""
        yield "" if not i else " and " if r == rows[-1] else ", "
        yield "(no figures between) " if i and gap(page, rows[i - 1], r) else ""
        yield page.figure(name, r)
        yield f" in {page.period(r)}{length}"


def overhead(page: Page, row: int) -> str:
    """The lines of variable overhead in words."""
    names = words(dict.fromkeys(page.label(f.line).lower() for f in page.table.inputs("variable_overhead", row)))
    return names or "variable overhead"


def edge(page: Page) -> Iterator[Sequence[Part]]:
    """What the added unit of revenue left, between two periods of equal length."""
    row = added(page)
    if row is None:
        known = sum(page.at("cost_of_revenue", r) is not None and page.at("revenue", r) is not None for r in page.rows)
        if known:
            yield (
                f"{known} {'period has' if known == 1 else 'periods have'} revenue with its cost, and no two that "
                "follow each other at equal length with revenue rising: an average is not a margin at the edge.",
            )
        return
    yield from _fell(page, row)
    step = page.figure("revenue_step", row)
    parts: list[Part] = [f"From {page.period(before(page, row))} to {page.period(row)} revenue rose by ", step]
    parts += [f" and the added {coin(page)} left "]
    names = ("incremental_gross_margin", "incremental_contribution_margin")
    for i, name in enumerate(n for n in names if page.at(n, row) is not None):
        value, ends = page.at(name, row) or 0.0, page.ends(name, row)
        parts += [" and " if i else "", page.figure(name, row), f" ({coins(value, page.currency)}"]
        ranged = ends is not None and ends[0].text != ends[1].text
        parts += ["; ", ends[0], " to ", ends[1], " for rounding)"] if ends and ranged else [")"]
        parts += [f" after {overhead(page, row)} too" if i else " after cost of revenue"]
    inputs = [f for name in ("revenue", "cost_of_revenue") for f in page.table.inputs(name, row)]
    rest = next((f.note.partition(";")[0] for f in inputs if f.basis == "derived" and " less " in f.note), "")
    parts += [f"; {page.period(row)} is derived ({rest})"] if rest else []
    doubts = [f for f in page.doubts(["revenue_step", "cost_step"], row) if f.line in ("revenue", "cost_of_revenue")]
    for fact in doubts:
        parts += [f"; {page.label(fact.line).lower()} of {fact.period}, ", page.of_fact(fact)]
        parts += [f", is of {fact.confidence} confidence"]
    yield *parts, "."


def _fell(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """That revenue fell after the latest step that has a margin."""
    later = [
        r for r in page.rows
        if page.row(r).end > page.row(row).end and page.at("cost_of_revenue", r) is not None
        and (page.at("revenue_before", r) or 0.0) > (page.at("revenue", r) or 0.0)
    ]  # fmt: skip
    if later:
        last = max(later, key=lambda r: page.row(r).end)
        fall = (page.at("revenue_before", last) or 0.0) - (page.at("revenue", last) or 0.0)
        yield (
            f"From {page.period(before(page, last))} to {page.period(last)} revenue fell by ",
            page.computed(page.scale.money(fall), fall, "revenue_fall", last, "revenue_growth"),
            ": that step has no added-dollar margin; the latest that has one is older.",
        )  # fmt: skip


def _before_research(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """The result before R&D, where R&D of the period is not known, and what is not in it."""
    if page.at("result_before_research_margin", row) is None:
        return
    margin = page.at("result_before_research_margin", row) or 0.0
    name = "result_before_research_margin"
    per = page.computed(plain(abs(margin), 2 if abs(margin) >= 0.005 else 4), margin, name, row, name)
    share = {"unknown": "; whether revenue share is in it is not established", "no": ", nor is revenue share"}
    answer = share.get(page.analysis.statement.company.included("revenue_share"), "")
    yield (
        f"Before R&D it {'lost' if margin < 0 else 'earned'} ", per, f" per {coin(page)} of revenue (",
        page.figure(name, row),
        f" in {page.period(row)}): R&D of the period is not reported and not in it{answer}.",
    )  # fmt: skip


def operating(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """The operating result per unit of revenue, expensed and amortized; a series where there is no gross margin."""
    margin = page.at("operating_margin", row)
    research = page.at("research_development", row) is not None
    lab = page.analysis.statement.company.kind == "lab"
    if margin is None or (lab and not research and page.at("operating_income", row) is None):
        if not research and page.at("gross_margin", row) is not None:
            yield from _before_research(page, row)
        return
    if page.at("gross_margin", row) is None:
        held = recent(page, [r for r in page.rows if page.at("operating_margin", r) is not None])
        yield *series(page, "Operating margin was ", "operating_margin", held), "."
        return
    unit = page.computed(
        plain(abs(margin), 2 if abs(margin) >= 0.005 else 4), margin, "operating_margin", row, "operating_margin"
    )
    verb = "It lost " if margin < 0 else "It earned "
    parts: list[Part] = [
        verb,
        unit,
        f" per {coin(page)} of revenue{' as expensed' if research else ''} (operating margin ",
    ]
    parts += [page.figure("operating_margin", row)]
    stated = page.at("operating_margin_reported", row)
    if stated is not None and abs(stated - margin) > 5e-5:
        parts += [" from the lines, ", page.figure("operating_margin_reported", row), " on the stated result"]
    parts += [")"]
    yield *parts, *amortized(page, row), "."


def amortized(page: Page, row: int) -> list[Part]:
    """The result per unit of revenue with R&D amortized at the base life, both conventions, with the doubt."""
    held = page.analysis.models.capitalization
    if held is None or row not in held.rows:
        return []
    parts: list[Part] = []
    for i, convention in enumerate(("spread evenly", "one-year lag")):
        table = held.at(held.life, convention)
        low, high = float(table.margin_low[row]), float(table.margin_high[row])
        if high != high:
            return []
        lost, name = high < 0, f"amortized_margin_{convention.replace(' ', '_').replace('-', '_')}"
        best, worst = (
            page.computed(plain(abs(value) if lost else value, 2), value, f"{name}_{end}", row, "operating_margin")
            for value, end in ((high, "high"), (low, "low"))
        )
        first, last = (best, worst) if lost else (worst, best)
        first = replace(first, quiet=True)
        shown: list[Part] = ["between ", first, " and ", last]
        if low != low:
            shown = ["at least " if lost else "at most ", best]
        elif best.text == worst.text:
            shown = [best]
        parts += [" and " if i else "", *shown, " lost" if lost else " left"]
        parts += [" with a one-year lag" if i else " spread evenly"]
    months = plain(held.life * 12, 0)
    return [f"; with R&D amortized over {months} months (assumed; non-GAAP) ", *parts, *_bounded(page, row)]


def _bounded(page: Page, row: int) -> list[Part]:
    """Which earlier years' R&D is bounded or unknown, within the base life."""
    held = page.analysis.models.capitalization
    assert held is not None
    year, parts = int(page.row(row).end[:4]), []
    for back in range(1, 3):
        low, high = float(held.lags_low[back, row]), float(held.lags_high[back, row])
        if low == high or held.life <= back - 1:
            continue
        if low != low or high != high:
            parts.append(f"R&D of {year - back} is unknown")
        else:
            parts.append(
                f"R&D of {year - back} is bounded ({page.scale.number(low)} to {page.scale.money(high)}), not known"
            )
    return [f": {'; '.join(parts)}"] if parts else []


def bound(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """The upper bound of operating income where lines are missing, and the company's adjusted loss beside it."""
    value, revenue = page.at("result_before_administration", row), page.at("revenue", row)
    known = any(page.at(name, row) is not None for name in ("research_development", "sales_marketing"))
    before_research = (
        page.at("research_development", row) is None and page.at("result_before_research", row) is not None
    )
    if page.at("operating_margin", row) is None and value is not None and revenue and known and not before_research:
        lines = missing_lines(page, row)
        share = page.computed(percent(value / revenue), value / revenue, "result_before_administration_margin", row,
                              "result_before_administration")  # fmt: skip
        yield (
            "Result before G&A and other was ", page.figure("result_before_administration", row), ", ", share,
            f" of revenue, in {page.period(row)}: an upper bound of operating income, because "
            f"{words(line[0].lower() + line[1:] if line[1:2] != '&' else line for line in lines)} "
            f"{'is' if len(lines) == 1 else 'are'} not reported.",
        )  # fmt: skip
    adjusted = page.at("adjusted_net_income", row)
    if adjusted is not None and page.at("operating_margin", row) is None:
        yield (
            "Adjusted net ", "loss" if adjusted < 0 else "income", " was ",
            page.figure("adjusted_net_income", row, page.scale.money(abs(adjusted))),
            f" in {page.period(row)} by the company's own definition: never operating income.",
        )  # fmt: skip


def cash(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """Capital expenditure, what one related party was paid, and how long cash lasts."""
    if page.at("capital_intensity", row) is not None:
        yield (
            "Capital expenditure was ",
            page.figure("capital_intensity", row),
            f" times revenue in {page.period(row)}.",
        )
    if page.at("related_party_share", row) is not None:
        paid = [f.label for f in page.table.inputs("related_party_costs", row)]
        split = _split(page, row)
        share, total = page.cell("related_party_costs", row), page.figure("total_costs_expenses", row)
        went = f") went to one related party in {page.period(row)} ({words(paid)})"
        yield (
            share, " of ", total, " of costs (", page.figure("related_party_share", row), went, *split, ".",
        )  # fmt: skip
    runs = [r for r in page.rows if page.at("runway", r) is not None]
    if runs:
        last = max(runs, key=lambda r: page.row(r).end)
        yield (
            "Cash of ", page.figure("cash_end", last), f" at the end of {page.period(last)} is ",
            page.figure("runway", last), " at that period's use of ", page.figure("burn", last),
            *_monthly(page, last), ".",
        )  # fmt: skip
    if page.at("gmroi", row) is not None:
        inputs = page.table.inputs("gmroi", row)
        fifo = any("lifo_reserve" in f.formula for f in inputs if f.line == "inventory")
        how = ": FIFO less LIFO reserve" if fifo else " as reported"
        yield (
            f"A {coin(page)} of inventory brought ", page.figure("gmroi", row),
            f" of gross profit in {page.period(row)} (GMROI on average inventory at cost{how}).",
        )  # fmt: skip


def _split(page: Page, row: int) -> list[Part]:
    """Where the related party's charges are booked; the rest worked out."""
    names = {"related_party_research": "in R&D", "related_party_cost_of_revenue": "in cost of revenue"}
    held = [(n, where) for n, where in names.items() if page.at(n, row) is not None]
    parts: list[Part] = []
    for i, (name, where) in enumerate(held):
        parts += [", " if i else ": ", page.cell(name, row), f" {where}"]
    rest = (page.at("related_party_costs", row) or 0.0) - sum(page.at(n, row) or 0.0 for n, _ in held)
    if held and rest > 0:
        figure = page.computed(page.scale.number(rest), rest, "related_party_elsewhere", row, "related_party_costs")
        parts += [", ", figure, " elsewhere"]
    return parts


def _monthly(page: Page, row: int) -> list[Part]:
    """The runway at the average burn a month that the company states, which is another definition."""
    fact: Fact | None = next(
        (f for f in page.analysis.statement.facts
         if f.line == "cash_burn_monthly" and f.end == page.row(row).end and not f.segment and f.value), None
    )  # fmt: skip
    cash_end = page.at("cash_end", row)
    if fact is None or not fact.value or cash_end is None:
        return []
    left = cash_end / (3 * fact.value)
    figure = page.computed(f"{plain(left, 1)} quarters", left, "runway_at_stated_burn", row, "cash_end")
    own = all(f.line == "operating_cash_flow" for f in page.table.inputs("burn", row))
    lead = " (operating cash flow), and " if own else ", and "
    return [lead, figure, " at the stated average burn of ", page.of_fact(fact), " a month, another definition"]


def coin(page: Page) -> str:
    """The unit of currency in a word."""
    return one_of(page.currency).removeprefix("a ").removeprefix("one ")
