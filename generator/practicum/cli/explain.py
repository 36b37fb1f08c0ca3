"""`practicum explain`: the whole tree for one learner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from practicum.cli.asking import about_learners
from practicum.cli.saying import progress, project_option


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
@project_option
def command(
    learner: str,
    records: Path | None,
    as_of: date,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    form: str,
    where: Path | None,
) -> None:
    """Show for one learner how a verdict came about.

    Every requirement with its state and reason, the records used, the records rejected and why, what is missing, by when,
    and what would close it.
    """
    from practicum.reporting import explain_html, explain_json, explain_text, titles_of
    from practicum.workspace.learners import explain_learner, palette_of, take_in
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    with progress("reading", quiet=True):
        checked = check_project(project, day=today())
    if checked.unsafe:
        raise Trouble(
            f"the rules have {len(checked.unsafe)} errors, so no verdict would be safe", "run `practicum check` and mend them first", code=1
        )
    intake = take_in(checked, records or project.output / "sample", profiles=profiles)
    explanations = explain_learner(checked, intake, learner, as_of=as_of, known_at=known_at)
    if not explanations:
        raise Trouble(
            "no such learner in these records, or nothing is asked of them on that day", "check the id, the day and the folder", code=1
        )
    titles = titles_of(checked.catalogue)
    if form == "html":
        palette = palette_of(project)
        click.echo(explain_html(explanations, titles=titles, known_at=known_at, synthetic=intake.synthetic, palette_css=palette))
    elif form == "json":
        click.echo(explain_json(explanations), nl=False)
    else:
        click.echo(explain_text(explanations, titles=titles), nl=False)
