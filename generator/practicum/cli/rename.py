"""`practicum rename`: another id for a thing, everywhere it is named."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option


@click.command("rename")
@click.argument("old", metavar="ID")
@click.argument("new", metavar="NEW")
@dry_run_option
@project_option
def command(old: str, new: str, where: Path | None, dry_run: bool) -> None:
    """Give a thing another id: every place that names it is mended, and the old id leads to the new one.

    Where an id belongs to two things, name the kind: `practicum rename role:FSW FAM`.
    """
    from practicum.authoring.renaming import rename
    from practicum.workspace.project import today

    carry_out(where, lambda draft, catalogue: rename(draft, catalogue, old, new, day=today()), dry_run=dry_run)
