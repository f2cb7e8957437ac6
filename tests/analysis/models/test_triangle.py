"""The triangle: Taylor and Ashe as Mack published them, METHODS' vintages of models, flags, bad input."""

from __future__ import annotations

import numpy as np
import pytest

from finkit.analysis.models.triangle import chain_ladder

# Taylor and Ashe (1983), cumulative; the last figure of a row is the latest.
TAYLOR_ASHE = """
357848 1124788 1735330 2218270 2745596 3319994 3466336 3606286 3833515 3901463
352118 1236139 2170033 3353322 3799067 4120063 4647867 4914039 5339085
290507 1292306 2218525 3235179 3985995 4132918 4628910 4909315
310608 1418858 2195047 3757447 4029929 4381982 4588268
443160 1136350 2128333 2897821 3402672 3873311
396132 1333217 2180715 2985752 3691712
440832 1288463 2419861 3483130
359480 1421128 2864498
376686 1363294
344014
"""
VINTAGES: list[list[float | None]] = [
    [10, 26, 33, 34],
    [14, 37, 46, None],
    [22, 60, None, None],
    [35, None, None, None],
]


def test_taylor_and_ashe_as_mack_published_them() -> None:
    found = chain_ladder([[float(x) for x in row.split()] for row in TAYLOR_ASHE.strip().splitlines()])
    assert found.factors[:2] == pytest.approx([3.4906, 1.7473], abs=5e-5)
    assert found.future.sum() == pytest.approx(18_680_856, abs=1)
    assert found.total_error == pytest.approx(2_447_095, abs=1)
    assert found.error[1:4] == pytest.approx([75_535, 121_699, 133_549], abs=1)


def test_four_vintages_of_models() -> None:
    found = chain_ladder(VINTAGES)
    assert found.factors == pytest.approx([2.673913, 1.253968, 1.030303], abs=1e-6)
    assert found.ultimate == pytest.approx([34, 47.393939, 77.518038, 120.911287], abs=1e-6)
    assert found.developed == pytest.approx([1, 0.970588235, 0.774013403, 0.289468427])
    assert found.latest.tolist() == [34, 46, 60, 35]
    assert found.flag == ""


def test_the_order_of_vintages_does_not_matter() -> None:
    forward, back = chain_ladder(VINTAGES), chain_ladder(VINTAGES[::-1])
    assert back.total_error == pytest.approx(forward.total_error)
    assert back.ultimate[::-1] == pytest.approx(forward.ultimate)


def test_two_vintages_project_without_an_error() -> None:
    found = chain_ladder([[10.0, 20.0], [15.0]])
    assert found.ultimate.tolist() == [20, 30]
    assert found.total_error is None
    assert np.isnan(found.error[1])


def test_zeros_and_falls_are_flagged() -> None:
    assert "fall" in chain_ladder([[10, 9], [12, None]]).flag
    assert "zeros" in chain_ladder([[0, 9], [12, 14], [3]]).flag


@pytest.mark.parametrize(
    ("triangle", "message"),
    [
        ([[1, None, 3], [1, 2]], "vintage 1 has a hole"),
        ([[0, 3], [5]], "age 1 sums to 0"),
        ([[1, 2], [None, None]], "vintage 2 has no figure"),
        ([], "triangle is empty"),
        ([[1, float("inf")]], "finite"),
    ],
)
def test_bad_triangles_are_named(triangle: list[list[float | None]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        chain_ladder(triangle)


def test_too_few_vintages_for_an_error_are_said() -> None:
    """10 and 26 lead from 14 to 36.4; one factor alone has no variance."""
    found = chain_ladder([[10.0, 26.0], [14.0, None]])
    assert found.ultimate[1] == pytest.approx(36.4)
    assert found.total_error is None
    assert "too few vintages" in found.flag
