"""A question as a command: options to a row, a row to an answer, an answer to text; wrong numbers named by option."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from finkit.analysis.answer import Answer
    from finkit.assumptions.ranges import Range
    from finkit.assumptions.rows import Row

    Rowed = TypeVar("Rowed", bound=Row)


class Ranged(click.ParamType):  # type: ignore[type-arg]
    """A number or a range: VALUE, LOW:HIGH or LOW:VALUE:HIGH, as the mapping that a row's range is made of."""

    name = "range"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """How the help names it."""
        return "N|LOW:HIGH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Mapping[str, float]:
        """The mapping with value, low and high, as far as they are given."""
        if isinstance(value, Mapping):
            return value
        keys = {1: ("value",), 2: ("low", "high"), 3: ("low", "value", "high")}.get(len(parts := str(value).split(":")))
        try:
            return dict(zip(keys or (), map(_figure, parts), strict=True))
        except ValueError:
            self.fail(f"{value!r}: write a number, LOW:HIGH or LOW:VALUE:HIGH", param, ctx)


class Number(click.ParamType):  # type: ignore[type-arg]
    """A number, such as 0.5 or 50%; what is missing or without end is refused."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        try:
            found = _figure(str(value))
        except ValueError:
            self.fail(f"{value!r}: write a number", param, ctx)
        if not math.isfinite(found):
            self.fail(f"{value!r}: give a finite number", param, ctx)
        return found


def _figure(text: str) -> float:
    """0.5 or 50%."""
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


RANGE, NUMBER = Ranged(), Number()
# A field named in a refusal: the command line has it as an option.
_FIELD = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


def question(function: Callable[..., Answer]) -> click.Command:
    """The command of a function that takes options and returns its answer; its docstring is the help.

    Prints the answer as text, or as JSON with --json. A ValueError is told as wrong usage (exit status 2).
    """

    @functools.wraps(function)
    def asked(as_json: bool, **given: Any) -> None:
        from finkit.ask.show import as_data, as_text

        try:
            answer = function(**given)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        click.echo(as_data(answer) if as_json else as_text(answer), nl=False)

    flag = click.option("--json", "as_json", is_flag=True, help="The answer as data.")
    return click.command(no_args_is_help=True)(flag(asked))


def row(kind: type[Rowed], given: Mapping[str, Any]) -> Rowed:
    """The row of a table from the options given (those that are None stay at its defaults).

    ValueError names the option, what was written and what is allowed.
    """
    from pydantic import ValidationError

    held = {name: value for name, value in given.items() if value is not None and value != ()}
    try:
        return kind.model_validate(held)
    except ValidationError as error:
        raise ValueError(_said(error.errors()[0], held)) from None


def ranged(kind: type[Range], option: str, given: Mapping[str, float]) -> Range:
    """The range of an option; ValueError names the option and what was written."""
    from pydantic import ValidationError

    from finkit.assumptions.refusals import plain

    try:
        return kind.model_validate(given)
    except ValidationError as error:
        written = ":".join(f"{value:g}" for value in given.values())
        raise ValueError(f"{option} {written}: {plain(error.errors()[0])}") from None


def _said(error: Any, held: Mapping[str, Any]) -> str:
    from finkit.assumptions.refusals import plain

    cause = error.get("ctx", {}).get("error")
    field = getattr(cause, "field", "") or (str(error["loc"][0]) if error["loc"] else "")
    option = f"--{field.replace('_', '-')}" if field else "the options"
    if error["type"] == "missing":
        return f"{option} is missing: {error['msg'].lower()}"
    value = held.get(field)
    written = ":".join(f"{v:g}" for v in value.values()) if isinstance(value, Mapping) else value
    told = f"{option} {written}" if value is not None else option
    allowed = _FIELD.sub(lambda word: "--" + word[0].replace("_", "-"), plain(error))
    return f"{told}: {allowed}"
