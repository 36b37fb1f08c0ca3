"""Groups of commands that import a command when it is called, not when it is listed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

# Name of a command: its module, with `:name` where it is not called `command` there, and the line that help prints.
Table = Mapping[str, tuple[str, str]]


class Lazily(click.Group):
    """A group that is a table of names, modules and the line that help prints of each."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        """``table`` names the commands in the order in which people meet them."""
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which people meet them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name or "command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table rather than from the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in self.table.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by its name; a misspelt one gets the nearest."""
        name = args[0]
        if name not in self.table and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.table, n=1)
            said = f"there is no command `{name}`" if ctx.parent is None else f"`{ctx.command_path}` has no `{name}`"
            ctx.fail(said + (f"; did you mean `{near[0]}`?" if near else ""))
        return super().resolve_command(ctx, args)
