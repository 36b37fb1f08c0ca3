"""Lessons of which a country changes a section: a page of the country's edition, with the sections marked."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.publishing.differing import differences_here, in_lesson, with_marks
from practicum.publishing.learning import sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import lesson_body, opening
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import joined, link
from practicum.resolving import View


def edition_lessons(making: Making, core: Making, view: View, id: str) -> Iterator[Page]:
    """The lessons of a module that a country changes a section of; ``making`` sees the country's catalogue, ``core`` the core's."""
    code, name = view.country, making.country_name(view.country)
    for file, lesson in making.lessons(id):
        changes = in_lesson(view, id, file)
        if not changes:
            continue
        own = lesson.title if name in lesson.title else f"{lesson.title} ({name})"
        edition = making.module(id).title
        head, _, rest = lesson_body(making, id, file, with_marks(making, code, lesson, changes)).partition("\n")
        kind = ", a fictional country" if making.is_invented(code) else ""
        whole = link("the lesson without a country", f"lesson:{id}/{file}")
        note = f"This is the lesson as it is in {link(name, f'country:{code}')}{kind}. Read also {whole}."
        yield Page(
            f"modules/{id}-{code}/{file}",
            own,
            joined(head, f"{note}\n{{: .lead }}", differences_here(changes), rest),
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
