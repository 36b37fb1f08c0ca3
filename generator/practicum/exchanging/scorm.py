"""SCORM 1.2: a module as a package that Moodle and other platforms play, with one page, one score and one status.

The pages come from publishing and are handed in (`model/course.py`): this file knows the manifest and what SCORM has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from practicum.exchanging.identifying import identifier
from practicum.model.certification import Requirement
from practicum.model.course import Course
from practicum.model.curriculum import Module
from practicum.model.exchange import Export, Loss
from practicum.model.fields import Authored
from practicum.resolving import View
from practicum.tables.archives import zipped

MANIFEST = "imsmanifest.xml"
# What platforms of small hosts take in one piece.
MOST_BYTES = 1_000_000
_TITLE, _VERSION = 200, 20
# XML 1.0 has no place for these, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a link of a lesson leads when it leaves the module.
_OUTSIDE = ("module", "lesson", "assessment", "trainer", "competency", "domain", "role", "case", "country", "programme", "page", "certification")


def export(view: View, courses: Sequence[Course]) -> Export:
    """A package for each course, and what of their modules no package holds."""
    files = {file_name(course): package(view, course) for course in courses}
    return Export(files, losses(view, [course.module for course in courses]), tuple(_notes(courses, files)))


def file_name(course: Course) -> str:
    """What a package is called: its module, its language where that is not English, and its country."""
    return "-".join([course.module, *([course.language] if course.language != "en" else []), *filter(None, [course.country]), "scorm"]) + ".zip"


def package(view: View, course: Course) -> bytes:
    """A course as a ZIP file with its manifest at the root; the same course gives the same bytes."""
    return zipped({**course.files, MANIFEST: manifest(view, course).encode()}, first=MANIFEST)


def manifest(view: View, course: Course) -> str:
    """The `imsmanifest.xml`: one organization, one item, one resource that lists every file."""
    base = next((unit.value.base_url for unit in view.catalogue.frameworks.values()), "")
    own = identifier(base, "scorm", course.module, course.language, course.country)
    title = _text(course.title[:_TITLE])
    mark = f"\n        <adlcp:masteryscore>{course.mark:g}</adlcp:masteryscore>" if course.mark is not None else ""
    listed = "\n".join(f"      <file href={quoteattr(path)}/>" for path in sorted(course.files))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="M-{own}" version={quoteattr(_NO_XML.sub("", course.version[:_VERSION]))}
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="O-{own}">
    <organization identifier="O-{own}">
      <title>{title}</title>
      <item identifier="I-{own}" identifierref="R-{own}" isvisible="true">
        <title>{title}</title>{mark}
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="R-{own}" type="webcontent" adlcp:scormtype="sco" href={quoteattr(course.entry)}>
{listed}
    </resource>
  </resources>
</manifest>
"""


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _notes(courses: Sequence[Course], files: dict[str, bytes]) -> Iterator[str]:
    unscored = [course.module for course in courses if course.mark is None]
    if unscored:
        yield f"no question of {_few(unscored)} can be scored: it is completed when its lessons are read"
    for course in courses:
        size = len(files[file_name(course)])
        if size > MOST_BYTES:
            largest = max(course.files, key=lambda path: len(course.files[path]))
            yield f"{file_name(course)} has {size / 1e6:.1f} MB, and 1 MB is meant to be the most: make its pictures smaller ({largest} first)"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def losses(view: View, modules: Sequence[str]) -> tuple[Loss, ...]:
    """What the packages of these modules cannot hold, counted from the View."""
    held = [view.catalogue.modules[id].value for id in modules]
    assessed = [view.catalogue.assessments[id].value for id in modules if id in view.catalogue.assessments]
    folders = [f"{view.catalogue.folder_of(id)}/" for id in modules]
    lessons = [
        lesson for path, lesson in view.catalogue.lessons.items() if path.startswith(tuple(folders)) and not path.endswith("/trainer.md")
    ] if folders else []  # fmt: skip
    notes = sum(f"{folder}trainer.md" in view.catalogue.lessons for folder in folders)
    versions = [view.version(module.id) for module in held]
    return tuple(
        loss
        for loss in (
            Loss("trainer notes", notes, "a package is for learners; trainers read them on the site"),
            Loss("rows of rubrics", sum(len(one.rubric) for one in assessed), "an assessor judges them in person; the score is that of the self-check alone"),
            Loss("points of checklists", sum(len(one.checklist) for one in assessed), "an observer ticks them on paper"),
            Loss("questions in one's own words", _short(assessed), "learners compare them with a model answer; they are not scored"),
            Loss("limits of attempts", sum(one.attempts is not None for one in assessed), "the self-check has no limit; set one in the platform"),
            Loss("competency links", sum(map(_linked, held)), "named in the text; link them in the platform, which gets them with its framework"),
            Loss("rows of session plans", sum(len(one.sessions) for one in held), "how a lesson is run in a room; the course says its minutes"),
            Loss("prerequisites", sum(len(one.prerequisites) for one in held), "the platform decides who may open a package"),
            Loss("requirements of certifications", _asked(view, set(modules)), "a package knows no certificate; `practicum gaps` decides from the records"),
            Loss("lengths of validity", sum(one.valid_months is not None for one in versions), "a platform does not forget a pass; `practicum gaps` does"),
            Loss("equivalents and renewals", sum(len(one.equivalents) + (one.renews is not None) for one in held), "what else counts is decided from the records"),
            Loss("links to other modules, competencies and roles", _leading_out(lessons), "shown as words: a package holds one module"),
            Loss("quick exits of pages on hard matters", sum(_hard(one) for one in held), "the player has the frame; the content warning stays"),
            Loss("other languages", _languages(view, folders), "a package holds one language; `--language` writes another one"),
        )
        if loss.count
    )  # fmt: skip


def _short(assessed: Sequence[Any]) -> int:
    return sum(question.kind == "short" for one in assessed for question in one.questions)


def _linked(module: Module) -> int:
    return len({teaching.competency for version in module.versions for teaching in version.teaches})


def _hard(module: Module) -> bool:
    return bool(module.content_warning) or module.risk == "high"


def _asked(view: View, modules: set[str]) -> int:
    """How many requirements of certifications name one of these modules."""
    return sum(bool(modules & _named(one)) for unit in view.catalogue.certifications.values() for one in _requirements(unit.value))


def _requirements(value: Any) -> Iterator[Requirement]:
    if isinstance(value, Requirement):
        yield value
    if isinstance(value, Authored):
        for name in value.__dataclass_fields__:
            yield from _requirements(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _requirements(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _requirements(one)


def _named(one: Requirement) -> set[str]:
    return {*filter(None, [one.module]), *(one.modules or ())}


def _leading_out(lessons: Sequence[Any]) -> int:
    return sum(link.target.partition(":")[0] in _OUTSIDE for lesson in lessons for link in lesson.links)


def _languages(view: View, folders: Sequence[str]) -> int:
    """How many modules stand in how many other languages, added up."""
    catalogue = view.catalogue if view.untold is None else view.untold
    found = set()
    for path in catalogue.lessons:
        parts = path.split("/")
        if len(parts) > 3 and parts[1] in catalogue.translations and parts[1] != view.language:
            folder = "/".join([parts[0], *parts[2:-1]]) + "/"
            if folder in folders:
                found.add((parts[1], folder))
    return len(found)
