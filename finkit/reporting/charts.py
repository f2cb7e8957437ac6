"""Charts as plain dicts of Plotly's schema, each to stand beside its table. No figure is worked out here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ACCENT, GREY, INK = "#0072B2", "#767676", "#222222"
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = {
    "reported": "circle", "leaked": "circle-open-dot", "estimated": "circle-open", "assumed": "diamond-open",
    "derived": "x-thin-open", "": "circle",
}  # fmt: skip
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
Chart = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dot:
    """A value in a row of a dot chart, with a range where it has one."""

    row: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    basis: str = ""
    accent: bool = True


def layout(title: str, height: int, **more: Any) -> Chart:
    """The look that all charts share."""
    held: Chart = {
        "title": {"text": plain_text(title), "x": 0, "xref": "container", "xanchor": "left",
                  "font": {"size": 14, "color": INK}, "pad": {"l": 8}},
        "font": {"family": FONT, "size": 12, "color": INK}, "height": height, "autosize": True,
        "paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff", "colorway": list(PALETTE),
        "margin": {"l": 70, "r": 24, "t": 44, "b": 52}, "showlegend": False, "hovermode": "closest",
        "separators": ".,",
    }  # fmt: skip
    return {**held, **more}


def axis(title: str, **more: Any) -> Chart:
    """An axis with its unit in the title and the zero line drawn."""
    held: Chart = {
        "title": {"text": title, "font": {"size": 12}}, "gridcolor": "#e4e4e4", "zeroline": True,
        "zerolinecolor": "#333333", "zerolinewidth": 1.2, "automargin": True, "fixedrange": True,
    }  # fmt: skip
    return {**held, **more}


def waterfall(title: str, unit: str, steps: Sequence[tuple[str, float, str, bool]], names: Sequence[str] = ()) -> Chart:
    """Steps (label, amount, text, whether it is a total) from revenue to the result; many of them lie on their side."""
    labels, amounts = [plain_text(s[0]) for s in steps], [s[1] for s in steps]
    lying = len(steps) > 6
    at: Chart = {"orientation": "h", "x": amounts, "y": labels} if lying else {"x": labels, "y": amounts}
    words = axis("", zeroline=False, type="category", **({"autorange": "reversed"} if lying else {}))
    measured = axis(unit, range=_with_room(steps)) if lying else axis(unit)
    shape = {"xaxis": measured, "yaxis": words} if lying else {"xaxis": words, "yaxis": measured}
    return {
        "data": [{
            "type": "waterfall", **at, "customdata": list(names),
            "measure": ["absolute" if s[3] else "relative" for s in steps], "text": [s[2] for s in steps],
            "textposition": "outside", "cliponaxis": False,
            "hovertemplate": f"%{{{'y' if lying else 'x'}}}: %{{text}}<extra></extra>",
            "totals": {"marker": {"color": ACCENT}}, "decreasing": {"marker": {"color": "#E69F00"}},
            "increasing": {"marker": {"color": "#009E73"}}, "connector": {"line": {"color": "#999999", "width": 1}},
        }],
        "layout": layout(title, 130 + 26 * len(steps) if lying else 380, **shape),
    }  # fmt: skip


def _with_room(steps: Sequence[tuple[str, float, str, bool]]) -> list[float]:
    """The ends of an axis that holds every step and, past the bars, the figures that stand beside them."""
    ends = [0.0]
    for _, amount, _, total in steps:
        ends.append(amount if total else ends[-1] + amount)
    room = 0.13 * (max(ends) - min(ends))
    return [min(ends) - (room if min(ends) < 0 else 0.0), max(ends) + room]


def lines(title: str, unit: str, x: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> Chart:
    """Series over periods, each named at its last point, told apart by dash as well as colour."""
    data, notes = [], []
    for i, (name, values) in enumerate(series):
        colour = PALETTE[i % len(PALETTE)]
        data.append({
            "type": "scatter", "mode": "lines+markers", "name": name, "x": list(x), "y": list(values),
            "line": {"color": colour, "dash": DASHES[i % len(DASHES)], "width": 2}, "marker": {"size": 6},
            "connectgaps": False, "hovertemplate": f"{plain_text(name)}, %{{x}}: %{{y:.1%}}<extra></extra>",
        })  # fmt: skip
        last = max((j for j, v in enumerate(values) if v is not None), default=None)
        if last is not None:
            notes.append((values[last] or 0.0, x[last], name, colour))
    spread = [v for _, values in series for v in values if v is not None]
    heights = apart([n[0] for n in notes], (max(spread) - min([0.0, *spread])) / 14 if spread else 1.0)
    annotations = [
        {"x": 1, "xref": "paper", "y": y, "text": plain_text(n[2]), "showarrow": False, "xanchor": "left", "xshift": 6,
         "font": {"color": n[3], "size": 12}}
        for y, n in zip(heights, notes, strict=True)
    ]  # fmt: skip
    shape = layout(title, 320, annotations=annotations)
    shape["margin"] = {"l": 64, "r": 150, "t": 44, "b": 48}
    return {
        "data": data,
        "layout": {
            **shape,
            "xaxis": axis("", type="category", zeroline=False),
            "yaxis": axis(unit, tickformat=".0%", rangemode="tozero"),
        },
    }


def dots(title: str, unit: str, found: Sequence[Dot], *, reference: float | None = None, percent: bool = True) -> Chart:
    """One row a case: a dot, or a bar from low to high; a dashed line at `reference`."""
    form = ".1%" if percent else ".2f"
    data: list[Chart] = []
    for d in (d for d in found if d.low is not None and d.high is not None):
        data.append({
            "type": "scatter", "mode": "lines+markers", "x": [d.low, d.high], "y": [plain_text(d.row)] * 2,
            "line": {"color": ACCENT if d.accent else GREY, "width": 5},
            "marker": {"symbol": "line-ns-open", "size": 12, "color": ACCENT if d.accent else GREY},
            "hovertemplate": f"%{{x:{form}}}<extra></extra>",
        })  # fmt: skip
    for d in (d for d in found if d.low is not None and d.high is not None and d.low != d.high):
        data.append({
            "type": "scatter", "mode": "text", "x": [max(d.low or 0.0, d.high or 0.0)], "y": [plain_text(d.row)],
            "text": [d.text], "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip",
        })  # fmt: skip
    points = [d for d in found if d.value is not None and (d.low is None or d.low == d.high)]
    ends = [v for d in found for v in (d.value, d.low, d.high) if v is not None]
    reach = [*ends, 0.0, *([reference] if reference is not None else [])]
    wide = (max(reach) - min(reach)) or 1.0
    leftward = [d for d in points if -0.35 * wide < (d.value or 0.0) < 0]  # else the label would stand on the zero line
    if points:
        data.append({
            "type": "scatter", "mode": "markers+text", "x": [d.value for d in points],
            "y": [plain_text(d.row) for d in points], "text": [d.text for d in points],
            "textposition": ["middle left" if d in leftward else "middle right" for d in points],
            "cliponaxis": False, "hovertemplate": "%{y}: %{text}<extra></extra>",
            "marker": {"size": 10, "symbol": [SYMBOLS.get(d.basis, "circle") for d in points],
                       "color": [ACCENT if d.accent else GREY for d in points], "line": {"width": 2}},
        })  # fmt: skip
    rows = list(dict.fromkeys(plain_text(d.row) for d in found))
    shapes = [] if reference is None else [
        {"type": "line", "x0": reference, "x1": reference, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": "#D55E00", "dash": "dash", "width": 1.5}}
    ]  # fmt: skip
    low = min([min(reach) - 0.06 * wide, *((d.value or 0.0) - 0.4 * wide for d in leftward)])
    shape = layout(title, 110 + 26 * len(rows), shapes=shapes)
    shape["margin"] = {"l": 20, "r": 20, "t": 44, "b": 48}
    return {
        "data": data,
        "layout": {
            **shape,
            "xaxis": axis(
                unit, tickformat=".0%" if percent else "", range=[low, max(reach) + 0.28 * wide], nticks=6
            ),
            "yaxis": {
                "type": "category", "categoryorder": "array", "categoryarray": rows[::-1], "automargin": True,
                "fixedrange": True, "gridcolor": "#f0f0f0", "range": [-0.6, len(rows) - 0.4],
            },
        },
    }  # fmt: skip


def moves(
    title: str, unit: str, levels: Sequence[tuple[str, float, float]], changes: Sequence[tuple[str, float, float]],
    band: tuple[Sequence[float], Sequence[float], Sequence[float], Sequence[float]],
) -> Chart:  # fmt: skip
    """Cost against revenue on log axes, and the log change of one against the other's with the fit and its band.

    `levels` and `changes` are (period, revenue, cost); `band` is the x, the fit, its low and its high.
    """
    x, centre, low, high = (list(values) for values in band)
    points: Chart = {"type": "scatter", "mode": "markers", "marker": {"size": 7, "color": ACCENT, "opacity": 0.8}}
    hover = "%{text}: %{x:.3g}, %{y:.3g}<extra></extra>"
    data: list[Chart] = [
        {**points, "x": [p[1] for p in levels], "y": [p[2] for p in levels], "text": [plain_text(p[0]) for p in levels],
         "hovertemplate": hover},
        {"type": "scatter", "mode": "lines", "x": [*x, *x[::-1]], "y": [*high, *low[::-1]], "fill": "toself",
         "fillcolor": "rgba(0,114,178,0.15)", "line": {"width": 0}, "hoverinfo": "skip", "xaxis": "x2", "yaxis": "y2"},
        {"type": "scatter", "mode": "lines", "x": x, "y": centre, "line": {"color": ACCENT, "width": 2},
         "hoverinfo": "skip", "xaxis": "x2", "yaxis": "y2"},
        {**points, "x": [p[1] for p in changes], "y": [p[2] for p in changes],
         "text": [plain_text(p[0]) for p in changes], "hovertemplate": hover, "xaxis": "x2", "yaxis": "y2"},
    ]  # fmt: skip
    reach = [*(p[2] for p in changes), *centre]
    room = 0.35 * ((max(reach) - min(reach)) or 1.0)
    return {
        "data": data,
        "layout": layout(
            title, 340,
            xaxis=axis(f"Revenue, {unit}, log", domain=[0, 0.42], **log_axis([p[1] for p in levels])),
            yaxis=axis(f"Cost, {unit}, log", **log_axis([p[2] for p in levels])),
            xaxis2=axis("Log change of revenue", domain=[0.58, 1], anchor="y2", nticks=5),
            yaxis2=axis("Log change of cost", anchor="x2", range=[min(reach) - room, max(reach) + room]),
        ),
    }  # fmt: skip


def log_axis(values: Sequence[float]) -> Chart:
    """A log axis with at most five round ticks, however short its reach."""
    low, high = min(values), max(values)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7), (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)):
        ticks = [t for k in decades for step in steps if 0.9 * low <= (t := step * 10.0**k) <= 1.1 * high]
        if len(ticks) >= 3:
            break
    ticks = ticks[:: -(-len(ticks) // 5)] if ticks else [low, high]
    return {"type": "log", "zeroline": False, "tickmode": "array", "tickvals": ticks,
            "ticktext": [f"{t:,.4g}" for t in ticks]}  # fmt: skip


def plain_text(text: str) -> str:
    """Text in which the chart library finds no markup of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "% {")


def apart(values: Sequence[float], least: float) -> list[float]:
    """Heights for labels, near the values but at least so far from each other."""
    order = sorted(range(len(values)), key=lambda i: values[i])
    out = list(values)
    for before, i in itertools.pairwise(order):
        out[i] = max(out[i], out[before] + least)
    return out
