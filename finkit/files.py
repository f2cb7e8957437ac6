"""Where shipped folders are, how outputs are named, and how they are written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from finkit.errors import OutputError

PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `templates` or `statements` that came with finkit: in the package, else in the checkout."""
    for place in (PACKAGE / f"_{name}", PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise OutputError(f"finkit's folder {name!r} is missing: reinstall finkit")


def slug(name: str, taken: Iterable[str] = ()) -> str:
    """`name` as a file name: ASCII lower case, digits and hyphens, at most 60, never empty; `-2` where taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "company"
    used, candidate, n = set(taken), base, 1
    while candidate in used:
        n += 1
        tail = f"-{n}"
        candidate = base[: 60 - len(tail)].rstrip("-") + tail
    return candidate


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place only when the block ends without an error."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".finkit-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        mode = 0o666 & ~_umask()
        temporary.chmod(mode)
        os.replace(temporary, path)
    except OSError as error:
        in_way = next((str(at) for at in path.parents if at.is_file()), "")
        why = f"{in_way} is a file, not a folder" if in_way else error.strerror or error
        raise OutputError(f"{path}: cannot be written ({why}); choose another --out") from error
    finally:
        if temporary is not None and temporary.exists():
            temporary.unlink()


def write_text(path: Path, text: str) -> None:
    """`text` as UTF-8 at `path`, whole or not at all."""
    write_with(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_with(path: Path, writer: Callable[[Path], object]) -> None:
    """Let `writer` fill a temporary file, then move it to `path`."""
    with atomic(path) as temporary:
        writer(temporary)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
