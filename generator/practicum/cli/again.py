"""`practicum gaps --again MANIFEST`: the same report once more, byte for byte, or what is another one now."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from practicum.cli.saying import count_said, home_option, project_option, say, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

# What says where a report goes and how it is told, and not what it says.
_ELSEWHERE = ("records", "as_of", "known_at", "profiles", "engine", "out", "form", "where")
# What was published since takes part in what may be shared, so the shareable part is not made again.
_SHARING = ("sharing", "earlier", "handed_out", "without", "rows")
_SHARED = ("shareable/", "sharing-audit.")


class OrAgain(click.Command):
    """A command that makes a report; with `--again` a manifest says all that is asked."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        """The context of the command, or of making its report again."""
        if any(word == "--again" or word.startswith("--again=") for word in args):
            again.callback_of = self  # type: ignore[attr-defined]
            return again.make_context(info_name, args, parent=parent, **extra)
        return super().make_context(info_name, args, parent=parent, **extra)


def asked_beside() -> dict[str, Any]:
    """What the running command was asked for beside records, days, profiles and engine, as a manifest keeps it."""
    ctx = click.get_current_context(silent=True)
    if ctx is None or not isinstance(ctx.command, OrAgain):
        return {}
    typed = [name for name in sorted(ctx.params) if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    return {name: _plainly(ctx.params[name]) for name in typed if name not in _ELSEWHERE}


def _plainly(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plainly(one) for one in value]
    if isinstance(value, Path):
        return str(value.resolve())
    return value if isinstance(value, (str, int, float, bool)) else value.isoformat() if isinstance(value, date) else str(value)


@click.command("gaps")
@click.argument("records", type=click.Path(path_type=Path), required=False)
@click.option(
    "--again", "manifest", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The manifest of an earlier report."
)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="Write the report to this folder too.")
@home_option
@project_option
@click.pass_context
def again(ctx: click.Context, records: Path | None, manifest: Path, out: Path | None, where: Path | None) -> None:
    """Make a report again from its manifest, and say whether every byte is the same.

    RECORDS is needed only where the records lie elsewhere by now. Exit code 1: something is another one than then; it is named.
    """
    from practicum.workspace.links import as_they_were, link_bytes
    from practicum.workspace.manifest import MANIFEST, differences, differing_files, read_manifest, sha
    from practicum.workspace.private_folder import private_folder
    from practicum.workspace.project import find_project

    said = read_manifest(manifest)
    project = find_project(where)
    lies = records or Path(said["records"])
    found = differences(said, project, lies, link_bytes(private_folder()), private_folder().profiles())
    for line in found.inputs:
        say(f"not as it was: {line}")
    if found.inputs:
        say("the report cannot be made again from these; nothing was written")
        ctx.exit(1)
    for line in found.versions:
        say(f"another version: {line}")
    home = project.output if said["synthetic"] else private_folder().made().root
    folder = out or home / f".again-{os.getpid()}"
    with ExitStack() as stack:
        stack.enter_context(_on_the_day(said["read_on"]))
        stack.enter_context(as_they_were(found.links))
        if out is None:
            stack.callback(shutil.rmtree, folder, True)
        command: click.Command = again.callback_of  # type: ignore[attr-defined]
        _make(ctx, command, said, lies, folder, where)
        shared = _SHARED if any(name.startswith(_SHARED) for name in said["files"]) else ()
        differing = differing_files(said, folder, but=shared)
    for line in differing:
        say(f"not the same: {line}")
    if differing:
        say("the inputs are those of then, and the report is not" + (": the versions named above may be why" if found.versions else ""))
        ctx.exit(1)
    again_made = [name for name in said["files"] if not name.startswith(shared)]
    say(f"the same, byte for byte: {len(again_made):,} files" + (f", in {shown(out)}" if out is not None else ""))
    if len(again_made) < len(said["files"]):
        say("  = note: the shareable part is not made again: what was published since takes part in it")
    beside = [name for name in said["files"] if (manifest.parent / name).is_file()]
    changed = [name for name in beside if sha((manifest.parent / name).read_bytes()) != said["files"][name]]
    if changed:
        say(f"  = note: of the report beside {MANIFEST}, {count_said(len(changed), 'file was', 'files were')} changed since it was written")


def _make(ctx: click.Context, command: click.Command, said: dict[str, Any], records: Path, folder: Path, where: Path | None) -> None:
    """Run the command with what it was asked for then."""
    words = [str(records), "--as-of", said["as_of"], "--out", str(folder), "--engine", said["engine"] or "auto"]
    words += ["--known-at", said["known_at"]] if said["known_at"] else []
    words += ["--project", str(where)] if where else []
    for one in said["profiles"]:
        words += ["--profile", one["path"]]
    flags = {option.name: option for option in command.params if isinstance(option, click.Option)}
    for name, value in said["options"].items():
        option = flags.get(name)
        if option is None or name in _SHARING:
            continue
        for each in value if isinstance(value, list) else [value]:
            words += [option.opts[0]] if each is True else [option.opts[0], str(each)]
    with command.make_context("gaps", words, parent=ctx.parent) as inner:
        try:
            command.invoke(inner)
        except click.exceptions.Exit as left:
            # A file that could not be read then cannot be read now either.
            if left.exit_code not in (0, 1):
                raise


@contextmanager
def _on_the_day(day: str) -> Iterator[None]:
    """Days to come are told by the day on which the records were read."""
    before = os.environ.get("PRACTICUM_TODAY")
    os.environ["PRACTICUM_TODAY"] = day
    try:
        yield
    finally:
        if before is None:
            del os.environ["PRACTICUM_TODAY"]
        else:
            os.environ["PRACTICUM_TODAY"] = before
