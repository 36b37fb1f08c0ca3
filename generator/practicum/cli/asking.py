"""What the commands about learners share: their options, and the steps up to the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import home_option, progress, say

if TYPE_CHECKING:
    from practicum.records import Intake
    from practicum.workspace.learners import Matched
    from practicum.workspace.project import Checked, Project
    from practicum.workspace.trouble import Trouble
    from practicum.workspace.who_is_who import Queue

MOST_FILES = 5
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


def dates_option(function: Callable[..., None]) -> Callable[..., None]:
    """`--dates`: the order of day and month, declared where neither a row nor a profile tells it."""
    return click.option(
        "--dates",
        type=click.Choice(["day-first", "month-first"]),
        default=None,
        help="Whether 03/04/2026 begins with the day or the month, where no row of a column and no profile says it.",
    )(function)


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
        dates_option,
        home_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def read_rules(project: Project, *, quiet: bool = False) -> Checked:
    """The project, read and checked; what an earlier command learned of unchanged files is not learned again."""
    from practicum.workspace.memories import memories_of, memories_of_the_shipped
    from practicum.workspace.project import check_project, today

    memories = memories_of_the_shipped() if project.shipped else memories_of(project.output)
    with progress("reading the rules", quiet=quiet) as tell:
        checked = check_project(project, day=today(), progress=tell, memories=memories)
    memories.save()
    return checked


def safe_rules(project: Project, *, quiet: bool = False) -> Checked:
    """The project, read and checked. Raises Trouble where its rules have errors, because no verdict by them would be safe."""
    from practicum.workspace.trouble import Trouble

    checked = read_rules(project, quiet=quiet)
    if checked.unsafe:
        errors = "1 error" if len(checked.unsafe) == 1 else f"{len(checked.unsafe)} errors"
        raise Trouble(f"the rules have {errors}, so no verdict would be safe", "run `practicum check` and mend them first", code=1)
    return checked


def tell_refused(read: Intake | Queue) -> None:
    """Say which files could not be read and why."""
    for refusal in read.refused:
        say(f"not read: {refusal.file}: {refusal.message}" + (f"\n  = help: {refusal.help}" if refusal.help else ""))


def tell_unread(intake: Intake, records: Path) -> None:
    """Say which files could not be read and why. Raises Trouble where nothing is left."""
    from practicum.workspace.trouble import Trouble

    tell_refused(intake)
    if not intake.counts or (intake.refused and not any(count.rows_in for count in intake.counts)):
        if intake.refused:
            raise Trouble("none of the files could be read", "see above what each one needs", code=1)
        raise nothing_came(records)


def nothing_came(records: Path) -> Trouble:
    """What is raised where a folder has no file that could hold records."""
    from practicum.workspace.trouble import Trouble

    return Trouble(f"there are no record files in {records}", "name a folder with CSV or Excel files", code=1)


def tell_two_people(intake: Intake) -> None:
    """Warn of ids that two people share: every record under such an id is taken for one person's."""
    found = [one for one in intake.set_aside if one.reason == "TWO_PEOPLE"]
    for one in found[:MOST_FILES]:
        say(f"warning: {one.file}, row {one.row}, column {one.column}: {one.message}")
    if len(found) > MOST_FILES:
        say(f"warning: and {len(found) - MOST_FILES:,} more such rows")
    if found:
        say("  = note: all records under the id are taken for those of the person whose row is kept")
        say("  = help: give one of the two an id of their own in every file; if they are one person, mend the row or correct it (`voids`)")


def tell_left_out(intake: Intake) -> None:
    """Say once more, where everything else was said, which files were not read: the result is of the others."""
    tell_not_read([refusal.file for refusal in intake.refused])


def tell_not_read(files: Sequence[str]) -> None:
    """Name files of which nothing is in the result."""
    if files:
        more = f" and {len(files) - MOST_FILES:,} more" if len(files) > MOST_FILES else ""
        lead = "1 file was not read, so nothing in it" if len(files) == 1 else f"{len(files):,} files were not read, so nothing in them"
        say(f"{lead} counts: {', '.join(files[:MOST_FILES])}{more}")


def tell_unpriced(names: Sequence[str]) -> None:
    """Warn of what has no price though others have one: the cheapest way goes through what costs nothing."""
    if names:
        more = f" and {len(names) - MOST_FILES:,} more" if len(names) > MOST_FILES else ""
        say(f"warning: no price was given for {', '.join(names[:MOST_FILES])}{more}, so that counts as free")
        say("  = help: `module` with a price by the hour stands for every module that has none of its own; `cpd` and `supervised` likewise")


def unread_json(intake: Intake) -> list[dict[str, str]]:
    """The files that were not read, for programs."""
    return [{"file": one.file, "message": one.message, "help": one.help} for one in intake.refused]


def matched(
    project: Project,
    records: Path,
    *,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    dates: str | None = None,
    quiet: bool = False,
    checked: Checked | None = None,
) -> Matched:
    """Check the rules, take the records in and judge them. Raises Trouble where the rules have faults or nothing can be read.

    ``dates`` is what `--dates` says; ``checked`` are rules that were checked before.
    """
    from practicum.workspace.learners import match_records, take_in

    checked = checked or safe_rules(project, quiet=quiet)
    with progress("reading the records", quiet=quiet):
        intake = take_in(checked, records, profiles=profiles, known_at=known_at, dates=dates or "")
    tell_unread(intake, records)
    tell_two_people(intake)
    with progress("matching", quiet=quiet):
        return match_records(checked, intake, as_of=as_of, known_at=known_at, engine=engine)
