"""`practicum release`: the curriculum on a day, under a name, with all that changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import Day
from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes


@click.command("release")
@click.argument("version", required=False)
@click.option("--date", "day", type=Day(), default=None, help="Of which day it is; without it, of today.")
@click.option("--says", default=None, help="What it brings, in a sentence or two.")
@dry_run_option
@project_option
def command(version: str | None, day: date | None, says: str | None, dry_run: bool, where: Path | None) -> None:
    """Make a release of all that was told and of what was not, and say how to cite it.

    VERSION is year and month, such as 2026.11; without it the next one is taken. The files in `curriculum/changes/` go into
    `curriculum/releases/VERSION.yaml`, with what reads differently than in the last release and nobody told; CITATION.cff
    says how the release is cited. Git keeps it: commit, tag and push are said, and left to you.
    """
    from practicum.authoring.crediting import CITATION
    from practicum.authoring.releasing import NewRelease, release
    from practicum.workspace.project import find_project, today
    from practicum.workspace.releases import before_this

    project = find_project(where)

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        made = NewRelease(day=day or today(), version=version, says=says)
        before = before_this(project, catalogue, day=today())
        return release(draft, catalogue, made, before=before, cited=(project.root / CITATION).is_file(), today=today())

    carry_out(where, wish, dry_run=dry_run, sound="released")
