"""What columns of words say of the figures in their rows: scenario, basis, source, date, confidence, note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from finkit.reading.columnar.spans import period_of
from finkit.reading.tables.columns import scenario_of
from finkit.reading.texts import notes
from finkit.statement.coded import Coded
from finkit.statement.fact import CONFIDENCES


class Words(NamedTuple):
    """A row each: columns of `Facts`, and why a row cannot be used."""

    scenario: Coded
    basis: Coded
    basis_stated: Coded
    source: Coded
    url: Coded
    as_of: Coded
    confidence: Coded
    note: Coded
    reason: Coded


def read(held: Mapping[str, Coded], line: Coded, ahead: Coded) -> Words:
    """The words of rows whose lines are `line`; `ahead` is the scenario that their periods name."""
    blank = Coded.one("", len(line))
    noted = held.get("note", blank)
    scenario = Coded.joint(held.get("scenario", blank), line, ahead).tell(_scenario)
    basis = Coded.joint(held.get("basis", blank), held.get("source", blank), noted.tell(_noted), scenario.part(0)).tell(
        _basis
    )
    dated, confidence = held.get("as_of", blank).tell(_dated), held.get("confidence", blank).tell(_confidence)
    remarks = joined(noted, basis.part(3), confidence.part(1), dated.part(1))
    return Words(
        scenario.part(0), basis.part(0), basis.part(1), basis.part(2), held.get("url", blank), dated.part(0),
        confidence.part(0), remarks, scenario.part(1),
    )  # fmt: skip


def joined(*parts: Coded) -> Coded:
    """Remarks of several columns in one text a row, what is empty left out."""
    used = [part for part in parts if any(part.known)]
    if len(used) <= 1:
        return used[0] if used else parts[0]
    return Coded.joint(*used).tell(lambda texts: "; ".join(dict.fromkeys(filter(None, texts))))


def _scenario(key: tuple[str, str, str]) -> tuple[str, str]:
    word, line, ahead = key
    given = (scenario_of(word.replace("_", " ")) or scenario_of(word)) if word else ""
    found = given or ("run_rate" if line == "revenue_run_rate" else ahead or "actual")
    return found, notes.no_scenario(word) if word and not given else ""


def _dated(text: str) -> tuple[str, str]:
    found = period_of(text)
    return (found.end, "") if found and found.end and found.months == 0 else notes.dated(text)


def _noted(text: str) -> str:
    return notes.parse(text).get("basis", "") if ":" in text else ""


def _basis(key: tuple[str, str, str, str]) -> tuple[str, bool, str, str]:
    """Basis, whether it is stated, source, and a note."""
    given, said, noted, scenario = key
    word, parts = notes.cleaned({"basis": given}), notes.of_source(said)
    found = word.get("basis", "") or parts.get("basis", "") or noted
    unsure = scenario == "forecast" or notes.OTHER_BASIS in word
    return found or ("estimated" if unsure else "reported"), bool(found), parts["source"], word.get("note", "")


def _confidence(word: str) -> tuple[str, str]:
    found = word.lower() if word.lower() in CONFIDENCES else ""
    return found, f"confidence given as {word!r}" if word and not found else ""
