"""The questions: one a file, loaded when asked, so that the help of finkit stays light."""

from __future__ import annotations

import importlib

import click

QUESTIONS = ("market", "reseller", "bet", "plan", "mix", "task", "unit", "inference", "serving")


class Questions(click.Group):
    """Commands by name: `finkit ask NAME` loads `finkit.ask.NAME` and runs its command of that name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every question."""
        return list(QUESTIONS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a question; None where there is no such question."""
        if cmd_name not in QUESTIONS:
            return None
        found: click.Command = getattr(importlib.import_module(f"finkit.ask.{cmd_name}"), cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; where there is none, the question that is nearest is named."""
        if args and args[0] not in QUESTIONS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0].lower(), QUESTIONS, 1)
            hint = f"did you mean {near[0]}?" if near else f"ask one of {', '.join(QUESTIONS)}"
            ctx.fail(f"no question {args[0]!r}: {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Questions)
def ask() -> None:
    """Answer one question from numbers given here, without a file.

    A number may be a range: LOW:HIGH or LOW:VALUE:HIGH. With --json the answer is printed as data.
    """
