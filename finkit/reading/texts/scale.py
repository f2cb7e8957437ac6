"""Scale and currency from what a file says, with the words that say it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from finkit.statement.coded import Coded

SCALE_WORDS = {
    "unit": 1.0, "units": 1.0, "ones": 1.0, "unidades": 1.0,
    "thousand": 1e3, "thousands": 1e3, "000s": 1e3, "000": 1e3, "k": 1e3, "ths": 1e3, "thsd": 1e3, "thous": 1e3,
    "million": 1e6, "millions": 1e6, "mn": 1e6, "mm": 1e6, "mio": 1e6, "m": 1e6, "mln": 1e6, "mil": 1e6, "mill": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "bln": 1e9, "bil": 1e9, "trillion": 1e12, "trillions": 1e12,
    "tys": 1e3, "тыс": 1e3, "млн": 1e6, "млрд": 1e9,
    "tausend": 1e3, "tsd": 1e3, "milliers": 1e3, "miles": 1e3, "milhares": 1e3, "migliaia": 1e3, "duizend": 1e3,
    "duizenden": 1e3, "t": 1e3,
    "millionen": 1e6, "millones": 1e6, "milhões": 1e6, "milhoes": 1e6, "milioni": 1e6, "miljoen": 1e6, "miljoner": 1e6,
    "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9, "mrd": 1e9, "mld": 1e9, "md": 1e9, "miliardi": 1e9,
    "bilhões": 1e9, "bilhoes": 1e9, "miljard": 1e9,
    "crore": 1e7, "crores": 1e7, "cr": 1e7, "crs": 1e7, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5,
}  # fmt: skip
_SAID = {1.0: "units", 1e3: "thousands", 1e6: "millions", 1e9: "billions"}
_CODES = "USD EUR GBP CNY JPY HKD TWD CHF INR KRW CAD AUD SEK NOK DKK SGD BRL MXN ZAR PLN ILS AED SAR RUB TRY NZD"
_SIGNS = {
    "US$": "USD", "US $": "USD", "NTD": "TWD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD",
    "R$": "BRL",
    "MX$": "MXN", "RMB": "CNY", "Rs.": "INR", "Rs": "INR", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW",
}  # fmt: skip
_NAMES = {
    "us dollars": "USD", "u.s. dollars": "USD", "united states dollars": "USD", "dollars": "USD",
    "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "renminbi": "CNY", "yuan": "CNY", "yen": "JPY",
    "hong kong dollars": "HKD", "rupees": "INR", "人民币": "CNY", "人民幣": "CNY", "reais": "BRL",
    "swiss francs": "CHF", "zł": "PLN", "руб": "RUB",
    "美元": "USD", "港元": "HKD", "港币": "HKD", "新台幣": "TWD", "新台币": "TWD", "日圆": "JPY",
}  # fmt: skip
# Scripts without spaces: the scale and the currency in one word, the longest first.
_JOINED = {
    "百万元": (1e6, ""), "百萬元": (1e6, ""), "千元": (1e3, ""), "仟元": (1e3, ""), "万元": (1e4, ""),
    "萬元": (1e4, ""), "亿元": (1e8, ""), "億元": (1e8, ""), "十億円": (1e9, "JPY"), "百万円": (1e6, "JPY"),
    "千円": (1e3, "JPY"), "億円": (1e8, "JPY"), "백만원": (1e6, "KRW"), "천원": (1e3, "KRW"),
    "억원": (1e8, "KRW"), "십억원": (1e9, "KRW"), "百万美元": (1e6, "USD"),
}  # fmt: skip
_PLAIN_UNIT = {"元": (1.0, ""), "円": (1.0, "JPY"), "원": (1.0, "KRW")}
_UNIT_OF = re.compile(r"(?:单位|單位|単位|단위)\s*[:：]?\s*(元|円|원)")
_WORDS = (
    r"thousands?|millions?|billions?|trillions?|crores?|lakhs?|lacs?|millionen|millones|mil(?:h[õo]es)|milioni|miljoen|miljoner"
    r"|milliarden|milliards?|miliardi|bilh[õo]es|miljard|tausend|milliers|miles|milhares|migliaia|duizend(?:en)?"
)
_SHORT = r"tys|тыс|млн|млрд|mill?|mio|mrd|mln|mld|mn|mm|bn|bln|bil|tsd|ths|thsd|thous|crs?|m|b|k|t"
# Portuguese and Spanish "mil" is a thousand; elsewhere it abbreviates million.
_MIL = re.compile(
    r"(?i)(?:R\$|BRL|MX\$|\b(?:em|en)\b)\s*(?:R\$\s*)?mil\b"
    r"|\bmil(?:es)?\s+(?:de\s+)?(?:reais|pesos|euros|d[óo]lares|soles)"
)
_MARK = "|".join(re.escape(word) for word in sorted((*_SIGNS, *_CODES.split()), key=len, reverse=True))
_CURRENCY = re.compile(rf"(?<![A-Za-z])(?:{_MARK})(?![A-Za-z]{{3}})")
# TEUR, T€, k€, MSEK: the scale's letter before the currency.
_PREFIXED = re.compile(rf"(?<![A-Za-z])[TkM]({_MARK})(?![A-Za-z])")
_NAMED = re.compile(
    r"(?<![A-Za-z])(?:" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + r")(?![A-Za-z])", re.I
)
# What a sentence may count in thousands or millions beside money.
_COUNTED = re.compile(
    r"(?i)\b(?:users?|customers?|developers?|people|subscribers?|market|shares?|share count|tokens?|employees|downloads"
    r"|queries|devices|households|serv(?:e|es|ing))\b"
)
_AROUND_UNITS = re.compile(
    r"(?i)(?<![^\W_])(?:in|shares|unit|units|currency|单位|單位|単位|except per share(?: data| amounts)?)(?![^\W_])"
)
# What is said of shares says nothing of money: "shares in Thousands, $ in Millions".
_OF_SHARES = re.compile(
    r"(?i)\S\s*/\s*shares\b"
    r"|\b(?:shares?|share data|number of shares|units)\s+(?:are\s+)?(?:presented\s+)?in\s+\w+"
)
_THOUSANDS = r"['’`]?000['’`]?s?"
# Each pattern needs a companion that makes the word a unit: "in", brackets, a currency, or nothing else.
_SCALES = (
    re.compile(rf"(?i)\bin\s+(?:[\w.$€£]+\s+){{0,2}}?(?P<word>{_WORDS}|{_THOUSANDS})(?!\w)"),
    re.compile(rf"(?<![A-Za-z])(?:{_MARK})\s*(?:in\s+)?(?P<word>(?i:{_WORDS}|{_SHORT})|{_THOUSANDS})(?![A-Za-z0-9])"),
    re.compile(rf"(?i)(?<!\w)(?P<word>{_WORDS}|{_THOUSANDS})\s+(?:of\s+|d['’])?(?:{'|'.join(map(re.escape, _NAMES))})"),
    re.compile(rf"(?P<word>(?i:{_WORDS}|{_SHORT})|{_THOUSANDS})\.?\s+(?:of\s+)?(?:{_MARK})(?![A-Za-z])"),
    re.compile(rf"(?i)[(\[]\s*(?P<word>{_WORDS}|{_THOUSANDS}|{_SHORT})\s*[,;)\]]"),
    re.compile(rf"(?i)^\W*(?:units?\s*:?\s*)?(?P<word>{_WORDS}|{_SHORT}|{_THOUSANDS})\W*$"),
    re.compile(rf"(?i)(?<!\w)(?:en|em|in|amounts? in|figures? in|all numbers in)\s+(?P<word>{_WORDS}|{_SHORT})(?!\w)"),
    re.compile(rf"(?i)(?<!\w)(?P<word>{_WORDS})\s+(?:of\s+|de\s+|d['’]\s*)(?=\w)"),
    re.compile(rf"(?i)(?:{_MARK}|{'|'.join(map(re.escape, _NAMES))})\s*/\s*(?P<word>{_THOUSANDS}|mln|mn)(?!\d)"),
    re.compile(rf"(?<![A-Za-z])(?P<word>T|k|M|Mio)\.?\s?(?:{_MARK})(?![A-Za-z])"),
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
    text = _OF_SHARES.sub(" ", text.replace("\u00a0", " ").replace("￥", "¥")).strip()
    scale: float | None = None
    seen = ""
    currency, mark = _currency(text)
    joined = next((word for word in sorted(_JOINED, key=len, reverse=True) if word in text), "")
    unit = _UNIT_OF.search(text)
    if mil := _MIL.search(text):
        scale, seen = 1e3, mil[0].strip()
    elif joined:
        (scale, own), seen = _JOINED[joined], joined
        currency = currency or own
    elif unit:
        (scale, own), seen = _PLAIN_UNIT[unit[1]], unit[0]
        currency = currency or own
    for pattern in _SCALES if scale is None else ():
        match = pattern.search(text)
        if match and not _is_of_other_things(text, match):
            scale, seen = scale_of(match["word"]), match[0].strip()
            break
    evidence = text if len(text) <= 120 else "; ".join(dict.fromkeys(part for part in (seen, mark) if part))
    return Units(scale, currency, evidence if scale is not None or currency else "")


def _is_of_other_things(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a scale count users or a market, and no money of the statement."""
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 30]
    return bool(_COUNTED.search(before) or re.match(r"\s*(?:of\s+)?(?:\w+\s+)?" + _COUNTED.pattern[4:], after, re.I))


