"""Assumptions as given, with where each was written, so that a refusal can name the cell or the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from finkit.errors import AssumptionError

Path = tuple[str | int, ...]


class Placed(dict[str, Any]):
    """A table of assumptions by key, as `Assumptions.of` takes it.

    `cells` says where in a sheet a value stands, by its path such as ("plans", 0, "price", "low"): `book.xlsx, sheet
    Plans, B4`. `tables` says for a top key that came from a TOML file which one: `acme.finkit.toml: [assumptions]`.
    `files` names the files of both kinds.
    """

    def __init__(
        self,
        given: Mapping[str, Any] | None = None,
        cells: Mapping[Path, str] | None = None,
        tables: Mapping[str, str] | None = None,
        files: Iterable[str] = (),
    ) -> None:
        super().__init__(given or {})
        self.files = tuple(files)
        self.cells, self.tables = dict(cells or {}), dict(tables or {})

    @classmethod
    def of_toml(cls, file: str, given: Mapping[str, Any]) -> Placed:
        """The `[assumptions]` of a TOML file of that name."""
        return cls(given, tables=dict.fromkeys(given, f"{file}: [assumptions]"), files=[file] if given else [])

    def cell(self, path: Path) -> tuple[str, Path]:
        """The cell of the value at `path`, else of the nearest value around it, and what of the path is left."""
        for n in range(len(path), 0, -1):
            if path[:n] in self.cells:
                return self.cells[path[:n]], path[n:]
        return "", path

    def place(self, path: Path) -> str:
        """Where the value at `path` was written, in words."""
        cell = self.cell(path)[0]
        return cell or self.tables.get(str(path[0]), "the assumptions")


def merged(parts: Iterable[Placed]) -> Placed:
    """All parts as one; AssumptionError names both places where two give one value differently.

    Settings of one nested table may stand in several files; the rows of one table stand together.
    """
    whole = Placed()
    for part in parts:
        _merge(whole, part, whole, part, ())
        whole.cells |= part.cells
        whole.tables = part.tables | whole.tables
        whole.files = tuple(dict.fromkeys((*whole.files, *part.files)))
    return whole


def _merge(into: dict[str, Any], given: Mapping[str, Any], whole: Placed, part: Placed, path: Path) -> None:
    for key, value in given.items():
        here = (*path, key)
        held = into.get(key)
        if key not in into and isinstance(value, Mapping):
            _merge(into.setdefault(key, {}), value, whole, part, here)
        elif key not in into:
            into[key] = value
        elif isinstance(held, dict) and isinstance(value, Mapping) and not _is_range(held) and not _is_range(value):
            _merge(held, value, whole, part, here)
        elif held != value:
            name = ".".join(map(str, here))
            problem = f"{name} is given here and in {whole.place(here)}: keep one"
            raise AssumptionError(problem, place=part.place(here))


def _is_range(given: Mapping[str, Any]) -> bool:
    return bool({"value", "low", "high"} & given.keys())
