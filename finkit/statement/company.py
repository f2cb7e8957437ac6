"""Who a company is: name, slug, kind, business, aliases, and what its gross margin includes."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from typing import Any

from finkit.files import shipped, slug
from finkit.statement.lines import fold

KINDS = ("lab", "comparator", "example")
INCLUDED = ("serving_compute", "accelerator_depreciation", "staff", "free_tier", "revenue_share")


@dataclass(frozen=True)
class Company:
    """One company; `includes` maps each of `INCLUDED` to yes, no or unknown."""

    name: str
    slug: str
    kind: str = "lab"
    business: str = ""
    aliases: tuple[str, ...] = ()
    by_nature: bool = False
    includes: dict[str, str] = field(default_factory=dict)
    includes_source: str = ""

    def included(self, part: str) -> str:
        """Whether the gross margin includes `part`: yes, no or unknown."""
        return self.includes.get(part, "unknown")


@functools.cache
def directory() -> dict[str, Company]:
    """The companies of `companies.toml` by folded name and alias."""
    path = shipped("statements") / "companies.toml"
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Company] = {}
    for key, entry in entries.items():
        company = _company(key, entry)
        for name in (company.name, company.slug, *company.aliases):
            found.setdefault(fold(name), company)
    return found


def company_of(name: str) -> Company:
    """The listed company of that name or alias, else a new one: a lab until said otherwise."""
    return listed(name) or Company(name=name, slug=slug(name))


def listed(name: str) -> Company | None:
    """The company of that name or alias in `companies.toml`; None where it is not there."""
    return directory().get(fold(name))


def _company(key: str, entry: dict[str, Any]) -> Company:
    includes = {k: str(v) for k, v in entry.get("includes", {}).items() if k in INCLUDED}
    return Company(
        name=entry.get("name", key),
        slug=entry.get("slug", slug(entry.get("name", key))),
        kind=entry.get("kind", "lab"),
        business=entry.get("business", ""),
        aliases=tuple(entry.get("aliases", ())),
        by_nature=bool(entry.get("by_nature", False)),
        includes=includes,
        includes_source=entry.get("includes_source", entry.get("includes", {}).get("includes_source", "")),
    )
