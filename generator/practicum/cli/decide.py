"""`practicum decide`: record a waiver, an approval, a revocation and their like, after seeing who is hit."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from practicum.cli.asking import ENGINES, Day, dates_option, safe_rules
from practicum.cli.saying import home_option, progress, project_option, say, say_trouble, shown, typed

if TYPE_CHECKING:
    from practicum.records.deciding import Decision, Void
    from practicum.records.deciding_about import Fault
    from practicum.workspace.deciding import Prepared

SCHEMA = "practicum.decide/1"
_OF_A_REQUIREMENT = "A module (`F02`) or a requirement (`FSW/renew/cpd`), as `gaps.csv` of a report names it in its column `requirement`."
# The command's word, the word of the records, what it does, what it is about, and whether it may have a last day.
KINDS: tuple[tuple[str, str, str, str, bool], ...] = (
    ("waiver", "waiver", "Set a requirement aside for a time.", _OF_A_REQUIREMENT, True),
    ("exemption", "exemption", "Free somebody of a requirement.", _OF_A_REQUIREMENT, True),
    ("late-award", "late_award", "Accept an award that came after its limit.", "A certification (`PAR`).", False),
    ("approval", "approval", "Record the approval that a rule asks for.", "A certification (`CAR`).", True),
    (
        "revocation",
        "revocation",
        "End the validity of a completion or a certificate.",
        "A certification (`CSW`) or a completion's id.",
        False,
    ),
    ("gate", "gate", "Record that somebody passed a gate.", "A stage (`bridge/offer`) or a module (`R04`).", True),
)
# The id that a row without one is given when it is read: its file, the sheet of a workbook, and its row.
_BY_PLACE = re.compile(r".+\.\w+(?:#.*)?:\d+(?::\d+)?")


@click.group("decide")
def command() -> None:
    """Record a waiver, an approval, a revocation and their like, after seeing who is hit.

    The decision is held against the curriculum and the records and judged before it is written; then it is asked
    whether to record it. It becomes a row of the decisions in your own folder of records, never in the repository.
    """


def _signed(function: Callable[..., None]) -> Callable[..., None]:
    """The options that every decision has: who and why, when, and how to go about it."""
    options = (
        click.option("--by", required=True, help="Who decided, such as `board`."),
        click.option("--reason", required=True, help="Why, in a sentence; it stays in your records."),
        click.option("--recorded", type=Day(), default=None, help="The day on which it is recorded; without it, today."),
        click.option("--as-of", "as_of", type=Day(), default=None, help="The day for which who is hit is shown; else the day recorded."),
        click.option("--preview", is_flag=True, help="Only show who is hit; nothing is recorded."),
        click.option("--yes", is_flag=True, help="Record it without being asked."),
        click.option(
            "--profile",
            "profiles",
            type=click.Path(path_type=Path),
            multiple=True,
            help="A column profile for files of another shape; may be given more than once.",
        ),
        click.option(
            "--engine", type=click.Choice(ENGINES), default="auto", show_default=True, help="What computes the verdicts; all give the same."
        ),
        dates_option,
        click.option(
            "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How it is shown: lines for people, or JSON."
        ),
        home_option,
        project_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def _command_of(word: str, kind: str, says: str, about: str, ends: bool) -> click.Command:
    def decide(
        records: Path, learner: str, subject: str, starts: date, by: str, reason: str, refused: bool, until: date | None = None, **how: Any
    ) -> None:
        from practicum.records.deciding import Decision

        def asked(recorded: date) -> Decision:
            return Decision(
                kind=kind,
                learner=learner,
                subject=subject,
                starts=starts,
                until=until,
                by=by,
                reason=reason,
                refused=refused,
                recorded=recorded,
            )

        run(records, asked, **how)

    options: list[Callable[[Any], Any]] = [
        click.argument("records", type=click.Path(path_type=Path)),
        click.option("--learner", required=True, help="The learner's id."),
        click.option("--subject", required=True, help=about),
        click.option("--from", "starts", type=Day(), required=True, help="The first day, such as 2026-10-15."),
        *([click.option("--until", type=Day(), default=None, help="The last day; without it, it does not end.")] if ends else []),
        click.option("--refused", is_flag=True, help="It was asked for and refused: it is kept, and changes nothing."),
        _signed,
    ]
    function: Callable[..., None] = decide
    for option in reversed(options):
        function = option(function)
    return click.command(word, help=f"{says}\n\nRECORDS is your folder of records.")(function)


for _row in KINDS:
    command.add_command(_command_of(*_row))


@command.command("void")
@click.argument("records", type=click.Path(path_type=Path))
@click.argument("record")
@click.option("--learner", default="", help="Whose decision it is; needed only where several share the id.")
@_signed
def void(records: Path, record: str, learner: str, by: str, reason: str, **how: Any) -> None:
    """Take a decision back, as if it had never been.

    RECORDS is your folder of records, RECORD the `record_id` of the decision. The row stays; another one voids it. To end
    a decision from some day on, record a new one instead.
    """
    from practicum.records.deciding import Void

    run(records, lambda recorded: Void(record=record, learner=learner, by=by, reason=reason, recorded=recorded), **how)


def run(
    records: Path,
    ask: Callable[[date], Decision | Void],
    *,
    recorded: date | None,
    as_of: date | None,
    preview: bool,
    yes: bool,
    profiles: tuple[Path, ...],
    engine: str,
    dates: str | None,
    form: str,
    where: Path | None,
) -> None:
    """Show who is hit and record the decision where that is wanted."""
    from practicum.workspace.deciding import prepare, record
    from practicum.workspace.project import find_project
    from practicum.workspace.trouble import Trouble

    if preview and yes:
        raise Trouble("`--preview` records nothing and `--yes` records without asking", "leave one of them out")
    if not (preview or yes) and (form == "json" or not _somebody_there()):
        raise Trouble("nobody is there to be asked whether to record it", "add `--yes` to record it, or `--preview` to see who is hit")
    project = find_project(where)
    quiet = form == "json"
    checked = safe_rules(project, quiet=quiet)
    day = recorded or checked.day
    with progress("reading the records and judging with and without the decision", quiet=quiet) as tell:
        prepared = prepare(
            checked, records, ask(day), as_of=as_of or day, engine=engine, profiles=profiles, dates=dates or "", tell=tell
        )
    if isinstance(prepared, list):
        _say_faults(prepared)
    for refusal in prepared.refused:
        say(f"not read: {refusal}")
    if form == "json":
        # Recorded first: what is printed then says what is true.
        if yes:
            record(prepared)
        click.echo(_as_json(prepared, recorded=yes))
        return
    _show(prepared, titles=_titles(checked), named=as_of is not None)
    if preview:
        say("nothing was recorded")
        return
    if not yes and not click.confirm("record it?", default=False, err=True):
        say("nothing was recorded")
        click.get_current_context().exit(1)
    record(prepared)
    id = prepared.row["record_id"]
    say(f"recorded as {id} in {shown(prepared.path)}, row {prepared.row_number}")
    if not prepared.row["voids"]:
        say(f"  to take it back: `practicum decide void {typed(records)} {id} --by … --reason …`")


def _somebody_there() -> bool:
    """Whether a question would reach a person."""
    return sys.stdin.isatty()


def _say_faults(faults: list[Fault]) -> NoReturn:
    """Every fault at once; the last one ends the command."""
    from practicum.workspace.trouble import Trouble

    said = [(f"`{fault.option}`: {fault.message}" if fault.option else fault.message, fault.help) for fault in faults]
    for message, help in said[:-1]:
        say_trouble(Trouble(message, help))
    raise Trouble(*said[-1])


def _titles(checked: Any) -> dict[str, str]:
    from practicum.reporting import titles_of

    return titles_of(checked.catalogue)


def _show(prepared: Prepared, *, titles: dict[str, str], named: bool) -> None:
    from practicum.reporting.changes import changes_text

    row, day = prepared.row, prepared.as_of.isoformat()
    if row["voids"]:
        click.echo(f"void of {row['voids']} ({row['learner']})")
    else:
        until = f" until {row['until']}" if row["until"] else ""
        refused = ", refused" if row["decision"] == "refused" else ""
        click.echo(f"{row['kind'].replace('_', ' ')} for {row['learner']}: {row['subject']} from {row['from']}{until}{refused}")
    click.echo(f"  decided by {row['approver']}, because: {row['reason']}")
    click.echo(f"  goes to {shown(prepared.path)}, row {prepared.row_number}")
    if prepared.addition.aside:
        click.echo(f"  a file of its own: {prepared.addition.aside}")
    click.echo(f"\nwho is hit on {day}" + (":" if named else " (the day it is recorded; `--as-of` names another):"))
    click.echo(changes_text(prepared.changes, titles=titles, about=row["learner"]), nl=False)
    for note in _notes(prepared):
        click.echo(f"  = note: {note}")
    click.echo()


def _notes(prepared: Prepared) -> list[str]:
    """What somebody should know who sees less, or more, than they expected."""
    row, day = prepared.row, prepared.as_of.isoformat()
    notes = []
    named = row["voids"] or (row["subject"] if row["kind"] == "revocation" else "")
    if _BY_PLACE.fullmatch(named):
        notes.append("the record has no id of its own and is named by file and row: this holds only while its rows stay where they are")
    if prepared.unconcerned:
        notes.append(
            f"warning: {row['learner']} has no post and no certificate as {prepared.unconcerned}, so nothing of it is asked; "
            "see that learner and subject are the ones you mean"
        )
    notes += [f"the id is two people's, and the decision is kept for both: {said}" for said in prepared.two_people]
    if prepared.first and prepared.changes:
        notes.append("no file of decisions was there before; with this one everybody's missing decisions count as missing, not as unknown")
    if row["decision"] == "refused" and not prepared.changes:
        notes.append("a refused decision is kept and counts for nothing")
    elif row["from"] > day:
        notes.append(f"it begins after that day; `--as-of {row['from']}` shows what it does then")
    elif row["until"] and row["until"] < day:
        notes.append(f"it has ended by that day; `--as-of {row['until']}` shows what it did on its last one")
    return notes


def _as_json(prepared: Prepared, *, recorded: bool) -> str:
    from practicum.reporting.changes import changes_rows

    whole = {
        "schema": SCHEMA,
        "recorded": recorded,
        "file": str(prepared.path),
        "row": prepared.row_number,
        "decision": dict(prepared.row),
        "as_of": prepared.as_of.isoformat(),
        "changes": changes_rows(prepared.changes),
        "notes": _notes(prepared),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
