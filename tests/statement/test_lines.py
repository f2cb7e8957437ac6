"""The standard lines: what is there, whose child it is, and how labels are folded."""

from __future__ import annotations

import pytest

from finkit.statement.lines import COST_CLASSES, PLAIN, STAND_IN, TOTAL, fold, taxonomy, words

FIXED = """\
revenue cost_of_revenue gross_profit research_development sales_marketing general_administrative
selling_general_administrative operating_expenses total_costs_expenses operating_income interest_expense pretax_income
income_tax net_income depreciation_amortization stock_compensation revenue_run_rate inference_compute
free_tier_inference hosting payment_fees revenue_share support technology_infrastructure training_compute
research_compute research_staff training_data cloud_inference_billed related_party_costs operating_cash_flow
capital_expenditure cash_burn cash_end inventory"""


@pytest.mark.parametrize("line", FIXED.split())
def test_the_fixed_ids_exist(line: str) -> None:
    assert taxonomy()[line].id == line


def test_memo_lines_are_no_ones_child() -> None:
    assert {taxonomy()[line].parent for line in ("cloud_inference_billed", "related_party_costs")} == {""}


def test_of_which_lines_are_never_added() -> None:
    assert "advertising" not in [line.id for line in taxonomy().children("sales_marketing")]
    assert [line.id for line in taxonomy().children("research_development")] == [
        "training_compute", "research_compute", "research_staff", "training_data"
    ]  # fmt: skip


def test_every_line_has_a_sentence_a_sign_and_a_known_parent_and_class() -> None:
    for line in taxonomy().lines:
        assert line.says.endswith("."), line.id
        assert line.sign in ("income", "cost"), line.id
        assert line.cost_class in (*COST_CLASSES, ""), line.id
        assert line.parent == "" or line.parent in taxonomy(), line.id


def test_no_spelling_belongs_to_two_lines() -> None:
    owners: dict[str, set[str]] = {}
    for line in taxonomy().lines:
        for label in (line.id, line.name, *line.totals, *line.labels, *line.stand_ins):
            owners.setdefault(fold(label), set()).add(line.id)
    assert {label: ids for label, ids in owners.items() if len(ids) > 1} == {}


def test_no_tag_belongs_to_two_lines() -> None:
    owners: dict[str, set[str]] = {}
    for line in taxonomy().lines:
        for tag in line.tags:
            owners.setdefault(tag.partition(":")[2], set()).add(line.id)
    assert {tag: ids for tag, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("label", "line", "rank"),
    [
        ("Total revenue", "revenue", TOTAL), ("Revenue", "revenue", PLAIN), ("Gross sales", "revenue", STAND_IN + 2),
        ("EBIT", "operating_income", STAND_IN), ("Perdida neta", "net_income", PLAIN),
    ],
)  # fmt: skip
def test_a_spelling_has_a_rank(label: str, line: str, rank: int) -> None:
    found = taxonomy().spelling(fold(label))
    assert found is not None
    assert (found.line.id, found.rank, found.stands_in) == (line, rank, rank >= STAND_IN)


def test_tags_rank_by_their_place() -> None:
    ranks = [taxonomy().tagged(tag).rank for tag in ("ProfitLoss", "NetIncomeLoss", "us-gaap:NetIncomeLoss")]  # type: ignore[union-attr]
    assert ranks == [PLAIN, PLAIN + 1, PLAIN + 1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TotalRevenue", "Total Revenue"), ("SGAExpense", "SGA Expense"), ("net_income", "net income"),
        ("EBITDA", "EBITDA"), ("Cost of revenue", "Cost of revenue"), ("R&D", "R&D"),
    ],
)  # fmt: skip
def test_names_of_fields_in_words(name: str, text: str) -> None:
    assert words(name) == text


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("  SALES & MARKETING ", "sales_marketing"),
        ("Research  and\tdevelopment:", "research_development"),
        ("cogs", "cost_of_revenue"),
        ("EBIT", "operating_income"),
        ("营业收入", "revenue"),
        ("Umsatzerlöse", "revenue"),
        ("general_administrative", "general_administrative"),
    ],
)
def test_labels_are_met_whatever_their_case_and_punctuation(label: str, line: str) -> None:
    found = taxonomy().of_label(label)
    assert found is not None
    assert found.id == line


def test_tags_and_strangers() -> None:
    assert taxonomy().of_tag("us-gaap:Revenues").id == "revenue"  # type: ignore[union-attr]
    assert taxonomy().of_tag("us-gaap:Nothing") is None
    assert taxonomy().of_label("Goodwill") is None
    assert taxonomy().order("goodwill") == len(taxonomy().lines)
