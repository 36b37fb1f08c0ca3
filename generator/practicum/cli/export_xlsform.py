"""`practicum export xlsform`: observation forms for KoboToolbox and ODK."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.handing_over import hand_over, handing_options, view_for
from practicum.cli.saying import shown


@click.command("xlsform")
@click.argument("units", nargs=-1, metavar="MODULE|COMPETENCY…")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="The workbook to write, .xlsx; a folder for several forms.")
@click.option("--list", "listed", is_flag=True, help="Name what a form can be made of, and write nothing.")
@click.option("--country", default="", metavar="CODE", help="What a country changes of it laid in.")
@handing_options
def command(
    units: tuple[str, ...], out: Path | None, listed: bool, country: str, dry_run: bool, force: bool, form: str, where: Path | None,
) -> None:  # fmt: skip
    """Write an assessor's observation form for a module or a competency, for KoboToolbox, ODK and their like.

    A module's form follows its rubric, a competency's the signs of the framework. `practicum import kobo` reads what comes back.
    """
    from practicum.exchanging.xlsform import NotObservable, export, observable
    from practicum.workspace.trouble import Trouble

    if not listed:
        if not units:
            raise Trouble("it is not said what is observed", "name a module or a competency, such as REL-2; `--list` names them all")
        if out is None:
            raise Trouble("`--out` is missing", f"name the file, such as `--out {units[0]}.xlsx`")
        if len(set(units)) == 1 and out.suffix.lower() != ".xlsx":
            raise Trouble(f"`{out.name}` does not end in .xlsx", f"name the file such as {units[0]}.xlsx")
        if len(set(units)) > 1 and out.suffix.lower() == ".xlsx":
            raise Trouble(f"`{out.name}` is one file, and these are {len(set(units))} forms", "name a folder with `--out`")
    view = view_for(where, country=country)
    if listed:
        for id in observable(view):
            click.echo(id)
        return
    try:
        exported = export(view, list(dict.fromkeys(units)))
    except NotObservable as error:
        raise Trouble(error.message, error.help) from error
    assert out is not None
    step = f"put {shown(out)} onto your server; what comes back is read by practicum import kobo FILE --out FOLDER"
    hand_over(out, exported, dry_run=dry_run, force=force, form=form, next_step=step)
