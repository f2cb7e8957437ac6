"""LibreOffice as the tests' second opinion: every formula of a workbook worked out afresh."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

requires_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed: worksheet formulas are not proved"
)

# 0 = always. Without it LibreOffice keeps the cached numbers that a file brings, and a wrong one passes.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def typed(path: Path, to: Path, sheet: str, cells: Mapping[str, Sequence[float]]) -> Path:
    """The workbook with the cells from E on of rows, by id, typed anew; no formula keeps a cached value."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    rows = {page.cell(r, 3).value: r for r in range(1, page.max_row + 1)}
    for name, values in cells.items():
        for c, value in enumerate(values):
            page.cell(rows[name], 5 + c).value = value
    book.save(to)
    return to


def recalculate(paths: list[Path], out: Path, *, timeout: float = 420) -> dict[Path, Path]:
    """Each workbook's recalculated copy in `out`, all made by one run of LibreOffice.

    Raises ValueError for two paths of one name (they would overwrite each other) and RuntimeError, with what
    LibreOffice said, where a copy is not made.
    """
    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise ValueError(f"workbooks of one name would overwrite each other: {sorted(names)}")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder)
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
        run = subprocess.run(
            [
                str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
                "--convert-to", "xlsx", "--outdir", str(out), *map(str, paths),
            ],
            capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip
    copies = {path: out / f"{path.stem}.xlsx" for path in paths}
    lacking = [str(path) for path, copy in copies.items() if not copy.is_file()]
    if lacking or run.returncode:
        raise RuntimeError(f"LibreOffice made no copy of {lacking}: {run.stdout} {run.stderr}")
    return copies
