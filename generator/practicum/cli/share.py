"""`practicum share`: the audit of a shareable folder; and what `practicum gaps --share` asks and says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.saying import count_said, progress, say, shown

if TYPE_CHECKING:
    from practicum.reporting.sharing.audit import Audit
    from practicum.workspace.learners import Matched
    from practicum.workspace.project import Project
    from practicum.workspace.sharing import Asked, Rows, Shared

MOST_FINDINGS = 8
_EARLIER = click.option(
    "--earlier",
    "earlier",
    type=click.Path(file_okay=False, path_type=Path),
    multiple=True,
    help="A shareable folder that was handed on before; those that this computer made are known. May be given more than once.",
)


def share_options(function: Callable[..., None]) -> Callable[..., None]:
    """The options by which a report gets a part that may be handed on."""
    options = (
        click.option("--share", "sharing", is_flag=True, help="Beside the report, a folder `shareable` to hand on: counts only."),
        _EARLIER,
        click.option(
            "--handed-out",
            "handed_out",
            type=click.Path(path_type=Path),
            multiple=True,
            help="Files of rows, or a folder of them, that somebody has; those of this report's `split` are known.",
        ),
        click.option("--leave-out", "without", multiple=True, help="A shared table to leave out, by its name; may be repeated."),
        click.option(
            "--rows",
            type=click.Choice(["none", "once", "lasting"]),
            default="none",
            show_default=True,
            help="A file of rows for research, under pseudonyms for this release alone or lasting ones.",
        ),
        # What a manifest keeps, so that the same part can be made again when more has been shared since.
        click.option("--beside", multiple=True, hidden=True),
    )
    for option in reversed(options):
        function = option(function)
    return function


def asked_to_share(
    *, sharing: bool, earlier: tuple[Path, ...], handed_out: tuple[Path, ...], without: tuple[str, ...], rows: Rows, beside: tuple[str, ...]
) -> Asked | None:
    """What the options ask to be shared; None without `--share`. Raises UsageError where the others stand alone."""
    from practicum.workspace.sharing import Asked

    if not sharing:
        if earlier or handed_out or without or rows != "none":
            raise click.UsageError("--earlier, --handed-out, --leave-out and --rows go with --share")
        return None
    return Asked(earlier, handed_out, without, rows, beside or None)


def share(
    project: Project,
    result: Matched,
    files: Mapping[str, bytes],
    *,
    as_of: date,
    known_at: date | None,
    folder: Path,
    asked: Asked,
    quiet: bool = False,
) -> Shared:
    """The shareable part, made and audited."""
    from practicum.workspace.sharing import shared_part

    with progress("hiding small groups, and working out what could be worked out", quiet=quiet):
        shared = shared_part(project, result, files, as_of=as_of, known_at=known_at, folder=folder, asked=asked)
    ctx = click.get_current_context(silent=True)
    if ctx is not None and "beside" in ctx.params:
        # The manifest keeps what counted, and not only what was named.
        ctx.params["beside"] = shared.beside or ("none",)
        ctx.params["handed_out"] = tuple(place.resolve() for place in shared.handed_out)
    return shared


def tell_shared(shared: Shared, folder: Path) -> None:
    """Say where the shareable part lies, or why there is none."""
    from practicum.reporting.sharing.audit_files import leave_out_says

    audit = shared.audit
    if not audit.passed:
        say(f"nothing may be shared: {count_said(len(audit.findings), 'count', 'counts')} could be worked out too closely")
        _tell_findings(audit, ways=not shared.way_out)
        if shared.way_out:
            say(f"  = help: share again with `{leave_out_says(shared.way_out)}`: it was tried, and the rest passes; what was found is in")
        else:
            say("  = help: no tables were found without which the rest passes: hand on nothing, or share another day; what was found is in")
        say(f"  {shown(folder / 'sharing-audit.html')}")
        return
    say(f"to hand on, {audit.cells - audit.hidden:,} counts shown and {audit.hidden:,} hidden; audited:")
    say(f"  {shown(folder / 'shareable' / 'index.html')}")
    if shared.left_out:
        say(f"left out, because every count of it would be hidden: {', '.join(shared.left_out)}")
    if shared.without_rows:
        say("there is no file of rows: no coarsening of it keeps everybody among five")


def shared_json(shared: Shared, folder: Path) -> dict[str, Any]:
    """What was shared, for programs."""
    audit = shared.audit
    return {
        "passed": audit.passed,
        "folder": str(folder / "shareable") if audit.passed else None,
        "cells": audit.cells,
        "hidden": audit.hidden,
        "narrowest": audit.narrowest,
        "leave_out": list(shared.way_out),
        "findings": [{"says": one.says, "known_to": one.known_to, "to_do": one.to_do} for one in audit.findings],
    }


def _tell_findings(audit: Audit, *, ways: bool = True) -> None:
    """What was found, and with ``ways`` what to do about each."""
    for one in audit.findings[:MOST_FINDINGS]:
        say(f"  {one.says} (by {one.known_to})")
        if ways:
            say(f"    = help: {one.to_do}")
    if len(audit.findings) > MOST_FINDINGS:
        say(f"  and {len(audit.findings) - MOST_FINDINGS:,} more")


@click.command("share")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_EARLIER
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Lines for people, or JSON for programs.")
@click.pass_context
def command(ctx: click.Context, folder: Path, earlier: tuple[Path, ...], form: str) -> None:
    """Audit the shareable part of a report as it lies in its folder.

    FOLDER is the folder `shareable` of a report. Its files are read as somebody would read them who wants to find out what is hidden,
    together with the earlier folders that are named.

    Exit code 1: something could be worked out too closely; hand nothing on.
    """
    from practicum.reporting.sharing.audit import audit
    from practicum.reporting.sharing.audit_files import audit_json
    from practicum.workspace.sharing import read_folder

    _, files = read_folder(folder)
    before = [read_folder(path)[0] for path in earlier]
    with progress("working out what could be worked out", quiet=form == "json"):
        result = audit(files, earlier=before)
    if form == "json":
        click.echo(json.dumps(json.loads(audit_json(result)), ensure_ascii=False, indent=2))
    elif result.passed:
        say(f"{result.cells:,} counts, {result.hidden:,} of them hidden: none can be worked out to within less than five")
    else:
        say(f"hand nothing on: {count_said(len(result.findings), 'count', 'counts')} could be worked out too closely")
        _tell_findings(result)
    ctx.exit(0 if result.passed else 1)
