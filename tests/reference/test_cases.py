"""Every open reference case whose method finkit has, against its expected numbers."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from tests.reference.adapters import ADAPTERS
from tests.reference.data import REFERENCE

_FILE = REFERENCE / "cases.json"
CASES = json.loads(_FILE.read_text(encoding="utf-8"))["cases"] if _FILE.is_file() else []
pytestmark = pytest.mark.skipif(not CASES, reason="the reference cases are not beside the checkout")


def method(case: dict[str, Any]) -> tuple[str, str]:
    """A case's method and the variant that it names in parentheses."""
    name, _, variant = case["method"].partition("(")
    return name.strip(), variant.strip().removesuffix(")")


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """What finkit says to a case's inputs."""
    name, variant = method(case)
    named = {"variant": variant} if variant else {}
    return ADAPTERS[name](**case["inputs"], **named)


def same(found: Any, wanted: Any, rtol: float, atol: float) -> bool:
    """Whether a figure, or a nest of them, is what a case expects; None is undefined, never a number."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(same(found.get(k), v, rtol, atol) for k, v in wanted.items())
    if isinstance(wanted, list):
        held = [] if found is None else list(found)
        return len(held) == len(wanted) and all(same(f, w, rtol, atol) for f, w in zip(held, wanted, strict=True))
    if wanted in ("inf", "-inf"):
        return bool(found in (float(wanted), wanted))  # an input may be called inf
    if isinstance(wanted, bool) or wanted is None or isinstance(wanted, str):
        return bool(found == wanted)
    return found is not None and math.isclose(found, wanted, rel_tol=rtol, abs_tol=atol)


OPEN = [case for case in CASES if method(case)[0] in ADAPTERS]


@pytest.mark.parametrize("case", OPEN, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    found = answer(case)
    for name, wanted in case["expected"].items():
        if name == "flag":
            assert bool(found.get("flag")) == bool(wanted)
        else:
            assert same(found.get(name), wanted, **case["tolerance"]), f"{name}: {found.get(name)} for {wanted}"


@pytest.mark.parametrize("case", [case for case in OPEN if case["published"]], ids=lambda case: case["id"])
def test_published_figure(case: dict[str, Any]) -> None:
    found = answer(case)
    for path, told in case["published"].items():
        value: Any = found
        for step in path.split("."):
            value = value[int(step)] if step.isdigit() else value[step]
        if told["agrees"]:
            assert value == pytest.approx(told["figure"], abs=told["abs_tolerance"])
