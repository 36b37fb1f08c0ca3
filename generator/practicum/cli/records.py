"""`practicum records`: what would be used of a folder of records, before anything is matched."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import dates_option, nothing_came, read_rules, tell_left_out, tell_refused, tell_two_people, tell_unread
from practicum.cli.people import COMMANDS as ABOUT_PEOPLE
from practicum.cli.saying import accounted, count_said, home_option, progress, project_option, say

if TYPE_CHECKING:
    from practicum.model.record import SetAside
    from practicum.records import Intake
    from practicum.records.choosing import Choice
    from practicum.workspace.describing import Described

# What was done with a row or a cell, what matters most first.
DONE = {
    "set_aside": "set aside",
    "collapsed": "collapsed, because another row says it",
    "mended": "cells mended, and their rows used",
    "noted": "odd, and worth a look",
}
# So many rows of one reason are listed: the next ones would say the same.
MOST_ROWS = 5


@click.group("records")
def command() -> None:
    """Look at learner records before they are used, say who is who, and erase what was kept."""


for _about_people in ABOUT_PEOPLE:
    command.add_command(_about_people)


@command.command("look")
@click.argument("records", type=click.Path(path_type=Path))
@click.option(
    "--profile",
    "profiles",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A column profile for files of another shape; may be given more than once. Those you saved apply by themselves.",
)
@dates_option
@click.option(
    "--fix-list",
    "fix_list",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="A folder of your own for a list for each sender (CSV and workbook): file, row, column, what is wrong, what to do.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON for programs.")
@home_option
@project_option
@click.pass_context
def look(
    ctx: click.Context,
    records: Path,
    profiles: tuple[Path, ...],
    dates: str | None,
    fix_list: Path | None,
    form: str,
    where: Path | None,
) -> None:
    """Say for each file what would be used, set aside, mended and collapsed, and why. Nothing is written but what --fix-list asks for.

    Messages name the file, the row and the column, never what stands there. The fingerprint at the end stands for the files, the profiles
    and the options. Exit code 1: a file could not be read.
    """
    from practicum.workspace.describing import write_fix_lists
    from practicum.workspace.learners import take_in
    from practicum.workspace.project import find_project

    project, quiet = find_project(where), form == "json"
    checked = read_rules(project, quiet=quiet)
    with progress("reading the records", quiet=quiet):
        intake = take_in(checked, records, profiles=profiles, dates=dates or "")
    if not dates and any(one.reason == "DATE_ORDER_UNKNOWN" for one in intake.refused) and watched() and not quiet:
        tell_refused(intake)
        dates = click.prompt("which comes first in these files?", type=click.Choice(["day-first", "month-first"]), err=True)
        intake = take_in(checked, records, profiles=profiles, dates=dates or "")
    if not intake.inputs and not intake.refused:
        raise nothing_came(records)
    if form == "json":
        click.echo(json.dumps(_as_json(intake), ensure_ascii=False, indent=2))
    else:
        _show(intake)
    if fix_list is not None:
        for name, rows in write_fix_lists(intake, fix_list):
            say(f"{fix_list / name}: {count_said(rows, 'thing', 'things')} to put right")
    ctx.exit(1 if intake.refused else 0)


def watched() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _as_json(intake: Intake) -> dict[str, object]:
    total = intake.total
    return {
        "schema": "practicum.records-look/1",
        "fingerprint": intake.fingerprint,
        "rows_in": total.rows_in,
        "used": total.used,
        "set_aside": total.set_aside,
        "collapsed": total.collapsed,
        "files": [
            {
                "file": one.file,
                "table": one.table,
                "in": one.rows_in,
                "used": one.used,
                "set_aside": one.set_aside,
                "collapsed": one.collapsed,
                "mended": one.mended,
                "without_record": one.without_record,
                "not_completed": one.not_completed,
                "encoding": one.encoding,
                "encoding_guessed": one.guessed,
                "delimiter": one.delimiter,
                "profile": one.profile,
            }
            for one in intake.counts
        ],
        "inputs": [{"file": name, "sha256": digest} for name, digest in intake.inputs],
        "missing_tables": list(intake.missing_files),
        "refused": [
            {"file": one.file, "row": one.row, "column": one.column, "reason": one.reason, "message": one.message, "help": one.help}
            for one in intake.refused
        ],
        "rows": [_note_json(one) for one in intake.set_aside],
        "noted": [_note_json(one) for one in intake.noted],
    }


def _note_json(one: SetAside) -> dict[str, object]:
    return {"file": one.file, "row": one.row, "column": one.column, "reason": one.reason, "message": one.message, "done": one.done}


def _show(intake: Intake) -> None:
    """The sums first, then the rows, those that were set aside before the others; every list ends where nobody would read on."""
    from practicum.records import REASONS

    say(accounted("", intake.total))
    tables = Counter(count.file for count in intake.counts)
    for count in intake.counts:
        read = f", {count.encoding}{' (a guess)' if count.guessed else ''}" if count.encoding not in ("", "utf-8", "utf-8-sig") else ""
        through = f" through `{count.profile}`" if count.profile else ""
        say(accounted(f"  {count.file} → {count.table}{through}{read}: ", count))
    several = sum(1 for count in tables.values() if count > 1)
    if several:
        files = count_said(several, "file is", "files are")
        say(f"  {files} read for several tables; each has an account of its own, so a row counts in each")
    tell_refused(intake)
    tell_two_people(intake)
    if "learners" in intake.missing_files:
        say("no `learners` came: every id is taken for a learner's, and a slip in one for another person")
    sorts = {done: intake.reasons(done) for done in DONE}
    for done, title in DONE.items():
        if sorts[done]:
            say(f"{title}:")
        for reason, times in sorts[done]:
            say(f"  {times:,} × {REASONS[reason]} [{reason}]")
    for done, title in DONE.items():
        if sorts[done]:
            say(f"{title}, row by row:")
        for reason, times in sorts[done]:
            for one in intake.first_notes(done, reason, MOST_ROWS):
                say(f"  {one.file}, row {one.row}{f', column {one.column}' if one.column else ''}: {one.message}")
            if times > MOST_ROWS:
                say(f"    and {times - MOST_ROWS:,} more; `--format json` lists them all")
    say(f"fingerprint {intake.fingerprint}")


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    """`name=value`, as options take them."""
    from practicum.workspace.trouble import Trouble

    found = {}
    for one in given:
        name, sign, value = one.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise Trouble(f"`{option}` takes a name, `=` and a value", f'such as {option} "Safeguarding, part 2=F02"')
        found[name.strip()] = value.strip()
    return found


@command.command("profile")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--save", "name", default=None, help="Save it in your private folder under this name; it applies by itself from then on.")
@click.option("--replace", "instead", is_flag=True, help="Replace a saved profile of this name; the old one is kept beside it.")
@click.option("--table", default="", help="The table the rows belong to, such as completions or posts.")
@click.option("--column", "columns", multiple=True, help='What a column is: "Heading=field"; `#3` stands for the third column.')
@click.option("--map", "activities", multiple=True, help='Which module a course or activity is: "Name=F02", or "Name=none".')
@dates_option
@click.option(
    "--beside", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None, help="The folder with the list of learners."
)
@home_option
@project_option
@click.pass_context
def profile(
    ctx: click.Context,
    file: Path,
    name: str | None,
    instead: bool,
    table: str,
    columns: tuple[str, ...],
    activities: tuple[str, ...],
    dates: str | None,
    beside: Path | None,
    where: Path | None,
) -> None:
    """Propose how a file of another shape is to be read: what each column is, and why; what would be read; what is unsure.

    The profile itself goes to the standard output, as YAML to be changed by hand, or with --save into your private folder, where `look` and
    `gaps` apply it by themselves. Exit code 1: something is unsure or open.
    """
    from practicum.workspace.describing import describe, save_profile
    from practicum.workspace.project import find_project

    checked = read_rules(find_project(where))
    said = {"columns": _pairs(columns, "--column"), "activities": _pairs(activities, "--map")}
    found = describe(checked, file, name=name or "", table=table, dates=dates or "", beside=beside, **said)
    if watched():
        dates, answers = _ask(found, dates)
        if answers or dates:
            said["activities"] |= answers
            found = describe(checked, file, name=name or "", table=table, dates=dates or "", beside=beside, **said)
    for one in found:
        _tell_proposal(one)
        if name is None:
            click.echo(one.text, nl=False)
        else:
            say(f"saved: {save_profile(one.proposal.profile.id, one.text, instead=instead)}")
    if name is None and len(found) > 1:
        say(f"save all {len(found)} with `--save NAME`; by hand, each begins with `format: 1` and needs a file of its own")
    elif name is None:
        say("save it with `--save NAME`, or write it to a file and name that with `--profile`")
    ctx.exit(1 if any(one.proposal.unsure or one.intake.refused for one in found) else 0)


def _ask(found: Sequence[Described], dates: str | None) -> tuple[str | None, dict[str, str]]:
    """Ask a person what only a person can say: the order of days, and which modules courses are."""
    answers: dict[str, str] = {}
    for one in found:
        if not dates and any("--dates" in unsure for unsure in one.proposal.unsure):
            dates = click.prompt("which comes first in its days?", type=click.Choice(["day-first", "month-first"]), err=True)
        for named in one.proposal.activities:
            if not named.sure:
                likely = f" ({', '.join(named.candidates)})" if named.candidates else ""
                default = named.module or (named.candidates[0] if named.candidates else "none")
                answers[named.name] = click.prompt(f"which module is `{named.name}`?{likely}", default=default, err=True)
    return dates, answers


def _tell_choices(choices: Sequence[Choice]) -> None:
    for choice in choices:
        mark = "" if choice.sure else "  ← unsure"
        say(f"  {choice.heading or f'column {choice.position + 1}'} → {choice.field}: {choice.evidence}{mark}")


def _tell_proposal(one: Described) -> None:
    """The proposal in lines: what was found and why, what would be read, what is unsure."""
    proposal, profile = one.proposal, one.proposal.profile
    table = f"the ready profile `{profile.extends}`" if profile.extends else f"table `{profile.table}`, {profile.shape}"
    say(f"{proposal.place}: {table}; headings in row {proposal.heading_row}; {proposal.table_evidence}")
    _tell_choices(proposal.choices)
    for beside in proposal.beside:
        say(f"and table `{beside.table}`: {beside.evidence}")
        _tell_choices(beside.choices)
    if proposal.order_evidence:
        say(f"  days: {profile.day_order}: {proposal.order_evidence}")
    for named in proposal.activities:
        perhaps = f"; perhaps {', '.join(named.candidates)}" if named.candidates and not named.sure else ""
        say(f"  `{named.name}` → {named.module or 'no module'}: {named.evidence}{perhaps}{'' if named.sure else '  ← unsure'}")
    if proposal.unused:
        say(f"  not read: {', '.join(proposal.unused)}")
    say("what stands there (kinds only):")
    for kind in one.kinds:
        say(f"  {kind}")
    say("what would be read:")
    for count in one.intake.counts:
        say(accounted(f"  as {count.table}: " if proposal.beside else "  ", count))
    for done, title in DONE.items():
        for reason, times in one.intake.reasons(done):
            say(f"  {title}: {times:,} × [{reason}]")
    tell_refused(one.intake)
    for unsure in proposal.unsure:
        say(f"unsure: {unsure}")


@command.command("tidy")
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="A folder of your own for the tables.")
@click.option(
    "--profile",
    "profiles",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A column profile for files of another shape; may be given more than once.",
)
@dates_option
@home_option
@project_option
@click.pass_context
def tidy(ctx: click.Context, records: Path, out: Path, profiles: tuple[Path, ...], dates: str | None, where: Path | None) -> None:
    """Write records as tidy tables: one Parquet file a table, and what was set aside as CSV.

    `practicum verdicts` judges such tables. They hold learner data: the project's own folder is refused. Exit code 1: a file could
    not be read; the others were written.
    """
    from practicum.cli.saying import shown
    from practicum.workspace.learners import says_invented, take_in
    from practicum.workspace.project import find_project
    from practicum.workspace.tidying import check_tidy_place, write_tidy

    project = find_project(where)
    check_tidy_place(out, synthetic=says_invented(records))
    checked = read_rules(project)
    with progress("reading the records"):
        intake = take_in(checked, records, profiles=profiles, dates=dates or "")
    tell_unread(intake, records)
    tell_two_people(intake)
    folder = write_tidy(intake, out)
    say(accounted("", intake.total))
    say(f"tidy tables in {shown(folder)}{'' if intake.synthetic else ', readable by you only'}")
    tell_left_out(intake)
    ctx.exit(1 if intake.refused else 0)
