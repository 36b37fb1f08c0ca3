"""`practicum export moodle-questions` and `practicum export gift`: the questions of modules for a learning platform's question bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.handing_over import hand_over, handing_options, view_for

if TYPE_CHECKING:
    from practicum.model.exchange import Export
    from practicum.resolving import View

_NEXT = "in a course in Moodle, Question bank, Import; choose {form} and tick “Get category from file”"


def _shared(function: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.argument("modules", nargs=-1),
        click.option("--out", type=click.Path(path_type=Path), required=True, help="The file to write."),
        click.option("--language", default="en", show_default=True, help="The language of the questions."),
        click.option("--country", default="", help="A country's edition, by its code."),
        handing_options,
    ):
        function = option(function)
    return function


@click.command("moodle-questions")
@_shared
def moodle_questions(
    modules: Sequence[str], out: Path, language: str, country: str, dry_run: bool, force: bool, form: str, where: Path | None
) -> None:
    """Write the questions of MODULES as Moodle XML, with ID numbers, feedback, and competency codes as tags.

    Without MODULES, those of all modules; each module is a category of its own. Importing a file twice gives every question twice:
    names begin with the question's id, so that a second one is seen.
    """
    from practicum.exchanging.question_bank_xml import export

    _write(export, modules, out, language, country, dry_run=dry_run, force=force, form=form, where=where, name="Moodle XML format")


@click.command("gift")
@_shared
def gift(modules: Sequence[str], out: Path, language: str, country: str, dry_run: bool, force: bool, form: str, where: Path | None) -> None:
    """Write the questions of MODULES as GIFT, a text that people can read and edit before it is imported.

    Without MODULES, those of all modules. Moodle XML (`practicum export moodle-questions`) also keeps model answers for those who mark.
    """
    from practicum.exchanging.question_bank_gift import export

    _write(export, modules, out, language, country, dry_run=dry_run, force=force, form=form, where=where, name="GIFT format")


def _write(
    export: Callable[[View, Sequence[str]], Export], modules: Sequence[str], out: Path, language: str, country: str, *, dry_run: bool,
    force: bool, form: str, where: Path | None, name: str,
) -> None:  # fmt: skip
    from practicum.authoring import Refused
    from practicum.authoring.naming import named
    from practicum.exchanging.question_bank import banks
    from practicum.workspace.trouble import Trouble

    view = view_for(where, language=language, country=country)
    chosen = tuple(dict.fromkeys(modules))
    for id in chosen:
        try:
            named(view.catalogue, "module", id)
        except Refused as refused:
            raise Trouble(refused.message, refused.help, code=2) from refused
    held = [id for id, _ in banks(view, chosen)]
    without = [id for id in chosen if id not in held]
    if without or not held:
        lacks = f"{', '.join(without)} {'has' if len(without) == 1 else 'have'} no questions" if without else "no module has questions"
        others = ", ".join(id for id, _ in banks(view, ()))
        raise Trouble(lacks, f"those with questions are {others}" if others else "write some first", code=2)
    hand_over(out, export(view, chosen), dry_run=dry_run, force=force, form=form, next_step="" if dry_run else _NEXT.format(form=name))
