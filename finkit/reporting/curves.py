"""Curves over a number, each named at its end, with marks on them. No figure is worked out here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from finkit.reporting.charts import DASHES, PALETTE, Chart, axis, layout

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (x, y) of one series, x ascending; `mark` is a point on it to show, None without one."""

    name: str
    points: Sequence[tuple[float, float]]
    mark: tuple[float, float] | None = None


def curves(
    title: str,
    across: str,
    up: str,
    found: Sequence[Curve],
    *,
    low: float | None = None,
    diagonal: bool = False,
) -> Chart:
    """One line a curve, fractions on both axes, told apart by dash and symbol as well as colour; a legend below.

    `low` is where the axis of y ends downwards, for the reader to be told; `diagonal` draws the line of equals.
    """
    data: list[Chart] = []
    if diagonal:
        data.append({
            "type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "hoverinfo": "skip", "showlegend": False,
            "line": {"color": "#999999", "dash": "dot", "width": 1},
        })  # fmt: skip
    for i, curve in enumerate(found):
        colour, name = PALETTE[i % len(PALETTE)], _plain(curve.name)
        data.append({
            "type": "scatter", "mode": "lines", "name": name, "x": [p[0] for p in curve.points],
            "y": [p[1] for p in curve.points], "hovertemplate": f"{name}, %{{x:.1%}}: %{{y:.1%}}<extra></extra>",
            "line": {"color": colour, "dash": DASHES[i % len(DASHES)], "width": 2},
        })  # fmt: skip
        if curve.mark is not None:
            data.append({
                "type": "scatter", "mode": "markers", "x": [curve.mark[0]], "y": [curve.mark[1]], "showlegend": False,
                "hovertemplate": f"{name}: %{{x:.1%}}<extra></extra>", "cliponaxis": False,
                "marker": {"color": colour, "size": 9, "symbol": _SYMBOLS[i % len(_SYMBOLS)]},
            })  # fmt: skip
    shape = layout(title, 400, showlegend=True, legend={"orientation": "h", "y": -0.2, "x": 0, "font": {"size": 11}})
    shape["margin"] = {"l": 64, "r": 24, "t": 44, "b": 110}
    upward = {} if low is None else {"range": [low, 1.1]}
    right = 1.0 if low is None else max((_reach(curve, low) for curve in found), default=1.0)
    return {
        "data": data,
        "layout": {
            **shape,
            "xaxis": axis(across, tickformat=".0%", range=[0, right]),
            "yaxis": axis(up, tickformat=".0%", **upward),
        },
    }


def _reach(curve: Curve, low: float) -> float:
    """Where a falling curve leaves the chart at `low`, else where it ends."""
    for (x0, y0), (x1, y1) in itertools.pairwise(curve.points):
        if y1 < low <= y0:
            return x0 + (x1 - x0) * (y0 - low) / (y0 - y1)
    return curve.points[-1][0]


def _plain(text: str) -> str:
    """Text in which the chart library finds no markup of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "% {")
