"""How cells look: the colour says what a cell is, fill and left edge how far to trust it."""

from __future__ import annotations

from typing import Any

INPUT, FORMULA, LINK, COMPUTED = "input", "formula", "link", "computed"
_COLOURS = {INPUT: "#0000FF", FORMULA: "#000000", LINK: "#007A33", COMPUTED: "#7F7F7F"}
# Fill and line at the left edge differ together, so that a grey print still tells them apart.
_BASES: dict[str, dict[str, Any]] = {
    "leaked": {"bg_color": "#FCE8D2", "left": 3},
    "estimated": {"bg_color": "#FFF7CC", "left": 4},
    "assumed": {"bg_color": "#F1E3F0", "left": 6},
}
BASES = {
    "reported": "reported: filed or audited",
    "leaked": "leaked: internal papers in the press",
    "estimated": "estimated: someone's judgement",
    "assumed": "assumed: a choice, to be changed",
}
MINUS = '"−"'
_SCALES = ((1e9, "bn", "#,##0.00,,,"), (1e6, "m", "#,##0.0,,"), (1e3, "k", "#,##0.0,"), (0.0, "", "#,##0"))
CLASS_CODES = {"variable": 1, "fixed": 2, "research": 3}
_CLASSES = '[=1]"variable";[=2]"fixed";"research"'
_VERDICT = '[=1]"OK";[=0]"not OK";General'


def _signed(positive: str) -> str:
    return f"{positive};{MINUS}{positive}"


_NUMBERS = {
    "ratio": _signed("0.0%"),
    "times": _signed('0.00"x"'),
    "quarters": _signed("0.0"),
    "years": "0.0#",
    "months": "0",
    "months of use": "0.00",
    "date": "yyyy-mm-dd",
    "share": "0.0%",
    "position": "0",
    "class": _CLASSES,
    "verdict": _VERDICT,
    "possible": '[=1]"possible";[=0]"impossible";General',
    "index": _signed("#,##0.0"),
    "fine money": _signed("#,##0.0000##"),
    "flop": "0.000E+00",
    "wide times": '[>=10000]0.0E+00"x";0.00"x"',
    "fine Mtok": _signed("#,##0.000000"),
    "tolerance": "0E+00",
    "rate": "0.0000",
    "unit money": _signed("#,##0.00"),
    "fine ratio": _signed("0.0000%"),
    "Mtok": _signed("#,##0.00##"),
    "users": _signed("#,##0.00"),
    "per Mtok": _signed("#,##0.000"),
    "per ktok": _signed("#,##0.000000"),
    "hours": "0.0##",
    "number": _signed("#,##0.000"),
    "squared": "0.00E+00",
    "found": "General",
}


class Style:
    """The formats of one workbook, made when first used; money is shown in bn, m or k but held in full."""

    def __init__(self, file: Any, largest: float) -> None:
        self._file = file
        self._made: dict[tuple[Any, ...], Any] = {}
        self.scale, self.money = next((word, f) for least, word, f in _SCALES if abs(largest) >= least)

    def number(self, unit: str) -> str:
        """The number format of a unit."""
        if unit == "money in class":
            return f'{_signed(self.money)};"–"'
        return _signed(self.money) if unit == "money" else _NUMBERS.get(unit, _signed("#,##0"))

    def unit(self, unit: str, currency: str) -> str:
        """The unit as column B says it."""
        if unit.startswith("money"):
            return " ".join(part for part in (currency or "money", self.scale) if part)
        words = {"ratio": "%", "fine ratio": "%", "share": "%", "verdict": "", "tolerance": ""}
        words |= {"possible": "", "index": "", "flop": "", "wide times": "times", "fine Mtok": "Mtok", "found": ""}
        words["unit money"] = words["fine money"] = currency or "money"
        return words.get(unit, unit)

    def cell(self, kind: str, unit: str, basis: str = "") -> Any:
        """The format of a figure: what it is, its unit, the weakest basis that it rests on."""
        look = {"font_color": _COLOURS[kind], "italic": kind == COMPUTED, "num_format": self.number(unit)}
        # The indent keeps digits off the next cell's left edge.
        return self._format(**look, align="right", indent=1, **_BASES.get(basis, {}))

    def legend(self, kind: str, basis: str = "") -> Any:
        """The look of a cell, on words."""
        return self._format(font_color=_COLOURS[kind], italic=kind == COMPUTED, **_BASES.get(basis, {}))

    def text(self, **look: Any) -> Any:
        """A format for words."""
        return self._format(**look)

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format({"font_name": "Calibri", "font_size": 10, **look})
        return self._made[key]
