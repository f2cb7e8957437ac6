"""Price indices as formulas: the steps of METHODS 5.4 worked by hand on two products."""

from __future__ import annotations

import math

import numpy as np
import pytest

from finkit.analysis.inference.index_formulas import index_values

NAN = math.nan
# A phone from 10 to 8 at 20 then 30 units, a case from 2 to 3 at 50 then 40; a third product is new.
PRICE = np.array([[10.0, 8.0], [2.0, 3.0], [NAN, 5.0]])
TOKENS = np.array([[20.0, 30.0], [50.0, 40.0], [NAN, 12.0]])


def test_each_index_by_hand() -> None:
    """Values 200 and 100, then 240 and 120; old tokens at new prices 160 + 150, new at old 300 + 80."""
    found = index_values(PRICE, TOKENS)
    row = {name: float(found[f"{name}_fixed"].reshape(-1)[1]) for name in ("laspeyres", "paasche", "fisher")}
    assert row == pytest.approx({"laspeyres": 310 / 300, "paasche": 360 / 380, "fisher": math.sqrt(31 / 30 * 18 / 19)})
    # Shares are 2/3 and 1/3 in both periods, so that their means and log means are these.
    mean = math.exp(2 / 3 * math.log(0.8) + 1 / 3 * math.log(1.5))
    assert found["tornqvist_fixed"].reshape(-1)[1] == pytest.approx(mean)
    assert found["sato_vartia_fixed"].reshape(-1)[1] == pytest.approx(mean)
    assert found["matched_share"].reshape(-1).tolist() == pytest.approx([1, 360 / 420])


def test_a_chain_multiplies_its_links_and_breaks_where_nothing_is_shared() -> None:
    price = np.array([[1.0, 0.5, 1.0, NAN], [1.0, 1.0, 1.0, NAN], [NAN, NAN, NAN, 2.0]])
    tokens = np.array([[10.0, 40.0, 10.0, NAN], [10.0, 5.0, 10.0, NAN], [NAN, NAN, NAN, 1.0]])
    found = index_values(price, tokens)
    chained = found["laspeyres_chained"].reshape(-1)
    assert chained[:3].tolist() == pytest.approx([1, 0.75, 1.35])
    assert math.isnan(chained[3])
    assert found["laspeyres_link"].reshape(-1)[1:3].tolist() == pytest.approx([0.75, 1.8])
