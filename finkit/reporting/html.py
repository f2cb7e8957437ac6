"""Pages that stand alone: one HTML file a report, without network, under a strict content security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import finkit
from finkit.analysis.analyze import Analysis
from finkit.analysis.compare import Comparison
from finkit.errors import ReadError
from finkit.files import shipped
from finkit.reporting.charts import Chart
from finkit.reporting.explain import files_of, units_asked
from finkit.reporting.page import MARKS, Page
from finkit.reporting.page_behaviour import behaviour_section
from finkit.reporting.page_cadence import cadence_section
from finkit.reporting.page_company import company_section
from finkit.reporting.page_comparison import comparison_view
from finkit.reporting.page_customers import customers_section
from finkit.reporting.page_evidence import evidence_section
from finkit.reporting.page_generations import generations_section
from finkit.reporting.page_inference import inference_section
from finkit.reporting.page_leverage import leverage_section
from finkit.reporting.page_market import market_section
from finkit.reporting.page_models import models_section
from finkit.reporting.page_statement import statement_section
from finkit.reporting.page_treatments import treatments_section
from finkit.reporting.page_triangle import triangles_section
from finkit.reporting.verdict import verdict

if TYPE_CHECKING:
    from finkit.reporting.publish import Entry

LIBRARY = "plotly-finance.min.js"
HEADLINE = ("revenue", "gross_margin", "operating_margin", "research_intensity")
CONFIG: Chart = {
    "displaylogo": False, "responsive": True, "showTips": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
}  # fmt: skip


def report_page(analysis: Analysis) -> str:
    """One company's report."""
    page = Page(analysis)
    company, models = company_section(page), models_section(page)
    behaviour, treatments, leverage = behaviour_section(page), treatments_section(page), leverage_section(page)
    drawn = [*company.charts, company.definitions, models.drawn]
    customers, market = customers_section(page), market_section(page)
    generations = generations_section(page)
    drawn += [*behaviour.charts, treatments.dots, leverage.path, *customers.charts, *market.charts]
    drawn += [generations.usage, generations.timeline, generations.carried]
    inference = inference_section(page)
    drawn += [*inference.charts, *inference.fits.charts]
    context = {
        "page": page, "analysis": analysis, "inference": inference, "answers": verdict(page),
        "headline": _headline(page), "statement": statement_section(page), "company": company, "models": models,
        "behaviour": behaviour, "treatments": treatments, "leverage": leverage,
        "customers": customers, "market": market, "generations": generations,
        "cadence": cadence_section(page), "triangles": triangles_section(page),
        "evidence": evidence_section(page), "digest": page.digest(),
        "files": files_of(analysis.statement), "asked": (*analysis.quality.unscaled, *units_asked(analysis.statement)),
    }  # fmt: skip
    return _render("report.html", context, {d.name: d.chart for d in drawn if d is not None}, page.data)


def comparison_page(comparison: Comparison) -> str:
    """Companies side by side."""
    view = comparison_view(comparison)
    parts = "".join(Page(row.analysis).digest() for row in comparison.rows)
    context = {"view": view, "digest": hashlib.sha256(parts.encode()).hexdigest()[:12]}
    return _render("comparison.html", context, dict(view.charts), dict)


def index_page(entries: Sequence[Entry], refused: Iterable[ReadError] = ()) -> str:
    """The list of what was written, by kind, and of what was refused."""
    kinds = (("lab", "Labs"), ("comparator", "Comparators"), ("example", "Examples: in no comparison unless named"))
    listed = [
        (title, [_entry(e) for e in entries if e.analysis.statement.company.kind == kind]) for kind, title in kinds
    ]
    digests = "".join(Page(e.analysis).digest() for e in entries)
    context = {
        "kinds": [(title, held) for title, held in listed if held], "refused": list(refused),
        "digest": hashlib.sha256(digests.encode()).hexdigest()[:12],
    }  # fmt: skip
    return _render("index.html", context, {}, dict)


def embedded(value: Any) -> Markup:
    """JSON that can stand inside a script element: no `<` of its own, no missing numbers."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _render(name: str, context: dict[str, Any], drawn: dict[str, Chart], data: Any) -> str:
    scripts = [_source(LIBRARY)] if drawn else []
    scripts.append(_source("page.js"))
    charts = {key: {**chart, "config": CONFIG} for key, chart in drawn.items()}
    return _environment().get_template(name).render(
        **context, version=finkit.__version__, marks=MARKS, style=Markup(_source("style.css")),
        scripts=[Markup(text) for text in scripts], policy=Markup(_policy(tuple(scripts))),
        charts=embedded(charts) if charts else "", data=data, embedded=embedded,
    )  # fmt: skip


def _policy(scripts: tuple[str, ...]) -> str:
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.lru_cache(maxsize=8)
def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _source(name: str) -> str:
    """A shipped file as text with the line ends that a browser hashes."""
    return (shipped("templates") / name).read_text(encoding="utf-8").replace("\r\n", "\n")


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(shipped("templates")), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def _headline(page: Page) -> list[tuple[str, Any, Any]]:
    """Label, figure and, for revenue, its growth."""
    if page.latest is None:
        return []
    found = []
    for name in HEADLINE:
        figure = page.figure(name, page.latest)
        growth = page.at("revenue_growth", page.latest) if name == "revenue" else None
        beside = page.figure("revenue_growth", page.latest) if growth is not None else None
        if figure.text or name != "research_intensity":
            found.append((page.label(name), figure, beside))
    return found


def _entry(entry: Entry) -> dict[str, Any]:
    page = Page(entry.analysis)
    company = entry.analysis.statement.company
    figures = [page.figure(n, page.latest) if page.latest is not None else None for n in HEADLINE[:3]]
    return {
        "name": entry.analysis.name, "business": company.business, "slug": entry.slug, "formats": entry.formats,
        "period": page.period(page.latest) if page.latest is not None else "", "currency": page.currency,
        "figures": figures,
    }  # fmt: skip
