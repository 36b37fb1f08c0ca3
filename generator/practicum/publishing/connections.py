"""How the things of a View hang together, both ways: competency, module, role, programme, term, source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from practicum.model.catalogue import Catalogue
from practicum.model.certification import Requirement
from practicum.model.curriculum import Module, Version
from practicum.model.lesson import Lesson
from practicum.publishing.addresses import schemes_in
from practicum.resolving.role_levels import certification_of, inherited
from practicum.resolving.view import in_force


def requirements(requirement: Requirement) -> Iterator[Requirement]:
    """A requirement and everything below it."""
    yield requirement
    for child in (*(requirement.all or ()), *(requirement.of or ()), *(requirement.routes or {}).values()):
        yield from requirements(child)


def modules_asked(requirement: Requirement | None) -> list[str]:
    """Ids of the modules a requirement names, in the order written, each once."""
    if requirement is None:
        return []
    named = [name for part in requirements(requirement) for name in ((part.module,) if part.module else ()) + (part.modules or ())]
    return list(dict.fromkeys(named))


@dataclass(frozen=True)
class Connections:
    """What leads to what on one day; every value is in the order in which the catalogue has its things."""

    day: date
    taught_in: Mapping[str, list[tuple[str, int]]]
    assessed_in: Mapping[str, list[str]]
    needed_by: Mapping[str, list[tuple[str, int]]]
    opens: Mapping[str, list[str]]
    in_programmes: Mapping[str, list[str]]
    asked_by: Mapping[str, list[str]]
    awarded_by: Mapping[str, list[str]]
    renewed_by: Mapping[str, list[str]]
    builds_on: Mapping[str, list[str]]
    terms_used: Mapping[str, list[str]]
    references_used: Mapping[str, list[str]]

    def version(self, module: Module) -> Version:
        """The version of a module that is taught on the day."""
        return in_force(module.versions, self.day)


def shown_modules(catalogue: Catalogue) -> list[str]:
    """Ids of the modules that have a page of their own: legacy items are only kept so that old records can be read."""
    return [id for id, unit in catalogue.modules.items() if not unit.value.legacy]


@lru_cache(maxsize=20_000)
def _sources(text: str) -> tuple[tuple[str, str], ...]:
    """The terms and references a text links to; asked for each View, and the texts of most are the same."""
    return tuple((scheme, target) for scheme, target in schemes_in(text) if scheme in ("term", "reference"))


def connect(catalogue: Catalogue, day: date) -> Connections:
    """Follow every reference of the catalogue in both directions."""
    found: dict[str, dict[str, list[object]]] = {name: defaultdict(list) for name in Connections.__dataclass_fields__ if name != "day"}

    def note(name: str, key: str, value: object) -> None:
        if value not in found[name][key]:
            found[name][key].append(value)

    inside: dict[str, list[Lesson]] = defaultdict(list)
    for path, lesson in catalogue.lessons.items():
        # A module's own folder, and those below it.
        parts = path.split("/")
        for depth in range(1, len(parts)):
            inside["/".join(parts[:depth])].append(lesson)
    for id in shown_modules(catalogue):
        module = catalogue.modules[id].value
        for teaching in in_force(module.versions, day).teaches:
            note("taught_in", teaching.competency, (id, teaching.level))
        for prerequisite in module.prerequisites:
            note("opens", prerequisite.module, id)
        for evidence in module.evidence:
            note("references_used", evidence.reference, id)
        if id in catalogue.assessments:
            assessment = catalogue.assessments[id].value
            for competency in (*(row.competency for row in assessment.rubric), *(question.competency for question in assessment.questions)):
                if competency:
                    note("assessed_in", competency, id)
        for lesson in inside[catalogue.folder_of(id)]:
            for scheme, target in _sources(lesson.text):
                note("terms_used" if scheme == "term" else "references_used", target, id)
    for id, programme in catalogue.programmes.items():
        staged = [name for stage in programme.value.stages for name in stage.modules]
        electives = programme.value.electives.among if programme.value.electives else ()
        for name in (*programme.value.modules, *staged, *electives):
            note("in_programmes", name, id)
    for id, role in catalogue.roles.items():
        for competency, (level, _) in inherited(catalogue, id).items():
            note("needed_by", competency, (id, level))
        for base in role.value.base:
            note("builds_on", base, id)
        certification = certification_of(catalogue, id)
        if certification is not None:
            rule = in_force(certification.versions, day)
            for name in modules_asked(rule.award):
                note("asked_by", name, id)
                note("awarded_by", id, name)
            for name in modules_asked(rule.renew):
                note("renewed_by", name, id)
    return Connections(day=day, **found)  # type: ignore[arg-type]  # the names are those of the dataclass
