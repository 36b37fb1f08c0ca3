"""What the commands that write for other systems share: losses are said first, then everything is written or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.saying import count_said, progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.model.exchange import Export, Loss
    from practicum.resolving import View


def handing_options(function: Callable[..., None]) -> Callable[..., None]:
    """`--dry-run`, `--force`, `--format` and `--project`, the same for every format."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what the format cannot hold, and write nothing."),
        click.option("--force", is_flag=True, help="Replace what is there already."),
        click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
                     help="How it is said what was written and what was left behind."),
        project_option,
    ):  # fmt: skip
        function = option(function)
    return function


def check_site(site: str) -> None:
    """Raise Trouble for what cannot be the address of a site; an empty one is none."""
    from urllib.parse import urlsplit

    from practicum.workspace.trouble import Trouble

    try:
        parts = urlsplit(site)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment or "@" in parts.netloc)
    except ValueError:
        whole = False
    if site and (not whole or not site.isprintable() or set(site) & set(' <>"{}|\\^`')):
        # It may hold a password, so it is not repeated.
        raise Trouble("what `--site` says is no address of a site", "give it whole, such as `--site https://care.example.org/`")


def view_for(where: Path | None, *, language: str = "en", country: str = "") -> View:
    """The project at ``where`` as it stands today, in a language and, where one is named, in a country's edition.

    Raises Trouble where the project has errors: what is handed on is as sound as what is published.
    """
    from practicum.resolving import view_of
    from practicum.workspace.course_site import known_country
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import check_project, find_project, languages, today
    from practicum.workspace.trouble import Trouble

    project = find_project(where)
    memories = memories_of(project.output)
    with progress("reading the project") as tell:
        checked = check_project(project, day=today(), progress=tell, memories=memories)
    memories.save()
    if checked.errors:
        raise Trouble(
            f"nothing is handed on while {count_said(checked.errors, 'error stands', 'errors stand')}",
            "run `practicum check`, and mend what it names",
            code=1,
        )
    known = ["en", *(one for one in languages(checked.catalogue) if one != "en")]
    if language not in known:
        raise Trouble(f"there is no text in `{language}`", f"the languages are {', '.join(known)}", code=2)
    if country:
        known_country(checked.catalogue, country)
    return view_of(checked.catalogue, day=today(), language=language, country=country)


def chosen_framework(view: View, id: str, *, how: str = "name") -> str:
    """The framework that is named; where none is, the only one that is the project's own. ``how`` one is named begins the help.

    Raises Trouble where there is no such one, or where none is named and there are several.
    """
    import difflib

    from practicum.workspace.trouble import Trouble

    known = sorted(view.catalogue.frameworks)
    own = sorted(unit.id for unit in view.catalogue.own_frameworks)
    if id in known:
        return id
    if not known:
        raise Trouble("there is no framework here", "`practicum init` begins a project with one, `practicum import` takes one in")
    if not id and len(own or known) == 1:
        return (own or known)[0]
    if not id:
        which = f"{len(own)} of its own" if own else f"{len(known)} by others"
        raise Trouble(f"the project has {which}, and a file holds one framework", f"{how} one of {', '.join(own or known)}")
    near = [one for one in known if one.lower() == id.lower()] or difflib.get_close_matches(id, known, n=1)
    raise Trouble(f"there is no framework `{id}`", f"did you mean `{near[0]}`?" if near else f"{how} one of {', '.join(known)}")


