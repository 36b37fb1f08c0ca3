"""`practicum explain`: the whole tree for one learner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from practicum.cli.asking import about_learners, safe_rules, tell_unread
from practicum.cli.saying import project_option, say, shown


@click.command("explain")
@click.argument("learner")
@click.option(
    "--records",
    "records",
    type=click.Path(path_type=Path),
    default=None,
    help="The folder of records; without it, the sample that `practicum sample` wrote.",
)
@about_learners
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text", help="How it is printed.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="The file to write instead of printing, readable by you only; never inside the project.",
)
@project_option
def command(
    learner: str,
    records: Path | None,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    form: str,
    out: Path | None,
    where: Path | None,
) -> None:
    """Show for one learner how a verdict came about.

    May they practise, why, what closes what is open, and then every requirement with the rule and the line it stands on, the
    records that count, those that do not and why, what is missing and by when.
    """
    from practicum.reporting import explain_html, explain_json, explain_text
    from practicum.workspace.explained import also_meant, meant, nothing_asked, write_explanation
    from practicum.workspace.learners import explain_learner, palette_of, take_in, why_nothing_is_asked
    from practicum.workspace.project import find_project

    project = find_project(where)
    checked = safe_rules(project, quiet=True)
    intake = take_in(checked, records or project.output / "sample", profiles=profiles)
    tell_unread(intake, records or project.output / "sample")
    kept = meant(intake, learner)
    explanations = explain_learner(checked, intake, kept, as_of=as_of, known_at=known_at)
    if not explanations:
        why = why_nothing_is_asked(checked, intake, kept, as_of=as_of, known_at=known_at)
        raise nothing_asked(intake, kept, why, as_of=as_of, known_at=known_at)
    catalogue, also = checked.catalogue, also_meant(intake, kept)
    if form == "html":
        palette = palette_of(project)
        synthetic = intake.synthetic
        told = explain_html(explanations, catalogue=catalogue, known_at=known_at, synthetic=synthetic, palette_css=palette, also_ids=also)
    elif form == "json":
        told = explain_json(explanations, catalogue=catalogue, known_at=known_at, synthetic=intake.synthetic, also_ids=also)
    else:
        told = explain_text(explanations, catalogue=catalogue, known_at=known_at, also_ids=also)
    if out is None:
        click.echo(told, nl=False)
        return
    write_explanation(out, told, synthetic=intake.synthetic)
    say(f"explained in:\n  {shown(out)}")
