"""Curves over a number, each named at its end, with marks on them. No figure is worked out here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finkit.reporting.charts import DASHES, INK, PALETTE, Chart, axis, layout

# Marks of curves that cross an axis near each other: labels turn about them.
_BESIDE = ("top right", "bottom left", "top left", "bottom right")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (x, y) of one series; `mark` is a point on it that is named, None without one."""

    name: str
    points: Sequence[tuple[float, float]]
    mark: tuple[float, float] | None = None
    mark_text: str = ""


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
                "type": "scatter", "mode": "markers+text", "x": [curve.mark[0]], "y": [curve.mark[1]],
                "text": [_plain(curve.mark_text)], "textposition": _BESIDE[i % len(_BESIDE)], "showlegend": False,
                "textfont": {"color": INK, "size": 11}, "hoverinfo": "skip", "cliponaxis": False,
                "marker": {"color": colour, "size": 9, "symbol": _SYMBOLS[i % len(_SYMBOLS)]},
            })  # fmt: skip
    shape = layout(title, 400, showlegend=True, legend={"orientation": "h", "y": -0.2, "x": 0, "font": {"size": 11}})
    shape["margin"] = {"l": 64, "r": 24, "t": 44, "b": 110}
    upward = {} if low is None else {"range": [low, 1.1]}
    return {
        "data": data,
        "layout": {
            **shape,
            "xaxis": axis(across, tickformat=".0%", rangemode="tozero"),
            "yaxis": axis(up, tickformat=".0%", **upward),
        },
    }


def _plain(text: str) -> str:
    """Text in which the chart library finds no markup of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "% {")
