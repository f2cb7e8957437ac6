"""A formula read by a spreadsheet: one formula along a row, "" where a figure is missing."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from finkit.errors import FormulaError
from finkit.formula.grammar import At, Look, Node, Number, Op, self_reference, walk

Shape = Literal["scalar", "row", "period", "block"]

MOST_OPERANDS = 5
LONGEST_FORMULA = 8192
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_PLAIN_SHEET = re.compile(r"(?!(?i:true|false)$)[A-Za-z]{4,}")  # shorter words may be a column or R1C1
_QUOTED = re.compile(r"('(?:[^']|'')*')")
_ADDRESS = re.compile(r"(?<![\w.])(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?![\w(!])")


@dataclass(frozen=True)
class Ref:
    """Where a name stands on a sheet: its first cell (counted from 0), its size and its shape.

    A scalar is one cell (`$B$3`), a row shape one column with a cell per row (`$C7`), a period shape one row
    with a cell per period (`E$2`), a block both (`E7`). The column left of the first period must be blank.
    Raises `FormulaError` where size and shape disagree or the cells are not on a sheet.
    """

    sheet: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1
    shape: Shape = "block"

    def __post_init__(self) -> None:
        one_row, one_column = self.shape in ("scalar", "period"), self.shape in ("scalar", "row")
        if (one_row and self.rows != 1) or (one_column and self.cols != 1):
            raise FormulaError(f"{self.rows} rows x {self.cols} columns is not the shape {self.shape!r}")
        fits = self.row + self.rows <= LAST_ROW and self.col + self.cols <= LAST_COLUMN
        if min(self.row, self.col, self.rows, self.cols) < 0 or not fits:
            raise FormulaError(f"row {self.row}, column {self.col} and its block are not on a sheet")

    @property
    def a1(self) -> str:
        """The whole range without its sheet: `E7:P9`, or `E7` for one cell."""
        last = cell(self.row + self.rows - 1, self.col + self.cols - 1)
        first = cell(self.row, self.col)
        return first if first == last else f"{first}:{last}"

    def seen_from(self, r: int, c: int, home: str) -> str:
        """The anchored reference for row `r` and period `c` of a block (from 0) on the sheet `home`."""
        row = self.row + (r if self.shape in ("row", "block") else 0)
        col = self.col + (c if self.shape in ("period", "block") else 0)
        if col < 0:
            raise FormulaError(f"{self.sheet}!{self.a1} has no blank column left of it")
        fixed_row, fixed_col = self.shape in ("scalar", "period"), self.shape in ("scalar", "row")
        return self._on(home) + cell(row, col, fixed_row, fixed_col)

    def down(self, c: int, home: str) -> str:
        """The range over all rows in period `c`: `E$7:E$9`."""
        fixed = self.shape in ("scalar", "row")
        col = self.col if fixed else self.col + c
        ends = (cell(row, col, True, fixed) for row in (self.row, self.row + self.rows - 1))
        return self._on(home) + ":".join(ends)

    def across(self, r: int, home: str) -> str:
        """The range over all periods in row `r`: `$E7:$P7`."""
        fixed = self.shape in ("scalar", "period")
        row = self.row if fixed else self.row + r
        ends = (cell(row, col, fixed, True) for col in (self.col, self.col + self.cols - 1))
        return self._on(home) + ":".join(ends)

    def _on(self, home: str) -> str:
        return "" if self.sheet == home else quoted(self.sheet) + "!"


def cell(row: int, col: int, fixed_row: bool = False, fixed_col: bool = False) -> str:
    """The A1 address of a cell counted from 0, with `$` before what is fixed."""
    return f"{'$' if fixed_col else ''}{_letters(col)}{'$' if fixed_row else ''}{row + 1}"


@functools.cache
def _letters(col: int) -> str:
    """A column's letters: A is 0."""
    letters, rest = "", col + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it: `Inputs`, `'It''s'`."""
    return sheet if _PLAIN_SHEET.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"


def excel(tree: Node, refs: Mapping[str, Ref], target: Ref, r: int, c: int, name: str | None = None) -> str:
    """The formula of row `r` and period `c` (from 0) of the block `target`, which holds `name`.

    Raises `FormulaError` for more than five names, a name without a place, shapes that do not fit the target,
    self-reference outside `prev`, and a text longer than a cell holds.
    """
    names = list(dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Look | At)))
    if len(names) > MOST_OPERANDS:
        listed = ", ".join(names)
        raise FormulaError(f"{len(names)} operands ({listed}); a worksheet formula takes {MOST_OPERANDS}")
    text = "=" + _Cell(refs, target, r, c, name).shown(tree)
    if len(text) > LONGEST_FORMULA:
        raise FormulaError(f"a worksheet formula of {len(text)} characters; a cell holds {LONGEST_FORMULA}")
    return text


def block_formulas(
    tree: Node, refs: Mapping[str, Ref], target: Ref, name: str | None = None
) -> Iterator[tuple[int, int, str]]:
    """Row, column (from 0, on the sheet) and text of every formula of the block `target`.

    It is one formula: the first cell's is worked out, the others are that one moved, as a spreadsheet fills a block.
    """
    if not (target.rows and target.cols):
        return
    parts = _movable(excel(tree, refs, target, 0, 0, name))
    for r in range(target.rows):
        for c in range(target.cols):
            text = "".join(part if isinstance(part, str) else part.moved(r, c) for part in parts)
            if len(text) > LONGEST_FORMULA:
                raise FormulaError(f"a worksheet formula of {len(text)} characters; a cell holds {LONGEST_FORMULA}")
            yield target.row + r, target.col + c, text


class _Address(NamedTuple):
    """A cell's address in a formula, with what of it is fixed."""

    row: int
    col: int
    fixed_row: bool
    fixed_col: bool

    def moved(self, r: int, c: int) -> str:
        row, col = self.row + (not self.fixed_row) * r, self.col + (not self.fixed_col) * c
        return cell(row, col, self.fixed_row, self.fixed_col)


