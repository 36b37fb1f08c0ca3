"""`practicum export api`: the read API of the site as files of their own."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import check_site, hand_over, handing_options, view_for


@click.command("api")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The folder to write, such as api/v1.")
@click.option("--site", default="", metavar="URL", help="Where the site is read, if the curriculum does not name it itself.")
@handing_options
def command(out: Path, site: str, dry_run: bool, force: bool, form: str, where: Path | None) -> None:
    """Write the read API: JSON files of frameworks, modules, roles, rules and releases, with their schema.

    `practicum build` puts the same files below `api/v1/` of the site.
    """
    from practicum.exchanging.read_api import export

    check_site(site)
    made = export(view_for(where), site=site)
    hand_over(out, made, dry_run=dry_run, force=force, form=form, folder=True, earlier=_EARLIER)


# What was taken out of the curriculum since an earlier output has its file in one of these.
_EARLIER = tuple(
    f"{one}/*.json"
    for one in ("competencies", "countries", "crosswalks", "frameworks", "modules", "programmes", "releases", "roles", "rules")
)
