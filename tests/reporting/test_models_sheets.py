"""The sheets Models, Usage and Schedule: changed by a reader, they say what Python says with the same changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import finkit
from finkit.analysis.models.carried import Carried
from finkit.analysis.models.lives import Generations
from finkit.analysis.models.payoff import OUTLAYS, Payoff
from finkit.files import shipped
from tests.libreoffice import recalculate, requires_libreoffice

STATEMENT = """company,line,label,period,value,currency,scale,basis
Lab X,revenue,Revenue,FY2023,120,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2023,70,USD,millions,reported
Lab X,revenue,Revenue,FY2024,360,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,FY2024,190,USD,millions,reported
Lab X,revenue,Revenue,H1 2025,300,USD,millions,reported
Lab X,cost_of_revenue,Cost of revenue,H1 2025,140,USD,millions,reported
"""


def assumptions(second: str = "2023-12-10", share: float = 0.25, life: float = 18) -> dict[str, Any]:
    rows = (("One", "2023-01-20", 40e6), ("Two", second, 90e6), ("Three", "2024-11-05", 200e6))
    models = [
        {"name": name, "release": day, "training_cost": cost, "currency": "USD", "training_basis": "all R&D"}
        for name, day, cost in rows
    ]
    return {"models": models, "adoption": {"share_at_once": share}, "life_months": life}


def analysis(folder: Path, **changed: Any) -> finkit.Analysis:
    path = folder / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    return finkit.analyze(finkit.read(path), assumptions(**changed))


def rows_of(sheet: Any, name: str) -> list[list[Any]]:
    """The figures of every row with that id, in order."""
    return [[c.value for c in row[4:]] for row in sheet.iter_rows() if row[2].value == f"models_{name}"]


def charged_by(copy: Any, charges: list[float], day: str) -> float:
    """The sum of a row of Schedule over months that end by a day."""
    held = (row for row in copy["Schedule"].iter_rows() if row[2].value == "schedule_month_end")
    ends = [c.value for c in next(held)[4:]]
    return sum(c for c, end in zip(charges, ends, strict=True) if end <= datetime.fromisoformat(day))


@requires_libreoffice
def test_a_life_a_share_and_a_date_changed_in_the_workbook_are_followed_everywhere(tmp_path: Path) -> None:
    before = analysis(tmp_path)
    path = tmp_path / "lab-x.xlsx"
    finkit.write(before, path)
    book = openpyxl.load_workbook(path)
    models = book["Models"]
    for row in models.iter_rows():
        if row[2].value == "models_share_at_once":
            row[4].value = 0.6
        if row[2].value == "models_life":
            row[4].value = 12
        if row[2].value == "models_release" and str(row[0].value).endswith("Two"):
            row[4].value = datetime(2023, 9, 3)
    # Wrong cached values cannot pass: openpyxl writes formulas without any.
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    copy = openpyxl.load_workbook(recalculate([changed], tmp_path / "out")[changed], data_only=True)
    found = analysis(tmp_path, second="2023-09-03", share=0.6, life=12).models.generations
    assert isinstance(found, Generations)
    for v, life in enumerate(found.lives):
        held, left = life.payoff, life.earned["usage"]["gross profit"]
        assert isinstance(held, Payoff)
        wanted = {
            "months_of_use": left.months, "left_low": left.low, "left_high": left.high, "tenure": life.tenure,
            "payback": held.centre, "payback_over_tenure": held.ratio,
        }  # fmt: skip
        for name, value in wanted.items():
            shown = rows_of(copy["Models"], name)[v][0]
            assert shown == pytest.approx(value, rel=1e-9), (life.name, name)
    # Use of each month adds up, and each cost is charged over the 12 months from release: 335 of Two's 365 days.
    usage = rows_of(copy["Usage"], "usage")
    assert [sum(month) for month in zip(*usage, strict=True)] == pytest.approx([1.0] * len(usage[0]), rel=1e-9)
    charges = rows_of(copy["Schedule"], "straight_line_charge")
    assert sum(charges[0]) == pytest.approx(40e6, rel=1e-9)
    assert sum(charges[1]) == pytest.approx(90e6, rel=1e-9)
    days = (date(2025, 7, 1) - date(2024, 11, 5)).days
    assert sum(charges[2]) == pytest.approx(200e6 * days / 365, rel=1e-9)
    # One is replaced after 226 days; of Three's sum of years the days after June 2025 are left.
    by_day = {name: rows_of(copy["Schedule"], f"{name}_charge") for name in ("straight_line", "units", "sum_of_years")}
    by_day["straight_line_cut"] = rows_of(copy["Schedule"], "straight_line_charge_cut")
    assert sum(by_day["straight_line_cut"][0]) == pytest.approx(40e6, rel=1e-9)
    assert charged_by(copy, by_day["straight_line_cut"][0], "2023-09-01") == pytest.approx(40e6 * 224 / 226, rel=1e-9)
    rest = (365 - days) / 365 * 12
    assert sum(by_day["sum_of_years"][2]) == pytest.approx(200e6 * (1 - rest * (rest + 1) / (12 * 13)), rel=1e-9)
    for name, rows in by_day.items():
        left_over = rows_of(copy["Schedule"], f"{name.removesuffix('_cut')}_book{'_cut' * name.endswith('_cut')}")
        for v, cost in enumerate((40e6, 90e6, 200e6)):
            assert sum(rows[v]) + left_over[v][-1] == pytest.approx(cost, rel=1e-9), (name, v)


def by_hand(served: list[float], cost: float, life: float, use: list[float], total: float) -> dict[str, list[float]]:
    """Book values at each month's end by the schedules that carry a balance, month by month; no salvage."""
    held: dict[str, list[float]] = {}
    for name, times, switch, by_use in (
        ("declining_book_balance", 1.0, False, False),
        ("declining_book_double", 2.0, True, False),
        ("greater_book", 0.0, True, True),
    ):
        book, age, used = cost, 0.0, 0.0
        for part, now in zip(served, use, strict=True):
            # Only what of the month lies within the life is charged for.
            within = min(part, life - age)
            rates = [times / life * within]
            if switch and within > 0:
                rates.append(within / (life - age))
            if by_use and total > used:
                rates.append(now / (total - used))
            book -= book * min(max(rates), 1.0)
            age, used = age + within, used + now
            held.setdefault(name, []).append(book)
    return held


