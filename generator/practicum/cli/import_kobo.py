"""`practicum import kobo`: observation forms that were filled in, as evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import count_said, progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.records.kobo import Answers

# So many places are listed; `--format json` has all.
MOST_PLACES = 20


@click.command("kobo")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="A folder of your own for the observations; a dry run needs none.")
@click.option("--source", default="kobo", show_default=True, help="What the records are called as coming from.")
@click.option("--evidence", type=click.Choice(["supervisor", "verified"]), default="supervisor", show_default=True,
              help="How well an observation by somebody else counts as evidenced.")
@click.option("--dry-run", is_flag=True, help="Say what would be used, and write nothing.")
@click.option("--force", is_flag=True, help="Replace the observations that are there already.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is said.")
@project_option
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], out: Path | None, source: str, evidence: str, dry_run: bool, force: bool, form: str,
    where: Path | None,
) -> None:  # fmt: skip
    """Read answers of observation forms from KoboToolbox or ODK (CSV or XLSX) as records of observations.

    The forms are those of `practicum export xlsform`. Hand in all downloads together: an answer that stands in two of them, or was
    edited, counts once. Messages name file, row and column, never what stands there.
    """
    import re

    from practicum.reading import read_project
    from practicum.workspace.observed import check_folder, observed, write_observed
    from practicum.workspace.project import find_project, languages, today
    from practicum.workspace.trouble import Trouble

    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,30}", source):
        raise Trouble(f"`{source}` is no name for a source", "write letters and digits, such as kobo-north")
    if out is None and not dry_run:
        raise click.UsageError("name a folder of your own for the observations with `--out`")
    if out is not None and not dry_run:
        check_folder(out, force=force)
    project = find_project(where)
    with progress("reading the answers", quiet=form == "json"):
        catalogue = read_project(project.disk).catalogue
        answers = observed(catalogue, languages(catalogue), files, source=source, evidence=evidence, today=today())
    written = None if dry_run or answers.refused else out
    if written is not None:
        write_observed(written, answers)
    if form == "json":
        click.echo(json.dumps(_as_json(answers, out, written=written is not None), ensure_ascii=False, indent=2))
    else:
        _tell(answers, written)
    ctx.exit(1 if answers.refused else 0)


def _tell(answers: Answers, written: Path | None) -> None:
    for refusal in answers.refused:
        say(f"{refusal.file}: {refusal.message}; {refusal.help}")
    if answers.refused:
        count = count_said(len(answers.refused), "file", "files")
        say(f"nothing was written: {count} could not be read")
        return
    say(
        f"{count_said(answers.answers, 'answer', 'answers')}: {answers.used:,} used, {answers.without:,} in which nothing was seen yet, "
        f"{answers.count('set_aside'):,} set aside, {answers.count('collapsed'):,} that another answer replaces"
    )
    for one in answers.aside[:MOST_PLACES]:
        place = f"{one.file}:{one.row}" + (f" column `{one.column}`" if one.column else "")
        say(f"  {place}: {one.message}" + (f" (left out; the rest of the answer counts): {one.help}" if one.done == "left_out" else
            f" ({one.done.replace('_', ' ')})" + (f": {one.help}" if one.done == "set_aside" else "")))  # fmt: skip
    if len(answers.aside) > MOST_PLACES:
        say(f"  … and {len(answers.aside) - MOST_PLACES:,} more; `--format json` lists all")
    if written is not None:
        count = count_said(len(answers.rows), "observation", "observations")
        say(f"wrote {count} to {shown(written / 'observations.csv')}, which only you can read")
        say("next: lay the folder beside your other records, and ask practicum records look RECORDS")
    else:
        say(f"nothing was written; it would be {count_said(len(answers.rows), 'observation', 'observations')}")


def _as_json(answers: Answers, out: Path | None, *, written: bool) -> dict[str, object]:
    return {
        "schema": "practicum.import-kobo/1",
        "out": None if out is None else shown(out),
        "written": written,
        "answers": answers.answers,
        "used": answers.used,
        "without": answers.without,
        "set_aside": answers.count("set_aside"),
        "collapsed": answers.count("collapsed"),
        "observations": len(answers.rows),
        "refused": [{"file": one.file, "message": one.message, "help": one.help} for one in answers.refused],
        "rows": [
            {"file": one.file, "row": one.row, "column": one.column, "message": one.message, "help": one.help, "done": one.done}
            for one in answers.aside
        ],
    }
