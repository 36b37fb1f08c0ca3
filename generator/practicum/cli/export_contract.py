"""`practicum export contract`: the lists of a report under a published schema, for anybody's program."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import hand_over
from practicum.cli.saying import count_said, say


@click.command("contract")
@click.argument("report", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="The folder to write; without it, all is only checked.")
@click.option("--force", is_flag=True, help="Replace what is there already.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="How it is said what was written and what was left behind.")  # fmt: skip
def command(report: Path, out: Path | None, force: bool, form: str) -> None:
    """Certificates and gaps as CSV under a published schema, for any program.

    REPORT is the folder of a report of `practicum gaps`, or what this command wrote of one. Every cell is held against the schema,
    `contract.json`; without `--out` that is all that is done. The files hold learner data: a repository is refused.
    """
    from practicum.reporting.contract import SCHEMA, package
    from practicum.workspace.kept_report import kept_report, private_place

    kept = kept_report(report)
    rows = sum(map(len, kept.rows.values()))
    say(f"{count_said(rows, 'row meets', 'rows meet')} {SCHEMA}")
    if out is None:
        return
    private_place(out, "these files hold", synthetic=kept.synthetic)
    made = package(kept.rows, kept.data, as_of=kept.as_of, synthetic=kept.synthetic)
    hand_over(out, made, dry_run=False, force=force, form=form, folder=True, private=True)
