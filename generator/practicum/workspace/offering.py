"""What forms are about: the files that have one, and the program that shows them, which is no part of Practicum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from practicum.workspace.project import Checked, Project
from practicum.workspace.trouble import Trouble

# The program as it is got (without the 630 packages that it was made from), or as npm installs it.
PROGRAM = Path("decap-cms.js")
INSTALLED = Path("node_modules/decap-cms/dist/decap-cms.js")
TRIED = "3.16.3"
_GET = (
    f"run `npm pack decap-cms@{TRIED}` and `tar -xzf decap-cms-{TRIED}.tgz --strip-components=2 package/dist/decap-cms.js` in the project, "
    "or name the file with `--cms`"
)


@dataclass(frozen=True)
class Offered:
    """A file that has a form: its path in the project, its format (`lesson` for Markdown) and what it is called in lists."""

    path: str
    form: str
    called: str
    module: str = ""


def offered_files(checked: Checked) -> dict[str, Offered]:
    """The files that have forms, by the name under which the page asks for them: originals only, and only those that can be read."""
    from practicum.authoring.form_fields import OFFERED
    from practicum.reading.formats import format_of, mirrored

    catalogue = checked.catalogue
    found: dict[str, Offered] = {}
    titles = {unit.path: f"{unit.id}: {unit.value.title}" for unit in catalogue.modules.values()}
    for unit in catalogue.units():
        known = format_of(unit.path)
        if known is None or known[0].name not in OFFERED or mirrored(unit.path):
            continue
        form, id = known[0].name, known[1]
        beside = titles.get(f"{unit.path.rsplit('/', 1)[0]}/module.yaml", "")
        title = getattr(unit.value, "title", "") if not unit.within else ""
        called = beside if form in ("module", "assessment") else f"{id}: {title}" if id and title else f"All in {unit.path}"
        # A file may hold more units; the first is what all of it is about.
        found.setdefault(f"{form}/{_slug(unit.path)}.json", Offered(unit.path, form, called))
    for path, lesson in catalogue.lessons.items():
        folder, _, file = path.rpartition("/")
        title = titles.get(f"{folder}/module.yaml")
        if title and not mirrored(path):
            found[f"lesson/{_slug(path)}.json"] = Offered(path, "lesson", f"{title.split(':')[0]}, {file}: {lesson.title}", title)
    return dict(sorted(found.items()))


def _slug(path: str) -> str:
    """A path as one part of an address."""
    return re.sub(r"[^A-Za-z0-9]+", "-", path.removeprefix("curriculum/").removeprefix("competencies/").rsplit(".", 1)[0]).strip("-")


def find_program(project: Project, named: Path | None) -> Path:
    """Where the program of the forms lies: as named (the file, or the folder of the npm package), or in the project.

    Raises Trouble where it is not there.
    """
    places = [project.root / PROGRAM, project.root / INSTALLED]
    if named is not None:
        places = [named, named / "dist" / PROGRAM.name, named / PROGRAM.name]
    found = next((place.resolve() for place in places if place.is_file()), None)
    if found is None:
        raise Trouble(f"no Decap CMS in {named or project.root / PROGRAM}: the program of the forms is no part of Practicum", _GET)
    if b"DecapCms" not in found.read_bytes()[:5000]:
        raise Trouble(f"{found} is not the program of Decap CMS", "name `dist/decap-cms.js` of the npm package `decap-cms`")
    return found
