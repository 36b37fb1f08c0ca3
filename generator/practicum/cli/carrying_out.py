"""What the commands that edit authored files share: the wish is worked out, checked, written, and said in a few lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import count_said, progress, say

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.diagnostics import Diagnostic
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes
    from practicum.workspace.changing import Changed
    from practicum.workspace.project import Checked, Project

MOST_NAMED = 6


def dry_run_option(function: Callable[..., None]) -> Callable[..., None]:
    """`--dry-run`: show, write nothing."""
    return click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")(function)


def carry_out(
    where: Path | None, wish: Callable[[Draft, Catalogue], Changes], *, dry_run: bool = False, with_faults: bool | None = None,
    sound: str = "", instead: Sequence[str] | None = None,
) -> Changed:  # fmt: skip
    """Meet a wish about the project at ``where``: read and check it, work the wish out, check what comes of it, write and say so.

    ``sound`` says what is done only with a project that has no errors, such as `released`. ``instead`` are lines that a dry run shows
    in place of the differences; they may be filled in while the wish is worked out.
    Raises Trouble where the wish cannot be met, and where it would bring errors that were not there; then nothing was written.
    ``with_faults`` is what a person said of errors that may be mended afterwards; None where the command does not ask.
    """
    from practicum.authoring import Draft, Refused
    from practicum.workspace.changing import change, owned
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    owned(project)
    memories = memories_of(project.output)
    with progress("reading the project") as tell:
        before = check_project(project, day=today(), progress=tell, memories=memories)
    if sound and before.errors:
        count = count_said(before.errors, "error", "errors")
        raise Trouble(f"nothing is {sound} while {count} stand" + ("s" if before.errors == 1 else ""),
                      "run `practicum check`, and mend what it names", code=1)  # fmt: skip
    try:
        changes = wish(Draft(project.disk), before.catalogue)
    except Refused as refused:
        raise Trouble(refused.message, refused.help + _hidden(before.diagnostics), code=refused.code) from refused
    changed = change(project, changes, day=today(), dry_run=dry_run, memories=memories, before=before, with_faults=bool(with_faults))
    memories.save()
    tell_changed(project, changed, offers_faults=with_faults is False, instead=instead)
    return changed


def _hidden(faults: Sequence[Diagnostic]) -> str:
    """Where a file cannot be read, or only in part: what is not found may stand in it."""
    from practicum.diagnostics import RULES

    for fault in faults:
        if fault.severity == "error" and RULES[fault.rule].theme in ("text", "fields"):
            return f"; but first see to {fault.span} ({fault.message}): what stands in a file with such a fault may not be found"
    return ""


def tell_changed(project: Project, changed: Changed, *, offers_faults: bool = False, instead: Sequence[str] | None = None) -> None:
    """Say what was written, or show what would be. Raises Trouble where errors would come of it."""
    from practicum.diagnostics import text
    from practicum.workspace.changing import mended_later, shown_diff
    from practicum.workspace.trouble import Trouble

    changes = changed.changes
    if changed.brought:
        for fault in changed.brought[:MOST_NAMED]:
            say(text.render(fault, changed.laid.line))
            say()
        more = f" (and {len(changed.brought) - MOST_NAMED} more)" if len(changed.brought) > MOST_NAMED else ""
        raise Trouble(
            f"nothing was written: this would bring {count_said(len(changed.brought), 'new error', 'new errors')}{more}",
            "mend what is named above, or write it as it is with `--with-faults` and mend it there"
            if offers_faults and all(map(mended_later, changed.brought))
            else "mend what is named above, or wish for something else",
            code=1,
        )  # fmt: skip
    if not changes.paths:
        # Where no part of a wish could be met, its notes say why.
        say("nothing to change" if changes.notes else "nothing to change: everything is as wished already")
        for note in changes.notes:
            say(f"  = note: {note}")
        return
    if changed.dry_run:
        for line in shown_diff(changed.laid, project.disk, changes) if instead is None else instead:
            click.echo(line)
        say(f"nothing was written; {said_of(changes, would=True)}")
        for note in changes.notes:
            say(f"  = note: {note}")
        return
    for line in changes.says:
        say(line)
    say(said_of(changes))
    for note in changes.notes:
        say(f"  = note: {note}")
    brought = changed.warnings
    # What was named otherwise before, such as under an id that was given up, is no more than there was.
    added = min(len(brought), _warnings(changed.after) - _warnings(changed.before))
    if added > 0:
        many = count_said(added, "more warning", "more warnings")
        say(f"  = note: `practicum check` has {many} now, such as: {brought[0].message}")
    if changed.borne:
        for fault in changed.borne:
            say(f"  {fault.span}: {fault.message}")
        say(f"written with {count_said(len(changed.borne), 'fault', 'faults')}: nothing is published until they are mended")
    for line in changes.next:
        say(f"next: {line}")


def _warnings(checked: Checked) -> int:
    return sum(fault.severity == "warning" for fault in checked.diagnostics)


def said_of(changes: Changes, *, would: bool = False) -> str:
    """Which files a change is about, in one line."""
    written = [path for path, text in changes.texts.items() if text is not None]
    gone = [path for path, text in changes.texts.items() if text is None]
    parts = []
    if written:
        parts.append(f"{'would write' if would else 'wrote'} {_named(written)}")
    if changes.moved:
        parts.append(f"{'would move' if would else 'moved'} {count_said(len(changes.moved), 'file', 'files')}")
    if gone:
        parts.append(f"{'would take away' if would else 'took away'} {_named(gone)}")
    return "; ".join(parts)


def _named(paths: Sequence[str]) -> str:
    return ", ".join(sorted(paths)) if len(paths) <= 3 else f"{len(paths):,} files"


def at_a_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return sys.stdin.isatty()


def asked(value: str | None, flag: str, question: str, *, default: str | None = None) -> str:
    """What a flag says; without it, what a person at a terminal answers; without a terminal, Trouble that names the flag."""
    from practicum.workspace.trouble import Trouble

    if value is not None:
        return value
    if not at_a_terminal():
        if default is not None:
            return default
        raise Trouble(f"`{flag}` is missing: {question[0].lower()}{question[1:]}", f"add `{flag}`, or run this in a terminal: it asks")
    answer: str = click.prompt(question, default=default, err=True)
    return answer.strip()


def asked_list(values: Sequence[str], flag: str, question: str) -> list[str]:
    """The same for an option that may be given more than once: one answer a line, an empty one ends."""
    if values:
        return list(values)
    found = [asked(None, flag, question)]
    while at_a_terminal() and (more := click.prompt("and another one (empty ends)", default="", show_default=False, err=True)):
        found.append(more.strip())
    return found
