"""`practicum export scorm`: modules as SCORM 1.2 packages."""

from __future__ import annotations

import math
from pathlib import Path

import click

from practicum.cli.handing_over import hand_over, handing_options, view_for
from practicum.cli.saying import count_said, progress


def _mark(_: click.Context, __: click.Parameter, value: float) -> float:
    """A range says nothing of `nan`, which is neither below nor above it."""
    if math.isnan(value):
        raise click.BadParameter("it is no number from 1 to 100")
    return value


@click.command("scorm")
@click.argument("modules", nargs=-1, metavar="[MODULE]...")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder for the packages.")
@click.option("--language", default="en", show_default=True, help="The language of the packages, such as fr.")
@click.option("--country", default="", help="The country whose edition is written, such as NV.")
@click.option("--mark", type=click.FloatRange(1, 100), default=80, show_default=True, callback=_mark,
              help="The pass mark of the self-check in percent, where a module's assessment names none.")  # fmt: skip
@handing_options
def command(
    modules: tuple[str, ...], out: Path, language: str, country: str, mark: float, dry_run: bool, force: bool, form: str,
    where: Path | None,
) -> None:  # fmt: skip
    """Write a SCORM 1.2 package for each MODULE; without one, for every module that has lessons.

    Moodle and other platforms play them: lessons, a self-check with a score, and a bookmark, without another host.
    """
    from practicum.exchanging.scorm import export
    from practicum.workspace.courses import courses
    from practicum.workspace.project import find_project

    view = view_for(where, language=language, country=country)
    with progress("making the pages"):
        made = courses(find_project(where), view, modules, mark=mark)
        found = export(view, made)
    count = count_said(len(made), "package", "packages")
    hand_over(out, found, dry_run=dry_run, force=force, form=form, folder=True, earlier=("*-scorm.zip",),
              next_step=f"add the {count} to courses as activities of the kind SCORM")  # fmt: skip
