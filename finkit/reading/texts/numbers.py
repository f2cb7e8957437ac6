"""Numbers as printed: text to a value with its precision; number formats to a precision."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

_COMMA = re.compile(r"\d{1,3}(?:[. ]\d{3})+,\d+|\d+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")
_POINT = re.compile(r"\d{1,3}(?:[, ]\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,}|\d{4,}\.\d+")
_GROUPED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_SMALL = re.compile(r"[1-9]\d{0,2}")
# Where points set thousands apart, no number is written so.
_UNGROUPED = re.compile(r"\d{4,}|\d{1,3},\d{3}")
_PLAIN = re.compile(r"-?\d+(?:\.(\d+))?")
_NOT_REPORTED = frozenset(
    [
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "nm",
        "n.m.",
        "n/m",
        "nan",
        "null",
        "none",
        "nil.",
        "-",
        "--",
        "---",
        "–",
        "—",
        "―",
        "−",
        "…",
        "...",
        "n/d",
        "nd",
        "n.d.",
        "tbd",
        "tba",
    ]
) | {"not reported", "not disclosed", "not available", "not meaningful", "not applicable"}
TOO_LARGE = "too large a number"
# No statement holds more, and products of what is below stay finite.
LARGEST = 1e50
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007\u2002\u2003\t", " "))
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "‒": "-", "﹣": "-", "－": "-", "△": "-", "▲": "-"})
_MARKS = re.compile(r"(?:\s*(?:[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]+|\[\w{1,3}\])|\s+\(\w\))+$")
_MONEY = re.compile(r"(?i)US\$|HK\$|NT\$|A\$|C\$|S\$|[$€£¥￥₹₩]|^(?:USD|EUR|GBP|CNY|RMB|JPY|HKD|CHF|INR)\b")
_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "trillion": 1e12, "tn": 1e12, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8,
}  # fmt: skip
_BODY = re.compile(
    r"(?i)(-?)\s*(\d[\d,.' ]*|\.\d+)(e[+-]?\d{1,3})?\s*(%|thousand|million|billion|trillion|mm|mn|bn|tn|[kmb万萬亿億])?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: `value` None is printed as not reported; `rounding` is half its last digit."""

    value: float | None
    rounding: float = math.nan
    percent: bool = False
    scale: float | None = None
    note: str = ""
    brackets: bool = False


def parse(text: str, decimal: str = ".") -> Number | None:
    """The number that `text` prints, or None if it prints something else.

    Knows (210), 1,234, 190*, 12.5%, $ and other currency marks, hard spaces, 3.7bn, n/a and dashes. A
    percentage is given as a fraction, and a number with a word of scale multiplied out (`scale` says so).
    """
    plain = _PLAIN.fullmatch(text)
    if plain and decimal == "." and len(text) < 50:
        digits = len(plain[1] or "")
        return Number(float(text), 0.5 * 10.0**-digits)
    given = text.translate(_SPACES).strip()
    if not given:
        return None
    if given.lower() in _NOT_REPORTED:
        return Number(None, note=f"printed as {given}")
    body, notes = _MARKS.sub("", given).strip(), []
    if body != given:
        notes.append(f"marked {given[len(body) :].strip()}")
    body = body.translate(_MINUS)
    if body[:1] in "~≈":
        body = body[1:].strip()
        notes.append("approximate")
    body = _MONEY.sub("", body).strip()
    negative = body.startswith("(") and body.rstrip("%").rstrip().endswith(")")
    if negative:
        body = body.replace("(", "", 1).replace(")", "", 1)
    body = _MONEY.sub("", body.strip()).strip()
    if re.fullmatch(r"\d[\d,.' ]*-", body):
        body = "-" + body[:-1]
    match = _BODY.fullmatch(body)
    if match is None:
        return None
    digits_text = _digits(match[2].strip(), decimal)
    if digits_text is None:
        return None
    value = float(digits_text + (match[3] or ""))
    places = len(digits_text.partition(".")[2]) - int((match[3] or "e0")[1:])
    factor, tail = 1.0, (match[4] or "").lower()
    if tail:
        factor = 0.01 if tail == "%" else _SCALES[tail]
    value = (-value if negative or match[1] else value) * factor
    # As text, because 10.0**400 is an error and float("1e400") only infinite.
    rounding = float(f"5e{-places - 1}") * factor
    if abs(value) > LARGEST or rounding > LARGEST:
        return Number(None, note=TOO_LARGE)
    scale = factor if tail and tail != "%" else None
    return Number(value, rounding, tail == "%", scale, "; ".join(notes), negative)


def _digits(text: str, decimal: str) -> str | None:
    """`text` with its thousands marks taken out, or None where they are not where they belong."""
    other = "," if decimal == "." else "."
    whole, mark, rest = text.partition(decimal)
    if not re.fullmatch(r"\d*", rest) or (not whole and not rest):
        return None
    if not re.fullmatch(rf"\d*|\d{{1,3}}(?:[{re.escape(other)}' ]\d{{2,3}})*[{re.escape(other)}' ]\d{{3}}", whole):
        return None
    return re.sub(r"\D", "", whole) + (("." + rest) if mark and rest else "")


def decimal_mark(texts: Iterable[str], separator: str = "") -> str:
    """The decimal mark in use: a comma where a number can be read no other way and none the other way.

    `38.612` reads two ways. Its point sets thousands apart where all numbers with a point have three digits behind
    it and either small ones have none (`389`), or the file's `separator` is a semicolon, as where commas are decimal.
    """
    comma = point = False
    grouped = small = ungrouped = 0
    for text in texts:
        body = text.strip(" ()-%\u00a0")
        comma = comma or bool(_COMMA.fullmatch(body))
        point = point or bool(_POINT.fullmatch(body))
        grouped += bool(_GROUPED.fullmatch(body))
        small += bool(_SMALL.fullmatch(body))
        ungrouped += bool(_UNGROUPED.fullmatch(body))
    if comma != point:
        return "," if comma else "."
    return "," if not comma and grouped > 1 and not ungrouped and (small or separator == ";") else "."


def shown(value: float, shown_as: str) -> Number:
    """A number cell with its format: the precision it is shown with, and whether it is a percentage."""
    rounding, percent, bracketed = _of_format(shown_as)
    return Number(
        value, _half_of_repr(value) if rounding is None else rounding, percent, brackets=value < 0 and bracketed
    )


@functools.lru_cache(maxsize=1024)
def _of_format(shown_as: str) -> tuple[float | None, bool, bool]:
    """Half the last digit that a format shows (None: all there are), whether in percent, whether losses in brackets."""
    sections = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", shown_as).split(";")
    section, percent, bracketed = sections[0], "%" in sections[0], "(" in "".join(sections[1:2])
    match = re.search(r"[0#?][0#?,]*(?:\.([0#?]*),*)?", section)
    if match is None or "E" in section or "/" in section:
        return None, percent, bracketed
    # A comma behind the digits divides what is shown by a thousand.
    commas = len(match[0]) - len(match[0].rstrip(","))
    return 0.5 * 10.0 ** (3 * commas - len(match[1] or "") - 2 * percent), percent, bracketed


def _half_of_repr(value: float) -> float:
    text = f"{value:.12g}"
    mantissa, _, power = text.partition("e")
    places = len(mantissa.partition(".")[2]) - int(power or 0)
    return 0.5 * 10.0 ** -max(places, 0)
