"""`practicum gaps`: who lacks what, since when, why, and what closes it."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import click

from practicum.cli.asking import about_learners, matched
from practicum.cli.saying import accounted, project_option, say, shown


@click.command("gaps")
@click.argument("records", type=click.Path(path_type=Path))
@about_learners
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="The report's folder; without it, your private data folder.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="What is printed: lines for people, or JSON for programs."
)
@project_option
def command(
    records: Path,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    out: Path | None,
    form: str,
    where: Path | None,
) -> None:
    """Match learner records against the rules: who lacks what, and what closes it.

    RECORDS is a folder of CSV or Excel files, or one file. The report holds learner data and is written to a private
    folder; the repository is refused.
    """
    run(records, as_of, known_at=known_at, profiles=profiles, engine=engine, out=out, form=form, where=where)


def run(
    records: Path,
    as_of: date,
    *,
    known_at: date | None = None,
    profiles: tuple[Path, ...] = (),
    engine: str = "auto",
    out: Path | None = None,
    form: str = "text",
    where: Path | None = None,
) -> Path:
    """Match and write the report; the report's folder."""
    from practicum.workspace.learners import report_files, report_folder, write_report

    begun = time.monotonic()
    project, result = matched(where, records, as_of=as_of, known_at=known_at, profiles=profiles, engine=engine, quiet=form == "json")
    intake = result.intake
    folder = report_folder(project, synthetic=intake.synthetic, as_of=as_of, out=out)
    write_report(folder, report_files(project, result, as_of=as_of, known_at=known_at), private=not intake.synthetic)
    total, manifest, unasked = intake.total, result.verdicts.manifest, result.unasked
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "schema": "practicum.gaps-run/1",
                    "report": str(folder),
                    "rows": {
                        "in": total.rows_in,
                        "used": total.used,
                        "set_aside": total.set_aside,
                        "collapsed": total.collapsed,
                        "mended": total.mended,
                    },
                    "people": unasked.counts,
                    "manifest": dict(manifest),
                },
                ensure_ascii=False,
                indent=2,
                default=str,
            )
        )
        return folder
    say(accounted("", total))
    counts = ", ".join(f"{count:,} {state}" for state, count in sorted(result.states().items(), key=lambda one: -one[1]))
    if counts:
        say(f"certificates as of {as_of}: {counts}")
    else:
        say(f"nothing is asked of anybody on {as_of}: what is asked follows from posts and appointments")
        say("  = help: see that `posts.csv` or `appointments.csv` is among the files, and that the day lies within them")
    if unasked.says:
        say(f"{unasked.says} (data-quality.html)")
    if unasked.account:
        say(unasked.account.rstrip("."))
    if manifest.get("not_evaluated"):
        say(f"{manifest['not_evaluated']:,} requirements could not be judged (not evaluated yet, or no file came); they are unknown")
    say(f"report in {time.monotonic() - begun:.1f} s{'' if intake.synthetic else ', readable by you only'}:")
    say(f"  {shown(folder / 'index.html')}")
    return folder