def _movable(text: str) -> list[str | _Address]:
    """A formula's text cut at the addresses in it; names of sheets in quotes hold none."""
    parts: list[str | _Address] = []
    for n, piece in enumerate(_QUOTED.split(text)):
        at = 0
        for found in _ADDRESS.finditer(piece) if n % 2 == 0 else ():
            fixed_col, letters, fixed_row, row = found.groups()
            col = functools.reduce(lambda so_far, letter: so_far * 26 + ord(letter) - 64, letters, 0) - 1
            parts += [piece[at : found.start()], _Address(int(row) - 1, col, bool(fixed_row), bool(fixed_col))]
            at = found.end()
        parts.append(piece[at:])
    return parts


_LOOSE, _ADD, _MULTIPLY, _ATOM = range(4)
_STRENGTH = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY}
_COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
_FUNCTIONS = {"minimum": "MIN", "maximum": "MAX", "exp": "EXP", "ln": "LN", "abs": "ABS",
              "normal": "NORMSDIST"}  # fmt: skip

Stages = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Text:
    """An expression, and the stages of conditions under which it is a number.

    A stage's conditions are free of errors once those of the stages before it hold.
    """

    value: str
    stages: Stages = ()
    strength: int = _ATOM

    def within(self, least: int) -> str:
        return self.value if self.strength >= least else f"({self.value})"

    @property
    def condition(self) -> str:
        """The conditions as one test that is never an error."""
        *before, last = [_all(stage) for stage in self.stages] or ["TRUE"]
        for stage in reversed(before):
            last = f"IF({stage},{last},FALSE)"
        return last