def hand_over(
    out: Path, export: Export, *, dry_run: bool, force: bool, form: str, next_step: str = "", folder: bool = False, private: bool = False,
    earlier: Sequence[str] = (),
) -> None:  # fmt: skip
    """Say what the format cannot hold, then write the files at ``out`` and say so.

    A single file is written as ``out`` itself; several, or one with ``folder``, into the folder ``out``, which is swapped in whole.
    What is ``private`` only its owner can read. ``earlier`` are patterns of the names that files of an earlier output in that folder may
    have, besides those of ``export``.
    Raises Trouble where something is there already, unless ``force``, and where nothing can be written. A folder that holds anything but
    an earlier output is never replaced.
    """
    say_losses(export.losses)
    for note in export.notes:
        say(f"  = note: {note}")
    several = folder or len(export.files) != 1
    if dry_run:
        if not force and (any(out.iterdir()) if several and out.is_dir() else out.exists()):
            say(f"  = note: {shown(out)} is there already: without `--force` it stays as it is, and nothing is written")
        say(f"nothing was written; it would be {count_said(len(export.files), 'file', 'files')} at {shown(out)}")
    elif several:
        _write_folder(out, export, force=force, private=private, earlier=earlier)
    else:
        write_file(out, next(iter(export.files.values())), force=force, private=private)
    if form == "json":
        click.echo(json.dumps(_as_data(out, export, dry_run), ensure_ascii=False, indent=2))
    if not dry_run:
        size = sum(len(data) for data in export.files.values())
        count = f"{count_said(len(export.files), 'file', 'files')}, " if len(export.files) != 1 else ""
        say(f"wrote {shown(out)} ({count}{_size_said(size)})")
        if next_step:
            say(f"next: {next_step}")


def say_losses(losses: Sequence[Loss], lead: str = "what this format cannot hold:") -> None:
    """What is left behind, a line each; the most numerous first."""
    losses = [loss for loss in losses if loss.count]
    if not losses:
        say("the format holds all of it")
        return
    say(lead)
    width = max(len(f"{loss.count:,}") for loss in losses)
    for loss in sorted(losses, key=lambda one: (-one.count, one.what)):
        say(f"  {loss.count:>{width},} {loss.what}: {loss.why}")


def _size_said(size: int) -> str:
    if size < 1000:
        return count_said(size, "byte", "bytes")
    return f"{size / 1000:,.0f} KB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


def _as_data(out: Path, export: Export, dry_run: bool) -> dict[str, Any]:
    return {
        "out": shown(out),
        "written": not dry_run,
        "files": [{"path": path, "bytes": len(data)} for path, data in export.files.items()],
        "losses": [{"what": loss.what, "count": loss.count, "why": loss.why} for loss in export.losses if loss.count],
        "notes": list(export.notes),
    }


def _write_folder(out: Path, export: Export, *, force: bool, private: bool, earlier: Sequence[str]) -> None:
    from practicum.workspace.outputs import fill, fresh_folder, others_in
    from practicum.workspace.trouble import Trouble

    if out.exists() and not out.is_dir():
        raise Trouble(f"{shown(out)} is a file, and a folder is written", "name a folder with `--out`")
    if out.is_dir() and any(out.iterdir()) and not force:
        raise Trouble(f"{shown(out)} holds files already", "name a new folder with `--out`, or add `--force` to replace all of it")
    others = others_in(out, [*export.files, *earlier])
    if others:
        more = f" and {count_said(len(others) - 1, 'other', 'others')}" if len(others) > 1 else ""
        raise Trouble(
            f"{shown(out)} holds what is no earlier output of this kind: {others[0]}{more}; the whole folder would be replaced",
            "name a new folder with `--out`, one of its own",
        )
    with fresh_folder(out, private=private) as fresh:
        fill(fresh, export.files)


def write_file(out: Path, data: bytes, *, force: bool, private: bool = False) -> None:
    """Write one file whole, a private one for its owner only.

    Raises Trouble where something is there already, unless ``force``, and where it cannot be written.
    """
    from practicum.workspace.outputs import put_file
    from practicum.workspace.trouble import Trouble

    if out.is_dir():
        raise Trouble(f"{shown(out)} is a folder, and one file is written", f"name a file in it, such as `{shown(out / 'file')}`")
    if out.exists() and not force:
        raise Trouble(f"{shown(out)} is there already", "name another file with `--out`, or add `--force` to replace it")
    put_file(out, data, private=private)
