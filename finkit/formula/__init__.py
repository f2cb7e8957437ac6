"""One formula, three readings: evaluated with numpy, written as worksheet formulas, printed for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from numpy.typing import ArrayLike

from finkit.formula import evaluate as _evaluate
from finkit.formula import excel as _excel
from finkit.formula import prose as _prose
from finkit.formula.evaluate import Array
from finkit.formula.excel import Ref
from finkit.formula.grammar import At, Look, Node, parse, walk

__all__ = ["Array", "Formula", "Ref", "block_formulas"]


@dataclass(frozen=True)
class Formula:
    """A formula over named figures, such as `gross_profit / revenue`; made by `Formula.parse`.

    Shapes: a name is a scalar (), one value per row (rows, 1), one per period (periods,) or (1, periods),
    or a block (rows, periods); leading axes (companies) broadcast, and so does a flat panel (n,).

    Missing (NaN; "" on a worksheet): any operation with a missing operand, except that `first` takes the
    first that is there and `where` wants only its condition and the branch it chooses; division by zero;
    `ln` of what is not above zero; 0 to a negative power, a negative number to a power that is not whole;
    what overflows; `at` a position that is no period; `prev` in the first period (but 0 for the formula's
    own name: nothing was opened); a sum with a missing part. `next_row` of the last row is 0, an empty sum
    is 0, anything to the power 0 is 1. (A worksheet shows #NUM! where plain + - * / overflow.)

    `normal(x)` is the part of a standard normal distribution below x.

    Numbers that agree to the fifteenth digit are equal and their difference is 0, as in a spreadsheet.
    """

    text: str
    tree: Node = field(repr=False, compare=False)

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> "Formula":
        """The formula of `text`, parsed once. Raises `FormulaError` for what is outside the grammar."""
        return Formula(text.strip(), parse(text.strip()))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names used, in order of appearance."""
        return tuple(dict.fromkeys(look.name for look in self._looks))

    @cached_property
    def operands(self) -> tuple[str, ...]:
        """What is looked up, as written (`prev(revenue)`): the keys of `with_numbers` and `why_missing`."""
        return tuple(dict.fromkeys(look.text for look in self._looks))

    def evaluate(
        self, values: Mapping[str, ArrayLike], name: str | None = None, *, shape: tuple[int, ...] = ()
    ) -> Array:
        """The formula's value over arrays of figures, NaN where it is missing.

        With `name`, the formula's own name may stand in `prev(name)`: it is worked out period by period.
        With `shape`, the result fills a block of that shape, where the figures alone do not show it
        (`prev(age) + 1`).
        Raises `FormulaError` for a name without a value, shapes that do not fit, other self-reference.
        """
        return _evaluate.evaluate(self.tree, self._looks, values, name, shape)

    def excel(self, refs: Mapping[str, Ref], target: Ref, r: int, c: int, name: str | None = None) -> str:
        """The worksheet formula for row `r` and period `c` (from 0) of the block `target` that holds `name`.

        The same along a row, with no number but 0 and 1, "" where the value is missing.
        Raises `FormulaError` for more than five names, a name without a place, shapes that do not fit.
        """
        return _excel.excel(self.tree, refs, target, r, c, name)

    def says(self, labels: Mapping[str, str]) -> str:
        """The formula in words: `gross profit ÷ revenue`."""
        return _prose.says(self.tree, labels)

    def with_numbers(self, texts: Mapping[str, str]) -> str:
        """The formula with formatted numbers, keyed as in `operands`: `5.57 ÷ 13.07`."""
        return _prose.with_numbers(self.tree, texts)

    def why_missing(
        self, values_at_one_point: Mapping[str, float | None], labels: Mapping[str, str] | None = None
    ) -> str:
        """Why there is no value, given the `operands` at one point: `revenue is zero`; else empty."""
        return _prose.why_missing(self.tree, values_at_one_point, labels)

    @cached_property
    def _looks(self) -> list[Look | At]:
        return [node for node in walk(self.tree) if isinstance(node, Look | At)]


def block_formulas(
    formula: Formula, refs: Mapping[str, Ref], target: Ref, name: str | None = None
) -> Iterator[tuple[int, int, str]]:
    """Row, column (from 0, on the sheet) and text of every worksheet formula of the block `target`.

    Raises `FormulaError` as `Formula.excel` does.
    """
    return _excel.block_formulas(formula.tree, refs, target, name)
