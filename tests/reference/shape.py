"""The form of a case, whatever its method: inputs by name, one answer for each of many values, None for NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, signature
from numbers import Real
from typing import Any

Case = dict[str, Any]
Adapter = Callable[..., Case]
# How an adapter annotates an input that is one number; other annotations take lists themselves.
_NUMBERS = ("Number", "float", "float | None", "int", "int | None")
# How it annotates lists of numbers, and tables of them.
_LISTS = ("Many", "Sequence[float]", "Sequence[Number]", "Sequence[Sequence[Number]]")


def answered(adapter: Adapter) -> Adapter:
    """`adapter` for inputs as cases give them; ValueError names an input that is absent, unknown or no list."""
    inputs = {name: one for name, one in signature(adapter).parameters.items() if name != "variant"}

    @wraps(adapter)
    def answer(variant: str = "", **given: Any) -> Case:
        _check(inputs, given)
        named = {"variant": variant} if variant else {}
        many = {name: value for name, value in given.items() if isinstance(value, list | tuple) and _one(inputs[name])}
        if not many:
            return _reasoned(plain(adapter(**given, **named)), given)
        counts = {len(value) for value in many.values()}
        if len(counts) > 1:
            raise ValueError(f"{', '.join(many)} have {', '.join(map(str, sorted(counts)))} values: give as many each")
        rows = [dict(zip(many, values, strict=True)) for values in zip(*many.values(), strict=True)]
        return together([_reasoned(plain(adapter(**(given | row), **named)), given | row) for row in rows])

    return answer


def listed(value: Any) -> list[Any]:
    """The values of a list or a mapping, or one value as a list."""
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else [value]


def alike(given: Any, found: Sequence[Any]) -> Any:
    """One figure where one was given, else as many under the same names."""
    if isinstance(given, Mapping):
        return dict(zip(given, found, strict=True))
    return list(found) if isinstance(given, list | tuple) else found[0]


def plain(found: Any) -> Any:
    """`found` as a case writes it: lists, dicts and numbers, and None for NaN."""
    if isinstance(found, Mapping):
        return {name: plain(value) for name, value in found.items()}
    if hasattr(found, "tolist"):
        return plain(found.tolist())
    if isinstance(found, list | tuple):
        return [plain(value) for value in found]
    return None if isinstance(found, float) and math.isnan(found) else found


def together(cases: list[Case]) -> Case:
    """Several answers as one: each figure a list, the flags a sentence."""
    names = dict.fromkeys(name for case in cases for name in case)
    held: Case = {name: _side([case.get(name) for case in cases]) for name in names if name != "flag"}
    return held | {"flag": "; ".join(dict.fromkeys(case["flag"] for case in cases if case.get("flag")))}


def _side(values: list[Any]) -> Any:
    if values and all(isinstance(value, Mapping) for value in values):
        return {name: _side([value.get(name) for value in values]) for name in values[0]}
    return values


def _reasoned(case: Case, given: Mapping[str, Any]) -> Case:
    """`case` with the inputs that are missing as its flag, where a figure is None and nothing says why."""
    missing = [name for name, value in given.items() if any(_absent(one) for one in _leaves(value))]
    if missing and not _said(case.get("flag")) and any(one is None for one in _leaves(case)):
        return case | {"flag": f"{', '.join(missing)}: missing"}
    return case


def _check(inputs: Mapping[str, Parameter], given: Mapping[str, Any]) -> None:
    for name, one in inputs.items():
        if name not in given and one.default is Parameter.empty:
            raise ValueError(f"{name} is missing: give it")
    for name, value in given.items():
        if name not in inputs:
            raise ValueError(f"{name} = {value!r}: there is no such input; give {', '.join(inputs)}")
        told = str(inputs[name].annotation)
        optional = "None" in told.rpartition("]")[2]
        if value is None and told.startswith(("Sequence", "Mapping", "str")) and not optional:
            raise ValueError(f"{name} is missing: give it")
        if told == "str" and not isinstance(value, str | None):
            raise ValueError(f"{name} = {value!r}: give words")
        named_only = told.startswith("Mapping") and "| Sequence" not in told
        if value is not None and named_only and not isinstance(value, Mapping):
            raise ValueError(f"{name} = {value!r}: give values by name")
        listed_only = told.startswith("Sequence") and not (told.startswith("Sequence[str]") and isinstance(value, str))
        if value is not None and listed_only and not isinstance(value, list | tuple):
            raise ValueError(f"{name} = {value!r}: give a list")
        if told in _NUMBERS and (value in ([], {}) or not all(map(_numeric, _leaves(value)))):
            raise ValueError(f"{name} = {value!r}: give a number")
        if told in _LISTS and not all(map(_numeric, _leaves(value))):
            raise ValueError(f"{name} = {value!r}: give numbers")
        if told.startswith("Sequence[Sequence") and not all(isinstance(row, list | tuple) for row in value):
            raise ValueError(f"{name} = {value!r}: give a list of lists")


def _one(parameter: Parameter) -> bool:
    return parameter.annotation in _NUMBERS


def _numeric(value: Any) -> bool:
    return value is None or (isinstance(value, Real) and not isinstance(value, bool))


def _said(flag: Any) -> bool:
    return any(_leaves(flag))


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
