"""`practicum translate`: how far a language has come, and bringing its ledger up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import count_said, progress, project_option, say

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes
    from practicum.resolving import View
    from practicum.resolving.ledgers import FileStanding
    from practicum.resolving.translation_coverage import Covered

SCHEMA = "practicum.translations/1"
MOST_SHOWN = 20


@click.command("translate")
@click.argument("language")
@click.argument("files", nargs=-1)
@click.option("--done", is_flag=True, help="These files say what their originals say today: bring the ledger up to date.")
@click.option("--by", default=None, metavar="PERSON", help="Who translated them: their id in curriculum/people.yaml.")
@click.option("--reviewed-by", default=None, metavar="PERSON", help="Who has read them beside the translator.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How it is shown.")
@dry_run_option
@project_option
def command(
    language: str, files: tuple[str, ...], done: bool, by: str | None, reviewed_by: str | None, form: str, dry_run: bool, where: Path | None
) -> None:
    """Show how far the translation into LANGUAGE has come, or record that FILES are done.

    A FILE is a lesson or a file of fields (of either language), a module's folder, or its id. Without `--done`, what is stale
    or missing is shown, with what has changed since where git knows it. With `--done --by PERSON` the ledger of the language
    holds that each passage of these files was made from the text as it stands.
    """
    if not done:
        if by or reviewed_by:
            raise click.UsageError("`--by` and `--reviewed-by` belong to `--done`")
        _show(where, language, files, form)
        return
    if not files:
        raise click.UsageError("name the FILES that are done, such as F06 or curriculum/fr/modules/F06-seeing-what-works")
    if not by:
        raise click.UsageError("say with `--by` who translated them: their id in curriculum/people.yaml")
    person = by

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        from practicum.authoring.translating import done as record
        from practicum.workspace.project import today

        return record(draft, _view(catalogue, language), files, by=person, reviewed_by=reviewed_by, day=today())

    carry_out(where, wish, dry_run=dry_run)


def _view(catalogue: Catalogue, language: str) -> View:
    from practicum.resolving import view_of
    from practicum.workspace.project import languages, today
    from practicum.workspace.trouble import Trouble

    known = languages(catalogue)
    if language not in known:
        here = f"; there are {', '.join(f'`{one}`' for one in known)}" if len(known) > 1 else f"; there is `{known[0]}`" if known else ""
        raise Trouble(f"nothing is translated into `{language}` yet{here}", f"`practicum new translation {language}` begins it", code=2)
    return view_of(catalogue, day=today(), language=language, english=True)


def _show(where: Path | None, language: str, files: tuple[str, ...], form: str) -> None:
    from practicum.authoring import Refused
    from practicum.authoring.translating import files_meant
    from practicum.resolving.translation_coverage import coverage
    from practicum.workspace.memories import memories_of
    from practicum.workspace.older_originals import older_passages
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    with progress("reading the project", quiet=form == "json") as tell:
        checked = check_project(project, day=today(), progress=tell, memories=memories_of(project.output))
    view = _view(checked.catalogue, language)
    try:
        meant = files_meant(view, files) if files else list(view.standings)
    except Refused as refused:
        raise Trouble(refused.message, refused.help, code=refused.code) from refused
    shown = [view.standings[path] for path in meant]
    older = older_passages(project.root, shown)
    held = coverage(view)
    if form == "json":
        click.echo(_as_json(language, held, shown, older))
        return
    if not files:
        click.echo(_table(held))
    lines = [line for one in shown for line in _told(one, older)]
    for line in lines[: None if files else MOST_SHOWN]:
        click.echo(line)
    if not files and len(lines) > MOST_SHOWN:
        click.echo(f"… and {len(lines) - MOST_SHOWN} more lines; name a file or a module to see all of its")
    if files and not lines:
        click.echo(f"{count_said(len(shown), 'file is', 'files are')} translated from the originals as they stand")
    if any(one.trouble or not one.whole for one in shown):
        say(f"next: bring them up to date, then `practicum translate {language} FILE --done --by PERSON`")


def _table(held: list[Covered]) -> str:
    from practicum.resolving.translation_coverage import summed

    rows = [["", "passages", "translated", "stale", "missing", "reviewed", "not known"]]
    begun = [one for one in held if one.total > one.missing]
    for name, one in [*((one.id or "other texts", one) for one in begun), ("all of these", summed(begun))]:
        rows.append([name, *(f"{n:,}" for n in (one.total, one.translated, one.stale, one.missing, one.reviewed, one.unsure))])
    if not any(one.unsure for one in begun):
        rows = [row[:-1] for row in rows]
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(wide[0]), *(cell.rjust(w) for cell, w in zip(row[1:], wide[1:], strict=True))]) for row in rows]
    if not begun:
        # A table of zeros would look like a translation that has nothing left to do.
        lines = ["nothing is translated yet; modules that are planned are counted from their first passage on"]
    rest = [one for one in held if one.total == one.missing]
    if rest:
        lines.append(f"{count_said(len(rest), 'module is', 'modules are')} not begun: {', '.join(one.id for one in rest)}")
    return "\n".join(lines)


def _told(one: FileStanding, older: dict[tuple[str, str], str]) -> list[str]:
    """What is to be done in one file, in lines."""
    from practicum.workspace.older_originals import words_changed

    since = f"since {one.entry.date}" if one.entry is not None else ""
    if one.trouble == "unknown":
        return [f"{one.own}: its original has changed {since}; the ledger does not say which passages"]
    if one.trouble == "count":
        return [f"{one.own}: it has {len(one.translations)} passages, and the ledger names others: read it over"]
    lines = []
    for each in one.passages:
        if each.state == "stale" and each.original and each.translation:
            lines.append(f"stale    {each.translation.span}  of {each.original.span}")
            before = older.get((one.path, each.was))
            changed = words_changed(before, each.original.text) if before is not None else f"the original has changed {since}"
            lines += [f"         {line}" for line in changed.splitlines()]
        elif each.state == "missing" and each.original:
            lines.append(f"missing  {each.original.span}  {' '.join(each.original.text.split())[:80]}")
        elif each.state == "gone" and each.translation:
            lines.append(f"gone     {each.translation.span}  the original no longer has this passage")
    return lines


def _as_json(language: str, held: list[Covered], shown: list[FileStanding], older: dict[tuple[str, str], str]) -> str:
    from practicum.resolving.translation_coverage import summed

    def counts(one: Covered) -> dict[str, int]:
        return {name: getattr(one, name) for name in ("total", "translated", "stale", "missing", "reviewed", "unsure", "gone")}

    files = [
        {
            "file": one.path,
            "translation": one.own,
            "trouble": one.trouble or None,
            "reviewed_by": one.entry.reviewed_by if one.entry else None,
            "date": one.entry.date.isoformat() if one.entry else None,
            "passages": len(one.originals),
            "open": [
                {
                    "state": each.state,
                    "original": str(each.original.span) if each.original else None,
                    "translation": str(each.translation.span) if each.translation else None,
                    "text": each.original.text if each.original else None,
                    "was": older.get((one.path, each.was)),
                }
                for each in one.passages if each.state != "translated"
            ],
        }
        for one in shown
    ]  # fmt: skip
    modules = [{"module": one.id or None, "title": one.title or None, **counts(one)} for one in held]
    whole = {"schema": SCHEMA, "language": language, "counts": counts(summed(held)), "modules": modules, "files": files}
    return json.dumps(whole, ensure_ascii=False, indent=2)
