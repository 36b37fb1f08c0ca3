"""`practicum export skos`: the framework as linked data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.handing_over import chosen_framework, hand_over, handing_options, view_for

if TYPE_CHECKING:
    from practicum.exchanging.skos import Form


@click.command("skos")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write, .ttl (Turtle) or .jsonld (JSON-LD).")
@click.option("--framework", default="", help="The id of a framework, where there are several.")
@handing_options
def command(out: Path, framework: str, dry_run: bool, force: bool, form: str, where: Path | None) -> None:
    """Write the framework as a SKOS concept scheme, in every language there is."""
    from practicum.exchanging.skos import export
    from practicum.workspace.trouble import Trouble

    endings: dict[str, Form] = {".ttl": "turtle", ".jsonld": "json-ld"}
    if out.suffix.lower() not in endings:
        raise Trouble(f"`{out.name}` ends in neither .ttl nor .jsonld", "name the file such as framework.ttl")
    view = view_for(where)
    chosen = chosen_framework(view, framework, how="add `--framework` with")
    exported = export(view, framework=chosen, form=endings[out.suffix.lower()])
    hand_over(out, exported, dry_run=dry_run, force=force, form=form)
