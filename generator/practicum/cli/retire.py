"""`practicum retire`: a competency that is asked for no more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option


@click.command("retire")
@click.argument("id")
@click.option("--replaced-by", multiple=True, help="The competency that takes its place; more than one where it is split.")
@dry_run_option
@project_option
def command(id: str, replaced_by: Sequence[str], where: Path | None, dry_run: bool) -> None:
    """Ask for a competency no more, and say what that means for roles, records and crosswalks.

    Roles ask for what takes its place, at the same level. Nothing that lies in the past is rewritten.
    """
    from practicum.authoring.retiring import retire
    from practicum.workspace.project import today

    carry_out(where, lambda draft, catalogue: retire(draft, catalogue, id, replaced_by, day=today()), dry_run=dry_run)
