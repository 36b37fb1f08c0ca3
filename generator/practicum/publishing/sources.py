"""Modules that are not written in English, on the sites of other languages: what is translated, and for the rest that it is not.

A file of such a module is shown in a language where all of it is translated, else not at all: nothing stands on a page in a
language that the page does not name. The English site lists a module without translation as what it is, and leads to its own language.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Module
from practicum.model.lesson import Lesson
from practicum.publishing.configuring import CORE
from practicum.publishing.translated import marked
from practicum.publishing.words import Words
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.resolving.view import with_unit

_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(([^):#\s]+\.md)(?:#[^)\s]+)?\)")


def in_english(core: View, told: View | None) -> View:
    """The core's View as the English site shows it; ``told`` is that of English laid over originals of other languages."""
    if told is None:
        return core
    seen = marked(settled(told, _stand_ins(core.catalogue)))
    return replace(core, catalogue=seen.catalogue, translated=seen.translated)


def edition_in_english(edition: View, english: Catalogue) -> View:
    """A country's View with those modules as the English site shows them; countries change nothing of them."""
    return replace(edition, catalogue=_taken(edition.catalogue, english, list(_foreign(edition.catalogue, CORE))))


def settled(view: View, otherwise: Catalogue) -> View:
    """The View with each module of another source translated file by file, and what is not translated as it is in ``otherwise``."""
    foreign = list(_foreign(view.catalogue, view.language))
    if not foreign:
        return view
    part = {path for path, one in view.standings.items() if one.of("missing")}
    translated = set(view.translated)
    catalogue = view.catalogue
    for id in foreign:
        unit, folder = catalogue.modules[id], catalogue.folder_of(id) + "/"
        mine = {path for path in translated if path.startswith(folder)}
        if unit.path not in mine - part:
            translated -= mine
            catalogue = _taken(catalogue, otherwise, [id])
            continue
        translated -= mine & part
        lessons = dict(catalogue.lessons)
        for path in [path for path in lessons if path.startswith(folder) and path not in translated]:
            del lessons[path]
            if path in otherwise.lessons:
                lessons[path] = otherwise.lessons[path]
        assessments = dict(catalogue.assessments)
        if id in assessments and assessments[id].path not in translated:
            del assessments[id]
            if id in otherwise.assessments:
                assessments[id] = otherwise.assessments[id]
        catalogue = replace(catalogue, lessons=lessons, assessments=assessments)
    gone = set(view.catalogue.lessons) - set(catalogue.lessons)
    if gone:
        catalogue = replace(catalogue, lessons={path: _unlinked(lesson, path, gone) for path, lesson in catalogue.lessons.items()})
    return replace(view, catalogue=catalogue, translated=frozenset(translated))


def _foreign(catalogue: Catalogue, language: str) -> list[str]:
    return [id for id, unit in catalogue.modules.items() if unit.value.language not in (CORE, language)]


def _taken(catalogue: Catalogue, source: Catalogue, ids: list[str]) -> Catalogue:
    """A catalogue with some modules as another one has them, with all that belongs to them."""
    for id in ids:
        folder = catalogue.folder_of(id) + "/"
        lessons = {path: lesson for path, lesson in catalogue.lessons.items() if not path.startswith(folder)}
        lessons |= {path: lesson for path, lesson in source.lessons.items() if path.startswith(folder)}
        assessments = {name: unit for name, unit in catalogue.assessments.items() if name != id}
        if id in source.assessments:
            assessments[id] = source.assessments[id]
        catalogue = replace(with_unit(catalogue, source.modules[id]), lessons=lessons, assessments=assessments)
    return catalogue


def _stand_ins(catalogue: Catalogue) -> Catalogue:
    """The catalogue with the facts of each such module, and none of its words but its title, which says in which language it is."""
    foreign = _foreign(catalogue, CORE)
    folders = tuple(catalogue.folder_of(id) + "/" for id in foreign)
    bare = replace(
        catalogue,
        lessons={path: lesson for path, lesson in catalogue.lessons.items() if not path.startswith(folders)},
        assessments={id: unit for id, unit in catalogue.assessments.items() if id not in foreign},
    )
    for id in foreign:
        bare = with_unit(bare, _stand_in(catalogue.modules[id]))
    return bare


def _stand_in(unit: Unit[Module]) -> Unit[Module]:
    module = unit.value
    name = Words(CORE).language_named(module.language)
    said = f"This module is written in {name} and not translated into English yet."
    versions = tuple(
        replace(one, note=None, teaches=tuple(replace(each, shown_by=None) for each in one.teaches)) for one in module.versions
    )  # fmt: skip
    value = replace(
        module, title=f"{module.title} (in {name} only)", summary=said, purpose=said, versions=versions, before_you_start=(),
        content_warning=None, sessions=(), key_points=(), scenarios=(), pictures=(), materials=(), evidence=(), credits=(),
        assessment_planned=None,
    )  # fmt: skip
    return replace(unit, value=value)


def _unlinked(lesson: Lesson, path: str, gone: set[str]) -> Lesson:
    """The lesson in which links to lessons that are not shown are words."""
    folder = posixpath.dirname((mirrored(path) or ("", path))[1])

    def words(found: re.Match[str]) -> str:
        full = posixpath.normpath(posixpath.join(folder, found[2]))
        return found[1] if full in gone else found[0]

    text = _LINK.sub(words, lesson.text) if ".md" in lesson.text else lesson.text
    return replace(lesson, text=text) if text != lesson.text else lesson
