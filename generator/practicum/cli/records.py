"""`practicum records`: what would be used of a folder of records, before anything is matched."""

from __future__ import annotations

import json
from pathlib import Path

import click

from practicum.cli.asking import tell_unread
from practicum.cli.saying import accounted, project_option, say


@click.group("records")
def command() -> None:
    """Look at learner records before they are used."""


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
@project_option
@click.pass_context
def look(ctx: click.Context, records: Path, profiles: tuple[Path, ...], form: str, where: Path | None) -> None:
    """Say for each file what would be used, set aside, mended and collapsed, and why. Nothing is written.

    Messages name the file, the row and the column, never what stands there. Exit code 1: a file could not be read.
    """
    from practicum.workspace.learners import take_in
    from practicum.workspace.project import check_project, find_project, today

    checked = check_project(find_project(where), day=today())
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
        for count in intake.counts:
            say(accounted(f"{count.file} → {count.table}: ", count))
        for refusal in intake.refused:
            say(f"not read: {refusal.file}: {refusal.message}" + (f"\n  = help: {refusal.help}" if refusal.help else ""))
        for one in intake.set_aside[:40]:
            say(f"  {one.file}, row {one.row}, column {one.column or '–'}: {one.message} ({one.done.replace('_', ' ')})")
        if len(intake.set_aside) > 40:
            say(f"  … and {len(intake.set_aside) - 40:,} more; `--format json` lists them all")
    ctx.exit(1 if intake.refused else 0)


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
@project_option
@click.pass_context
def tidy(ctx: click.Context, records: Path, out: Path, profiles: tuple[Path, ...], where: Path | None) -> None:
    """Write records as tidy tables: one Parquet file a table, and what was set aside as CSV.

    `practicum verdicts` judges such tables. They hold learner data: the project's own folder is refused. Exit code 1: a file could
    not be read; the others were written.
    """
    from practicum.cli.saying import progress, shown
    from practicum.workspace.learners import take_in
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.tidying import write_tidy

    project = find_project(where)
    with progress("reading the rules") as tell:
        checked = check_project(project, day=today(), progress=tell)
    with progress("reading the records"):
        intake = take_in(checked, records, profiles=profiles)
    tell_unread(intake, records)
    folder = write_tidy(intake, out)
    say(accounted("", intake.total))
    say(f"tidy tables in {shown(folder)}{'' if intake.synthetic else ', readable by you only'}")
    ctx.exit(1 if intake.refused else 0)
