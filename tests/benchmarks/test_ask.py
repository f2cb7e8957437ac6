"""How long one question takes as a whole process, beside the start of the libraries it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

ESSAY = ["ask", "market", "--price", "6", "--tokens", "20", "--hours", "0.4", "--wage", "200"]
ASKED = f"from finkit.cli import main; main({ESSAY!r})"
CODES = {"a question": ASKED, "its libraries": "import click, numpy, pydantic", "an interpreter": "pass"}


@pytest.mark.parametrize("what", CODES)
def test_a_question_as_a_process(benchmark: BenchmarkFixture, what: str) -> None:
    run = [sys.executable, "-c", CODES[what]]
    done = benchmark.pedantic(subprocess.run, (run,), {"capture_output": True}, rounds=7, warmup_rounds=1)
    assert done.returncode == 0
