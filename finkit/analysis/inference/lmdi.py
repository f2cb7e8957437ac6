"""LMDI-I: what each factor of a product did to its sum over categories, without a residual. METHODS 5.2.

`L(a, b) = (a - b)/ln(a/b)`; the effect of factor k is the sum of `L(V_T, V_0) ln(x_kT/x_k0)` over categories, and
multiplicatively `exp(effect / L(V_T, V_0))` of the totals. The formulas are measures, so that a worksheet
recalculates them; categories stand along the columns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finkit.analysis.given import known
from finkit.analysis.measures import Floats, Measure, evaluate

Table = Sequence[Sequence[float | None]] | Floats

# Noise of the quotient where both ends are almost equal is kept between the geometric and the arithmetic mean.
LOG_MEAN = (
    "where({a} * {b} == 0, 0, where({a} == {b}, {a}, "
    "maximum(({a} * {b}) ** (1 / (1 + 1)), minimum(({a} + {b}) / (1 + 1), ({b} - {a}) / ln({b} / {a})))))"
)
_LABELS = {
    "value_0": "Value before", "value_t": "Value after", "off_0": "Factors that are 0 before",
    "off_t": "Factors that are 0 after", "explained": "Change that the factors explain",
}  # fmt: skip
_AT_ONCE = 4  # factors a formula multiplies: a worksheet formula has at most five operands


@dataclass(frozen=True, slots=True)
class Decomposition:
    """What each factor did to a total: `additive` in the total's unit, `multiplicative` as ratios.

    Effects stand in the order of `factors` and are None, with `flag`, where a figure is missing; ratios also where
    one total is 0. `flag` says too which categories came or went. It tells what moved with spending, not why.
    """

    factors: tuple[str, ...]
    v0: float | None
    vt: float | None
    additive: tuple[float | None, ...]
    multiplicative: tuple[float | None, ...]
    flag: str = ""

    @property
    def delta(self) -> float | None:
        """The change of the total."""
        return None if self.v0 is None or self.vt is None else self.vt - self.v0

    @property
    def ratio(self) -> float | None:
        """The later total over the earlier; None where that is 0."""
        return None if self.v0 is None or self.vt is None or self.v0 == 0 else self.vt / self.v0

    def effect(self, factor: str) -> float | None:
        """The additive effect of one factor."""
        return self.additive[self.factors.index(factor)]


def lmdi_measures(factors: Sequence[str]) -> tuple[Measure, ...]:
    """The formulas for factors `{name}_0` and `{name}_t`: values, log mean, and `effect_{name}` by category."""
    return (
        *_product("value_0", [f"{name}_0" for name in factors]),
        *_product("value_t", [f"{name}_t" for name in factors]),
        *_zeros("off_0", [f"{name}_0" for name in factors]),
        *_zeros("off_t", [f"{name}_t" for name in factors]),
        Measure("log_mean", "Log mean of both values", LOG_MEAN.format(a="value_0", b="value_t"), "money",
                "The weight of a category; 0 where it is absent in one of the periods."),
        Measure("appeared", "Value of what came, a factor", "where(value_0 == 0, value_t / maximum(off_0, 1), 0)",
                "money", "Goes to the factor that was 0; in equal parts where several were."),
        Measure("vanished", "Value of what went, a factor", "where(value_t == 0, value_0 / maximum(off_t, 1), 0)",
                "money", "Goes to the factor that is 0; in equal parts where several are."),
        *(
            Measure(
                f"effect_{name}", f"Effect of {name.replace('_', ' ')}",
                f"where(log_mean > 0, log_mean * ln({name}_t / {name}_0), "
                f"where({name}_0 == 0, appeared, 0) - where({name}_t == 0, vanished, 0))",
                "money", "Log mean times the log change of the factor.",
            )
            for name in factors
        ),
    )  # fmt: skip


def lmdi1(x0: Table, xt: Table, factors: Sequence[str] = (), categories: Sequence[str] = ()) -> Decomposition:
    """The decomposition between two periods; `x0` and `xt` are (factors, categories), 0 or above.

    A category absent in a period has a 0 there; what is missing (NaN) beside that 0 stands as in the other period.
    `categories` name them in flags. A flat list with a number for each of `factors` is one category.
    ValueError for a negative or infinite figure and for tables of different shapes.
    """
    a, b = (table.T if table.shape == (1, len(factors)) else table for table in (_table("x0", x0), _table("xt", xt)))
    if a.shape != b.shape:
        raise ValueError(f"xt has {b.shape[0]} factors of {b.shape[1]} categories, x0 {a.shape[0]} of {a.shape[1]}")
    names = tuple(factors) or tuple(f"x{k + 1}" for k in range(len(a)))
    if len(names) != len(a):
        raise ValueError(f"factors = {list(names)!r}: give {len(a)} names")
    a, b = filled(a, b)
    effects, before, after = lmdi_effects(a, b)
    sums, v0, vt = effects.sum(axis=1), float(before.sum()), float(after.sum())
    flags = _flags(a, b, names, categories)
    if math.isnan(v0 + vt):
        flags.append("a factor is missing: no decomposition")
    elif v0 == 0 or vt == 0:
        flags.append("one total is zero: no ratios")
    return Decomposition(
        names, known(v0), known(vt), tuple(known(e) for e in sums), _ratios(sums, v0, vt), "; ".join(flags)
    )


def lmdi_effects(x0: Floats, xt: Floats) -> tuple[Floats, Floats, Floats]:
    """Effects (factors, n), values before and values after (n,) of any number of categories and pairs of periods."""
    names = [f"x{k}" for k in range(len(x0))]
    given = {f"{n}_0": x0[k] for k, n in enumerate(names)} | {f"{n}_t": xt[k] for k, n in enumerate(names)}
    found = evaluate(lmdi_measures(names), given, x0.shape[1])
    return np.array([found[f"effect_{n}"] for n in names]), found["value_0"], found["value_t"]


def filled(x0: Floats, xt: Floats) -> tuple[Floats, Floats]:
    """Both tables with what is missing beside a 0 of its category as in the other period, or 1 if missing in both."""
    return _as_in_the_other(x0, xt), _as_in_the_other(xt, x0)


def total_measures(factors: Sequence[str]) -> tuple[Measure, ...]:
    """The formulas of the totals over all categories: `sum_{name}`, `factor_{name}` (a ratio), what they explain."""
    return (
        Measure("spend_0", "Total before", "sum_periods(value_0)", "money", "All categories."),
        Measure("spend_t", "Total after", "sum_periods(value_t)", "money", "All categories."),
        Measure("spend_mean", "Log mean of both totals", LOG_MEAN.format(a="spend_0", b="spend_t"), "money",
                "What turns an effect into a ratio."),
        *(
            Measure(f"sum_{name}", f"Effect of {name.replace('_', ' ')}", f"sum_periods(effect_{name})", "money",
                    "All categories.")
            for name in factors
        ),
        *(
            Measure(f"factor_{name}", f"Ratio of {name.replace('_', ' ')}", f"exp(sum_{name} / spend_mean)", "times",
                    "Exponential of the effect over the log mean of the totals; the product is that of the totals.")
            for name in factors
        ),
        *_steps("explained", [f"sum_{name}" for name in factors], " + ", "{}", "money", "Sum of all effects."),
        Measure("unexplained", "Change that no factor explains / both totals",
                "(spend_t - spend_0 - explained) / (spend_0 + spend_t)", "fine ratio", "0 but for rounding."),
    )  # fmt: skip


def activity_structure_intensity(
    energy0: Sequence[float], energy_t: Sequence[float], output0: Sequence[float], output_t: Sequence[float]
) -> Decomposition:
    """A sum over sectors as total output, each sector's share of it, and what a unit of output takes.

    ValueError for a sector that takes something and puts out nothing.
    """
    found = []
    for when, energy, output in (("0", energy0, output0), ("T", energy_t, output_t)):
        e, q = _table(f"energy{when}", [energy])[0], _table(f"output{when}", [output])[0]
        if len(e) != len(q):
            raise ValueError(f"output{when} has {len(q)} values: give {len(e)}, as for energy{when}")
        if ((q == 0) & (e > 0)).any():
            n = int(np.flatnonzero((q == 0) & (e > 0))[0])
            raise ValueError(f"output{when}[{n}] = 0 beside energy {e[n]:g}: its intensity is not defined")
        total = q.sum()
        with np.errstate(invalid="ignore", divide="ignore"):
            found.append([np.full(len(q), total), q / total, e / q])
    return lmdi1(found[0], found[1], ("activity", "structure", "intensity"))


def log_mean(a: float, b: float) -> float:
    """`(a - b)/ln(a/b)`, `a` where they are equal, 0 where one is 0."""
    measure = Measure("log_mean", "", LOG_MEAN.format(a="a", b="b"), "", "")
    return float(evaluate([measure], {"a": np.array([a]), "b": np.array([b])}, 1)["log_mean"][0])


def _product(name: str, parts: Sequence[str]) -> list[Measure]:
    """One product in steps of at most five operands."""
    return _steps(name, parts, " * ", "{}", "money", "Product of the factors.")


def _zeros(name: str, parts: Sequence[str]) -> list[Measure]:
    """How many of the factors are 0."""
    return _steps(name, parts, " + ", "({} == 0)", "count", "How many factors are 0.")


def _steps(name: str, parts: Sequence[str], sign: str, form: str, unit: str, says: str) -> list[Measure]:
    steps, so_far = [], ""
    for start in range(0, len(parts), _AT_ONCE):
        last = start + _AT_ONCE >= len(parts)
        step = name if last else f"{name}_to_{start + _AT_ONCE}"
        text = sign.join([*([so_far] if so_far else []), *(form.format(p) for p in parts[start : start + _AT_ONCE])])
        label = _LABELS[name] + ("" if last else f", first {start + _AT_ONCE}")
        steps.append(Measure(step, label, text, unit, says))
        so_far = step
    return steps


def _ratios(sums: Floats, v0: float, vt: float) -> tuple[float | None, ...]:
    weight = log_mean(v0, vt)
    return tuple(None if math.isnan(e) or not weight > 0 else math.exp(e / weight) for e in sums)


def _table(name: str, given: Table) -> Floats:
    if given is None:
        raise ValueError(f"{name} is missing: give a row of numbers for each factor")
    try:
        table = np.atleast_2d(np.asarray(given, dtype=float))
    except (TypeError, ValueError):
        raise ValueError(f"{name} = {given!r}: give each factor as many numbers") from None
    if not table.size or table.ndim != 2 or np.asarray(given).dtype.kind in "bUS":
        raise ValueError(f"{name} = {given!r}: give a row of numbers for each factor")
    for k, n in np.argwhere((table < 0) | np.isinf(table)):
        raise ValueError(f"{name}[{k}][{n}] = {table[k, n]:g}: give a finite number of 0 or more")
    return table


def _as_in_the_other(table: Floats, other: Floats) -> Floats:
    """What is missing beside a 0 of its category, as in the other period; 1 where it is missing there too."""
    absent = (table == 0).any(axis=0)
    return np.where(np.isnan(table) & absent, np.where(np.isnan(other), 1.0, other), table)


def _flags(a: Floats, b: Floats, names: Sequence[str], categories: Sequence[str]) -> list[str]:
    """Which categories came or went by which factor, and where the order of several is not defined."""
    flags = []
    for was, now, word in ((a, b, "appears"), (b, a, "disappears")):
        moved = (was == 0).any(axis=0) & (now > 0).all(axis=0)
        for n in np.flatnonzero(moved).tolist():
            off = [names[k].replace("_", " ") for k in np.flatnonzero(was[:, n] == 0).tolist()]
            which = f"{categories[n] if categories else f'category {n + 1}'} {word}"
            flags.append(
                f"{which}: its whole value goes to {off[0]}" if len(off) == 1 else
                f"{which} by {', '.join(off)} at once: their order is not defined, each takes an equal part"
            )  # fmt: skip
    return flags