@dataclass(frozen=True)
class _Cell:
    """The cell for which a formula is written."""

    refs: Mapping[str, Ref]
    target: Ref
    r: int
    c: int
    name: str | None

    def shown(self, node: Node) -> str:
        """The text that gives the value, or "" where it is missing."""
        match node:
            case Op("where", (condition, a, b)):
                test, truth = self.text(condition), self._truth(condition)
                return _guarded(test.stages, f"IF({truth},{self.shown(a)},{self.shown(b)})")
            case Op("first", (only,)):
                return self.shown(only)
            case Op("first", (a, *rest)):
                chosen = self.text(a)
                return f"IF({chosen.condition},{chosen.value},{self.shown(Op('first', tuple(rest)))})"
        text = self.text(node)
        return _guarded(text.stages, text.value)

    def text(self, node: Node) -> _Text:
        match node:
            case Number(value):
                return _Text(str(value))
            case Look():
                return self._look(node)
            case At():
                return self._at(node)
            case Op("where", (condition, a, b)):
                return self._where(condition, self.text(a), self.text(b))
            case Op("first", args):
                return self._first([self.text(argument) for argument in args])
            case Op("**", (base, exponent)):
                return _power(self.text(base), self.text(exponent))
            case Op(op, args):
                return _operation(op, args, [self.text(argument) for argument in args])

    def _truth(self, condition: Node) -> str:
        if isinstance(condition, Op) and condition.op in _COMPARISONS:
            left, right = (self.text(argument).within(_ADD) for argument in condition.args)
            return f"{left}{_COMPARISONS[condition.op]}{right}"
        return f"{self.text(condition).within(_ADD)}<>0"

    def _where(self, condition: Node, a: _Text, b: _Text) -> _Text:
        truth, stages = self._truth(condition), self.text(condition).stages
        if a.stages or b.stages:
            stages = (*stages, (f"IF({truth},{a.condition},{b.condition})",))
        return _Text(f"IF({truth},{a.value},{b.value})", stages)

    def _first(self, texts: list[_Text]) -> _Text:
        *before, last = texts
        value = last.value
        for text in reversed(before):
            value = f"IF({text.condition},{text.value},{value})"
        present = ",".join(text.condition for text in texts)
        return _Text(value, () if any(not text.stages for text in texts) else ((f"OR({present})",),))

    def _ref(self, look: Look | At) -> Ref:
        own = look.name == self.name
        if own and not (isinstance(look, Look) and look.how == "prev"):
            raise FormulaError(self_reference(look))
        ref = self.target if own else self.refs.get(look.name)
        if ref is None:
            raise FormulaError(f"{look.name} has no place on a sheet: give its Ref")
        return ref

    def _look(self, look: Look) -> _Text:
        ref, home = self._ref(look), self.target.sheet
        if look.how == "sum_rows":
            self._fits(look, ref, rows=False, periods=True)
            return _sum("ROWS", ref.down(self.c, home) if ref.rows else "")
        if look.how == "sum_periods":
            self._fits(look, ref, rows=True, periods=False)
            return _sum("COLUMNS", ref.across(self.r, home) if ref.cols else "")
        self._fits(look, ref, rows=True, periods=True)
        if look.how == "prev":
            self._varies(look, ref, "period")
            before = ref.seen_from(self.r, self.c - 1, home)
            if look.name == self.name:
                return _Text(f"N({before})", ((f"ISNONTEXT({before})",),))
            return _Text(before, ((f"ISNUMBER({before})",),))
        here = ref.seen_from(self.r, self.c, home)
        if look.how == "here":
            return _Text(here, ((f"ISNUMBER({here})",),))
        self._varies(look, ref, "row")
        after, end = ref.seen_from(self.r + 1, self.c, home), ref.down(self.c, home).rpartition(":")[2]
        last = f"ROW({here})=ROW({ref._on(home)}{end})"
        return _Text(f"IF({last},0,{after})", ((f"OR({last},ISNUMBER({after}))",),))

    def _at(self, look: At) -> _Text:
        ref, place = self._ref(look), self.text(look.position)
        self._varies(look, ref, "period")
        self._fits(look, ref, rows=True, periods=False)
        row = ref.across(self.r, self.target.sheet)
        value, where = f"INDEX({row},{place.value})", place.within(_ADD)
        inside = (f"{where}>=1", f"{where}<=COLUMNS({row})", f"{where}=INT({place.value})")
        return _Text(value, (*place.stages, inside, (f"ISNUMBER({value})",)))

    def _varies(self, look: Look | At, ref: Ref, axis: Literal["row", "period"]) -> None:
        if ref.shape not in (axis, "block"):
            raise FormulaError(f"{look.text}: {look.name} of shape {ref.shape!r} does not vary by {axis}")

    def _fits(self, look: Look | At, ref: Ref, *, rows: bool, periods: bool) -> None:
        wrong = (rows and ref.shape in ("row", "block") and ref.rows != self.target.rows) or (
            periods and ref.shape in ("period", "block") and ref.cols != self.target.cols
        )
        if wrong:
            target = f"{self.target.rows} rows x {self.target.cols} periods"
            raise FormulaError(f"{look.text}: {ref.a1} of shape {ref.shape!r} does not fit {target}")


