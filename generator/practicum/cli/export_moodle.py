"""`practicum export moodle`: a competency framework as the CSV that a Moodle administrator imports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.handing_over import chosen_framework, hand_over, handing_options, view_for
from practicum.cli.saying import count_said, say

if TYPE_CHECKING:
    from practicum.exchanging.moodle_traps import Trap

MOST_NAMED = 40


@click.command("moodle")
@click.argument("framework", required=False, default="")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write, such as framework.csv.")
@click.option("--proficient", type=click.IntRange(0, 9), default=None, metavar="LEVEL",
              help="The level from which Moodle calls somebody proficient; without it, the highest that a module can grant.")
@click.option("--language", default="en", show_default=True, help="The language of the titles and descriptions.")
@click.option("--country", default="", help="A country's edition, by its code.")
@handing_options
def command(
    framework: str, out: Path, proficient: int | None, language: str, country: str, dry_run: bool, force: bool, form: str,
    where: Path | None,
) -> None:  # fmt: skip
    """Write a competency framework as CSV for Moodle's own import.

    Levels become the scale, domains the parents, and indicators stand in the descriptions. What Moodle would cut, drop or refuse
    without saying so is looked for first, and named at its place. FRAMEWORK may be left out where the project has one of its own.
    """
    from practicum.exchanging.moodle_framework import export
    from practicum.exchanging.moodle_traps import Trapped
    from practicum.workspace.trouble import Trouble

    view = view_for(where, language=language, country=country)
    chosen = chosen_framework(view, framework)
    levels = [level.level for level in view.catalogue.frameworks[chosen].value.levels]
    if proficient is not None and proficient not in levels:
        raise Trouble(f"`{chosen}` has no level {proficient}", f"its levels are {', '.join(map(str, levels))}", code=2)
    try:
        made = export(view, chosen, proficient=proficient)
    except Trapped as trapped:
        _say_traps(trapped.traps)
        many = count_said(len(trapped.traps), "reason", "reasons")
        raise Trouble(
            f"nothing was written: Moodle would not take this framework as it is meant ({many} above)", "mend what is named above", code=1
        ) from trapped
    hand_over(out, made, dry_run=dry_run, force=force, form=form, next_step="" if dry_run else NEXT)


NEXT = "in Moodle, Site administration, Competencies, Import competency framework; choose the file and leave the columns as they are"


def _say_traps(traps: tuple[Trap, ...]) -> None:
    for trap in traps[:MOST_NAMED]:
        say(f"{trap.span}: {trap.message}")
        say(f"  = help: {trap.help}")
    if len(traps) > MOST_NAMED:
        say(f"… and {len(traps) - MOST_NAMED} more")
