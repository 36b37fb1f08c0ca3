"""`practicum export case`: a competency framework for registries."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import chosen_framework, hand_over, handing_options, view_for


@click.command("case")
@click.argument("framework", required=False, default="")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write, such as care-reform.json.")
@click.option("--language", default="en", show_default=True, help="The language: each has a package of its own.")
@handing_options
def command(framework: str, out: Path, language: str, where: Path | None, dry_run: bool, force: bool, form: str) -> None:
    """Write a competency framework as CASE 1.1 (1EdTech), for registries and learning platforms.

    FRAMEWORK may be left out where the project has one of its own. Identifiers are the same from release to release; a framework by
    others keeps its publisher's.
    """
    from practicum.exchanging.case import export

    view = view_for(where, language=language)
    id = chosen_framework(view, framework)
    hand_over(out, export(view, id), dry_run=dry_run, force=force, form=form)