@requires_libreoffice
def test_seven_schedules_follow_the_life_and_the_one_chosen_leads_results(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.csv"
    path.write_text(
        STATEMENT
        + "".join(
            f"Lab X,{line},{label},{period},{value},USD,millions,reported\n"
            for line, label, values in (
                ("research_development", "R&D", (60, 130, 90)),
                ("operating_income", "Operating income", (-20, 10, 40)),
            )
            for period, value in zip(("FY2023", "FY2024", "H1 2025"), values, strict=True)
        ),
        encoding="utf-8",
    )
    read = finkit.read(path)
    finkit.write(finkit.analyze(read, assumptions()), tmp_path / "before.xlsx")
    book = openpyxl.load_workbook(tmp_path / "before.xlsx")
    for row in book["Models"].iter_rows():
        if row[2].value == "models_life":
            row[4].value = 10
        if row[2].value == "models_schedule":
            row[4].value = "Double declining"
    changed = tmp_path / "changed.xlsx"
    book.save(changed)
    copy = openpyxl.load_workbook(recalculate([changed], tmp_path / "out")[changed], data_only=True)
    finkit.write(finkit.analyze(read, assumptions(life=10)), tmp_path / "after.xlsx")
    python = openpyxl.load_workbook(tmp_path / "after.xlsx", data_only=True)
    sheet = copy["Schedule"]
    for kind in ("charge", "book"):
        for name in ("straight_line", "sum_of_years", "units", "greater", "declining", "straight_line", "declining"):
            for tail in {"declining": ("_balance", "_double"), "straight_line": ("", "_cut")}.get(name, ("",)):
                wanted = rows_of(python["Schedule"], f"{name}_{kind}{tail}")
                assert len(wanted) == 4, (name, kind, tail)
                for shown, held in zip(rows_of(sheet, f"{name}_{kind}{tail}"), wanted, strict=True):
                    assert shown == pytest.approx(held, rel=1e-9, abs=1e-6), (name, kind, tail)
    # Two again by hand, over 10 months: the R&D of the 324 days since One's release, of 60 in 2023.
    begun, ended = (rows_of(copy["Usage"], f"served_{name}")[1] for name in ("from", "to"))
    served = [b - a for a, b in zip(begun, ended, strict=True)]
    use, total = rows_of(sheet, "model_use")[1], rows_of(sheet, "usage_total")[1][0]
    months = [k for k, part in enumerate(served) if part > 0]
    for name, books in by_hand(
        [served[k] for k in months], 60e6 * 324 / 365, 10, [use[k] for k in months], total
    ).items():
        assert [rows_of(sheet, name)[1][k] for k in months] == pytest.approx(books, rel=1e-9, abs=1e-3), name
    # What the models are charged in 2024 by double declining, against R&D of 130.
    ends = next(row for row in copy["Schedule"].iter_rows() if row[2].value == "schedule_month_end")
    double = rows_of(sheet, "declining_charge_double")
    at = [k for k, c in enumerate(ends[4:]) if "2024-01-02" < str(c.value) < "2025-01-02"]
    charged = sum(row[k] for row in double for k in at)
    assert rows_of(copy["Models"], "period_charge")[0][1] == pytest.approx(charged, rel=1e-9)
    assert rows_of(copy["Models"], "period_result")[0] == pytest.approx([-20e6, 10e6, 40e6], rel=1e-9)
    assert rows_of(copy["Models"], "period_carried")[0][1] == pytest.approx(10e6 + 130e6 - charged, rel=1e-9)


def changed_rows(before: finkit.Analysis, changes: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The company's generations as rows of assumptions, some of them changed."""
    found = before.models.generations
    assert isinstance(found, Generations)
    return [m.model_dump() | dict(changes.get(m.name, {})) for m in found.lineage.models]


def write_changed(before: finkit.Analysis, path: Path, changes: dict[tuple[str, str], Any]) -> Any:
    """The workbook of an analysis with cells of Models changed by id and model, recalculated."""
    finkit.write(before, path)
    book = openpyxl.load_workbook(path)
    for row in book["Models"].iter_rows():
        for (name, model), value in changes.items():
            if row[2].value == f"models_{name}" and str(row[0].value).endswith(model):
                row[4].value = value
    changed = path.with_stem("changed")
    book.save(changed)
    return openpyxl.load_workbook(recalculate([changed], path.parent / "out")[changed], data_only=True)


def assert_costs_and_paybacks(copy: Any, found: Generations) -> None:
    for v, life in enumerate(found.lives):
        cost = next((life.outlays[name] for name in OUTLAYS if name in life.outlays), (None, None, None))
        wanted = {"cost_low": cost[0], "cost_high": cost[1], "cost_taken": cost[2], "tenure": life.tenure}
        if "all R&D since the last release" in life.outlays:
            since = life.outlays["all R&D since the last release"]
            wanted |= {"made_low": since[0], "made_high": since[1]}
        if isinstance(life.payoff, Payoff):
            wanted |= {"payback_low": life.payoff.low, "payback": life.payoff.centre, "payback_high": life.payoff.high}
        for name, value in wanted.items():
            shown = rows_of(copy["Models"], name)[v][0]
            assert shown in ("", None) if value is None else shown == pytest.approx(value, rel=1e-9), (life.name, name)


@requires_libreoffice
def test_costs_made_from_r_and_d_follow_release_dates(tmp_path: Path) -> None:
    """OpenAI's R&D is a range in 2023 and 2024; a release moved changes what two models cost."""
    read = finkit.read(shipped("statements") / "openai.xlsx")
    before = finkit.analyze(read)
    days = {"GPT-4o": date(2024, 3, 1), "GPT-5": date(2025, 6, 3)}
    cells: dict[tuple[str, str], Any] = {
        ("release", name): datetime(day.year, day.month, day.day) for name, day in days.items()
    }
    cells |= {("share_at_once", ""): 0.5, ("life", ""): 24}
    copy = write_changed(before, tmp_path / "openai.xlsx", cells)
    ends = {"GPT-4 Turbo": {"superseded": days["GPT-4o"]}, "GPT-4o": {"superseded": days["GPT-5"]}}
    moved = {name: {"release": day} | ends.pop(name, {}) for name, day in days.items()}
    rows = changed_rows(before, moved | ends)
    changed = {"models": rows, "adoption": {"share_at_once": 0.5}, "life_months": 24}
    after = finkit.analyze(read, before.assumptions.model_dump() | changed)
    found = after.models.generations
    assert isinstance(found, Generations)
    assert_costs_and_paybacks(copy, found)
    # From 3 June to 10 December 2025: 28 of the first half's 181 days and 163 of the second half's 184.
    cost = 6.7e9 * 28 / 181 + 12.48e9 * 163 / 184
    assert rows_of(copy["Models"], "cost_low")[5][0] == pytest.approx(cost, rel=1e-9)
    # Charged for the 111 days from 11 December to the end of March, straight line over 24 months.
    charged = sum(x or 0 for x in rows_of(copy["Schedule"], "straight_line_charge")[5])
    assert charged == pytest.approx(cost * 111 / 730, rel=1e-9)


@requires_libreoffice
def test_costs_of_a_lab_without_dates_follow_its_r_and_d(tmp_path: Path) -> None:
    """MiniMax's years overlap its quarters: FY2025 stands for a model, nine months and a quarter tell its R&D."""
    read = finkit.read(shipped("statements") / "minimax.csv")
    before = finkit.analyze(read)
    last, other = "R&D of FY2025", "R&D of FY2024"
    cells: dict[tuple[str, str], Any] = {(name, last): None for name in ("stated_all_low", "stated_all_high")}
    cells |= {("made_months", last): None, ("release", other): datetime(2025, 3, 10), ("share_at_once", ""): 0.1}
    copy = write_changed(before, tmp_path / "minimax.xlsx", cells)
    change: dict[str, dict[str, Any]] = {
        last: {"training_cost": None, "training_months": None},
        other: {"release": date(2025, 3, 10)},
    }
    after = finkit.analyze(read, {"models": changed_rows(before, change), "adoption": {"share_at_once": 0.1}})
    found = after.models.generations
    assert isinstance(found, Generations)
    assert_costs_and_paybacks(copy, found)
    # From 10 March: 205 of the 273 days of nine months that cost 180, then the quarter's 72.
    assert rows_of(copy["Models"], "cost_high")[3][0] == pytest.approx(180e6 * 205 / 273 + 72e6, rel=1e-9)


@requires_libreoffice
def test_a_cost_is_taken_at_its_value_and_at_the_middle_where_it_has_none(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    costs = ({"low": 30e6, "high": 50e6}, {"value": 90e6, "low": 80e6, "high": 180e6}, 200e6)
    rows = [row | {"training_cost": cost} for row, cost in zip(assumptions()["models"], costs, strict=True)]
    before = finkit.analyze(finkit.read(path), assumptions() | {"models": rows})
    copy = write_changed(before, tmp_path / "lab-x.xlsx", {("stated_all_high", "One"): 90e6})
    rows[0]["training_cost"] = {"low": 30e6, "high": 90e6}
    found = finkit.analyze(finkit.read(path), assumptions() | {"models": rows}).models.generations
    assert isinstance(found, Generations)
    assert_costs_and_paybacks(copy, found)
    assert [row[0] for row in rows_of(copy["Models"], "cost_taken")][:3] == [60e6, 90e6, 200e6]


@requires_libreoffice
def test_costs_follow_the_inputs(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.csv"
    research = "Lab X,research_development,R&D,FY2023,{},USD,millions,reported\n"
    models = [{"name": "One", "release": "2023-01-01"}, {"name": "Two", "release": "2023-07-02"}]
    path.write_text(STATEMENT + research.format(365), encoding="utf-8")
    workbook, changed = tmp_path / "lab-x.xlsx", tmp_path / "changed.xlsx"
    finkit.write(finkit.analyze(finkit.read(path), {"models": models}), workbook)
    book = openpyxl.load_workbook(workbook)
    inputs = next(row for row in book["Inputs"].iter_rows() if row[2].value == "research_development")
    cell = next(c for c in inputs[4:] if c.value == 365e6)
    cell.value = 730e6
    book.save(changed)
    copy = openpyxl.load_workbook(recalculate([changed], tmp_path / "out")[changed], data_only=True)
    # As many days after Two comes a model that is projected; R&D of those after it is not known.
    cost = pytest.approx(182 * 2e6, rel=1e-9)
    assert [row[0] for row in rows_of(copy["Models"], "cost_low")][:4] == [None, cost, cost, None]


QUARTERS = [f"Q{q} {year}" for year in (2024, 2025) for q in (1, 2, 3, 4)]


@requires_libreoffice
def test_models_projected_after_the_last_are_charged_as_on_the_page(tmp_path: Path) -> None:
    """Three models 75 days apart by June 2024; from August on models are projected that the R&D after them made."""
    path = tmp_path / "lab-p.csv"
    rows = [
        f"Lab P,{line},{line},{period},{value},USD,millions,reported"
        for n, period in enumerate(QUARTERS)
        for line, value in (("revenue", 100 + 20 * n), ("research_development", 90 + 10 * n), ("operating_income", -n))
    ]
    path.write_text("\n".join([STATEMENT.splitlines()[0], *rows]) + "\n", encoding="utf-8")
    days = [date(2024, 1, 1), date(2024, 3, 16), date(2024, 5, 30)]
    models = [{"name": f"M{n}", "release": day} for n, day in enumerate(days)]
    read = finkit.read(path)
    before = finkit.analyze(read, {"models": models})
    moved = datetime(2024, 6, 18)
    copy = write_changed(before, tmp_path / "lab-p.xlsx", {("release", "M2"): moved})
    models[2]["release"] = moved.date()
    found = finkit.analyze(read, {"models": models}).models.carried
    assert isinstance(found, Carried)
    # 94 days apart from 20 September 2024 on.
    assert (found.projected[0], found.projected[-1], len(found.projected)) == (date(2024, 9, 20), date(2025, 10, 1), 5)
    releases = [row[0] for row in rows_of(copy["Models"], "release")]
    assert [one.date() for one in releases[3:8]] == list(found.projected)
    shown, straight = rows_of(copy["Models"], "period_charge")[0], found.over(18)
    assert shown == pytest.approx(straight.charge[0].tolist(), rel=1e-9)
    # Carried less expensed is what book value and models in the making grew by: all that was spent and not charged.
    carried, result = (rows_of(copy["Models"], f"period_{name}")[0] for name in ("carried", "result"))
    assert carried == pytest.approx(straight.income[0].tolist(), rel=1e-9)
    book = [row[-1] for row in rows_of(copy["Schedule"], "straight_line_book")]
    costs = [row[0] for row in rows_of(copy["Schedule"], "carried_cost")]
    made = [cost for cost, day in zip(costs, releases, strict=True) if day < datetime(2026, 1, 1)]
    making = 8 * 90e6 + 28 * 10e6 - sum(made)
    assert making == pytest.approx((date(2026, 1, 1) - found.projected[-1]).days / 92 * 160e6, rel=1e-9)
    assert sum(carried) - sum(result) == pytest.approx(sum(book[: len(made)]) + making, rel=1e-9)


@requires_libreoffice
def test_every_formula_recalculates_to_what_python_wrote(tmp_path: Path) -> None:
    path = tmp_path / "lab-x.xlsx"
    finkit.write(analysis(tmp_path), path)
    written = openpyxl.load_workbook(path, data_only=True)
    copy = openpyxl.load_workbook(recalculate([path], tmp_path / "out")[path], data_only=True)
    compared = 0
    for name in ("Models", "Usage", "Schedule"):
        for row in written[name].iter_rows(min_col=5):
            for cell in row:
                again = copy[name][cell.coordinate].value
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    assert again == pytest.approx(cell.value, rel=1e-9, abs=1e-6), (name, cell.coordinate)
                    compared += 1
    assert compared > 1000


@requires_libreoffice
def test_the_first_models_release_moved_into_known_months_counts_from_that_day(tmp_path: Path) -> None:
    """From 20 January to 11 March 2023: of March, 21 of 31 days are its own."""
    before = analysis(tmp_path)
    copy = write_changed(before, tmp_path / "lab-x.xlsx", {("release", "One"): datetime(2023, 3, 11)})
    rows = changed_rows(before, {"One": {"release": date(2023, 3, 11)}})
    found = finkit.analyze(finkit.read(tmp_path / "lab-x.csv"), assumptions() | {"models": rows}).models.generations
    assert isinstance(found, Generations)
    assert_costs_and_paybacks(copy, found)
    left = found.lives[0].earned["usage"]["gross profit"]
    assert rows_of(copy["Models"], "months_of_use")[0][0] == pytest.approx(left.months, rel=1e-9)


@requires_libreoffice
def test_paybacks_by_price_and_by_cost_of_serving_follow_their_cells(tmp_path: Path) -> None:
    """Three models, and from 30 August 2024 what is projected after them at the last one's price and cost."""
    days = {"One": date(2023, 1, 20), "Two": date(2023, 9, 1), "Three": date(2024, 3, 1)}
    prices = {"One": (2.0, 8.0, 1.0), "Two": (3.0, 15.0, 1.4), "Three": (5.0, 20.0, 0.8)}

    def given() -> dict[str, Any]:
        rows = [
            {"name": name, "release": day, "training_cost": 30e6, "currency": "USD", "training_basis": "all R&D",
             "list_price_in": prices[name][0], "list_price_out": prices[name][1],
             "relative_serving_cost": prices[name][2]}
            for name, day in days.items()
        ]  # fmt: skip
        return {"models": rows}

    path = tmp_path / "lab-x.csv"
    path.write_text(STATEMENT, encoding="utf-8")
    read = finkit.read(path)
    before = finkit.analyze(read, given())
    cells: dict[tuple[str, str], Any] = {("list_price_out", "Three"): 60.0, ("serving_cost", "Two"): 2.6}
    copy = write_changed(before, tmp_path / "lab-x.xlsx", cells)
    prices |= {"Two": (3.0, 15.0, 2.6), "Three": (5.0, 60.0, 0.8)}
    after = finkit.analyze(read, given()).models.generations
    assert isinstance(before.models.generations, Generations)
    assert isinstance(after, Generations)
    for v, life in enumerate(after.lives):
        for key, tail in (("list price", "price"), ("serving cost", "serving")):
            held, left = life.payoffs[key], life.earned[key]["gross profit"]
            assert isinstance(held, Payoff)
            wanted = {"months_of_use": left.months, "left_low": left.low, "payback": held.centre}
            for name, value in (wanted | {"payback_over_tenure": held.ratio}).items():
                shown = rows_of(copy["Models"], f"{name}_{tail}")[v][0]
                assert shown == pytest.approx(value, rel=1e-9), (life.name, key, name)
            was = before.models.generations.lives[v].payoffs[key]
            assert isinstance(was, Payoff)
            assert was.centre != pytest.approx(held.centre, rel=1e-7), (life.name, key)
    # What is projected follows the price above it; each month's parts add up to 1.
    assert [row[0] for row in rows_of(copy["Models"], "list_price_out")[2:5]] == [60.0, 60.0, 60.0]
    for tail in ("price", "serving"):
        parts = rows_of(copy["Usage"], f"weighed_share_{tail}")
        assert [sum(month) for month in zip(*parts, strict=True)] == pytest.approx([1.0] * len(parts[0]), rel=1e-12)


@requires_libreoffice
def test_months_in_which_a_model_without_a_price_is_used_count_for_no_payback_by_price(tmp_path: Path) -> None:
    """Two alone gets a price: the months that it has to itself tell its payback, none tells the others'."""
    before = analysis(tmp_path)
    copy = write_changed(before, tmp_path / "lab-x.xlsx", {("list_price_in", "Two"): 3, ("list_price_out", "Two"): 12})
    rows = changed_rows(before, {"Two": {"list_price_in": 3, "list_price_out": 12}})
    found = finkit.analyze(finkit.read(tmp_path / "lab-x.csv"), assumptions() | {"models": rows}).models.generations
    assert isinstance(found, Generations)
    priced = [one.payoffs["list price"] for one in found.lives]
    assert isinstance(priced[1], Payoff)
    assert [isinstance(one, str) for one in priced] == [True, False, True]
    assert [row[0] or None for row in rows_of(copy["Models"], "payback_price")] == [
        None, pytest.approx(priced[1].centre, rel=1e-9), None
    ]  # fmt: skip
    for v, life in enumerate(found.lives):
        assert isinstance(life.payoffs["serving cost"], Payoff)
        shown = rows_of(copy["Models"], "payback_serving")[v][0]
        assert shown == pytest.approx(life.payoffs["serving cost"].centre, rel=1e-9)
        assert shown == pytest.approx(rows_of(copy["Models"], "payback")[v][0], rel=1e-9)


def test_results_that_the_page_refuses_are_not_in_the_workbook_and_the_reason_is(tmp_path: Path) -> None:
    """R&D of FY2024 holds a charge: carried again it would count twice, on the page and in the workbook."""
    path = tmp_path / "lab-x.csv"
    lines = (("research_development", 90), ("research_amortised", 20), ("operating_income", -30))
    more = "".join(f"Lab X,{line},{line},FY2024,{value},USD,millions,reported\n" for line, value in lines)
    path.write_text(STATEMENT + more, encoding="utf-8")
    found = finkit.analyze(finkit.read(path), assumptions())
    assert "already holds an amortized charge" in str(found.models.carried)
    finkit.write(found, tmp_path / "lab-x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "lab-x.xlsx")
    assert rows_of(book["Models"], "period_carried") == []
    said = [str(row[0].value) for row in book["Models"].iter_rows()]
    assert f"Absent: {found.models.carried}." in said
    # Models are charged for what they cost, as stated.
    costs = openpyxl.load_workbook(tmp_path / "lab-x.xlsx", data_only=True)["Schedule"]
    assert [row[0] for row in rows_of(costs, "stated_cost")][:3] == [40e6, 90e6, 200e6]
    assert rows_of(costs, "carried_cost") == []
