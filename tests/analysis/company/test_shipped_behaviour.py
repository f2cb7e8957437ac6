"""Behaviour on the companies that ship: estimates where there are periods enough, reasons where there are not."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest

from finkit.analysis.analyze import Analysis, analyze_all
from finkit.analysis.company.behaviour import LineBehaviour
from finkit.files import shipped
from finkit.reading import read_all

HISTORIES = "comparators_history.csv"


@pytest.fixture(scope="module")
def found() -> list[Analysis]:
    folder = shipped("statements")
    return analyze_all(read_all([folder, folder / "reference" / HISTORIES]))


def of_labs(found: list[Analysis]) -> list[LineBehaviour]:
    labs = [one for one in found if one.statement.company.kind == "lab" and HISTORIES not in one.statement.files]
    return [line for one in labs for line in one.company.behaviour.lines]


def of(found: list[Analysis], company: str, line: str) -> LineBehaviour:
    behaviour = next(one for one in found if one.name == company).company.behaviour.of(line)
    assert behaviour is not None
    return behaviour


def test_labs_have_too_few_periods_and_say_why(found: list[Analysis]) -> None:
    labs = of_labs(found)
    assert len(labs) > 20
    for line in labs:
        assert line.elasticity is None
        assert line.flat is None
        assert "no elasticity" in line.says
        assert "by the prior alone" in line.says
        assert line.shown == ("not settled" if line.probability < 0.8 else line.shown)


def test_openai_s_lines_carry_ratios_of_both_halves(found: list[Analysis]) -> None:
    sales = of(found, "OpenAI", "sales_marketing")
    assert [(p.period, round(p.ratio or 0, 3)) for p in sales.points] == [("H1 2025", 0.465), ("H2 2025", 0.425)]
    assert sales.pooled is not None
    assert (sales.pooled.line, sales.pooled.borrowed) == ("selling_general_administrative", 1.0)


@pytest.mark.parametrize(("company", "line", "years"), [
    ("Darden", "cost_of_revenue", 11), ("Amazon", "cost_of_revenue", 19), ("Oracle", "research_development", 15),
    ("Adobe", "selling_general_administrative", 11),
])  # fmt: skip
def test_comparators_have_estimates_that_numpy_gives_too(
    found: list[Analysis], company: str, line: str, years: int
) -> None:
    got = of(found, company, line)
    x, y = ([getattr(p, name) for p in got.points if p.dlog_cost is not None] for name in ("dlog_revenue", "dlog_cost"))
    assert got.periods == years
    assert got.elasticity is not None
    assert got.elasticity.value == pytest.approx(float(np.polyfit(x, y, 1)[0]), rel=1e-9)
    assert got.pooled is not None
    assert "% more cost (95% interval" in got.says
    assert "under a flat prior" in got.says


def test_a_gap_in_kroger_s_history_is_told(found: list[Analysis]) -> None:
    assert "a gap between FY2018 and FY2022: that change is left out" in of(found, "Kroger", "cost_of_revenue").notes


def test_only_sure_classes_are_stated(found: list[Analysis]) -> None:
    for one in found:
        for line in one.company.behaviour.lines:
            assert line.hard == (line.probability >= 0.8)
            assert (line.shown == "not settled") == (not line.hard and line.likeliest != "none")
            assert not re.search(r"\bnan\b", line.says)


def test_pooled_by_a_mixed_model_too(found: list[Analysis]) -> None:
    whole = found[0].company.behaviour.whole
    simple, model = whole.pool("cost_of_revenue"), whole.pool("cost_of_revenue", method="mixed")
    assert simple.random == pytest.approx(1.05, abs=0.05)
    assert model.random == pytest.approx(simple.random, abs=0.1)
    with pytest.raises(ValueError, match="no company has an elasticity"):
        whole.pool("training_compute")
    with pytest.raises(ValueError, match="no company reports such a cost"):
        whole.pool("revenue")


def test_a_lab_s_report_loads_neither_scipy_nor_statsmodels_for_its_behaviour() -> None:
    code = (
        "import sys\nfrom finkit import analyze, read\nfrom finkit.files import shipped\n"
        "found = analyze(read(shipped('statements') / 'openai.xlsx')).company.behaviour\n"
        "assert len(found.lines) > 3\nprint(*(m for m in ('scipy', 'statsmodels') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
