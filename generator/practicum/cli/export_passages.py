"""`practicum export po` and `xliff`: passages for translation tools."""

from __future__ import annotations

from pathlib import Path

import click

from practicum.cli.saying import count_said, progress, project_option, say, shown, typed


def _exporting(form: str, ending: str) -> click.Command:
    @click.command(form, help=f"""Write the passages of a translation as {form.upper()}, one file a lesson or file of fields.

    LANGUAGE is that of the translation, such as fr. A UNIT is a module's id, a folder or a file; without one, every module is written.
    `practicum import {form}` takes the files back.""")
    @click.argument("language")
    @click.argument("units", nargs=-1)
    @click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder for the files.")
    @project_option
    def run(language: str, units: tuple[str, ...], out: Path, where: Path | None) -> None:
        _export(form, ending, language, units, out, where)

    return run


po_command = _exporting("po", ".po")
xliff_command = _exporting("xliff", ".xlf")


def _export(form: str, ending: str, language: str, units: tuple[str, ...], out: Path, where: Path | None) -> None:
    import re

    from practicum.exchanging import po, xliff
    from practicum.exchanging.outgoing import NotReady, outgoing, source_language
    from practicum.resolving import view_of
    from practicum.workspace.memories import memories_of
    from practicum.workspace.older_originals import older_passages
    from practicum.workspace.project import check_project, find_project, today
    from practicum.workspace.trouble import Trouble

    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", language):
        raise Trouble(f"`{language}` is no language to translate into", "name one by its code, such as `fr` or `pt-BR`", code=2)
    project = find_project(where)
    with progress("reading the project") as tell:
        checked = check_project(project, day=today(), progress=tell, memories=memories_of(project.output))
    view = view_of(checked.catalogue, day=today(), language=language, english=True)
    # What is written in the language is not translated into it.
    meant = _paths(view, units)
    paths = [path for path in meant if source_language(view, path) != language]
    if not meant:
        raise Trouble(
            "no module is further than planned, and nothing of one is translated yet",
            f"name what you want to begin with by its id, such as `practicum export {form} {language} F06 --out {typed(out)}`", code=2,
        )  # fmt: skip
    if not paths:
        raise Trouble(f"what you name is written in `{language}`", "name another language to translate into, such as `fr`", code=2)
    older = older_passages(project.root, [view.standings[path] for path in paths if path in view.standings])
    written = po.written if form == "po" else xliff.written
    texts: dict[Path, bytes] = {}
    late = 0
    count = 0
    for path in paths:
        try:
            file = outgoing(view, path, older)
        except NotReady as error:
            say(f"left out: {error}")
            late += 1
            continue
        if file.passages:
            texts[out / language / f"{path.partition('/')[2]}{ending}"] = written(file)
            count += len(file.passages)
    if not texts:
        raise Trouble("nothing was written: there is no passage to translate", "name a module by its id, or a file", code=1)
    try:
        for place, data in texts.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    except OSError as error:
        raise Trouble(f"cannot write: {error.strerror or error}: {error.filename}", "choose another folder with `--out`") from error
    say(f"wrote {count_said(len(texts), 'file', 'files')} with {count_said(count, 'passage', 'passages')} to {shown(out / language)}")
    say(f"next: translate them, then `practicum import {form} {typed(out / language)} --by PERSON`")
    if late:
        raise Trouble(f"{count_said(late, 'file was', 'files were')} left out, as said above", "bring the ledger up to date", code=1)


def _paths(view: object, units: tuple[str, ...]) -> list[str]:
    """The originals that a person names, translated or not."""
    from practicum.reading.formats import mirrored
    from practicum.resolving import View
    from practicum.workspace.trouble import Trouble

    assert isinstance(view, View)
    catalogue = view.untold or view.catalogue
    folders = {id: catalogue.folder_of(id) for id, unit in catalogue.modules.items() if not unit.value.legacy}
    every = [path for path in catalogue.lessons if mirrored(path) is None]
    for group in (catalogue.modules, catalogue.assessments, catalogue.programmes, catalogue.terms):
        every += [unit.path for unit in group.values()]
    every = sorted(dict.fromkeys(every))
    if not units:
        inside = tuple(f"{folder}/" for id, folder in folders.items() if catalogue.modules[id].value.status not in ("planned", "retired"))
        return [path for path in every if path.startswith(inside) or path in view.standings]
    found: list[str] = []
    for name in units:
        path = name.strip("/").removeprefix("./")
        mirror = mirrored(path)
        path = folders.get(path, mirror[1] if mirror else path)
        here = [one for one in every if one == path or one.startswith(path + "/")]
        if not here:
            import difflib

            near = difflib.get_close_matches(name, [*folders, *every], n=1)
            hint = f"did you mean `{near[0]}`?" if near else "name a module by its id, or a file"
            raise Trouble(f"there is no text `{name}`", hint, code=2)
        found += here
    return list(dict.fromkeys(found))
