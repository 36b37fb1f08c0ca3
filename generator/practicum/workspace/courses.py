"""Modules as courses for a player: what publishing makes of a View, with the files of the project and of the program that it needs."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from importlib.resources import files
from typing import TYPE_CHECKING

from practicum.model.course import Course
from practicum.workspace.project import Project
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.resolving import View


def courses(project: Project, view: View, ids: Sequence[str], *, mark: float) -> list[Course]:
    """The courses of these modules, of all that can be read where none is named; ``mark`` is the pass mark in percent of self-checks
    whose assessment names none.

    Raises Trouble where a module is not there, has no lessons, or does not stand in the View's language.
    """
    from practicum.publishing.courses import PLAYER_FILES, SITE_FILES, courses_of, readable

    known = readable(view)
    chosen = list(dict.fromkeys(ids)) or known
    _all_known(view, chosen, known)
    if not chosen and all(path.endswith("/trainer.md") for path in view.catalogue.lessons):
        raise Trouble("no module has lessons", "`practicum new module` begins one", code=1)
    if not chosen:
        raise Trouble(f"no module stands in `{view.language}`", "`practicum translate` says what is translated", code=1)
    player = files("practicum.publishing").joinpath("player")
    held = {name: player.joinpath(name).read_bytes() for name in PLAYER_FILES}
    try:
        held |= {name: (project.site / "assets" / name).read_bytes() for name in SITE_FILES}
    except OSError as error:
        raise Trouble(f"a file of the site cannot be read: {error.filename}", (error.strerror or "no reason is given").lower()) from error
    pictures = {path: project.disk.read(path) for path in sorted(view.catalogue.assets) if path.startswith("curriculum/")}
    return list(courses_of(view, chosen, files=held, pictures=pictures, mark=mark))


def _all_known(view: View, chosen: Sequence[str], known: Sequence[str]) -> None:
    """Raise Trouble that names every module of which no course can be made."""
    said, helps = [], []
    for id in chosen:
        unit = view.catalogue.modules.get(id)
        if unit is None:
            near = [one for one in known if one.lower() == id.lower()] or difflib.get_close_matches(id, known, n=1, cutoff=0.5)
            said.append(f"there is no module `{id}`")
            helps.append(f"did you mean `{near[0]}`?" if near else "`practicum export scorm` without a name writes all")
        elif unit.value.legacy:
            said.append(f"`{id}` is kept for old records only")
            helps.append("name a module that is taught")
        elif id not in known:
            folder = f"{view.catalogue.folder_of(id)}/"
            empty = not any(path.startswith(folder) and not path.endswith("/trainer.md") for path in view.catalogue.lessons)
            said.append(f"`{id}` has no lessons yet" if empty else f"`{id}` is not translated into `{view.language}`")
            helps.append(f"write the lessons of `{id}` first" if empty else f"leave out `--language {view.language}`, or translate it")
    if said:
        raise Trouble("; ".join(said), "; ".join(dict.fromkeys(helps)).replace("?; ", "? "), code=2)
