"""A report's figures: each with its text, full precision, mark of evidence and what stands behind it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from finkit.analysis.analyze import Analysis
from finkit.analysis.measures import Measure, registry
from finkit.errors import FormulaError
from finkit.formula import Formula
from finkit.reporting.numbers import exact, of_unit, percent, plain, scale_of
from finkit.statement.fact import COLUMNS, Fact
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Row

_INPUTS = {
    "quarters": "the period's length is no whole number of months",
    "lines_tie": "the lines do not tie to the stated result",
    "bounded": "no bound is asked for",
}
MARKS = {"reported": "●", "leaked": "◐", "estimated": "○", "assumed": "◇", "derived": "ƒ"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on a page. `basis` is its mark, `rests_on` the weakest of what it was derived from.

    A `quiet` one shows no mark of its own: it stands in the range of a figure that shows it.
    """

    text: str
    value: str = ""
    measure: str = ""
    period: str = ""
    basis: str = ""
    rests_on: str = ""
    key: int = -1
    why: str = ""
    quiet: bool = False

    @property
    def mark(self) -> str:
        """The mark's shape; a derived figure shows what it rests on too."""
        if self.quiet:
            return ""
        shape = MARKS.get(self.basis, "")
        return shape + MARKS.get(self.rests_on, "") if self.basis == "derived" else shape

    @property
    def says(self) -> str:
        """The mark in words."""
        resting = self.basis == "derived" and self.rests_on
        return f"{self.basis} from {self.rests_on} figures" if resting else self.basis

    def __str__(self) -> str:
        return self.text


