"""Statement: a company's facts, what is chosen among them, and frames to look at."""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.statement.choose import LOST, choose
from finkit.statement.company import Company, company_of
from finkit.statement.fact import Fact, Facts
from finkit.statement.guess import Guess
from finkit.statement.identities import Check, check, derive
from finkit.statement.lines import taxonomy
from finkit.statement.panel import Panel
from finkit.statement.remainders import remainders
from finkit.statement.years import years

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Statement:
    """What is said of one company: every fact read, those derived, and the checks between them.

    `facts` keeps everything: figures not chosen say why in `reason`. Money is in units of its currency,
    costs are positive, periods have start and end dates. `checks` are the identities that could be tested,
    `sidecar` the `[assumptions]` table of the TOML file beside the statement, as read, `guesses` what reading
    decided in its files without being told.
    """

    company: Company
    facts: Facts
    checks: tuple[Check, ...] = ()
    sidecar: Mapping[str, Any] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()

    @classmethod
    def build(
        cls,
        facts: Facts,
        sidecars: Mapping[str, Mapping[str, Any]] | None = None,
        guesses: Iterable[Guess] = (),
    ) -> list[Statement]:
        """One statement a company from facts of any number of files, in the order the companies are met.

        Equal figures of several files count once, unequal ones are chosen between and the loser says to
        what it lost; then missing figures are derived and the identities checked, all companies at once.
        `sidecars` are by company, and a company that has only that gets a statement without facts; each of
        `guesses` goes to every statement that its file has figures in.
        """
        assumed, guessed = sidecars or {}, list(guesses)
        chosen = choose(_under_one_name(facts))
        rest, whole = remainders(chosen), years(chosen)
        guessed = list(dict.fromkeys([*guessed, *whole.asked]))
        panel = derive(Panel.of(Facts.concat([chosen, rest, whole.facts])))
        found: dict[str, list[Check]] = {}
        for one in check(panel):
            found.setdefault(one.company, []).append(one)
        built = [
            cls(company_of(name), held, tuple(found.get(name, ())), assumed.get(name, {}))
            for name, held in _by_company(panel.facts)
        ]
        known = {one.name for one in built}
        built += [cls(company_of(name), facts.take([]), (), given) for name, given in assumed.items()
                  if given and company_of(name).name not in known]  # fmt: skip
        return [replace(one, guesses=_of_files(one.files, guessed)) for one in built] if guessed else built

    @property
    def name(self) -> str:
        """The company's name."""
        return self.company.name

    @property
    def currency(self) -> str:
        """The currency of most of its chosen money figures; empty where no file says."""
        money = self.facts["currency"][self.facts["chosen"] & (self.facts["unit"] == "money")]
        return str(max(sorted(set(money.tolist())), key=money.tolist().count, default=""))

    @property
    def files(self) -> tuple[str, ...]:
        """The files that its figures stand in."""
        return tuple(name for name in dict.fromkeys(self.facts["file"].tolist()) if name)

    @property
    def span(self) -> tuple[str, str] | None:
        """The first and the last day of its periods; None where it has no figures."""
        starts, ends = self.facts["start"].tolist(), self.facts["end"].tolist()
        return (min(start or end for start, end in zip(starts, ends, strict=True)), max(ends)) if ends else None

    def panel(self) -> Panel:
        """Its chosen figures as a panel of one company."""
        return Panel.of(self.facts)

    def fact(self, line: str, period: str, *, segment: str = "", scenario: str = "actual") -> Fact | None:
        """The chosen figure of `line` in the period labelled so, or None; ValueError where no line is called so."""
        if line not in taxonomy():
            near = difflib.get_close_matches(line, [entry.id for entry in taxonomy().lines], 1)
            hint = f"did you mean {near[0]!r}?" if near else "see finkit names"
            raise ValueError(f"no line is called {line!r}; {hint}")
        facts = self.facts
        here = facts["chosen"] & (facts["line"] == line) & (facts["period"] == period)
        here &= (facts["segment"] == segment) & (facts["scenario"] == scenario)
        rows = np.flatnonzero(here)
        return facts.row(int(rows[0])) if len(rows) else None

    def value(self, line: str, period: str, *, segment: str = "", scenario: str = "actual") -> float | None:
        """The chosen value of `line` in the period labelled so; None where it is not reported."""
        found = self.fact(line, period, segment=segment, scenario=scenario)
        return found.value if found else None

    def conflicts(self) -> list[tuple[Fact, Fact]]:
        """Pairs of (chosen, other) for one line and period whose values differ by more than they can round."""
        given = (self.facts["line"] != "") & ~np.isnan(self.facts["value"])
        others = list(self.facts.take(given & ~self.facts["chosen"] & (self.facts["definition"] == "")))
        chosen = {_key(f): f for f in self.facts.take(given & self.facts["chosen"])} if others else {}
        pairs = ((chosen[_key(f)], f) for f in others if _key(f) in chosen)
        return [(a, b) for a, b in pairs if _differ(a, b)]

    def long(self) -> pd.DataFrame:
        """One row a fact, the columns of `finkit lines`."""
        return self.facts.frame()

    def wide(self, *, segment: str = "", scenario: str = "actual") -> pd.DataFrame:
        """Lines down, periods across, chosen values of the whole company (or one segment)."""
        import pandas as pd

        panel = self.panel()
        rows = [i for i, row in enumerate(panel.rows) if row.segment == segment and row.scenario == scenario]
        lines = sorted(panel.values, key=taxonomy().order)
        data = {panel.rows[i].label: [panel.values[line][i] for line in lines] for i in rows}
        return pd.DataFrame(data, index=pd.Index(lines, name="line")).dropna(how="all")

    def _repr_html_(self) -> str:
        title = f"<b>{html.escape(self.name)}</b> {html.escape(self.currency)}"
        return title + str(self.wide().to_html(na_rep="", float_format=lambda v: f"{v:,.6g}"))

    def __repr__(self) -> str:
        return f"Statement({self.name!r}, {len(self.facts)} facts, {len(self.checks)} checks)"


