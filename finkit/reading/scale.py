"""Scale and currency from what a file says, with the words that say it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SCALE_WORDS = {
    "unit": 1.0, "units": 1.0, "ones": 1.0,
    "thousand": 1e3, "thousands": 1e3, "000s": 1e3, "000": 1e3, "k": 1e3,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mm": 1e6, "mio": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "trillions": 1e12,
    "millionen": 1e6, "millones": 1e6, "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "mrd": 1e9,
    "crore": 1e7, "crores": 1e7, "lakh": 1e5, "lakhs": 1e5,
}  # fmt: skip
_SAID = {1.0: "units", 1e3: "thousands", 1e6: "millions", 1e9: "billions"}
_CODES = "USD EUR GBP CNY JPY HKD TWD CHF INR KRW CAD AUD SEK NOK DKK SGD BRL MXN ZAR PLN ILS AED SAR RUB TRY NZD"
_SIGNS = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL",
    "RMB": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW",
}  # fmt: skip
_NAMES = {
    "us dollars": "USD", "u.s. dollars": "USD", "united states dollars": "USD", "dollars": "USD",
    "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "renminbi": "CNY", "yuan": "CNY", "yen": "JPY",
    "hong kong dollars": "HKD", "rupees": "INR", "人民币": "CNY", "人民幣": "CNY",
}  # fmt: skip
_CHINESE = {"千元": 1e3, "万元": 1e4, "萬元": 1e4, "百万元": 1e6, "百萬元": 1e6, "亿元": 1e8, "億元": 1e8}
_WORDS = r"thousands?|millions?|billions?|trillions?|crores?|lakhs?|millionen|millones|milliarden|milliards?"
_SHORT = r"mio|mrd|mn|mm|bn|m|b|k"
_MARK = "|".join(re.escape(word) for word in sorted((*_SIGNS, *_CODES.split()), key=len, reverse=True))
_CURRENCY = re.compile(rf"(?<![A-Za-z])(?:{_MARK})(?![A-Za-z]{{3}})")
_NAMED = re.compile("|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)), re.I)
_THOUSANDS = r"['’`]?000['’`]?s?"
# Each pattern needs a companion that makes the word a unit: "in", brackets, a currency, or nothing else.
_SCALES = (
    re.compile(rf"(?i)\bin\s+(?:[\w.$€£]+\s+){{0,2}}?(?P<word>{_WORDS}|{_THOUSANDS})(?!\w)"),
    re.compile(rf"(?<![A-Za-z])(?:{_MARK})\s*(?:in\s+)?(?P<word>(?i:{_WORDS}|{_SHORT})|{_THOUSANDS})(?![A-Za-z0-9])"),
    re.compile(rf"(?i)(?<!\w)(?P<word>{_WORDS}|{_THOUSANDS})\s+(?:of\s+|d['’])?(?:{'|'.join(map(re.escape, _NAMES))})"),
    re.compile(rf"(?P<word>(?i:{_WORDS}|{_SHORT})|{_THOUSANDS})\.?\s+(?:of\s+)?(?:{_MARK})(?![A-Za-z])"),
    re.compile(rf"(?i)[(\[]\s*(?P<word>{_WORDS}|{_THOUSANDS}|{_SHORT})\s*[,;)\]]"),
    re.compile(rf"(?i)^\W*(?:units?\s*:?\s*)?(?P<word>{_WORDS}|{_SHORT}|{_THOUSANDS})\W*$"),
)


@dataclass(frozen=True, slots=True)
class Units:
    """A scale and a currency as stated; None and "" where not. `evidence` is the words that say so."""

    scale: float | None = None
    currency: str = ""
    evidence: str = ""

    def over(self, other: Units) -> Units:
        """This where it says something, else the other."""
        evidence = "; ".join(dict.fromkeys(e for e in (self.evidence, other.evidence) if e))
        scale = self.scale if self.scale is not None else other.scale
        return Units(scale, self.currency or other.currency, evidence)


@functools.lru_cache(maxsize=4096)
def find(text: str) -> Units:
    """The scale and currency that `text` states: `USD billions`, `$ in thousands`, `€m`, a sentence."""
    text = text.replace("\u00a0", " ").replace("￥", "¥").strip()
    scale: float | None = None
    seen = ""
    for pattern in _SCALES:
        match = pattern.search(text)
        if match:
            scale, seen = scale_of(match["word"]), match[0].strip()
            break
    if scale is None:
        for word in sorted(_CHINESE, key=len, reverse=True):
            if word in text:
                scale, seen = _CHINESE[word], word
                break
    currency, mark = _currency(text)
    evidence = text if len(text) <= 120 else "; ".join(dict.fromkeys(part for part in (seen, mark) if part))
    return Units(scale, currency, evidence if scale is not None or currency else "")


def of_unit(text: str) -> Units:
    """What a cell of a column of units states; there `units` alone means a scale of 1."""
    return Units(1.0, "", text) if text.strip().lower() in ("units", "ones") else find(text)


def first(texts: Iterable[str]) -> Units:
    """What the texts state together, the earlier before the later."""
    found = Units()
    for text in texts:
        if found.scale is not None and found.currency:
            break
        said = find(text)
        if (said.scale is not None and found.scale is None) or (said.currency and not found.currency):
            found = found.over(said)
    return found


def scale_of(word: str) -> float | None:
    """The number a scale's word stands for: thousands, '000, bn, 1000; None for another word."""
    plain = re.sub(r"['’`\s]", "", word).lower()
    if plain in SCALE_WORDS:
        return SCALE_WORDS[plain]
    try:
        number = float(plain.replace(",", ""))
    except ValueError:
        return None
    return number if 0 < number < 1e16 else None


def of_format(shown_as: str) -> str:
    """The currency that a number format prints, or empty."""
    if "$" not in shown_as and not re.search("[€£₹]", shown_as):
        return ""
    text = re.sub(r"\[\$([^\]-]*)(?:-[^\]]*)?\]", r"\1", shown_as).replace('"', "").replace("\\", "")
    return _currency(text)[0]


def unstated(
    companies: Sequence[str], mapped: Any, units: Sequence[str], values: Any, factors: Any, stated: Any, own: Any
) -> list[str]:
    """Why a money figure without a scale is not used: its company's other figures in the file state one."""
    blank = [""] * len(companies)
    money = np.array([unit == "money" for unit in units], dtype=bool) & mapped
    # Zero is the same in any scale; a figure with a word of its own (3.7bn) says nothing of the others.
    silent = np.flatnonzero(money & ~stated & (values != 0) & ~np.isnan(values)).tolist()
    said: dict[str, set[float]] = {}
    for i in np.flatnonzero(money & stated & np.isnan(own)).tolist() if silent else ():
        said.setdefault(companies[i], set()).add(float(factors[i]))
    for i in silent:
        others = said.get(companies[i], set())
        if others - {1.0}:
            words = " and ".join(_SAID.get(factor, f"{factor:,.0f}s") for factor in sorted(others))
            blank[i] = f"scale not stated while the file's other figures are in {words}"
    return blank


def code(word: str) -> str:
    """The ISO code of a currency's code, sign or name; empty for another word."""
    plain = word.strip()
    if plain.upper() in _CODES.split():
        return plain.upper()
    return _SIGNS.get(plain.upper(), "") or _SIGNS.get(plain, "") or _NAMES.get(plain.lower(), "")


def _currency(text: str) -> tuple[str, str]:
    named = _NAMED.search(text)
    # "Hong Kong dollars" before "$", and "US$" before "$": the longest mark that stands there.
    marked = _CURRENCY.search(text)
    if named and (not marked or marked[0] == "$"):
        return _NAMES[named[0].lower()], named[0]
    if marked:
        mark = marked[0]
        return _SIGNS.get(mark, mark), mark
    return "", ""
