"""`practicum export schema-org`: the whole curriculum as one file for search engines and catalogues."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import check_site, hand_over, handing_options, view_for


@click.command("schema-org")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write, such as curriculum.jsonld.")
@click.option("--site", default="", metavar="URL", help="Where the site is read, if the curriculum does not name it itself.")
@handing_options
def command(out: Path, site: str, dry_run: bool, force: bool, form: str, where: Path | None) -> None:
    """Write the whole curriculum as one file of schema.org's words (JSON-LD).

    Pages of the site carry the same, each for itself.
    """
    from practicum.exchanging.schema_org import export

    check_site(site)
    hand_over(out, export(view_for(where), site=site), dry_run=dry_run, force=force, form=form)