def _under_one_name(facts: Facts) -> Facts:
    """Aliases of a listed company as its listed name, so that its files come together."""
    given = facts.coded("company")
    if all(company_of(name).name == name for name in given.known):
        return facts
    return facts.replace(company=given.tell(lambda name: company_of(name).name).column())


def _by_company(facts: Facts) -> Iterator[tuple[str, Facts]]:
    """Each company with its facts, which keep their order; sorted once, then cut."""
    coded = facts.coded("company")
    companies, codes = coded.known, coded.codes
    if len(companies) > 1:
        facts = facts.take(np.argsort(codes, kind="stable"))
    edges = np.searchsorted(np.sort(codes), np.arange(len(companies) + 1)).tolist()
    return ((name, facts.take(slice(*edges[i : i + 2]))) for i, name in enumerate(companies))


def _of_files(files: Iterable[str], guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    here = set(files)
    return tuple(guess for guess in guesses if guess.file in here)


def merge(statements: Iterable[Statement]) -> list[Statement]:
    """Statements of the same companies put together again from what was read (derived figures are remade)."""
    held = list(statements)
    read = [s.facts.take(s.facts["basis"] != "derived") for s in held]
    sidecars = {s.name: s.sidecar for s in held if s.sidecar}
    guesses = dict.fromkeys(guess for s in held for guess in s.guesses)
    return Statement.build(Facts.concat([_unchosen(facts) for facts in read]), sidecars, guesses)


def _unchosen(facts: Facts) -> Facts:
    kept = np.array(["" if r.startswith(LOST) else r for r in facts["reason"]], dtype=object)
    return facts.replace(chosen=False, reason=kept)


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.segment, fact.line, fact.start, fact.end, fact.scenario


def _differ(a: Fact, b: Fact) -> bool:
    if a.value is None or b.value is None or a.currency != b.currency:
        return False
    return abs(a.value - b.value) > (a.rounding or 0.0) + (b.rounding or 0.0) + 1e-9 * abs(a.value)