def _operation(op: str, nodes: tuple[Node, ...], texts: list[_Text]) -> _Text:
    stages = _together(*(text.stages for text in texts))
    if op in _FUNCTIONS:
        value = f"{_FUNCTIONS[op]}({','.join(text.value for text in texts)})"
        if op == "ln":
            stages = _next(stages, texts[0].stages, f"{texts[0].within(_ADD)}>0", nodes[0])
        if op == "exp":
            stages = (*stages, (f"ISNUMBER({value})",))
        return _Text(value, stages)
    if op == "neg":
        return _Text("-" + texts[0].within(_ATOM), stages, _ADD)
    left, right = texts
    if op in _COMPARISONS:
        test = f"{left.within(_ADD)}{_COMPARISONS[op]}{right.within(_ADD)}"
        return _Text(f"IF({test},1,0)", stages)
    if op == "/" and nodes[1] != Number(1):
        stages = _next(stages, right.stages, f"{right.within(_ADD)}<>0", nodes[1])
    strength = _STRENGTH[op]
    return _Text(f"{left.within(strength)}{op}{right.within(strength + 1)}", stages, strength)


def _power(base: _Text, exponent: _Text) -> _Text:
    """A power: anything to 0 is 1; a negative base takes whole exponents only, in every program."""
    x, y = base.within(_ATOM), exponent.within(_ATOM)
    value = f"IF({y}=0,1,{x}^{y})"
    whole = f"OR({x}>=0,{y}=INT({exponent.value}))"
    return _Text(value, (*_together(base.stages, exponent.stages), (whole, f"ISNUMBER({value})")))


def _sum(counter: str, cells: str) -> _Text:
    if not cells:
        return _Text("0")
    return _Text(f"SUM({cells})", ((f"COUNT({cells})={counter}({cells})",),))


def _together(*all_stages: Stages) -> Stages:
    """Stage by stage the conditions of all, each once."""
    depth = max((len(stages) for stages in all_stages), default=0)
    seen: dict[str, int] = {}
    for level in range(depth):
        for stages in all_stages:
            for condition in stages[level] if level < len(stages) else ():
                seen.setdefault(condition, level)
    merged = [tuple(condition for condition, at in seen.items() if at == level) for level in range(depth)]
    return tuple(stage for stage in merged if stage)


def _next(stages: Stages, needed: Stages, condition: str, node: Node) -> Stages:
    """`stages` and a condition on a number that exists once the stages `needed` hold."""
    level = 0 if isinstance(node, Look) and node.how == "here" else len(needed)
    empty: Stages = ((),) * (level + 1 - len(stages))
    padded = (*stages, *empty)
    return _together((*padded[:level], (*padded[level], condition), *padded[level + 1 :]))


def _all(conditions: tuple[str, ...]) -> str:
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def _guarded(stages: Stages, value: str) -> str:
    for stage in reversed(stages):
        value = f'IF({_all(stage)},{value},"")'
    return value
