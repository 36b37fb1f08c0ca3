"""`practicum explain`: the whole tree for one learner."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from practicum.cli.asking import about_learners, safe_rules, tell_left_out, tell_unread
from practicum.cli.saying import progress, project_option, say, shown


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
@click.pass_context
def command(
    ctx: click.Context,
    learner: str,
    records: Path | None,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    dates: str | None,
    form: str,
    out: Path | None,
    where: Path | None,
) -> None:
    """Show for one learner how a verdict came about.

    May they practise, why, what closes what is open (of a choice the way first that `practicum plan` takes), and then every
    requirement with the rule and the line it stands on, the records that count, those that do not and why, what is missing and by
    when. Rows about the learner that were set aside, and files that were not read, are named under the answer.

    Exit code 1: a file could not be read, or there is nothing to explain.
    """
    from practicum.reporting import explain_html, explain_json, explain_text
    from practicum.reporting.left_out import LeftOut
    from practicum.workspace.explained import also_meant, check_place, meant, nothing_asked, write_explanation
    from practicum.workspace.learners import explain_learner, palette_of, says_invented, take_in, why_nothing_is_asked
    from practicum.workspace.project import find_project
    from practicum.workspace.reports import chosen_for

    project, quiet = find_project(where), form != "text"
    sent = records or project.output / "sample"
    if out is not None:
        check_place(out, synthetic=says_invented(sent))
    checked = safe_rules(project, quiet=quiet)
    with progress("reading the records", quiet=quiet):
        intake = take_in(checked, sent, profiles=profiles, dates=dates or "")
    tell_unread(intake, sent)
    kept = meant(intake, learner)
    catalogue, also = checked.catalogue, also_meant(intake, kept)
    left_out = LeftOut(intake.set_aside_about(kept, *also), intake.refused)
    with progress("judging", quiet=quiet):
        explanations = explain_learner(checked, intake, kept, as_of=as_of, known_at=known_at)
    if not explanations:
        why = why_nothing_is_asked(checked, intake, kept, as_of=as_of, known_at=known_at)
        for sentence in left_out.sentences():
            say(sentence)
        raise nothing_asked(intake, kept, why, as_of=as_of, known_at=known_at)
    with progress("planning", quiet=quiet):
        chosen = chosen_for(checked, intake, kept, as_of=as_of, known_at=known_at)
    about: dict[str, Any] = {"catalogue": catalogue, "known_at": known_at, "also_ids": also, "left_out": left_out, "chosen": chosen}
    if form == "html":
        told = explain_html(explanations, synthetic=intake.synthetic, palette_css=palette_of(project), **about)
    elif form == "json":
        told = explain_json(explanations, synthetic=intake.synthetic, **about)
    else:
        told = explain_text(explanations, **about)
    if out is None:
        click.echo(told, nl=False)
    else:
        write_explanation(out, told, synthetic=intake.synthetic)
        say(f"explained in:\n  {shown(out)}")
    tell_left_out(intake)
    ctx.exit(1 if intake.refused else 0)
