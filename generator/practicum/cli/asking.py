"""What the commands about learners share: their options, and the steps up to the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import progress, say

if TYPE_CHECKING:
    from practicum.records import Intake
    from practicum.workspace.learners import Matched
    from practicum.workspace.project import Checked, Project

ENGINES = ("auto", "pandas", "duckdb", "polars")


class Day(click.ParamType[date, date]):
    """A civil day, written year-month-day."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a refusal that says how to write it."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            if len(str(value)) != 10:
                raise ValueError
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"`{value}` is not a date; write year-month-day, such as 2026-10-15", param, ctx)


def about_learners(function: Callable[..., None]) -> Callable[..., None]:
    """The options that every question about learners has."""
    options = (
        click.option("--as-of", "as_of", type=Day(), required=True, help="The day asked about, such as 2026-10-15."),
        click.option(
            "--known-at",
            "known_at",
            type=Day(),
            default=None,
            help="Leave out what was recorded after this day, to rebuild an earlier report.",
        ),
        click.option(
            "--profile",
            "profiles",
            type=click.Path(path_type=Path),
            multiple=True,
            help="A column profile for files of another shape; may be given more than once.",
        ),
        click.option(
            "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What computes the verdicts; all give the same."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def safe_rules(project: Project, *, quiet: bool = False) -> Checked:
    """The project, read and checked. Raises Trouble where its rules have errors, because no verdict by them would be safe."""
    from practicum.workspace.project import check_project, today
    from practicum.workspace.trouble import Trouble

    with progress("reading the rules", quiet=quiet) as tell:
        checked = check_project(project, day=today(), progress=tell)
    if checked.unsafe:
        errors = "1 error" if len(checked.unsafe) == 1 else f"{len(checked.unsafe)} errors"
        raise Trouble(f"the rules have {errors}, so no verdict would be safe", "run `practicum check` and mend them first", code=1)
    return checked


def tell_unread(intake: Intake, records: Path) -> None:
    """Say which files could not be read and why. Raises Trouble where nothing is left."""
    from practicum.workspace.trouble import Trouble

    for refusal in intake.refused:
        say(f"not read: {refusal.file}: {refusal.message}" + (f"\n  = help: {refusal.help}" if refusal.help else ""))
    if not intake.counts or (intake.refused and not any(count.rows_in for count in intake.counts)):
        if intake.refused:
            raise Trouble("none of the files could be read", "see above what each one needs", code=1)
        raise Trouble(f"there are no record files in {records}", "name a folder with CSV or Excel files", code=1)


def matched(
    where: Path | None, records: Path, *, as_of: date, known_at: date | None, profiles: tuple[Path, ...], engine: str, quiet: bool = False
) -> tuple[Project, Matched]:
    """Check the rules, take the records in and judge them. Raises Trouble where the rules have faults or nothing can be read."""
    from practicum.workspace.learners import match_records, take_in
    from practicum.workspace.project import find_project

    project = find_project(where)
    checked = safe_rules(project, quiet=quiet)
    with progress("reading the records", quiet=quiet):
        intake = take_in(checked, records, profiles=profiles)
    tell_unread(intake, records)
    with progress("matching", quiet=quiet):
        return project, match_records(checked, intake, as_of=as_of, known_at=known_at, engine=engine)
