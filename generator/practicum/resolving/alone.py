"""A country by itself: the catalogue with its patches laid in, and without the other countries, as for a site of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.source import FieldPath, Items, Text, Tree, find
from practicum.reading.formats import mirrored
from practicum.resolving.targets import put
from practicum.resolving.view import View, view_of


@dataclass(frozen=True)
class Alone:
    """What a country's own site is made of: ``catalogue`` as the country has it, its ``view`` over the core, and the ``core``'s."""

    catalogue: Catalogue
    view: View
    core: View

    @property
    def country(self) -> str:
        """The country's code."""
        return self.view.country


def alone(catalogue: Catalogue, country: str, *, day: date) -> Alone:
    """The catalogue as one country has it on a day.

    What the country changes is not translated by what translates the core: a translation of the core's law is none of the
    country's. Those passages count as missing in each language, and a lesson with a section of the country's own as not translated.
    """
    view = view_of(catalogue, country=country, day=day)
    changed = {
        f"{view.catalogue.folder_of(one.unit.partition(':')[2])}/{one.path[1]}" for one in view.applied if one.path[:1] == ("lessons",)
    }  # fmt: skip
    kept = {path: lesson for path, lesson in view.catalogue.lessons.items() if (mirrored(path) or ("", ""))[1] not in changed}
    own = dataclasses.replace(view.catalogue, countries={country: catalogue.countries[country]}, lessons=kept)
    fields = _fields(view)
    for language in catalogue.translations.keys() | {language for language, _ in catalogue.translated}:
        own = _without(own, view_of(catalogue, day=day, language=language, english=True), fields, changed)
    return Alone(own, view, view_of(catalogue, day=day))


def _fields(view: View) -> dict[str, set[tuple[FieldPath, str]]]:
    """By file, the fields of units that the country changes: the unit's place in its file, and the first key of the path."""
    units = {unit.name: unit for unit in view.catalogue.units()}
    found: dict[str, set[tuple[FieldPath, str]]] = {}
    for one in view.applied:
        if one.unit in units and one.path and one.path[:1] != ("lessons",):
            unit = units[one.unit]
            place: FieldPath = (unit.within[0], unit.id) if unit.within else ()
            found.setdefault(unit.path, set()).add((place, str(one.path[0])))
    return found


def _without(own: Catalogue, told: View, fields: Mapping[str, set[tuple[FieldPath, str]]], lessons: Set[str]) -> Catalogue:
    """The catalogue without what its language says of the core where the country says something else."""
    translated = dict(own.translated)
    marks: dict[str, str] = {}
    gone = set(lessons)
    for path, changed in fields.items():
        key = (told.language, path)
        if key not in translated:
            continue
        one = told.standings.get(path)
        if one is None or one.trouble or one.entry is None or not one.entry.passages:
            # Nothing says which passages it was made from, so none of it can be told from what the country changed.
            del translated[key]
            gone.add(path)
            continue
        leads = tuple("/".join(map(str, (*place, name))) for place, name in changed)
        held = zip(one.translations, one.entry.passages.split(" "), strict=True)
        marks[path] = " ".join(mark for piece, mark in held if not any(f"{piece.key}/".startswith(f"{lead}/") for lead in leads))
        for place, name in changed:
            translated[key] = _taken_out(translated[key], place, name)
    own = dataclasses.replace(own, translated=translated)
    ledger = own.translations.get(told.language)
    if ledger is None:
        return own
    files = tuple(
        dataclasses.replace(one, passages=marks[one.file] or None) if one.file in marks else one
        for one in ledger.value.files if one.file not in gone
    )  # fmt: skip
    unit = dataclasses.replace(ledger, value=dataclasses.replace(ledger.value, files=files))
    return dataclasses.replace(own, translations={**own.translations, told.language: unit})


def _taken_out(overlay: Tree, place: FieldPath, name: str) -> Tree:
    path: FieldPath = (name,)
    if place:
        entries = find(overlay, place[:1])
        marks = [find(item, ("id",)) for item in entries.items] if isinstance(entries, Items) else []
        at = next((number for number, mark in enumerate(marks) if isinstance(mark, Text) and mark.value == place[1]), None)
        if at is None:
            return overlay
        path = (place[0], at, name)
    return put(overlay, path, None) if find(overlay, path) is not None else overlay
