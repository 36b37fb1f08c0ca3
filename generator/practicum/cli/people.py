"""`practicum records review`, `link`, `unlink` and `erase`: who is who, and what is kept of people in the private folder."""

from __future__ import annotations

import itertools
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import dates_option, read_rules, tell_not_read, tell_refused
from practicum.cli.saying import count_said, home_option, progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.records.identity import Person
    from practicum.workspace.erasing import Doomed
    from practicum.workspace.who_is_who import Queue

# A terminal holds so many pairs; the page in the private folder has them all.
MOST_PAIRS = 20
ANSWERS = {"s": "same", "d": "different", "l": "later", "q": "quit"}


def _day(_ctx: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        if len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("write year-month-day, such as 2026-10-15") from error


def _somebody_there() -> bool:
    """Whether a question would reach a person, and what is shown is seen by one."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@click.command("review")
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--by", default="", help="Who decides, such as your initials; asked for where it is missing.")
@click.option("--list", "only_list", is_flag=True, help="Only list the pairs; nothing is asked.")
@click.option("--names", is_flag=True, help="Show ids, names and addresses here too, and not only in the private folder.")
@click.option("--splink/--no-splink", default=None, help="Look for further pairs with Splink; without it, where people are 50,000 or more.")
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
def review(
    ctx: click.Context,
    records: Path,
    by: str,
    only_list: bool,
    names: bool,
    splink: bool | None,
    profiles: tuple[Path, ...],
    dates: str | None,
    where: Path | None,
) -> None:
    """Look at pairs of ids that may be one person's, and say of each: the same, different, or later.

    Nobody is joined by a likeness: only the same id, the same person key without contradiction, an address that the list of learners gives
    to one person, and what `identities` says are certain.
    All pairs go, side by side, to a page and a table in your private folder. On a terminal they are shown and asked; where the output goes
    elsewhere, pairs are named by file and row only. Exit code 1: decisions contradict one another, or a file could not be read.
    """
    from practicum.workspace.project import find_project
    from practicum.workspace.who_is_who import queue, write_queue

    project = find_project(where)
    checked = read_rules(project)
    with progress("reading the records and comparing people"):
        found = queue(checked, records, profiles=profiles, dates=dates or "", splink=splink)
    page = write_queue(found)
    tell_refused(found)
    ask = _somebody_there() and not only_list
    count = count_said(len(found.pairs), "pair", "pairs")
    say(f"{count} to look at, among {found.people:,} people; {found.decided:,} decided before")
    if found.splink:
        say("Splink looked for pairs too")
    say(f"  side by side, readable by you only: {shown(page)}")
    for fault in found.faults:
        say(f"error: {fault}")
        say(f"  = help: {fault.help}")
    for link, _pair in found.stale:
        say(f"links.csv, row {link.row}: a register tells something else of these two than when it was decided; look at them again")
    _go_through(found, ask=ask, names=names or ask, by=by, on=checked.day)
    tell_not_read([one.file for one in found.refused])
    ctx.exit(1 if found.faults or found.refused else 0)


def _go_through(found: Queue, *, ask: bool, names: bool, by: str, on: date) -> None:
    from practicum.workspace.who_is_who import decide

    for number, pair in enumerate(itertools.islice(found.pairs, None if ask else MOST_PAIRS), start=1):
        click.echo(f"\n{number}. {_place(pair.a)}, and {_place(pair.b)}")
        for person in (pair.a, pair.b) if names else ():
            click.echo(f"     {_shown(person)}")
        click.echo(f"     for: {'; '.join(pair.speaks_for)}")
        click.echo(f"     against: {'; '.join(pair.against) or 'nothing was found'}")
        if not ask:
            continue
        answer = ANSWERS[click.prompt("   one person? (s)ame, (d)ifferent, (l)ater, (q)uit", type=click.Choice(list(ANSWERS)), default="l")]
        if answer == "quit":
            break
        if answer != "later":
            by = by or click.prompt("   who decides")
            reason = click.prompt("   why")
            path, row = decide(pair.a.id, pair.b.id, answer, by=by, reason=reason, on=on, seen=found, pair=pair)
            say(f"   recorded in {path.name}, row {row}")
    if not ask and len(found.pairs) > MOST_PAIRS:
        say(f"and {len(found.pairs) - MOST_PAIRS:,} more, all on the page")
    if found.pairs and not ask:
        say("  = help: `practicum records link A B --same --by … --reason …`, or `--different`; ids stand on the page")


def _place(person: Person) -> str:
    what = "somebody no register knows, " if person.alias else ""
    return f"{what}{person.file}, row {person.row}"


def _shown(person: Person) -> str:
    """A person on one line; nothing that a register holds moves the cursor."""
    told = (person.id, " / ".join(person.names), str(person.birth_year or ""), ", ".join(person.emails), ", ".join(sorted(person.agencies)))
    line = " · ".join(part for part in told if part)
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)[:300]


@click.command("link")
@click.argument("a")
@click.argument("b")
@click.option("--same", "said", flag_value="same", help="They are one person.")
@click.option("--different", "said", flag_value="different", help="They are two people, and are not asked about again.")
@click.option("--by", required=True, help="Who decided, such as your initials.")
@click.option("--reason", required=True, help="Why, in a sentence; it stays beside the decision.")
@home_option
def link(a: str, b: str, said: str | None, by: str, reason: str) -> None:
    """Say that two ids, A and B, are one person's, or two people's.

    The decision is appended to `links.csv` in your private folder, and holds wherever records are read from then on: all rows of one
    person stand under the lower id. `unlink` undoes it.
    """
    from practicum.workspace.project import today
    from practicum.workspace.trouble import Trouble
    from practicum.workspace.who_is_who import decide

    if said is None:
        raise Trouble("it is not said whether they are one person", "add `--same` or `--different`")
    path, row = decide(a, b, said, by=by, reason=reason, on=today())
    say(f"recorded in {shown(path)}, row {row}; it holds from the next reading of the records on")


@click.command("unlink")
@click.argument("a")
@click.argument("b")
@click.option("--by", required=True, help="Who undoes it, such as your initials.")
@click.option("--reason", required=True, help="Why, in a sentence; it stays beside the decision.")
@home_option
def unlink(a: str, b: str, by: str, reason: str) -> None:
    """Undo what was decided about two ids, A and B: by a later row, so that both stay to be read.

    The pair is listed by `review` again.
    """
    from practicum.workspace.project import today
    from practicum.workspace.who_is_who import decide

    path, row = decide(a, b, "open", by=by, reason=reason, on=today())
    say(f"undone in {shown(path)}, row {row}")


@click.command("erase")
@click.option("--before", callback=_day, default=None, metavar="DAY", help="The reports about days before this one, such as 2025-01-01.")
@click.option("--learner", default=None, help="Everything about one person: reports that hold them, and the decisions on who they are.")
@click.option("--all", "everything", is_flag=True, help="Everything that Practicum keeps in the private folder.")
@click.option("--preview", is_flag=True, help="Only show what would go; nothing is erased.")
@click.option("--yes", is_flag=True, help="Erase without being asked.")
@home_option
@click.pass_context
def erase(
    ctx: click.Context, before: date | None, learner: str | None, everything: bool, preview: bool, yes: bool
) -> None:  # fmt: skip
    """Erase reports, pages of review and links from the private folder: shown first, asked for, and accounted for.

    A report cannot lose one person and stay true, so it goes as a whole; it can be made anew from the records. Your own files of records
    and decisions lie elsewhere and stay. Exit code 1: something could not be erased, or nobody said yes.
    """
    from practicum.workspace import erasing
    from practicum.workspace.private_folder import private_folder
    from practicum.workspace.trouble import Trouble

    if (before is not None) + (learner is not None) + everything != 1:
        raise Trouble("it is not said what to erase", "name one of `--before DAY`, `--learner ID` and `--all`")
    if preview and yes:
        raise Trouble("`--preview` erases nothing and `--yes` erases without asking", "leave one of them out")
    folder = private_folder()
    if before is not None:
        doomed = erasing.to_erase_before(folder, before)
    elif learner is not None:
        doomed = erasing.to_erase_about(folder, learner)
    else:
        doomed = erasing.to_erase_all(folder)
    if not doomed:
        say(f"there is nothing of that kind in {folder.root}")
        ctx.exit(0)
    _account("these go" if not preview else "these would go", doomed, folder.root)
    others = erasing.stays(folder, doomed) if everything else []
    if others:
        say(f"these stay, because Practicum did not put them there: {', '.join(others)}")
    if preview:
        say("nothing was erased")
        ctx.exit(0)
    if not yes:
        if not sys.stdin.isatty():
            raise Trouble("nobody is there to be asked", "add `--yes` to erase, or `--preview` to see what would go")
        if not click.confirm("erase them? This cannot be undone", default=False, err=True):
            say("nothing was erased")
            ctx.exit(1)
    done = erasing.erase(doomed)
    if done.gone:
        _account("erased", done.gone, folder.root)
    for _one, why in done.left:
        say(f"not erased: {why}")
    if done.left:
        say("  = help: close them where they are open, such as in Excel, and run again; what went is gone")
    else:
        say("your own files of records, copies that you handed on, and backups are not reached: erase there too")
    ctx.exit(1 if done.left else 0)


def _account(lead: str, doomed: tuple[Doomed, ...] | list[Doomed], root: Path) -> None:
    say(f"{lead}:")
    for one in doomed:
        what = count_said(one.rows, "row", "rows") if one.after is not None else count_said(one.files, "file", "files")
        say(f"  {one.path.relative_to(root).as_posix()}: {one.says} ({what}, {max(1, one.size // 1024):,} KB)")


COMMANDS = (review, link, unlink, erase)
