"""`practicum upgrade`: files of an older format, brought to the one that this program reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes


@click.command("upgrade")
@dry_run_option
@project_option
def command(where: Path | None, dry_run: bool) -> None:
    """Bring every file to the format that this program reads; comments and layout stay.

    The schemas by which editors show faults are written anew as well, where the project has them.
    """
    from practicum.authoring.starting import SCHEMAS
    from practicum.authoring.upgrading import upgrade
    from practicum.reading.schemas import schema_files
    from practicum.workspace.project import find_project

    folder = find_project(where).root / SCHEMAS

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        for name, data in schema_files().items() if folder.is_dir() else ():
            if not (folder / name).is_file() or (folder / name).read_bytes() != data:
                draft.write(f"{SCHEMAS}/{name}", data)
        return upgrade(draft)

    carry_out(where, wish, dry_run=dry_run)
