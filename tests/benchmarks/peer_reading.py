"""Time FinanceToolkit's reading of 50 workbooks and finkit's of the same files to facts, in one run, by hand.

    python -m tests.benchmarks.peer_reading PYTHON_OF_AN_ENVIRONMENT_WITH_FINANCETOOLKIT_2.3.0

The peer's own `read_excel` (calamine) reads all three sheets of each file into frames: cells, no lines, no periods. Its
users' way, pandas' `read_excel` with its default engine as in the peer's examples, is timed beside it. finkit guards,
parses in its child and gives facts with lines, dates and guesses. No network is used.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

from finkit.reading import read_all, read_file
from finkit.reading.cells.worker import Worker
from tests.benchmarks.workbooks import write

PEER = """
import sys, timeit
import pandas
from importlib.metadata import version
from pathlib import Path
from financetoolkit.utilities.excel_model import read_excel

paths = sorted(Path(sys.argv[1]).glob("*.xlsx"))
def read():
    return [read_excel(path, sheet_name=None, index_col=0) for path in paths]
def by_pandas():
    return [pandas.read_excel(path, sheet_name=None, index_col=0) for path in paths]
read()
best = [min(timeit.repeat(way, number=1, repeat=3)) for way in (read, by_pandas)]
print(version("financetoolkit"), *best)
"""


def facts(paths: list[Path]) -> int:
    """The facts of all files, one worker for all."""
    with Worker() as worker:
        return sum(len(read_file(path, worker=worker).facts) for path in paths)


def main() -> None:
    """Print both times, the smallest of three runs each."""
    with tempfile.TemporaryDirectory() as name:
        paths = write(Path(name))
        facts(paths)
        ours = min(timeit.repeat(lambda: facts(paths), number=1, repeat=3))
        whole = min(timeit.repeat(lambda: read_all(paths), number=1, repeat=3))
        done = subprocess.run([sys.argv[1], "-c", PEER, name], capture_output=True, text=True, check=True)
        version, theirs, pandas = done.stdout.split()
        print(f"finkit: {facts(paths):,} facts of 50 workbooks in {ours:.2f} s, their statements in {whole:.2f} s")
        print(f"FinanceToolkit {version}: the same 50 workbooks to frames in {float(theirs):.2f} s")
        print(f"pandas' default engine, as in its examples: {float(pandas):.2f} s")


if __name__ == "__main__":
    main()
