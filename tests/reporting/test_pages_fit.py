"""Pages in a browser: none is wider than its window, from a telephone's to a desk's; wide parts scroll in their box."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import finkit
from finkit.files import shipped

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (390, 768, 1150, 1300)
SECTIONS = ("statement", "company", "models", "customers", "inference", "market", "evidence")

requires_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: pages are not laid out")


def every_section(path: Path) -> None:
    """A page with all that finkit shows: a lab's statement with the plans, tokens and markets of other books."""
    read = {name: finkit.read(shipped("statements") / f"{name}.xlsx") for name in ("openai", "tokens", "who-wins")}
    own = finkit.analyze(read["openai"]).assumptions.model_dump(exclude_unset=True)
    for name in ("tokens", "who-wins"):
        rows = finkit.analyze(read[name]).assumptions.model_dump(exclude_unset=True)
        own |= {key: value for key, value in rows.items() if key not in ("models", "adoption")}
    finkit.write(finkit.analyze(read["openai"], own), path)


def widths(page: Path) -> dict[int, int]:
    """How wide the page's document is in windows of each width, its charts drawn."""
    frames = "".join(f'<iframe src="{page.name}" style="width:{w}px;height:900px;border:0"></iframe>' for w in WIDTHS)
    script = (
        "addEventListener('load', () => setTimeout(() => { document.body.dataset.wide = [...document.querySelectorAll("
        "'iframe')].map((f) => f.contentDocument.documentElement.scrollWidth).join(' '); }, 3000))"
    )
    around = page.with_name("frames.html")
    around.write_text(f"<body>{frames}<script>{script}</script></body>", encoding="utf-8")
    run = subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
         f"--user-data-dir={page.parent / 'profile'}", "--virtual-time-budget=20000", "--dump-dom", around.as_uri()],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    found = re.search(r'data-wide="([\d ]+)"', run.stdout)
    assert found, run.stdout[:500]
    return dict(zip(WIDTHS, map(int, found[1].split()), strict=True))


@requires_chromium
def test_a_page_with_every_section_is_never_wider_than_its_window(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    every_section(page)
    text = page.read_text(encoding="utf-8")
    assert [name for name in SECTIONS if f'<section id="{name}">' not in text] == []
    assert {window: wide for window, wide in widths(page).items() if wide > window} == {}
