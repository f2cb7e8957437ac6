"""The unit, scale and currency of rows, as the columns beside their figures say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from finkit.reading.columnar.figures import Figures, Floats
from finkit.reading.texts import notes, numbers, scale
from finkit.statement.coded import Coded
from finkit.statement.fact import Facts
from finkit.statement.guess import Guess
from finkit.statement.lines import taxonomy

_KINDS = {
    "": "", "money": "money", "ratio": "ratio", "fraction": "ratio", "%": "%", "percent": "%", "pct": "%",
    "pure": "ratio", "count": "count", "number": "count", "tokens": "tokens", "shares": "shares",
}  # fmt: skip


class Units(NamedTuple):
    """A row each: unit, what numbers are multiplied by, whether that is stated, currency, why unusable."""

    unit: Coded
    factor: Floats
    stated: Any
    currency: Coded
    reason: Coded


def read(held: Mapping[str, Coded], line: Coded, figures: Figures, whole: scale.Units) -> Units:
    """The units of rows from their columns unit, scale and currency, else as stated for the whole sheet."""
    blank = Coded.one("", len(line))
    keys = Coded.joint(
        held.get("unit", blank), held.get("scale", blank), held.get("currency", blank), line, figures.percent
    )
    told = keys.tell(lambda key: _unit(key, whole))
    own = ~np.isnan(figures.own)
    factor = np.where(own, 1.0, told.part(1).array(np.float64))
    return Units(told.part(0), factor, told.part(2).array(bool) | own, told.part(3), told.part(4))


def other(line: Coded, unit: Coded) -> Coded:
    """The reason not to use figures whose unit is not their line's; empty where it is."""
    lines = taxonomy()
    return Coded.joint(line, unit).tell(
        lambda pair: (
            notes.other_unit(pair[1], lines[pair[0]].unit) if pair[0] and lines[pair[0]].unit != pair[1] else ""
        )
    )


def guesses(file: str, sheet: str, facts: Facts, whole: scale.Units) -> list[Guess]:
    """What was taken for the scale and the currency of money, and where nothing states them."""
    money = (facts["line"] != "") & (facts["unit"] == "money") & ~np.isnan(facts["value"])
    unsized = money & ~facts["scale_stated"] & (facts["value"] != 0)
    found = []
    if whole.scale is not None:
        found.append(Guess(file, sheet, "", "scale", f"{whole.scale:g}", whole.evidence))
    elif unsized.any():
        largest = float(np.max(np.abs(facts["value"][unsized])))
        asked = f"not stated; the largest figure is {largest:,.0f}: in units, thousands or millions?"
        found.append(Guess(file, sheet, "", "scale", "1", asked, 0.0, question=True))
    if whole.currency:
        found.append(Guess(file, sheet, "", "currency", whole.currency, whole.evidence))
    elif (money & ~facts["currency_stated"]).any():
        found.append(Guess(file, sheet, "", "currency", "", "not stated", 0.0, question=True))
    return found


def multiplied(value: Floats, rounding: Floats, factor: Floats) -> tuple[Floats, Floats, Coded]:
    """Values and roundings multiplied out; what is too large for a number is no value, and the note says so."""
    figure = value * factor
    large = np.abs(figure) > numbers.LARGEST
    rounding = np.where(large, np.nan, rounding * factor)
    return np.where(large, np.nan, figure), rounding, Coded.where(large, numbers.TOO_LARGE)


def shown(factor: Floats, own: Floats) -> Floats:
    """The scale to report: 1 for ratios, a number's own word of scale where it has one."""
    return np.where(np.isnan(own), np.where(factor < 1, 1.0, factor), own)


def currency_of(text: str) -> str:
    """The code of a currency's sign, name or code; any three letters are taken as one."""
    return scale.code(text) or (text.upper() if re.fullmatch(r"[A-Za-z]{3}", text) else "")


def _unit(key: tuple[str, str, str, str, bool], whole: scale.Units) -> tuple[str, float, bool, str, str]:
    """Unit, factor, whether it is stated, currency, and why the row cannot be used."""
    unit, word, money, line, printed = key
    lines = taxonomy()
    kind, why = _KINDS.get(unit.lower(), ""), ""
    spoken = scale.of_unit(unit) if unit and not kind else scale.Units()
    if unit and not kind and spoken.scale is None and not spoken.currency:
        known = ", ".join(filter(None, _KINDS))
        why = f"unit {unit[:30]!r} is none of {known}, nor one such as USD millions"
    factor = scale.scale_of(word) if word else spoken.scale
    if word and factor is None:
        why = f"scale {word[:30]!r} is none of units, thousands, millions, billions"
    if not kind and money.lower() in ("%", "tokens", "shares"):
        kind, money = _KINDS[money.lower()], ""
    own_unit = lines[line].unit if line in lines else "money"
    named = currency_of(money) if money else spoken.currency or whole.currency
    kind = (kind if not (printed and kind == "money") else "") or (
        "ratio" if printed else "money" if money and own_unit == "ratio" else own_unit
    )
    if kind == "%":
        return "ratio", 1.0 if printed else 0.01, True, "", why
    if kind == "ratio":
        return "ratio", 1.0, bool(word), "", why
    factor = whole.scale if factor is None and kind == "money" else factor
    return kind, factor or 1.0, factor is not None, named if kind == "money" else "", why