@dataclass
class Page:
    """The figures of one analysis and, for each, the panel that opens when it is selected."""

    analysis: Analysis
    panels: list[dict[str, Any]] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    _keys: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _fact_keys: dict[Fact, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        a = self.analysis
        self.table, self.rows, self.latest = a.company.margins, a.rows(), a.latest()
        revenue = None if self.latest is None else self.table.at("revenue", self.latest)
        lines = (line for line in taxonomy().lines if line.unit == "money" and line.id in a.panel.values)
        every = (self.table.at(line.id, row) for line in lines for row in self.rows)
        self.scale = scale_of([revenue] if revenue else every)
        self.labels = {line.id: line.name for line in taxonomy().lines}
        self.labels |= {name: measure.label for name, measure in registry().items()}
        self._conflicts: dict[Fact, list[Fact]] = {}
        for chosen, other in a.quality.conflicts:
            self._conflicts.setdefault(chosen, []).append(other)

    @property
    def currency(self) -> str:
        """The currency of the leading period, else of the statement."""
        at = None if self.latest is None else self.analysis.panel.rows[self.latest].currency
        return at or self.analysis.statement.currency

    def at(self, name: str, row: int) -> float | None:
        """A line or measure on a row."""
        return self.table.at(name, row)

    def row(self, i: int) -> Row:
        """What a row is about."""
        return self.analysis.panel.rows[i]

    def period(self, i: int) -> str:
        """A row's period, its scenario named where it is not actual."""
        row = self.row(i)
        marked = row.scenario == "actual" or row.scenario in row.label
        return row.label if marked else f"{row.label} ({row.scenario})"

    def label(self, name: str) -> str:
        """What a line or measure is called."""
        return self.labels.get(name, name.replace("_", " "))

    def text(self, name: str, value: float) -> str:
        """A line's or measure's value in its usual form."""
        return of_unit(value, self.unit(name), self.scale)

    def unit(self, name: str) -> str:
        """The unit of a line or measure; sums by class are money."""
        known = registry().get(name) or taxonomy().get(name)
        return known.unit if known else "money"

    def figure(self, name: str, row: int, text: str = "") -> Figure:
        """A line or measure on a row, with its mark; where it is missing, why."""
        value = self.at(name, row)
        if value is None:
            return Figure("", measure=name, period=self.period(row), why=self.why(name, row))
        return Figure(
            text or self.text(name, value), exact(value), name, self.period(row),
            self.table.basis(name, row), self.table.rests_on(name, row), self._panel(name, row),
        )  # fmt: skip

    def why(self, name: str, row: int) -> str:
        """Why a line or measure is missing on a row, in words alone."""
        if name == "revenue" and self.at(name, row) == 0:
            return "revenue is zero"
        return reason(self.table.why_missing(name, row), self.labels)

    def cell(self, name: str, row: int) -> Figure:
        """As `figure`, money without its word, for a table that names it once."""
        value = self.at(name, row)
        text = self.scale.number(value) if self.unit(name) == "money" and value is not None else ""
        return self.figure(name, row, text)

    def computed(self, text: str, value: float | None, measure: str, row: int, like: str) -> Figure:
        """A figure worked out for the page alone, resting on what `like` rests on."""
        resting = self.table.rests_on(like, row)
        return Figure(text, exact(value), measure, self.period(row), "derived", resting, self._panel(like, row))

    def worked(
        self, text: str, value: float | None, measure: str, period: str, *, rests_on: str = "", says: str = "",
        steps: Iterable[str] = (), behind: Iterable[Fact] = (),
    ) -> Figure:  # fmt: skip
        """A figure that is no measure of the table; its panel holds what `says` and the steps tell of it."""
        key = ("worked", measure, period)
        if key not in self._keys:
            label = measure.replace("_", " ").capitalize()
            facts = [self._fact(f) for f in dict.fromkeys(behind)]
            self._keys[key] = self._add({"t": f"{label}, {period}", "s": says, "n": list(steps), "f": facts})
        return Figure(text, exact(value), measure, period, "derived", rests_on, self._keys[key])

    def ends(self, name: str, row: int) -> tuple[Figure, Figure] | None:
        """The low and the high of a measure that carries a range."""
        found = self.table.range_at(name, row)
        if found is None:
            return None
        low, high = (
            replace(self.computed(self.text(name, v), v, f"{name}_{end}", row, name), quiet=True)
            for end, v in zip(("low", "high"), found, strict=True)
        )
        return low, high

    def of_fact(self, fact: Fact, text: str = "") -> Figure:
        """A figure as read, chosen or not."""
        if fact.value is None:
            return Figure("", measure=fact.line, period=fact.period, why="not reported")
        return Figure(
            text or self.fact_text(fact), exact(fact.value), fact.line or "unmapped", fact.period,
            fact.basis, fact.rests_on, self._fact_panel(fact),
        )  # fmt: skip

    def fact_text(self, fact: Fact) -> str:
        """A fact's value in its unit."""
        if fact.value is None:
            return ""
        if fact.unit == "ratio":
            return percent(fact.value)
        scale = scale_of([fact.value]) if 0 < abs(fact.value) < self.scale.size / 100 else self.scale
        return of_unit(fact.value, fact.unit, scale)

    def roots(self, fact: Fact, depth: int = 0) -> Iterator[Fact]:
        """The stated figures that a derived one comes from; a stated one itself."""
        if fact.basis != "derived" or depth > 8:
            yield fact
            return
        seen = (
            self.analysis.statement.fact(line, period, segment=fact.segment, scenario=fact.scenario)
            for line, period in self._parents(fact)
        )
        parents = [found for found in seen if found is not None and found != fact]
        for found in parents:
            yield from self.roots(found, depth + 1)
        if not parents:
            yield fact

    def behind(self, name: str, row: int) -> list[Fact]:
        """The stated figures behind a line or measure, each once."""
        return list(dict.fromkeys(f for given in self.table.inputs(name, row) for f in self.roots(given)))

    def doubts(self, names: Iterable[str], row: int) -> list[Fact]:
        """The figures behind `names` that are not of high confidence by their source's own word."""
        found = (f for name in names for f in self.behind(name, row))
        return list(dict.fromkeys(f for f in found if f.confidence in ("medium", "low")))

    def digest(self) -> str:
        """Twelve digits that change with any figure read or any assumption."""
        facts = self.analysis.statement.facts
        columns = [[str(v) for v in facts[name].tolist()] for name in COLUMNS]
        text = repr(sorted(zip(*columns, strict=True))) + self.analysis.assumptions.model_dump_json()
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def data(self) -> dict[str, Any]:
        """What the page's panels need, as JSON."""
        return {"panels": self.panels, "facts": self.facts}

    def _panel(self, name: str, row: int) -> int:
        key = (name, row)
        if key not in self._keys:
            known = registry().get(name) or taxonomy().get(name)
            direct = self.table.inputs(name, row)
            others = [o for f in direct for o in self._conflicts.get(f, [])]
            entry = {
                "t": f"{self.label(name)}, {self.period(row)}",
                "s": known.says if known else "",
                "n": list(self._steps(name, row, set())),
                "f": [self._fact(f) for f in self.behind(name, row)],
                "c": [self._fact(f) for f in dict.fromkeys(others)],
            }
            self._keys[key] = self._add(entry)
        return self._keys[key]

    def _fact_panel(self, fact: Fact) -> int:
        key = ("fact", self._fact(fact))
        if key not in self._keys:
            line = taxonomy().get(fact.line)
            others = self._conflicts.get(fact, [])
            entry = {
                "t": f"{fact.label}, {fact.period}",
                "s": line.says if line else "Kept, but no standard line fits.",
                "n": [fact.note] if fact.basis == "derived" and fact.note else [],
                "f": [self._fact(f) for f in self.roots(fact)],
                "c": [self._fact(f) for f in others],
            }
            self._keys[key] = self._add(entry)
        return self._keys[key]

    def _add(self, entry: dict[str, Any]) -> int:
        self.panels.append({k: v for k, v in entry.items() if v})
        return len(self.panels) - 1

    def _fact(self, fact: Fact) -> int:
        if fact not in self._fact_keys:
            said = " ".join(part for part in (fact.source, "" if link(fact.url) else fact.url) if part)
            entry = {
                "l": fact.label or self.label(fact.line), "p": fact.period, "v": self.fact_text(fact),
                "b": fact.basis, "at": fact.place, "s": said, "u": link(fact.url), "d": fact.as_of,
                "k": fact.confidence, "q": fact.definition, "w": fact.reason, "o": fact.note,
            }  # fmt: skip
            self._fact_keys[fact] = len(self.facts)
            self.facts.append({k: v for k, v in entry.items() if v})
        return self._fact_keys[fact]

    def _steps(self, name: str, row: int, seen: set[str]) -> Iterator[str]:
        """The formula behind a figure with its numbers in, then those of what it uses."""
        name = self._resolved(name, row)
        if name in seen or len(seen) > 8:
            return
        seen.add(name)
        formula = self._formula(name, row)
        if formula is None:
            return
        value = self.at(name, row)
        result = "" if value is None else f" = {self._bare(name, value)}"
        if isinstance(formula, Formula) and formula.text.startswith("at("):
            line, position = formula.names
            when = self.at(position, row)
            formula = f"{self.label(line)} of {self.period(int(when) - 1)}" if when is not None else formula
        if isinstance(formula, str):
            yield f"{self.label(name)} = {formula}{result}"
            return
        numbers = {o: self._bare(o, v) for o in formula.operands if (v := self.at(o, row)) is not None}
        worked = f" = {formula.with_numbers(numbers)}" if len(numbers) == len(formula.operands) else ""
        yield f"{self.label(name)} = {formula.says(self.labels)}{worked}{result}"
        for operand in formula.names:
            yield from self._steps(operand, row, seen)

    def _formula(self, name: str, row: int) -> Formula | str | None:
        measure = registry().get(name)
        if measure is not None:
            return measure.parsed
        if name in self.table.sums:
            parts = [(n, v) for n in self.table.sums[name] if (v := self.at(n, row)) is not None]
            numbers = " + ".join(self._bare(n, v) for n, v in parts)
            return " + ".join(self.label(n) for n, _ in parts) + (f" = {numbers}" if len(parts) > 1 else "")
        source = self.analysis.panel.source.get(name)
        if source is None or source[row] < 0:
            return None
        fact = self.analysis.panel.facts.row(int(source[row]))
        if fact.basis != "derived":
            return None
        return _parsed(fact.formula) or fact.note or fact.formula

    def _resolved(self, name: str, row: int) -> str:
        """What a measure that takes the first of several took."""
        measure = registry().get(name)
        while measure is not None and measure.formula.startswith("first(") and _plain_first(measure):
            taken = next((n for n in measure.parsed.names if self.at(n, row) is not None), None)
            if taken is None:
                break
            name, measure = taken, registry().get(taken)
        return name

    def _bare(self, name: str, value: float) -> str:
        if name in ("year_ago", "step_from"):
            return self.period(int(value) - 1)
        if name == "quarters":
            return plain(value, 0)
        return self.scale.number(value) if self.unit(name) == "money" else self.text(name, value)

    def _parents(self, fact: Fact) -> list[tuple[str, str]]:
        parsed = _parsed(fact.formula)
        if parsed is not None and all(name in taxonomy() for name in parsed.names):
            return [(name, fact.period) for name in parsed.names]
        if parts := fact.summed:
            return [(fact.line, period) for period in parts]
        whole, _, part = fact.note.partition(" less ")
        return [(fact.line, period) for period in (whole, part.partition(";")[0]) if period]


def reason(why: str, labels: Mapping[str, str]) -> str:
    """A reason without ids; several lines that are not reported become a list."""
    for raw, said in _INPUTS.items():
        why = why.replace(f"{raw} is not reported", said)
    why = re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda found: labels.get(found[0], found[0].replace("_", " ")), why)
    why = why.replace("Revenue is zero", "revenue is zero")
    tail = " is not reported"
    parts = list(dict.fromkeys(why.split(f"{tail} and ")))
    if len(parts) > 1 and why.endswith(tail) and " is zero" not in why:
        return f"not reported: {'; '.join(dict.fromkeys(why.removesuffix(tail).split(f'{tail} and ')))}"
    return f"{tail}; ".join(parts)


def link(url: str) -> str:
    """`url` if it is a web address, else empty: nothing else becomes a link."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def _parsed(text: str) -> Formula | None:
    try:
        return Formula.parse(text) if text else None
    except FormulaError:
        return None


def _plain_first(measure: Measure) -> bool:
    return all(part.strip().isidentifier() for part in measure.formula[6:-1].split(","))
