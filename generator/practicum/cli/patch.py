"""`practicum patch`: what a country changes of the core, one more change, and what to do when the core has moved."""

from __future__ import annotations

import difflib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.asking import Day
from practicum.cli.saying import progress, project_option

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.authoring.patching import StandingPatch
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes
    from practicum.workspace.project import Project

SCHEMA = "practicum.patches/1"


@click.command("patch")
@click.argument("country")
@click.argument("target", required=False)
@click.option("--value", default=None, help="What stands there instead: words, or YAML where the core has a list or a map.")
@click.option(
    "--file",
    "text_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A file with what stands there instead, such as a section of a lesson in Markdown.",
)
@click.option("--says", default=None, help="The change in one plain sentence, for readers.")
@click.option("--based-on", default=None, help="The law or order it rests on, with its date.")
@click.option("--from", "starts", type=Day(), default=None, help="The first day on which it holds; without it, today.")
@click.option("--until", type=Day(), default=None, help="The last day on which it holds.")
@click.option(
    "--action",
    type=click.Choice(["replace", "add", "remove"]),
    default="replace",
    show_default=True,
    help="Replace what stands at TARGET, add to the list there (a field that is left out, a section behind TARGET), or take it out "
    "(one entry of a list: with --value).",
)
@click.option("--show", metavar="PATCH", default=None, help="Show what the core read then, what it reads now, and the patch.")
@click.option("--keep", metavar="PATCH", default=None, help="The core has moved, and the patch still fits: let it stand.")
@click.option("--offer", metavar="PATCH", default=None, help="Put what the patch says into the core, and take the patch out.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the list is shown.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@project_option
def command(
    country: str,
    target: str | None,
    value: str | None,
    text_file: Path | None,
    says: str | None,
    based_on: str | None,
    starts: date | None,
    until: date | None,
    action: str,
    show: str | None,
    keep: str | None,
    offer: str | None,
    form: str,
    dry_run: bool,
    where: Path | None,
) -> None:
    """Say what a country changes of the core, and look after it when the core moves.

    Without TARGET every patch of COUNTRY is listed, with how it stands. TARGET names a unit and a part of it by keys and
    ids: `F10/title`, `FSW/renew/cpd`, `assessment:F10/task`, `term:gatekeeping/definition`. A section of a lesson is named
    by the anchor of its heading: `lesson:F10/02-my-mandate#whose-duty-is-it-today`.
    """
    from practicum.workspace.project import today

    day = today()
    acts = [name for name, given in (("TARGET", target), ("--show", show), ("--keep", keep), ("--offer", offer)) if given]
    if len(acts) > 1:
        raise click.UsageError(f"{' and '.join(acts)} do not go together: one thing at a time")
    if value is not None and text_file is not None:
        raise click.UsageError("--value and --file do not go together: both say what stands there instead")
    if target is None and (value or text_file or says or based_on or starts or until):
        raise click.UsageError("name the TARGET that is changed, such as F10/title")
    if target is None and keep is None and offer is None:
        _look(where, country, show, day, form)
        return
    from practicum.authoring import patching
    from practicum.cli.carrying_out import asked, carry_out

    if text_file is not None:
        value = _read(text_file)
    said = asked(says, "--says", "What changes, in one plain sentence for readers?") if target is not None else ""

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        if keep is not None:
            return patching.keep(draft, catalogue, country, keep, day=day)
        if offer is not None:
            return patching.offer(draft, catalogue, country, offer, day=day)
        asked_for = patching.NewPatch(country, target or "", said, starts or day, value, action, until, based_on)
        return patching.add_patch(draft, catalogue, asked_for)

    carry_out(where, wish, dry_run=dry_run)


def _read(path: Path) -> str:
    """The text of a file that a person names. Raises Trouble where it is none."""
    from practicum.reading.decoding import decode, too_large
    from practicum.reading.lessons import MAX_BYTES
    from practicum.workspace.trouble import Trouble

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Trouble(f"the text cannot be read: {path}", (error.strerror or "no reason is given").lower()) from error
    text, faults = decode(str(path), data)
    if len(data) > MAX_BYTES:
        text, faults = None, [too_large(str(path), len(data), MAX_BYTES)]
    if text is None:
        raise Trouble(f"{faults[0].span}: {faults[0].message}", faults[0].help or "mend the file first")
    return text


def _look(where: Path | None, country: str, show: str | None, day: date, form: str) -> None:
    """The patches of a country, or the three texts of one."""
    from practicum.authoring import Refused
    from practicum.authoring.patching import patch_of, standing_of
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    with progress("reading the project", quiet=form == "json") as tell:
        checked = check_project(project, day=day, progress=tell, memories=memories_of(project.output))
    try:
        every = standing_of(checked.catalogue, country, day=day)
        if show is not None:
            click.echo("\n".join(_three_ways(project, patch_of(checked.catalogue, country, show, day=day))))
            return
    except Refused as refused:
        raise Trouble(refused.message, refused.help, code=refused.code) from refused
    if form == "json":
        patches = [
            {
                "id": one.patch.id,
                "target": one.patch.target,
                "action": one.patch.action,
                "from": one.patch.starts.isoformat(),
                "until": one.patch.until.isoformat() if one.patch.until else None,
                "state": one.state,
                "says": one.patch.says,
            }
            for one in every
        ]
        click.echo(json.dumps({"schema": SCHEMA, "country": country, "patches": patches}, ensure_ascii=False, indent=2))
        return
    if not every:
        click.echo(f"{country} changes nothing of the core")
    for one in every:
        click.echo(f"{one.patch.id:<12} {one.state:<8} {one.patch.target}: {one.patch.says}")


def _three_ways(project: Project, one: StandingPatch) -> list[str]:
    """What the core read when the patch was written, what it reads now, and what the patch says, each against the one before."""
    from practicum.authoring.patching import marks_of, yaml_of
    from practicum.workspace.former import former_section, former_value

    patch = one.patch
    lines = [f"{patch.id} {patch.action} `{patch.target}` from {patch.starts} ({one.state})", f"  {patch.says}", ""]
    if one.state == "gone":
        lines.append("what it changes is not in the core any more")
        left = former_section(project.root, one.lesson, patch.was) if one.lesson and patch.was else None
        if left is not None:
            lines += ["the core when the patch was written:", *(f"    {line}" for line in left.splitlines())]
        if one.lesson:
            lines += ["the patch:", *([f"    {line}" for line in yaml_of(one.wants)] or ["    (takes it out)"])]
        return lines
    if one.unit is None:
        return [*lines, "what it changes is not in the core any more"]
    then = one.now
    if one.state == "moved":
        if one.lesson:
            then = former_section(project.root, one.lesson, patch.was or "") if patch.was else None
        else:
            marks = (*one.unit.within, *marks_of(one.unit.tree, one.path))
            then = former_value(project.root, one.unit.path, marks, patch.was or "") if patch.was else None
        lines += ["the core when the patch was written:"]
        lines += [f"    {line}" for line in yaml_of(then)] if then is not None else ["    (no commit of the project has it)"]
    lines += ["the core now:"]
    if then is not None and then != one.now:
        lines += [f"  {line}" for line in difflib.ndiff(yaml_of(then), yaml_of(one.now)) if not line.startswith("?")]
    else:
        lines += [f"    {line}" for line in yaml_of(one.now)] or ["    (nothing)"]
    lines += ["the patch:", *([f"    {line}" for line in yaml_of(one.wants)] or ["    (takes it out)"])]
    if one.state == "moved":
        lines += ["", f"next: `practicum patch {patch.id.split('-')[0]} --keep {patch.id}` if it still fits; else mend its value first"]
    return lines
