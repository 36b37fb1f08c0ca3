"""How commands speak: short lines, progress on long work, trouble without a stack trace."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from practicum.records import FileCount
    from practicum.workspace.trouble import Trouble


# How often long work that nobody watches says how far it is.
SECONDS_BETWEEN = 10.0


def say_trouble(trouble: Trouble) -> None:
    """Why a command cannot go on, on the error stream."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {trouble.message}", err=True)
    if trouble.help:
        click.echo(f"  = help: {trouble.help}", err=True)


def say(line: str = "") -> None:
    """A line for people; it goes to the error stream so that output for programs stays clean."""
    click.echo(line, err=True)


def accounted(lead: str, count: FileCount) -> str:
    """What became of the rows of a file, so that everybody can add it up."""
    parts = f"{count.used:,} used + {count.set_aside:,} set aside + {count.collapsed:,} collapsed"
    idle = f", {count.without_record:,} without a record" if count.without_record else ""
    undone = f"; {count_said(count.not_completed, 'cell says', 'cells say')} not completed" if count.not_completed else ""
    return f"{lead}{count_said(count.rows_in, 'row', 'rows')} in = {parts} ({count.mended:,} mended{idle}){undone}"


def count_said(count: int, one: str, many: str) -> str:
    """A count with its noun.

    >>> count_said(1, "row", "rows"), count_said(2000, "row", "rows")
    ('1 row', '2,000 rows')
    """
    return f"{count:,} {one if count == 1 else many}"


def shown(path: Path) -> str:
    """A path as a person would write it: from where they stand, if it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix() or "."
    except ValueError:
        return str(path)


def typed(path: Path) -> str:
    """A path as it is typed into a command: in quotes where a shell would take it apart.

    >>> typed(Path("course")), typed(Path("my course"))
    ('course', '"my course"')
    """
    path_shown = shown(path)
    return path_shown if re.fullmatch(r"[\w./:\\~+@=-]+", path_shown) else f'"{path_shown}"'


@contextlib.contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar for long work where somebody watches; plain lines where nobody does, one at the start and then now and then how far it is."""
    if quiet:
        yield lambda done, total: None
        return
    if not sys.stderr.isatty():
        say(f"{label} …")
        last = time.monotonic()

        def tell(done: int, total: int) -> None:
            nonlocal last
            if 0 < done < total and time.monotonic() - last >= SECONDS_BETWEEN:
                last = time.monotonic()
                say(f"{label}: {done:,} of {total:,} …")

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def project_option(function: Callable[..., None]) -> Callable[..., None]:
    """`--project DIR`: where the authored files lie."""
    return click.option(
        "--project",
        "where",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=None,
        help="The project's folder; without it, the one you stand in, else the shipped curriculum.",
    )(function)


def home_option(function: Callable[..., None]) -> Callable[..., None]:
    """`--home DIR`: the private folder. It holds for all that the command does, so no command has to hand it on."""

    def remember(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            from practicum.workspace.private_folder import named_home

            ctx.with_resource(named_home(value))

    return click.option(
        "--home",
        type=click.Path(file_okay=False, path_type=Path),
        default=None,
        expose_value=False,
        callback=remember,
        help="Your private folder; without it, PRACTICUM_HOME or your user's data folder.",
    )(function)
