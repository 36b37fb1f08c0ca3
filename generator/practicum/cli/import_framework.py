"""`practicum import framework`: a national framework from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.import_case import framework_options, held_bytes, refusing, take_in
from practicum.cli.saying import say, shown

if TYPE_CHECKING:
    from practicum.model.framework_profile import FrameworkProfile


@click.command("framework")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "columns", multiple=True, metavar="ROLE=HEADING", help="What a column holds, such as code=Kode or title=C.")
@click.option("--hierarchy", type=click.Choice(["parent", "code", "columns", "flat"]), default=None,
              help="What says which item stands below which; without it, it is found out.")  # fmt: skip
@click.option("--sheet", "sheets", multiple=True, help="A sheet to read; without it, all that fit.")
@click.option("--heading-row", type=click.IntRange(1, 1000), default=None, help="The row that holds the headings.")
@click.option("--title", default=None, help="The framework's title; without it, the name of the file.")
@click.option("--version", default=None, help="Its version.")
@click.option("--publisher", default=None, help="Who published it.")
@click.option("--language", default=None, help="The language of its texts, such as fr.")
@click.option("--profile", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="How it is read, as saved before.")  # fmt: skip
@click.option("--save-profile", type=click.Path(dir_okay=False, path_type=Path), default=None, help="Write how it was read into a file.")
@framework_options
def command(
    file: Path, columns: Sequence[str], profile: Path | None, save_profile: Path | None, id: str, prefix: str, licence: str, own: bool,
    depth: int | None, where: Path | None, dry_run: bool, **said: Any,
) -> None:  # fmt: skip
    """Take in a competency framework from a spreadsheet (XLSX, ODS, CSV), such as a ministry hands out.

    Columns are known by their headings and by what stands in them; each is named with the evidence. `--dry-run` shows the tree. A column
    holds: code, parent, domain, domain_code, group, title, statement, indicator, kind, or ignore.
    """
    from practicum.authoring.adding_frameworks import NewFramework
    from practicum.cli.handing_over import write_file
    from practicum.exchanging.framework_profiles import profile_text
    from practicum.exchanging.framework_sheet import LIMITS, read_framework_sheet
    from practicum.workspace.outputs import writable
    from practicum.workspace.trouble import Trouble

    if save_profile is not None and not dry_run:
        # Before anything is written: a framework that was taken in cannot be taken in again for the sake of its profile.
        try:
            writable(save_profile)
        except Trouble as trouble:
            raise Trouble(trouble.message, "name a file that you may write with `--save-profile`") from trouble
        if save_profile.exists():
            raise Trouble(f"{shown(save_profile)} is there already", "name another file with `--save-profile`, or read by it: `--profile`")
    how = _profile(profile, columns, said)
    found = refusing(lambda: read_framework_sheet(file.name, held_bytes(file, LIMITS.bytes), how))
    for line in found.says():
        say(line)
    wish = NewFramework(id=id, prefix=prefix, licence=licence, own=own, depth=depth)
    take_in(found.foreign, wish, source=file.name, losses=found.losses, where=where, dry_run=dry_run)
    if save_profile is not None and not dry_run:
        write_file(save_profile, profile_text(found, how).encode(), force=False)
        say(f"wrote {shown(save_profile)}: `--profile` reads the next version of the sheet alike")


def _profile(path: Path | None, columns: Sequence[str], said: dict[str, Any]) -> FrameworkProfile:
    """What the saved profile says, and over it what was said now."""
    import re
    from dataclasses import replace

    from practicum.exchanging.framework_profiles import with_columns
    from practicum.model.fields import LANGUAGE
    from practicum.model.framework_profile import FrameworkProfile
    from practicum.reading.building import build
    from practicum.reading.yaml_tree import read_tree
    from practicum.workspace.trouble import Trouble

    profile = FrameworkProfile(format=1)
    if path is not None:
        tree, faults = read_tree(path.name, path.read_bytes())
        value, more = build(FrameworkProfile, tree, path.name, name="the profile") if tree is not None else (None, [])
        if value is None or faults or more:
            for fault in (*faults, *more):
                say(f"{fault.span}: {fault.message}" + (f"; {fault.help}" if fault.help else ""))
            raise Trouble(f"{path.name} cannot be used", "mend what is named above", code=1)
        profile = value
    pairs = {}
    for one in columns:
        role, sign, heading = one.partition("=")
        if not sign or not heading.strip():
            raise Trouble(f"`--column {one}` names no column", "write such as `--column code=Kode`, or with the letter: `--column code=A`")
        pairs[heading.strip()] = role.strip()
    if said["language"] and not re.match(LANGUAGE, said["language"]):
        raise Trouble(f"`{said['language']}` is no language", "write its short code with `--language`, such as fr or pt-BR")
    given: dict[str, Any] = {key: tuple(value) if key == "sheets" else value for key, value in said.items() if value}
    return with_columns(replace(profile, **given), pairs)
