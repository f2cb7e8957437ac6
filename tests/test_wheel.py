"""The wheel carries its templates and statements: installed elsewhere, it reports from an empty folder."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_wheel_reports_from_an_empty_folder(tmp_path: Path) -> None:
    dist, site, empty = tmp_path / "dist", tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", dist, ROOT], check=True)
    (wheel,) = dist.glob("finkit-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", site, wheel], check=True)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        argv = [sys.executable, *words]
        return subprocess.run(argv, cwd=empty, env=environment, capture_output=True, text=True, check=True)

    assert Path(run("-c", "import finkit; print(finkit.__file__)").stdout.strip()).is_relative_to(site)
    done = run("-m", "finkit.cli", "report", "--company", "OpenAI")
    names = {path.name for path in (empty / "outputs").iterdir()}
    assert names == {"openai.html", "openai.xlsx", "comparison.html", "comparison.xlsx", "index.html"}
    assert "5 files for 1 company in outputs" in done.stdout
    assert "0.42616679" in (empty / "outputs" / "openai.html").read_text(encoding="utf-8")
