"""Charts on a log axis: series as indices, a price trend with its band, fits with intervals. No figure is computed."""

from __future__ import annotations

import math
from collections.abc import Sequence

from finkit.reporting.charts import ACCENT, DASHES, GREY, PALETTE, Chart, apart, axis, layout, log_axis, plain_text

Values = Sequence[float | None]
# A bar of an interval is cut here: beyond it the figures alone tell how far it goes.
EDGES = (1e-3, 1e6)


def indexed_lines(title: str, unit: str, x: Sequence[str], series: Sequence[tuple[str, Values]]) -> Chart:
    """Series of indices over periods on a log axis, each named at its last point."""
    data, ends = [], []
    for i, (name, values) in enumerate(series):
        colour = PALETTE[i % len(PALETTE)]
        data.append({
            "type": "scatter", "mode": "lines+markers", "x": list(x), "y": [v or None for v in values],
            "connectgaps": True,
            "line": {"color": colour, "dash": DASHES[i % len(DASHES)], "width": 2}, "marker": {"size": 6},
            "hovertemplate": f"{plain_text(name)}, %{{x}}: %{{y:,.1f}}<extra></extra>",
        })  # fmt: skip
        last = next((v for v in reversed(values) if v), None)
        if last is not None:
            ends.append((math.log10(last), name, colour))
    known = [v for _, values in series for v in values if v]
    reach = math.log10(max(known) / min(known)) or 1.0
    heights = apart([height for height, _, _ in ends], reach / 12)
    notes = [
        {"x": 1, "xref": "paper", "y": y, "text": plain_text(name), "showarrow": False, "xanchor": "left",
         "xshift": 6, "font": {"color": colour, "size": 12}}
        for y, (_, name, colour) in zip(heights, ends, strict=True)
    ]  # fmt: skip
    shape = layout(title, 360, annotations=notes)
    shape["margin"] = {"l": 64, "r": 190, "t": 44, "b": 48}
    room = [math.log10(min(known)) - 0.1 * reach, max(math.log10(max(known)), *heights) + 0.1 * reach]
    upward = {**axis(unit), **log_axis(known), "range": room}
    return {"data": data, "layout": {**shape, "xaxis": axis("", type="category", zeroline=False), "yaxis": upward}}


def trend(
    title: str, unit: str, points: Sequence[tuple[str, float]],
    band: tuple[Sequence[str], Sequence[float], Sequence[float], Sequence[float]],
) -> Chart:  # fmt: skip
    """Prices by day on a log axis with the fitted line and its band: days, line, low, high."""
    days, line, low, high = (list(values) for values in band)
    data: list[Chart] = [
        {"type": "scatter", "mode": "lines", "x": [*days, *days[::-1]], "y": [*high, *low[::-1]], "fill": "toself",
         "fillcolor": "rgba(118,118,118,0.2)", "line": {"width": 0}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "lines", "x": days, "y": line, "line": {"color": GREY, "width": 2, "dash": "dash"},
         "hoverinfo": "skip"},
        {"type": "scatter", "mode": "markers", "x": [p[0] for p in points], "y": [p[1] for p in points],
         "marker": {"size": 8, "color": ACCENT}, "hovertemplate": "%{x}: %{y:,.3g}<extra></extra>"},
    ]  # fmt: skip
    known: list[float] = [*(p[1] for p in points), *band[2], *band[3]]
    upward = {**axis(unit), **log_axis(known)}
    return {"data": data, "layout": layout(title, 340, xaxis=axis("", type="date", zeroline=False), yaxis=upward)}


def spread(
    title: str, unit: str, rows: Sequence[tuple[str, float, tuple[float, float] | None, str]]
) -> tuple[Chart, bool]:
    """Factors (name, value, interval or None, value as text) on a log axis, a dashed line at 1; and is a bar cut.

    Name and value stand over each row, so that a narrow page keeps the whole width for the bars.
    """
    data: list[Chart] = []
    notes, ends = [], [1.0]
    for row, (name, value, interval, text) in enumerate(rows):
        low, high = (min(max(end, EDGES[0]), EDGES[1]) for end in interval or (value, value))
        ends += [low, high]
        if interval is not None:
            data.append({"type": "scatter", "mode": "lines", "x": [low, high], "y": [row] * 2,
                         "line": {"color": GREY, "width": 4}, "hoverinfo": "skip"})  # fmt: skip
        notes.append({"x": 0, "xref": "paper", "xanchor": "left", "y": row, "yshift": 13, "showarrow": False,
                      "text": f"{plain_text(name)}: <b>{text}</b>", "font": {"size": 11}})  # fmt: skip
    data.append({
        "type": "scatter", "mode": "markers", "x": [min(max(v, EDGES[0]), EDGES[1]) for _, v, _, _ in rows],
        "y": list(range(len(rows))), "text": [f"{plain_text(name)}: {text}" for name, _, _, text in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 9, "color": ACCENT, "symbol": ["circle" if i else "circle-open" for _, _, i, _ in rows]},
    })  # fmt: skip
    low, high = math.log10(min(ends)), math.log10(max(ends))
    wide, ticks = (high - low) or 1.0, log_axis(ends)
    line = {"type": "line", "x0": 1, "x1": 1, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"color": "#D55E00", "dash": "dash", "width": 1.5}}  # fmt: skip
    shape = layout(title, 110 + 36 * len(rows), shapes=[line], annotations=notes)
    shape["margin"] = {"l": 12, "r": 12, "t": 44, "b": 48}
    across = {**axis(unit), **ticks, "ticktext": [f"{t:,.10g}" for t in ticks["tickvals"]],
              "range": [low - 0.04 * wide, high + 0.04 * wide]}  # fmt: skip
    down = {"visible": False, "fixedrange": True, "range": [len(rows) - 0.5, -0.9]}
    cut = any(end != min(max(end, EDGES[0]), EDGES[1]) for _, _, i, _ in rows for end in i or ())
    return {"data": data, "layout": {**shape, "xaxis": across, "yaxis": down}}, cut
