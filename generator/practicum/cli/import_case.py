"""`practicum import case`: a framework by others from a registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from practicum.cli.carrying_out import carry_out
from practicum.cli.handing_over import say_losses
from practicum.cli.saying import project_option, say

if TYPE_CHECKING:
    from practicum.authoring.adding_frameworks import NewFramework
    from practicum.model.exchange import Loss
    from practicum.model.foreign_framework import ForeignFramework

_MOST_FAULTS = 40
T = TypeVar("T")


def framework_options(function: Callable[..., None]) -> Callable[..., None]:
    """What is said of any framework that is taken in."""
    options = (
        click.option("--as", "id", default="", help="The id of the framework here; without it, the one in the file, or from its title."),
        click.option("--prefix", default="", help="Letters to put before every code, such as NSF: the ids become NSF-1.1."),
        click.option("--licence", default="", help="What its texts may stand here under: a licence, or `permission of …`."),
        click.option("--own", is_flag=True, help="The framework is this project's own: its modules have to teach it."),
        click.option("--depth", type=click.IntRange(1, 20), default=None, help="How deep its competencies stand; 1 is the top."),
        click.option("--dry-run", is_flag=True, help="Show the domains and competencies that would come of it, and write nothing."),
        project_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


@click.command("case")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@framework_options
def command(
    file: Path, id: str, prefix: str, licence: str, own: bool, depth: int | None, where: Path | None, dry_run: bool
) -> None:
    """Take in a competency framework by others from a CASE package (1.0 or 1.1, JSON).

    It stands beside the project's own: its competencies can be named by roles and modules, and need not be taught. Texts are taken where
    a licence lets them stand here; codes and short titles always. What CASE says and Practicum has no place for is counted first.
    """
    from practicum.authoring.adding_frameworks import NewFramework
    from practicum.exchanging.case_incoming import read_case
    from practicum.exchanging.case_json import MAX_BYTES

    found = refusing(lambda: read_case(file.name, held_bytes(file, MAX_BYTES)))
    wish = NewFramework(id=id, prefix=prefix, licence=licence, own=own, depth=depth)
    take_in(found.foreign, wish, source=file.name, losses=found.losses, where=where, dry_run=dry_run)


def take_in(
    foreign: ForeignFramework, wish: NewFramework, *, source: str, losses: tuple[Loss, ...], where: Path | None, dry_run: bool
) -> None:
    """Say what is lost, and write the framework's files; a dry run shows its tree instead."""
    from practicum.authoring import Draft
    from practicum.authoring.adding_frameworks import add_framework, tree_of
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes

    if any(loss.count for loss in losses):
        say_losses(losses, "what has no place here:")
    lines: list[str] = []

    def wished(draft: Draft, catalogue: Catalogue) -> Changes:
        lines[:] = tree_of(catalogue, foreign, wish, source=source)
        return add_framework(draft, catalogue, foreign, wish, source=source)

    carry_out(where, wished, dry_run=dry_run, instead=lines)


def held_bytes(file: Path, most: int) -> bytes:
    """The bytes of a file; of one that is too large, one more than the most."""
    with file.open("rb") as stream:
        return stream.read(most + 1)


def refusing(work: Callable[[], T]) -> T:
    """Do it; a refusal becomes Trouble, and all faults of a file are said before it."""
    from practicum.authoring import Refused
    from practicum.exchanging.faulty_file import FaultyFile
    from practicum.workspace.trouble import Trouble

    try:
        return work()
    except FaultyFile as faulty:
        for fault in faulty.faults[:_MOST_FAULTS]:
            say(str(fault))
        if len(faulty.faults) > _MOST_FAULTS:
            say(f"… and {len(faulty.faults) - _MOST_FAULTS:,} more")
        raise Trouble(faulty.message, faulty.help, code=faulty.code) from faulty
    except Refused as refused:
        raise Trouble(refused.message, refused.help, code=refused.code) from refused