@functools.lru_cache(maxsize=4096)
def without(text: str) -> str:
    """`text` without what states a scale or a currency: what is left of a header is the period."""
    text = _OF_SHARES.sub(" ", text)
    for pattern in _SCALES:
        text = pattern.sub(" ", text)
    text = _MIL.sub(" ", text)
    for word in sorted(_JOINED, key=len, reverse=True):
        text = text.replace(word, " ")
    return re.sub("[¥￥]", " ", _AROUND_UNITS.sub(" ", _NAMED.sub(" ", _CURRENCY.sub(" ", text))))


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


def unstated(company: Coded, mapped: Any, value: Any, factor: Any, stated: Any, own: Any) -> Coded:
    """Why a money figure without a scale is not used: its company's other figures in the file state one.

    `mapped` are the money figures of a line. Zero is the same in any scale; a figure with a word of scale of its
    own (3.7bn) says nothing of the others.
    """
    silent = mapped & ~stated & (value != 0) & ~np.isnan(value)
    said: dict[int, set[float]] = {}
    if silent.any():
        told = mapped & stated & np.isnan(own)
        for who, scale in set(zip(company.codes[told].tolist(), factor[told].tolist(), strict=True)):
            said.setdefault(who, set()).add(scale)
    reasons = [_silent(said.get(who, set())) for who in range(len(company.known))]
    return Coded.joint(Coded(reasons, company.codes), Coded([False, True], silent.astype(np.int64))).tell(
        lambda pair: pair[0] if pair[1] else ""
    )


def _silent(others: set[float]) -> str:
    if not others - {1.0}:
        return ""
    words = " and ".join(_SAID.get(factor, f"{factor:,.0f}s") for factor in sorted(others))
    return f"scale not stated while the file's other figures are in {words}"


def code(word: str) -> str:
    """The ISO code of a currency's code, sign or name; empty for another word."""
    plain = word.strip()
    if plain.upper() in _CODES.split():
        return plain.upper()
    return _SIGNS.get(plain.upper(), "") or _SIGNS.get(plain, "") or _NAMES.get(plain.lower(), "")


def _currency(text: str) -> tuple[str, str]:
    named = _NAMED.search(text)
    # "Hong Kong dollars" before "$", and "US$" before "$": the longest mark that stands there.
    marked = _CURRENCY.search(text) or _PREFIXED.search(text)
    if named and (not marked or marked[0] == "$"):
        return _NAMES[named[0].lower()], named[0]
    if marked:
        mark = marked[1] if marked.re is _PREFIXED else marked[0]
        return _SIGNS.get(mark, mark), mark
    return "", ""
