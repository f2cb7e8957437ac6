"""The child process in which parsers run: one for a batch, recycled, limited in memory and time."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path
    from queue import SimpleQueue
    from types import TracebackType

    from finkit.reading.cells.grid import Look, Sheet
    from finkit.reading.cells.guard import Limits

_ANSWER_BYTES = 256_000_000


class Worker:
    """Asks the child to parse one file at a time; a crash or a time-out costs that file and no other.

    The child starts with the first question and again after a crash, a time-out or
    `limits.files_per_worker` files. Use it in a `with` block.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        from finkit.reading.cells.guard import Limits

        self.limits = limits or Limits()
        self._child: subprocess.Popen[bytes] | None = None
        self._answers: SimpleQueue[bytes]
        self._asked = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child else None

    def sheets(self, path: Path, kind: str = "xlsx") -> list[Sheet]:
        """All sheets of a file of the `kind` that `guard.check` gives: worksheets, tables of a page, members."""
        from finkit.reading.cells.grid import unpacked

        if self._asked >= self.limits.files_per_worker:
            self.close()
        self._asked += 1
        answer = self._ask(path, {"do": "parse", "path": os.fspath(path), "kind": kind})
        return [unpacked(held) for held in answer]

    def looks(self, path: Path, sheet: str, kind: str = "xlsx") -> dict[str, Look]:
        """Formats, notes and the like of one sheet of an xlsx or xls workbook, by A1 address."""
        from finkit.reading.cells.grid import Look

        answer = self._ask(path, {"do": "looks", "path": os.fspath(path), "kind": kind, "sheet": sheet})
        return {cell: Look(*look) for cell, look in answer.items()}

    def close(self) -> None:
        """End the child."""
        child, self._child, self._asked = self._child, None, 0
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _quietly(pipe.close)

    def _ask(self, path: Path, question: dict[str, Any]) -> Any:
        from queue import Empty

        from finkit.errors import ReadError
        from finkit.reading.cells.grid import revive

        child = self._started()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.flush()
            line = self._answers.get(timeout=self.limits.seconds)
        except Empty:
            self.close()
            problem = f"parsing took more than the limit of {self.limits.seconds:g} s"
            raise ReadError(path.name, problem, remedy="keep only the statement's sheets") from None
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            self.close()
            problem = f"parsing broke off (it may need more than {self.limits.memory_bytes / 1e6:,.0f} MB)"
            raise ReadError(path.name, problem, remedy="save the statement's sheet as a new file")
        answer = json.loads(line, object_hook=revive)
        if "refused" in answer:
            problem, place, remedy = answer["refused"]
            raise ReadError(path.name, problem, place=place, remedy=remedy)
        if "error" in answer:
            problem, remedy = _explained(answer["error"], self.limits)
            raise ReadError(path.name, problem, remedy=remedy)
        return answer["ok"]

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is not None:
            return self._child
        import subprocess
        import threading
        from dataclasses import asdict
        from pathlib import Path
        from queue import SimpleQueue

        home = str(Path(__file__).resolve().parents[3])
        paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "finkit.reading.cells.worker", json.dumps(asdict(self.limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
        )
        self._answers = SimpleQueue()
        threading.Thread(target=_listen, args=(self._child.stdout, self._answers), daemon=True).start()
        return self._child


def _listen(pipe: Any, answers: Any) -> None:
    line = b"\n"
    while line.endswith(b"\n"):
        try:
            line = pipe.readline(_ANSWER_BYTES)
        except (OSError, ValueError):
            line = b""
        answers.put(line)


def _quietly(act: Any) -> None:
    with suppress(OSError):
        act()


def _explained(error: str, limits: Limits) -> tuple[str, str]:
    words = error.lower()
    if words.startswith("memoryerror") or "cell limit" in words:
        problem = f"it needs more than {limits.memory_bytes / 1e6:,.0f} MB or {limits.cells:,} cells"
        return problem, "keep only the statement's sheet"
    if "password" in words or "encrypt" in words:
        return "it is encrypted", "save a copy without a password"
    return f"the workbook cannot be parsed ({error[:120]})", "open it and save it again"


def _limit_memory(size: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, OSError, ValueError):
        pass  # not every system has it; the parent's clock still runs


def _serve() -> None:
    # Whatever a parser prints must not reach the pipe that carries answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    limits: dict[str, Any] = json.loads(sys.argv[1])
    _limit_memory(limits["memory_bytes"])
    for line in sys.stdin.buffer:
        out.write(_answer(json.loads(line), limits).encode() + b"\n")
        out.flush()


def _answer(asked: dict[str, Any], limits: dict[str, Any]) -> str:
    from finkit.reading.cells import grid, parsers

    path = asked["path"]
    try:
        if asked["do"] == "looks":
            return json.dumps({"ok": parsers.looks(path, asked["kind"], asked["sheet"])}, default=grid.jsonable)
        sheets = parsers.parse(os.path.basename(path), asked["kind"], path, limits)
        return json.dumps({"ok": [grid.packed(sheet) for sheet in sheets]}, default=grid.jsonable)
    except BaseException as error:
        if hasattr(error, "problem"):  # a ReadError, whose class only a refusal imports
            return json.dumps({"refused": [error.problem, error.place, error.remedy]})  # type: ignore[attr-defined]
        return json.dumps({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    _serve()
