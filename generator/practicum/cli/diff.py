"""`practicum diff`: what a change does, and to whom, before it is adopted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import ENGINES, Day, dates_option, tell_refused, tell_two_people
from practicum.cli.saying import count_said, progress, project_option, say, say_trouble, shown

if TYPE_CHECKING:
    from practicum.records import Intake
    from practicum.reporting.previewing import Preview


@click.command("diff")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--records", type=click.Path(path_type=Path), default=None, help="The folder of records; without it, nobody is judged.")
@click.option("--as-of", "as_of", type=Day(), default=None, help="The day asked about; it may lie ahead. Needed with `--records`.")
@click.option("--known-at", "known_at", type=Day(), default=None, help="Leave out what was recorded after this day.")
@click.option(
    "--profile", "profiles", type=click.Path(path_type=Path), multiple=True, help="A column profile; may be given more than once."
)
@click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What computes the verdicts; all give the same."
)
@dates_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    show_default=True,
    help="text and json name learners; md has counts only, small groups hidden, for a comment.",
)
@click.option("--asked", "only_asked", is_flag=True, help="Only say who is asked about the change, and why.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Also write all of it to a folder of your own.")
@project_option
@click.pass_context
def command(
    ctx: click.Context,
    base: str,
    head: str | None,
    records: Path | None,
    as_of: date | None,
    known_at: date | None,
    profiles: tuple[Path, ...],
    engine: str,
    dates: str | None,
    form: str,
    only_asked: bool,
    out: Path | None,
    where: Path | None,
) -> None:
    """Show what a change does, and to whom, before it is adopted.

    Told are hours, competencies, prerequisites and texts of modules, roles out of reach, rules, countries whose patches no
    longer fit, translations and sign-offs about an older text, and who is asked.

    BASE and HEAD are each a folder with a curriculum, or a git revision of the project (a branch, a tag, a commit). Without
    HEAD, BASE is compared with the files as they lie in the project now.

    With `--records` the same people are judged by both sets of rules on the same day; then both have to be without faults.
    Exit code 0: compared, whether or not anything differs. 1: one side has faults; without `--records` what could be read is
    compared all the same. 2: the command was called wrongly.
    """
    from practicum.reporting.phrases import as_text
    from practicum.reporting.preview_files import preview_files
    from practicum.reporting.previewing import Preview
    from practicum.reporting.reviewing import asked_says
    from practicum.workspace.differing import check_rules, compare_rules, preview_folder, renamed_alike, review_of, rules_named
    from practicum.workspace.learners import says_invented, write_report
    from practicum.workspace.memories import memories_of
    from practicum.workspace.outputs import writable
    from practicum.workspace.project import find_project, today

    if records is not None and as_of is None:
        raise click.UsageError("`--records` needs `--as-of`: verdicts are about a day")
    if only_asked and (records is not None or out is not None or form != "text"):
        raise click.UsageError("`--asked` goes without `--records`, `--out` and `--format`")
    quiet = form != "text" or only_asked
    project, now = find_project(where), today()
    sides = [rules_named(name, project) for name in (base, head)]
    if records is not None and out is not None:
        writable(preview_folder(project, sides, synthetic=says_invented(records), as_of=as_of or now, out=out))
    checked, troubles = [], []
    # What both sides share is read once.
    memories = memories_of(project.output)
    for side in sides:
        with progress(f"reading {side.name}", quiet=quiet) as tell:
            one, trouble = check_rules(
                side, today=now, proposed=side is sides[1], progress=tell, memories=memories, judging=records is not None
            )  # fmt: skip
        checked.append(one)
        troubles += [trouble] if trouble is not None else []
    for trouble in troubles:
        say_trouble(trouble)
    if checked[0].errors and not quiet and not troubles:
        errors = count_said(checked[0].errors, "error", "errors")
        say(f"{sides[0].name} would not pass today's checks ({errors}); its rules could all be read, so it is compared")
    day = as_of or now
    alike, renamed = renamed_alike(sides[0], checked[0], checked[1], memories=memories)
    changes = compare_rules(alike, checked[1], as_of=day)
    review = review_of(alike, checked[1], changes, as_of=day, renamed=renamed)
    if only_asked:
        for line in review.asked:
            click.echo(as_text(asked_says(line)))
        if not review.asked:
            say("nobody is asked about this change: `asked_about` in curriculum/people.yaml says who is asked about what")
        ctx.exit(1 if troubles else 0)
    people = None
    if records is not None:
        from practicum.reporting.previewing import People
        from practicum.workspace.differing import Comparison

        comparison = Comparison(checked[0], checked[1], day, records, profiles, dates or "")
        with progress("reading the records", quiet=quiet):
            intakes = comparison.intakes()
        _refusals(intakes[1])
        tell_two_people(intakes[1])
        if out is not None:
            preview_folder(project, sides, synthetic=intakes[1].synthetic, as_of=day, out=out)
        if comparison.alike():
            people = People(alike=True, synthetic=intakes[1].synthetic)
        else:
            verdicts = []
            for side, one, intake in zip(sides, checked, intakes, strict=True):
                with progress(f"matching by {side.name}", quiet=quiet):
                    verdicts.append(comparison.judged(one, intake, known_at=known_at, engine=engine))
            with progress("comparing", quiet=quiet):
                people = comparison.people(verdicts[0], verdicts[1], intakes[1])
    preview = Preview(sides[0].name, sides[1].name, day, now, known_at, changes, checked[1].catalogue, people, review)
    click.echo(_rendered(preview, form), nl=False)
    if out is not None:
        synthetic = people is None or people.synthetic
        folder = preview_folder(project, sides, synthetic=synthetic, as_of=day, out=out)
        write_report(folder, preview_files(preview), private=not synthetic)
        say(f"written to {shown(folder)}{'' if synthetic else ', readable by you only'}")
    if project.output.is_dir() or not project.shipped:
        memories.save()
    ctx.exit(1 if troubles else 0)


def _rendered(preview: Preview, form: str) -> str:
    """The preview in the form that was asked for."""
    if form == "json":
        import json

        from practicum.reporting.preview_files import preview_json

        return json.dumps(preview_json(preview), ensure_ascii=False, indent=2) + "\n"
    from practicum.reporting.rule_changes import preview_markdown, preview_text

    return preview_markdown(preview) if form == "md" else preview_text(preview)


def _refusals(intake: Intake) -> None:
    """Name the files that could not be read. Raises Trouble where none could."""
    from practicum.workspace.trouble import Trouble

    tell_refused(intake)
    if intake.refused and not any(count.rows_in for count in intake.counts):
        raise Trouble("none of the files could be read", "see above what each one needs", code=1)
