"""What the commands that take in frameworks by others share: how one is to be named, and whether its texts may stand here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option, say

if TYPE_CHECKING:
    from practicum.model.foreign_framework import ForeignFramework

MOST_FAULTS = 40


def framework_options(function: Callable[..., None]) -> Callable[..., None]:
    """`--as`, `--prefix`, `--licence`, `--own`, `--depth`, `--dry-run` and `--project`."""
    for option in (
        click.option("--as", "id", default="", help="The framework's id here; without it, what its file or its title says."),
        click.option("--prefix", default="", help="What goes before codes that cannot be ids as they are, such as `MOSA`."),
        click.option("--licence", default="", help="Under which licence its texts may stand here, such as `CC BY 4.0`; without one, only "
                     "codes and short titles are taken."),
        click.option("--own", is_flag=True, help="It is the project's own: its texts are yours, and modules have to teach it."),
        click.option("--depth", type=click.IntRange(1, 20), default=None, help="How deep in its tree, from 1, the competencies stand."),
        dry_run_option,
        project_option,
    ):  # fmt: skip
        function = option(function)
    return function


def take_in(
    read: Callable[[str, bytes], ForeignFramework], file: Path, most: int, *, id: str, prefix: str, licence: str, own: bool,
    depth: int | None, dry_run: bool, where: Path | None,
) -> None:  # fmt: skip
    """Read a framework of a file of at most ``most`` bytes and write it beside the project's own; every fault of the file is said first."""
    from practicum.authoring import Refused
    from practicum.authoring.adding_frameworks import NewFramework, add_framework
    from practicum.workspace.trouble import Trouble

    with file.open("rb") as stream:
        data = stream.read(most + 1)
    try:
        foreign = read(file.name, data)
    except Refused as refused:
        faults: tuple[Any, ...] = getattr(refused, "faults", ())
        for fault in faults[:MOST_FAULTS]:
            say(str(fault))
        if len(faults) > MOST_FAULTS:
            say(f"… and {len(faults) - MOST_FAULTS} more")
        raise Trouble(refused.message, refused.help, code=refused.code) from refused
    wish = NewFramework(id=id, prefix=prefix, licence=licence, own=own, depth=depth)
    carry_out(where, lambda draft, catalogue: add_framework(draft, catalogue, foreign, wish, source=file.name), dry_run=dry_run)
