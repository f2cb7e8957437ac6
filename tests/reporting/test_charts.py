"""Charts of the page: what their layouts leave room for."""

from __future__ import annotations

import pytest

from finkit.reporting.charts import waterfall


def test_an_axis_has_room_for_the_figures_beside_the_bars() -> None:
    """From 13 down by 7 and 27: bars reach from -21 to 13, figures an eighth of that further on either side."""
    steps = [("Revenue", 13.0, "13", True), ("Cost", -7.0, "-7", False), ("Gross profit", 6.0, "6", True)]
    steps += [(name, -9.0, "-9", False) for name in ("R&D", "S&M", "G&A")] + [("Income", -21.0, "-21", True)]
    low, high = waterfall("", "USD bn", steps)["layout"]["xaxis"]["range"]
    assert (low, high) == pytest.approx((-25.42, 17.42))
    assert "range" not in waterfall("", "USD bn", steps[:3])["layout"]["yaxis"]
