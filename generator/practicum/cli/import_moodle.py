"""`practicum import moodle`: a competency framework out of Moodle, as files that pass the check."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.framework_options import framework_options, take_in


@click.command("moodle")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@framework_options
def command(
    file: Path, id: str, prefix: str, licence: str, own: bool, depth: int | None, dry_run: bool, where: Path | None
) -> None:
    """Take in a competency framework that Moodle exported as CSV.

    Its scale becomes the levels, what has others below it a domain, and lists in descriptions become indicators. Every fault is named
    by row and column, and what Practicum has no place for is counted.
    """
    from practicum.exchanging.moodle_framework_in import MOST_BYTES, read_framework

    take_in(
        read_framework, file, MOST_BYTES, id=id, prefix=prefix, licence=licence, own=own, depth=depth, dry_run=dry_run, where=where
    )
