"""A file to sheets of cells, whatever its format."""

from __future__ import annotations

from pathlib import Path

from finkit.reading.cells import documents, text
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.worker import Worker


def sheets(path: Path, kind: str, worker: Worker) -> list[Sheet]:
    """The sheets of a file of the `kind` that `guard.check` gives; [] where JSON holds no plain table.

    Text and JSON are read here, within the limits of `worker`; everything else in its child.
    """
    if kind == "text":
        return [text.read(path, worker.limits)]
    if kind == "json":
        return documents.sheets(documents.document(path, worker.limits))
    return worker.sheets(path, kind)
