"""`practicum export case`: a competency framework for registries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.handing_over import hand_over, handing_options, view_for

if TYPE_CHECKING:
    from practicum.resolving import View


@click.command("case")
@click.argument("framework", required=False)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write, such as care-reform.json.")
@click.option("--language", default="en", show_default=True, help="The language: each has a package of its own.")
@handing_options
def command(framework: str | None, out: Path, language: str, where: Path | None, dry_run: bool, force: bool, form: str) -> None:
    """Write a competency framework as CASE 1.1 (1EdTech), for registries and learning platforms.

    Without FRAMEWORK, the project's own. Identifiers are the same from release to release; a framework by others keeps its publisher's.
    """
    from practicum.exchanging.case import export

    view = view_for(where, language=language)
    id = which_framework(view, framework)
    hand_over(out, export(view, id), dry_run=dry_run, force=force, form=form)


def which_framework(view: View, framework: str | None) -> str:
    """The framework that is meant. Raises Trouble where there is no such one, or none."""
    import difflib

    from practicum.workspace.trouble import Trouble

    known = view.catalogue.frameworks
    if not known:
        raise Trouble("there is no framework here", "`practicum init` begins one, `practicum import case FILE` takes one in")
    if framework is None:
        return next(iter(known))
    if framework not in known:
        near = difflib.get_close_matches(framework, known, n=1)
        raise Trouble(f"there is no framework `{framework}`", f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}")
    return framework
