"""SCORM 1.2: a module as a package that Moodle and other platforms play, with one page, one score and one status.

The pages come from publishing and are handed in (`model/course.py`): this file knows the manifest and what SCORM has no place for.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from practicum.exchanging.identifying import identifier
from practicum.model.catalogue import CORE_LANGUAGE
from practicum.model.certification import Requirement, RuleVersion
from practicum.model.course import Course
from practicum.model.exchange import Export, Format, Loss
from practicum.model.fields import Authored
from practicum.resolving import View
from practicum.tables.archives import zipped

FORMAT = Format(
    name="SCORM package",
    version="SCORM 1.2, a package a module",
    direction="out",
    commands=("practicum export scorm",),
    carries="lessons with diagrams, terms and sources; a self-check with pass mark, score and status; bookmark and time; every language",
    checked="the schemas of SCORM 1.2; played in `scorm-again` 3.4.3 in Chromium: passed, failed, completed, resumed; `axe-core` 4.14.1",
    page="moodle",
)
MANIFEST = "imsmanifest.xml"
# What platforms of small hosts take in one piece.
MOST_BYTES = 1_000_000
_TITLE, _VERSION = 200, 20
# XML 1.0 has no place for these, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Where a link of a lesson leads when it leaves the module.
_OUTSIDE = frozenset(
    ("module", "lesson", "assessment", "trainer", "competency", "domain", "role", "case", "country", "programme", "page", "certification")
)


def export(view: View, courses: Sequence[Course]) -> Export:
    """A package for each course, and what of their modules no package holds."""
    files = {file_name(course): package(view, course) for course in courses}
    return Export(files, losses(view, [course.module for course in courses]), tuple(_notes(courses, files)))


def file_name(course: Course) -> str:
    """What a package is called: its module, its language where that is not English, and its country."""
    language = course.language if course.language != CORE_LANGUAGE else ""
    return "-".join(filter(None, [course.module, language, course.country, "scorm"])) + ".zip"


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
            yield f"{file_name(course)} has {size / 1e6:.1f} MB, and 1 MB is to be the most: make its pictures smaller ({largest} first)"


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


def losses(view: View, modules: Sequence[str] | None = None) -> tuple[Loss, ...]:
    """What the packages of these modules, or of all that have lessons, cannot hold, counted from the View."""
    if modules is None:
        written = {posixpath.dirname(path) for path in view.catalogue.lessons if not path.endswith("/trainer.md")}
        modules = [id for id in view.catalogue.modules if view.catalogue.folder_of(id) in written]
    return tuple(Loss(what, count, why) for what, count, why in (*_of_modules(view, modules), *_of_assessments(view, modules)) if count)


def _of_modules(view: View, modules: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    held = [view.catalogue.modules[id].value for id in modules]
    folders = [f"{view.catalogue.folder_of(id)}/" for id in modules]
    texts = {path: lesson for path, lesson in view.catalogue.lessons.items() if f"{posixpath.dirname(path)}/" in folders}
    notes = sum(path.endswith("/trainer.md") for path in texts)
    lessons = [lesson for path, lesson in texts.items() if not path.endswith("/trainer.md")]
    versions = [view.version(module.id) for module in held]
    yield "trainer notes", notes, "a package is for learners; trainers read them on the site"
    taught = sum(len({one.competency for one in version.teaches}) for version in versions)
    yield "competency links", taught, "named in the text; in the platform they are linked by hand, once it has the framework"
    yield "rows of session plans", sum(len(one.sessions) for one in held), "how a lesson is run in a room; the course says its minutes"
    yield "prerequisites", sum(len(one.prerequisites) for one in held), "the platform decides who may open a package"
    asked = _asked(view, set(modules))
    yield "requirements of certifications", asked, "a package knows no certificate; `practicum gaps` decides from the records"
    valid = sum(one.valid_months is not None for one in versions)
    yield "lengths of validity", valid, "a platform does not forget a pass; `practicum gaps` does"
    others = sum(len(one.equivalents) + (one.renews is not None) for one in held)
    yield "equivalents and renewals", others, "what else counts is decided from the records"
    out = sum(link.target.partition(":")[0] in _OUTSIDE for lesson in lessons for link in lesson.links)
    yield "links to other modules, competencies and roles", out, "shown as words: a package holds one module"
    hard = sum(bool(one.content_warning) or one.risk == "high" for one in held)
    yield "quick exits of pages on hard matters", hard, "the player has the frame; the content warning stays"
    yield "other languages", _languages(view, folders), "a package holds one language; `--language` writes another one"


def _of_assessments(view: View, modules: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    held = [view.catalogue.assessments[id].value for id in modules if id in view.catalogue.assessments]
    yield "rows of rubrics", sum(len(one.rubric) for one in held), "an assessor judges them in person; the score is the self-check's alone"
    yield "points of checklists", sum(len(one.checklist) for one in held), "an observer ticks them on paper"
    own = sum(question.kind == "short" for one in held for question in one.questions)
    yield "questions in one's own words", own, "learners compare them with a model answer; they are not scored"
    limits = sum(one.attempts is not None for one in held)
    yield "limits of attempts", limits, "the self-check has none; the platform can set one"


def _asked(view: View, modules: set[str]) -> int:
    """How many requirements of certifications name one of these modules."""
    rules = [version for unit in view.catalogue.certifications.values() if (version := _in_force(unit.value.versions, view.day))]
    return sum(bool(modules & {one.module, *(one.modules or ())}) for rule in rules for one in _requirements(rule))


def _in_force(versions: Sequence[RuleVersion], day: date) -> RuleVersion | None:
    begun = [one for one in versions if one.starts <= day]
    return max(begun, key=lambda one: one.starts, default=None)


def _requirements(value: Any) -> Iterator[Requirement]:
    if isinstance(value, Requirement):
        yield value
    if isinstance(value, Authored):
        value = vars(value)
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ():
        yield from _requirements(one)


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
