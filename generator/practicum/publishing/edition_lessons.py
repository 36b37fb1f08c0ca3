"""Lessons of which a country changes a section: a page of the country's edition, with the sections marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from practicum.model.edit import Edit, edited
from practicum.model.lesson import Lesson
from practicum.publishing.learning import sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import lesson_body, opening
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import attribute, badge, bullets, joined, link, plain, section, sentence
from practicum.resolving import AppliedPatch, View
from practicum.resolving.sections import sections_of


def edition_lessons(making: Making, core: Making, view: View, id: str) -> Iterator[Page]:
    """The lessons of a module that a country changes a section of; ``making`` sees the country's catalogue, ``core`` the core's."""
    code, name = view.country, making.country_name(view.country)
    for file, lesson in making.lessons(id):
        changes = [one for one in view.changes_to(f"module:{id}") if one.path[:2] == ("lessons", file)]
        if not changes:
            continue
        own = lesson.title if name in lesson.title else f"{lesson.title} ({name})"
        edition = making.module(id).title
        head, _, rest = lesson_body(making, id, file, _marked(making, code, lesson, changes)).partition("\n")
        told = bullets(map(_told, changes))
        kind = ", a fictional country" if making.is_invented(code) else ""
        whole = link("the lesson without a country", f"lesson:{id}/{file}")
        note = f"This is the lesson as it is in {link(name, f'country:{code}')}{kind}. Read also {whole}."
        yield Page(
            f"modules/{id}-{code}/{file}",
            own,
            joined(head, f"{note}\n{{: .lead }}", section("What differs from the core", told, anchor="differs"), rest),
            "lesson",
            opening(lesson),
            (Step(making.words("Modules"), "page:modules/index"), Step(f"{id} {edition}", f"module:{id}-{code}")),
            before=Step(edition, f"module:{id}-{code}"),
            origin=next((unit.path for unit in making.catalogue.countries.get(code, ()) if changes[0].patch in unit.value.patches), ""),
            words=f"{id} {code} {name}",
            module=id,
            lesson=file.removesuffix(".md"),
            sensitive=sensitive(core, id),
        )


def _told(one: AppliedPatch) -> str:
    """What a country changes, in its own sentence; what it takes out is named, for it stands nowhere on the page."""
    based = f" *Modelled on: {plain(one.patch.based_on)}.*" if one.patch.based_on else ""
    said = f"{plain(sentence(one.patch.says))}{based}"
    if one.patch.action != "remove":
        return f"[{_heading(one.after)}](#{one.path[2]}): {said}"
    return f"Left out here: “{_heading(one.before)}”. {said}"


def _heading(text: object) -> str:
    return plain(str(text).split("\n")[0].strip("# "))


def _marked(making: Making, code: str, lesson: Lesson, changes: list[AppliedPatch]) -> Lesson:
    """The lesson with a mark under the heading of each section that is the country's own."""
    said: dict[str, str] = {}
    for one in changes:
        if one.patch.action != "remove":
            word = "Only in" if one.patch.action == "add" else "Differs in"
            said[str(one.path[2])] = f"{word} {making.country_name(code)}"
    edits = []
    for part in sections_of(lesson):
        if part.heading.anchor in said:
            lines = lesson.text[part.start : part.end].split("\n")
            at = part.start + len(lines[0])
            label = badge(said[part.heading.anchor], "country")
            edits.append(Edit(lesson.path, at, at, f'\n\n<p class="badges differs" data-country="{attribute(code)}">{label}</p>\n'))
    return replace(lesson, text=edited(lesson.text, edits))
