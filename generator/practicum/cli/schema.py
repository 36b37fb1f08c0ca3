"""`practicum schema`: the JSON Schemas that give editors completion and errors."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import say, shown


@click.command("schema")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The folder to write; without it, `.vscode/schemas` of your project, or `site/assets/schemas` where it has a site of its own.",
)
def command(out: Path | None) -> None:
    """Write the JSON Schemas that editors use, and those of what a report hands on.

    They are made from the same definitions that `practicum check` reads with and `practicum gaps` writes by.
    """
    from practicum.reading.schemas import schema_files
    from practicum.reporting.contract import contract_schema
    from practicum.reporting.views.files import report_schema
    from practicum.workspace.outputs import fill, fresh_folder, replaceable
    from practicum.workspace.project import find_project
    from practicum.workspace.trouble import Trouble

    project = find_project()
    if out is None and project.shipped:
        raise Trouble("you stand in no project, where editors would find them", "name a folder with `--out`")
    target = out or (project.root / ".vscode" / "schemas" if project.site_borrowed else project.site / "assets" / "schemas")
    files = {**schema_files(), "report.json": report_schema(), "contract.json": contract_schema()}
    if out is not None:
        replaceable(target, "the set of schemas", mark="module.json")
    with fresh_folder(target) as folder:
        fill(folder, files)
    say(f"wrote {len(files)} schemas to {shown(target)}")
