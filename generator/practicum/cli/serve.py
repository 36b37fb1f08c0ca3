"""`practicum serve`: the site while somebody writes."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import project_option, say


@click.command("serve")
@project_option
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port on this machine; 0 takes any that is free."
)
@click.option(
    "--sessions",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="A table of the next sessions and whom to ask, as `practicum build` takes it; changes to it are followed too.",
)
@click.option("--once", is_flag=True, hidden=True, help="Serve one request and stop.")
def command(where: Path | None, port: int, sessions: Path | None, once: bool) -> None:
    """Show the course site while you write; it follows your changes.

    The site is built again when a file changes, and the page in the browser reloads. With a fault in a file the last
    good site stays, and the fault is shown here. Stop it with Ctrl-C.
    """
    from practicum.workspace.serving import Serving

    serving = Serving(where, port, say, sessions)
    serving.run(once=once)
