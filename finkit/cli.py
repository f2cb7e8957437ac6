"""The command line: the same words as the Python API. Heavy imports happen inside the commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from finkit import __version__
from finkit.ask.group import ask
from finkit.errors import FinkitError, OutputError, ReadError

if TYPE_CHECKING:
    from finkit.analysis.analyze import Analysis
    from finkit.reading import Statements
    from finkit.statement.fact import Facts
    from finkit.statement.guess import Guess

FORMATS = ("html", "xlsx")
MANY = 60


def _path(text: str) -> Path:
    """A path as given; an empty one (an unset variable of a shell) is no folder to read."""
    if not text.strip():
        raise click.BadParameter("an empty path: name a file or a folder, or nothing at all")
    return Path(text)


paths_argument = click.argument("paths", nargs=-1, type=_path)
out_option = click.option(
    "--out", default="outputs", show_default=True, type=click.Path(path_type=Path), help="Folder for what is written."
)
format_option = click.option(
    "--format", "formats", default="html,xlsx", show_default=True, callback=lambda _c, _p, text: _formats(text),
    help="html, xlsx or both.",
)  # fmt: skip
company_option = click.option("--company", "wanted", multiple=True, help="Only this company; may be repeated.")
rate_option = click.option(
    "--rate", "rates", multiple=True, metavar="CUR=RATE", help="Units of --to for one of CUR; may be repeated."
)
to_option = click.option("--to", default="", metavar="CUR", help="Currency that revenue is converted to, with --rate.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="finkit")
def main() -> None:
    """Read an AI lab's money: statement spreadsheets in, analyst's reports out.

    PATHS are files or folders of statements (.xlsx, .csv, ...). Without them: ./statements, else the
    statements that ship with finkit.
    """


@main.command()
@paths_argument
@out_option
@format_option
@company_option
@click.option("--each", is_flag=True, help=f"Write every company's report, even beyond {MANY} companies.")
@rate_option
@to_option
def report(
    paths: tuple[Path, ...], out: Path, formats: tuple[str, ...], wanted: tuple[str, ...], each: bool,
    rates: tuple[str, ...], to: str,
) -> None:  # fmt: skip
    """Write a report a company, their comparison, and an index."""
    with _clear_errors():
        given, to = _rates(rates), _target(rates, to)
        read = _read(paths)
        analyses = _analyses(read, wanted)
        from finkit.reporting.publish import publish

        whole = each or bool(wanted) or len(analyses) <= MANY
        with _progress(len(analyses) if whole else 0, "writing") as bar:
            written = publish(
                analyses, out, formats, refused=read.refused, each=whole, rates=given, to=to, on_company=bar.update
            )
        _refusals(read)
        skipped = "" if whole else f" ({len(analyses)} companies: reports only with --each or --company)"
        companies = _count(len(analyses), "company", "companies")
        click.echo(f"{len(written)} files for {companies} in {out}{skipped}; open {out / 'index.html'}")
    sys.exit(1 if read.refused else 0)


@main.command()
@paths_argument
@out_option
@format_option
@company_option
@rate_option
@to_option
def compare(
    paths: tuple[Path, ...],
    out: Path,
    formats: tuple[str, ...],
    wanted: tuple[str, ...],
    rates: tuple[str, ...],
    to: str,
) -> None:
    """Compare companies side by side; write comparison.html and comparison.xlsx."""
    with _clear_errors():
        given, to = _rates(rates), _target(rates, to)
        read = _read(paths)
        analyses = _analyses(read, wanted)
        from finkit.analysis.compare import compare as compared
        from finkit.reporting.publish import write_each
        from finkit.reporting.text import comparison_table

        result = compared(analyses, rates=given, to=to, examples=bool(wanted))
        written = write_each(result, out, "comparison", formats)
        click.echo(comparison_table(result))
        _refusals(read)
        click.echo(f"wrote {', '.join(str(path) for path in written)}")
    sys.exit(1 if read.refused else 0)


@main.command()
@paths_argument
@click.option("--format", "shape", default="table", show_default=True, type=click.Choice(["csv", "json", "table"]))
@click.option("--unused", is_flag=True, help="Only the figures that were read and not used, with the reason of each.")
@click.option("--explain", is_flag=True, help="What reading guessed instead, from what it saw; questions first.")
def lines(paths: tuple[Path, ...], shape: str, unused: bool, explain: bool) -> None:
    """Print every figure read, one a row: where it stands, what it is taken for, how far to trust it."""
    if unused and explain:
        raise click.UsageError("--unused and --explain are two answers: ask for one")
    with _clear_errors():
        read = _read(paths)
        from finkit.statement.fact import Facts

        facts = Facts.concat([statement.facts for statement in read])
        guesses = list(dict.fromkeys(guess for statement in read for guess in statement.guesses))
        if len(facts):
            click.echo(_lines_text(facts, guesses, shape, unused=unused, explain=explain), nl=False)
        _refusals(read)
    sys.exit(1 if read.refused else 0)


def _lines_text(facts: Facts, guesses: list[Guess], shape: str, *, unused: bool, explain: bool) -> str:
    from finkit.reporting import unused as left
    from finkit.reporting.explain import guesses_text
    from finkit.reporting.text import facts_text

    if explain:
        return guesses_text(guesses, shape, facts["file"].tolist())
    if not unused:
        return facts_text(facts, shape)
    found = left.unused(facts, guesses)
    if shape != "table":
        click.echo(left.left_text(found), err=True, nl=False)
    return left.unused_text(found, shape)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_path)
def fix(files: tuple[Path, ...]) -> None:
    """Write NAME.finkit.toml beside each file: what reading guessed, ready to be corrected.

    It changes nothing until it is edited. One that is already there stays as it is: the guesses are printed.
    """
    with _clear_errors():
        from finkit.reading import find

        found, refused, _ = find(list(files))
        for path in found:
            try:
                _fix(path)
            except ReadError as error:
                refused.append(error)
        for one in refused:
            click.echo(f"finkit: {one}", err=True)
    sys.exit(1 if refused else 0)


def _fix(path: Path) -> None:
    from finkit.files import write_text
    from finkit.reading.fix import draft

    made = draft(path)
    if made.path.exists():
        click.echo(made.text, nl=False)
        click.echo(f"{made.path} is there and stays as it is: add what you need of the above ({made.says})", err=True)
    else:
        try:
            write_text(made.path, made.text)
        except OutputError:
            remedy = "copy the statement to a folder of yours"
            raise ReadError(str(made.path), "it cannot be written", remedy=remedy) from None
        click.echo(f"wrote {made.path}: {made.says}")


@main.command()
@click.argument("name")
@click.option("--out", type=_path, help="The file to write; a folder takes NAME.xlsx. [default: NAME.xlsx here]")
def new(name: str, out: Path | None) -> None:
    """Write NAME.xlsx to fill in: an income statement, and a sheet for each table of assumptions.

    Heads carry notes, cells their limits; example rows are not read. A file that is already there stays as it is.
    """
    if not name.strip():
        raise click.BadParameter("an empty name: name the company", param_hint="NAME")
    with _clear_errors():
        from finkit.files import slug
        from finkit.reporting.workbook.blank import write_blank

        folder = out if out and out.suffix.lower() != ".xlsx" else None
        path = (folder or Path()) / f"{slug(name)}.xlsx" if folder or not out else out
        write_blank(" ".join(name.split()), path)
        click.echo(f"wrote {path}: fill in what you know, then finkit report {path}")


@main.command()
@click.option("--format", "shape", default="table", show_default=True, type=click.Choice(["json", "table"]))
def names(shape: str) -> None:
    """List the standard lines and the measures, with unit and a sentence."""
    from finkit.reporting.text import names_text

    click.echo(names_text(shape), nl=False)


@main.command()
@paths_argument
@click.option("--all", "everything", is_flag=True, help="Also print the checks that hold exactly.")
def check(paths: tuple[Path, ...], everything: bool) -> None:
    """Check the accounting identities; exit status 1 if one misses by more than rounding."""
    with _clear_errors():
        read = _read(paths)
        from finkit.reporting.text import checks_text

        text, failed = checks_text(read, everything=everything)
        click.echo(text, nl=False)
        _refusals(read)
    sys.exit(1 if read.refused or failed else 0)


main.add_command(ask)


class _clear_errors:  # noqa: N801
    """One line on standard error and exit status 1 for what finkit refuses; never a traceback for bad input."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, FinkitError):
            click.echo(f"finkit: {error}", err=True)
            sys.exit(1)


