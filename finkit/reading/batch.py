"""Paths to statements: which files are read, one worker for all, what was refused."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from finkit.assumptions.placed import Placed, merged
from finkit.assumptions.prices import Price
from finkit.assumptions.usage import Usage
from finkit.errors import AssumptionError, ReadError
from finkit.files import shipped
from finkit.reading.assumed import owner, stem_of, table_of
from finkit.reading.cells.guard import ENDINGS, Limits
from finkit.reading.cells.worker import Worker
from finkit.reading.company import SIDECAR, canonical, sidecar
from finkit.reading.file import read_file
from finkit.reading.found import Found
from finkit.statement.fact import Facts
from finkit.statement.lines import fold
from finkit.statement.statement import Statement

FOLDER = "statements"
# How the name begins of what a spreadsheet program keeps beside a workbook that it has open.
LOCK = "~$"


class Statements(list[Statement]):
    """Statements by company, with what was refused and where they were read from."""

    def __init__(self, held: Iterable[Statement] = (), refused: Iterable[ReadError] = (), where: str = "") -> None:
        super().__init__(held)
        self.refused: list[ReadError] = list(refused)
        self.where = where


def read(path: str | Path, *, limits: Limits | None = None) -> Statement:
    """The statement of the one company in a file; ReadError names the companies where there are several."""
    if Path(path).is_dir():
        raise ReadError(Path(path).name or str(path), "it is a folder", remedy="use read_all")
    one = read_file(path, limits=limits)
    given, refused = _assumed([(Path(path), one)])
    for error in refused.values():
        raise error
    found = Statement.build(one.facts, given, one.guesses)
    if len(found) == 1:
        return found[0]
    names = ", ".join(statement.name for statement in found[:8]) + (", ..." if len(found) > 8 else "")
    raise ReadError(Path(path).name, f"it holds {len(found)} companies ({names})", remedy="use read_all")


def read_all(
    paths: Iterable[str | Path] | str | Path | None = None,
    *,
    limits: Limits | None = None,
    on_file: Callable[[Path], None] | None = None,
) -> Statements:
    """The statements of files and folders, merged by company; what cannot be read is in `refused`.

    Without paths `./statements` is read if it is there, else the statements that ship with finkit; `where`
    says which. `on_file` is called after each file.
    """
    files, refused, where = find(paths)
    parts: list[tuple[Path, Found]] = []
    unread: dict[Path, ReadError] = {}
    with Worker(limits) as worker:
        for path in files:
            try:
                parts.append((path, read_file(path, worker=worker)))
            except ReadError as error:
                unread[path] = error
            if on_file:
                on_file(path)
    facts = Facts.concat(one.facts for _, one in parts)
    guesses = (guess for _, one in parts for guess in one.guesses)
    given, wrong = _assumed(parts)
    held = Statement.build(facts, given, guesses) if parts else []
    unpriced = _unpriced(parts, given, unread)
    wrong |= {name: unread[path] for name, path in unpriced.items()}
    refused += [error for path, error in unread.items() if path not in unpriced.values()]
    refused += [ReadError(e.file, e.problem, remedy=f"{name} is left out until then") for name, e in wrong.items()]
    return Statements([one for one in held if one.name not in wrong], refused, where)


def _files_of(parts: Iterable[tuple[Path, Found]]) -> dict[str, list[Path]]:
    """The files with statements of each company."""
    files: dict[str, list[Path]] = {}
    for path, one in parts:
        for name in dict.fromkeys(one.facts["company"].tolist()):
            files.setdefault(canonical(name), []).append(path)
    return files


def _unpriced(
    parts: Iterable[tuple[Path, Found]], given: Mapping[str, Placed], unread: Iterable[Path]
) -> dict[str, Path]:
    """The companies with usage whose file of prices cannot be read, and that file: no other price is taken for them."""
    files = _files_of(parts)
    lost = {owner(stem_of(path), path, files): path for path in unread if table_of(path) == Price.KEY}
    return {
        name: path
        for name, assumed in given.items() if Usage.KEY in assumed
        for company, path in lost.items() if fold(company) == fold(name)
    }  # fmt: skip


def _assumed(parts: Sequence[tuple[Path, Found]]) -> tuple[dict[str, Placed], dict[str, ReadError]]:
    """What is assumed of each company, in sheets and in the `[assumptions]` beside its files.

    Companies of whom two places say different things are given with the error.
    """
    told = [(path, one, Placed.of_toml(f"{path.stem}{SIDECAR}", sidecar(path).assumptions)) for path, one in parts]
    if not any(one.assumed or beside for _, one, beside in told):
        return {}, {}
    files = _files_of(parts)
    held: dict[str, list[Placed]] = {}
    for path, one, beside in told:
        names = [owner(one.company, path, files)] if one.company else [name for name in files if path in files[name]]
        for name in names:
            held.setdefault(name, []).extend(given for given in (one.assumed, beside) if given)
    found: dict[str, Placed] = {}
    wrong: dict[str, ReadError] = {}
    for name, given in held.items():
        try:
            found[name] = merged(given)
        except AssumptionError as error:
            wrong[name] = ReadError(error.place, error.problem)
    return found, wrong


def find(paths: Iterable[str | Path] | str | Path | None = None) -> tuple[list[Path], list[ReadError], str]:
    """The files to read, those paths that lead nowhere, and in words where they were looked for."""
    if paths is None or (not isinstance(paths, str | Path) and not (paths := list(paths))):
        here = Path(FOLDER)
        folder = here if here.is_dir() else shipped(FOLDER)
        where = f"./{FOLDER}" if here.is_dir() else "the statements that ship with finkit"
        return *_in_folder(folder), where
    named = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    files: list[Path] = []
    refused: list[ReadError] = []
    for path in named:
        if path.is_dir():
            inside, empty = _in_folder(path)
            files += inside
            refused += empty
        elif path.name.endswith(SIDECAR) and path.is_file():
            # A sidecar that is named, as by `acme.*`, stands for the statement it belongs to.
            name = path.name.removesuffix(SIDECAR)
            beside = sorted(path.parent.glob(f"{glob.escape(name)}.*"))
            owners = [one for one in beside if one.stem == name and _is_data(one)]
            files += owners
            refused += [] if owners else [_orphan(name, str(path.parent))]
        elif path.name.startswith(LOCK) and path.is_file():
            refused += [] if _locked(path) in named else [_lock(path)]
        else:
            files.append(path)
    return list(dict.fromkeys(files)), refused, ", ".join(map(str, named))


def _locked(path: Path) -> Path:
    """The workbook whose lock a file is."""
    return path.with_name(path.name.removeprefix(LOCK))


def _lock(path: Path) -> ReadError:
    problem = "it marks a workbook as open in another program and holds no figures"
    return ReadError(path.name, problem, remedy=f"name {_locked(path).name}")


def _in_folder(folder: Path) -> tuple[list[Path], list[ReadError]]:
    try:
        inside = sorted(path for path in folder.iterdir() if _is_data(path))
    except OSError as error:
        return [], [ReadError(str(folder), f"it cannot be opened ({error.strerror})", remedy="check its permissions")]
    alone = _orphans(folder, {path.stem for path in inside})
    if not inside and not alone:
        return [], [ReadError(str(folder), "no statements in this folder", remedy="drop an .xlsx or .csv there")]
    return inside, alone


def _orphans(folder: Path, stems: set[str]) -> list[ReadError]:
    """Sidecars that no statement of the folder has: their assumptions would be lost in silence."""
    names = sorted(path.name.removesuffix(SIDECAR) for path in folder.glob(f"*{SIDECAR}"))
    return [_orphan(name, str(folder)) for name in names if name not in stems]


def _orphan(name: str, folder: str) -> ReadError:
    remedy = f"name it like one of {folder}, or write its tables as sheets (finkit new {name})"
    return ReadError(f"{name}{SIDECAR}", "no statement of that name stands beside it", remedy=remedy)


def _is_data(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", LOCK, "readme")):
        return False
    # Text files in a folder are mostly remarks; one that is a statement can be named.
    return path.suffix.lower() in ENDINGS.keys() - {".txt", ".md"} and not path.is_dir()
