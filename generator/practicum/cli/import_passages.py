"""`practicum import po` and `xliff`: passages back from translation tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.carrying_out import carry_out, dry_run_option
from practicum.cli.saying import project_option, shown

if TYPE_CHECKING:
    from practicum.authoring import Draft
    from practicum.model.catalogue import Catalogue
    from practicum.model.edit import Changes


def _importing(form: str, ending: str) -> click.Command:
    @click.command(form, help=f"""Take translated passages back from {form.upper()} files.

    A FILE is one that `practicum export {form}` made, or a folder of them, all in one language. Passages whose original has
    changed meanwhile are named and set aside; the rest is taken. All is written, or nothing.""")
    @click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
    @click.option("--by", default=None, metavar="PERSON", help="Who translated; without it, the file's last translator.")
    @click.option("--reviewed-by", default=None, metavar="PERSON", help="Who has read it beside the translator.")
    @click.option("--language", default=None, help="The language that is expected; needed for the first files of a new one.")
    @click.option("--numbers-differ", is_flag=True, help="Take passages that lack a number of their original: you have looked at them.")
    @dry_run_option
    @project_option
    def run(
        files: tuple[Path, ...], by: str | None, reviewed_by: str | None, language: str | None, numbers_differ: bool, dry_run: bool,
        where: Path | None,
    ) -> None:  # fmt: skip
        _import(form, ending, files, by, reviewed_by, language, numbers_differ, dry_run, where)

    return run


po_command = _importing("po", ".po")
xliff_command = _importing("xliff", ".xlf")


def _import(
    form: str, ending: str, files: tuple[Path, ...], by: str | None, reviewed_by: str | None, language: str | None,
    numbers_differ: bool, dry_run: bool, where: Path | None,
) -> None:  # fmt: skip
    from practicum.exchanging import po, xliff
    from practicum.exchanging.faults import NotTaken
    from practicum.exchanging.incoming import take
    from practicum.resolving import view_of
    from practicum.workspace.project import languages, today
    from practicum.workspace.trouble import Trouble

    places = [one for path in files for one in (sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path])]
    if not places:
        raise Trouble(f"there is no `{ending}` file in {shown(files[0])}", f"`practicum export {form}` writes them", code=2)
    read = po.read if form == "po" else xliff.read

    def wish(draft: Draft, catalogue: Catalogue) -> Changes:
        held = [read(shown(place), place.read_bytes()) for place in places]
        known = languages(catalogue)
        for one in held:
            other = next((part for part in Path(one.name).parts if part in known and part != one.language), None)
            if language is not None and one.language != language:
                raise NotTaken(f"{one.name}:1", f"it is in `{one.language}`, not in `{language}`", "import the files of that language")
            if language is None and other is not None:
                raise NotTaken(
                    f"{one.name}:1", f"it says that it is in `{one.language}`, and lies in a folder of `{other}`",
                    f"mend its head, or say with `--language {one.language}` that it is",
                )  # fmt: skip
            if language is None and one.language not in known:
                raise NotTaken(
                    f"{one.name}:1", f"nothing is translated into `{one.language}` yet",
                    f"if this begins a new language, say so with `--language {one.language}`",
                )  # fmt: skip
        view = view_of(catalogue, day=today(), language=held[0].language, english=True)
        return take(draft, view, held, by=by, reviewed_by=reviewed_by, day=today(), numbers_differ=numbers_differ)

    try:
        carry_out(where, wish, dry_run=dry_run)
    except NotTaken as error:
        raise Trouble(f"{error.place}: {error.message}; nothing was written", error.help, code=1) from error
    except OSError as error:
        raise Trouble(f"cannot read: {error.strerror or error}: {error.filename}", "give yourself the right to read it") from error
