"""The first screen: what the figures say of company, model, customer, market and of themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finkit.reporting.answer_customers import customer
from finkit.reporting.answer_market import market
from finkit.reporting.answer_models import model
from finkit.reporting.numbers import coins, one_of, percent, words
from finkit.reporting.page import Page
from finkit.reporting.page_results import Part, bound, capitalized, cash, edge, operating, overhead, series
from finkit.statement.company import INCLUDED
from finkit.statement.fact import BASES, Fact
from finkit.statement.lines import taxonomy

AFTER = (("margin_after_food", "food and beverage only", "restaurant labor and restaurant expenses too"),)
HELD = {
    "serving_compute": "serving compute",
    "accelerator_depreciation": "depreciation of accelerators",
    "staff": "staff",
    "free_tier": "the free tier",
    "revenue_share": "revenue share",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: words and figures in turn."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of the first screen: whom it is about and the sentences on it."""

    about: str
    sentences: tuple[Sentence, ...]

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)


def verdict(page: Page) -> tuple[Answer, ...]:
    """The answers that the figures allow; for the rest, which input would bring them."""
    parts = (
        ("Company", _company(page)),
        ("Model", _model(page)),
        ("Customer", customer(page)),
        ("Market", market(page)),
        ("Evidence", _evidence(page)),
    )
    return tuple(Answer(about, tuple(Sentence(tuple(s)) for s in sentences)) for about, sentences in parts)


def shared_notes(page: Page) -> list[str]:
    """What the notes of all stated figures say alike, where there are three or more."""
    stated = [f for f in page.analysis.statement.facts if f.basis != "derived"]
    phrases = [{p.strip() for p in f.note.split(";") if p.strip() and "dates assumed" not in p} for f in stated]
    return sorted(set.intersection(*phrases)) if len(stated) >= 3 else []


def other_margins(page: Page, row: int) -> list[Fact]:
    """Gross margins of a row's period by other definitions, as ratios."""
    at = page.row(row)
    return [
        f
        for f in page.analysis.quality.definitions
        if f.line == "gross_margin_stated" and f.value is not None and not f.segment and f.end == at.end
    ]


def _company(page: Page) -> Iterator[Sequence[Part]]:
    row = page.latest
    if row is None:
        yield ("0 periods have a figure: a revenue line with a period would bring this part.",)
        return
    if page.row(row).scenario == "hypothetical":
        yield ("1 case, hypothetical by its publisher's own word: shown for its arithmetic and ranked nowhere.",)
    yield from _gross(page, row)
    yield from _listed(page, row)
    yield from edge(page)
    yield from operating(page, row)
    yield from _net_income(page, row)
    yield from bound(page, row)
    yield from cash(page, row)
    for note in shared_notes(page):
        yield (f"All {_stated(page)} figures read carry the note: {note}.",)


def _gross(page: Page, row: int) -> Iterator[Sequence[Part]]:
    margin, currency, when = page.at("gross_margin", row), page.currency, page.period(row)
    if margin is None:
        yield _no_gross(page, row)
        yield from _definitions(page, row)
        return
    lead: list[Part] = [f"On average {one_of(currency)} of revenue of {when} left "]
    lead += [page.figure("gross_margin", row), f" ({coins(margin, currency)}) after cost of revenue"]
    contribution = page.at("contribution_margin", row)
    if page.at("margin_after_infrastructure", row) is not None:
        lead += [", ", page.figure("margin_after_infrastructure", row), " after technology and infrastructure"]
    if contribution is not None:
        figure = page.figure("contribution_margin", row)
        lead += [" and ", figure, f" ({coins(contribution, currency)}) after {overhead(page, row)}"]
    yield *lead, ", as booked."
    yield from _narrower(page, row)
    yield from _definitions(page, row)
    if company_serves(page):
        yield (_inclusion(page),)


def _no_gross(page: Page, row: int) -> Sequence[Part]:
    """That there is no gross margin, and why."""
    company, have = page.analysis.statement.company, [r for r in page.rows if page.at("gross_margin", r) is not None]
    said = company.includes_source.removeprefix("No gross margin: ").rstrip(".")
    if said == company.includes_source.rstrip("."):
        said = (
            "no cost of revenue is reported" if page.at("cost_of_revenue", row) is None else "gross profit is missing"
        )
        said = "revenue is zero" if page.at("revenue", row) == 0 else said
    word = "Gross margin: not applicable" if company.by_nature else "No gross margin"
    n = len(page.rows)
    where = f" in {page.period(row)}, with one in {len(have)} of {n} periods" if have else f" in any of {n} periods"
    return (f"{word}{where if n > 1 else f' in the one period, {page.period(row)}'}: {said}.",)


