"""Formatting numbers for people: money with its size, percent, turns, days; a real minus and never "nan".

Halves are rounded away from zero, in the decimal digits that a spreadsheet keeps, so that a page and its workbook show
one figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "−"
MISSING = "not reported"
# Enough for any float with its decimals.
_WIDE = Context(prec=400)
_SIZES = ((1e9, "bn", 2), (1e6, "m", 1), (1e3, "k", 1), (1.0, "", 2))
# Units of one and of a hundredth, for "a dollar left 43 cents".
_COINS = {
    "USD": ("dollar", "cents"),
    "EUR": ("euro", "cents"),
    "CNY": ("yuan", "fen"),
    "GBP": ("pound", "pence"),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How a page shows money: divided by `size`, named `word`, with so many decimals."""

    size: float
    word: str
    decimals: int

    def number(self, value: float | None) -> str:
        """The amount without its word: 13.07; small amounts keep two digits, empty where there is none."""
        if _gone(value):
            return ""
        assert value is not None
        shown = value / self.size
        decimals = self.decimals
        if 0 < abs(shown) < 10**-decimals * 10:
            decimals = min(6, 1 - math.floor(math.log10(abs(shown))))
        return plain(shown, decimals)

    def money(self, value: float | None) -> str:
        """The amount with its word: 13.07 bn."""
        number = self.number(value)
        return f"{number} {self.word}".rstrip() if number else MISSING


def scale_of(values: Iterable[float | None]) -> Scale:
    """The size that the largest of `values` asks for."""
    largest = max((abs(v) for v in values if v is not None and not _gone(v)), default=0.0)
    return next((Scale(*size) for size in _SIZES if largest >= size[0]), Scale(*_SIZES[-1]))


def rounded(value: float, decimals: int) -> Decimal:
    """`value` to so many decimals as a spreadsheet shows it: halves away from zero, of the 15 digits that it keeps."""
    if not math.isfinite(value):
        return Decimal(value)
    return Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)


def plain(value: float, decimals: int, *, signed: bool = False) -> str:
    """A number with thousands separated and a real minus; no sign where it rounds to nothing."""
    text = f"{rounded(abs(value), decimals):,.{decimals}f}"
    nothing = not any(c in "123456789" for c in text)
    sign = "" if nothing else MINUS if value < 0 else "+" if signed else ""
    return sign + text


def significant(value: float, digits: int = 4) -> str:
    """A number in so many digits that count, thousands separated: 0.06155, 1,235."""
    if not value or not 1e-6 <= abs(value) < math.inf:
        return f"{value:,.{digits}g}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    text = f"{rounded(value, decimals):,.{max(decimals, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: float | None, decimals: int = 1, *, signed: bool = False) -> str:
    """A fraction as a percentage: 42.6%."""
    if _gone(value):
        return MISSING
    assert value is not None
    return plain(value * 100, decimals, signed=signed) + "%"


def turns(value: float | None) -> str:
    """A ratio as so many times: 3.97."""
    if _gone(value):
        return MISSING
    assert value is not None
    return plain(value, 2)


def coins(value: float, currency: str) -> str:
    """What of one unit of currency is left, in hundredths: 43 cents; the percentage shown, halves away from zero."""
    word = _COINS.get(currency, ("", "hundredths"))[1]
    return f"{plain(float(rounded(value * 100, 1)), 0)} {word}"


def one_of(currency: str) -> str:
    """One unit of a currency in words: `a dollar`; else `one of NOK`."""
    word = _COINS.get(currency, ("", ""))[0]
    return f"a {word}" if word else f"one {currency}" if currency else "one unit"


def of_unit(value: float, unit: str, scale: Scale) -> str:
    """A figure in the form that its unit asks for."""
    if unit == "money":
        return scale.money(value)
    if unit == "ratio":
        return percent(value)
    if unit == "times":
        return turns(value)
    if unit == "quarters":
        return f"{plain(value, 1)} quarters"
    return f"{count(value)} {unit}"


def count(value: float) -> str:
    """A count with its size: 608 bn, 12,400."""
    size = next((s for s in _SIZES[:2] if abs(value) >= s[0]), (1.0, "", 0))
    return f"{plain(value / size[0], 1 if size[1] else 0)} {size[1]}".rstrip()


def exact(value: float | None) -> str:
    """The figure at full precision, for machines; empty where there is none."""
    return "" if _gone(value) else repr(float(value or 0.0))


def span(low: str, high: str) -> str:
    """A range in words."""
    return low if low == high else f"{low} to {high}"


def bracketed(text: str, low: str, high: str) -> str:
    """A figure with the printed ends of its range in brackets, alone where the two are printed alike."""
    return text if low == high else f"{text} ({low} to {high})"


def words(items: Iterable[str]) -> str:
    """Items as a phrase: a, b and c."""
    held = list(items)
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}" if held else ""


def _gone(value: float | None) -> bool:
    return value is None or not math.isfinite(value)


def day(at: date) -> str:
    """A day in words: 7 August 2025."""
    return f"{at.day} {at:%B %Y}"
