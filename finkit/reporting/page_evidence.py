"""The section Evidence: what ties, what disagrees, what was left out, what is assumed, and every figure read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finkit.analysis.measures import registry
from finkit.reporting.numbers import plain
from finkit.reporting.page import Figure, Page
from finkit.reporting.page_grid import Grid, words_grid
from finkit.reporting.page_reading import ReadingSection, reading_section
from finkit.reporting.page_results import capitalized
from finkit.reporting.verdict import identity, read_facts
from finkit.statement.identities import Check

CRITIC = {
    "gross_margin": "Gross margin: what cost of revenue holds differs by company; ranks hold only between equal "
    "inclusions.",
    "incremental_gross_margin": "Added-dollar margins: two periods give one step and no standard error; rounding alone "
    "is in the range.",
    "costs": "Cost classes: a label's prior is a judgement about accounts of that name, not a finding about this "
    "company.",
}
CAPITAL_CRITIC = (
    "Amortized R&D (non-GAAP): the life is a choice, failed runs are capitalised too, and nothing is said of "
    "recoverability; the convention can move the result more than the life."
)
WANTED = (
    "revenue_growth", "gross_margin", "contribution_margin", "operating_margin", "net_margin", "research_intensity",
    "sales_marketing_ratio", "burn", "runway", "capital_intensity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvidenceSection:
    """Tables in the order they are read; None where there is nothing to show."""

    checks: Grid | None
    exact: int
    conflicts: Grid | None
    definitions: Grid | None
    derived: Grid | None
    questions: tuple[str, ...]
    assumed: Grid | None
    missing: Grid | None
    facts: Grid | None
    reading: ReadingSection
    critic: tuple[str, ...]


def evidence_section(page: Page) -> EvidenceSection:
    """The section of one analysis."""
    quality = page.analysis.quality
    loose = [c for c in quality.checks if not _exact(c)]
    heads = ("Figure", "Period", "Value", "Definition", "Source")
    others = [
        (f.label, _when(f.period, f.scenario), page.of_fact(f), f.definition, f.source)
        for f in quality.definitions
        if not f.chosen and f.basis != "derived"
    ]
    return EvidenceSection(
        checks=words_grid(
            f"Identities with a residual, {page.currency} {page.scale.word}",
            ("Identity", "Period", "Stated", "Sum of parts", "Residual", "Rounding allows", "Verdict"),
            [_check(page, c) for c in sorted(loose, key=lambda c: c.within)],
        ),
        exact=len(quality.checks) - len(loose),
        conflicts=words_grid("Conflicts: figures of one line and period that differ by more than rounding",
                             ("Line", "Period", "Used", "Not used", "Why"), _conflicts(page)),
        definitions=words_grid("Figures by other definitions: they never compete with the usual line", heads, others),
        derived=words_grid("Derived figures", ("Line", "Period", "Value", "From"), _derived(page)),
        questions=tuple(quality.questions),
        assumed=words_grid("Assumptions", ("What", "Value", "Low", "High", "Source"), _assumed(page)),
        missing=words_grid("Not here, and what is missing", ("Measure", "Why"), _missing(page)),
        facts=words_grid("Every figure read", ("Label", "Period", "Value", "Place", "Source", "Used"), _facts(page)),
        reading=reading_section(page),
        critic=tuple(_critic(page)),
    )  # fmt: skip


def _critic(page: Page) -> Iterator[str]:
    """How far each method used on this page reaches."""
    for name, sentence in CRITIC.items():
        if any(page.at(name, r) is not None for r in page.rows) or (name == "costs" and page.analysis.company.costs):
            yield sentence
    if capitalized(page):
        yield CAPITAL_CRITIC


def _exact(check: Check) -> bool:
    return abs(check.residual) <= 1e-9 * max(abs(check.stated), 1.0)


def _check(page: Page, c: Check) -> tuple[str | Figure, ...]:
    where = f"{c.segment + ': ' if c.segment else ''}{c.period}{'' if c.scenario == 'actual' else f' ({c.scenario})'}"
    numbers = (
        Figure(page.scale.number(v) or "0", repr(v), f"check_{part}", c.period)
        for part, v in (("stated", c.stated), ("summed", c.summed), ("residual", c.residual), ("allowed", c.allowed))
    )
    return identity(page, c.identity), where, *numbers, "within rounding" if c.within else "beyond rounding"


def _conflicts(page: Page) -> Iterator[tuple[str | Figure, ...]]:
    for chosen, other in page.analysis.quality.conflicts:
        yield page.label(chosen.line), chosen.period, page.of_fact(chosen), page.of_fact(other), other.reason


def _derived(page: Page) -> Iterator[tuple[str | Figure, ...]]:
    for f in page.analysis.quality.derived:
        where = _when(f"{f.segment + ': ' if f.segment else ''}{f.period}", f.scenario)
        yield page.label(f.line), where, page.of_fact(f), f.note.partition(";")[0] or identity(page, f.formula)


def _assumed(page: Page) -> Iterator[tuple[str | Figure, ...]]:
    a = page.analysis.assumptions
    life = a.life_months
    months = [f"{plain(v, 0)} months" for v in (life.centre, life.low, life.high)]
    shown = bool(capitalized(page))
    if shown:
        yield "Life of a model", *months, life.source
    for period, lines in a.missing.items() if shown else ():
        for name, given in lines.items():
            ends = [page.scale.money(v) for v in (given.low, given.high)]
            centre = "" if given.value is None else page.scale.money(given.value)
            yield f"{page.label(name)}, {period}", centre, *ends, given.source
    for name, cost_class in a.classes.items():
        yield f"Class of {page.label(name)}", cost_class, "", "", "set by the user"


def _missing(page: Page) -> Iterator[tuple[str, str]]:
    if page.latest is None:
        return
    for name in WANTED:
        if page.at(name, page.latest) is None:
            why = page.why(name, page.latest)
            yield registry()[name].label, f"{why} ({page.period(page.latest)})"


def _facts(page: Page) -> Iterator[tuple[str | Figure, ...]]:
    for f in read_facts(page):
        where = _when(f"{f.segment + ': ' if f.segment else ''}{f.period}", f.scenario)
        yield f.label, where, page.of_fact(f), f.place, f.source, "used" if f.chosen else f.reason or "not used"


def _when(period: str, scenario: str) -> str:
    shown = scenario.replace("_", " ")
    return period if scenario == "actual" or shown in period else f"{period} ({shown})"
