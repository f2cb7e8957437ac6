"""Numbers as given: what is missing, what is no number, and which it is."""

from __future__ import annotations

import math
from typing import Any

import pytest

from finkit.analysis.given import number, numbers, unknown


def test_text_and_no_list_are_refused_by_name() -> None:
    text: Any = "6"
    absent: Any = None
    with pytest.raises(ValueError, match="price = '6': give a number"):
        number("price", text)
    with pytest.raises(ValueError, match="price = True: give a number"):
        number("price", True)
    with pytest.raises(ValueError, match="spend = None: give a list"):
        numbers("spend", absent)
    with pytest.raises(ValueError, match="spend = '6': give a list"):
        numbers("spend", text)


def test_what_is_missing_is_named() -> None:
    assert unknown({"price": None, "units": math.nan, "fixed": 0.0}) == "price, units: not known"
    assert unknown({"fixed": 0.0}) == ""
    assert unknown({"cash_flows": [-1.0, math.nan], "dates": [1.0]}) == "cash_flows: not known"
