"""Rows of a workbook: where each name stands, its value in Python, its formula on the sheet."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finkit.analysis.measures import Floats
from finkit.formula import Formula, Ref, block_formulas
from finkit.formula.grammar import Look
from finkit.reporting.workbook.present import reduced
from finkit.reporting.workbook.style import COMPUTED, FORMULA, INPUT, LINK, Style

if TYPE_CHECKING:
    from finkit.reporting.workbook.model_part import Part

FIRST = 4  # column E: the first period
HEAD, BODY = 3, 6  # the row of period labels, the first row below the heads
WIDE = 56
ONE_PAGE = 75
SHEET_WIDTH = 190  # characters across a landscape page that stay readable
LONGEST_TEXT = 32_000
WORKINGS = "Workings"  # a heading that begins so ends what is printed of a sheet


@dataclass(frozen=True)
class Rest:
    """What figures that finkit computed (`of`) rest on: cells of the workbook, as they were when it did."""

    label: str
    ref: Ref
    values: Floats
    of: list[str] = field(default_factory=list)


@dataclass
class Book:
    """One workbook being filled: its columns (the same on every sheet), where each name stands, its values.

    A row of figures has a value per column (P,), a block (rows, P), a scalar (); NaN is missing.
    """

    file: Any
    style: Style
    columns: tuple[str, ...]
    below: tuple[str, ...]
    currency: str
    refs: dict[str, Ref] = field(default_factory=dict)
    values: dict[str, Floats] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    pasted: dict[tuple[str, str], Rest] = field(default_factory=dict)
    models: Part | None = None

    @property
    def width(self) -> int:
        """How many columns of figures there are."""
        return len(self.columns)

    def known(self, name: str) -> bool:
        """Whether a name has a row with any figure in it."""
        return name in self.refs and not bool(np.isnan(self.values[name]).all())

    def scalar(self, name: str, col: int) -> tuple[Ref, Floats]:
        """The one cell of a row of figures in a column (from 0), as a scalar."""
        ref = self.refs[name]
        return Ref(ref.sheet, ref.row, ref.col + col, shape="scalar"), np.asarray(self.values[name][col])


@dataclass(frozen=True)
class Line:
    """What stands left of a row of figures, and how its cells look."""

    name: str
    label: str
    unit: str = "money"
    says: str = ""
    indent: int = 0
    bases: Sequence[str] = ()

    def basis(self, col: int) -> str:
        """The weakest basis behind the figure in a column."""
        return self.bases[col] if col < len(self.bases) else ""


class Sheet:
    """One worksheet, filled from the top; `row` is the next free row and may be moved."""

    def __init__(self, book: Book, name: str, title: str, what: str, *, columns: bool = True) -> None:
        self.book, self.name, self.row, self.across = book, name, BODY, 1
        self.results = self.reach = 0
        book.sheets.append(self)
        self.page = book.file.get_worksheet_by_name(name)
        text = book.style.text
        self.words(0, 0, title, text(bold=True, font_size=14))
        self.words(1, 0, what, text(font_color="#595959"))
        self._print_setup(columns)
        self.page.set_column(0, 0, 48)
        self.page.set_column(1, 1, 12)
        self.page.set_column(2, 2, 25)
        self.page.set_column(3, 3, 2)
        if columns:
            self._heads()

    def words(self, row: int, col: int, text: str, look: Any = None) -> None:
        """Text as text, whatever it looks like."""
        self.page.write_string(row, col, text[:LONGEST_TEXT], look or self.book.style.text())

    def heading(self, text: str) -> None:
        """A heading with a free row above it."""
        self.row += self.row > BODY
        self.words(self.row, 0, text, self.book.style.text(bold=True, font_color="#1F3864"))
        if text.startswith(WORKINGS):
            self.results = min(self.results or self.row, self.row)
        self.row += 1

    def leave_out_workings(self) -> None:
        """Print what stands above the workings alone, as far right as cells or charts `reach`."""
        if self.results:
            self.page.print_area(0, 0, self.results - 1, max(self.page.dim_colmax, self.reach))

    def one_page(self) -> None:
        """Print on one page where that stays readable, so that no chart is cut in two."""
        self.page.fit_to_pages(self.across, 1 if self.row <= ONE_PAGE else 0)

    def spread(self, wide: float, *, left: float = 85) -> None:
        """Columns of figures `wide` characters each, on as many pages across as keep them readable."""
        if self.book.width:
            self.page.set_column(FIRST, FIRST + self.book.width - 1, wide)
        self.across = max(1, math.ceil(self.book.width * wide / (SHEET_WIDTH - left)))
        self.page.fit_to_pages(self.across, 0)

    def remark(self, text: str) -> None:
        """A line of words."""
        self.words(self.row, 0, text, self.book.style.text(font_color="#595959"))
        self.row += 1

    def title_cells(self, titles: Sequence[str]) -> None:
        """Heads of a section whose columns are no periods."""
        look = self.book.style.text(italic=True, align="right", indent=1, font_color="#595959", bottom=4)
        for c, title in enumerate(titles):
            self.words(self.row, FIRST + c, title, look)
        self.row += 1

    def beside(self, line: Line, row: int) -> None:
        """Label, unit and id of a row; what it says as a note on the label."""
        style = self.book.style
        wrap = {"text_wrap": True} if len(line.label) + line.indent > WIDE else {}
        if wrap:
            self.page.set_row(row, 13.5 * -(-len(line.label) // (WIDE - 4)))
        self.words(row, 0, line.label, style.text(indent=line.indent, **wrap))
        self.words(row, 1, style.unit(line.unit, self.book.currency), style.text(font_color="#7F7F7F"))
        self.words(row, 2, line.name, style.text(font_color="#7F7F7F", font_size=8))
        if line.says:
            self.note(row, 0, line.says)

    def note(self, row: int, col: int, text: str) -> None:
        """A note on a cell."""
        size = {"x_scale": 2.2, "y_scale": max(0.6, min(3.0, len(text) / 110)), "author": "finkit"}
        self.page.write_comment(row, col, text[:LONGEST_TEXT], size)

    def place(self, name: str, rows: int, cols: int, *, scalar: bool = False) -> Ref:
        """The next rows, for `name`."""
        shape = "scalar" if scalar else "period" if rows == 1 else "block"
        ref = Ref(self.name, self.row, FIRST, rows, cols, shape)  # type: ignore[arg-type]
        self.book.refs[name] = ref
        self.row += rows
        return ref

    def given(self, line: Line, values: Any, *, kind: str = INPUT, notes: Mapping[int, str] | None = None) -> None:
        """A row of numbers: inputs in blue, or figures computed by finkit in grey."""
        found = np.atleast_1d(np.asarray(values, dtype=float))
        ref = self.place(line.name, 1, len(found), scalar=np.ndim(values) == 0)
        self.book.values[line.name] = np.asarray(values, dtype=float)
        self.book.labels[line.name] = line.label
        self.beside(line, ref.row)
        for c, value in enumerate(found):
            look = self.book.style.cell(kind, line.unit, "" if math.isnan(value) else line.basis(c))
            if math.isnan(value):
                if kind == INPUT:
                    self.page.write_blank(ref.row, FIRST + c, None, look)
                continue
            self.page.write_number(ref.row, FIRST + c, value, look)
            if notes and notes.get(c):
                self.note(ref.row, FIRST + c, notes[c])

    def computed(self, line: Line, values: Any, note: str = "") -> None:
        """A row of figures that finkit computed and the sheet cannot."""
        notes = {0: note} if note else None
        self.given(line, values, kind=COMPUTED, notes=notes)

    def pasted(
        self, what: str, names: Iterable[str], refs: Mapping[str, tuple[Ref, Floats]] | None = None
    ) -> None:  # fmt: skip
        """That `what` on this sheet is no formula and was computed from the rows of `names`: Checks watches them."""
        book = self.book
        for name in names:
            held = (refs or {}).get(name) or ((book.refs[name], book.values[name]) if name in book.refs else None)
            if held is None:
                continue
            ref, values = held
            label = book.labels.get(name, name.replace("_", " ").capitalize())
            rest = book.pasted.setdefault((ref.sheet, ref.a1), Rest(label, ref, values))
            said = f"{self.name}, {what[:1].lower()}{what[1:]}"
            if said not in rest.of:
                rest.of.append(said)

    def formula(
        self, line: Line, text: str, *, values: Floats | None = None, only: Collection[int] | None = None,
        refs: Mapping[str, tuple[Ref, Floats]] | None = None, cols: int | None = None, scalar: bool = False,
    ) -> bool:  # fmt: skip
        """A row that holds `text` in each column (of `only`); False where what it needs is absent throughout."""
        return self.block([line], line.name, text, values=values, only=only, refs=refs, cols=cols, scalar=scalar)

    def link(self, line: Line, *, only: Collection[int] | None = None, cols: int | None = None) -> None:
        """A row that repeats the row of that name, which keeps its place."""
        held = self.book.refs[line.name], self.book.values[line.name]
        self.block([line], f"{self.name}.{line.name}", "figure", refs={"figure": held}, only=only, cols=cols)

    def block(
        self, lines: Sequence[Line], name: str, text: str, *, values: Floats | None = None,
        only: Collection[int] | None = None, refs: Mapping[str, tuple[Ref, Floats]] | None = None,
        cols: int | None = None, scalar: bool = False,
    ) -> bool:  # fmt: skip
        """Rows that hold one formula in every cell; `name` is the name of them all."""
        extra = dict(refs or {})
        places = {**self.book.refs, **{n: ref for n, (ref, _) in extra.items()}}
        held = {**self.book.values, **{n: value for n, (_, value) in extra.items()}}
        kept = reduced(text, {*places, name})
        if kept is None:
            return False
        width = 1 if scalar else self.book.width if cols is None else cols
        shape = (width,) if len(lines) == 1 else (len(lines), width)
        formula = Formula.parse(kept)
        operands = {n: held[n] for n in formula.names if n != name}
        found = _only(formula.evaluate(operands, name, shape=shape).reshape(shape), only)
        if values is not None and not np.allclose(found, values, rtol=1e-9, atol=1e-12, equal_nan=True):
            self.computed(lines[0], values, "Computed by finkit: the figures on these sheets alone do not give it.")
            self.pasted(lines[0].label, formula.names, extra)
            return True
        ref = self.place(name, len(lines), width, scalar=scalar)
        self.book.values[name] = found.reshape(()) if scalar else found
        self.book.labels[name] = lines[0].label if lines else name
        self._write(formula, name, lines, replace(ref, shape="block"), found, places, only)
        return True

    def _write(
        self, formula: Formula, name: str, lines: Sequence[Line], target: Ref, found: Floats,
        places: Mapping[str, Ref], only: Collection[int] | None,
    ) -> None:  # fmt: skip
        kind = LINK if _is_link(formula, places, self.name) else FORMULA
        values = found.reshape(target.rows, target.cols)
        for r, line in enumerate(lines):
            self.beside(line, target.row + r)
        for row, col, text in block_formulas(formula, places, target, name):
            r, c = row - target.row, col - target.col
            if only is None or c in only:
                value, line = values[r, c], lines[r]
                look = self.book.style.cell(kind, line.unit, "" if math.isnan(value) else line.basis(c))
                self.write(row, col, text, value, look)

    def write(self, row: int, col: int, text: str, value: float, look: Any) -> None:
        """A formula with its value; a missing one is an empty text."""
        self.page.write_formula(row, col, text, look, "" if math.isnan(value) else float(value) + 0.0)

    def _heads(self) -> None:
        style = self.book.style
        look = style.text(bold=True, bottom=1, valign="bottom")
        for c, title in enumerate(("Line", "Unit", "Id")):
            self.words(HEAD, c, title, look)
        right = style.text(bold=True, align="right", indent=1, valign="bottom", text_wrap=True, bottom=1)
        small = style.text(align="right", indent=1, font_size=8, font_color="#7F7F7F")
        for c, (label, below) in enumerate(zip(self.book.columns, self.book.below, strict=True)):
            self.words(HEAD, FIRST + c, label, right)
            self.words(HEAD + 1, FIRST + c, below, small)
        longest = max((len(label) for label in self.book.columns), default=0)
        self.page.set_row(HEAD, 13.5 * min(4, 1 + longest // 12))
        self.spread(11.5)
        self.page.freeze_panes(BODY - 1, FIRST)
        self.page.repeat_rows(0, HEAD + 1)
        self.page.repeat_columns(0, 2)

    def _print_setup(self, columns: bool) -> None:
        self.page.hide_gridlines(2)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.page.fit_to_pages(1, 0 if columns else 1)
        self.page.set_footer("&L&A&R&P / &N")


def _only(found: Floats, only: Collection[int] | None) -> Floats:
    if only is not None:
        out = [c for c in range(found.shape[-1]) if c not in only]
        found[..., out] = np.nan
    return found


def _is_link(formula: Formula, places: Mapping[str, Ref], sheet: str) -> bool:
    tree = formula.tree
    return isinstance(tree, Look) and tree.how == "here" and places[tree.name].sheet != sheet
