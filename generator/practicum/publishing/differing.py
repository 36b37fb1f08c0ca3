"""What a country changes of a module or a lesson, said on its pages: its patches' sentences, and a mark at each section of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from practicum.model.edit import Edit, edited
from practicum.model.lesson import Lesson
from practicum.publishing.making import Making
from practicum.publishing.writing import attribute, badge, bullets, link, plain, section
from practicum.reading.wording import sentence
from practicum.resolving import AppliedPatch, View
from practicum.resolving.sections import sections_of


def in_lesson(view: View | None, id: str, file: str) -> list[AppliedPatch]:
    """What a country changes in one lesson of a module."""
    return [one for one in view.changes_to(f"module:{id}") if one.path[:2] == ("lessons", file)] if view is not None else []


def differences(changes: Iterable[AppliedPatch], page: str) -> str:
    """The section of a module's page that says what a country changes; ``page`` is the module's name as links have it (`F10-NV`)."""

    def told(one: AppliedPatch) -> str:
        said = f"{plain(sentence(one.patch.says))}{based_on(one.patch.based_on)}"
        if one.path[:1] != ("lessons",):
            return said
        anchor = "differs" if one.patch.action == "remove" else one.path[2]
        return f"{said} {link('In the lesson', f'lesson:{page}/{one.path[1]}#{anchor}')}"

    return section("What differs from the core", bullets(told(one) for one in changes), anchor="differs")


def differences_here(changes: Iterable[AppliedPatch]) -> str:
    """The same for a lesson's page: each section that differs, and by name each that is left out, for it stands nowhere else."""

    def told(one: AppliedPatch) -> str:
        said = f"{plain(sentence(one.patch.says))}{based_on(one.patch.based_on)}"
        if one.patch.action != "remove":
            return f"[{_heading(one.after)}](#{one.path[2]}): {said}"
        return f"Left out here: “{_heading(one.before)}”. {said}"

    return section("What differs from the core", bullets(told(one) for one in changes), anchor="differs")


def based_on(text: str | None) -> str:
    """The precedent of a patch, behind its sentence."""
    return f" *Modelled on: {plain(text)}.*" if text else ""


def _heading(text: object) -> str:
    return plain(str(text).split("\n")[0].strip("# "))


def with_marks(making: Making, code: str, lesson: Lesson, changes: Sequence[AppliedPatch]) -> Lesson:
    """The lesson with a mark under the heading of each section that is the country's own."""
    said: dict[str, str] = {}
    for one in changes:
        if one.patch.action != "remove":
            word = "Only in" if one.patch.action == "add" else "Differs in"
            said[str(one.path[2])] = f"{word} {making.country_name(code)}"
    edits = []
    for part in sections_of(lesson):
        if part.heading.anchor in said:
            at = part.start + len(lesson.text[part.start : part.end].split("\n")[0])
            label = badge(said[part.heading.anchor], "country")
            edits.append(Edit(lesson.path, at, at, f'\n\n<p class="badges differs" data-country="{attribute(code)}">{label}</p>\n'))
    return replace(lesson, text=edited(lesson.text, edits))
