"""`practicum forms`: forms in the browser for people who do not edit files."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import project_option, say


@click.command("forms")
@project_option
@click.option(
    "--cms",
    type=click.Path(path_type=Path),
    default=None,
    help="The forms' program: `dist/decap-cms.js` of the npm package `decap-cms`; without it, the project's `decap-cms.js`.",
)
@click.option(
    "--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="The port on this machine; 0 takes any that is free."
)
def command(where: Path | None, cms: Path | None, port: int) -> None:
    """Edit modules, lessons, roles and more in forms in your browser; only what you change is written.

    The forms are shown on this machine only, at an address that nobody can guess. Each save is checked first: what would
    bring a new error is refused with the reason. Comments and layout of the files stay. Stop it with Ctrl-C.
    """
    from practicum.workspace.changing import owned
    from practicum.workspace.forms_server import FormsServer
    from practicum.workspace.offering import find_program
    from practicum.workspace.project import find_project

    project = find_project(where)
    owned(project)
    FormsServer(project, find_program(project, cms), port, say).run()