def _read(paths: Sequence[Path]) -> Statements:
    from finkit.reading import read_all

    with _progress(0, "reading") as bar:
        read = read_all(list(paths) or None, on_file=lambda _path: bar.update(1))
    if not paths:
        click.echo(f"reading {read.where}", err=True)
    _set_aside_wrong_assumptions(read)
    if not read and read.refused:
        _refusals(read)
        sys.exit(1)
    return read


def _set_aside_wrong_assumptions(read: Statements) -> None:
    """Refuse the companies whose sheets or sidecar assume what is not allowed, and keep the rest."""
    from finkit.assumptions.settings import Assumptions
    from finkit.errors import AssumptionError, ReadError

    for statement in [s for s in read if s.sidecar]:
        try:
            Assumptions.of(statement.sidecar, f"{statement.name}: [assumptions]", statement.span)
        except AssumptionError as error:
            read.remove(statement)
            remedy = f"{statement.name} is left out until then"
            read.refused.append(ReadError(error.place, error.problem, remedy=remedy))


def _analyses(read: Statements, wanted: Iterable[str]) -> list[Analysis]:
    from finkit.analysis.analyze import analyze_all
    from finkit.statement.company import company_of

    names = [statement.name for statement in read]
    same = {name.casefold(): name for name in names}
    chosen = [same.get(name.casefold(), company_of(name).name) for name in wanted]
    unknown = [name for name in chosen if name not in names]
    if unknown:
        import difflib

        near = difflib.get_close_matches(unknown[0], names, 1, 0.4)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names[:12])}"
        raise click.UsageError(f"no company {unknown[0]!r} in what was read; {hint}")
    found = analyze_all(read)
    return [a for a in found if not chosen or a.name in chosen]


