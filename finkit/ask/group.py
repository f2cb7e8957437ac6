"""The questions: one a file, loaded when asked, so that the help of finkit stays light."""

from __future__ import annotations

import importlib

import click

QUESTIONS = ("market", "reseller", "bet", "plan", "task", "unit", "inference", "serving")


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


@click.group(cls=Questions)
def ask() -> None:
    """Answer one question from numbers given here, without a file.

    A number may be a range: LOW:HIGH or LOW:VALUE:HIGH. With --json the answer is printed as data.
    """
