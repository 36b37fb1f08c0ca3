"""`practicum check`: every fault of the authored files, at once; what a change brings; and what may be mended without asking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import count_said, progress, project_option, say

if TYPE_CHECKING:
    from practicum.diagnostics import Diagnostic
    from practicum.workspace.memories import Memories
    from practicum.workspace.project import Checked, Project
    from practicum.workspace.since_revision import Since

# A file that went wrong in a thousand places is mended at its first ones.
SHOWN = 200


@click.command("check")
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="Text for people, JSON for programs, github for a workflow's marks beside the lines, sarif for code hosts and editors.",
)
@click.option(
    "--since",
    metavar="REF",
    default=None,
    help="Only the faults that came since this git revision (a branch, tag or commit); older ones are counted. Exit 1 for new errors only.",
)
@click.option("--fix", is_flag=True, help="Mend what is safe to mend: how a thing is written, never what it says.")
@click.option("--dry-run", is_flag=True, help="With `--fix`: print the mends as a patch, and write nothing.")
@click.option("--patch", is_flag=True, help="The same as `--fix --dry-run`: a patch on the output, for `git apply`.")
@click.option(
    "--sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of texts by others (.txt, .md): name every run of 12 words that the curriculum shares with them.",
)
@click.pass_context
def command(
    ctx: click.Context,
    where: Path | None,
    form: str,
    since: str | None,
    fix: bool,
    dry_run: bool,
    patch: bool,
    sources: Path | None,
) -> None:
    """Name every fault of the authored files, with its place and the fix.

    Exit code 0: no errors. 1: errors found. 2: the command was called wrongly.
    """
    from practicum.diagnostics import in_order
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project, read_sources, today
    from practicum.workspace.tracked import tracked_faults

    fix, dry_run = fix or patch, dry_run or patch
    if dry_run and not fix:
        raise click.UsageError("`--dry-run` belongs to `--fix`")
    if fix and (form != "text" or since is not None):
        raise click.UsageError("`--fix` and `--patch` go without `--format` and `--since`")
    if since is not None and sources is not None:
        raise click.UsageError("`--since` goes without `--sources`: what was copied is looked for in everything")
    project = find_project(where)
    memories = memories_of(project.output)
    others = read_sources(sources) if sources is not None else None
    with progress("reading", quiet=form != "text") as tell:
        checked = check_project(project, day=today(), progress=tell, sources=others, memories=memories)
    if fix:
        checked = _mend(project, checked, memories, dry_run=dry_run)
        memories.save()
        ctx.exit(1 if checked.errors else 0)
    if others is None:
        _remember(project, checked, memories)
    people = tracked_faults(project)
    if people:
        checked = replace(checked, diagnostics=in_order([*checked.diagnostics, *people]))
    found = None
    if since is not None:
        from practicum.workspace.since_revision import parted

        found = parted(project, checked.diagnostics, since, day=today(), memories=memories)
    away = {fault.span.path for fault in people}
    _tell(project, checked, found, form, away)
    # The shipped curriculum is looked at from anywhere: no folder comes into being there because of it.
    if project.output.is_dir() or not project.shipped:
        memories.save()
    ctx.exit(1 if (found.errors if found is not None else checked.errors) else 0)


def _remember(project: Project, checked: Checked, memories: Memories) -> None:
    from practicum.workspace.since_revision import remember

    remember(project, checked, memories=memories)


def _tell(project: Project, checked: Checked, found: Since | None, form: str, away: set[str]) -> None:
    """All of it in the form that was asked for; ``away`` are files of which no line is shown: they may hold somebody."""
    from practicum.diagnostics import as_github, as_json, as_sarif, text
    from practicum.workspace.revisions import prefix_of

    faults: list[Diagnostic] = list(found.new) if found is not None else checked.diagnostics
    closing = text.summary(faults, checked.files)
    if found is not None:
        closing += f"\n{_since_says(found)}"
    if form == "json":
        click.echo(as_json.render(faults, checked.files, since=_since_json(found)))
    elif form == "github":
        click.echo(as_github.render(faults, closing, prefix=prefix_of(project.root)))
    elif form == "sarif":
        from importlib.metadata import version

        old = found.old if found is not None else ()
        click.echo(as_sarif.render(faults, version=version("practicum"), prefix=prefix_of(project.root), since=found is not None, old=old))
    else:
        show(faults, lambda path, number: None if path in away else project.disk.line(path, number))
        click.echo(closing)


def _since_says(found: Since) -> str:
    """What lies behind the new faults, in a line or two."""
    errors = sum(one.severity == "error" for one in found.old)
    held = f"{count_said(len(found.old), 'older fault', 'older faults')} ({count_said(errors, 'error', 'errors')}) not shown"
    parts = [f"new since `{found.name}` ({found.commit[:7]}) only"]
    parts += [held] if found.old else ["there are no older ones"]
    parts += [f"{found.mended} of before are gone"] if found.mended else []
    return "; ".join(parts) + (f"\n  = note: {found.remark}" if found.remark else "")


def _since_json(found: Since | None) -> dict[str, object] | None:
    if found is None:
        return None
    old = {severity: sum(one.severity == severity for one in found.old) for severity in ("error", "warning")}
    return {"revision": found.name, "commit": found.commit, "old": old, "gone": found.mended, "remark": found.remark or None}


def _mend(project: Project, checked: Checked, memories: Memories, *, dry_run: bool) -> Checked:
    """Mend what is safe to mend and say what, or print it as a patch; the project as it is (or would be) afterwards."""
    from practicum.diagnostics import text
    from practicum.workspace.mending import mend, patch, write_mended
    from practicum.workspace.project import today
    from practicum.workspace.revisions import prefix_of

    mending = mend(project, checked, day=today(), memories=memories)
    count, files = count_said(len(mending.gone), "fault", "faults"), count_said(len(mending.changes.texts), "file", "files")
    if dry_run:
        click.echo("".join(patch(project.disk, mending.changes, prefix_of(project.root))), nl=False)
        say(f"nothing was written; this patch would mend {count} in {files}" if mending.gone else "nothing here can be mended safely")
        say(f"left for people: {text.summary(mending.after.diagnostics, mending.after.files).partition(': ')[2]}")
        return mending.after
    if mending.gone:
        write_mended(project, mending)
    for fault in mending.gone[:SHOWN]:
        say(f"mended {fault.span}: {fault.message}")
    show(mending.after.diagnostics, mending.files.line)
    click.echo(text.summary(mending.after.diagnostics, mending.after.files))
    say(f"mended {count} in {files}; look at them with `git diff`" if mending.gone else "nothing here can be mended safely")
    return mending.after


def show(diagnostics: list, line: object) -> None:  # type: ignore[type-arg]
    """Print diagnostics in the house form, the first ones where there are very many."""
    from practicum.diagnostics import text

    for diagnostic in diagnostics[:SHOWN]:
        click.echo(text.render(diagnostic, line))  # type: ignore[arg-type]
        click.echo()
    if len(diagnostics) > SHOWN:
        click.echo(f"… and {len(diagnostics) - SHOWN} more; `--format json` lists them all\n")
