"""Charts of generations: use by model as a stacked area, models on a timeline, results expensed and carried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from finkit.reporting.charts import ACCENT, GREY, PALETTE, Chart, axis, layout, plain_text

# Neighbours in the stack differ in lightness as well as in hue, so that the areas part in grey print too.
_AREAS = ("#0072B2", "#A6CEE3", "#D55E00", "#F5C18B", "#009E73", "#A8DDB5", "#CC79A7", "#E5C1D6")
_MONTH = 365 / 12


def usage(title: str, days: Sequence[date], names: Sequence[str], shares: Sequence[Sequence[float]]) -> Chart:
    """The part of all use that each model serves, one area on another, which add up to 100%."""
    data = [
        {
            "type": "scatter", "mode": "lines", "stackgroup": "use", "name": plain_text(name),
            "x": [day.isoformat() for day in days], "y": list(values),
            "line": {"width": 0.5, "color": _AREAS[i % len(_AREAS)], "shape": "linear"},
            "fillcolor": _AREAS[i % len(_AREAS)],
            "hovertemplate": f"{plain_text(name)}, %{{x|%b %Y}}: %{{y:.1%}}<extra></extra>",
        }
        for i, (name, values) in enumerate(zip(names, shares, strict=True))
    ]  # fmt: skip
    shape = layout(title, 340, showlegend=True, legend={"orientation": "h", "y": -0.18, "traceorder": "normal"})
    return {
        "data": data,
        "layout": {
            **shape,
            "xaxis": axis("", type="date", zeroline=False),
            "yaxis": axis("Part of use, %", tickformat=".0%", range=[0, 1]),
        },
    }


def timeline(title: str, models: Sequence[tuple[str, date, date, float | None, str]]) -> Chart:
    """Each model's tenure as a bar, and where it has paid back: (name, release, end, months to pay back, words)."""
    data: list[Chart] = []
    for name, release, end, months, words in models:
        row = plain_text(name)
        data.append({
            "type": "scatter", "mode": "lines", "x": [release.isoformat(), end.isoformat()], "y": [row, row],
            "line": {"width": 9, "color": ACCENT}, "hovertemplate": "%{y}: %{x|%d %b %Y}<extra></extra>",
        })  # fmt: skip
        if months is None:
            at, symbol, colour = end, "x", "#D55E00"
        else:
            at, symbol = release + timedelta(days=round(min(months, 60.0) * _MONTH)), "diamond"
            colour = "#009E73" if at <= end else "#D55E00"
            if at > end:
                data.append({
                    "type": "scatter", "mode": "lines", "x": [end.isoformat(), at.isoformat()], "y": [row, row],
                    "line": {"width": 1.5, "dash": "dot", "color": GREY}, "hoverinfo": "skip",
                })  # fmt: skip
        data.append({
            "type": "scatter", "mode": "markers", "x": [at.isoformat()], "y": [row], "hoverinfo": "skip",
            "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 1, "color": "#ffffff"}},
        })  # fmt: skip
        data.append({
            "type": "scatter", "mode": "text", "x": [max(at, end).isoformat()], "y": [row], "text": [f"  {words}"],
            "textposition": "middle right", "cliponaxis": False, "hoverinfo": "skip",
        })  # fmt: skip
    rows = [plain_text(m[0]) for m in models]
    first, last = min(m[1] for m in models), max(m[2] for m in models)
    ends = [m[1] + timedelta(days=round(min(m[3], 60.0) * _MONTH)) for m in models if m[3] is not None]
    reach = max([last, *ends])
    room = timedelta(days=round(0.45 * max((reach - first).days, 1)))
    return {
        "data": data,
        "layout": {
            **layout(title, 120 + 30 * len(rows)),
            "xaxis": axis("", type="date", zeroline=False, range=[first.isoformat(), (reach + room).isoformat()]),
            "yaxis": {
                "type": "category", "categoryorder": "array", "categoryarray": rows[::-1], "automargin": True,
                "fixedrange": True, "gridcolor": "#f0f0f0", "range": [-0.6, len(rows) - 0.4],
            },
        },
    }  # fmt: skip


def results(
    title: str, unit: str, periods: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]
) -> Chart:
    """A company's result in each period, expensed and carried, side by side."""
    data = [
        {
            "type": "bar", "name": plain_text(name), "x": [plain_text(p) for p in periods], "y": list(values),
            "marker": {"color": GREY if i == 0 else PALETTE[(i - 1) % len(PALETTE)]},
            "hovertemplate": f"{plain_text(name)}, %{{x}}: %{{y:,.2f}}<extra></extra>",
        }
        for i, (name, values) in enumerate(series)
    ]  # fmt: skip
    shape = layout(title, 340, barmode="group", showlegend=True, legend={"orientation": "h", "y": -0.2})
    return {
        "data": data,
        "layout": {**shape, "xaxis": axis("", type="category", zeroline=False), "yaxis": axis(unit)},
    }
