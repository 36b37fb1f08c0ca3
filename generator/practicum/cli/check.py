"""`practicum check`: every fault of the authored files, at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from practicum.cli.saying import progress, project_option

# A file that went wrong in a thousand places is mended at its first ones.
SHOWN = 200


@click.command("check")
@project_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text for people, JSON for programs.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of texts by others (.txt, .md): name every run of 12 words that the curriculum shares with them.",
)
@click.pass_context
def command(ctx: click.Context, where: Path | None, form: str, sources: Path | None) -> None:
    """Name every fault of the authored files, with its place and the fix.

    Exit code 0: no errors. 1: errors found. 2: the command was called wrongly.
    """
    from practicum.diagnostics import as_json, in_order, text
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project, read_sources, today
    from practicum.workspace.tracked import tracked_faults

    project = find_project(where)
    memories = memories_of(project.output)
    others = read_sources(sources) if sources is not None else None
    with progress("reading", quiet=form == "json") as tell:
        checked = check_project(project, day=today(), progress=tell, sources=others, memories=memories)
    people = tracked_faults(project)
    if people:
        checked = replace(checked, diagnostics=in_order([*checked.diagnostics, *people]))
    away = {fault.span.path for fault in people}
    if form == "json":
        click.echo(as_json.render(checked.diagnostics, checked.files))
    else:
        # A line of records is never shown: it may hold somebody.
        show(checked.diagnostics, lambda path, number: None if path in away else project.disk.line(path, number))
        click.echo(text.summary(checked.diagnostics, checked.files))
    # The shipped curriculum is looked at from anywhere: no folder comes into being there because of it.
    if project.output.is_dir() or not project.shipped:
        memories.save()
    ctx.exit(1 if checked.errors else 0)


def show(diagnostics: list, line: object) -> None:  # type: ignore[type-arg]
    """Print diagnostics in the house form, the first ones where there are very many."""
    from practicum.diagnostics import text

    for diagnostic in diagnostics[:SHOWN]:
        click.echo(text.render(diagnostic, line))  # type: ignore[arg-type]
        click.echo()
    if len(diagnostics) > SHOWN:
        click.echo(f"… and {len(diagnostics) - SHOWN} more; `--format json` lists them all\n")
