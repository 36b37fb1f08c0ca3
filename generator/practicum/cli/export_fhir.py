"""`practicum export fhir`: certificates of a report as FHIR R4, for iHRIS and other registers of a workforce."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import hand_over, handing_options, view_for


@click.command("fhir")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write, such as workforce.json.")
@click.option("--issuer", default="", help="Who certifies, as people know it; without it, who publishes the curriculum.")
@handing_options
def command(report: Path, out: Path, issuer: str, dry_run: bool, force: bool, form: str, where: Path | None) -> None:
    """Certificates of a report as FHIR R4, for iHRIS and other registers.

    REPORT is the folder of a report of `practicum gaps`, or of a run of `practicum verdicts`. The file holds learner data: it is
    readable by you only, and a repository is refused.
    """
    from practicum.exchanging.fhir import export
    from practicum.workspace.kept_holdings import kept_holdings
    from practicum.workspace.kept_report import private_place

    if len(issuer) > 200 or not issuer.isprintable():
        raise click.UsageError("`--issuer` is a name of at most 200 characters on one line")
    holdings = kept_holdings(report)
    private_place(out, "the file holds", synthetic=holdings.synthetic)
    made = export(view_for(where), holdings, issuer=issuer.strip())
    hand_over(out, made, dry_run=dry_run, force=force, form=form, private=True,
              next_step="load it on a test server first; what is in it replaces nothing by itself")  # fmt: skip