def _refusals(read: Statements) -> None:
    for error in read.refused:
        click.echo(f"finkit: {error}", err=True)


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [part for part in chosen if part not in FORMATS]
    if wrong or not chosen:
        raise click.BadParameter(f"{', '.join(wrong) or 'nothing'}: use html, xlsx or html,xlsx")
    return chosen


def _rates(given: Iterable[str]) -> dict[str, float]:
    rates = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            rate = float(number)
        except ValueError:
            rate = 0.0
        if not name.strip() or not 0 < rate < float("inf"):
            raise click.BadParameter(
                f"{text!r}: write CUR=RATE with a rate above 0, as in CNY=0.14", param_hint="--rate"
            )
        if name.strip().upper() in rates:
            raise click.BadParameter(f"{name.strip().upper()} is given twice", param_hint="--rate")
        rates[name.strip().upper()] = rate
    return rates


def _target(rates: Sequence[str], to: str) -> str:
    if bool(rates) != bool(to.strip()):
        lacking = "--to, as in --rate CNY=0.14 --to USD" if rates else "--rate, as in --to USD --rate CNY=0.14"
        raise click.UsageError(f"--rate and --to go together: add {lacking}")
    return to.strip().upper()


def _progress(length: int, label: str) -> Any:
    if not (length and sys.stderr.isatty()):
        return nullcontext(_Silent())
    return click.progressbar(length=length, label=label, file=sys.stderr)


class _Silent:
    """A progress bar that shows nothing."""

    def update(self, _steps: int) -> None: ...


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


if __name__ == "__main__":
    main()
