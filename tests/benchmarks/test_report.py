"""Whole-process times: the help text, one company's cold report, all shipped companies, identities and reading."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FINKIT = [sys.executable, "-m", "finkit.cli"]


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


@pytest.mark.benchmark(group="start", min_rounds=5)
def test_help(benchmark: Any) -> None:
    assert "report" in benchmark(_run, *FINKIT, "--help")


@pytest.mark.benchmark(group="start", min_rounds=5)
def test_importing_click_alone(benchmark: Any) -> None:
    assert benchmark(_run, sys.executable, "-c", "import click") == ""


@pytest.mark.benchmark(group="report")
def test_one_company_cold(benchmark: Any, tmp_path: Path) -> None:
    command = [*FINKIT, "report", "--company", "OpenAI", "--out", str(tmp_path)]
    assert "5 files" in benchmark.pedantic(_run, args=command, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="report")
def test_all_shipped_companies(benchmark: Any, tmp_path: Path) -> None:
    command = [*FINKIT, "report", "--out", str(tmp_path)]
    assert "companies" in benchmark.pedantic(_run, args=command, rounds=3, warmup_rounds=1)
