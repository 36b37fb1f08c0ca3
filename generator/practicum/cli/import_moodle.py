"""`practicum import moodle`: a competency framework out of Moodle, as files that pass the check."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.import_case import framework_options, held_bytes, refusing, take_in


@click.command("moodle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@framework_options
def command(
    file: Path, id: str, prefix: str, licence: str, own: bool, depth: int | None, where: Path | None, dry_run: bool
) -> None:
    """Take in a competency framework that Moodle exported as CSV.

    Its scale becomes the levels, what has others below it a domain, and lists in descriptions become indicators. Every fault is named
    by row and column, and what Practicum has no place for is counted first.
    """
    from practicum.authoring.adding_frameworks import NewFramework
    from practicum.exchanging.moodle_framework_in import MOST_BYTES, read_framework

    found = refusing(lambda: read_framework(file.name, held_bytes(file, MOST_BYTES)))
    wish = NewFramework(id=id, prefix=prefix, licence=licence, own=own, depth=depth)
    take_in(found.foreign, wish, source=file.name, losses=found.losses, where=where, dry_run=dry_run)