def company_serves(page: Page) -> bool:
    """Whether the costs of serving a model are a question here: a lab, or a statement with serving compute."""
    company = page.analysis.statement.company
    return (
        company.kind == "lab"
        or company.included("serving_compute") == "yes"
        or any(page.at("inference_compute", r) is not None for r in page.rows)
    )


def _net_income(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """Net income where only other definitions of it are given."""
    others = other_definitions(page, "net_income", page.row(row).end)
    if page.at("net_income", row) is not None or not others:
        return
    parts: list[Part] = [f"Net income of {page.period(row)} is given by other definitions only: "]
    for i, fact in enumerate(others):
        parts += [" and " if i else "", page.of_fact(fact), f" ({fact.definition})"]
    yield *parts, "."


def other_definitions(page: Page, line: str, end: str) -> list[Fact]:
    """The figures of a line and a period's end that are defined otherwise and so not used."""
    found = [f for f in page.analysis.quality.definitions if f.line == line and f.end == end and not f.chosen]
    return sorted((f for f in found if not f.segment and f.value is not None), key=lambda f: abs(f.value or 0.0))


def _listed(page: Page, row: int) -> Iterator[Sequence[Part]]:
    """The figures there are, where no margin can be had from them."""
    if page.at("gross_margin", row) is not None or page.at("operating_margin", row) is not None:
        return
    revenue = [r for r in page.rows if page.at("revenue", r) is not None]
    if revenue:
        yield *series(page, "Revenue was ", "revenue", revenue[-4:]), "."
    lines = [n for n in page.analysis.panel.values if n != "revenue" and page.at(n, row) is not None]
    lines = sorted((n for n in lines if page.unit(n) == "money"), key=taxonomy().order)
    if not revenue and len(lines) > 1 and all(taxonomy()[n].sign == "cost" for n in lines):
        yield _known_costs(page, row, lines)
        return
    parts: list[Part] = []
    for name in lines:
        parts += [
            ", " if parts else "",
            f"{page.label(name)[0].lower()}{page.label(name)[1:]} ",
            page.figure(name, row),
        ]
    if parts:
        yield f"Beside it in {page.period(row)}: " if revenue else f"Figures of {page.period(row)}: ", *parts, "."


def _known_costs(page: Page, row: int, lines: Sequence[str]) -> Sequence[Part]:
    """The sum of the costs there are, where no revenue is, and what revenue was projected at."""
    parts: list[Part] = [f"Costs known of {page.period(row)}: "]
    names = [n for n in lines if taxonomy()[n].parent not in lines]
    for i, name in enumerate(names):
        label = page.label(name)
        parts += [" + " if i else "", page.cell(name, row), f" ({label[0].lower()}{label[1:]})"]
    total = sum(page.at(n, row) or 0.0 for n in names)
    parts += [" = ", page.computed(page.scale.money(total), total, "known_costs", row, names[0])]
    facts = page.analysis.statement.facts
    said = [f for f in facts if f.line == "revenue" and f.scenario == "forecast" and f.end == page.row(row).end]
    parts += ["; revenue is only projected, at ", page.of_fact(said[0])] if said else ["; revenue is not reported"]
    return (*parts, ".")


def _narrower(page: Page, row: int) -> Iterator[Sequence[Part]]:
    for name, after, rest in AFTER:
        if page.at(name, row) is not None:
            tail: list[Part] = [", and ", page.figure("gross_margin", row), f" after {rest}"] if rest else []
            yield "It left ", page.figure(name, row), f" after {after}", *tail, "."


def _definitions(page: Page, row: int) -> Iterator[Sequence[Part]]:
    booked, contribution = page.at("gross_margin", row), page.at("contribution_margin", row)
    others = other_margins(page, row) if booked is not None else stated_margins(page)
    if not others:
        return
    parts: list[Part] = ["By other definitions it is " if booked is not None else "Stated ratios, never one series: "]
    for i, fact in enumerate(others):
        scenario = "" if fact.scenario == "actual" or "forecast" in fact.label.lower() else f", {fact.scenario}"
        when = "" if booked is not None else f", {fact.period}"
        parts += ["; " if i else "", page.of_fact(fact), f" ({fact.label[0].lower()}{fact.label[1:]}{when}{scenario}"]
        if booked is not None and contribution is not None and fact.value is not None and fact.scenario == "actual":
            after = fact.value - (booked - contribution)
            name = "contribution_margin_other"
            parts += ["; ", page.computed(percent(after), after, name, row, "contribution_margin")]
            parts += [f" after {overhead(page, row)}"]
        parts += [")"]
    yield *parts, ": other definitions, not a range of one figure." if booked is not None else "."


def stated_margins(page: Page) -> list[Fact]:
    """Gross margins given as ratios, in any period and scenario."""
    facts = page.analysis.statement.facts
    return [f for f in facts if f.line == "gross_margin_stated" and f.value is not None and not f.segment]


def _inclusion(page: Page) -> str:
    company = page.analysis.statement.company
    verbs = {"yes": "inside", "no": "outside or not arising", "unknown": "not established"}
    said = {answer: [HELD[part] for part in INCLUDED if company.included(part) == answer] for answer in verbs}
    parts = [f"{len(held)} {verbs[answer]} ({words(held)})" for answer, held in said.items() if held]
    return f"Of {len(INCLUDED)} costs that cost of revenue may hold: {', '.join(parts)}."


def _model(page: Page) -> Iterator[Sequence[Part]]:
    row = page.latest
    if row is not None and page.at("research_intensity", row) is not None:
        yield (
            "R&D was ", page.figure("research_development", row), ", ", page.figure("research_intensity", row),
            f" of revenue, in {page.period(row)}.",
        )  # fmt: skip
    yield from model(page)


def _evidence(page: Page) -> Iterator[Sequence[Part]]:
    quality, read = page.analysis.quality, read_facts(page)
    used = Counter(f.basis for f in read if f.chosen)
    spare = [f for f in read if not f.chosen]
    otherwise, loose = sum(bool(f.line and f.definition) for f in spare), sum(not f.line for f in spare)
    rest = len(spare) - otherwise - loose
    counts = [f"{used[b]} {b}" for b in BASES if used[b]]
    kept = [f"{otherwise} by other definitions", f"{loose} kept without a line", f"{rest} set aside"]
    aside = "".join(f", {text}" for text in kept if not text.startswith("0 "))
    beside = [f"{n} {what}" for n, what in ((len(quality.derived), "derived"), (assumed(page), "assumed")) if n]
    unstated = sum(not f.basis_stated for f in page.analysis.statement.facts if f.chosen and f.basis != "derived")
    doubt = f", of which {unstated} without a stated basis and taken as reported" if unstated else ""
    conflicts = len(quality.conflicts)
    yield (
        f"Figures read: {len(read)}, of which {sum(used.values())} used ({', '.join(counts) or 'none'}){doubt}{aside}; "
        f"{f'beside them {words(beside)}; ' if beside else ''}"
        f"{conflicts} {'conflict' if conflicts == 1 else 'conflicts'}.",
    )
    yield from _ties(page)


def read_facts(page: Page) -> list[Fact]:
    """Every figure read, used or not; derived ones are none."""
    return [f for f in page.analysis.statement.facts if f.basis != "derived" and f.value is not None]


def assumed(page: Page) -> int:
    """How many assumptions the page uses: life and missing lines where R&D is amortized, and classes set by a user."""
    held = page.analysis.assumptions
    amortized = 1 + sum(len(lines) for lines in held.missing.values()) if capitalized(page) else 0
    return amortized + len(held.classes)


def _ties(page: Page) -> Iterator[Sequence[Part]]:
    checks = page.analysis.quality.checks
    if not checks:
        yield ("0 identities could be tested: no total stands beside all of its parts.",)
        return
    held = sum(check.within for check in checks)
    widest = max(checks, key=lambda c: (not c.within, abs(c.residual) / max(abs(c.stated), 1e-300)))
    text = f"{held} of {len(checks)} identities tie within rounding"
    if abs(widest.residual) > 1e-9 * max(abs(widest.stated), 1.0):
        verb = "within rounding" if widest.within else "beyond rounding"
        text += (
            f"; the widest, {identity(page, widest.identity)} in {widest.period}, misses by "
            f"{page.scale.money(abs(widest.residual))} ({verb} of {page.scale.money(widest.allowed)})"
        )
    yield (f"{text}.",)


def identity(page: Page, text: str) -> str:
    """An identity over line ids in the lines' names."""
    parts = [page.label(word).lower() if word.isidentifier() else word for word in text.split()]
    return " ".join(parts).replace(" - ", " − ")


def _stated(page: Page) -> int:
    return sum(f.basis != "derived" for f in page.analysis.statement.facts)
