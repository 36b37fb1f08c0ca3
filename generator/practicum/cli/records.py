"""`practicum records`: what would be used of a folder of records, before anything is matched."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import tell_left_out, tell_refused, tell_two_people, tell_unread
from practicum.cli.people import COMMANDS as ABOUT_PEOPLE
from practicum.cli.saying import accounted, home_option, progress, project_option, say

if TYPE_CHECKING:
    from practicum.records import Intake

# What was done with a row or a cell, what matters most first.
DONE = {"set_aside": "set aside", "collapsed": "collapsed, because another row says it", "mended": "cells mended, and their rows used"}
# So many rows of one reason are listed: the next ones would say the same.
MOST_ROWS = 5


@click.group("records")
def command() -> None:
    """Look at learner records before they are used, say who is who, and erase what was kept."""


for _about_people in ABOUT_PEOPLE:
    command.add_command(_about_people)


@command.command("look")
@click.argument("records", type=click.Path(path_type=Path))
@click.option(
    "--profile",
    "profiles",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A column profile for files of another shape; may be given more than once.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON for programs.")
@home_option
@project_option
@click.pass_context
def look(ctx: click.Context, records: Path, profiles: tuple[Path, ...], form: str, where: Path | None) -> None:
    """Say for each file what would be used, set aside, mended and collapsed, and why. Nothing is written.

    Messages name the file, the row and the column, never what stands there. Exit code 1: a file could not be read.
    """
    from practicum.workspace.learners import take_in
    from practicum.workspace.project import check_project, find_project, today

    project, quiet = find_project(where), form == "json"
    with progress("reading the rules", quiet=quiet) as tell:
        checked = check_project(project, day=today(), progress=tell)
    with progress("reading the records", quiet=quiet):
        intake = take_in(checked, records, profiles=profiles)
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "schema": "practicum.records-look/1",
                    "files": [
                        {
                            "file": one.file,
                            "table": one.table,
                            "in": one.rows_in,
                            "used": one.used,
                            "set_aside": one.set_aside,
                            "collapsed": one.collapsed,
                            "mended": one.mended,
                        }
                        for one in intake.counts
                    ],
                    "refused": [{"file": one.file, "message": one.message, "help": one.help} for one in intake.refused],
                    "rows": [
                        {
                            "file": one.file,
                            "row": one.row,
                            "column": one.column,
                            "reason": one.reason,
                            "message": one.message,
                            "done": one.done,
                        }
                        for one in intake.set_aside
                    ],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        _show(intake)
    ctx.exit(1 if intake.refused else 0)


def _show(intake: Intake) -> None:
    """The sums first, then the rows, those that were set aside before the others; every list ends where nobody would read on."""
    from practicum.records import REASONS

    say(accounted("", intake.total))
    for count in intake.counts:
        say(accounted(f"  {count.file} → {count.table}: ", count))
    tell_refused(intake)
    tell_two_people(intake)
    sorts = {done: Counter(one.reason for one in intake.set_aside if one.done == done).most_common() for done in DONE}
    for done, title in DONE.items():
        if sorts[done]:
            say(f"{title}:")
        for reason, times in sorts[done]:
            say(f"  {times:,} × {REASONS[reason]} [{reason}]")
    for done, title in DONE.items():
        if sorts[done]:
            say(f"{title}, row by row:")
        for reason, times in sorts[done]:
            found = (one for one in intake.set_aside if one.done == done and one.reason == reason)
            for one in itertools.islice(found, MOST_ROWS):
                say(f"  {one.file}, row {one.row}{f', column {one.column}' if one.column else ''}: {one.message}")
            if times > MOST_ROWS:
                say(f"    and {times - MOST_ROWS:,} more; `--format json` lists them all")


@command.command("tidy")
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder of your own for the tables.")
@click.option(
    "--profile",
    "profiles",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A column profile for files of another shape; may be given more than once.",
)
@home_option
@project_option
@click.pass_context
def tidy(ctx: click.Context, records: Path, out: Path, profiles: tuple[Path, ...], where: Path | None) -> None:
    """Write records as tidy tables: one Parquet file a table, and what was set aside as CSV.

    `practicum verdicts` judges such tables. They hold learner data: the project's own folder is refused. Exit code 1: a file could
    not be read; the others were written.
    """
    from practicum.cli.saying import shown
    from practicum.workspace.learners import says_invented, take_in
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.tidying import check_tidy_place, write_tidy

    project = find_project(where)
    check_tidy_place(out, synthetic=says_invented(records))
    with progress("reading the rules") as tell:
        checked = check_project(project, day=today(), progress=tell)
    with progress("reading the records"):
        intake = take_in(checked, records, profiles=profiles)
    tell_unread(intake, records)
    tell_two_people(intake)
    folder = write_tidy(intake, out)
    say(accounted("", intake.total))
    say(f"tidy tables in {shown(folder)}{'' if intake.synthetic else ', readable by you only'}")
    tell_left_out(intake)
    ctx.exit(1 if intake.refused else 0)
